"""The jobs of triage: place a submission, assess the province. Safe to run twice and at once."""

from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import selectinload

from intake import work
from intake.clock import today
from intake.db import db, now, reading
from intake.fold import fold
from intake.submissions import Submission
from intake.units import Unit
from triage import findings, proposals, watched
from triage.discerning import discern
from triage.matters import Matter, View, judge
from triage.specifics import specifics
from triage.stories import Entry, Stories

STORY_DAYS = 180  # how far back a new matter may still join a story
FOLDED_MAX = 4000


def place(submission_id: int, then_assess: bool = True) -> None:
    """Understand one submission and write its matters; done before, it does nothing."""
    with reading():
        submission = db.session.get(
            Submission, submission_id, options=[selectinload(Submission.attachments)]
        )
        found = discern(submission) if submission and submission.placed_at is None else []
    db.session.rollback()  # the readers' transaction: nothing is locked while they think
    if not found or not _claim(submission_id):
        return
    for ordinal, view in enumerate(found):
        _write(submission_id, ordinal, view)
    db.session.commit()
    if then_assess:
        work.later("assess", 0)
        work.later("seal", 0)


def _claim(submission_id: int) -> bool:
    claimed = db.session.execute(
        update(Submission)
        .where(Submission.id == submission_id, Submission.placed_at.is_(None))
        .values(placed_at=now())
    )
    if claimed.rowcount != 1:  # type: ignore[attr-defined]
        db.session.rollback()
        return False
    return True


def _write(submission_id: int, ordinal: int, view: View) -> None:
    said = db.session.get_one(Submission, submission_id)
    matter = Matter(
        submission_id=submission_id,
        ordinal=ordinal,
        said_at=said.received_at,
        folded=fold(said.text)[:FOLDED_MAX],
        specific=bool(
            said.occurred_on or said.dossier_code or said.attachments or specifics(said.text)
        ),
    )
    db.session.add(matter)
    judge(matter, view)
    tell_story(matter, said)


def tell_story(matter: Matter, said: Submission) -> None:
    """Find the story of its unit a matter belongs to; the caller commits."""
    if matter.unit_id is None or not matter.relevant:
        matter.story_id, matter.near_copy_of = None, None
        return
    unit = select(Unit.id).where(Unit.id == matter.unit_id)
    db.session.execute(unit.with_for_update())  # two new matters of one unit, one after the other
    mark = Stories(_earlier(matter)).add(_entry(matter, said))
    matter.story_id, matter.near_copy_of = mark.story, _original(mark.near_copy_of)


def _original(copied: int | None) -> int | None:
    """The first of a chain of copies: a copy of a copy repeats the same text."""
    first = db.session.get(Matter, copied) if copied is not None else None
    return (first.near_copy_of or first.id) if first else None


def _earlier(matter: Matter) -> list[Entry]:
    rows = db.session.execute(
        select(Matter, Submission)
        .join(Submission, Matter.submission_id == Submission.id)
        .where(
            Matter.unit_id == matter.unit_id,
            Matter.id != matter.id,
            Matter.story_id.is_not(None),
            Matter.said_at >= matter.said_at - timedelta(days=STORY_DAYS),
            Matter.said_at <= matter.said_at,
        )
        .order_by(Matter.said_at.desc(), Matter.id.desc())
        .limit(400)
    ).all()
    return [_entry(m, s) for m, s in reversed(rows)]


def _entry(matter: Matter, said: Submission) -> Entry:
    return Entry(
        id=matter.id,
        unit=matter.unit_id or 0,
        text=said.text,
        at=matter.said_at,
        topic=matter.topic,
        sender=said.sender_hash.hex() if said.sender_hash else None,
    )


def assess(_province: int = 0) -> None:
    """Weigh what has come against what is usual, and propose where it is enough to look."""
    with reading():
        found = findings.find(now())
    db.session.rollback()
    proposals.resume_due(today())
    for one in found:
        if one.proposed:
            proposals.propose(one.unit_id, tier=one.tier, worth=one.worth, content=one.content)
    watched.keep(
        {
            one.unit_id: watched.Standing(one.tier, one.worth, one.sample, one.content)
            for one in found
            if not one.proposed
        }
    )


def backlog() -> list[int]:
    """Submissions nobody has placed yet, oldest first."""
    return list(
        db.session.scalars(
            select(Submission.id).where(Submission.placed_at.is_(None)).order_by(Submission.id)
        )
    )
