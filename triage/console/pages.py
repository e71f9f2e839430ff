"""The console: its blueprint, and the pages of proposals."""

from datetime import date
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import format_date, format_datetime
from flask_babel import gettext as _
from flask_security import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from intake import audit, units
from intake.clock import today
from intake.db import db
from intake.redact import mask
from intake.staff import Duty, Staff
from intake.unitforms import label
from triage import watched
from triage.adopted import calibration_on, policy_on
from triage.console import why, words
from triage.console.access import for_duties, may, shut
from triage.console.recusing import recused
from triage.console.rises import shared_rises
from triage.inspections.opening import from_accepted, of_proposal
from triage.proposals import Conflict, Decision, Missing, Proposal, ProposalMove, move
from triage.watched import WatchedUnit
from triage.workflow import OPEN, Act, DeclineReason, State

bp = Blueprint("console", __name__, url_prefix="/noi-bo", template_folder="templates")
bp.before_request(shut)
TABS = {
    "proposals": (Duty.INSPECTOR,),
    "inspections": (Duty.INSPECTOR, Duty.LEAD, Duty.APPROVER),
    "unplaced": (Duty.TRIAGE, Duty.LEAD),
    "due": (Duty.TRIAGE, Duty.LEAD),
    "units": (Duty.INSPECTOR, Duty.TRIAGE, Duty.LEAD, Duty.ADMIN),
    "search": (Duty.INSPECTOR, Duty.TRIAGE, Duty.LEAD),
    "desk": (Duty.OPERATOR, Duty.TRIAGE),
    "remedy": (Duty.HEAD,),
    "report": (Duty.LEAD, Duty.APPROVER),
    "seats": (Duty.PRESS,),
    "trail": (Duty.AUDITOR,),
    "ended": (Duty.AUDITOR,),
}


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
    ranked = select(Proposal).order_by(Proposal.worth.desc(), Proposal.id)
    rows = [row for row in db.session.scalars(ranked) if not recused(row.unit_id)]
    waiting = [r for r in rows if r.state == State.PROPOSED]
    rest = [r for r in rows if r.state != State.PROPOSED]
    waits = {r.unit_id for r in rows if r.state in OPEN}
    return render_template(
        "console/proposals.html",
        section="proposals",
        proposals=[_line(rank, row) for rank, row in enumerate(waiting, start=1)],
        decided=[_line(0, row) for row in sorted(rest, key=lambda r: -r.id)[:20]],
        watched=[_watched(row) for row in _unproposed(waits)],
        risen=shared_rises(),
        capacity=policy_on(today()).count("propose.capacity_per_month"),
        simulated=calibration_on(today()).source != "own_year",
        today=format_date(today(), "d/M/yyyy"),
    )


def _unproposed(waits: set[int]) -> list[WatchedUnit]:
    return [r for r in watched.listed() if r.unit_id not in waits and not recused(r.unit_id)]


def _line(rank: int, row: Proposal) -> dict[str, Any]:
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


@bp.get("/de-xuat/<int:proposal_id>")
@for_duties(Duty.INSPECTOR)
def proposal(proposal_id: int) -> str:
    """One proposal with all its why."""
    return _page(_found(proposal_id), {}, {})


@bp.post("/de-xuat/<int:proposal_id>")
@for_duties(Duty.INSPECTOR)
def decide(proposal_id: int) -> str | Response | tuple[str, int]:
    """Accept, decline with a reason, or defer; of two inspectors at once the second gets 409."""
    row = _found(proposal_id)
    form = request.form
    try:
        act = Act(form.get("act", ""))
    except ValueError:
        abort(400)
    errors = _faults(row, act, form)
    if errors:
        return _page(row, errors, dict(form)), 422
    try:
        move(proposal_id, _decision(act, form))
    except Missing as missing:
        return _page(row, _missing(missing.fields), dict(form)), 422
    except Conflict as conflict:
        return _conflict(row, conflict.last, form), 409
    if act is Act.ACCEPT:
        from_accepted()
    return redirect(url_for(".proposal", proposal_id=proposal_id), 303)


def _found(proposal_id: int) -> Proposal:
    row = db.session.get(Proposal, proposal_id)
    if row is None or recused(row.unit_id):
        abort(404)
    return row


