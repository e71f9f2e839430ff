"""The audit trail, for the auditor: read, filtered, and walked link by link.

Law: the auditor learns who did what to which number, and nothing of a sender. From an auditor
who belongs to an office is hidden what was typed into a search, since a unit's name may stand in
it before the team is there, and every step of what is planned for that office until it has ended.
"""

from typing import Any

from flask import render_template, request, url_for
from flask_babel import format_datetime
from flask_babel import gettext as _
from sqlalchemy import Select, select

from intake import audit, auditchain
from intake.audit import AuditEntry
from intake.auditchain import AuditLink
from intake.db import db
from intake.staff import Duty, Staff
from intake.web import numbers
from triage.console import traildetails, trailthings, trailwords
from triage.console.access import for_duties
from triage.console.ended import ENDED
from triage.console.pages import bp
from triage.console.recusing import bound, of_own_office
from triage.inspections.cases import Inspection
from triage.proposals import Proposal
from triage.workflow import State

PAGE = 50
PASTED = 100_000  # characters of heads kept elsewhere
WORDS = {"read", "search", "export"}  # their details hold what somebody looked for


@bp.get("/nhat-ky")
@for_duties(Duty.AUDITOR)
def trail() -> str:
    """The latest entries, or those of one person, one act, one thing."""
    audit.note("read", "trail", request.query_string.decode(errors="replace")[:200])
    return _page({}, "", "")


@bp.post("/nhat-ky")
@for_duties(Duty.AUDITOR)
def verify_trail() -> str | tuple[str, int]:
    """Walk the whole chain, against the heads somebody kept elsewhere where they are given."""
    pasted = request.form.get("heads", "")[:PASTED]
    try:
        kept = auditchain.kept_heads(pasted)
    except ValueError:
        return _page({"heads": pasted}, _("Mỗi dòng gồm ngày, số dòng và dấu băm."), ""), 422
    fault = auditchain.verify(kept)
    audit.note("verify", "trail", "whole" if fault is None else f"link:{fault.n}")
    db.session.commit()
    if fault is not None:
        return _page({"heads": pasted}, trailwords.fault(fault), "")
    n, last = auditchain.head()
    return _page({}, "", _("Sổ còn nguyên: %(n)s dòng, dấu cuối %(hash)s.", n=n, hash=last.hex()))


def _page(values: dict[str, str], error: str, whole: str) -> str:
    asked: dict[str, Any] = {
        "person": request.args.get("nguoi", 0, type=numbers.whole),
        "act": request.args.get("viec", ""),
        "subject": trailthings.code_of(request.args.get("ve", "").strip()[:60]),
        "before": request.args.get("truoc", 0, type=numbers.whole),
    }
    rows = db.session.execute(entries(asked).limit(PAGE + 1)).all()
    more = len(rows) > PAGE
    return render_template(
        "console/trail.html",
        section="trail",
        asked=asked | {"subject": trailthings.subject(asked["subject"])},
        people=[(p.id, p.name) for p in db.session.scalars(select(Staff).order_by(Staff.name))],
        acts=trailwords.acts(),
        entries=[_entry(*row) for row in rows[:PAGE]],
        older=_older(asked, rows[PAGE - 1][0].id) if more else "",
        values=values,
        error=error,
        whole=whole,
    )


def entries(asked: dict[str, Any]) -> Select[Any]:
    """The entries asked for that the reader may see, the newest first."""
    query = (
        select(AuditEntry, AuditLink.n, Staff.name)
        .outerjoin(AuditLink, AuditLink.entry_id == AuditEntry.id)
        .outerjoin(Staff, Staff.id == AuditEntry.staff_id)
        .order_by(AuditEntry.id.desc())
    )
    asked = {"person": 0, "act": "", "subject": "", "before": 0} | asked
    if asked["person"]:
        query = query.where(AuditEntry.staff_id == asked["person"])
    if asked["act"]:
        query = query.where(AuditEntry.act == asked["act"])
    if asked["subject"]:
        query = query.where(AuditEntry.subject == asked["subject"])
    if asked["before"]:
        query = query.where(AuditEntry.id < asked["before"])
    hidden = _of_the_own_office()
    return query.where(AuditEntry.subject.not_in(hidden)) if hidden else query


def _of_the_own_office() -> list[str]:
    """Subjects about what is planned where the reader must keep away."""
    if not bound():
        return []
    cases = db.session.execute(
        select(Inspection.id, Inspection.unit_id).where(Inspection.stage.not_in(ENDED))
    )
    proposed = db.session.execute(
        select(Proposal.id, Proposal.unit_id).where(Proposal.state != State.DECLINED)
    )
    kept = [f"inspection:{i}" for i, unit_id in cases if of_own_office(unit_id)]
    return kept + [f"proposal:{i}" for i, unit_id in proposed if of_own_office(unit_id)]


def _older(asked: dict[str, Any], before: int) -> str:
    return url_for(
        ".trail",
        nguoi=asked["person"] or None,
        viec=asked["act"] or None,
        ve=asked["subject"] or None,
        truoc=before,
    )


def _entry(row: AuditEntry, n: int | None, who: str | None) -> dict[str, Any]:
    return {
        "n": n,
        "when": format_datetime(row.at, "HH:mm:ss d/M/yyyy"),
        "who": who or _("Hệ thống"),
        "act": trailwords.act(row.act, row.subject),
        "subject": trailthings.subject(row.subject),
        "code": row.subject,
        "detail": detail(row),
    }


def detail(row: AuditEntry) -> str:
    """The words of an entry, fit for the reader."""
    if row.act in WORDS and bound():
        return ""
    return traildetails.told(row.act, row.detail)
