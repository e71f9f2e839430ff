"""The lines of the leaders' report: every figure of a period beside the one before."""

from collections.abc import Mapping

from flask_babel import format_percent
from flask_babel import gettext as _

from intake.clock import today
from intake.unitbook import Kind as UnitKind
from triage.console import inspectionwords, reportwords, words
from triage.console.coverage import both_figures
from triage.console.pages import unit_label
from triage.console.recusing import recused
from triage.console.why import topic_names
from triage.inspections.life import Step
from triage.outcomes import Precision
from triage.reports.figures import Received, by_unit, received
from triage.reports.inspected import Inspected, inspected
from triage.reports.periods import Period, before, first_day
from triage.reports.punctual import Punctual, punctual

Told = float | str | None
Line = tuple[str, str, Told, Told]  # group, name, now, before
UNITS = 15  # most named


def told(period: Period) -> list[Line]:
    """Every line, with the period before beside it."""
    earlier = before(period, first_day(period.first))
    now, then = received(period), received(earlier)
    done, did = inspected(period, recused), inspected(earlier, recused)
    return [
        *_received(now, then),
        *_answers(now, then, punctual(period), punctual(earlier)),
        *_came(now, then),
        *_units(period, earlier),
        *_proposed(done, did),
        *_inspected(done, did),
        *_coverage(period),
    ]


def mixed() -> set[str]:
    """Groups whose lines do not add up: no bars are drawn beside those."""
    return {
        _("Tiếp nhận"),
        _("Trả lời"),
        _("Đề xuất kiểm tra"),
        _("Kiểm tra"),
        _("Khắc phục"),
        _("Sau kết luận"),
    }


def _received(now: Received, then: Received) -> list[Line]:
    first = _("Tiếp nhận")
    return [
        (first, _("Phản ánh, kiến nghị nhận được"), now.number, then.number),
        (first, _("Gửi ẩn danh"), now.anonymous, then.anonymous),
        (first, _("Tỷ lệ ẩn danh (%)"), *(_share(r.anonymous, r.number) for r in (now, then))),
        (first, _("Người gửi hơn một lần (đếm trong từng quý)"), now.repeat, then.repeat),
        (first, _("Vụ việc chưa rõ đơn vị"), now.unplaced, then.unplaced),
    ]


def _answers(now: Received, then: Received, due: Punctual, was: Punctual) -> list[Line]:
    answers = _("Trả lời")
    return [
        (answers, _("Đã có trả lời"), now.answered, then.answered),
        (answers, _("Số ngày đến khi trả lời (trung vị)"), now.median_days, then.median_days),
        (answers, _("Số ngày đến khi trả lời (90 phần trăm)"), now.p90_days, then.p90_days),
        (answers, _("Đến hạn giải quyết trong kỳ"), due.due, was.due),
        (answers, _("trong đó giải quyết đúng hạn"), due.in_time, was.in_time),
        (answers, _("Tỷ lệ đúng hạn (%)"), due.share, was.share),
    ]


def _came(now: Received, then: Received) -> list[Line]:
    return [
        *_group(_("Theo loại"), now.by_kind, then.by_kind, reportwords.kinds()),
        *_group(_("Theo kênh"), now.by_channel, then.by_channel, reportwords.channels()),
        *_group(_("Theo người gửi"), now.by_sender, then.by_sender, reportwords.senders()),
        *_group(_("Theo nội dung"), now.by_topic, then.by_topic, topic_names()),
        *_group(_("Theo lĩnh vực"), now.by_field, then.by_field, reportwords.fields()),
    ]


def _units(period: Period, earlier: Period) -> list[Line]:
    """The units most was said about, less the reader's own office."""
    now, then = by_unit(period), by_unit(earlier)
    seen = [u for u in now if not recused(u)]
    most = sorted(seen, key=lambda u: (-now[u], unit_label(u) or ""))[:UNITS]
    group = _("Đơn vị được nói đến nhiều nhất")
    return [(group, unit_label(u) or "", now[u], then.get(u, 0)) for u in most]


