"""The console's pages of units, and search over what was said."""

from datetime import timedelta
from typing import Any

from flask import abort, render_template, request
from sqlalchemy import func, select

from intake import audit, handling
from intake import units as offices
from intake.clock import start_of, today
from intake.db import db
from intake.fold import fold
from intake.staff import Duty
from intake.submissions import Submission
from intake.unitbook import UnitRecord
from intake.unitforms import label
from intake.unitsearch import search as search_units
from triage.console.access import for_duties
from triage.console.findable import is_found
from triage.console.matters import line
from triage.console.pages import bp
from triage.console.recusing import seen
from triage.console.why import RESTRICTED
from triage.matters import Matter
from triage.tallies import ANSWERING

DAYS = 90
SHOWN = 50


@bp.get("/don-vi")
@for_duties(Duty.TRIAGE, Duty.INSPECTOR, Duty.LEAD, Duty.ADMIN)
def units() -> str:
    """Units by name; without a query those of today."""
    query = request.args.get("q", "").strip()[:100]
    found = [h.unit for h in search_units(offices.book(), query, today(), limit=30)]
    counts = _counts() if query else {}
    return render_template(
        "console/units.html",
        section="units",
        query=query,
        days=DAYS,
        units=[_line(u, counts.get(u.id, 0)) for u in sorted(found, key=_order)]
        if query
        else units_of_today(),
    )


def units_of_today() -> list[dict[str, Any]]:
    """Every unit that answers today, by kind and name."""
    day, counts = today(), _counts()
    book = offices.book()
    found = [u for u in book.within_reach(day) if u.kind in ANSWERING and u.valid_on(day)]
    return [_line(u, counts.get(u.id, 0)) for u in sorted(found, key=_order)]


def _order(unit: UnitRecord) -> tuple[str, str]:
    return unit.kind, fold(unit.name)


def _line(unit: UnitRecord, said: int) -> dict[str, Any]:
    return {
        "id": unit.id,
        "name": label(offices.book(), unit),
        "code": unit.code,
        "kind": str(unit.kind),
        "said": said,
        "valid_from": unit.valid_from,
        "valid_to": unit.valid_to,
    }


def _counts() -> dict[int, int]:
    since = start_of(today() - timedelta(days=DAYS))
    rows = db.session.execute(
        select(Matter.unit_id, func.count())
        .where(
            Matter.said_at >= since,
            Matter.unit_id.is_not(None),
            Matter.relevant,
            Matter.severity != RESTRICTED,
            seen(),
        )
        .group_by(Matter.unit_id)
    )
    return {int(unit_id): number for unit_id, number in rows}


@bp.get("/don-vi/<int:unit_id>")
@for_duties(Duty.TRIAGE, Duty.INSPECTOR, Duty.LEAD)
def unit(unit_id: int) -> str:
    """One unit: what it is, who it was and became, what was said of it lately."""
    book = offices.book()
    record = book.by_id.get(unit_id)
    if record is None:
        abort(404)
    rows = db.session.execute(
        _said().where(Matter.unit_id == unit_id).order_by(Matter.said_at.desc()).limit(SHOWN)
    )
    audit.note("read", f"unit:{unit_id}")
    return render_template(
        "console/unit.html",
        section="units",
        unit=_line(record, 0),
        aliases=[a.text for a in record.aliases],
        heirs=[_line(book.by_id[i], 0) for i, _share in record.successors],
        forebears=[
            _line(u, 0)
            for u in book.by_id.values()
            if any(i == unit_id for i, _share in u.successors)
        ],
        matters=[line(m, s) for m, s in rows],
    )


@bp.get("/tim")
@for_duties(Duty.TRIAGE, Duty.INSPECTOR, Duty.LEAD)
def search() -> str:
    """Words in what was said, with or without marks; or a reference."""
    query = request.args.get("q", "").strip()[:200]
    rows = _found(query) if query else []
    if query:
        audit.note("search", f"{len(rows)} matters", query)
    return render_template(
        "console/search.html",
        section="search",
        query=query,
        limit=SHOWN,
        matters=[line(m, s) for m, s in rows],
    )


def _said() -> Any:
    query = select(Matter, Submission).join(Submission, Matter.submission_id == Submission.id)
    return query.where(Matter.severity != RESTRICTED, seen())


def _found(query: str) -> list[Any]:
    """Of those whose words match, the ones found by words staff are shown."""
    rows = db.session.execute(_matching(query).limit(SHOWN * 4)).all()
    if query.upper().startswith("LN-"):
        return list(rows[:SHOWN])
    return [row for row in rows if is_found(row[0], fold(query).split()[:8])][:SHOWN]


def _matching(query: str) -> Any:
    if query.upper().startswith("LN-"):
        return _said().where(Submission.reference == query.upper())
    found = _said().where(Submission.id.not_in(handling.gone()))
    for word in fold(query).split()[:8]:
        found = found.where(Matter.folded.contains(word, autoescape=True))
    return found.order_by(Matter.said_at.desc())
