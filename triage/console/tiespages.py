"""What binds me: everybody says where they worked and which unit a near relative leads.

An administrator writes down for others where they worked, and withdraws what was written wrongly;
of relatives only the person says anything, and only that there is one.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _
from flask_security import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from intake import units
from intake.clock import today
from intake.db import db
from intake.staff import Duty, Staff
from intake.unitforms import label
from intake.unitsearch import search
from intake.web.numbers import whole
from triage.console.access import for_duties, may
from triage.console.pages import bp, unit_label
from triage.inspections import casenumbers, ties
from triage.inspections.ties import StaffTie, Tie, TieRefused, Told
from triage.tallies import ANSWERING


@bp.get("/quan-he")
@for_duties(*Duty)
def my_ties() -> str:
    """What is on record of whoever is signed in, or of somebody an administrator chose."""
    return _page(_whose(request.args), "", {})


@bp.post("/quan-he")
@for_duties(*Duty)
def declare_tie() -> str | Response | tuple[str, int]:
    """Declare one, or withdraw one with the reason."""
    form = request.form
    whose = _whose(form)
    withdrawn = form.get("withdraw", 0, type=whole)
    try:
        if withdrawn:
            _withdraw(whose, withdrawn)
        else:
            ties.declare(whose.id, _told(whose), current_user.id)
    except TieRefused as refused:
        return _page(whose, _refusals()[refused.why], dict(form)), 422
    other = whose.id if whose.id != current_user.id else None
    return redirect(url_for(".my_ties", nguoi=other), 303)


def _withdraw(whose: Staff, tie_id: int) -> None:
    if tie_id not in {one.id for one in ties.standing(whose.id)}:
        raise TieRefused("gone")
    ties.withdraw(tie_id, request.form.get("text", "").replace("\0", ""), current_user.id)


def asked_person() -> Staff:
    """The person the address means."""
    return _whose(request.args)


def _whose(asked: Any) -> Staff:
    """The person meant: oneself, or for an administrator anybody."""
    chosen = asked.get("nguoi", 0, type=whole)
    if not chosen or chosen == current_user.id:
        return db.session.get_one(Staff, current_user.id)
    if not may(Duty.ADMIN):
        abort(403)
    return db.session.get(Staff, chosen) or abort(404)


def _told(whose: Staff) -> Told:
    form = request.form
    kind = form.get("kind", "")
    if kind not in (Tie.WORKED, Tie.RELATIVE):
        raise TieRefused("kind")
    if kind == Tie.RELATIVE and whose.id != current_user.id:
        raise TieRefused("own_word")
    hits, chosen = _hits(form.get("unit", "")), form.get("unit_id", 0, type=whole)
    unit = next((i for i, _text in hits if i == chosen), None) or (
        hits[0][0] if len(hits) == 1 else None
    )
    if unit is None:
        raise TieRefused("unit")
    return Told(
        Tie(kind), unit, _day(form.get("until", "")), form.get("text", "").replace("\0", "")
    )


def _day(typed: str) -> date | None:
    if not typed:
        return None
    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        raise TieRefused("until") from error


def _hits(query: str) -> list[tuple[int, str]]:
    """Units of any time the words can mean."""
    book, query = units.book(), query.strip()[:100]
    found = search(book, query, today(), limit=12) if query else []
    return [(h.unit.id, label(book, h.unit)) for h in found if h.unit.kind in ANSWERING]


def _refusals() -> dict[str, str]:
    return {
        "kind": _("Xin chọn: từng làm việc ở đó, hay có người thân lãnh đạo ở đó."),
        "own_word": _("Chỉ chính người đó khai về người thân của mình."),
        "unit": _("Xin chọn một đơn vị trong danh sách."),
        "until": _("Ngày thôi làm việc không sau hôm nay; còn làm thì để trống."),
        "text": _("Xin viết vài lời vì sao không còn đúng."),
        "gone": _("Dòng này đã được rút. Xin tải lại trang."),
        "own": _("Nơi từng làm việc là sự thật: nếu ghi sai, người quản trị sửa giúp anh chị."),
    }


def _page(whose: Staff, error: str, values: dict[str, str]) -> str:
    standing = {one.id for one in ties.standing(whose.id)}
    others: Iterable[Staff] = []
    if may(Duty.ADMIN):
        others = db.session.scalars(select(Staff).order_by(Staff.name))
    return render_template(
        "console/ties.html",
        section="",
        whose=whose.name,
        whose_id=whose.id,
        own=whose.id == current_user.id,
        home=unit_label(whose.home_unit_id),
        people=[(p.id, p.name) for p in others],
        rows=[_row(one, standing) for one in ties.history(whose.id)],
        hits=_hits(values.get("unit", "")),
        months=f"{casenumbers.number(casenumbers.WORKED_THERE, today()):g}",
        error=error,
        values=values,
    )


def kinds() -> dict[Tie, str]:
    """What a row says, before the name of its unit."""
    return {
        Tie.WORKED: _("Từng làm việc ở"),
        Tie.RELATIVE: _("Có người thân lãnh đạo ở"),
        Tie.WITHDRAWN: _("Không còn tính, về"),
    }


def _row(one: StaffTie, standing: set[int]) -> dict[str, Any]:
    by = db.session.get(Staff, one.by_id) if one.by_id else None
    mine = one.kind == Tie.WORKED and one.staff_id == current_user.id
    return {
        "id": one.id,
        "kind": kinds()[Tie(one.kind)],
        "unit": unit_label(one.unit_id),
        "until": format_date(one.until, "d/M/yyyy") if one.until else "",
        "text": one.text,
        "by": by.name if by else _("Hệ thống"),
        "when": format_date(one.at, "d/M/yyyy"),
        "may_withdraw": one.id in standing and not mine,
    }
