"""Self-inspections over HTTP: who is missing, a report under the headings, its file, the export."""

import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from intake import unitfile
from intake.commands import SHIPPED
from intake.staff import Duty, ensure_staff
from intake.unitbook import Kind, UnitBook
from tests.installation import DANA, PASSWORD, Installer, Mode
from tests.intake.attachments import picture
from tests.triage.inspections.office import DAY, fresh
from triage.inspections.headings import Scope
from triage.inspections.selfinspections import owing, read_due

PAGE, CLERK = "/noi-bo/tu-kiem-tra", "thu@tinh.example"
GOOD = {f"r-{scope}": "good" for scope in Scope if scope is not Scope.OTHER}
TOLD = GOOD | {"form": "online", "done_on": DAY, "summary": "Đã xem 11 tháng."}


@pytest.fixture(scope="module")
def office(installer: Installer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with installer.install(Mode.EMBEDDED, tmp_path_factory.mktemp("own")) as app:
        app.config["WTF_CSRF_ENABLED"] = False
        with app.app_context():
            ensure_staff(CLERK, "Thu", (Duty.OPERATOR,), PASSWORD)
        yield app


@pytest.fixture(scope="module")
def clerk(office: Flask) -> FlaskClient:
    return fresh(office, CLERK)


@pytest.fixture(scope="module")
def form(clerk: FlaskClient) -> str:
    """The address of the form of the first unit that owes a report."""
    found = re.search(rf"{PAGE}/moi/\d+/\d+", clerk.get(PAGE).text)
    assert found
    return found[0]


def test_in_2022_every_department_district_and_commune_owed_one() -> None:
    book = UnitBook(unitfile.records(unitfile.read_units(SHIPPED)))
    day = date(2022, 12, 31)
    kinds = (Kind.DEPARTMENT, Kind.DISTRICT, Kind.COMMUNE)
    assert set(owing(read_due(), book, 2022, day)) == {
        u.id for u in book.on(day) if u.kind in kinds
    }
    now = {book.by_id[i].kind for i in owing(read_due(), book, 2026, date(2026, 11, 24))}
    assert now == {Kind.DEPARTMENT, Kind.COMMUNE}


@pytest.mark.parametrize(
    "line", ["commune,13-40,2022-01-01,,x", "x,11-30,2022-01-01,,x", "commune"]
)
def test_a_due_date_that_cannot_be_is_refused_with_its_line(tmp_path: Path, line: str) -> None:
    file = tmp_path / "due.csv"
    file.write_text(f"kind,due,valid_from,valid_to,source\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"due\.csv:2"):
        read_due(file)


@pytest.mark.parametrize(
    "fault",
    [
        {"form": "by post"},
        {"done_on": "2031-01-01"},
        {"r-autonomy": ""},
        {"r-autonomy": "shortcomings"},
        {"summary": " "},
    ],
)
def test_an_incomplete_report_is_refused_and_keeps_what_was_typed(
    clerk: FlaskClient, form: str, fault: dict[str, str]
) -> None:
    answer = clerk.post(form, data=TOLD | {"t-directives": "Đã làm đủ."} | fault)
    assert answer.status_code == 422
    assert "Đã làm đủ." in answer.text


def test_a_report_is_filed_for_a_unit_with_its_file_and_leaves_the_list_of_the_missing(
    clerk: FlaskClient, form: str
) -> None:
    more = {"r-autonomy": "shortcomings", "t-autonomy": "=1+1 chưa xây dựng quy chế."}
    file = (io.BytesIO(picture("JPEG", (40, 30))), "bao-cao.jpg")
    answer = clerk.post(form, data=TOLD | more | {"file": file})
    assert answer.status_code == 303
    shown = answer.headers["Location"]
    assert "chưa xây dựng quy chế" in clerk.get(shown).text
    assert clerk.get(f"{shown}/tep").data.startswith(b"\xff\xd8")
    assert form not in clerk.get(f"{PAGE}?con_thieu=1").text
    assert "Đã báo cáo" in clerk.get(f"{PAGE}?xep=trang-thai&chieu=giam").text


def test_another_report_is_added_and_the_first_stays(clerk: FlaskClient, form: str) -> None:
    answer = clerk.post(form, data=TOLD)
    assert answer.status_code == 303
    assert clerk.get(answer.headers["Location"]).status_code == 200
    assert clerk.get(f"{PAGE}/1").status_code == 200


def test_the_list_is_found_without_marks_and_exported(clerk: FlaskClient) -> None:
    found = clerk.get(f"{PAGE}?q=so+tu+phap").text
    assert "Sở Tư pháp" in found
    assert "Sở Nội vụ" not in found
    rows = clerk.get(f"{PAGE}.csv").data.decode("utf-8-sig").splitlines()
    assert len(rows) > 100
    assert clerk.get(f"{PAGE}.xlsx").data.startswith(b"PK")


def test_an_administrator_of_accounts_reads_no_report(office: Flask) -> None:
    assert fresh(office, DANA).get(f"{PAGE}/1").status_code == 403


def test_a_unit_that_owes_none_has_no_form(clerk: FlaskClient) -> None:
    assert clerk.get(f"{PAGE}/moi/2026/999999").status_code == 404
    assert clerk.get(f"{PAGE}/moi/1999/1").status_code == 404


# longer ones: test_huge_numbers
@pytest.mark.parametrize("year", [0, 2021, 9_999, 98_765, 2**31 - 1])
def test_a_year_no_calendar_has_is_not_there(office: Flask, year: int) -> None:
    with office.app_context():
        every = (Duty.OPERATOR, Duty.INSPECTOR, Duty.LEAD, Duty.HEAD)
        ensure_staff("nam@tinh.example", "Năm", every, PASSWORD)
    person = fresh(office, "nam@tinh.example")
    office.testing = False
    asked = {
        f"{PAGE}/moi/{year}/1": ("GET", "POST"),
        f"{PAGE}/nhac/{year}": ("POST",),
        f"{PAGE}/don-vi-toi?nam={year}": ("GET",),
    }
    for path, methods in asked.items():
        for method in methods:
            assert person.open(path, method=method).status_code == 404, (method, path)
    for name in ("tu-kiem-tra", "kiem-tra/chi-tieu"):
        assert person.get(f"/noi-bo/{name}?nam={year}").status_code == 200, name
    office.testing = True
