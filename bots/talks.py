"""Talks as they are kept: sealed, dropped after two days, each message heard once.

The only writer of the table ``talk``. A row is written only by whoever read its last version;
the others read again. What we still have to say waits in the row until the messenger took it.
"""

import hmac
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox
from sqlalchemy import LargeBinary, UniqueConstraint, delete, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from bots.memory import Talk, talk_from_json, talk_to_json, turn_from_json, turn_to_json
from bots.turns import Turn
from config import Settings
from intake.db import Model, UTCDateTime, db, now
from intake.rotatingkeys import MARK, KeyGone, RotatingKeys
from intake.submissions import Channel
from intake.web import drafts

KEPT_FOR = drafts.KEPT_FOR  # as long as the draft that holds the files
LINK_FOR = timedelta(hours=2)
HEARD = 60  # message ids remembered a chat: more than any messenger repeats out of order


class KeptTalk(Model):
    """One chat: everything that says what or who is in the sealed box."""

    __tablename__ = "talk"
    __table_args__ = (UniqueConstraint("channel", "chat_hash"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str]
    chat_hash: Mapped[bytes] = mapped_column(LargeBinary)
    box: Mapped[bytes] = mapped_column(LargeBinary)
    version: Mapped[int] = mapped_column(default=1)
    owing: Mapped[bool] = mapped_column(default=False, index=True)  # something is yet to be said
    busy_until: Mapped[datetime | None] = mapped_column(UTCDateTime)  # by whoever is saying it
    link_hash: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


@dataclass(frozen=True)
class Entry:
    """One chat opened. ``owed``: (number, turn) not yet said; ``key``: of its draft and filing."""

    chat: str
    key: str
    talk: Talk = field(default_factory=Talk)
    heard: tuple[str, ...] = ()
    owed: tuple[tuple[int, Turn], ...] = ()
    said: int = 0  # number of the last turn put on the list
    failures: int = 0  # in a row, of saying it
    link_token: str = ""  # of a link not opened yet; it dies with ``link_until``
    link_until: str = ""

    def hearing(self, message: str) -> "Entry":
        """With this message among those heard."""
        return replace(self, heard=(*self.heard, message)[-HEARD:])

    def owing(self, turns: Iterable[Turn]) -> "Entry":
        """With these turns to be said."""
        new = tuple(enumerate(turns, self.said + 1))
        return replace(self, owed=(*self.owed, *new), said=self.said + len(new))


@dataclass(frozen=True)
class Loaded:
    """An entry and the version it was read at; version 0 is not stored yet."""

    entry: Entry
    row_id: int = 0
    version: int = 0


class Talks:
    """The kept talks of one messenger."""

    def __init__(self, channel: Channel, settings: Settings) -> None:
        self.channel = channel
        self._hash_key = settings.key("talk")
        self._keys, self._settings = RotatingKeys(settings.instance), settings

    def load(self, chat: str) -> Loaded:
        """The chat as kept; a new one where nothing is, or what was told has expired."""
        row = db.session.scalar(
            select(KeptTalk)
            .where(KeptTalk.channel == self.channel, KeptTalk.chat_hash == self._hash(chat))
            .execution_options(populate_existing=True)
        )
        if row is None:
            return Loaded(Entry(chat, drafts.new_key()))
        entry = self._open(row)
        if row.expires_at < now():
            entry = replace(entry, talk=entry.talk.fresh(), key=drafts.new_key(), link_token="")
        return Loaded(entry, row.id, row.version)

    def opened(self, row: KeptTalk) -> Loaded:
        """A row as read."""
        return Loaded(self._open(row), row.id, row.version)

    def save(self, loaded: Loaded, entry: Entry) -> bool:
        """Write and commit; False, with everything rolled back, if somebody else wrote first."""
        values: dict[str, Any] = {
            "box": self._seal(entry),
            "owing": bool(entry.owed),
            "link_hash": link_hash(entry.link_token) if entry.link_token else None,
            "expires_at": now() + KEPT_FOR,
        }
        if not loaded.version:
            db.session.add(
                KeptTalk(channel=self.channel, chat_hash=self._hash(entry.chat), **values)
            )
        else:
            done = db.session.execute(
                update(KeptTalk)
                .where(KeptTalk.id == loaded.row_id, KeptTalk.version == loaded.version)
                .values(version=loaded.version + 1, **values)
            )
            if done.rowcount != 1:  # type: ignore[attr-defined]
                db.session.rollback()
                return False
        try:
            db.session.commit()
        except IntegrityError:
            db.session.rollback()
            return False
        return True

    def claim(self, chat: str, until: datetime) -> bool:
        """Whether we, and nobody else until then, say what is owed to this chat."""
        return self._set_busy(
            until,
            KeptTalk.chat_hash == self._hash(chat),
            KeptTalk.owing,
            or_(KeptTalk.busy_until.is_(None), KeptTalk.busy_until < now()),
        )

    def release(self, loaded: Loaded) -> bool:
        """Let others speak; False if something new to say came meanwhile."""
        return self._set_busy(
            None, KeptTalk.id == loaded.row_id, KeptTalk.version == loaded.version
        )

    def free(self) -> None:
        """Forget who was speaking: for a process that knows it is the only one, when it starts."""
        self._set_busy(None, KeptTalk.busy_until.is_not(None))

    def keep(self, chat: str, until: datetime) -> None:
        """Go on being the one who speaks; nothing for one who no longer does, or longer already."""
        self._set_busy(
            until,
            KeptTalk.chat_hash == self._hash(chat),
            KeptTalk.busy_until.is_not(None),
            KeptTalk.busy_until < until,
        )

    def put_off(self, chat: str, until: datetime) -> None:
        """Let nobody speak before ``until``."""
        self._set_busy(until, KeptTalk.chat_hash == self._hash(chat))

    def change(self, chat: str, change: Callable[[Entry], Entry]) -> Loaded:
        """Change an entry, however many write at once; the entry as it is then kept."""
        while True:
            loaded = self.load(chat)
            entry = change(loaded.entry)
            if self.save(loaded, entry):
                return replace(loaded, entry=entry, version=loaded.version + 1)

    def waiting(self) -> list[str]:
        """Chats something is owed to and nobody is saying it."""
        rows = db.session.scalars(
            select(KeptTalk)
            .where(
                KeptTalk.channel == self.channel,
                KeptTalk.owing,
                or_(KeptTalk.busy_until.is_(None), KeptTalk.busy_until < now()),
            )
            .limit(200)
        )
        return [self._open(row).chat for row in rows]

    def _set_busy(self, until: datetime | None, *where: Any) -> bool:
        done = db.session.execute(
            update(KeptTalk)
            .where(KeptTalk.channel == self.channel, *where)
            .values(busy_until=until)
        )
        db.session.commit()
        return bool(done.rowcount == 1)  # type: ignore[attr-defined]

    def _hash(self, chat: str) -> bytes:
        return hmac.new(self._hash_key, f"{self.channel}\0{chat}".encode(), sha256).digest()

    def _seal(self, entry: Entry) -> bytes:
        kept = vars(entry) | {
            "talk": talk_to_json(entry.talk),
            "owed": [(number, turn_to_json(turn)) for number, turn in entry.owed],
        }
        return self._keys.seal(json.dumps(kept, ensure_ascii=True).encode())

    def _open(self, row: KeptTalk) -> Entry:
        new = row.box.startswith(MARK)
        kept = json.loads(self._keys.open(row.box) if new else older(self._settings, row.box))
        return Entry(
            **kept
            | {
                "talk": talk_from_json(kept["talk"]),
                "heard": tuple(kept["heard"]),
                "owed": tuple((number, turn_from_json(turn)) for number, turn in kept["owed"]),
            }
        )


def older(settings: Settings, box: bytes) -> bytes:
    """What is in a box of before there were passing keys. Raises KeyGone."""
    try:
        return SecretBox(settings.key("talk-box")).decrypt(box)
    except CryptoError as error:
        raise KeyGone("no key of this installation opens it") from error


def link_hash(token: str) -> bytes:
    """What the table keeps of a link."""
    return sha256(b"talk-link\0" + token.encode()).digest()


def by_link(token: str, settings: Settings) -> tuple[Talks, Loaded] | None:
    """The talk a link leads to, while the link lives."""
    row = db.session.scalar(select(KeptTalk).where(KeptTalk.link_hash == link_hash(token)))
    if row is None:
        return None
    talks = Talks(Channel(row.channel), settings)
    loaded = talks.opened(row)
    until = loaded.entry.link_until
    alive = until and datetime.fromisoformat(until) > now()
    return (talks, loaded) if alive else None


def forget_old() -> int:
    """Delete what has expired; how many chats that were."""
    done = db.session.execute(delete(KeptTalk).where(KeptTalk.expires_at < now()))
    db.session.commit()
    return int(done.rowcount)  # type: ignore[attr-defined]
