"""Whose turn a case is, for whoever opens it and has nothing to do in it."""

from dataclasses import replace

from flask_babel import gettext as _

from intake.staff import Duty
from triage.console import inspectionwords as words
from triage.console.accountpages import duty_words
from triage.inspections.cases import Inspection, seated, standing
from triage.inspections.life import Move, Person, Stage, Standing, Step, open_to

ASIDE = (Step.MERGE, Step.CANCEL, Step.REFER, Step.SEND_BACK, Step.NOT_ENOUGH)


def aside(step: Step, stage: str) -> bool:
    """Whether a step is not the way on: it breaks off, sends back, or does again what was done."""
    return step in ASIDE or (step is Step.SET_TEAM and stage != Stage.DECIDED)


def ahead(row: Inspection, person: Person) -> list[Move]:
    """The steps open to a person, less those that what was found so far shuts."""
    return _ahead(standing(row), person)


def _ahead(so_far: Standing, person: Person) -> list[Move]:
    shut = Step.CLOSE if so_far.shortcomings else Step.RECTIFY
    concluded = so_far.stage is Stage.CONCLUDED
    return [m for m in open_to(so_far, person) if not (concluded and m.step is shut)]


def awaited(row: Inspection) -> str:
    """Who is to take which step next; empty where the case is over."""
    nobody = Person(0, frozenset(Duty))
    so_far = replace(standing(row), team=seated(row) | {nobody.staff_id})
    ways = [m for m in _ahead(so_far, nobody) if not aside(m.step, row.stage)]
    if not ways:
        return ""
    named = duty_words()
    who = _(" hoặc ").join(named[duty].lower() for duty in ways[0].duties)
    if ways[0].team:
        who = _("người trong Đoàn")
    return _("Đang chờ %(who)s: %(step)s.", who=who, step=words.steps()[ways[0].step].lower())
