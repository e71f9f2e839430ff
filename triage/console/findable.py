"""The words staff may find a matter by: as masked, for what nobody is shown nobody may guess.

The column `folded` holds all of them: by it a number could be asked for digit by digit.
"""

from collections.abc import Iterable
from functools import lru_cache

from sqlalchemy import inspect, select

from intake.db import db
from intake.fold import fold
from intake.redact import mask
from intake.submissions import Submission
from triage.matters import Matter

REMEMBERED = 5_000  # matters of a table


def words_of(row: Matter, words: Iterable[str]) -> str:
    """The masked words of a matter, folded; "" where none of those asked for is there at all."""
    return _masked(_said(row)) if any(word in row.folded for word in words) else ""


def is_found(row: Matter, words: Iterable[str]) -> bool:
    """Whether each of these folded words is among them."""
    there = _masked(_said(row))
    return all(word in there for word in words)


def _said(row: Matter) -> str:
    if "submission" not in inspect(row).unloaded:
        return row.submission.text
    told = select(Submission.text).where(Submission.id == row.submission_id)
    return db.session.scalars(told).one()


@lru_cache(maxsize=REMEMBERED)
def _masked(text: str) -> str:
    return fold(mask(text).text)
