"""My sign-ins and my second factor; for the administrator, everybody's sign-ins."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_babel import format_datetime
from flask_babel import gettext as _
from flask_security import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from intake import accounts, audit, sittings
from intake.db import db
from intake.staff import Duty, Staff
from intake.web.numbers import whole
from triage.console.access import for_duties, may
from triage.console.pages import bp


@bp.get("/phien")
@for_duties(*Duty)
def my_sittings() -> str:
    """Where I am signed in; the administrator sees where others are."""
    others = [
        {"id": person.id, "name": person.name, "sittings": shown}
        for person in sitting_people()[1:]
        if (shown := _shown(person.id))
    ]
    return render_template(
        "console/sittings.html",
        mine=_shown(current_user.id),
        others=others,
        second=current_user.tf_primary_method is not None,
        codes_left=len(current_user.mf_recovery_codes or []),
        keys=len(current_user.webauthn),
        waiting=_waiting() if may(Duty.LEAD) or may(Duty.ADMIN) else 0,
    )


def sitting_people() -> list[Staff]:
    """Those whose sign-ins the reader may see: oneself first, for an administrator all others."""
    me = db.session.get_one(Staff, current_user.id)
    if not may(Duty.ADMIN):
        return [me]
    return [me, *db.session.scalars(select(Staff).where(Staff.id != me.id).order_by(Staff.name))]


@bp.post("/phien")
@for_duties(*Duty)
def end_sittings() -> Response:
    """End one or all sign-ins of mine, or, for the administrator, of somebody."""
    staff_id = request.form.get("staff", type=whole) or current_user.id
    if staff_id != current_user.id and not may(Duty.ADMIN):
        abort(403)
    sitting_id = request.form.get("sitting", type=whole)
    if sitting_id is None and not request.form.get("all"):
        abort(400)
    if sittings.end(staff_id, sitting_id):
        audit.note("ended sittings", f"staff:{staff_id}")
    db.session.commit()
    return redirect(url_for(".my_sittings"), 303)


def _waiting() -> int:
    shut = db.session.scalars(select(Staff).where(Staff.active.is_(False)))
    waiting = [one for person in shut if (one := accounts.waits_for_second(person))]
    return sum(one.staff_id != current_user.id for one in waiting)


def _shown(staff_id: int) -> list[dict[str, Any]]:
    return [
        {
            "id": row.id,
            "device": row.device or _("Thiết bị không rõ"),
            "started": format_datetime(row.started_at, "HH:mm d/M/yyyy"),
            "seen": format_datetime(row.seen_at, "HH:mm d/M/yyyy"),
            "this": sittings.is_mine(row),
        }
        for row in sittings.open_ones(staff_id)
    ]
