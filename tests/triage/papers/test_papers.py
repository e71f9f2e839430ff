"""The papers as a clerk gets them: Decree 30/2020's measures, blanks kept blank, nobody named."""

import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.shared import Length

from intake.unitbook import Kind
from triage.inspections.headings import Found, Scope
from triage.inspections.life import Form, Stage
from triage.papers.case import CaseView, FindingView, Issued, body, head
from triage.papers.days import written
from triage.papers.draft import Draft, draft
from triage.papers.kinds import Paper, allowed
from triage.papers.printing import CannotPrint
from triage.papers.rules import ruled
from triage.papers.setting import as_docx, as_pdf, laid_out
from triage.papers.templates import template
from triage.papers.wording import SHIPPED, read_wording

DAY = date(2022, 3, 7)
NAMES = {scope: f"Nội dung {number}" for number, scope in enumerate(Scope, 1)}
WORDING = read_wording()
CASE = CaseView(  # synthetic
    unit="Xã Bình Thạnh",
    unit_kind=Kind.COMMUNE,
    year=2022,
    source="Phản ánh của người dân",
    reasons=("Trong 14 ngày có 10 người phản ánh <trễ hẹn> & chờ lâu.",),
    decision=Issued("05/QĐ-UBND-HC", date(2022, 1, 7)),
    team=("Nguyễn Thị An", "Trần Văn Bình"),
    texts={"submit": "Đề nghị kiểm tra.\nKhông thanh tra chuyên đề.", "minutes": "{{ 7*7 }} hồ sơ"},
    findings=(
        FindingView(Found.GOOD_PRACTICE, Scope.DIGITAL_GOVERNMENT, "Trả kết quả tại nhà."),
        FindingView(
            Found.SHORTCOMING, Scope.PROCEDURES_ONE_STOP, "12 hồ sơ trễ hẹn không có thư xin lỗi.",
            "Bộ phận Một cửa", "Không ai theo dõi.", "Phân công người theo dõi.", "", DAY,
        ),
    ),
)  # fmt: skip


def made(paper: Paper, case: CaseView = CASE) -> Draft:
    return draft(paper, case, WORDING, DAY, NAMES)


def words(data: bytes) -> list[str]:
    """Every paragraph of a Word file, tables first."""
    document = Document(BytesIO(data))
    cells = [c for table in document.tables for row in table.rows for c in row.cells]
    found = [p for cell in cells for p in cell.paragraphs] + list(document.paragraphs)
    return [p.text for p in found]


def _mm(length: Length | None) -> int:
    return round(length.mm) if length else 0


@pytest.mark.parametrize("paper", list(Paper))
def test_every_paper_opens_in_word_with_the_measures_of_the_decree(paper: Paper) -> None:
    data = as_docx(made(paper))
    (section,) = Document(BytesIO(data)).sections
    assert (_mm(section.page_width), _mm(section.page_height)) == (210, 297)
    assert 20 <= _mm(section.top_margin) <= 25
    assert 30 <= _mm(section.left_margin) <= 35
    assert 15 <= _mm(section.right_margin) <= 20
    assert section.different_first_page_header_footer
    assert Document(BytesIO(data)).styles["Normal"].font.name == "Times New Roman"
    told = "\n".join(words(data))
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in told
    assert "Độc lập - Tự do - Hạnh phúc" in told
    assert "./." in told
    assert "Nơi nhận:" in told
    assert not re.search(r"\{%|\{\{(?! 7)|@\w", told)


@pytest.mark.parametrize("paper", list(Paper))
def test_no_paper_has_a_number_or_calls_itself_by_another_bodys_act(paper: Paper) -> None:
    told = "\n".join(words(as_docx(made(paper))))
    numbers = re.findall(r"^Số:\s*(.)", told, re.M)
    assert set(numbers) <= {"/"}
    assert "thanh tra" not in told.lower()


@pytest.mark.parametrize("paper", list(Paper))
def test_what_goes_past_home_affairs_does_not_come_from_it(paper: Paper) -> None:
    of_the_office = replace(CASE, unit="Văn phòng UBND tỉnh", unit_kind=Kind.DEPARTMENT, past=True)
    made_so = made(paper, of_the_office)
    told = "\n".join((*words(as_docx(made_so)), *made_so.signer, *made_so.recipients))
    assert not re.search(r"nội vụ|snv", told, re.IGNORECASE)
    ours = "\n".join(words(as_docx(made(paper))))
    assert re.search(r"nội vụ|snv", ours, re.IGNORECASE)


def test_a_clerks_older_wording_has_ours_for_what_goes_past_home_affairs(tmp_path: Path) -> None:
    for path in SHIPPED.iterdir():
        told = path.read_text(encoding="utf-8")
        if path.name == "papers.toml":
            told = told.partition("[past.")[0].replace("{lead}", "Sở Nội vụ")
        (tmp_path / path.name).write_text(told, encoding="utf-8")
    own = read_wording(tmp_path)
    assert own.form(Paper.CONCLUSION, past=True) == WORDING.form(Paper.CONCLUSION, past=True)
    assert own.form(Paper.CONCLUSION).issuer.issuing == "SỞ NỘI VỤ"


def test_days_below_ten_and_the_first_two_months_have_a_leading_zero() -> None:
    assert written(date(2022, 1, 7)) == "ngày 07 tháng 01 năm 2022"
    assert written(date(2022, 3, 17)) == "ngày 17 tháng 3 năm 2022"
    assert "Quyết định số 05/QĐ-UBND-HC ngày 07 tháng 01 năm 2022" in "\n".join(
        block.text for block in made(Paper.MINUTES).blocks
    )


