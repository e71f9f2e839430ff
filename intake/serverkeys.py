"""Which SECRET_KEY the nodes work with: a mark of each, written down by the sweep, never the key.

Nodes that differ forge nothing and lose much: receipts made by one are refused by the other.
"""

from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import scrypt

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from config import Settings
from intake.db import Model, UTCDateTime, db, now

LATELY = timedelta(days=2)
_FEWEST = 12  # different characters; random hex of 32 has some 14, a repeated word fewer
_SHIPPED = ("change", "secret", "example", "password", "default", "development", "mat-khau")


class ServerKey(Model):
    """The mark of one key and when a sweep last worked with it."""

    __tablename__ = "server_key"
    __table_args__ = {"info": {"derived": True}}  # of this installation, in no backup
    mark: Mapped[str] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)


def note(settings: Settings) -> int:
    """Say under which key this node works; commits. Nothing to count."""
    mark = mark_of(settings.key("mark"))
    seen = update(ServerKey).where(ServerKey.mark == mark).values(seen_at=now())
    if not db.session.execute(seen).rowcount:  # type: ignore[attr-defined]
        db.session.add(ServerKey(mark=mark, seen_at=now()))
    try:
        db.session.commit()
    except IntegrityError:  # another node wrote the same a moment before
        db.session.rollback()
    return 0


def others(settings: Settings) -> list[str]:
    """Marks of other keys nodes worked with lately."""
    lately = select(ServerKey.mark).where(
        ServerKey.mark != mark_of(settings.key("mark")), ServerKey.seen_at > now() - LATELY
    )
    return list(db.session.scalars(lately.order_by(ServerKey.mark)))


def is_weak(secret: bytes) -> bool:
    """Whether a key looks typed or copied rather than drawn."""
    words = secret.decode("utf-8", "replace").lower()
    return len(set(words)) < _FEWEST or any(word in words for word in _SHIPPED)


@lru_cache(maxsize=4)
def mark_of(key: bytes) -> str:
    """A few digits that tell keys apart; slow to make, so that nobody tries guesses with them."""
    return scrypt(key, salt=b"lang-nghe/server-key", n=2**14, r=8, p=1, dklen=4).hex()
