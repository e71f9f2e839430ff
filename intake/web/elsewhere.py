"""Where to go with what is not decided here, and the petition to print for it."""

from flask import abort, render_template
from flask_babel import get_locale

from intake.answers import Elsewhere, petition, places
from intake.clock import today
from intake.web.form import bp


@bp.get("/noi-khac")
def elsewhere() -> str:
    """Every place, in short."""
    return render_template("elsewhere.html", places=list(_places().values()), one=None)


@bp.get("/noi-khac/<code>")
def elsewhere_one(code: str) -> str:
    """One place, with its form to print where the law wants a signed petition."""
    found = _places().get(code) or abort(404)
    return render_template("elsewhere.html", places=[], one=found, petition=petition(found.form))


def _places() -> dict[str, Elsewhere]:
    return places(str(get_locale()), today())
