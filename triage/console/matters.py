"""The console's pages of matters: the queue for people, one matter, its thread with the sender."""

import secrets
from dataclasses import replace
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_babel import format_datetime
from flask_babel import gettext as _
from flask_security import current_user
from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response

from intake import audit, handling, units, work
from intake.clock import today
from intake.db import db
from intake.redact import mask
from intake.staff import Duty, Staff
from intake.submissions import Attachment, Author, Submission
from intake.unitsearch import search
from intake.web.formfields import format_size
from intake.web.numbers import whole
from triage.console import answering, clocks, speaking, words
from triage.console.access import for_duties, may
from triage.console.pages import bp, unit_label
from triage.console.recusing import seen
from triage.console.why import RESTRICTED, topic_names
from triage.flags import Kind
from triage.matters import Judgement, Matter, View, judge
from triage.storybook import tell

PAGE = 30
_UNSURE = ("ambiguous", "none")


@bp.get("/chua-ro")
@for_duties(Duty.TRIAGE, Duty.LEAD)
def unplaced() -> str:
    """What waits for a person: no sure unit, or serious enough to be read at once."""
    page = max(request.args.get("page", 1, type=whole), 1)
    rows = db.session.execute(
        _visible(_queue()).order_by(*_urgent_first()).limit(PAGE + 1).offset((page - 1) * PAGE)
    ).all()
    total = db.session.scalar(_visible(select(func.count(Matter.id))).where(_waiting())) or 0
    audit.note("read", "unplaced")
    return render_template(
        "console/unplaced.html",
        section="unplaced",
        matters=[line(m, s) for m, s in rows[:PAGE]],
        total=total,
        page=page,
        next_page=page + 1 if len(rows) > PAGE else None,
    )


def _waiting() -> Any:
    unsure = and_(Matter.placement.in_(_UNSURE), Matter.relevant)
    return and_(
        Matter.by_person.is_(False),
        or_(unsure, Matter.severity == RESTRICTED, and_(Matter.severity == "S3", Matter.relevant)),
    )


def _queue() -> Select[Any]:
    query = select(Matter, Submission).join(Submission, Matter.submission_id == Submission.id)
    return query.where(_waiting())


def _urgent_first() -> tuple[Any, ...]:
    return Matter.severity.desc(), Matter.said_at.desc(), Matter.id.desc()


def _visible(query: Select[Any]) -> Select[Any]:
    """S4 stands on no page of anybody but a lead, one's own office on no page of one's own."""
    query = query.where(seen())
    return query if may(Duty.LEAD) else query.where(Matter.severity != RESTRICTED)


def line(matter: Matter, said: Submission) -> dict[str, Any]:
    """One matter in a list, masked."""
    gone = handling.handed_over(said.id) is not None
    text = _("Đã bàn giao như một tố cáo.") if gone else mask(said.text).text
    return {
        "id": matter.id,
        "handed_over": gone,
        "clock": clocks.urgent(matter, said),
        "url": url_for("console.matter", matter_id=matter.id),
        "when": format_datetime(matter.said_at, "HH:mm d/M/yyyy"),
        "text": text,
        "short": text if len(text) <= 200 else text[:199] + "…",
        "placement": words.placements()[matter.placement],
        "unit": unit_label(matter.unit_id),
        "topic": topic_names().get(matter.topic, matter.topic),
        "severity": matter.severity,
        "severity_text": words.severities()[matter.severity],
        "restricted": matter.severity == RESTRICTED,
        "sample": said.sample,
    }


@bp.get("/vu-viec/<int:matter_id>")
@for_duties(Duty.TRIAGE, Duty.LEAD, Duty.INSPECTOR)
def matter(matter_id: int) -> str:
    """One matter: masked words, candidates, history, thread."""
    row = found_matter(matter_id)
    audit.note("read", f"matter:{row.id}")
    return matter_page(row, {}, {})


@bp.post("/vu-viec/<int:matter_id>")
@for_duties(Duty.TRIAGE, Duty.LEAD)
def assign(matter_id: int) -> str | Response | tuple[str, int]:
    """A person says which unit, topic and severity; the machine's view stays in the history."""
    row = found_matter(matter_id)
    view, errors = _said(row)
    if errors:
        return matter_page(row, errors, dict(request.form)), 422
    judge(row, view, staff_id=current_user.id)
    tell(row, row.submission)
    audit.note("judge", f"matter:{row.id}")
    db.session.commit()
    work.later("assess", 0)
    return redirect(url_for(".matter", matter_id=row.id), 303)


def found_matter(matter_id: int) -> Matter:
    """The matter, if whoever asks may see it; 404 otherwise."""
    query = select(Matter).where(Matter.id == matter_id, seen())
    if not may(Duty.LEAD):
        query = query.where(Matter.severity != RESTRICTED)
    whole = query.options(selectinload(Matter.submission), selectinload(Matter.judgements))
    return db.session.scalar(whole) or abort(404)


