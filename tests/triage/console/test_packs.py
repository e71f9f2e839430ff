"""The pack and the notes of a visit over HTTP: for the team alone, stored once, sealed."""

import io
from collections.abc import Iterator
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from intake.db import db
from intake.staff import Duty, Staff, ensure_staff
from tests.house.test_routes import sign_in
from tests.installation import ALICE, BOB, CHARLIE, PASSWORD, Installer, Mode
from tests.intake.attachments import picture
from tests.test_main_line import file
from tests.triage.inspections.office import LEAD, commune, fresh, opened, person, staffed
from tests.triage.inspections.office import until_arrival as arrive
from triage.inspections.draw import draw
from triage.inspections.fieldwork import FieldNote
from triage.matters import Matter

OUTSIDER, OWN = "ngoai@kiemtra.example", "nguoi-nha@kiemtra.example"
CODES = [f"000.00.01.H20-261101-{n:04}" for n in range(40)]
WORDS = "Quầy số 2 không có người từ 8 giờ."


@pytest.fixture(scope="module")
def office(installer: Installer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A case on the spot, its team LEAD and BOB; Alice is an inspector outside the team."""
    with installer.install(Mode.EMBEDDED, tmp_path_factory.mktemp("pack")) as app:
        unit_id = commune(staffed(app))
        with app.app_context():
            ensure_staff(OWN, "Người nhà", (Duty.INSPECTOR,), PASSWORD, home_unit_id=unit_id)
        arrive(app, opened(app))
        yield app


def note(uuid: str, **more: object) -> dict[str, object]:
    return {"uuid": uuid, "item": "staff", "words": WORDS, "at": "2026-11-24T08:05:00Z"} | more


def stored(office: Flask) -> int:
    with office.app_context():
        return db.session.scalar(select(func.count()).select_from(FieldNote)) or 0


def test_a_note_sent_twice_is_stored_once_and_sealed(office: Flask) -> None:
    bob, uuid = person(office, BOB), str(uuid4())
    first = bob.post("/noi-bo/hien-truong/1/gui", data=note(uuid))
    again = bob.post("/noi-bo/hien-truong/1/gui", data=note(uuid, words="khác"))
    assert [first.json["new"], again.json["new"]] == [True, False]
    assert stored(office) == 1
    assert bob.get("/noi-bo/hien-truong/1/san-sang").json["held"] == [uuid]
    page = person(office, LEAD).get("/noi-bo/kiem-tra/1/ghi-chep").text
    assert WORDS in page
    assert "khác" not in page.split("<main")[1].split("</main")[0]
    folder = office.extensions["settings"].instance / "files"
    assert all(WORDS.encode() not in one.read_bytes() for one in folder.glob("*/*/*"))


def test_a_photo_is_drawn_anew_and_shown(office: Flask) -> None:
    photo = (io.BytesIO(picture("JPEG", (80, 60))), "anh.jpg")
    bob = person(office, BOB)
    sent = bob.post("/noi-bo/hien-truong/1/gui", data=note(str(uuid4()), words="", photo=photo))
    assert sent.json["stored"]
    with office.app_context():
        row_id = db.session.scalars(select(FieldNote.id).where(FieldNote.photo_id > 0)).one()
    shown = bob.get(f"/noi-bo/kiem-tra/1/ghi-chep/{row_id}/anh")
    assert shown.data.startswith(b"\xff\xd8")
    assert bob.get(f"/noi-bo/kiem-tra/1/ghi-chep/{row_id - 1}/anh").status_code == 404


@pytest.mark.parametrize(
    "fault",
    [
        {"words": " "},
        {"uuid": "7"},
        {"photo": (io.BytesIO(b"MZ program"), "x.jpg")},
    ],
)
def test_what_is_no_note_is_refused_with_its_reason(
    office: Flask, fault: dict[str, object]
) -> None:
    before = stored(office)
    data = note(str(uuid4())) | fault
    answer = person(office, BOB).post("/noi-bo/hien-truong/1/gui", data=data)
    assert (answer.status_code, bool(answer.json["error"])) == (422, True)
    assert stored(office) == before


def test_nobody_takes_over_anothers_note(office: Flask) -> None:
    uuid = str(uuid4())
    person(office, BOB).post("/noi-bo/hien-truong/1/gui", data=note(uuid))
    taken = person(office, LEAD).post("/noi-bo/hien-truong/1/gui", data=note(uuid))
    assert taken.status_code == 422


def test_only_the_team_opens_the_page_on_the_spot(office: Flask) -> None:
    for path in ("", "sw.js", "san-sang"):
        address = f"/noi-bo/hien-truong/1/{path}"
        assert person(office, BOB).get(address).status_code == 200
        assert person(office, ALICE).get(address).status_code == 404
        assert fresh(office, OWN).get(address).status_code == 404
    stranger = office.test_client().get("/noi-bo/hien-truong/1/sw.js")
    assert stranger.status_code in (302, 303, 401)
    post = person(office, ALICE).post("/noi-bo/hien-truong/1/gui", data=note(str(uuid4())))
    assert post.status_code == 404


def test_the_pack_and_the_notes_are_unknown_to_whoever_works_there(office: Flask) -> None:
    own = fresh(office, OWN)
    for path in ("mang-theo", "ghi-chep", "ghi-chep/1/anh"):
        assert own.get(f"/noi-bo/kiem-tra/1/{path}").status_code == 404
    assert fresh(office, CHARLIE).get("/noi-bo/kiem-tra/1/mang-theo").status_code == 403


def test_dossiers_are_drawn_as_anybody_can_repeat_and_every_draw_stays(office: Flask) -> None:
    bob, form = person(office, BOB), {"codes": "\n".join(CODES), "number": "3"}
    for seed in ("48213", "77001"):
        answer = bob.post("/noi-bo/kiem-tra/1/mang-theo", data=form | {"seed": seed})
        assert answer.status_code == 303
    page = bob.get("/noi-bo/kiem-tra/1/mang-theo").text
    for seed in ("48213", "77001"):
        assert all(code in page for code in draw(seed, CODES, 10))  # never fewer than ten
    assert draw("77001", CODES, 10)[0] in bob.get("/noi-bo/hien-truong/1/").text
    refused = person(office, ALICE).post("/noi-bo/kiem-tra/1/mang-theo", data=form | {"seed": "5"})
    assert refused.status_code == 422
    assert "không có tên trong Đoàn" in refused.text
    assert 'name="seed"' not in refused.text
    for fault in ({"seed": " "}, {"codes": " \n "}):
        assert bob.post("/noi-bo/kiem-tra/1/mang-theo", data=form | fault).status_code == 422


def test_the_pack_shows_what_was_said_without_numbers_and_the_telephone_nothing_of_it(
    office: Flask,
) -> None:
    with office.app_context():
        unit_name = person(office, BOB).get("/noi-bo/kiem-tra/1").text
    assert unit_name
    file(office, "Hồ sơ đất của tôi trễ hẹn hai tháng, gọi 0912345678.", sender="ai đó")
    unit_id = commune(office)
    with office.app_context():
        row = db.session.scalars(select(Matter).order_by(Matter.id.desc())).first()
        assert row is not None
        row.unit_id, row.relevant, row.severity = unit_id, True, "S2"
        db.session.commit()
    page = person(office, BOB).get("/noi-bo/kiem-tra/1/mang-theo").text
    assert "trễ hẹn hai tháng" in page
    assert "0912345678" not in page
    assert "trễ hẹn hai tháng" not in person(office, BOB).get("/noi-bo/hien-truong/1/").text


def test_a_note_that_comes_after_the_case_moved_on_is_still_taken(office: Flask) -> None:
    lead = person(office, LEAD)
    go = {"step": "refer", "seen": "on_site", "text": "Chuyển cơ quan khác."}
    assert lead.post("/noi-bo/kiem-tra/1", data=go).status_code == 303
    assert lead.get("/noi-bo/hien-truong/1/").status_code == 404
    late = person(office, BOB).post("/noi-bo/hien-truong/1/gui", data=note(str(uuid4())))
    assert late.json["stored"]


def test_who_moved_to_the_unit_no_longer_reads_the_notes(office: Flask) -> None:
    unit_id = commune(office)
    with office.app_context():
        bob = db.session.scalars(select(Staff).where(Staff.email == BOB)).one()
        bob.home_unit_id = unit_id
        db.session.commit()
    client = office.test_client()
    sign_in(client, BOB)
    assert client.get("/noi-bo/kiem-tra/1/ghi-chep").status_code == 404