def _proposed(now: Inspected, then: Inspected) -> list[Line]:
    made = _("Đề xuất kiểm tra")
    return [
        (made, _("Máy đề xuất"), now.proposed, then.proposed),
        *_group(made, now.decided, then.decided, words.states()),
        (made, _("Đã phê duyệt"), now.steps[Step.APPROVE], then.steps[Step.APPROVE]),
        (made, _("Đã tiến hành"), now.steps[Step.ARRIVE], then.steps[Step.ARRIVE]),
        *_group(_("Lý do không kiểm tra"), now.declined, then.declined, words.decline_reasons()),
    ]


def _inspected(now: Inspected, then: Inspected) -> list[Line]:
    visits, remedy = _("Kiểm tra"), _("Khắc phục")
    sources = inspectionwords.sources()
    return [
        *_group(_("Cuộc kiểm tra mở trong kỳ"), now.opened, then.opened, sources),
        (visits, _("Cuộc kiểm tra đã kết luận"), now.concluded, then.concluded),
        (visits, _("trong đó có khuyết điểm"), now.with_shortcomings, then.with_shortcomings),
        (visits, _("Số ngày từ đề xuất đến khi tới (trung vị)"), now.days_to_visit, then.days_to_visit),
        (visits, _("đến khi kết luận"), now.days_to_conclusion, then.days_to_conclusion),
        (visits, _("đến khi xác minh khắc phục"), now.days_to_verified, then.days_to_verified),
        *_confirmed(now.confirmed, then.confirmed),
        *_group(_("Kết quả kiểm tra"), now.findings, then.findings, inspectionwords.kinds()),
        *_group(_("Khuyết điểm theo nội dung"), now.scopes, then.scopes, inspectionwords.scopes()),
        *_group(_("Sau kết luận"), now.followed, then.followed, reportwords.followed()),
        (remedy, _("Khuyết điểm đến hạn khắc phục"), now.to_put_right, then.to_put_right),
        (remedy, _("đã xác minh khắc phục"), now.put_right, then.put_right),
        (remedy, _("trong đó đúng hạn"), now.put_right_in_time, then.put_right_in_time),
        (remedy, _("Tỷ lệ khắc phục đúng hạn (%)"), _in_time(now), _in_time(then)),
    ]  # fmt: skip


def _confirmed(now: tuple[Precision, ...], then: tuple[Precision, ...]) -> list[Line]:
    """How often a visit found something, by how its place came up, with 95 % intervals."""
    group, names = (
        _("Cuộc có khuyết điểm, theo cách chọn nơi (khoảng tin cậy 95 phần trăm)"),
        inspectionwords.chosen(),
    )
    mine = {one.chosen: _interval(one) for one in now}
    before_ = {one.chosen: _interval(one) for one in then}
    codes = [code for code in names if code in mine or code in before_]
    return [(group, names[c], mine.get(c), before_.get(c)) for c in codes]


def _interval(one: Precision) -> str:
    return _(
        "%(n)s/%(of)s (từ %(low)s đến %(high)s)",
        n=one.confirmed,
        of=one.visits,
        low=format_percent(one.low),
        high=format_percent(one.high),
    )


def _coverage(period: Period) -> list[Line]:
    """The year's coverage as of the period's end, and as of the end of the period before."""
    group = _("Chỉ tiêu kiểm tra của năm")
    names = {
        UnitKind.DISTRICT: _("Huyện, thành phố"),
        UnitKind.COMMUNE: _("Xã, phường, thị trấn"),
        UnitKind.DEPARTMENT: _("Sở, ngành"),
    }
    last = min(period.last, today())
    lines: list[Line] = []
    for planned, every in zip(*both_figures(last.year, last), strict=True):
        name = names.get(planned.rule.kind, str(planned.rule.kind))
        for manner, one in ((_("theo kế hoạch"), planned), (_("cả đột xuất"), every)):
            lines.append((group, f"{name}, {manner}", _of(one.done, one.required), None))
    return lines


def _of(done: int, required: int) -> str:
    return f"{done}/{required}"


def _in_time(one: Inspected) -> float | None:
    return _share(one.put_right_in_time, one.to_put_right)


def _share(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def _group(
    group: str, now: Mapping[str, int], then: Mapping[str, int], names: Mapping[str, str]
) -> list[Line]:
    codes = [*now, *(c for c in then if c not in now)]
    return [(group, names.get(c, c), now.get(c, 0), then.get(c, 0)) for c in codes]
