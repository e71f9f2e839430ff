"""What senders are still to be told, and where. Rows are claimed by a conditional UPDATE.

A row says that there is news, never what the news is: no unit's name, no words of a thread.
Addresses are kept only for who asked to be told, in a box under the passing key
(`rotatingkeys`), and deleted when their time is over.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox
from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, delete, func, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from config import Settings
from intake.db import Model, UTCDateTime, db, now
from intake.rotatingkeys import MARK, KeyGone, RotatingKeys
from intake.submissions import Submission

KEPT_FOR = timedelta(days=365)  # an address after the last news; told on the page of privacy


class Way(StrEnum):
    """How somebody is told."""

    EMAIL = "email"
    TELEGRAM = "telegram"
    ZALO = "zalo"
    SMS = "sms"


class News(StrEnum):
    """What kind of news there is; the words are chosen when they are sent."""

    MESSAGE = "message"  # staff wrote in the thread
    RECEIPT = "receipt"  # a reference and secret, for who filed by telephone
    DEADLINE = "deadline"  # to staff: something is due
    GUESSED = "guessed"  # to staff: many wrong passwords came for their account
    SELF_REPORT = "self_report"  # to the head of a unit: its report on itself is owed


class NoticeAddress(Model):
    """Where the sender of one submission asked to be told."""

    __tablename__ = "notice_address"
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    way: Mapped[str]
    box: Mapped[bytes] = mapped_column(LargeBinary)
    kept_until: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


class Notice(Model):
    """One piece of news to be told; ``box`` is emptied once it was told or never can be."""

    __tablename__ = "outbox"
    __table_args__ = (CheckConstraint("sent_at IS NULL OR failed_at IS NULL", name="one_end"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submission.id"), index=True)
    news: Mapped[str]
    way: Mapped[str]
    once_key: Mapped[str] = mapped_column(unique=True)
    box: Mapped[bytes | None] = mapped_column(LargeBinary)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now, index=True)
    busy_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    failed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    fault: Mapped[str] = mapped_column(default="")


@dataclass(frozen=True)
class Letter:
    """A notice opened: ``to`` whom, and ``words`` that may stand in it (a secret, numbers)."""

    to: str
    words: dict[str, str]


def seal(settings: Settings, letter: Letter) -> bytes:
    """A box only this installation opens, and only while its passing key lives."""
    text = json.dumps(vars(letter), ensure_ascii=True).encode()
    return RotatingKeys(settings.instance).seal(text.ljust(256))


def opened(settings: Settings, box: bytes) -> Letter:
    """The letter of :func:`seal`. Raises KeyGone where nobody can open it any more."""
    keys = RotatingKeys(settings.instance)
    return Letter(**json.loads(keys.open(box) if box.startswith(MARK) else older(settings, box)))


def older(settings: Settings, box: bytes) -> bytes:
    """What is in a box of before there were passing keys. Raises KeyGone."""
    try:
        return SecretBox(settings.key("notice")).decrypt(box)
    except CryptoError as error:
        raise KeyGone("no key of this installation opens it") from error


def remember(submission_id: int, way: Way, to: str, settings: Settings) -> None:
    """Keep where a sender asked to be told; the caller commits."""
    if db.session.get(NoticeAddress, submission_id) is None:
        box = seal(settings, Letter(to, {}))
        until = now() + KEPT_FOR
        db.session.add(
            NoticeAddress(submission_id=submission_id, way=way, box=box, kept_until=until)
        )


def tell(submission_id: int, news: News, once: str) -> None:
    """Put news for the sender down, if they asked to be told and none waits; the caller commits."""
    address = db.session.get(NoticeAddress, submission_id)
    if address is None or _waits(submission_id, news):
        return
    address.kept_until = now() + KEPT_FOR
    post(news, Way(address.way), address.box, once, submission_id)


def post(news: News, way: Way, box: bytes, once: str, submission_id: int | None = None) -> None:
    """Put one sealed letter down; the caller commits. The same ``once`` breaks the commit."""
    db.session.add(
        Notice(submission_id=submission_id, news=news, way=way, box=box, once_key=once[:120])
    )


def _waits(submission_id: int, news: News) -> bool:
    """Whether news of the kind waits already: it will be read together."""
    waiting = select(Notice.id).where(
        Notice.submission_id == submission_id, Notice.news == news, *_open(), _free()
    )
    return db.session.scalar(waiting.limit(1)) is not None


def _open() -> tuple[Any, ...]:
    return Notice.sent_at.is_(None), Notice.failed_at.is_(None)


def _free() -> Any:
    return or_(Notice.busy_until.is_(None), Notice.busy_until < now())


def due(way: Way, limit: int) -> list[int]:
    """Notices nobody is sending and whose time has come, oldest first."""
    query = select(Notice.id).where(Notice.way == way, Notice.due_at <= now(), *_open(), _free())
    return list(db.session.scalars(query.order_by(Notice.due_at, Notice.id).limit(limit)))


def claim(notice_id: int, lease: timedelta) -> Notice | None:
    """The notice, ours alone until the lease ends; None if somebody else has it."""
    done = db.session.execute(
        update(Notice)
        .where(Notice.id == notice_id, Notice.due_at <= now(), *_open(), _free())
        .values(busy_until=now() + lease, tries=Notice.tries + 1)
    )
    db.session.commit()
    if done.rowcount != 1:  # type: ignore[attr-defined]
        return None
    return db.session.get(Notice, notice_id, populate_existing=True)


def settle(notice_id: int, **values: Any) -> None:
    """Write down how an attempt ended."""
    ended = values.get("sent_at") or values.get("failed_at")
    values |= {"busy_until": None} | ({"box": None} if ended else {})
    db.session.execute(update(Notice).where(Notice.id == notice_id, *_open()).values(**values))
    db.session.commit()


def addressed_to(way: Way, to: str, settings: Settings) -> list[int]:
    """The submissions whose news go to that address; every box of the way is opened for it."""
    rows = db.session.execute(
        select(NoticeAddress.submission_id, NoticeAddress.box).where(NoticeAddress.way == way)
    )
    return [number for number, box in rows if _to(settings, box) == to]


def _to(settings: Settings, box: bytes) -> str | None:
    try:
        return opened(settings, box).to
    except KeyGone:  # restored from a backup without its keys: nobody is told there any more
        return None


def forget(submission_id: int, why: str = "address deleted") -> None:
    """Delete the address and what was to be sent to it; the caller commits."""
    db.session.execute(delete(NoticeAddress).where(NoticeAddress.submission_id == submission_id))
    db.session.execute(
        update(Notice)
        .where(Notice.submission_id == submission_id, *_open())
        .values(failed_at=now(), box=None, fault=why)
    )


def closed(way: Way, to: str, unsaid: Iterable[str], settings: Settings) -> int:
    """A chat is closed for good: forget it, and fail the notices that were among what is unsaid.

    How many submissions were told there. A chat is known only inside the sealed boxes.
    """
    texts = "\n".join(unsaid)
    theirs = addressed_to(way, to, settings)
    for submission_id, reference in db.session.execute(
        select(Submission.id, Submission.reference).where(Submission.id.in_(theirs))
    ).all():
        forget(submission_id, "chat closed")
        if reference in texts:
            _unsend(submission_id, way)
    db.session.commit()
    return len(theirs)


def _unsend(submission_id: int, way: Way) -> None:
    """The last notice that was handed to a chat never reached it."""
    last = select(func.max(Notice.id)).where(
        Notice.submission_id == submission_id, Notice.way == way, Notice.sent_at.is_not(None)
    )
    db.session.execute(
        update(Notice)
        .where(Notice.id == last.scalar_subquery())
        .values(sent_at=None, failed_at=now(), fault="chat closed")
    )


def last_word(submission_id: int, once: str) -> None:
    """Tell once more that there is news, then forget the address; the caller commits.

    It stays only in the notice's own box, which is emptied as soon as that was sent or failed.
    """
    address = db.session.get(NoticeAddress, submission_id)
    way, box = (Way(address.way), address.box) if address else (None, b"")
    forget(submission_id)
    if way is not None:
        post(News.MESSAGE, way, box, once, submission_id)


def forget_old() -> int:
    """Delete the addresses whose time is over; how many."""
    done = db.session.execute(delete(NoticeAddress).where(NoticeAddress.kept_until < now()))
    db.session.commit()
    return int(done.rowcount)  # type: ignore[attr-defined]
