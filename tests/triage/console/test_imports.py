"""The page of imports: looked over before, taken in once, reported after."""

import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from intake import work
from intake.db import db
from intake.submissions import Submission
from tests.bells import drain
from tests.house.test_routes import sign_in
from tests.installation import BOB, CHARLIE
from tests.intake.test_importing import TABLE

PAGE = "/noi-bo/nhap"


@pytest.fixture
def officer(embedded: Flask) -> FlaskClient:
    embedded.config["WTF_CSRF_ENABLED"] = False
    client = embedded.test_client()
    sign_in(client, CHARLIE)
    return client


def sends(client: FlaskClient, content: bytes, partner: str = "1022") -> str:
    file = (io.BytesIO(content), "1022.csv")
    return client.post(PAGE, data={"partner": partner, "file": file}).text


def columns_of(page: str) -> dict[str, str]:
    return {"source_ref": "0", "received_at": "1", "text": "2", "place": "3", "do": "take"}


def address(page: str) -> str:
    found = re.search(rf'action="({PAGE}/[0-9a-f]+)"', page)
    assert found
    return found[1]


def test_a_list_is_looked_over_before_anything_is_written(
    embedded: Flask, officer: FlaskClient
) -> None:
    page = sends(officer, TABLE.encode())
    assert "Dòng 3:" in page
    assert "Không hiểu ngày giờ “31/02/2025”." in page
    assert "Chưa có nội dung." in page
    with embedded.app_context():
        assert db.session.scalars(select(Submission)).all() == []


def test_a_list_is_taken_in_and_reported(embedded: Flask, officer: FlaskClient) -> None:
    page = sends(officer, TABLE.encode())
    done = officer.post(address(page), data=columns_of(page))
    drain(embedded)
    report = officer.get(done.headers["Location"]).text
    table = officer.get(done.headers["Location"] + "/ket-qua.csv").text
    with embedded.app_context():
        reference = db.session.scalars(select(Submission.reference)).one()
    assert "Dòng 4:" in report
    assert f"2,Đã nhập,{reference}," in table
    assert "4,Chưa rõ,," in table
    assert "Trong đó 1 dòng đã được nhập lần trước" in sends(officer, TABLE.encode())
    assert not {"taken", "already", "unclear", "waiting"} & set(re.findall(r"\w+", table))


def test_a_list_waiting_opens_to_who_sent_it_alone(embedded: Flask, officer: FlaskClient) -> None:
    page = sends(officer, TABLE.encode())
    stranger = embedded.test_client()
    sign_in(stranger, BOB)
    assert stranger.post(address(page), data={"do": "look"}).status_code == 403
    assert officer.post(f"{PAGE}/{'0' * 32}", data={"do": "look"}).status_code == 404


def test_what_is_no_table_is_refused_in_words(officer: FlaskClient) -> None:
    assert "Tệp không đọc được" in sends(officer, b"PK\x03\x04 torn")
    assert "không có dòng nào" in sends(officer, b"")


def test_columns_are_changed_on_the_page_and_remembered_for_the_next_list(
    embedded: Flask, officer: FlaskClient
) -> None:
    odd = "A;B\nTrễ hẹn 20 ngày ở một cửa.;xã Mỹ An Hưng\n"  # synthetic
    page = sends(officer, odd.encode())
    assert "Xin chọn cột có nội dung." in page
    unread = officer.post(address(page), data={"do": "take"})
    assert unread.status_code == 422
    again = officer.post(address(page), data={"text": "0", "place": "1", "do": "look"})
    assert "Đọc được 1 dòng, 0 dòng chưa rõ" in again.text
    done = officer.post(address(page), data={"text": "0", "place": "1", "do": "take"})
    assert done.status_code == 303
    assert "Đọc được 1 dòng, 0 dòng chưa rõ" in sends(officer, odd.encode())


def test_a_long_list_is_looked_at_in_part_and_says_so(officer: FlaskClient) -> None:
    long = "Nội dung\n" + "".join(f"Chờ lâu ở một cửa, lần thứ {n}.\n" for n in range(2_010))
    assert "Còn 10 dòng sau nữa" in sends(officer, long.encode())


def test_a_list_under_way_says_how_far_it_is(embedded: Flask, officer: FlaskClient) -> None:
    with embedded.app_context():
        work.bells().jobs = work.bells().jobs | {"import": int}  # nobody answers the bell
    page = sends(officer, TABLE.encode())
    report = officer.get(
        officer.post(address(page), data=columns_of(page)).headers["Location"]
    ).text
    assert "xong 2 trên 3 dòng" in report
    assert 'http-equiv="refresh"' in report
