"""Whose turn a case is, for whoever opens it and has nothing to do in it."""

from flask_babel import gettext as _

from intake.staff import Duty
from triage.console import inspectionwords as words
from triage.console.accountpages import duty_words
from triage.inspections.cases import Inspection, standing
from triage.inspections.life import Move, Person, Stage, Step, open_to

ASIDE = (Step.MERGE, Step.CANCEL, Step.REFER, Step.SEND_BACK, Step.NOT_ENOUGH)
ANYBODY = Person(0, frozenset(Duty))


def aside(step: Step, stage: str) -> bool:
    """Whether a step is not the way on: it breaks off, sends back, or does again what was done."""
    return step in ASIDE or (step is Step.SET_TEAM and stage != Stage.DECIDED)


def ahead(row: Inspection, person: Person) -> list[Move]:
    """The steps open to a person, less those that what was found so far shuts."""
    so_far = standing(row)
    shut = Step.CLOSE if so_far.shortcomings else Step.RECTIFY
    return [
        m for m in open_to(so_far, person) if not (row.stage == Stage.CONCLUDED and m.step is shut)
    ]


def awaited(row: Inspection) -> str:
    """Who is to take which step next; empty where the case is over."""
    ways = [m for m in ahead(row, ANYBODY) if not aside(m.step, row.stage)]
    if not ways:
        return ""
    named = duty_words()
    who = _(" hoặc ").join(named[duty].lower() for duty in ways[0].duties)
    return _("Đang chờ %(who)s: %(step)s.", who=who, step=words.steps()[ways[0].step].lower())
