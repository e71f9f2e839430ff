"""What was filed while the database was away: kept in sealed files, stored once it is back.

Acknowledged means on disk (`durable`). A filing's idempotency key names its file, so the same form
sent again is the same file, and storing it twice is storing once.
"""

import contextlib
import json
import logging
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError

from config import Settings
from intake import durable, handling
from intake.db import db
from intake.receive import Door, Invalid, KeyReused, Receipt, already_received, receive
from intake.submissions import Attachment, Channel, Draft

log = logging.getLogger(__name__)
_END = ".filing"
_FILE = ("store_key", "name", "media_type", "size")


@dataclass(frozen=True)
class Spool:
    """The filings that wait, in a folder of the instance."""

    settings: Settings

    def put(
        self,
        key: str,
        words: Mapping[str, Any],
        door: Door,
        files: Sequence[Attachment] = (),
        dropped: Sequence[str] = (),
    ) -> None:
        """Keep one filing and the names of its files, which the store has already.

        ``dropped`` numbers the files of the door's draft that do not go along.

        On disk when this returns. The same again under a key is kept once; other words, or files
        that came since, are kept beside, and nothing kept is written over.
        Raises OSError where the disk is full too: then nothing is acknowledged, and nothing left.
        """
        said = {
            "key": key,
            "words": dict(words),
            "channel": door.channel,
            "locale": door.locale,
            "device": door.device,
            "address": door.address,
            "draft": door.draft.hex() if door.draft else "",
            "files": [
                {name: getattr(file, name) for name in _FILE} | {"sha256": file.sha256.hex()}
                for file in files
            ],
            "dropped": list(dropped),
        }
        sealed = self._box().encrypt(json.dumps(said, ensure_ascii=True).encode())
        durable.make_folder(self._folder())
        theirs = _marks(said)
        wording = f"{key}\0{_digest(words)}"
        for name in (key, wording, f"{wording}\0{''.join(sorted(theirs))}"):
            path = self._path(name)
            if not path.exists() and durable.write_new(path, sealed):
                return
            before = self._opened(path)
            if before and before["words"] == said["words"] and theirs <= _marks(before):
                return
        durable.write(path, sealed)  # the same is there and cannot be read

    def half_written(self) -> list[Path]:
        """What is being written now, and what a killed process left."""
        return list(self._folder().glob(f"*{durable.HALF}"))

    def clear(self) -> int:
        """Remove what a killed process left half written; how many. It was told to nobody."""
        return durable.clear(self.half_written())

    def holds(self, key: str) -> bool:
        """Whether a filing of this key waits."""
        return self._path(key).exists()

    def store(self, key: str) -> Receipt | None:
        """Take one waiting filing to the door; None where it waits no more or cannot be read."""
        return self._store(self._path(key))

    def store_all(self, _limit: int = 0) -> int:
        """Take every waiting filing to the door; how many. A database that is away passes on.

        One that cannot be stored stays, is logged and keeps no other waiting.
        """
        self.clear()
        done = 0
        for path in self._waiting():
            try:
                done += self._store(path) is not None
            except (OperationalError, InterfaceError):
                raise
            except Exception:
                db.session.rollback()
                log.exception("%s could not be stored: it stays where it is", path.name)
        return done

    def _waiting(self) -> list[Path]:
        aged: list[tuple[float, Path]] = []
        for path in self._folder().glob(f"*{_END}"):
            with contextlib.suppress(FileNotFoundError):  # another sweep stored it
                aged.append((path.stat().st_mtime, path))
        return [path for _age, path in sorted(aged)]

    def try_out(self) -> None:
        """Write as a filing is written, and take it away again. Raises OSError where that fails."""
        durable.make_folder(self._folder())
        tried = self._folder() / f"{secrets.token_hex(8)}.tried"
        durable.write(tried, bytes(4096))
        tried.unlink()

    def unreadable(self) -> tuple[int, int]:
        """How many filings wait, and how many of them do not open under this server's key."""
        waiting = self._waiting()
        closed = sum(path.exists() and self._opened(path) is None for path in waiting)
        return len(waiting), closed

    def _opened(self, path: Path) -> dict[str, Any] | None:
        """What a file holds; None where it is gone or cannot be read."""
        try:
            said: dict[str, Any] = json.loads(self._box().decrypt(path.read_bytes()))
        except (FileNotFoundError, CryptoError, ValueError):
            return None
        return said

    def _store(self, path: Path) -> Receipt | None:
        said = self._opened(path)
        if said is None:
            if path.exists():
                log.error("%s cannot be read: it stays where it is; see flask doctor", path.name)
            return None
        receipt = self._received(said)
        self._add_files(receipt.submission_id, said.get("files", []))
        path.unlink(missing_ok=True)
        return receipt

    def _received(self, said: dict[str, Any]) -> Receipt:
        """Filed as it was said; nothing acknowledged is refused afterwards."""
        door = Door(
            channel=Channel(said["channel"]),
            settings=self.settings,
            locale=said["locale"],
            device=said["device"],
            address=said["address"],
            draft=_draft(said),
        )
        key, words = said["key"], said["words"]
        try:
            return receive(words | {"idempotency_key": key}, self._with(said, key, door))
        except Invalid:
            bare = {k: words[k] for k in ("text", "name", "contact") if k in words}
            return receive(bare | {"idempotency_key": key}, self._with(said, key, door))
        except KeyReused:  # changed and sent again meanwhile: both are kept
            again = sha256(f"again\0{key}\0{_digest(words)}".encode()).hexdigest()
            return receive(words | {"idempotency_key": again}, self._with(said, again, door))

    def _with(self, said: Mapping[str, Any], key: str, door: Door) -> Door:
        """The door, the files held by a draft it takes over with the filing, once."""
        if already_received(key, self.settings) is not None:
            return door
        before = db.session.scalar(select(Draft).where(Draft.key_hash == (door.draft or b"")))
        if before is not None:
            _take_out(before, set(said.get("dropped", [])))
        files = said.get("files", [])
        if not files:
            db.session.commit()
            return door
        mark = sha256(f"spool\0{key}".encode()).digest()
        held = db.session.scalar(select(Draft).where(Draft.key_hash == mark))
        if held is None:
            held = Draft(key_hash=mark, box=b"")
            for file in files:
                told = file | {"sha256": bytes.fromhex(file["sha256"])}
                held.attachments.append(Attachment(**told))
            db.session.add(held)
        if before is not None:
            _move(before, held)
        db.session.commit()
        return replace(door, draft=mark)

    def _add_files(self, submission_id: int, files: list[dict[str, Any]]) -> None:
        """Those it was filed without: the same form, sent again with a picture."""
        if not files or handling.handed_over(submission_id) is not None:
            return
        held = select(Attachment.sha256).where(Attachment.submission_id == submission_id)
        there = set(db.session.scalars(held))
        for file in files:
            if (digest := bytes.fromhex(file["sha256"])) not in there:
                told = file | {"sha256": digest, "submission_id": submission_id}
                db.session.add(Attachment(**told))
        try:
            db.session.commit()
        except IntegrityError:  # another sweep added them a moment before
            db.session.rollback()

    def files(self) -> set[str]:
        """Names, in the store, of the files of every filing that waits and can be read."""
        names: set[str] = set()
        for path in self._folder().glob(f"*{_END}"):
            said = self._opened(path) or {}
            names |= {file["store_key"] for file in said.get("files", [])}
        return names

    def drafts(self) -> set[bytes]:
        """The drafts of every filing that waits and can be read: their files go with it."""
        waiting = (self._opened(path) for path in self._folder().glob(f"*{_END}"))
        return {mark for said in waiting if said and (mark := _draft(said))}

    def _folder(self) -> Path:
        return self.settings.instance / "spool"

    def _path(self, key: str) -> Path:
        return self._folder() / (sha256(b"spool\0" + key.encode()).hexdigest()[:32] + _END)

    def _box(self) -> SecretBox:
        return SecretBox(self.settings.key("spool"))


