"""The page that opens inspections by hand: practical need, the year's plan, a draw."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response

from intake import units
from intake.clock import today
from intake.staff import Duty
from intake.unitbook import Kind
from intake.unitforms import label
from intake.unitsearch import Found, resolve, search
from intake.web.numbers import whole
from triage.console import inspectionwords as words
from triage.console.access import for_duties
from triage.console.pages import bp
from triage.console.recusing import hidden, recused
from triage.inspections.cases import Refused, UnderWay
from triage.inspections.life import Source
from triage.inspections.opening import of_kind, open_by_hand, open_drawn
from triage.tallies import ANSWERING

OPENERS = (Duty.INSPECTOR, Duty.LEAD)
BY_HAND = (Source.NEED, Source.PLAN)


@bp.get("/kiem-tra/mo")
@for_duties(*OPENERS)
def opening() -> str:
    """The three ways to open an inspection without a proposal."""
    return _page("", {})


@bp.post("/kiem-tra/mo", endpoint="open_by_hand")
@for_duties(*OPENERS)
def open_one() -> str | Response | tuple[str, int]:
    """Open one with its reason; or draw units and open theirs."""
    values = dict(request.form)
    if values.get("source") == Source.DRAW:
        return _draw(values)
    unit_id = _unit_id(values)
    if values.get("source") not in BY_HAND or unit_id is None:
        return _page("unit" if _hits(values) else "no_unit", values), 422
    if recused(unit_id):
        return _page("recused", values), 422
    try:
        reason = values.get("reason", "").replace("\0", "")
        row = open_by_hand(unit_id, Source(values["source"]), reason, current_user.id)
    except Refused as refused:
        return _page(refused.why, values), 422
    except UnderWay:
        return _page("under_way", values), 409
    return redirect(url_for(".inspection", inspection_id=row.id), 303)


def _draw(values: dict[str, str]) -> str | Response | tuple[str, int]:
    kind = values.get("kind", "")
    number = request.form.get("number", 0, type=whole)
    if kind not in set(ANSWERING) or not values.get("seed", "").strip() or not 1 <= number <= 50:
        return _page("draw", values), 422
    seed = values["seed"][:200].replace("\0", "")
    open_drawn(Kind(kind), seed, number, current_user.id, hidden())
    return redirect(url_for(".inspections"), 303)


def _unit_id(values: dict[str, str]) -> int | None:
    """The unit chosen from the list, or the one whose name the words are; a likeness is a guess."""
    chosen = request.form.get("unit_id", 0, type=whole)
    hits = _hits(values)
    if any(hit["id"] == chosen for hit in hits):
        return chosen
    named = resolve(units.book(), values.get("unit", "").strip(), today())
    sure = named.status is Found.ONE and [hit["id"] for hit in hits] == [named.hits[0].unit.id]
    return named.hits[0].unit.id if sure else None


def _hits(values: dict[str, str]) -> list[dict[str, Any]]:
    query = values.get("unit", "").strip()[:100]
    if not query:
        return []
    book = units.book()
    found = [h.unit for h in search(book, query, today(), limit=12)]
    return [
        {"id": u.id, "text": label(book, u)}
        for u in found
        if u.kind in ANSWERING and u.valid_on(today())
    ]


def _page(why: str, values: dict[str, str]) -> str:
    return render_template(
        "console/opening.html",
        section="inspections",
        hits=_hits(values) if values.get("source") in BY_HAND else [],
        numbers={str(kind): len(of_kind(kind)) for kind in ANSWERING},
        error=words.refusals().get(why, ""),
        values=values,
    )
