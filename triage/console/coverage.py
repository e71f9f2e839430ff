"""The board of coverage: what the year's rules ask, what was reached, which units are missing."""

from datetime import date
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _
from sqlalchemy import select

from intake import units
from intake.clock import day_of, start_of, today
from intake.db import db
from intake.staff import Duty
from intake.unitbook import UnitRecord
from intake.unitforms import label
from intake.web.numbers import whole
from triage.console import planwords
from triage.console.access import for_duties
from triage.console.pages import bp
from triage.console.recusing import of_own_office
from triage.inspections import knowing
from triage.inspections.cases import Inspection, InspectionMove
from triage.inspections.coverage import Reached, reached
from triage.inspections.life import Step
from triage.inspections.plans import PlanEntry, current, plan_of

NAMED = 200


@bp.app_errorhandler(knowing.DataBroken)
def broken_data(error: knowing.DataBroken) -> tuple[str, int]:
    """A file of the province's own that cannot be read: which line, so that somebody mends it."""
    return render_template(
        "error.html",
        code=500,
        title=_("Tệp dữ liệu có lỗi"),
        message=_("Xin báo người quản trị sửa dòng này: %(where)s", where=str(error)),
    ), 500


@bp.get("/kiem-tra/chi-tieu")
@for_duties(Duty.INSPECTOR, Duty.LEAD, Duty.APPROVER)
def coverage() -> str:
    """Both figures: by planned visits alone, and with surprise ones (the seed does not say)."""
    year = asked_year()
    held = _held(year)
    return render_template(
        "console/coverage.html",
        section="inspections",
        year=year,
        years=list(range(today().year, 2021, -1)),
        lines=coverage_lines(year, held),
        plan=bool(held),
    )


def asked_year() -> int:
    """The year the address names; this one where it names none that can be."""
    return min(max(request.args.get("nam", today().year, type=whole), 2022), today().year)


def coverage_lines(year: int, held: dict[int, PlanEntry] | None = None) -> list[dict[str, Any]]:
    """Every rule of a year with what was reached and who is missing."""
    held = _held(year) if held is None else held
    day = today() if year == today().year else date(year, 12, 31)
    planned, every = both_figures(year, day)
    listed = reached(knowing.rules(), units.book(), day, set(held))
    return [_line(*three, held) for three in zip(planned, every, listed, strict=True)]


def both_figures(year: int, day: date) -> tuple[tuple[Reached, ...], tuple[Reached, ...]]:
    """What a year's visits until ``day`` reached: the planned ones alone, and all of them."""
    seen = [(unit, planned) for unit, planned, came in _visited(year) if came <= day]
    rules, book = knowing.rules(), units.book()
    return (
        reached(rules, book, day, {u for u, by_plan in seen if by_plan}),
        reached(rules, book, day, {u for u, _ in seen}),
    )


def _held(year: int) -> dict[int, PlanEntry]:
    """The lines of the year's plan, less that of the reader's own office."""
    found = plan_of(year)
    return {i: e for i, e in current(found).items() if not of_own_office(i)} if found else {}


def _line(
    planned: Reached, every: Reached, listed: Reached, held: dict[int, PlanEntry]
) -> dict[str, Any]:
    """One rule: what counts by its setting, both figures beside it, and who is missing."""
    counted = every if planned.rule.surprise else planned
    missing = [u for u in counted.missing if not of_own_office(u.id)]
    return {
        "surprise": planned.rule.surprise,
        "counted": counted.done,
        "listed": listed.done,
        "kind": str(planned.rule.kind),
        "source": planned.rule.source,
        "required": planned.required,
        "planned": planned.done,
        "every": every.done,
        "missing": [_missing(u, held.get(u.id)) for u in missing[:NAMED]],
        "absent": [(label(units.book(), u), held.get(u.id)) for u in missing],
    }


def _missing(unit: UnitRecord, entry: PlanEntry | None) -> str:
    name = label(units.book(), unit)
    return f"{name} ({planwords.quarters()[entry.quarter]})" if entry else name


def _visited(year: int) -> set[tuple[int, bool, date]]:
    """(unit, whether by the plan, when) of every place a team reached in the year.

    A case nobody may see yet is not in it: a team counts when it has arrived.
    """
    rows = db.session.execute(
        select(Inspection.unit_id, Inspection.planned, InspectionMove.at)
        .join(Inspection, InspectionMove.inspection_id == Inspection.id)
        .where(
            InspectionMove.step.in_((Step.ARRIVE, Step.REVIEW)),
            InspectionMove.at >= start_of(date(year, 1, 1)),
            Inspection.sample.is_(False),
        )
    )
    came = ((unit_id, planned, day_of(at)) for unit_id, planned, at in rows)
    return {one for one in came if one[2].year == year}
