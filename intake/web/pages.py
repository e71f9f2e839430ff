"""Pages and small answers anybody may open: home, privacy, unit search, overdue days."""

from flask import Response, jsonify, render_template, request

from intake import units
from intake.clock import today
from intake.unitsearch import search
from intake.web import drafts, slip
from intake.web.form import bp
from intake.web.whichplace import choices


@bp.get("/")
def home() -> str:
    """What this is, and its two doors."""
    return render_template("home.html", fresh=drafts.new_name)


@bp.get("/rieng-tu")
def privacy() -> str:
    """What is kept, why, and for how long."""
    return render_template("privacy.html")


@bp.get("/don-vi/tim")
def find_unit() -> Response:
    """Units whose name looks like ``q``."""
    query = request.args.get("q", "")[:100]
    hits = search(units.book(), query, today()) if query.strip() else []
    return jsonify(results=choices(hits))


@bp.get("/han")
def overdue() -> Response:
    """How late a dossier is, in words, from the dates on its slip."""
    return jsonify(text=slip.overdue_text(request.args.get("promised", "")))
