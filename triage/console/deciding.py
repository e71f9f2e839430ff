"""One proposal with all its why, and what a person decides about it."""

from datetime import date
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_babel import format_date, format_datetime
from flask_babel import gettext as _
from flask_security import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from intake import audit
from intake.clock import today
from intake.db import db
from intake.redact import mask
from intake.staff import Duty, Staff
from intake.web.numbers import whole
from triage.article25 import TESTS, says_so
from triage.console import why, words
from triage.console.access import for_duties
from triage.console.inspectionwords import refusals
from triage.console.pages import bp, line, unit_label
from triage.console.recusing import hidden, recused
from triage.inspections import merging, spacing
from triage.inspections.cases import Refused
from triage.inspections.opening import from_accepted, of_proposal
from triage.matters import news_since
from triage.proposals import (
    Conflict,
    Decision,
    Missing,
    Proposal,
    ProposalMove,
    SamePerson,
    claim,
    last_move,
    two_decline,
)
from triage.workflow import MOVES, UNDECIDED, Act, DeclineReason, State, needs


@bp.get("/de-xuat/<int:proposal_id>")
@for_duties(Duty.INSPECTOR)
def proposal(proposal_id: int) -> str:
    """One proposal with all its why."""
    return _page(_found(proposal_id), {}, {})


@bp.post("/de-xuat/<int:proposal_id>")
@for_duties(Duty.INSPECTOR)
def decide(proposal_id: int) -> str | Response | tuple[str, int]:
    """Decide; of two inspectors at once the second gets 409."""
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
        _do(row, _decision(row, act, form))
    except Missing as missing:
        db.session.rollback()
        return _page(row, _missing(missing.fields), dict(form)), 422
    except (SamePerson, Refused) as refused:
        db.session.rollback()
        code = refused.why if isinstance(refused, Refused) else "four_eyes"
        return _page(row, {"act": refusals()[code]}, dict(form)), 422
    except Conflict as conflict:
        return _conflict(row, conflict.last, form), 409
    return redirect(url_for(".proposal", proposal_id=proposal_id), 303)


def _do(row: Proposal, decision: Decision) -> None:
    if decision.act is Act.MERGE:
        merging.merge_proposal(row.id, decision, _into(row))
        return
    claim(row.id, decision)
    audit.note(decision.act, f"proposal:{row.id}")
    db.session.commit()
    if decision.act is Act.ACCEPT:
        from_accepted()  # a stop in between is made good by the sweep


def _into(row: Proposal) -> int:
    chosen = request.form.get("into", 0, type=whole)
    return chosen if chosen in {code for code, _text in _targets(row)} else 0


def _targets(row: Proposal) -> list[tuple[int, str]]:
    """What it can be merged into: its planned visit, its unit's case, any other; nearest first."""
    found = [(c.id, c.unit_id) for c in merging.open_cases() if not recused(c.unit_id)]
    found.sort(key=lambda one: one[1] != row.unit_id)
    named = [(i, _("%(unit)s (cuộc số %(n)s)", unit=unit_label(u), n=i)) for i, u in found]
    if merging.plan_line(row.unit_id, today()) is not None:
        planned = _("Cuộc kiểm tra đã có trong kế hoạch năm của đơn vị này")
        named.insert(0, (merging.PLANNED, planned))
    return named


def _found(proposal_id: int) -> Proposal:
    return db.session.scalar(  # one look, whether it is not there or not to be seen
        select(Proposal).where(Proposal.id == proposal_id, Proposal.unit_id.not_in(hidden()))
    ) or abort(404)


BY_PEOPLE = (Act.ACCEPT, Act.DECLINE, Act.DEFER, Act.MERGE, Act.CONFIRM, Act.RETURN, Act.REPROPOSE)


def _faults(row: Proposal, act: Act, form: Any) -> dict[str, str]:
    if act not in BY_PEOPLE:
        abort(400)
    if _tested(row, act) and not all(form.get(test) for test in TESTS):
        return {"article_25": _("Các phản ánh đều nặc danh: xin xác nhận đủ ba điều kiện.")}
    if act is Act.DECLINE and form.get("reason") not in set(DeclineReason):
        return {"reason": _("Xin chọn lý do.")}
    if act is Act.MERGE and not _into(row):
        return {"into": _("Xin chọn gộp vào cuộc kiểm tra nào.")}
    if act is Act.ACCEPT and spacing.too_soon(row.unit_id, today()) is not None:
        return {"act": refusals()["too_soon"]}
    if act is Act.REPROPOSE and row.state == State.DECLINED and not _news(row):
        return {"text": _("Từ khi quyết định không kiểm tra chưa có phản ánh mới về nơi này.")}
    return {}


def _tested(row: Proposal, act: Act) -> bool:
    """Whether the three tests of article 25(2) are to be on record."""
    return act is Act.ACCEPT and bool(row.evidence[-1].content["article_25"])


def _news(row: Proposal) -> int:
    """How much was said of the unit since it was decided not to go."""
    last = last_move(row.id)
    return news_since(row.unit_id, last.at) if row.state == State.DECLINED and last else 0


def _decision(row: Proposal, act: Act, form: Any) -> Decision:
    reason = form.get("reason", "") if act is Act.DECLINE else ""
    try:
        until = date.fromisoformat(form["until"]) if form.get("until") else None
    except ValueError:
        until = None
    tests = ", ".join(TESTS) if _tested(row, act) else ""  # all of them, or there were faults
    return Decision(
        act,
        staff_id=current_user.id,
        until=until if "until" in needs(act, reason) else None,
        reason=reason or tests,
        text=form.get("text", "")[:4000].replace("\0", ""),
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
        proposal=line(0, row),
        explanation=why.explained(evidence, told),
        weeks=why.chart(evidence),
        terms=why.terms(evidence),
        stories=told,
        matters=[_matter(m, s.text, evidence.content) for m, s in behind],
        moves=[_move(m) for m in row.moves],
        inspection=_inspection(row),
        needs_art25=evidence.content["article_25"],
        decline_reasons=words.decline_reasons(),
        policy=_policy(evidence.content["policy"]),
        errors=errors,
        values=values,
        **_choice(row),
    )
    db.session.commit()
    return page


def _choice(row: Proposal) -> dict[str, Any]:
    """What the reader may decide now, and what to know before."""
    last, voices = last_move(row.id), merging.voices([row])
    first = row.state == State.DECLINING and last is not None and last.staff_id == current_user.id
    return {
        "open": row.state in UNDECIDED,
        "second": row.state == State.DECLINING,
        "mine": first,
        "two_decline": two_decline(row.id),
        "targets": _targets(row) if row.state in MOVES[Act.MERGE].sources else [],
        "news": _news(row),
        "voices": words.voices(voices),
        "too_soon": words.spaced(spacing.too_soon(row.unit_id, today())),
    }


def _inspection(row: Proposal) -> int | None:
    """The inspection the proposal became, or went into."""
    became = of_proposal(row) if row.state in (State.ACCEPTED, State.MERGED) else None
    return became.id if became and not recused(became.unit_id) else None


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
        "reason": words.tests_met()
        if says_so(row)
        else words.decline_reasons().get(row.reason, ""),
        "text": row.text,
        "until": format_date(row.until, "d/M/yyyy") if row.until else "",
    }
