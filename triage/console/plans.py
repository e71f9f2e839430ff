"""The year's plan: drafted from a suggested programme, issued with its document, amended."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Response as FlaskResponse
from flask import abort, current_app, redirect, render_template, request, url_for
from flask_babel import format_date
from flask_security import current_user
from werkzeug.wrappers import Response

from intake import audit, keptfiles, units
from intake.clock import today
from intake.db import db
from intake.keptfiles import KeptFile
from intake.staff import Duty
from intake.unitforms import label
from intake.unitsearch import search
from triage.console import planlines, planwords, uploads
from triage.console.access import for_duties, may
from triage.console.inspectionwords import scopes
from triage.console.lists import arranged, wanted
from triage.console.pages import bp
from triage.console.recusing import of_own_office, recused
from triage.console.tables import FILES
from triage.inspections import knowing, plans
from triage.inspections.cases import Refused, UnderWay
from triage.inspections.headings import TEN, Scope
from triage.inspections.life import Source
from triage.inspections.merging import line_begun
from triage.inspections.opening import open_by_hand
from triage.inspections.plans import InspectionPlan, PlanRefused, Signed, Slot
from triage.inspections.programme import Suggestion, suggest
from triage.tallies import ANSWERING

PLANNERS, READERS = (Duty.INSPECTOR, Duty.LEAD), (Duty.INSPECTOR, Duty.LEAD, Duty.APPROVER)
FIRST = 2022


@bp.get("/ke-hoach")
@for_duties(*READERS)
def plans_start() -> Response:
    """This year's plan."""
    return redirect(url_for(".plan", year=today().year), 303)


@bp.get("/ke-hoach/<int:year>")
@for_duties(*READERS)
def plan(year: int) -> str:
    """A year's plan: its lines, what is suggested, its amendments."""
    return _page(_year(year), "", {})


@bp.post("/ke-hoach/<int:year>")
@for_duties(*PLANNERS)
def change_plan(year: int) -> str | Response | tuple[str, int]:
    """One act on the plan; the page again with the reason where it is refused."""
    values = {k: v.replace("\0", "")[:4000] for k, v in request.form.items()}
    act = ACTS.get(values.get("act", "")) or abort(400)
    if act in LEADS and not may(Duty.LEAD):
        abort(403)
    found = plans.plan_of(_year(year))
    if found is None and act is not _begin:
        abort(404)
    try:
        onward = act(found, year, values)
    except PlanRefused as refused:
        db.session.rollback()
        return _page(year, planwords.refusals()[refused.why], values), 422
    except uploads.UploadRefused as refused:
        db.session.rollback()
        return _page(year, str(refused), values), 422
    return redirect(onward or url_for(".plan", year=year), 303)


@bp.get("/ke-hoach/<int:year>/tep/<int:file_id>")
@for_duties(*READERS)
def plan_file(year: int, file_id: int) -> FlaskResponse:
    """The signed document of the plan, or of an amendment."""
    found = plans.plan_of(_year(year)) or abort(404)
    if file_id not in {found.file_id, *(row.file_id for row in found.amendments)}:
        abort(404)
    audit.note("read", f"kept_file:{file_id}")
    return keptfiles.as_download(db.session.get(KeptFile, file_id) or abort(404))


def _year(year: int) -> int:
    if not FIRST <= year <= today().year + 1:
        abort(404)
    return year


def _begin(_found: Any, year: int, _values: dict[str, str]) -> str:
    plans.begin(year, current_user.id)
    return ""


def _put(found: InspectionPlan, year: int, values: dict[str, str]) -> str:
    unit_id = _unit_id(year, values)
    if of_own_office(unit_id):
        raise PlanRefused("recused")
    quarter, month = _number(values, "quarter") or 0, _number(values, "month")
    slot = Slot(quarter, values.get("form", ""), month, _ticked())
    plans.put(
        found.id, unit_id, slot, values.get("why", ""), current_user.id, _amendment(found, values)
    )
    return ""


def _ticked() -> tuple[str, ...]:
    return tuple(one for one in Scope if one in request.form.getlist("scopes"))


def _strike(found: InspectionPlan, _year: int, values: dict[str, str]) -> str:
    unit_id = _number(values, "unit_id") or 0
    if unit_id not in plans.current(found) or of_own_office(unit_id):
        raise PlanRefused("not_there")
    plans.strike(
        found.id, unit_id, values.get("why", ""), current_user.id, _amendment(found, values)
    )
    return ""


def _issue(found: InspectionPlan, _year: int, values: dict[str, str]) -> str:
    if not plans.current(found):
        raise PlanRefused("empty")
    plans.issue(found.id, _signed(values), current_user.id)
    return ""


def _amend(found: InspectionPlan, _year: int, values: dict[str, str]) -> str:
    plans.amend(found.id, _signed(values), values.get("text", ""), current_user.id)
    return ""


