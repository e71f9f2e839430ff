"""How papers look: lines under the head, the page's edge, the typeface, the foot, who signs."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from intake.unitbook import Kind
from tests.triage.papers.test_papers import CASE, DAY, NAMES, WORDING, made
from triage.inspections.headings import Found, Scope
from triage.papers.case import CaseView, FindingView, OpinionView
from triage.papers.draft import Draft, draft
from triage.papers.kinds import Paper
from triage.papers.printing import CannotPrint
from triage.papers.setting import as_docx, laid_out
from triage.papers.typeface import broken, widest, width

MM = 96 / 25.4
LONG = replace(
    CASE,
    unit="Trung tâm Kiểm soát thủ tục hành chính và Phục vụ hành chính công tỉnh Đồng Tháp",
    unit_kind=Kind.DEPARTMENT,
    team=tuple(f"Lê Công Huyền Tôn Nữ Minh Châu {n} (Sở Lao động - Thương binh)" for n in range(9)),
    texts=dict.fromkeys(("submit", "minutes", "report"), "Qua kiểm tra 128 hồ sơ. " * 60),
)


def pages(one: Draft) -> list[Any]:
    try:
        found: list[Any] = laid_out(one).pages
    except CannotPrint:
        pytest.skip("this machine has no Pango")
    return found


def texts(box: Any) -> Iterator[Any]:
    if hasattr(box, "text"):
        yield box
    for child in getattr(box, "children", ()):
        yield from texts(child)


def lines_under(data: bytes) -> list[float]:
    """Millimetres of every line drawn in a Word file: its room less both its indents."""
    document = Document(BytesIO(data))
    table = document.tables[0]
    rooms: list[tuple[float, Any]] = [
        (65.0, table.cell(0, 0)),
        (100.0, table.cell(0, 1)),
        (165.0, document),
    ]
    return [
        room - 2 * paragraph.paragraph_format.left_indent.mm
        for room, where in rooms
        for paragraph in where.paragraphs
        if paragraph._p.find(f".//{qn('w:pBdr')}") is not None
    ]


@pytest.mark.parametrize("paper", list(Paper))
@pytest.mark.parametrize("case", [CASE, LONG], ids=["short", "long"])
def test_lines_are_as_long_as_the_decree_says(paper: Paper, case: CaseView) -> None:
    one = made(paper, case)
    issuing, motto, *title = lines_under(as_docx(one))
    assert motto == pytest.approx(width(one.motto, 14), abs=1)
    assert 1 / 3 <= issuing / widest(one.issuer.issuing, 13) <= 1 / 2
    assert bool(title) == bool(one.name and one.abstract)
    for line in title:
        wide = max(width(part, 14) for part in broken(one.abstract, 14, 140))
        assert 1 / 3 <= line / wide <= 1 / 2


@pytest.mark.parametrize("paper", list(Paper))
@pytest.mark.parametrize("case", [CASE, LONG], ids=["short", "long"])
def test_nothing_runs_over_the_edge_and_all_pages_but_the_first_are_numbered(
    paper: Paper, case: CaseView
) -> None:
    for number, page in enumerate(pages(made(paper, case)), 1):
        found = list(texts(page._page_box))
        assert all(box.position_x >= 29.9 * MM for box in found)
        assert max(box.position_x + box.width for box in found) <= (210 - 14.9) * MM
        above = [box for box in found if box.position_y < 19 * MM]
        assert [box.text for box in above] == ([] if number == 1 else [str(number)])
        for box in above:
            assert box.position_x + box.width / 2 == pytest.approx((30 + 165 / 2) * MM, abs=2)


@pytest.mark.parametrize("more", range(0, 30, 3))
def test_no_signature_stands_on_a_page_alone(more: int) -> None:
    found = FindingView(Found.PROPOSED_SOLUTION, Scope.OTHER, "Lập tổ theo dõi.")
    case = replace(CASE, findings=CASE.findings + (found,) * more)
    *_, last = pages(made(Paper.REPORT, case))
    words = " ".join(box.text for box in texts(last._page_box))
    assert "xem xét, chỉ đạo./." in words.replace("\xa0", " ")
    document = Document(BytesIO(as_docx(made(Paper.REPORT, case))))
    last_words = next(p for p in document.paragraphs if p.text.endswith("./."))
    assert last_words.paragraph_format.keep_with_next
    assert document.tables[-1].rows[0]._tr.find(f".//{qn('w:cantSplit')}") is not None


def test_the_typeface_goes_with_the_file_whatever_the_machine_has() -> None:
    try:
        data: bytes = laid_out(made(Paper.DECISION)).write_pdf(uncompressed_pdf=True)
    except CannotPrint:
        pytest.skip("this machine has no Pango")
    fonts = {part.split(b"+")[1].split()[0] for part in data.split(b"/BaseFont /")[1:]}
    assert fonts
    assert all(font.startswith(b"Tinos") for font in fonts)
    assert data.count(b"/FontFile2") >= 4


@pytest.mark.parametrize("paper", list(Paper))
def test_what_is_to_be_filled_in_by_hand_stays_on_its_line(paper: Paper) -> None:
    empty = CaseView(unit="Sở Y tế", unit_kind=Kind.DEPARTMENT, year=2022)
    for page in pages(made(paper, empty)):
        alone = [b.text for b in texts(page._page_box) if set(b.text.strip()) == {"…"}]
        assert all(len(text.strip()) > 20 for text in alone), alone  # none is the end of another


def test_whoever_signs_for_a_collective_decides_in_its_name() -> None:
    def signed(way: str) -> Draft:
        return draft(Paper.DECISION, CASE, WORDING, DAY, NAMES, way)

    assert signed("").signer == signed("nobody").signer == ("CHỦ TỊCH",)
    deputy = signed("vice_chair")
    assert deputy.signer == ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
    assert deputy.authority == "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH"
    committee = signed("committee")
    assert committee.authority == "ỦY BAN NHÂN DÂN TỈNH ĐỒNG THÁP"
    told = [p.text for p in Document(BytesIO(as_docx(committee))).tables[-1].cell(0, 1).paragraphs]
    assert told[:2] == ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]
    by_order = draft(Paper.INTRODUCTION, CASE, WORDING, date(2022, 3, 7), NAMES, "by_order")
    assert by_order.signer[0].startswith("TL. ")


def test_a_title_breaks_where_its_sense_does_and_never_leaves_a_word_alone() -> None:
    short = broken("Về việc kiểm tra đột xuất|tại Sở Y tế", 14, 140)
    assert short == ("Về việc kiểm tra đột xuất tại Sở Y tế",)
    lines = broken(f"Về việc kiểm tra công tác cải cách hành chính|tại {LONG.unit}", 14, 140)
    assert lines[1].startswith("tại Trung tâm")
    assert all(width(line, 14) <= 140 for line in lines)
    assert min(width(line, 14) for line in lines[1:]) > 60


def test_reserved_opinions_stand_with_their_names_on_a_page_of_their_own_after_the_draft() -> None:
    held = OpinionView("Trần Văn Bình", "Thiếu người là chính.\nĐề nghị <ghi rõ> {{ 1 }}.", DAY)
    case = replace(CASE, opinions=(held, replace(held, name="Lê Thị Cúc", text="Không đồng ý.")))
    paper = made(Paper.CONCLUSION, case)
    told = [p.text for p in Document(BytesIO(as_docx(paper))).paragraphs]
    last = told[told.index("Ý KIẾN BẢO LƯU") :]
    assert last[1].endswith("xã Bình Thạnh; không gửi đơn vị được kiểm tra)")
    assert last[2:] == [
        "1. Ông (bà) Trần Văn Bình, ngày 07 tháng 3 năm 2022",
        "Thiếu người là chính.",
        "Đề nghị <ghi rõ> {{ 1 }}.",
        "2. Ông (bà) Lê Thị Cúc, ngày 07 tháng 3 năm 2022",
        "Không đồng ý.",
    ]
    for other in set(Paper) - {Paper.CONCLUSION}:
        assert not made(other, case).attached
    laid = [" ".join(box.text for box in texts(page._page_box)) for page in pages(paper)]
    assert "Lê Thị Cúc" in laid[-1]
    assert "Nơi nhận" not in laid[-1]
    assert "BẢO LƯU" not in " ".join(laid[:-1])
    assert len(pages(made(Paper.CONCLUSION))) == len(laid) - 1
