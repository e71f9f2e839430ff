"""The console: its blueprint, and the short list of proposals."""

from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import format_date
from flask_security import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from intake import audit, units
from intake.clock import today
from intake.db import db
from intake.staff import Duty
from intake.unitforms import label
from triage import watched
from triage.adopted import calibration_on, policy_on
from triage.console import why, words
from triage.console.access import for_duties, may, shut
from triage.console.recusing import hidden, recused
from triage.console.rises import shared_rises
from triage.proposals import Proposal
from triage.watched import WatchedUnit
from triage.workflow import OPEN, State

bp = Blueprint("console", __name__, url_prefix="/noi-bo", template_folder="templates")
bp.before_request(shut)
TABS = {
    "proposals": (Duty.INSPECTOR,),
    "inspections": (Duty.INSPECTOR, Duty.LEAD, Duty.APPROVER),
    "unplaced": (Duty.TRIAGE, Duty.LEAD),
    "due": (Duty.TRIAGE, Duty.LEAD),
    "units": (Duty.INSPECTOR, Duty.TRIAGE, Duty.LEAD, Duty.ADMIN),
    "accounts_list": (Duty.ADMIN,),
    "search": (Duty.INSPECTOR, Duty.TRIAGE, Duty.LEAD),
    "desk": (Duty.OPERATOR, Duty.TRIAGE),
    "remedy": (Duty.HEAD,),
    "report": (Duty.LEAD, Duty.APPROVER),
    "past": (Duty.DELEGATE,),
    "seats": (Duty.PRESS,),
    "trail": (Duty.AUDITOR,),
    "ended": (Duty.AUDITOR,),
}


@bp.app_template_filter("unit_kind")
def _unit_kind(code: str) -> str:
    return words.unit_kinds().get(code, code)


@bp.context_processor
def _shell() -> dict[str, Any]:
    """Who is signed in and what stands open to them."""
    tabs = [tab for tab, duties in TABS.items() if any(map(may, duties))]
    return {"staff": {"name": current_user.name, "office": None}, "tabs": tabs}


@bp.get("/")
@for_duties(*Duty)
def start() -> Response:
    """The first page of whoever signs in: the first tab open to them."""
    first = next(tab for tab, duties in TABS.items() if any(map(may, duties)))
    return redirect(url_for(f".{first}"), 303)


@bp.get("/de-xuat")
@for_duties(Duty.INSPECTOR)
def proposals() -> str:
    """The short list, best first, and what was decided lately."""
    ours = select(Proposal).where(Proposal.unit_id.not_in(hidden()))
    rows = db.session.scalars(ours.order_by(Proposal.worth.desc(), Proposal.id)).all()
    waiting = [r for r in rows if r.state == State.PROPOSED]
    second = [r for r in rows if r.state == State.DECLINING]
    rest = [r for r in rows if r.state not in (State.PROPOSED, State.DECLINING)]
    waits = {r.unit_id for r in rows if r.state in OPEN}
    audit.note("read", "proposals")
    return render_template(
        "console/proposals.html",
        section="proposals",
        proposals=[line(rank, row) for rank, row in enumerate(waiting, start=1)],
        second=[line(0, row) for row in second],
        decided=[line(0, row) for row in sorted(rest, key=lambda r: -r.id)[:20]],
        watched=[_watched(row) for row in _unproposed(waits)],
        risen=shared_rises(),
        capacity=policy_on(today()).count("propose.capacity_per_month"),
        simulated=calibration_on(today()).source != "own_year",
        today=format_date(today(), "d/M/yyyy"),
    )


def _unproposed(waits: set[int]) -> list[WatchedUnit]:
    return [r for r in watched.listed() if r.unit_id not in waits and not recused(r.unit_id)]


def line(rank: int, row: Proposal) -> dict[str, Any]:
    """One proposal in a list."""
    evidence = row.evidence[-1]
    told = why.explained(evidence, [])
    return {
        "id": row.id,
        "rank": rank,
        "unit": unit_label(row.unit_id),
        "tier": row.tier,
        "state": row.state,
        "state_text": words.states()[row.state],
        "why": why.in_short(evidence),
        "senders": evidence.content["fair"]["distinct_senders"],
        "since": format_date(date.fromisoformat(evidence.content["verdict"]["since"]), "d/M/yyyy"),
        "worth": round(row.worth, 2),
        "formula": why.formula(evidence),
        "deferred_until": format_date(row.deferred_until, "d/M/yyyy") if row.deferred_until else "",
        "headline": told.headline,
        "sample": row.sample,
    }


def _watched(row: WatchedUnit) -> dict[str, Any]:
    return {
        "unit_id": row.unit_id,
        "unit": unit_label(row.unit_id),
        "tier": row.tier,
        "why": why.in_short(row),
        "holds": why.holds(row),
        "formula": why.formula(row),
        "sample": row.sample,
    }


def unit_label(unit_id: int | None) -> str:
    """A unit's full name, empty for none."""
    book = units.book()
    unit = book.by_id.get(unit_id) if unit_id else None
    return label(book, unit) if unit else ""
