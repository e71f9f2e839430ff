"""The console's lists as tables: one page and two files each, from one and the same rows.

A file leaves out what must stay secret until the team arrives (domain 6.4), and is audited.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any, TypeVar

from flask import Response, current_app, g, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import to_user_timezone
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from intake import audit, handling
from intake.db import db
from intake.fold import fold
from intake.redact import mask
from intake.staff import Duty
from triage.console import clocks, exports, inspectionwords, why, words
from triage.console.access import for_duties, may
from triage.console.findable import words_of
from triage.console.inspections import INSPECTING
from triage.console.lists import Column, Value, arranged, cut, said, wanted
from triage.console.pages import bp, unit_label
from triage.console.recusing import hidden, seen
from triage.inspections.cases import Inspection
from triage.inspections.life import BEFORE_ARRIVAL, Stage
from triage.inspections.opening import of_proposal
from triage.matters import Matter
from triage.proposals import Proposal
from triage.workflow import State

Row = TypeVar("Row", Proposal, Inspection)
MOST = 5000  # newest matters of a table
SHORT = 200  # characters of the words of a matter
FILES: dict[str, tuple[str, Callable[..., bytes]]] = {
    "csv": ("text/csv", exports.as_csv),
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        exports.as_xlsx,
    ),
}


@dataclass(frozen=True)
class Table:
    """One list: its rows as the reader may see them, and which of them may not leave the page."""

    title: str
    empty: str
    rows: Callable[[], Sequence[Any]]
    columns: tuple[Column, ...]
    url: Callable[[Any], str]
    args: dict[str, Any] = field(default_factory=dict)  # of the address, kept from page to page
    secret: Callable[[Any], bool] = lambda row: False
    more: Callable[[Any], str] = lambda row: ""


@dataclass(frozen=True)
class Place:
    """Where a table is: its address, its lit tab, who may open it, its home page, its name.

    ``slug`` may hold variables of the address, which ``make`` finds in the request.
    ``home``: an endpoint; as the tab where empty, and so is ``name``.
    """

    slug: str
    section: str
    duties: tuple[Duty, ...]
    make: Callable[[], Table]
    home: str = ""
    name: str = ""

    @property
    def endpoint(self) -> str:
        """The name of its page in the console."""
        return f"table_{self.name or self.section}"


def _proposals() -> Table:
    return Table(
        title=_("Đề xuất kiểm tra"),
        empty=_("Chưa có đề xuất nào. Máy xem lại mỗi khi có phản ánh mới."),
        rows=lambda: _shown(Proposal),
        columns=proposal_columns(),
        url=lambda r: url_for("console.proposal", proposal_id=r.id),
        secret=proposal_secret,
    )


def proposal_columns() -> tuple[Column, ...]:
    """What a proposal shows in a table."""
    return (
        Column("don-vi", _("Đơn vị"), lambda r: unit_label(r.unit_id)),
        Column("trang-thai", _("Trạng thái"), lambda r: words.states()[r.state]),
        Column("tu-ngay", _("Bắt đầu tăng từ"), _since),
        Column("nguoi-gui", _("Người gửi khác nhau"), _senders),
        Column("diem", _("Điểm xếp hạng"), lambda r: round(r.worth, 2)),
        Column("vi-sao", _("Lý do máy nêu"), lambda r: why.in_short(r.evidence[-1]), late=True),
    )


def _shown(kind: type[Row]) -> list[Row]:
    """What its reader need not keep away from, the latest first."""
    seen = select(kind).where(kind.unit_id.not_in(hidden()))
    return list(db.session.scalars(seen.order_by(kind.id.desc())))


def _since(row: Proposal) -> date:
    return date.fromisoformat(row.evidence[-1].content["verdict"]["since"])


def _senders(row: Proposal) -> int:
    return int(row.evidence[-1].content["fair"]["distinct_senders"])


def proposal_secret(row: Proposal) -> bool:
    """Whether a proposal may still become a surprise."""
    if row.state == State.DECLINED:
        return False
    taken = row.state in (State.ACCEPTED, State.MERGED)
    became = of_proposal(row) if taken else None
    return became is None or inspection_secret(became)


def inspection_secret(row: Inspection) -> bool:
    """Whether an inspection is still a surprise, or never became known to its unit."""
    if row.planned and row.stage == Stage.NOTICED:
        return False
    return row.stage in (*BEFORE_ARRIVAL, Stage.CANCELLED, Stage.MERGED)


def _inspections() -> Table:
    return Table(
        title=_("Các cuộc kiểm tra"),
        empty=_("Chưa có cuộc kiểm tra nào. Nhận một đề xuất để mở cuộc đầu tiên."),
        rows=lambda: _shown(Inspection),
        columns=inspection_columns(),
        url=lambda r: url_for("console.inspection", inspection_id=r.id),
        secret=inspection_secret,
    )


def inspection_columns() -> tuple[Column, ...]:
    """What an inspection shows in a table."""
    return (
        Column("don-vi", _("Đơn vị"), lambda r: unit_label(r.unit_id)),
        Column("buoc", _("Đến bước nào"), lambda r: inspectionwords.stages()[r.stage]),
        Column("nguon", _("Nguồn"), lambda r: inspectionwords.sources()[r.source]),
        Column("mo-ngay", _("Mở ngày"), lambda r: to_user_timezone(r.opened_at).date()),
        Column("ket-qua", _("Số kết quả ghi nhận"), lambda r: len(r.findings)),
    )


def matter_columns() -> tuple[Column, ...]:
    """What a matter shows in a table."""
    return (
        Column("ngay", _("Ngày"), lambda r: to_user_timezone(r.said_at).date()),
        Column("don-vi", _("Đơn vị"), lambda r: unit_label(r.unit_id)),
        Column("loai", _("Loại việc"), lambda r: why.topic_names().get(r.topic, r.topic)),
        Column("muc", _("Mức"), lambda r: f"{r.severity} {words.severities()[r.severity]}"),
        Column("noi-dung", _("Nội dung (đã che)"), masked, late=True),
    )


def _gone(row: Matter) -> bool:
    if "handed_over" not in g:
        g.handed_over = handling.all_handed_over()
    return row.submission_id in g.handed_over


def folded_words(row: Matter) -> str:
    """The words of a matter a search may find it by."""
    return "" if _gone(row) else words_of(row, fold(request.args.get("q", "")[:200]).split())


def masked(row: Matter) -> str:
    """The beginning of what was said, fit for staff to read."""
    if _gone(row):
        return _("Đã bàn giao như một tố cáo.")
    text = mask(row.submission.text).text
    return text if len(text) <= SHORT else text[: SHORT - 1] + "…"


def _matters() -> Table:
    query = select(Matter).options(selectinload(Matter.submission)).where(Matter.relevant, seen())
    query = query if may(Duty.LEAD) else query.where(Matter.severity != why.RESTRICTED)
    newest = query.order_by(Matter.said_at.desc(), Matter.id.desc()).limit(MOST)
    return Table(
        title=_("Các phản ánh"),
        empty=_("Chưa có phản ánh nào. Phản ánh đến từ trang gửi, tổng đài hay nhập từ tệp."),
        rows=lambda: list(db.session.scalars(newest)),
        columns=matter_columns(),
        url=lambda r: url_for("console.matter", matter_id=r.id),
        more=folded_words,
    )


def _due() -> Table:
    clock = (
        Column("han", _("Hạn"), lambda r: r["clock"]["day"]),
        Column("viec", _("Việc phải làm"), lambda r: r["clock"]["step"]),
        Column("con", _("Còn lại"), lambda r: r["clock"]["text"]),
    )
    return Table(
        title=_("Đến hạn"),
        empty=_("Không có gì sắp đến hạn. Xem các phản ánh chưa rõ đơn vị trước."),
        rows=lambda: [
            r | {"clock": clocks.shown(r["deadline"])} for r in clocks.due_matters(may(Duty.LEAD))
        ],
        columns=clock + tuple(replace(c, value=_of_matter(c.value)) for c in matter_columns()),
        url=lambda r: url_for("console.matter", matter_id=r["matter"].id),
        more=lambda r: folded_words(r["matter"]),
    )


def _of_matter(value: Callable[[Any], Value]) -> Callable[[Any], Value]:
    return lambda row: value(row["matter"])


OFFICE = (Duty.TRIAGE, Duty.LEAD)
PLACES = (
    Place("de-xuat", "proposals", (Duty.INSPECTOR,), _proposals),
    Place("kiem-tra", "inspections", INSPECTING, _inspections),
    Place("phan-anh", "unplaced", OFFICE, _matters),
    Place("den-han", "due", OFFICE, _due),
)


def page(place: Place, **_address: int) -> str:
    """A table as a page."""
    table = place.make()
    asked = wanted(request.args, table.columns)
    rows = arranged(table.rows(), table.columns, asked, table.more)
    shown = cut(rows, asked)
    audit.note("read", _named(), asked.query)
    return render_template(
        "console/table.html",
        section=place.section,
        here=f"console.{place.endpoint}",
        home=f"console.{place.home or place.section}",
        table=table,
        asked=asked,
        cut=shown,
        kept=sum(map(table.secret, rows)),
        lines=[(table.url(r), [said(c.value(r)) for c in table.columns]) for r in shown.rows],
    )


def download(place: Place, kind: str, **_address: int) -> Response:
    """The same rows as a file, less what must stay secret."""
    table = place.make()
    asked = wanted(request.args, table.columns)
    rows = arranged(table.rows(), table.columns, asked, table.more)
    free = [r for r in rows if not table.secret(r)]
    audit.note("export", _named(), f"{len(free)} rows; {asked.query}")
    mime, write = FILES[kind]
    body = write(
        [c.name for c in table.columns], [[c.value(r) for c in table.columns] for r in free]
    )
    answer: Response = current_app.response_class(body, mimetype=mime)
    answer.headers["Content-Disposition"] = (
        f'attachment; filename="{_named()[6:].replace("/", "-")}"'
    )
    return answer


def _named() -> str:
    """The table asked for, as the trail calls it."""
    return f"table:{request.path.rpartition('/bang/')[2]}"


def hang(places: Sequence[Place]) -> None:
    """Give each table its page and its files."""
    for place in places:
        guard, address = for_duties(*place.duties), f"/bang/{place.slug}"
        bp.add_url_rule(address, place.endpoint, guard(partial(page, place)))
        for kind in FILES:
            name = f"{place.endpoint}_{kind}"
            bp.add_url_rule(f"{address}.{kind}", name, guard(partial(download, place, kind)))


hang(PLACES)
