"""The page of imports: looked over before, taken in once, reported after."""

import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

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
