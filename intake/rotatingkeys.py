"""The server's passing key: what it must be able to open again is sealed with it, and it changes.

Law: a new key every month and at every command; everything is sealed anew, and a day later the old
key is gone. What a dump or a backup of before holds under it is then closed to everybody. The keys
lie in ``rotating.keys`` of the instance, which no backup of rows holds (`intake.keycopy` does).
"""

import itertools
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from intake import durable
from intake.db import now
from intake.onlyone import alone

NAME = "rotating.keys"  # a line for each key: when it was made, and the key; the last one seals
EVERY = timedelta(days=30)
GRACE = timedelta(days=1)  # whoever read the file before a new key came has long written by then
MARK = b"LNR1"
_HEAD = len(MARK) + 8


class KeyGone(ValueError):
    """What was sealed cannot be opened: its key is gone."""


@dataclass(frozen=True)
class Key:
    """One key and when it was made."""

    made: datetime
    secret: bytes

    @property
    def mark(self) -> bytes:
        """What every box sealed with it begins with."""
        return MARK + sha256(b"rotating\0" + self.secret).digest()[:8]


class RotatingKeys:
    """The keys of one installation."""

    def __init__(self, instance: Path) -> None:
        self._file = instance / NAME

    def all(self) -> list[Key]:
        """Every key that still opens, the sealing one last; made on first use."""
        kept = durable.write_once(self._file, lambda: _lines([_new()]))
        lines = [line.split() for line in kept.decode("ascii").splitlines()]
        return [Key(datetime.fromisoformat(made), bytes.fromhex(key)) for made, key in lines]

    def seal(self, plain: bytes) -> bytes:
        """``plain`` under the key of now."""
        key = self.all()[-1]
        return key.mark + bytes(SecretBox(key.secret).encrypt(plain))

    def open(self, box: bytes) -> bytes:
        """What was sealed. Raises KeyGone where its key is, or where it was changed."""
        for key in reversed(self.all()):
            if box.startswith(key.mark):
                try:
                    return SecretBox(key.secret).decrypt(box[_HEAD:])
                except CryptoError as error:
                    raise KeyGone("it was changed since it was sealed") from error
        raise KeyGone("the key it was sealed with is gone")

    def is_due(self) -> bool:
        """Whether the sealing key is older than a key may be."""
        return self.all()[-1].made < now() - EVERY

    def add(self) -> None:
        """Seal with a new key from now on; the old ones still open."""
        self.all()
        with alone(self._file):  # of two at once, neither may lose the other's
            durable.write(self._file, _lines([*self.all(), _new()]))

    def drop_old(self) -> int:
        """Forget every key superseded longer than a day ago; how many. Seal anew before."""
        late = now() - GRACE
        self.all()
        with alone(self._file):
            kept = self.all()
            live = [key for key, after in itertools.pairwise(kept) if after.made > late]
            if len(live) + 1 < len(kept):
                durable.write(self._file, _lines([*live, kept[-1]]))
        return len(kept) - len(live) - 1

    def text(self) -> str:
        """The file as it stands, for the copy of keys."""
        self.all()
        return self._file.read_text(encoding="ascii")

    def put_back(self, text: str) -> None:
        """The file as it stood in a copy; its keys come before those made here meanwhile."""
        for line in text.splitlines():
            made, key = line.split()
            Key(datetime.fromisoformat(made), bytes.fromhex(key))
        durable.write(self._file, text.encode("ascii"))


def _new() -> Key:
    return Key(now(), secrets.token_bytes(SecretBox.KEY_SIZE))


def _lines(keys: list[Key]) -> bytes:
    told = "".join(f"{key.made.isoformat()} {key.secret.hex()}\n" for key in keys)
    return told.encode("ascii")
