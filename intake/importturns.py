"""A list is taken in by turns: some rows, then whatever else was asked for, then the next ones."""

from sqlalchemy import select

from config import WorkMode
from intake import work
from intake.db import db
from intake.importing import ImportRow, Outcome, take

TURN = 100  # rows: no sender waits longer for a list, and no worker's time runs out


def take_turn(batch_id: int) -> None:
    """The job: the next rows of a list; the rest is asked for again, behind what waits by now."""
    while take(batch_id, most=TURN) == TURN:
        if work.bells().mode is not WorkMode.INLINE:  # there nobody waits behind
            work.later("import", batch_id)
            return


def unfinished() -> int:
    """Ring again for the lists a crash left half taken; how many."""
    waiting = select(ImportRow.batch_id).where(ImportRow.outcome == Outcome.WAITING).distinct()
    left = db.session.scalars(waiting).all()
    for batch_id in left:
        work.later("import", batch_id)
    return len(left)
