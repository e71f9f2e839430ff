"""A browser its owner has signed in from before: strangers' wrong guesses do not shut it out.

The cookie opens nothing: it only says whose guesses are counted apart. One stolen gives its thief
five guesses in a quarter of an hour, as any address has.
"""

import secrets

from flask import Flask, Response, after_this_request, current_app, request
from flask_security import user_authenticated
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import func, select

from intake.db import db
from intake.staff import Staff
from intake.web.here import settings

NAME = "known"
KEPT_FOR = 180 * 86_400  # seconds since the last sign-in
_MOST = 4  # people who share one machine


def install(app: Flask) -> None:
    """Remember the browser at every whole sign-in, second factor included."""
    user_authenticated.connect(_remember, app)


def mark_of(staff: Staff | None) -> str:
    """What names this browser to the counts, where this person has signed in from it; else empty."""
    device, people = _kept()
    return device if staff is not None and staff.id in people else ""


def by_email(email: str) -> Staff | None:
    """The account an address was typed for."""
    return db.session.scalar(select(Staff).where(func.lower(Staff.email) == email))


def _kept() -> tuple[str, list[int]]:
    try:
        device, people = _sealer().loads(request.cookies.get(NAME, ""), max_age=KEPT_FOR)
    except (BadData, ValueError, TypeError):
        return "", []
    return str(device), list(people)


def _remember(_app: Flask, user: Staff, **_more: object) -> None:
    device, people = _kept()
    people = [user.id, *(one for one in people if one != user.id)][:_MOST]
    kept = _sealer().dumps([device or secrets.token_hex(12), people])

    @after_this_request
    def _give(response: Response) -> Response:
        response.set_cookie(
            NAME,
            kept,
            max_age=KEPT_FOR,
            path="/noi-bo",
            httponly=True,
            samesite="Lax",
            secure=current_app.config["SESSION_COOKIE_SECURE"],
        )
        return response


def _sealer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings().key("known device"))
