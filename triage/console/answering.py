"""What the form of an answer offers: templates begun with what is known, and places elsewhere."""

from typing import Any

from flask import request
from flask_babel import format_date
from flask_babel import gettext as _

from intake import answers
from intake.clock import day_of, today
from intake.submissions import Submission
from intake.web.here import public_url


def offered(said: Submission) -> dict[str, Any]:
    """What the form of the answer shows: templates, places, and the words begun."""
    code, place = request.args.get("template", ""), request.args.get("place", "")
    return {
        "templates": names(),
        "template": code if code in names() else "",
        "places": {k: v.name for k, v in answers.places("vi", today()).items()},
        "place": place,
        "text": answers.begun(code, said.locale, _facts(said, place)),
        "act": {"ask": "ask", "refer": "refer"}.get(code, "answer" if code else "message"),
    }


def names() -> dict[str, str]:
    """The templates in words."""
    return {
        "ask": _("Hỏi thêm"),
        "found_so": _("Đúng như phản ánh, đã làm gì"),
        "not_found": _("Chưa thấy đúng như phản ánh"),
        "rules": _("Giải thích quy định"),
        "thanks": _("Cảm ơn lời khen"),
        "refer": _("Việc thuộc nơi khác"),
    }


def _facts(said: Submission, place: str) -> dict[str, str]:
    known = place if place in answers.places("vi", today()) else None
    guide = public_url("web.elsewhere_one", code=known) if known else public_url("web.elsewhere")
    received = format_date(day_of(said.received_at), "d/M/yyyy")
    return {"reference": said.reference, "received": received, "guide": guide}