def test_a_decision_has_bases_in_force_that_day_each_ended_as_it_should() -> None:
    bases = made(Paper.DECISION).bases
    assert all(one.endswith(";") for one in bases[:-1])
    assert bases[-1].endswith(".")
    assert any("61/2018" in one for one in bases)
    later = draft(Paper.DECISION, CASE, WORDING, date(2026, 3, 7), NAMES).bases
    assert any("118/2025" in one for one in later)
    assert not any("61/2018" in one for one in later)


def test_a_letter_has_no_name_and_its_subject_stands_under_the_number() -> None:
    data = as_docx(made(Paper.RECTIFICATION))
    first = Document(BytesIO(data)).tables[0].rows[1].cells[0].text
    assert "V/v khắc phục hạn chế" in first
    assert "Phân công người theo dõi." in "\n".join(words(data))


def test_what_people_wrote_stays_text() -> None:
    told = "\n".join(words(as_docx(made(Paper.MINUTES))))
    assert "{{ 7*7 }} hồ sơ" in told
    slip = "\n".join(words(as_docx(made(Paper.PROPOSAL))))
    assert "<trễ hẹn> & chờ lâu" in slip


def test_only_the_slip_says_that_nameless_words_were_tested_and_only_where_they_were() -> None:
    tested = replace(CASE, tested=("Lê Thị Cúc", DAY))
    for paper in Paper:
        told = "\n".join(words(as_docx(made(paper, tested))))
        assert ("Lê Thị Cúc" in told and "Điều 25" in told) == (paper is Paper.PROPOSAL)
    assert "Điều 25" not in "\n".join(words(as_docx(made(Paper.PROPOSAL))))


def test_only_the_proposal_slip_tells_why() -> None:
    for paper in set(Paper) - {Paper.PROPOSAL}:
        assert "14 ngày" not in "\n".join(words(as_docx(made(paper))))


def test_a_commune_is_addressed_by_its_committee_and_chairman() -> None:
    assert body(CASE) == "Ủy ban nhân dân xã Bình Thạnh"
    assert head(CASE) == "Chủ tịch Ủy ban nhân dân xã Bình Thạnh"


@pytest.mark.parametrize(
    ("stage", "planned", "form", "short", "wanted", "unwanted"),
    [
        (Stage.ACCEPTED, False, "", 0, {Paper.PROPOSAL}, {Paper.DECISION, Paper.NOTICE}),
        (Stage.TEAM_SET, False, Form.ON_SITE, 0, {Paper.INTRODUCTION}, {Paper.NOTICE}),
        (Stage.TEAM_SET, True, Form.ON_SITE, 0, {Paper.NOTICE}, {Paper.MINUTES}),
        (Stage.DESK_REVIEW, True, Form.ONLINE, 0, {Paper.REPORT}, {Paper.MINUTES}),
        (Stage.CONCLUDED, False, Form.ON_SITE, 0, {Paper.CONCLUSION}, {Paper.RECTIFICATION}),
        (Stage.CONCLUDED, False, Form.ON_SITE, 2, {Paper.RECTIFICATION}, {Paper.REPLY}),
        (Stage.CANCELLED, False, Form.ON_SITE, 2, set[Paper](), set(Paper)),
    ],
)
def test_a_paper_is_offered_when_its_hour_has_come(
    stage: Stage, planned: bool, form: str, short: int, wanted: set[Paper], unwanted: set[Paper]
) -> None:
    offered = set(allowed(stage, planned=planned, form=form, shortcomings=short))
    assert wanted <= offered
    assert not unwanted & offered


def test_a_clerks_own_template_goes_before_ours(tmp_path: Path) -> None:
    document = Document(BytesIO(template(ruled("SỞ NỘI VỤ", WORDING.motto, ""))))
    document.add_paragraph("Riêng của tỉnh: {{ name }}")
    document.save(str(tmp_path / f"{Paper.DECISION}.docx"))
    assert "Riêng của tỉnh: QUYẾT ĐỊNH" in words(as_docx(made(Paper.DECISION), tmp_path))
    assert "Riêng của tỉnh" not in "\n".join(words(as_docx(made(Paper.REPORT), tmp_path)))


@pytest.mark.parametrize("paper", list(Paper))
def test_the_pdf_is_a4_by_the_same_measures(paper: Paper) -> None:
    try:
        pages = laid_out(made(paper)).pages
    except CannotPrint:
        pytest.skip("this machine has no Pango")
    assert {(round(p.width / 96 * 25.4), round(p.height / 96 * 25.4)) for p in pages} == {
        (210, 297)
    }
    assert len(pages) <= 2
    if paper is Paper.DECISION:
        assert as_pdf(made(paper)).startswith(b"%PDF-1.")


def test_nobody_is_told_to_put_right_what_was_not_found() -> None:
    well = replace(CASE, findings=CASE.findings[:1])
    for paper in (Paper.CONCLUSION, Paper.REPLY):
        told = "\n".join(words(as_docx(made(paper, well))))
        assert "khắc phục" not in told.lower()
        assert "chịu trách nhiệm" in "\n".join(words(as_docx(made(paper))))


def test_the_team_is_named_with_its_bodies_and_the_list_ends_with_a_full_stop() -> None:
    case = replace(CASE, team=("Nguyễn Thị An, Sở Nội vụ", "Trần Văn Bình, Sở Tư pháp"))
    told = [block.text for block in made(Paper.DECISION, case).blocks]
    assert "Ông (bà) Nguyễn Thị An, Sở Nội vụ: Trưởng đoàn;" in told
    assert "Ông (bà) Trần Văn Bình, Sở Tư pháp: Thành viên." in told
