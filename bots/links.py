"""The link from a chat to the web form: opened once, by a button, with all that was told.

No session and no CSRF token: the link itself is what nobody else has.
"""

from dataclasses import replace

from flask import Blueprint, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from bots import talks
from intake.web import drafts
from intake.web.here import settings

bp = Blueprint("links", __name__, template_folder="templates")


@bp.get("/tiep/<token>")
def look(token: str) -> str | tuple[str, int]:
    """What the link is, and a button; looking ahead at it opens nothing."""
    if talks.by_link(token, settings()) is None:
        return _dead()
    return render_template("open_link.html", alive=True)


@bp.post("/tiep/<token>")
def follow(token: str) -> BaseResponse | tuple[str, int]:
    """Hand the draft to this browser. Of two who press at once, one gets it."""
    found = talks.by_link(token, settings())
    if found is None:
        return _dead()
    kept, loaded = found
    if not kept.save(loaded, replace(loaded.entry, link_token="", link_until="")):
        return redirect(url_for(".look", token=token), 303)  # the talk went on meanwhile
    key = loaded.entry.key
    answer = make_response(redirect(url_for("web.form", name=drafts.short(key)), 303))
    return drafts.give(answer, key)


def _dead() -> tuple[str, int]:
    return render_template("open_link.html", alive=False), 404
