"""The jobs of triage: place a submission, assess the province. Safe to run twice and at once."""

from sqlalchemy import select, update
from sqlalchemy.orm import selectinload

from intake import work
from intake.clock import today
from intake.db import db, now, reading
from intake.fold import fold
from intake.submissions import Submission
from triage import findings, proposals, risen, tallies, watched
from triage.adopted import policy_on
from triage.discerning import discern
from triage.matters import Matter, View, judge
from triage.specifics import specifics
from triage.stories import Entry, Stories
from triage.storybook import tell

FOLDED_MAX = 4000
SAID = "Hồ sơ nộp ở xã trễ hẹn."  # by nobody


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


def warm(_nothing: int = 0) -> None:
    """Read what understanding reads once, so that the first submission does not wait; keep nothing."""
    with db.session.no_autoflush, reading():
        discern(Submission(text=SAID, received_at=now()))
        specifics(SAID)
        Stories([Entry(id=0, unit=0, text=SAID, at=now())])
    db.session.rollback()


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
    tell(matter, said)


def assess(_province: int = 0) -> None:
    """Weigh what has come against what is usual, and propose where it is enough to look."""
    day = today()
    tallies.bring_up_to_date(tallies.ground(day, policy_on(day)))
    with reading():
        found = findings.find(now())
    db.session.rollback()
    proposals.resume_due(today())
    for one in found.units:
        if one.proposed:
            proposals.propose(one.unit_id, tier=one.tier, worth=one.worth, content=one.content)
    watched.keep(
        {
            one.unit_id: watched.Standing(one.tier, one.worth, one.sample, one.content)
            for one in found.units
            if not one.proposed
        }
    )
    risen.keep(found.risen)


def backlog() -> list[int]:
    """Submissions nobody has placed yet, oldest first."""
    return list(
        db.session.scalars(
            select(Submission.id).where(Submission.placed_at.is_(None)).order_by(Submission.id)
        )
    )
