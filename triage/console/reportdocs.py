"""The leaders' report as a Word file: the same tables, to be edited into a report to be signed."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from flask_babel import format_date
from flask_babel import gettext as _

from triage.papers.templates import page

MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WIDTHS = (Mm(95), Mm(40), Mm(30))


def as_docx(content: dict[str, Any], day: date) -> bytes:
    """Heading, months, one table a group, the table of the map."""
    document = Document()
    page(document)
    _line(document, f"{_('Báo cáo')}: {content['period']}", 16, bold=True)
    _line(document, content["days"], 13)
    made = _("Bản nháp, lập từ phần mềm ngày %(day)s.", day=format_date(day, "d/M/yyyy"))
    _line(document, made, 12)
    months = [(m["label"], str(m["value"]), "") for m in content["months"]]
    _table(document, _("Phản ánh nhận được mỗi tháng"), (_("Tháng"), _("Số lượng"), ""), months)
    heads = (_("Chỉ tiêu"), _("Kỳ này"), _("Kỳ trước"))
    for name, rows in content["groups"]:
        _table(document, name, heads, [(r["name"], r["now"], r["before"]) for r in rows])
    lines = [(name or "", n, "") for name, n in content["map"]["lines"]]
    _table(document, _("Theo địa bàn"), (_("Đơn vị"), _("Số vụ việc"), ""), lines)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _line(document: Any, text: str, size: int, *, bold: bool = False) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(size)


def _table(
    document: Any, title: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]
) -> None:
    """A group; its heading and the head of its table stay with what follows."""
    if not rows:
        return
    above = document.add_paragraph()
    above.paragraph_format.space_before = Pt(12)
    above.paragraph_format.keep_with_next = True
    above.add_run(title).bold = True
    columns = 3 if any(row[2] for row in rows) or heads[2] else 2
    table = document.add_table(1, columns, style="Table Grid")
    table.autofit = False
    for at, column in enumerate(table.columns):
        column.width = WIDTHS[at]
    _again(table.rows[0])
    for cells in (heads, *rows):
        row = table.rows[0] if cells is heads else table.add_row()
        for at, text in enumerate(cells[:columns]):
            row.cells[at].width = WIDTHS[at]
            _cell(row.cells[at].paragraphs[0], text, bold=cells is heads, number=at > 0)


def _cell(paragraph: Any, text: str, *, bold: bool, number: bool) -> None:
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(12)
    if number:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _again(row: Any) -> None:
    """The head of a table stands again on every page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
