"""From one submission to the matters in it: the pure readers asked, their answers put together."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from intake import units
from intake.clock import day_of, overdue_days
from intake.submissions import Submission
from intake.unitbook import UnitBook
from triage.facts import Facts
from triage.inspections.recurrence import again
from triage.matters import View
from triage.placing import Hints, Placement, Placer, Status
from triage.understanding import Understanding, understand


@lru_cache(maxsize=2)
def placer(book: UnitBook) -> Placer:
    """The placer of a book, made once."""
    return Placer(book)


def discern(submission: Submission) -> list[View]:
    """The matters of a submission, one for each unit it speaks of, at least one."""
    book = units.book()
    said_on = day_of(submission.received_at)
    event = submission.occurred_on or said_on
    found = placer(book).places(submission.text, event, _hints(submission))
    named = any(one.status in (Status.PLACED, Status.AMBIGUOUS) for one in found)
    facts = _facts(submission, named)
    meant = understand(submission.text, facts)
    places = [(carried(one, book, said_on), one) for one in found]
    return [_view(where, one, _again(where, meant, submission, facts)) for where, one in places]


def _again(
    where: tuple[Status, tuple[int, ...]], meant: Understanding, said: Submission, facts: Facts
) -> Understanding:
    """Graver where the same was put right there before; a machine raises, never lowers."""
    status, units_ = where
    if status is not Status.PLACED or not again(units_[0], meant.topics[0].code, said.received_at):
        return meant
    return understand(said.text, replace(facts, repeat_after_rectification=True))


def _hints(submission: Submission) -> Hints:
    return Hints(
        unit_id=submission.unit_id,
        stated_place=submission.place,
        dossier_code=submission.dossier_code,
    )


def _facts(submission: Submission, names_office: bool) -> Facts:
    return Facts(
        submitter_type=submission.submitter_type,
        has_dossier_code=submission.dossier_code is not None,
        overdue_working_days=overdue_days(submission.promised_on),
        apology_received={"yes": True, "no": False}.get(submission.apology or ""),
        attachments=len(submission.attachments),
        names_office=names_office,
    )


def carried(found: Placement, book: UnitBook, day: date) -> tuple[Status, tuple[int, ...]]:
    """The placement carried to who answers on ``day``: a split unit becomes a choice of heirs."""
    if found.status is not Status.PLACED or found.unit_id is None:
        return found.status, tuple(c.unit_id for c in found.candidates)
    heirs = tuple(u.id for u in book.answering(found.unit_id, day))
    if len(heirs) == 1:
        return Status.PLACED, heirs
    return (Status.AMBIGUOUS if heirs else Status.NONE), heirs


def _view(where: tuple[Status, tuple[int, ...]], found: Placement, meant: Understanding) -> View:
    status, candidates = where
    return View(
        placement=str(status),
        unit_id=candidates[0] if status is Status.PLACED else None,
        topic=meant.topics[0].code,
        field=meant.field,
        severity=str(meant.severity),
        kind=str(meant.kind),
        relevant=meant.relevant,
        why=dict(_why(candidates, found, meant)),
    )


def _why(
    candidates: tuple[int, ...], found: Placement, meant: Understanding
) -> Iterator[tuple[str, Any]]:
    yield "candidates", list(candidates[:8])
    yield "placing", list(found.why)
    yield "topics", [[t.code, round(t.p, 4)] for t in meant.topics[:3]]
    yield "severity_rules", list(meant.severity_rules)
    yield "flags", sorted(str(f) for f in meant.flags)
    yield "unsure", meant.unsure