def _take_out(draft: Draft, dropped: set[str]) -> None:
    for file in [file for file in draft.attachments if str(file.id) in dropped]:
        draft.attachments.remove(file)
        db.session.delete(file)


def _move(before: Draft, held: Draft) -> None:
    """What a draft holds to another that goes; what is there already, taken twice, goes."""
    there = {file.sha256 for file in held.attachments}
    for file in list(before.attachments):
        before.attachments.remove(file)
        if file.sha256 in there:
            db.session.delete(file)
        else:
            held.attachments.append(file)
    db.session.delete(before)


def _draft(said: Mapping[str, Any]) -> bytes | None:
    """The draft of a filing; one kept by a program of before names it by its number.

    The number is not believed, only that there was one: a draft is its own key's, as `drafts` marks
    it, and a browser's key is the key of its filing.
    """
    if said.get("draft_id") is not None:
        return sha256(b"draft\0" + str(said["key"]).encode()).digest()
    return bytes.fromhex(said.get("draft", "")) or None


def _marks(said: Mapping[str, Any]) -> set[str]:
    """What tells its files apart, whatever they are called."""
    return {file["sha256"] for file in said.get("files", [])}


def _digest(words: Mapping[str, Any]) -> str:
    return sha256(json.dumps(dict(words), sort_keys=True).encode()).hexdigest()
