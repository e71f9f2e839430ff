"""Any list: searched without marks, sorted, paged; as a file nothing runs and nothing slips out."""

import csv
from datetime import date
from io import BytesIO, StringIO

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select

from intake.audit import AuditEntry
from intake.db import db
from tests.installation import ALICE, BOB, CHARLIE
from tests.test_main_line import ALIKE, file, proposed
from tests.triage.inspections.office import fresh
from triage.console.exports import as_csv, as_xlsx
from triage.console.lists import PAGE, Column, Wanted, arranged, cut, wanted
from triage.proposals import Proposal

ROWS = [("Sở Y tế", 3), ("Đồng Tiến", None), ("an phú", 12)]
COLUMNS = (Column("ten", "Tên", lambda r: r[0]), Column("so", "Số", lambda r: r[1]))
EVIL = [
    "=1+1",
    "+84",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "\u00a0=1",
    "\ufeff=1",
    "http://x.example",
]
SPLIT = ["x;=1+1", "x; @SUM(A1)", "x\n=1+1", "x\t-2", 'x";=1', "x;+84"]


def names(asked: Wanted) -> list[str]:
    return [row[0] for row in arranged(ROWS, COLUMNS, asked)]


def test_words_are_found_with_and_without_marks() -> None:
    assert names(Wanted("dong tien")) == names(Wanted("ĐỒNG TIẾN")) == ["Đồng Tiến"]


def test_names_sort_without_marks_and_empty_cells_come_last_either_way() -> None:
    assert names(Wanted(sort="ten")) == ["an phú", "Đồng Tiến", "Sở Y tế"]
    assert names(Wanted(sort="so")) == ["Sở Y tế", "an phú", "Đồng Tiến"]
    assert names(Wanted(sort="so", down=True)) == ["an phú", "Sở Y tế", "Đồng Tiến"]


def test_a_page_past_the_last_is_the_last_and_nonsense_is_not_asked() -> None:
    rows = list(range(PAGE + 1))
    assert cut(rows, Wanted(page=99)).rows == (PAGE,)
    assert wanted({"xep": "x'", "trang": "²", "chieu": "?"}, COLUMNS) == Wanted()


@pytest.mark.parametrize("text", EVIL)
def test_no_cell_is_a_formula_or_a_link(text: str) -> None:
    (_head, (cell,)) = csv.reader(StringIO(as_csv(["a"], [[text]]).decode("utf-8-sig"), newline=""))
    assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))
    kept = openpyxl.load_workbook(BytesIO(as_xlsx(["a"], [[text]]))).active["A2"]
    assert kept.data_type == "s"
    assert kept.hyperlink is None


@pytest.mark.parametrize("text", SPLIT)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_no_cell_is_a_formula_whatever_a_spreadsheet_takes_for_the_separator(
    text: str, separator: str
) -> None:
    data = as_csv(["a", "b"], [["đầu", text]]).decode("utf-8-sig")
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
        told = csv.reader(StringIO(data, newline=""), delimiter=separator, quoting=quoting)
        for cell in (cell for row in told for cell in row):
            assert not cell.strip().startswith(("=", "+", "-", "@"))


def test_days_and_numbers_stay_days_and_numbers_in_a_workbook() -> None:
    sheet = openpyxl.load_workbook(BytesIO(as_xlsx(["a", "b"], [[date(2026, 3, 1), 7]]))).active
    assert (sheet["A2"].value.date(), sheet["B2"].value) == (date(2026, 3, 1), 7)


@pytest.fixture
def listed(embedded: Flask) -> str:
    embedded.config["WTF_CSRF_ENABLED"] = False
    for i, words in enumerate(ALIKE):
        file(embedded, words, sender=f"người thứ {i}")
    (name,) = proposed(embedded)
    return name


def test_a_pending_proposal_is_on_the_page_but_in_no_file(embedded: Flask, listed: str) -> None:
    client = fresh(embedded, ALICE)
    assert listed in client.get("/noi-bo/bang/de-xuat").text
    assert listed not in client.get("/noi-bo/bang/de-xuat.csv").text
    reasons = {"act": "decline", "reason": "wrong_unit", "text": "Nhầm nơi."}
    with embedded.app_context():
        number = db.session.scalars(select(Proposal.id)).one()
    assert client.post(f"/noi-bo/de-xuat/{number}", data=reasons).status_code == 303
    assert listed in client.get("/noi-bo/bang/de-xuat.csv").text


def test_matters_are_tables_for_those_who_sort_them_and_files_are_noted(
    embedded: Flask, listed: str
) -> None:
    client = fresh(embedded, CHARLIE)
    for path in ("phan-anh?xep=don-vi&chieu=giam", "phan-anh?q=khongco", "den-han?xep=han"):
        assert client.get(f"/noi-bo/bang/{path}").status_code == 200
    assert 'aria-sort="descending"' in client.get("/noi-bo/bang/phan-anh?xep=ngay&chieu=giam").text
    assert listed in client.get("/noi-bo/bang/phan-anh.csv").text
    assert client.get("/noi-bo/bang/phan-anh.xlsx").data[:2] == b"PK"
    assert client.get("/noi-bo/bang/de-xuat.csv").status_code == 403
    assert fresh(embedded, BOB).get("/noi-bo/bang/phan-anh.csv").status_code == 403
    with embedded.app_context():
        acts = db.session.scalars(select(AuditEntry.subject).where(AuditEntry.act == "export"))
        assert set(acts) == {"table:phan-anh.csv", "table:phan-anh.xlsx"}
