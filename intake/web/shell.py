"""What every page shares: language, safe headers, error pages, the mark of invented data."""

from typing import Any

from babel import Locale
from flask import (
    Flask,
    Request,
    Response,
    current_app,
    g,
    has_request_context,
    render_template,
    request,
    session,
)
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_babel import format_date, format_datetime, get_locale
from flask_babel import gettext as _
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader
from werkzeug.exceptions import HTTPException

from intake import samples
from intake.api import problems
from intake.db import set_reading
from intake.open311 import faults
from intake.web import samesite

LOCALES = ("vi", "en")
_SPOKEN = {name: Locale.parse(name) for name in LOCALES}  # read once, not at every page
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def install(app: Flask) -> None:
    """Give the application its shell."""
    assert app.jinja_loader is not None
    kit = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    app.jinja_loader = ChoiceLoader([app.jinja_loader, kit])
    app.session_interface = _Sessions()
    app.url_value_preprocessor(_nobody)
    samesite.install(app)
    app.before_request(_before)
    app.after_request(_headers)
    app.teardown_request(_after)
    app.register_error_handler(HTTPException, error_page)
    app.context_processor(_words_for_all)
    app.jinja_env.filters |= {"day": format_date, "moment": format_datetime}


class _Sessions(SecureCookieSessionInterface):
    """Nothing is unsealed where nothing was brought: most of who comes is not signed in."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session the cookie holds, or an empty one."""
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)


def _nobody(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Who brings no session is nobody; before Flask-Login and its kin search for somebody."""
    if not session:
        g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]


def locale() -> Locale:
    """The language asked for now, remembered, or Vietnamese."""
    if not has_request_context():
        return _SPOKEN["vi"]
    asked = request.args.get("lang") or request.cookies.get("lang", "")
    if asked not in LOCALES and request.path.startswith(("/api/", "/open311/")):
        asked = request.accept_languages.best_match(LOCALES) or ""
    return _SPOKEN.get(asked, _SPOKEN["vi"])


def error_page(error: HTTPException) -> Any:
    """A page that says in plain words what happened and what to do."""
    if error.code is None or error.code < 400:
        return error
    if request.path.startswith("/api/"):
        return problems.from_exception(error)
    if request.path.startswith("/open311/"):
        return faults.from_exception(error)
    message = ERRORS.get(error.code, lambda: error.name)()
    title = TITLES.get(error.code, lambda: _("Có trục trặc"))()
    page = render_template("error.html", code=error.code, title=title, message=message)
    return page, error.code


TITLES = {
    403: lambda: _("Trang này không mở được"),
    404: lambda: _("Không tìm thấy trang"),
    410: lambda: _("Không còn ở đây"),
    503: lambda: _("Đang gián đoạn"),
    413: lambda: _("Tệp quá lớn"),
}


ERRORS = {
    400: lambda: _("Yêu cầu không đọc được. Xin quay lại và thử lần nữa."),
    403: lambda: _("Trang này không dành cho tài khoản của bạn."),
    404: lambda: _("Không có trang này. Xin xem lại địa chỉ."),
    405: lambda: _("Trang này không nhận cách gửi như vậy."),
    410: lambda: _(
        "Phần này không còn ở đây: đã được xóa, đã bàn giao, hoặc tệp đã hỏng. Nếu cần, xin báo "
        "người quản trị."
    ),
    413: lambda: _(
        "Tệp gửi lên quá lớn. Xin bấm quay lại, bỏ bớt tệp và gửi lần nữa; "
        "chữ bạn đã viết vẫn còn trên máy của bạn."
    ),
    429: lambda: _("Có quá nhiều yêu cầu cùng lúc. Xin chờ một phút rồi thử lại."),
    503: lambda: _("Kho tệp hoặc hệ thống đang gián đoạn. Xin thử lại sau vài phút."),
    500: lambda: _("Hệ thống gặp trục trặc. Điều đã tiếp nhận không bị mất. Xin thử lại sau."),
}


def _before() -> None:
    set_reading(request.method in ("GET", "HEAD"))


def _after(_error: BaseException | None) -> None:
    """The thread's next work may write, whatever the page did."""
    set_reading(False)


def _headers(response: Response) -> Response:
    said = {name.lower() for name, _value in response.headers}
    for name, value in HEADERS.items():
        if name.lower() not in said:
            response.headers.add(name, value)
    kept = request.path.startswith("/static/") and response.status_code < 400
    if "cache-control" not in said and not kept:
        response.headers.add("Cache-Control", "no-store")
    asked = request.args.get("lang")
    if asked in LOCALES and request.cookies.get("lang") != asked:
        response.set_cookie(
            "lang",
            asked,
            max_age=31_536_000,
            samesite="Lax",
            httponly=True,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
        )
    return response


def _words_for_all() -> dict[str, Any]:
    return {
        "lang": str(get_locale() or "vi"),
        "sample_data": sample_data(),
        "province": _("tỉnh Đồng Tháp"),
    }


def sample_data() -> bool:
    """Whether anything shown here may be invented."""
    if "sample_data" not in g:
        g.sample_data = samples.lately()
    return bool(g.sample_data)