def _open(found: InspectionPlan, year: int, values: dict[str, str]) -> str:
    """Open the inspection of a line; the unit is told before, as for any planned one."""
    entry = plans.current(found).get(_number(values, "unit_id") or 0)
    if entry is None or found.issued_at is None:
        raise PlanRefused("not_there")
    if recused(entry.unit_id):
        raise PlanRefused("recused")
    if line_begun(entry.unit_id, year):
        raise PlanRefused("begun")
    day = format_date(found.signed_on, "d/M/yyyy")
    reason = f"Kế hoạch số {found.number} ngày {day}, quý {entry.quarter}"
    try:
        row = open_by_hand(entry.unit_id, Source.PLAN, reason, current_user.id)
    except UnderWay as taken:
        raise PlanRefused("under_way") from taken
    except Refused as soon:
        raise PlanRefused(soon.why) from soon
    return url_for(".inspection", inspection_id=row.id)


ACTS: dict[str, Callable[[Any, int, dict[str, str]], str]] = {
    "begin": _begin,
    "put": _put,
    "strike": _strike,
    "issue": _issue,
    "amend": _amend,
    "open": _open,
}
LEADS = (_issue, _amend)


def _number(values: dict[str, str], name: str) -> int | None:
    typed = values.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def _amendment(found: InspectionPlan, values: dict[str, str]) -> int | None:
    """The amendment a change belongs to: the last one, where the plan is issued."""
    return found.amendments[-1].id if found.amendments else _number(values, "amendment_id")


def _signed(values: dict[str, str]) -> Signed:
    try:
        day: date | None = date.fromisoformat(values.get("day", ""))
    except ValueError:
        day = None
    day = day if day and day <= today() else None
    told = Signed(values.get("number", ""), day, values.get("signer", ""))
    clean = uploads.sent("file")
    complete = told.number.strip() and day and told.signer.strip()
    return Signed(told.number, day, told.signer, uploads.kept(clean) if complete else None)


def _unit_id(year: int, values: dict[str, str]) -> int:
    """The unit of a suggested line, or the one the words can mean."""
    chosen, book = _number(values, "unit_id"), units.book()
    day = knowing.day_of_year(year)
    hits = _hits(year, values.get("unit", ""))
    if chosen is not None and (not values.get("unit") or chosen in hits):
        unit = book.by_id.get(chosen)
        if unit is not None and unit.kind in ANSWERING and unit.valid_on(day):
            return chosen
    if len(hits) == 1:
        return hits[0]
    raise PlanRefused("unit" if hits else "no_unit")


def _hits(year: int, typed: str) -> list[int]:
    day, book = knowing.day_of_year(year), units.book()
    found = [h.unit for h in search(book, typed.strip()[:100], day, limit=12)] if typed else []
    return [u.id for u in found if u.kind in ANSWERING and u.valid_on(day)]


def _page(year: int, error: str, values: dict[str, str]) -> str:
    found = plans.plan_of(year)
    held = plans.current(found) if found else {}
    columns = planlines.columns()
    asked = wanted(request.args, columns)
    day, book = knowing.day_of_year(year), units.book()
    issued = found is not None and found.issued_at is not None
    locked = issued and not (found and found.amendments)
    suggested: list[Suggestion] = []
    if found and not locked and any(map(may, PLANNERS)):
        known = knowing.known(day)
        chosen = set(held)
        suggested = [
            s
            for s in suggest(knowing.rules(), book, day, chosen, known, knowing.numbers(day))
            if not of_own_office(s.unit_id)
        ]
    audit.note("read", f"plan:{year}")
    return render_template(
        "console/plan.html",
        section="inspections",
        year=year,
        years=list(range(today().year + 1, FIRST - 1, -1)),
        plan=planlines.head(found),
        locked=locked,
        asked=asked,
        lines=arranged(planlines.lines(held), columns, asked),
        many=len(held),
        hidden=sum(of_own_office(unit_id) for unit_id in held),
        suggested=[planlines.suggested(s) for s in suggested],
        hits=[(i, label(book, book.by_id[i])) for i in _hits(year, values.get("unit", ""))],
        quarters=planwords.quarters(),
        forms=planwords.forms(),
        scopes=scopes(),
        ticked=_ticked() if values.get("act") == "put" and values.get("unit") else TEN,
        may_plan=any(map(may, PLANNERS)),
        may_issue=may(Duty.LEAD),
        today=today().isoformat(),
        error=error,
        values=values,
    )


def plan_as_file(year: int, kind: str) -> FlaskResponse:
    """The lines of an issued plan as a table, less those of the reader's own office."""
    found = plans.plan_of(_year(year))
    if found is None or found.issued_at is None:
        abort(404)  # a draft leaves this page for nowhere
    columns = planlines.columns()
    asked = wanted(request.args, columns)
    lines = arranged(planlines.lines(plans.current(found)), columns, asked)
    mime, write = FILES[kind]
    audit.note("export", f"plan:{found.id}.{kind}", f"{len(lines)} rows; {asked.query}")
    body = write([c.name for c in columns], [[c.value(line) for c in columns] for line in lines])
    answer: FlaskResponse = current_app.response_class(body, mimetype=mime)
    answer.headers["Content-Disposition"] = f'attachment; filename="ke-hoach-{year}.{kind}"'
    return answer


for _kind in FILES:
    bp.add_url_rule(
        f"/ke-hoach/<int:year>.{_kind}",
        f"plan_{_kind}",
        for_duties(*READERS)(lambda year, kind=_kind: plan_as_file(year, kind)),
    )
