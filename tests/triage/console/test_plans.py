"""The year's plan over HTTP: drafted, issued with its file, amended, and hidden from its units."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text, update
from sqlalchemy.exc import DatabaseError

from intake import backup, filebox
from intake.clock import today
from intake.db import db
from intake.keptfiles import KeptFile
from intake.staff import Staff
from intake.web.brooms import delete_unheld
from tests.installation import ALICE, BOB, Installer, Mode
from tests.intake.attachments import picture
from tests.test_main_line import ALIKE, file
from tests.triage.inspections.office import DAY, LEAD, fresh, person, staffed
from triage.inspections.cases import Inspection
from triage.inspections.headings import TEN
from triage.inspections.life import Stage
from triage.inspections.plans import InspectionPlan, PlanEntry

PAGE = f"/noi-bo/ke-hoach/{today().year}"
SIGNED = {"act": "issue", "number": "7/KH-UBND", "day": DAY, "signer": "Chủ tịch UBND tỉnh"}


@pytest.fixture(scope="module")
def office(installer: Installer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One installation for the whole story of this file, in the order of the tests."""
    with installer.install(Mode.EMBEDDED, tmp_path_factory.mktemp("plan")) as app:
        staffed(app)
        with app.app_context():  # of no office: sees every line
            nowhere = update(Staff).where(Staff.email == LEAD).values(home_unit_id=None)
            db.session.execute(nowhere)
            db.session.commit()
        yield app


@pytest.fixture
def lead(office: Flask) -> FlaskClient:
    return person(office, LEAD)


def suggested(page: str) -> list[str]:
    return re.findall(r'value="put"><input type="hidden" name="unit_id" value="(\d+)"', page)


def put(client: FlaskClient, unit_id: str, **more: object) -> int:
    line = {
        "act": "put",
        "unit_id": unit_id,
        "quarter": "4",
        "form": "on_site",
        "scopes": [*TEN],
    } | more
    return client.post(PAGE, data=line).status_code


def entries(office: Flask) -> list[tuple[int, str]]:
    with office.app_context():
        rows = db.session.scalars(select(PlanEntry).order_by(PlanEntry.id))
        return [(row.unit_id, row.act) for row in rows]


def test_a_draft_takes_suggested_lines_one_by_one(office: Flask, lead: FlaskClient) -> None:
    assert lead.post(PAGE, data={"act": "begin"}).status_code == 303
    first = suggested(lead.get(PAGE).text)
    assert len(first) == 8  # the rule of departments is what is left since 07/2025
    assert put(lead, first[0], month="11") == 303
    assert suggested(lead.get(PAGE).text) == first[1:]
    assert put(lead, first[0]) == 422  # it is there
    assert put(lead, first[1], month="2") == 422  # not in the fourth quarter
    assert put(lead, "999999") == 422
    assert len(entries(office)) == 1


def test_a_unit_found_by_name_is_taken_too(lead: FlaskClient, office: Flask) -> None:
    assert put(lead, "", unit="so tu phap", why="Theo chỉ đạo.") == 303
    assert put(lead, "", unit="khong co noi nay") == 422
    assert len(entries(office)) == 2


def test_whoever_works_there_sees_no_line_of_it(office: Flask) -> None:
    unit_id = entries(office)[0][0]
    with office.app_context():
        bob = db.session.scalars(select(Staff).where(Staff.email == BOB)).one()
        bob.home_unit_id = unit_id
        db.session.commit()
    client = fresh(office, BOB)
    page = client.get(PAGE).text
    assert f'value="{unit_id}"' not in page
    assert "Đơn vị liên quan đến anh chị không hiện ở đây" in page
    strike = {"act": "strike", "unit_id": str(unit_id), "why": "x"}
    assert client.post(PAGE, data=strike).status_code == 422
    assert put(client, str(unit_id)) == 422


def test_an_inspector_does_not_issue(office: Flask) -> None:
    assert person(office, ALICE).post(PAGE, data=SIGNED).status_code == 403
    assert person(office, ALICE).get(f"{PAGE}.csv").status_code == 404  # a draft is no file


def test_without_its_signer_or_with_a_file_that_is_none_it_is_not_issued(
    lead: FlaskClient,
) -> None:
    assert lead.post(PAGE, data=SIGNED | {"signer": ""}).status_code == 422
    broken = SIGNED | {"file": (io.BytesIO(b"MZ not a document"), "ke-hoach.pdf")}
    assert lead.post(PAGE, data=broken).status_code == 422


