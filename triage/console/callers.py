"""Earlier submissions of the same caller, found by the keyed hash; the number itself is not kept."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, exists, func, select

from config import Settings
from intake import identity, senderkeys
from intake.clock import day_of, today
from intake.contacts import normal_contact
from intake.db import db
from intake.handling import Act, HandlingStep
from intake.submissions import Submission
from triage.console.why import RESTRICTED
from triage.matters import Matter

SHOWN = 5


@dataclass(frozen=True)
class Earlier:
    """One earlier submission: no word of what it said."""

    reference: str
    day: date
    unit_id: int | None


@dataclass(frozen=True)
class Caller:
    """How many earlier submissions there are since the key changed, and the latest."""

    count: int
    latest: tuple[Earlier, ...]


def earlier(contact: str, settings: Settings, but: int = 0) -> Caller | None:
    """What the same contact filed before, less submission ``but``; None without a contact.

    What is sensitive (S4) or was handed over as a denunciation is not even counted: an operator
    must not learn of it by asking for a number.
    """
    plain = normal_contact(contact)
    if not plain:
        return None
    found = senderkeys.keys(settings.instance, today())
    hashes = [
        identity.sender_hash(key, contact=plain, chat="", device="")
        for key in (found.current, found.before)
        if key is not None
    ]
    mine = _shown(select(Submission)).where(
        Submission.sender_hash.in_(hashes), Submission.id != but
    )
    rows = db.session.scalars(mine.order_by(Submission.id.desc()).limit(SHOWN)).all()
    count = db.session.scalar(select(func.count()).select_from(mine.subquery())) or 0
    return Caller(count, tuple(map(_line, rows)))


def _shown(query: Select[tuple[Submission]]) -> Select[tuple[Submission]]:
    grave = exists().where(Matter.submission_id == Submission.id, Matter.severity == RESTRICTED)
    gone = exists().where(
        HandlingStep.submission_id == Submission.id, HandlingStep.act == Act.HANDED_OVER
    )
    return query.where(~grave, ~gone, Submission.placed_at.is_not(None))


def _line(row: Submission) -> Earlier:
    unit = select(Matter.unit_id).where(Matter.submission_id == row.id, Matter.unit_id.is_not(None))
    unit_id = row.unit_id or db.session.scalar(unit.order_by(Matter.ordinal).limit(1))
    return Earlier(row.reference, day_of(row.received_at), unit_id)