def _said(row: Matter) -> tuple[View, dict[str, str]]:
    form, errors = request.form, {}
    unit_id = form.get("unit", "").removeprefix("#")
    placement = form.get("placement", "placed")
    if placement not in ("placed", "outside", "none"):
        placement = "placed"
    if placement == "placed" and int(unit_id if unit_id.isdigit() else 0) not in units.book().by_id:
        errors["unit"] = _("Xin chọn một đơn vị trong danh sách.")
    if form.get("topic", row.topic) not in topic_names():
        errors["topic"] = _("Xin chọn một loại việc.")
    if form.get("severity", row.severity) not in words.severities():
        errors["severity"] = _("Xin chọn mức nghiêm trọng.")
    now = View(
        placement=placement,
        unit_id=None,
        topic=form.get("topic", row.topic),
        field=row.field,
        severity=form.get("severity", row.severity),
        kind=row.kind,
        relevant=placement != "none" or row.relevant,
        why={"by": "person"},
    )
    if not errors and placement == "placed":
        now = replace(now, unit_id=int(unit_id), relevant=True)
    return now, errors


def matter_page(row: Matter, errors: dict[str, str], values: dict[str, str]) -> str:
    """The page of one matter, with what is wrong in its forms."""
    said = row.submission
    gone = handling.handed_over(said.id) is not None
    first = row.judgements[0].why if row.judgements else {}
    return render_template(
        "console/matter.html",
        section="unplaced",
        matter=line(row, said)
        | {"placement_code": row.placement, "topic_code": row.topic, "unit_id": row.unit_id},
        submission=_facts(said)
        | ({"place": "", "procedure": "", "opened_files": []} if gone else {}),
        candidates=[{"id": f"#{i}", "label": unit_label(i)} for i in first.get("candidates", [])],
        found_units=_found_units(),
        topics=topic_names(),
        severities=words.severities(),
        history=[_judgement(j) for j in row.judgements],
        messages=[] if gone else [_message(m) for m in said.messages],
        verdicts=speaking.verdicts_of(said.id),
        unheard=None if gone else speaking.last_word(said.id),
        may_judge=may(Duty.TRIAGE) or may(Duty.LEAD),
        may_reveal=may(Duty.LEAD) and said.identity_level != "anonymous" and not gone,
        once=secrets.token_hex(16),
        clocks=[clocks.shown(one) for one in clocks.clocks_of(row, said)],
        answer=answering.offered(said),
        may_hand_over=may(Duty.LEAD),
        complaint_at_law=row.kind == Kind.COMPLAINT_LEGAL_LIKE,
        cases=words.cases(),
        errors=errors,
        values=values,
    )


def _facts(said: Submission) -> dict[str, Any]:
    return {
        "reference": said.reference,
        "received": format_datetime(said.received_at, "HH:mm d/M/yyyy"),
        "channel": said.channel,
        "submitter_type": said.submitter_type,
        "identity_level": said.identity_level,
        "place": mask(said.place).text,
        "occurred_on": said.occurred_on,
        "promised_on": said.promised_on,
        "has_dossier_code": said.dossier_code is not None,
        "procedure": mask(said.procedure).text if said.procedure else said.procedure,
        "as_sent": mask(said.as_sent).text,
        "files": len(said.attachments),
        "opened_files": [_file(one) for one in said.attachments] if may(Duty.LEAD) else [],
    }


def _file(one: Attachment) -> dict[str, Any]:
    return {"id": one.id, "name": one.name, "size": format_size(one.size)}


def _found_units() -> list[dict[str, str]]:

    query = request.args.get("q", "").strip()
    hits = search(units.book(), query, today()) if query else []
    return [{"id": f"#{h.unit.id}", "label": h.label} for h in hits]


def _judgement(row: Judgement) -> dict[str, Any]:
    person = db.session.get(Staff, row.staff_id) if row.staff_id else None
    return {
        "who": person.name if person else _("Máy"),
        "when": format_datetime(row.at, "HH:mm d/M/yyyy"),
        "placement": words.placements()[row.placement],
        "unit": unit_label(row.unit_id),
        "topic": topic_names().get(row.topic, row.topic),
        "severity": words.severities()[row.severity],
    }


def _message(row: Any) -> dict[str, Any]:
    mine = row.author == Author.STAFF
    person = db.session.get(Staff, row.staff_id) if row.staff_id else None
    who = person.name if person else _("Cán bộ")
    return {
        "mine": mine,
        "who": who if mine else _("Người gửi"),
        "text": row.text if mine else mask(row.text).text,
        "when": format_datetime(row.written_at, "HH:mm d/M/yyyy"),
    }