def test_issued_it_keeps_its_signed_file_sealed_and_changes_no_more(
    office: Flask, lead: FlaskClient
) -> None:
    file = (io.BytesIO(picture("JPEG", (40, 30))), "ke-hoach.jpg")
    assert lead.post(PAGE, data=SIGNED | {"file": file}).status_code == 303
    assert lead.post(PAGE, data=SIGNED).status_code == 422
    assert put(lead, "1") == 422
    with office.app_context():
        kept_id = db.session.scalars(select(KeptFile.id)).one()
        delete_unheld(-1.0)
        with pytest.raises(DatabaseError):
            db.session.execute(text("UPDATE inspection_plan SET number = 'khác'"))
        db.session.rollback()
    link = f"{PAGE}/tep/{kept_id}"
    assert link in lead.get(PAGE).text
    assert lead.get(link).data.startswith(b"\xff\xd8")
    assert lead.get(f"{PAGE}/tep/{kept_id + 1}").status_code == 404
    stored = next((office.extensions["settings"].instance / "files").glob("*/*/*")).read_bytes()
    assert stored.startswith(b"LNF1")


def test_changes_belong_to_an_amendment(office: Flask, lead: FlaskClient) -> None:
    unit_id = str(entries(office)[1][0])
    strike = {"act": "strike", "unit_id": unit_id, "why": "Đã sáp nhập."}
    assert lead.post(PAGE, data=strike).status_code == 422
    more = {"act": "amend", "number": "9/QĐ-UBND", "text": "Rút một sở."}
    assert lead.post(PAGE, data=SIGNED | more).status_code == 303
    assert lead.post(PAGE, data=SIGNED | more).status_code == 422  # the same number twice
    assert lead.post(PAGE, data=strike | {"why": ""}).status_code == 422
    assert lead.post(PAGE, data=strike).status_code == 303
    assert "Đã sáp nhập." in lead.get(PAGE).text
    assert entries(office)[-1] == (int(unit_id), "struck")


def test_the_board_and_the_file_know_the_plan(office: Flask, lead: FlaskClient) -> None:
    assert "1/8" in lead.get("/noi-bo/kiem-tra/chi-tieu").text
    assert lead.get(f"{PAGE}.csv").data.decode("utf-8-sig").count("\r\n") == 2
    assert lead.get(f"{PAGE}.xlsx").data.startswith(b"PK")


def test_a_line_becomes_a_planned_inspection_that_names_the_plan(
    office: Flask, lead: FlaskClient
) -> None:
    unit_id = str(entries(office)[0][0])
    answer = lead.post(PAGE, data={"act": "open", "unit_id": unit_id})
    assert "Kế hoạch số 7/KH-UBND" in lead.get(answer.headers["Location"]).text
    with office.app_context():
        db.session.execute(update(Inspection).values(stage=Stage.CLOSED))
        db.session.commit()
    again = lead.post(PAGE, data={"act": "open", "unit_id": unit_id})  # one line is one visit
    assert again.status_code == 422
    assert "đã mở cuộc kiểm tra trong năm" in again.text


def test_a_year_nobody_plans_is_not_there(lead: FlaskClient) -> None:
    assert lead.get("/noi-bo/ke-hoach/1999").status_code == 404
    assert lead.post(f"/noi-bo/ke-hoach/{today().year - 1}", data=SIGNED).status_code == 404


def test_the_first_line_lives_in_one_plan(office: Flask) -> None:
    with office.app_context():
        assert db.session.scalars(select(InspectionPlan)).one().issued_at is not None


def test_the_signed_file_is_part_of_the_backup(office: Flask, tmp_path: Path) -> None:
    with office.app_context():
        settings = office.extensions["settings"]
        store = filebox.of(settings).backend
        target = tmp_path / "all.tar.gz"
        kept = backup.write(target, settings.instance, store, tmp_path / "keys")
    assert (kept.rows["kept_file"], kept.files) == (1, 1)


def test_feedback_of_the_year_reaches_the_suggestions(office: Flask, lead: FlaskClient) -> None:
    office.config["WTF_CSRF_ENABLED"] = False
    for i, words in enumerate(ALIKE):
        file(office, words, sender=f"người thứ {i}")
    page = lead.get(PAGE).text.split("Gợi ý")[1]
    assert re.search(r"Xã Mỹ An Hưng</h3>\s*<ul[^>]*><li>Nhiều phản ánh nhất", page)


def test_a_broken_file_of_rules_names_its_line(office: Flask, lead: FlaskClient) -> None:
    own = office.extensions["settings"].instance / "coverage_rules.csv"
    own.write_text("kind,minimum,per,valid_from,valid_to,source\nplanet,1,,2022-01-01,,x\n")
    answer = lead.get("/noi-bo/kiem-tra/chi-tieu")
    assert (answer.status_code, "coverage_rules.csv:2" in answer.text) == (500, True)
    own.write_text("kind,minimum,per,valid_from,valid_to,source\ncommune,30%,,2025-07-01,,x\n")
    assert "/31" in lead.get("/noi-bo/kiem-tra/chi-tieu").text
