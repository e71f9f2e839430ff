"""The leaders' report of a period: tables, bars, a chart of months, a map; and the same as files."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

from flask import abort, render_template, request, send_file, url_for
from flask_babel import format_date, format_decimal
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intake import audit
from intake.clock import today
from intake.staff import Duty
from triage.console import reportdocs
from triage.console.access import for_duties
from triage.console.exports import as_xlsx
from triage.console.pages import bp
from triage.console.reportlines import Line, Told, mixed, told
from triage.console.reportmap import RATE, tile_map
from triage.console.tables import FILES
from triage.papers.printing import STYLE, CannotPrint, laid_out, styled
from triage.reports.figures import number_filed
from triage.reports.periods import Length, Period, before, containing, first_day

LEADERS = (Duty.LEAD, Duty.APPROVER)
EARLIER = 6  # periods offered beside the one shown
MONTHS = 12  # of the chart


@bp.get("/bao-cao")
@for_duties(*LEADERS)
def report() -> str:
    """One period beside the one before."""
    period = _asked()
    audit.note("read", "report", f"{period.first}..{period.last}")
    return render_template(
        "console/report.html",
        section="report",
        lengths=[(str(k), v, k == period.length) for k, v in length_names().items()],
        others=_others(period),
        files=[(kind, url_for(f".report_{kind}", **_address(period))) for kind in WRITERS],
        measures=[
            (name, url_for(".report", **_address(period), do=code), code == _measure())
            for code, name in (("", _("số vụ việc")), (RATE, _("mỗi đơn vị mỗi 30 ngày")))
        ],
        **_content(period),
    )


def report_as_file(kind: str) -> Response:
    """The same numbers as a file."""
    period = _asked()
    mime, write = WRITERS[kind]
    try:
        data = write(period)
    except CannotPrint:
        abort(503, _("Máy này chưa in được PDF. Xin tải tệp Word; người quản trị cài Pango."))
    audit.note("export", f"report.{kind}", f"{period.first}..{period.last}")
    name = f"bao-cao-{period.first}-{period.last}.{kind}"
    sent = send_file(BytesIO(data), mime, as_attachment=True, download_name=name)
    sent.headers["Cache-Control"] = "no-store"
    return sent


def _content(period: Period) -> dict[str, Any]:
    """What page and print share."""
    groups: dict[str, list[Line]] = {}
    for line in told(period):
        groups.setdefault(line[0], []).append(line)
    plain = mixed()
    return {
        "period": period_name(period),
        "days": _days(period),
        "groups": [
            (name, [_row(one, 0 if name in plain else _most(rows)) for one in rows])
            for name, rows in groups.items()
        ],
        "months": _months(period),
        "map": tile_map(period, _measure()),
    }


def _xlsx(period: Period) -> bytes:
    heads = [_("Nhóm"), _("Chỉ tiêu"), period_name(period), _("Kỳ trước")]
    rows = [(g, n, "" if a is None else a, "" if b is None else b) for g, n, a, b in told(period)]
    return as_xlsx(heads, rows)


def _docx(period: Period) -> bytes:
    return reportdocs.as_docx(_content(period), today())


def _pdf(period: Period) -> bytes:
    told_ = _content(period) | {"made": format_date(today(), "d/M/yyyy")}
    page = styled(render_template("console/report_print.html", **told_), STYLE)
    made: bytes = laid_out(page.replace("<svg ", '<svg font-family="Tinos" ')).write_pdf()
    return made


WRITERS: dict[str, tuple[str, Callable[[Period], bytes]]] = {
    "xlsx": (FILES["xlsx"][0], _xlsx),
    "docx": (reportdocs.MIME, _docx),
    "pdf": ("application/pdf", _pdf),
}
for _kind in WRITERS:
    bp.add_url_rule(
        f"/bao-cao.{_kind}",
        f"report_{_kind}",
        for_duties(*LEADERS)(lambda kind=_kind: report_as_file(kind)),
    )


def _months(period: Period) -> list[dict[str, Any]]:
    """How many came in each of the twelve reporting months up to the period's end."""
    begins = first_day(period.last)
    found: list[dict[str, Any]] = []
    month = containing(Length.MONTH, period.last, begins)
    while len(found) < MONTHS:
        label = f"{month.number}/{month.year}"
        found.append(
            {"label": label, "value": number_filed(month), "marked": month.first >= period.first}
        )
        month = before(month, first_day(month.first))
    return found[::-1]


def _row(line: Line, most: float) -> dict[str, Any]:
    _group_name, name, now, then = line
    share = round(100 * now / most) if most and isinstance(now, int | float) else 0
    return {"name": name, "now": _number(now), "before": _number(then), "share": share}


def _most(rows: list[Line]) -> float:
    return max((now for _g, _n, now, _b in rows if isinstance(now, int | float)), default=0)


def _number(value: Told) -> str:
    if value is None or isinstance(value, str):
        return value or "–"
    return str(format_decimal(value, "#,##0.#"))


def _asked() -> Period:
    try:
        length = Length(request.args.get("ky", Length.MONTH))
        day = date.fromisoformat(request.args.get("ngay", "") or str(today()))
        return containing(length, min(max(day, date(2000, 1, 1)), today()), first_day(today()))
    except ValueError:
        return containing(Length.MONTH, today(), first_day(today()))


def _measure() -> str:
    return RATE if request.args.get("do") == RATE else ""


def _address(period: Period) -> dict[str, Any]:
    return {"ky": str(period.length), "ngay": str(period.last)}


def _others(period: Period) -> list[tuple[str, str]]:
    """The periods before the current one, to choose from."""
    found: list[tuple[str, str]] = []
    one = containing(period.length, today(), first_day(today()))
    while len(found) < EARLIER:
        found.append((period_name(one), url_for(".report", **_address(one))))
        one = before(one, first_day(one.first))
    return found


def length_names() -> dict[Length, str]:
    """The lengths of a period."""
    return {
        Length.MONTH: _("Tháng"),
        Length.QUARTER: _("Quý"),
        Length.HALF: _("Sáu tháng"),
        Length.YEAR: _("Năm"),
    }


def period_name(period: Period) -> str:
    """Such as "Tháng 11/2026"."""
    if period.length is Length.YEAR:
        return _("Năm %(year)s", year=period.year)
    name = length_names()[period.length]
    return f"{name} {period.number}/{period.year}"


def _days(period: Period) -> str:
    first, last = (format_date(day, "d/M/yyyy") for day in (period.first, period.last))
    return _("từ %(first)s đến hết %(last)s", first=first, last=last)
