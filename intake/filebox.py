"""Attachments sealed on disk: every file encrypted under a key of the installation.

A file is a stream of authenticated pieces (libsodium's secretstream, XChaCha20-Poly1305): a piece
cut off, changed or moved is noticed. What senders attach has a key of its own (`attached`); what is
of the office, and what came while the database was away, is sealed under the installation's
(``files.keys``). Files kept before sealing began are read as they are, until `flask files rotate`.
"""

import functools
import io
import logging
import secrets
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import IO, BinaryIO, cast

from nacl import bindings as sodium
from nacl.exceptions import CryptoError

from config import Settings
from intake import durable
from intake.filestore import Backend, FileMissing, FolderStore
from intake.onlyone import alone
from intake.s3store import Bucket, FarStore, S3Store

log = logging.getLogger(__name__)
KEYS = "files.keys"  # one key a line, in hex; the last one seals, the others still open
MARK = b"LNF1"
OWN = b"LNF2"  # sealed under a key of its own, which whoever opens it brings along
_PIECE = 64 * 1024
_OVER = sodium.crypto_secretstream_xchacha20poly1305_ABYTES
_HEAD = sodium.crypto_secretstream_xchacha20poly1305_HEADERBYTES
_KEY = sodium.crypto_secretstream_xchacha20poly1305_KEYBYTES
_LAST = sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
_MORE = sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE


class FileDamaged(ValueError):
    """What is kept was changed or cut, or the key it was sealed with is gone."""


class SealedStore:
    """A store in which nothing can be read without a key, wherever its bytes lie."""

    def __init__(self, instance: Path, backend: Backend | None = None) -> None:
        self.instance, self._keys = instance, instance / KEYS
        self.backend: Backend = backend or FolderStore(instance / "files")

    def put(self, stream: BinaryIO, own: bytes | None = None) -> str:
        """Keep it, sealed on the way, under its ``own`` key or the installation's; its name."""
        return self.backend.put_as(secrets.token_hex(16), self._sealing(stream, own))

    def _sealing(self, stream: BinaryIO, own: bytes | None) -> IO[bytes]:
        key = own or self.keys()[-1]
        sealing = _Sealing(stream, key, OWN if own else MARK + key_id(key))
        return cast(IO[bytes], sealing)

    def open(self, name: str, own: bytes | None = None) -> BinaryIO:
        """What was put, in memory. Raises FileMissing, FileDamaged and OSError."""
        with self.backend.open(name) as file:
            mark = file.read(len(MARK))
            return _unsealed(file, own) if mark == OWN else self._plain(mark, file)

    def _plain(self, mark: bytes, file: IO[bytes]) -> BinaryIO:
        if mark == MARK:
            return _unsealed(file, self._named(file.read(8)))
        return io.BytesIO(mark + file.read())

    def give_own_key(self, name: str, own: bytes) -> bool:
        """Seal what lies under the installation's key, or plain, under its own; whether it did."""
        return self._seal_anew(name, own)

    def _seal_anew(self, name: str, own: bytes | None) -> bool:
        """Under its own key or the newest of the installation; False where it has its own."""

        def anew(file: IO[bytes]) -> IO[bytes] | None:
            mark = file.read(len(MARK))
            return None if mark == OWN else self._sealing(self._plain(mark, file), own)

        return self.backend.replace(name, anew)

    def delete(self, name: str) -> None:
        """Remove it, if it is there."""
        self.backend.delete(name)

    def older(self, than: float) -> Iterator[str]:
        """Names of what was kept longer than so many seconds."""
        return self.backend.older(than)

    def sweep(self) -> int:
        """Put away what was left half done; how many."""
        return self.backend.sweep()

    def rotate(self) -> int:
        """Seal every file of the installation's key anew; how many. The last key but one stays.

        May be stopped and begun again: each file is replaced in one step, and every key is kept
        until all is done. A second at once waits for the first. One that does not open is left,
        and so are all the keys, for the day it comes back from a backup.
        """
        self.keys()
        with alone(self._keys):
            kept = [*self.keys(), secrets.token_bytes(_KEY)]
            durable.write(self._keys, _lines(kept))
            done = damaged = 0
            for name in list(self.older(-1.0)):
                try:
                    done += self._seal_anew(name, None)
                except FileDamaged:
                    damaged += 1
                    log.exception("%s cannot be opened: it stays as it is", name[:8])
                except FileMissing:  # deleted meanwhile
                    continue
            if not damaged:
                durable.write(self._keys, _lines(kept[-2:]))
        return done

    def keys(self) -> list[bytes]:
        """The installation's keys, the sealing one last; made on first use."""
        kept = durable.write_once(self._keys, lambda: _lines([secrets.token_bytes(_KEY)]))
        return [bytes.fromhex(line) for line in kept.decode("ascii").split()]

    def _named(self, mark: bytes) -> bytes:
        key = next((key for key in self.keys() if key_id(key) == mark), None)
        if key is None:
            raise FileDamaged("the key it was sealed with is not in files.keys")
        return key


def of(settings: Settings) -> SealedStore:
    """The store of an installation: its own folders, or the bucket it names."""
    near, far = FolderStore(settings.instance / "files"), far_store(settings)
    return SealedStore(settings.instance, FarStore(far, near) if far else near)


def far_store(settings: Settings) -> S3Store | None:
    """The bucket an installation names, if it does."""
    given = settings.s3
    if given is None:
        return None
    return _client(
        Bucket(given.endpoint, given.bucket, given.access_key, given.secret_key, given.region)
    )


@functools.lru_cache(4)
def _client(bucket: Bucket) -> S3Store:
    return S3Store(bucket)  # a client is dear to make and may be shared by threads


def _unsealed(file: IO[bytes], key: bytes | None) -> BinaryIO:
    if key is None:
        raise FileDamaged("the key it was sealed with is gone")
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    plain, tag = io.BytesIO(), _MORE
    try:
        sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, _whole(file, _HEAD), key)
        while piece := _whole(file, _PIECE + _OVER):
            words, tag = sodium.crypto_secretstream_xchacha20poly1305_pull(state, piece)
            plain.write(words)
    except (CryptoError, ValueError) as error:
        raise FileDamaged("it was changed since it was sealed") from error
    if tag != _LAST:
        raise FileDamaged("its end is missing")
    plain.seek(0)
    return plain


def _whole(file: IO[bytes], size: int) -> bytes:
    """So many bytes, however few a stream gives at once; fewer only at its end."""
    parts, left = [], size
    while left and (part := file.read(left)):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


class _Sealing:
    """A stream that reads another and gives it out sealed, piece by piece."""

    def __init__(self, plain: BinaryIO, key: bytes, mark: bytes) -> None:
        self._plain, self._ended = plain, False
        self._state = sodium.crypto_secretstream_xchacha20poly1305_state()
        head = sodium.crypto_secretstream_xchacha20poly1305_init_push(self._state, key)
        self._ready = mark + head

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


def _lines(keys: list[bytes]) -> bytes:
    return "".join(f"{key.hex()}\n" for key in keys).encode("ascii")