TESTS = ("clear_subject", "specific_evidence", "verifiable")


def _faults(row: Proposal, act: Act, form: Any) -> dict[str, str]:
    needed = act is Act.ACCEPT and row.evidence[-1].content["article_25"]
    if needed and not all(form.get(test) for test in TESTS):
        return {"article_25": _("Các phản ánh đều nặc danh: xin xác nhận đủ ba điều kiện.")}
    if act is Act.DECLINE and form.get("reason") not in set(DeclineReason):
        return {"reason": _("Xin chọn lý do.")}
    return {}


def _decision(act: Act, form: Any) -> Decision:
    try:
        until = date.fromisoformat(form["until"]) if form.get("until") else None
    except ValueError:
        until = None
    tests = ", ".join(t for t in TESTS if form.get(t)) if act is Act.ACCEPT else ""
    return Decision(
        act,
        staff_id=current_user.id,
        until=until if act is Act.DEFER else None,
        reason=form.get("reason", "") if act is Act.DECLINE else tests,
        text=form.get("text", "")[:4000],
    )


def _missing(fields: tuple[str, ...]) -> dict[str, str]:
    said = {
        "reason": _("Xin chọn lý do."),
        "text": _("Xin viết vài lời giải thích."),
        "until": _("Xin chọn một ngày sau hôm nay."),
    }
    return {field: said[field] for field in fields}


def _conflict(row: Proposal, last: ProposalMove | None, typed: Any) -> str:
    return render_template(
        "console/conflict.html",
        section="proposals",
        unit=unit_label(row.unit_id),
        proposal_url=url_for(".proposal", proposal_id=row.id),
        move=_move(last) if last else None,
        values=typed,
    )


def _page(row: Proposal, errors: dict[str, str], values: dict[str, str]) -> str:
    evidence = row.evidence[-1]
    behind = why.behind(evidence)
    told = why.stories(behind)
    audit.note("read", f"proposal:{row.id}")
    page = render_template(
        "console/proposal.html",
        section="proposals",
        proposal=_line(0, row),
        explanation=why.explained(evidence, told),
        weeks=why.chart(evidence),
        terms=why.terms(evidence),
        stories=told,
        matters=[_matter(m, s.text, evidence.content) for m, s in behind],
        moves=[_move(m) for m in row.moves],
        open=row.state in OPEN,
        inspection=_inspection(row),
        needs_art25=evidence.content["article_25"],
        decline_reasons=words.decline_reasons(),
        policy=_policy(evidence.content["policy"]),
        errors=errors,
        values=values,
    )
    db.session.commit()
    return page


def _inspection(row: Proposal) -> int | None:
    """The inspection the proposal became."""
    became = of_proposal(row) if row.state == State.ACCEPTED else None
    return became.id if became else None


def _policy(frozen: dict[str, Any]) -> dict[str, Any]:
    return frozen | {"effective": date.fromisoformat(frozen["effective"])}


def _matter(matter: Any, text: str, content: dict[str, Any]) -> dict[str, Any]:
    counted = {item["id"]: item for item in content["fair"]["items"]}
    item = counted.get(matter.id, {})
    return {
        "id": matter.id,
        "when": format_date(matter.said_at, "d/M/yyyy"),
        "text": mask(text).text,
        "topic": why.topic_names().get(matter.topic, matter.topic),
        "severity": matter.severity,
        "weight": item.get("weight", 0.0),
        "counted": words.counting().get(item.get("why", ""), ""),
        "story_id": matter.story_id,
    }


def _move(row: ProposalMove) -> dict[str, Any]:
    person = db.session.get(Staff, row.staff_id) if row.staff_id else None
    return {
        "who": person.name if person else _("Hệ thống"),
        "when": format_datetime(row.at, "HH:mm d/M/yyyy"),
        "act": words.acts()[row.act],
        "reason": words.decline_reasons().get(row.reason, ""),
        "text": row.text,
        "until": format_date(row.until, "d/M/yyyy") if row.until else "",
    }


def unit_label(unit_id: int | None) -> str:
    """A unit's full name, empty for none."""
    book = units.book()
    unit = book.by_id.get(unit_id) if unit_id else None
    return label(book, unit) if unit else ""
