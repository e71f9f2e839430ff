"""The page before sending: the whole once more, as it will be filed."""

from collections.abc import Iterable, Mapping
from datetime import date

from flask import render_template
from flask_babel import format_date
from flask_babel import gettext as _
from markupsafe import Markup

from intake.submissions import Attachment
from intake.web import drawn
from intake.web.formfields import blank, format_size, words

_TYPED = ("name", "contact", "dossier_code", "procedure")
_CHOSEN = ("submitter_type", "identity_level", "apology", "place_unknown")
_DAYS = {
    "occurred_text": "occurred_on",
    "received_text": "dossier_received_on",
    "promised_text": "promised_on",
}


def page(values: Mapping[str, str], more: Mapping[str, str]) -> str:
    """The last look at what was typed without a fault."""
    typed, said = blank() | dict(values), words(values)
    place = str(said.get("place", ""))
    shown = {name: typed[name] for name in _TYPED} | {
        "text": drawn.lines(typed["text"]),
        "place_text": "" if place == more["unit_label"] else place,
        **{name: _day(said.get(field)) for name, field in _DAYS.items()},
        **more,
    }
    chosen = {name: typed[name] for name in _CHOSEN}
    return drawn.page(
        ("last look", *chosen.values()),
        shown,
        lambda marked: render_template("review.html", **chosen, **marked),
    )


def keyless() -> str:
    """Nothing was sent: no cookie of the draft came along. An empty form would not say so."""
    message = _(
        "Phản ánh CHƯA được gửi: trình duyệt này không giữ cookie của bản viết (bị chặn, đã xóa hoặc "
        "quá hai ngày). Xin cho phép cookie của trang này rồi mở lại trang gửi phản ánh."
    )
    return render_template("error.html", code=400, title=_("Chưa gửi được"), message=message)


def files(kept: Iterable[Attachment]) -> Markup:
    """The files that go along."""
    line = Markup('{} <span class="ln-muted">({})</span>')
    return Markup("<br>").join(line.format(a.name, format_size(a.size)) for a in kept)


def _day(iso: object) -> str:
    return format_date(date.fromisoformat(str(iso)), "d/M/yyyy") if iso else ""
