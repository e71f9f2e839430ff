"""No page elsewhere does anything in somebody's name: who posts must stand on a page of ours.

The browser says where a form stood: by Sec-Fetch-Site, else by Origin, else by Referer. One that
says nothing, or hides it ("null"), must bring the form's token. Forms that act on no session, those
of filing, hold none, so that none expires under who writes.
Programs come with a key or a secret in a header, which no page elsewhere can make a browser send.
"""

from urllib.parse import urlsplit

from flask import Flask, abort, current_app, request
from flask_wtf.csrf import validate_csrf
from wtforms import ValidationError  # type: ignore[import-untyped]

from intake.web.here import settings

_OF_PROGRAMS = {"api", "open311", "webhooks"}
_WITHOUT_SESSION = {"web.look_over", "web.send", "web.check_proof", "links.follow"}
_CHANGES = {"POST", "PUT", "PATCH", "DELETE"}


def install(app: Flask) -> None:
    """Look at everything that may change something, before anything else does."""
    app.before_request(_look)


def _look() -> None:
    if request.method not in _CHANGES or request.blueprint in _OF_PROGRAMS:
        return
    ours = _from_here()
    if ours is False:
        abort(403)
    # Whatever is not of the public pages Flask-WTF looks at itself, headers or none.
    if ours is None and request.blueprint == "web" and request.endpoint not in _WITHOUT_SESSION:
        _token()


def _from_here() -> bool | None:
    """Whether the form stood on a page of ours; None where the browser does not say."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site in ("same-origin", "none")
    for said in (request.headers.get("Origin", ""), request.headers.get("Referer", "")):
        if said and said != "null":
            return _origin(said) in (_origin(settings().base_url), _origin(request.host_url))
    return None


def _origin(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}".lower()


def _token() -> None:
    if not current_app.config["WTF_CSRF_ENABLED"]:
        return
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        abort(403)
