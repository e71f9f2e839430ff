"""On the sender's page after a result: may we ask one question later, and the question itself."""

from typing import Any

from flask import abort, redirect, request, url_for
from flask_babel import format_date
from werkzeug.wrappers import Response as BaseResponse

from intake import aftercare
from intake.schemas import storable
from intake.submissions import Submission
from intake.web.form import bp
from intake.web.opened import opened


def offered(row: Submission) -> dict[str, Any] | None:
    """What the page shows: ``asked`` whether it is the question already; None where nothing is."""
    found = aftercare.pending(row.id)
    if found is None:
        return None
    return {"asked": found.asked_at is not None, "day": format_date(found.ask_on, "d/M/yyyy")}


@bp.post("/phan-anh/<reference>/hoi-sau")
def say_later(reference: str) -> BaseResponse:
    """Whether to be asked, or the answer; twice is once."""
    row = opened(reference)
    if row is None:
        return redirect(url_for(".find", ma=reference), 303)
    found, said = aftercare.pending(row.id), request.form.get("later", "")
    if said not in ("yes", "no"):
        abort(400)
    if found is not None and found.asked_at is None:
        aftercare.agree(found.id, said == "yes")
    elif found is not None:
        words = storable(request.form.get("words", ""))
        aftercare.answer(found, said == "yes", words)
    return redirect(url_for(".status", reference=reference), 303)
