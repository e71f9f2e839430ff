"""Word templates of the papers, laid out by Decree 30/2020, Appendix I, for docxtpl. No database.

What is laid out here is what ``flask papers export`` gives a clerk to change in Word; a changed
one in the installation's folder goes before it.
"""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from triage.papers.rules import Rules

FONT = "Times New Roman"
BODY = Pt(14)
LEFT, RIGHT = Mm(65), Mm(100)  # the two halves of the head and of the foot
CENTRE, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY


def template(rules: Rules) -> bytes:
    """A Word file with the tags docxtpl fills from a :class:`triage.papers.draft.Draft`."""
    document = Document()
    page(document)
    _head(document, rules)
    _title(document, rules)
    _tagged(document, "bases", "{{ one }}", italic=True)
    _only(document, "operative", "{{ operative }}", bold=True, align=CENTRE)
    _blocks(document)
    _foot(document)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def page(document: Any) -> None:
    """A4, margins, Times New Roman 14; page numbers on top, none on the first page."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = CENTRE
    run = number.add_run()
    run.font.size = Pt(13)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, BODY
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE


def _head(document: Any, rules: Rules) -> None:
    table = _table(document, 2)
    left, right = table.rows[0].cells
    first = left.paragraphs[0]
    _say(first, "{%p if superior %}")
    _say(left.add_paragraph(), "{{ superior }}", 13, align=CENTRE)
    _say(left.add_paragraph(), "{%p endif %}")
    _say(left.add_paragraph(), "{{ issuing }}", 13, bold=True, align=CENTRE)
    _rule(left, rules.issuing, LEFT)
    _say(right.paragraphs[0], "{{ nation }}", 13, bold=True, align=CENTRE)
    _say(right.add_paragraph(), "{{ motto }}", 14, bold=True, align=CENTRE)
    _rule(right, rules.motto, RIGHT)
    left, right = table.rows[1].cells
    _say(left.paragraphs[0], "{{ number }}", 13, align=CENTRE)
    _say(left.add_paragraph(), "{%p if not name %}")
    _say(left.add_paragraph(), "{{ abstract }}", 12, align=CENTRE)
    _say(left.add_paragraph(), "{%p endif %}")
    _say(right.paragraphs[0], "{{ place_day }}", 14, italic=True, align=CENTRE)


def _title(document: Any, rules: Rules) -> None:
    _gap(document)
    _say(document.add_paragraph(), "{%p if name %}")
    _say(document.add_paragraph(), "{{ name }}", 14, bold=True, align=CENTRE)
    _only(document, "abstract", "{{ abstract }}", bold=True, align=CENTRE, size=14)
    if rules.abstract:
        _rule(document, rules.abstract, Mm(LEFT.mm + RIGHT.mm))
    _say(document.add_paragraph(), "{%p endif %}")
    _only(document, "to", "{{ to }}", align=CENTRE)
    _only(document, "authority", "{{ authority }}", bold=True, align=CENTRE)


def _blocks(document: Any) -> None:
    _say(document.add_paragraph(), "{%p for b in blocks %}")
    _say(document.add_paragraph(), "{%p if b.kind == 'heading' %}")
    _body(_say(document.add_paragraph(), "{{ b.text }}", bold=True))
    _say(document.add_paragraph(), "{%p elif b.kind == 'item' %}")
    item = _say(document.add_paragraph(), "- {{ b.text }}")
    _body(item)
    item.alignment = WD_ALIGN_PARAGRAPH.LEFT  # dots to fill in are not to be spread out
    _say(document.add_paragraph(), "{%p elif b.lead %}")
    led = _say(document.add_paragraph(), "{{ b.lead }}", bold=True)
    led.add_run(" {{ b.text }}")
    _body(led)
    _say(document.add_paragraph(), "{%p else %}")
    _body(_say(document.add_paragraph(), "{{ b.text }}"))
    _say(document.add_paragraph(), "{%p endif %}")
    _say(document.add_paragraph(), "{%p endfor %}")


def _foot(document: Any) -> None:
    _gap(document)
    table = _table(document, 1)
    _whole(table.rows[0])
    left, right = table.rows[0].cells
    _say(left.paragraphs[0], "{%p if other_signer %}")
    _say(left.add_paragraph(), "{{ other_signer }}", 13, bold=True, align=CENTRE)
    for _ in range(5):
        left.add_paragraph()
    _say(left.add_paragraph(), "{%p endif %}")
    _say(left.add_paragraph(), "Nơi nhận:", 12, bold=True, italic=True)
    _tagged(left, "recipients", "{{ one }}", size=11)
    _say(right.paragraphs[0], "{%p for one in signer %}")
    _say(right.add_paragraph(), "{{ one }}", 14, bold=True, align=CENTRE)
    _say(right.add_paragraph(), "{%p endfor %}")
    for _ in range(5):
        right.add_paragraph()


def attach(document: Any, blocks: Iterable[tuple[str, str]]) -> None:
    """Set what is attached on a new page; here and not in the form, so no changed form loses it."""
    for place, (kind, text) in enumerate(blocks):
        paragraph = document.add_paragraph()
        _say(paragraph, text, bold=kind in ("title", "heading"), italic=kind == "note")
        _body(paragraph)
        if kind in ("title", "note"):
            paragraph.alignment, paragraph.paragraph_format.first_line_indent = CENTRE, Cm(0)
        paragraph.paragraph_format.page_break_before = place == 0
        paragraph.paragraph_format.keep_with_next = kind != "text"


def _say(
    paragraph: Paragraph,
    text: str,
    size: int = 14,
    *,
    bold: bool = False,
    italic: bool = False,
    align: WD_ALIGN_PARAGRAPH | None = None,
) -> Paragraph:
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold, italic
    if align is not None:
        paragraph.alignment = align
    return paragraph


def _only(document: Any, name: str, text: str, **looks: Any) -> None:
    """A paragraph that is there only where the paper has that part."""
    _say(document.add_paragraph(), f"{{%p if {name} %}}")
    paragraph = _say(document.add_paragraph(), text, looks.pop("size", 14), **looks)
    paragraph.paragraph_format.space_before = Pt(6)
    _say(document.add_paragraph(), "{%p endif %}")


def _tagged(where: Any, name: str, text: str, size: int = 14, *, italic: bool = False) -> None:
    _say(where.add_paragraph(), f"{{%p for one in {name} %}}")
    paragraph = _say(where.add_paragraph(), text, size, italic=italic)
    if size == 14:
        _body(paragraph)
    _say(where.add_paragraph(), "{%p endfor %}")


def _body(paragraph: Paragraph) -> None:
    """Justified, first line 1.27 cm in, 6 pt apart."""
    form = paragraph.paragraph_format
    paragraph.alignment = JUSTIFY
    form.first_line_indent, form.space_before = Cm(1.27), Pt(6)


def _rule(where: _Cell | Any, length: float, room: Length) -> None:
    """The solid line below a part of the head, in its middle."""
    paragraph = where.add_paragraph()
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = Mm((room.mm - length) / 2)
    form.space_before = Pt(2)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(4)
    borders = OxmlElement("w:pBdr")
    edge = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        edge.set(qn(f"w:{name}"), value)
    borders.append(edge)
    paragraph._p.get_or_add_pPr().append(borders)


def _gap(document: Any) -> None:
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _table(document: Any, rows: int) -> Any:
    """A table of the two halves, with no room lost at the sides of its cells."""
    table = document.add_table(rows, 2)
    table.autofit = False
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), "0")
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    table._tbl.tblPr.append(margins)
    for column, width in zip(table.columns, (LEFT, RIGHT), strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width
    return table


def _whole(row: Any) -> None:
    """A row that no page break cuts."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
