"""Accounts, for the administrator: who works here with which duty, opened by a second person.

A new account, changed duties, a new password and a reset factor leave it shut until a lead or another
administrator opens it, so that nobody gives themselves, under another name, what they must not read.
"""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_babel import format_datetime
from flask_babel import gettext as _
from flask_security import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from intake import accounts, audit, sittings, units
from intake.accounts import AccountRefused
from intake.clock import today
from intake.contacts import normal_contact
from intake.db import db
from intake.staff import Duty, Staff
from intake.web.numbers import whole
from triage.console import trailwords
from triage.console.access import for_duties, may
from triage.console.pages import bp, unit_label

LONGEST = 120  # characters of a name or an address


@bp.get("/tai-khoan")
@for_duties(Duty.ADMIN, Duty.LEAD)
def accounts_list() -> str:
    """Every account; for a lead those that wait for a second person."""
    return _list({}, {})


@bp.post("/tai-khoan")
@for_duties(Duty.ADMIN)
def add_account() -> str | tuple[str, int]:
    """Make an account, shut until somebody else opens it; its first password is shown once."""
    values = {n: request.form.get(n, "").strip()[:LONGEST] for n in ("email", "name", "unit")}
    email, errors = normal_contact(values["email"]) or "", {}
    home = units.book().by_code(values["unit"], today()) if values["unit"] else None
    if "@" not in email:
        errors["email"] = _("Xin ghi địa chỉ thư điện tử của người này.")
    if not values["name"]:
        errors["name"] = _("Xin ghi họ tên: tên này đứng dưới mọi việc người ấy làm.")
    if values["unit"] and home is None:
        errors["unit"] = _("Không có đơn vị nào mang mã này.")
    if not errors:
        try:
            password = accounts.add(
                email, values["name"], _asked(), home.id if home else None, shut=True
            )
        except AccountRefused as refused:
            errors[_FIELD.get(refused.why, "duties")] = _refusals()[refused.why]
        else:
            return _list({}, {}, {"email": email, "password": password})
    return _list(values, errors), 422


@bp.get("/tai-khoan/<int:staff_id>")
@for_duties(Duty.ADMIN, Duty.LEAD)
def account(staff_id: int) -> str:
    """One account and what can be done with it."""
    return _page(_person(staff_id), "")


@bp.post("/tai-khoan/<int:staff_id>")
@for_duties(Duty.ADMIN, Duty.LEAD)
def change_account(staff_id: int) -> str | Response | tuple[str, int]:
    """Take one step with it; a lead may only open what waits."""
    person, act = _person(staff_id), request.form.get("act", "")
    if person.id == current_user.id:
        return _page(person, _refusals()[accounts.SAME_PERSON]), 403
    if act != "enable" and not may(Duty.ADMIN):
        abort(403)
    try:
        if act == "reset_password":
            password, _ended = accounts.reset_password(person, shut=True)
            return _page(person, "", password)
        _take(person, act)
    except AccountRefused as refused:
        return _page(person, _refusals()[refused.why]), 409
    if may(Duty.ADMIN):
        return redirect(url_for(".account", staff_id=person.id), 303)
    return redirect(url_for(".accounts_list"), 303)


def _take(person: Staff, act: str) -> None:
    if act == "enable":
        accounts.agree(person, current_user.id, request.form.get("entry", 0, type=whole))
    elif act == "disable":
        accounts.put(person, active=False)
    elif act == "duties":
        accounts.give_duties(person, _asked(), shut=True)
    elif act == "reset_factor":
        accounts.reset_factor(person, shut=True)
    elif act == "end":
        accounts.end_sittings(person)
    else:
        abort(400)


_FIELD = {accounts.TAKEN: "email"}


def _asked() -> set[Duty]:
    given = request.form.getlist("duties")
    return {duty for duty in Duty if duty in given}


def _person(staff_id: int) -> Staff:
    person = db.session.get(Staff, staff_id) or abort(404)
    if not may(Duty.ADMIN) and accounts.waits_for_second(person) is None:
        abort(404)
    return person


def _list(
    values: dict[str, str], errors: dict[str, str], made: dict[str, str] | None = None
) -> str:
    audit.note("read", "accounts")
    people = db.session.scalars(select(Staff).order_by(Staff.active.desc(), Staff.name)).all()
    rows = [account_row(person) for person in people]
    if not may(Duty.ADMIN):
        rows = [row for row in rows if row["waits"]]
    return render_template(
        "console/accounts.html",
        section="accounts_list",
        rows=rows,
        keeper=may(Duty.ADMIN),
        duties=duty_words(),
        chosen=request.form.getlist("duties") if errors else [],
        values={"email": "", "name": "", "unit": ""} | values,
        errors=errors,
        made=made,
    )


def _page(person: Staff, error: str, password: str = "") -> str:
    waiting = accounts.waits_for_second(person)
    return render_template(
        "console/account.html",
        section="accounts_list",
        person=account_row(person),
        keeper=may(Duty.ADMIN),
        own=person.id == current_user.id,
        mine=waiting is not None and waiting.staff_id == current_user.id,
        entry=waiting.id if waiting else 0,
        changed=trailwords.acts().get(waiting.act, waiting.act) if waiting else "",
        duties=duty_words(),
        held=[role.name for role in person.roles],
        sittings=len(sittings.open_ones(person.id)),
        error=error,
        password=password,
    )


def account_row(person: Staff) -> dict[str, Any]:
    """An account as the lists show it."""
    words = duty_words()
    last = max((one.seen_at for one in sittings.open_ones(person.id)), default=None)
    return {
        "id": person.id,
        "name": person.name,
        "email": person.email,
        "unit": unit_label(person.home_unit_id) if person.home_unit_id else "",
        "duties": ", ".join(words[d] for d in Duty if any(r.name == d for r in person.roles)),
        "code": person.tf_primary_method is not None,
        "passkeys": len(person.webauthn),
        "active": person.active,
        "waits": accounts.waits_for_second(person) is not None,
        "seen": format_datetime(last, "HH:mm d/M/yyyy") if last else "",
    }


def duty_words() -> dict[Duty, str]:
    """What each duty is called."""
    return {
        Duty.INSPECTOR: _("Kiểm tra viên"),
        Duty.LEAD: _("Lãnh đạo phụ trách"),
        Duty.APPROVER: _("Người phê duyệt"),
        Duty.TRIAGE: _("Cán bộ phân loại"),
        Duty.ADMIN: _("Quản trị tài khoản"),
        Duty.HEAD: _("Thủ trưởng đơn vị"),
        Duty.OPERATOR: _("Cán bộ tiếp nhận"),
        Duty.PRESS: _("Thành viên báo chí của Đoàn"),
        Duty.DELEGATE: _("Người được Chủ tịch ủy nhiệm"),
        Duty.AUDITOR: _("Người soát sổ nhật ký"),
    }


def _refusals() -> dict[str, str]:
    return {
        accounts.TAKEN: _("Địa chỉ này đã có tài khoản."),
        accounts.ALONE: _("Thành viên báo chí và người soát sổ không giữ thêm nhiệm vụ nào khác."),
        accounts.NONE: _("Xin chọn ít nhất một nhiệm vụ."),
        accounts.SAME_PERSON: _("Việc này cần người khác làm: không ai tự duyệt cho mình."),
        accounts.CHANGED: _("Tài khoản vừa được đổi tiếp. Xin xem lại rồi quyết định."),
        accounts.ALREADY: _("Tài khoản đã ở trạng thái ấy rồi."),
    }
