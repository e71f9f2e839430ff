"""The door for whoever signs in by the province's own directory; the password's stays beside it.

The directory says who somebody is and no more: only people with an account here come in, their
duties are ours, and whoever needs a second factor of ours is asked for it all the same.
"""

from typing import Any

from flask import Flask, abort, current_app, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_security import login_user
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

import config
from intake import audit
from intake.db import db, set_reading
from intake.directory import Directory, DirectoryDown, DirectoryRefused, Leaving, Told
from intake.staff import Staff, StaffSubject
from intake.web.here import settings
from intake.web.onward import within

KEPT, CAME_BY = "directory_leaving", "directory"


class Turned(RuntimeError):
    """Somebody the directory knows and we let in no further; ``why`` is a code."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def install(app: Flask) -> None:
    """Hang the door up where a directory is configured."""
    given: config.Settings = app.extensions["settings"]
    app.jinja_env.globals["directory_name"] = given.oidc_name if given.oidc_issuer else ""
    for path, view in (("", leave), ("/ve", arrive), ("/ra", left)):
        app.add_url_rule(f"/noi-bo/thu-muc{path}", f"directory.{view.__name__}", view)
    app.before_request(_leaving_for_good)
    app.after_request(_to_the_directorys_own_exit)


def leave() -> Response | tuple[str, int]:
    """Send the browser to the directory."""
    try:
        there, leaving = _directory().leave()
    except (DirectoryDown, DirectoryRefused) as error:
        return _refused("down", str(error))
    session[KEPT] = leaving.kept() | {"next": within(request.args.get("next", ""))}
    return redirect(there, 303)


def arrive() -> Response | tuple[str, int]:
    """Take the directory's word for who somebody is, and look for the account."""
    kept = session.pop(KEPT, None)
    if not isinstance(kept, dict):
        return _refused("again", "nobody left")
    onward = str(kept.pop("next", ""))
    try:
        told = _directory().arrive(request.args.to_dict(), Leaving(**kept))
        db.session.rollback()
        set_reading(False)  # a sign-in writes, though the browser comes back by GET
        person = _person(told)
    except DirectoryDown as error:
        return _refused("down", str(error))
    except DirectoryRefused as error:
        return _refused("again", str(error))
    except Turned as turned:
        return _refused(turned.why, turned.why)
    plugins = current_app.extensions["security"].two_factor_plugins
    asked: Response | None = plugins.tf_enter(person, False, "directory", next_loc=onward or None)
    if asked is not None:
        session[CAME_BY] = True
        return asked
    login_user(person, authn_via=["directory"])
    session[CAME_BY] = True
    return redirect(onward or url_for("console.start"), 303)


def left() -> str:
    """After signing out here: the way to sign out of the directory too."""
    try:
        there = _directory().end(f"{settings().base_url}{url_for('security.login')}")
    except (DirectoryDown, DirectoryRefused):
        there = ""
    return render_template("directory_left.html", there=there)


def _directory() -> Directory:
    given = settings()
    if not given.oidc_issuer:
        abort(404)
    return Directory(
        given.oidc_issuer,
        given.oidc_client_id,
        given.oidc_client_secret,
        f"{given.base_url}{url_for('directory.arrive')}",
    )


def _person(told: Told) -> Staff:
    """The account of whom the directory means: by its own name for them, else once by address.

    Raises Turned. An address given to somebody else later opens nothing of whom it was first.
    """
    known = db.session.scalar(
        select(StaffSubject).where(
            StaffSubject.issuer == told.issuer, StaffSubject.subject == told.subject
        )
    )
    person = db.session.get(Staff, known.staff_id) if known else _by_address(told)
    if person is None:
        raise Turned("unknown" if told.email else "unverified")
    if not person.active:
        raise Turned("disabled")
    return person if known else _bound(person, told)


def _by_address(told: Told) -> Staff | None:
    if not told.email:
        return None
    found = func.lower(Staff.email) == told.email.strip().lower()
    return db.session.scalar(select(Staff).where(found))


def _bound(person: Staff, told: Told) -> Staff:
    db.session.add(StaffSubject(staff_id=person.id, issuer=told.issuer, subject=told.subject))
    db.session.add(
        audit.AuditEntry(staff_id=person.id, act="directory_bound", subject=f"staff:{person.id}")
    )
    try:
        db.session.commit()
    except IntegrityError as taken:  # the account belongs to another person of the directory
        db.session.rollback()
        raise Turned("unknown") from taken
    return person


def _refused(why: str, detail: str) -> tuple[str, int]:
    """A clear answer, and the password's door."""
    if why != "down":
        audit.note("sign_in_refused", "directory", detail[:80])
    said = {
        "down": _("Chưa liên lạc được với %(name)s.", name=settings().oidc_name),
        "again": _("Lần đăng nhập này không hoàn tất. Xin bắt đầu lại."),
        "unverified": _(
            "%(name)s chưa xác nhận địa chỉ thư điện tử của bạn.", name=settings().oidc_name
        ),
        "unknown": _("Chưa có tài khoản ở đây cho bạn. Xin hỏi người quản trị."),
        "disabled": _("Tài khoản này đã khóa. Xin hỏi người quản trị."),
    }
    page = render_template("directory_refused.html", said=said[why], again=why in ("down", "again"))
    return page, 503 if why == "down" else 403


def _leaving_for_good() -> None:
    if request.method == "POST" and request.endpoint == "security.logout":
        g.left_directory = session.pop(CAME_BY, False)


def _to_the_directorys_own_exit(response: Any) -> Any:
    if g.get("left_directory") and response.status_code in (302, 303):
        response.location = url_for("directory.left")
    return response
