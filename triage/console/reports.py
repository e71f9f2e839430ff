"""The leaders' report of a period: tables, bars, and the same as a workbook."""

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from typing import Any

from flask import render_template, request, send_file, url_for
from flask_babel import format_date, format_decimal
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intake import audit
from intake.clock import today
from intake.staff import Duty
from triage.console import inspectionwords, reportwords, words
from triage.console.access import for_duties
from triage.console.exports import as_xlsx
from triage.console.pages import bp
from triage.console.recusing import recused
from triage.console.tables import FILES
from triage.console.why import topic_names
from triage.reports.figures import Inspected, Received, inspected, received
from triage.reports.periods import Length, Period, before, containing, first_day

LEADERS = (Duty.LEAD, Duty.APPROVER)
EARLIER = 6  # periods offered beside the one shown
Line = tuple[str, str, float | None, float | None]  # group, name, now, before


@bp.get("/bao-cao")
@for_duties(*LEADERS)
def report() -> str:
    """One period beside the one before."""
    period = _asked()
    lines = told(period)
    audit.note("read", "report", f"{period.first}..{period.last}")
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(line[0], []).append(line)
    return render_template(
        "console/report.html",
        section="report",
        period=period_name(period),
        days=_days(period),
        groups=[(name, [_row(one, _most(rows)) for one in rows]) for name, rows in groups.items()],
        lengths=[(str(k), v, k == period.length) for k, v in length_names().items()],
        others=_others(period),
        file=url_for(".report_xlsx", ky=period.length, ngay=period.last),
    )


@bp.get("/bao-cao.xlsx")
@for_duties(*LEADERS)
def report_xlsx() -> Response:
    """The same numbers as a workbook."""
    period = _asked()
    heads = [_("Nhóm"), _("Chỉ tiêu"), period_name(period), _("Kỳ trước")]
    rows = [(g, n, "" if a is None else a, "" if b is None else b) for g, n, a, b in told(period)]
    audit.note("export", "report", f"{period.first}..{period.last}")
    name = f"bao-cao-{period.first}-{period.last}.xlsx"
    return send_file(
        BytesIO(as_xlsx(heads, rows)), FILES["xlsx"][0], as_attachment=True, download_name=name
    )


def told(period: Period) -> list[Line]:
    """Every line of the report, with the period before beside it."""
    earlier = before(period, first_day(period.first))
    now, then = received(period), received(earlier)
    done, did = inspected(period, recused), inspected(earlier, recused)
    return [*_received(now, then), *_inspected(done, did)]


def _received(now: Received, then: Received) -> list[Line]:
    first, answers = _("Tiếp nhận"), _("Trả lời")
    lines: list[Line] = [
        (first, _("Phản ánh, kiến nghị nhận được"), now.number, then.number),
        (first, _("Gửi ẩn danh"), now.anonymous, then.anonymous),
        (first, _("Vụ việc chưa rõ đơn vị"), now.unplaced, then.unplaced),
        (answers, _("Đã có trả lời"), now.answered, then.answered),
        (answers, _("Số ngày đến khi trả lời (trung vị)"), now.median_days, then.median_days),
        (answers, _("Số ngày đến khi trả lời (90 phần trăm)"), now.p90_days, then.p90_days),
    ]
    lines += _group(_("Theo kênh"), now.by_channel, then.by_channel, reportwords.channels())
    lines += _group(_("Theo người gửi"), now.by_sender, then.by_sender, reportwords.senders())
    lines += _group(_("Theo nội dung"), now.by_topic, then.by_topic, topic_names())
    return lines + _group(_("Theo loại"), now.by_kind, then.by_kind, reportwords.kinds())


def _inspected(now: Inspected, then: Inspected) -> list[Line]:
    visits, remedy = _("Kiểm tra"), _("Khắc phục")
    lines = _group(_("Đề xuất đã quyết định"), now.decided, then.decided, words.states())
    sources = inspectionwords.sources()
    lines += _group(_("Cuộc kiểm tra mở trong kỳ"), now.opened, then.opened, sources)
    lines += [
        (visits, _("Cuộc kiểm tra đã kết luận"), now.concluded, then.concluded),
        (visits, _("trong đó có khuyết điểm"), now.with_shortcomings, then.with_shortcomings),
        (visits, _("Số ngày từ khi mở đến khi tới (trung vị)"), now.days_to_visit, then.days_to_visit),
        (visits, _("đến khi kết luận"), now.days_to_conclusion, then.days_to_conclusion),
        (visits, _("đến khi xác minh khắc phục"), now.days_to_verified, then.days_to_verified),
    ]  # fmt: skip
    lines += _group(_("Kết quả kiểm tra"), now.findings, then.findings, inspectionwords.kinds())
    lines += _group(
        _("Khuyết điểm theo nội dung"), now.scopes, then.scopes, inspectionwords.scopes()
    )
    return lines + [
        (remedy, _("Khuyết điểm đến hạn khắc phục"), now.to_put_right, then.to_put_right),
        (remedy, _("đã xác minh khắc phục"), now.put_right, then.put_right),
        (remedy, _("trong đó đúng hạn"), now.put_right_in_time, then.put_right_in_time),
    ]


def _group(
    group: str, now: Mapping[str, int], then: Mapping[str, int], names: Mapping[str, str]
) -> list[Line]:
    codes = [*now, *(c for c in then if c not in now)]
    return [(group, names.get(c, c), now.get(c, 0), then.get(c, 0)) for c in codes]


def _row(line: Line, most: float) -> dict[str, Any]:
    _group_name, name, now, then = line
    return {
        "name": name,
        "now": _number(now),
        "before": _number(then),
        "share": round(100 * (now or 0) / most) if most else 0,
    }


def _most(rows: list[Line]) -> float:
    return max((now or 0 for _g, _n, now, _b in rows), default=0)


def _number(value: float | None) -> str:
    return "–" if value is None else format_decimal(value, "#,##0.#")


def _asked() -> Period:
    try:
        length = Length(request.args.get("ky", Length.MONTH))
        day = date.fromisoformat(request.args.get("ngay", "") or str(today()))
        return containing(length, min(max(day, date(2000, 1, 1)), today()), first_day(today()))
    except ValueError:
        return containing(Length.MONTH, today(), first_day(today()))


def _others(period: Period) -> list[tuple[str, str]]:
    """The periods before the current one, to choose from."""
    found: list[tuple[str, str]] = []
    one = containing(period.length, today(), first_day(today()))
    while len(found) < EARLIER:
        found.append((period_name(one), url_for(".report", ky=one.length, ngay=one.last)))
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
