"""Attachments sealed on disk: every file encrypted under a key of the installation.

The key lies beside the configuration (``files.keys``), never in the database. A file is a stream
of authenticated pieces (libsodium's secretstream, XChaCha20-Poly1305): a piece cut off, changed or
moved is noticed. Files kept before sealing began are read as they are, until `flask files rotate`.
"""

import contextlib
import io
import os
import secrets
from hashlib import sha256
from pathlib import Path
from typing import IO, BinaryIO

from nacl import bindings as sodium
from nacl.exceptions import CryptoError

from intake.filestore import FolderStore

KEYS = "files.keys"  # one key a line, in hex; the last one seals, the others still open
MARK = b"LNF1"
_PIECE = 64 * 1024
_OVER = sodium.crypto_secretstream_xchacha20poly1305_ABYTES
_HEAD = sodium.crypto_secretstream_xchacha20poly1305_HEADERBYTES
_KEY = sodium.crypto_secretstream_xchacha20poly1305_KEYBYTES
_LAST = sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
_MORE = sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE


class FileDamaged(ValueError):
    """What is kept was changed or cut, or the key it was sealed with is gone."""


class SealedStore(FolderStore):
    """Folders on disk in which nothing can be read without the installation's key."""

    def __init__(self, instance: Path) -> None:
        super().__init__(instance / "files")
        self._keys = instance / KEYS

    def put(self, stream: BinaryIO) -> str:
        """As `FolderStore.put`, sealed on the way: no plain byte reaches the disk."""
        return self.put_as(secrets.token_hex(16), _Sealing(stream, self.keys()[-1]))  # type: ignore[arg-type]

    def open(self, key: str) -> BinaryIO:
        """What was put, in memory. Raises FileMissing and FileDamaged."""
        with super().open(key) as file:
            if file.read(len(MARK)) != MARK:
                file.seek(0)
                return io.BytesIO(file.read())
            return self._unsealed(file)

    def rotate(self) -> int:
        """Seal every file anew under a new key; how many. The last key but one stays, to be sure.

        May be stopped and begun again: each file is replaced in one step, and every key is kept
        until all is done.
        """
        kept = [*self.keys(), secrets.token_bytes(_KEY)]
        _write(self._keys, kept)
        done = 0
        for key in list(self.older(-1.0)):
            self.put_as(key, _Sealing(self.open(key), kept[-1]))  # type: ignore[arg-type]
            done += 1
        _write(self._keys, kept[-2:])
        return done

    def keys(self) -> list[bytes]:
        """The installation's keys, the sealing one last; made on first use."""
        if not self._keys.exists():
            own = self._keys.with_name(f"{KEYS}.{secrets.token_hex(8)}")
            _write(own, [secrets.token_bytes(_KEY)])
            with contextlib.suppress(FileExistsError):  # somebody else made it a moment before
                os.link(own, self._keys)
            own.unlink()
        return [bytes.fromhex(line) for line in self._keys.read_text().split()]

    def _unsealed(self, file: IO[bytes]) -> BinaryIO:
        named = file.read(8)
        key = next((k for k in self.keys() if key_id(k) == named), None)
        if key is None:
            raise FileDamaged("the key it was sealed with is not in files.keys")
        state = sodium.crypto_secretstream_xchacha20poly1305_state()
        plain, tag = io.BytesIO(), _MORE
        try:
            sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, file.read(_HEAD), key)
            while piece := file.read(_PIECE + _OVER):
                words, tag = sodium.crypto_secretstream_xchacha20poly1305_pull(state, piece)
                plain.write(words)
        except (CryptoError, ValueError) as error:
            raise FileDamaged("it was changed since it was sealed") from error
        if tag != _LAST:
            raise FileDamaged("its end is missing")
        plain.seek(0)
        return plain


class _Sealing:
    """A stream that reads another and gives it out sealed, piece by piece."""

    def __init__(self, plain: BinaryIO, key: bytes) -> None:
        self._plain, self._ended = plain, False
        self._state = sodium.crypto_secretstream_xchacha20poly1305_state()
        head = sodium.crypto_secretstream_xchacha20poly1305_init_push(self._state, key)
        self._ready = MARK + key_id(key) + head

    def read(self, size: int = -1) -> bytes:
        """The next piece, whatever ``size`` is; empty at the end."""
        if self._ready:
            given, self._ready = self._ready, b""
            return given
        if self._ended:
            return b""
        piece = self._plain.read(_PIECE)
        while piece and len(piece) < _PIECE and (more := self._plain.read(_PIECE - len(piece))):
            piece += more
        self._ended = len(piece) < _PIECE
        tag = _LAST if self._ended else _MORE
        return sodium.crypto_secretstream_xchacha20poly1305_push(self._state, piece, None, tag)


def key_id(key: bytes) -> bytes:
    """What names a key in the files sealed with it, 8 bytes."""
    return sha256(b"file-key\0" + key).digest()[:8]


def _write(path: Path, keys: list[bytes]) -> None:
    half = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write("".join(f"{key.hex()}\n" for key in keys))
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
