"""One inspection as its readers may open it: by its page, its papers, its pack."""

from typing import Any

from flask import abort, url_for
from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import func, select

from intake import aftercare
from intake.db import db
from intake.staff import Duty, Staff
from triage.console import words
from triage.console.access import may
from triage.console.pages import unit_label
from triage.console.recusing import hidden, recused
from triage.console.why import RESTRICTED, explained, topic_names
from triage.explain import Explanation
from triage.inspections import merging
from triage.inspections.cases import Inspection, Joined
from triage.inspections.life import Stage, Step
from triage.inspections.recurrence import put_right
from triage.inspections.telling import about
from triage.matters import Matter
from triage.proposals import Proposal

INSPECTING = (Duty.INSPECTOR, Duty.LEAD, Duty.APPROVER)


def case_of(inspection_id: int) -> Inspection:
    """The case; nothing is there for whoever must keep away from it."""
    return db.session.scalar(  # one look, whether it is not there or not to be seen
        select(Inspection).where(
            Inspection.id == inspection_id, Inspection.unit_id.not_in(hidden())
        )
    ) or abort(404)


def explained_case(row: Inspection) -> Explanation | None:
    """Why the machine proposed it, for whoever approves without reading what was said."""
    proposal = db.session.get(Proposal, row.proposal_id) if row.proposal_id else None
    return explained(proposal.evidence[-1], []) if proposal else None


def kin(row: Inspection) -> dict[str, Any]:
    """What went into a case, where it went itself, and what it could go into."""
    home = merging.merged_into(row.id) if row.stage == Stage.MERGED else None
    near = [c for c in merging.open_cases() if c.id != row.id and not recused(c.unit_id)]
    rests_on = merging.evidence_of(row.id)
    return {
        "along": [_along(one) for one in merging.joined_to(row.id)],
        "went_into": _linked(home) if home else None,
        "targets": [(c.id, named(c)) for c in near],
        "voices": words.voices(merging.voices(rests_on)) if rests_on else "",
    }


def named(row: Inspection) -> str:
    """A case in a list of others."""
    return _("%(unit)s (cuộc số %(n)s)", unit=unit_label(row.unit_id), n=row.id)


def _along(one: Joined) -> dict[str, Any]:
    person = db.session.get(Staff, one.staff_id) if one.staff_id else None
    told = {
        "who": person.name if person else _("Hệ thống"),
        "when": format_date(one.at, "d/M/yyyy"),
    }
    if one.merged_id is not None:
        return told | _linked(one.merged_id)
    proposal = db.session.get_one(Proposal, one.proposal_id)
    shown = may(Duty.INSPECTOR) and not recused(proposal.unit_id)
    unit = _("một đơn vị khác") if recused(proposal.unit_id) else unit_label(proposal.unit_id)
    return told | {
        "text": _("Đề xuất về %(unit)s", unit=unit),
        "url": url_for("console.proposal", proposal_id=proposal.id) if shown else "",
    }


def _linked(case_id: int) -> dict[str, str]:
    case = db.session.get_one(Inspection, case_id)
    if recused(case.unit_id):
        return {"text": _("một cuộc kiểm tra khác"), "url": ""}
    return {"text": named(case), "url": url_for("console.inspection", inspection_id=case.id)}


def since(row: Inspection) -> dict[str, Any] | None:
    """What was said of the unit since its conclusion, and which of it had been put right."""
    concluded = next((m.at for m in reversed(row.moves) if m.step == Step.CONCLUDE), None)
    if concluded is None:
        return None
    done = put_right([row.unit_id])
    topics = db.session.execute(
        select(Matter.topic, func.count())
        .where(
            Matter.unit_id == row.unit_id,
            Matter.said_at > concluded,
            Matter.relevant,
            Matter.severity.not_in(("S0", RESTRICTED)),
        )
        .group_by(Matter.topic)
        .order_by(func.count().desc(), Matter.topic)
    ).all()
    return {
        "day": format_date(concluded, "d/M/yyyy"),
        "topics": [(topic_names().get(topic, topic), n, topic in done) for topic, n in topics],
        "url": url_for("console.unit", unit_id=row.unit_id) if may(Duty.LEAD) else "",
    }


def cared(row: Inspection) -> dict[str, Any] | None:
    """How many senders were told and asked, and what they answered; whose answer asks for care."""
    rows = aftercare.offered(about(row.id))
    if not rows:
        return None
    troubled = [r.submission_id for r in rows if r.troubled]
    matters = select(func.min(Matter.id)).where(Matter.submission_id.in_(troubled))
    return {
        "told": len(rows),
        "agreed": sum(bool(r.agreed) for r in rows),
        "asked": sum(r.asked_at is not None for r in rows),
        "fine": sum(r.troubled is False for r in rows),
        "troubled": len(troubled),
        "links": [
            url_for("console.matter", matter_id=i)
            for i in db.session.scalars(matters.group_by(Matter.submission_id))
        ]
        if may(Duty.LEAD)
        else [],
    }
