"""Attachments in an S3-compatible store, with folders of our own to fall back on.

Law: nothing acknowledged waits for the far store. Where it does not answer, a file is kept in the
instance's folder, found there, and carried over by the sweep. What goes there is sealed already.
"""

import contextlib
import io
import logging
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any, BinaryIO, cast

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from intake.filestore import KEY, Anew, FileMissing, FolderStore

log = logging.getLogger(__name__)
_MISSING = {"404", "NoSuchKey", "NotFound"}
_CHANGED = {"412", "PreconditionFailed", "409", "ConditionalRequestConflict"}
_TURNS = 5
_STEP = 256 * 1024


@dataclass(frozen=True)
class Bucket:
    """Where the far store is, and how to get in."""

    endpoint: str
    name: str
    access_key: str
    secret_key: str = field(repr=False)
    region: str = "us-east-1"
    patience: float = 5.0  # seconds until it counts as away


class StoreAway(OSError):
    """The far store does not answer, or refuses."""


class Changed(RuntimeError):
    """What is there is not what it was, or something is there already."""


class S3Store:
    """Files in one bucket, each under its key."""

    def __init__(self, bucket: Bucket) -> None:
        self._name = bucket.name
        self._client: Any = boto3.client(
            "s3",
            endpoint_url=bucket.endpoint,
            region_name=bucket.region,
            aws_access_key_id=bucket.access_key,
            aws_secret_access_key=bucket.secret_key,
            config=Config(
                connect_timeout=bucket.patience,
                read_timeout=bucket.patience * 6,
                retries={"total_max_attempts": 2},
                s3={"addressing_style": "path"},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    def put(self, stream: BinaryIO) -> str:
        """Keep what is left of ``stream``; its new key. Raises StoreAway."""
        return self.put_as(secrets.token_hex(16), stream)

    def put_as(self, key: str, stream: BinaryIO | IO[bytes]) -> str:
        """As `put`, under a new key; what is there already stays. FileMissing on a malformed key."""
        with contextlib.suppress(Changed):
            self._put_if(key, stream, IfNoneMatch="*")
        return key

    def replace(self, key: str, anew: Anew) -> bool:
        """As a backend does: it takes the place of what was read, or is made again."""
        for _turn in range(_TURNS):
            with _answers(key):
                got = self._client.get_object(Bucket=self._name, Key=_checked(key))
            with _Body(got["Body"]) as there:
                fresh = anew(cast(BinaryIO, there))
            if fresh is None:
                return False
            with contextlib.suppress(Changed):
                self._put_if(key, fresh, IfMatch=got["ETag"])
                return True
        raise StoreAway(f"{key[:8]} was changed {_TURNS} times meanwhile")

    def _put_if(self, key: str, stream: BinaryIO | IO[bytes], **only: str) -> None:
        """Raises Changed and StoreAway, FileMissing where what should be there is gone."""
        body = b"".join(iter(lambda: stream.read(_STEP), b""))
        with _answers(key):
            self._client.put_object(Bucket=self._name, Key=_checked(key), Body=body, **only)

    def open(self, key: str) -> BinaryIO:
        """The file under ``key``, streamed. Raises FileMissing and StoreAway."""
        with _answers(key):
            got = self._client.get_object(Bucket=self._name, Key=_checked(key))
        return cast(BinaryIO, _Body(got["Body"]))

    def delete(self, key: str) -> None:
        """Forget it, if it is there."""
        with _answers():
            self._client.delete_object(Bucket=self._name, Key=_checked(key))

    def older(self, than: float) -> Iterator[str]:
        """Keys of the files kept longer than so many seconds."""
        before = time.time() - than
        with _answers():
            pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._name)
            for page in pages:
                for one in page.get("Contents", ()):
                    if KEY.fullmatch(one["Key"]) and one["LastModified"].timestamp() < before:
                        yield one["Key"]

    def keeps_the_first(self) -> bool:
        """Whether it does as it is told of what is there already; tried out. Raises StoreAway."""
        key = self.put(io.BytesIO(b"first"))
        try:
            self.put_as(key, io.BytesIO(b"second"))
            return self.open(key).read() == b"first"
        finally:
            self.delete(key)

    def make(self) -> None:
        """Make the bucket, where it is not there yet."""
        with _answers():
            there = {one["Name"] for one in self._client.list_buckets().get("Buckets", ())}
            if self._name not in there:
                self._client.create_bucket(Bucket=self._name)


class FarStore:
    """An S3 store with the instance's folder before it: what cannot go there waits here.

    Law: a file waits here only as it was first put, and only there is it replaced. So whoever
    carries it over, late or twice, never puts an older one over what took its place.
    """

    def __init__(self, far: S3Store, near: FolderStore) -> None:
        self._far, self._near = far, near

    def put(self, stream: BinaryIO) -> str:
        """Keep it, far or near; its new key. Raises OSError where neither takes it."""
        return self.put_as(secrets.token_hex(16), stream)

    def put_as(self, key: str, stream: BinaryIO | IO[bytes]) -> str:
        """On our own disk first, so that nothing is lost half-way; then there, if it answers."""
        self._near.put_as(key, stream)
        try:
            self._carry(key)
        except FileMissing:  # a sweep carried it a moment before
            return key
        except StoreAway:
            log.warning("the far store is away: %s waits in the instance's folder", key[:8])
        return key

    def replace(self, key: str, anew: Anew) -> bool:
        """As a backend does, once it is there. Raises FileMissing and StoreAway."""
        with contextlib.suppress(FileMissing):
            self._carry(key)
        return self._far.replace(key, anew)

    def open(self, key: str) -> BinaryIO:
        """The file under ``key``, near or far. Raises FileMissing and StoreAway."""
        try:
            return self._near.open(key)
        except FileMissing:
            return self._far.open(key)

    def delete(self, key: str) -> None:
        """Forget it in both; what cannot be forgotten there now, the sweep finds held by nobody."""
        self._near.delete(key)
        try:
            self._far.delete(key)
        except StoreAway:
            log.warning("the far store is away: %s is deleted later", key[:8])

    def older(self, than: float) -> Iterator[str]:
        """Keys of the files kept longer than so many seconds, near or far."""
        near = set(self._near.older(than))
        yield from near
        yield from (key for key in self._far.older(than) if key not in near)

    def sweep(self) -> int:
        """Put away half-written files and carry over what waits; how many."""
        done = self._near.sweep()
        for key in list(self._near.older(-1.0)):
            with contextlib.suppress(FileMissing):  # whoever put it carried it meanwhile
                self._carry(key)
                done += 1
        return done

    def _carry(self, key: str) -> None:
        with self._near.open(key) as file:
            self._far.put_as(key, file)
        self._near.delete(key)


class _Body:
    """What is read from there; a line that breaks half-way is a store that is away."""

    def __init__(self, body: Any) -> None:
        self._body = body

    def read(self, size: int | None = None) -> bytes:
        """So many bytes, or the rest. Raises StoreAway."""
        with _answers():
            return bytes(self._body.read(size))

    def __enter__(self) -> "_Body":
        return self

    def __exit__(self, *_: object) -> None:
        self._body.close()


class _answers:  # noqa: N801  (reads as what it asks of the block)
    """Whatever the client raises, in words of ours."""

    def __init__(self, key: str = "") -> None:
        self._key = key

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, ClientError):
            code = str(error.response.get("Error", {}).get("Code", ""))
            if code in _CHANGED:
                raise Changed(self._key) from error
            if self._key and code in _MISSING:
                raise FileMissing(self._key) from error
            raise StoreAway(f"the far store refuses: {code}") from error
        if isinstance(error, BotoCoreError):
            raise StoreAway(type(error).__name__) from error


def _checked(key: str) -> str:
    if not KEY.fullmatch(key):
        raise FileMissing(key)
    return key
