"""What senders attached is opened by leads, noted, at an address without cookies where nothing runs."""

import io

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from intake.audit import AuditEntry
from intake.db import db
from intake.staff import Duty, ensure_staff
from intake.submissions import Attachment, Submission
from intake.web import givenfiles
from tests.bells import drain
from tests.house.test_routes import sign_in
from tests.installation import ALICE, CHARLIE, PASSWORD
from tests.intake.attachments import pdf, picture
from tests.intake.test_form_faults import sent
from triage.matters import Matter

LEAD = "lan@phutrach.example"


@pytest.fixture
def told(embedded: Flask) -> Flask:
    """Somebody filed with a picture and a paper; a lead is there."""
    embedded.config["WTF_CSRF_ENABLED"] = False
    browser = embedded.test_client()
    files = [(io.BytesIO(picture()), "giấy hẹn.jpg"), (io.BytesIO(pdf()), "đơn.pdf")]
    review = sent(browser, files=files)
    assert browser.post(review.headers["Content-Location"]).status_code == 303
    drain(embedded)
    with embedded.app_context():
        ensure_staff(LEAD, "Lan", (Duty.LEAD,), PASSWORD)
    return embedded


def lead(app: Flask) -> FlaskClient:
    client = app.test_client()
    sign_in(client, LEAD)
    return client


def pages(app: Flask) -> tuple[str, list[str]]:
    """The page of the matter, and the addresses of its files."""
    with app.app_context():
        matter = db.session.scalars(sa.select(Matter.id)).one()
        files = db.session.scalars(sa.select(Attachment.id).order_by(Attachment.id)).all()
    page = f"/noi-bo/vu-viec/{matter}"
    return page, [f"{page}/tep/{one}" for one in files]


def test_a_lead_opens_a_picture_and_it_is_noted(told: Flask) -> None:
    page, (photo, paper) = pages(told)
    client = lead(told)
    shown = client.get(page).text
    assert "giấy hẹn.jpg" in shown
    assert photo in shown
    where = client.get(photo).headers["Location"]
    stranger = told.test_client()  # the address alone opens it: no cookie goes along
    answer = stranger.get(where)
    assert answer.data.startswith(b"\xff\xd8\xff")
    assert answer.headers["Content-Disposition"].startswith("inline")
    download = stranger.get(client.get(paper).headers["Location"])
    assert download.headers["Content-Disposition"].startswith("attachment")
    for given in (answer, download):
        assert given.headers["X-Content-Type-Options"] == "nosniff"
        assert given.headers["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
        assert "no-store" in given.headers["Cache-Control"]
        assert "Set-Cookie" not in given.headers
    with told.app_context():
        noted = sa.select(sa.func.count(AuditEntry.id)).where(AuditEntry.act == "file opened")
        assert db.session.scalar(noted) == 2


def test_a_download_that_broke_off_goes_on_and_a_part_that_is_not_there_is_refused(
    told: Flask,
) -> None:
    _page, (_photo, paper) = pages(told)
    where, stranger = lead(told).get(paper).headers["Location"], told.test_client()
    whole = stranger.get(where).data
    asked = {
        "bytes=0-9": whole[:10],
        f"bytes={len(whole) - 7}-": whole[-7:],
        "bytes=-5": whole[-5:],
        f"bytes=3-{len(whole) * 9}": whole[3:],
    }
    for wanted, part in asked.items():
        got = stranger.get(where, headers={"Range": wanted})
        assert (got.status_code, got.data) == (206, part), wanted
        assert got.headers["Content-Range"].endswith(f"/{len(whole)}")
        assert got.headers["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
        assert got.headers["X-Content-Type-Options"] == "nosniff"
    for nothing in (f"bytes={len(whole)}-", "bytes=0-1,3-4", "bytes=9-1", "lines=1-2", "bytes=x"):
        got = stranger.get(where, headers={"Range": nothing})
        assert got.status_code in {200, 416}, nothing
        assert got.status_code == 416 or got.data == whole


@pytest.mark.parametrize("who", [ALICE, CHARLIE])
def test_nobody_else_sees_or_opens_a_file(told: Flask, who: str) -> None:
    page, (photo, _paper) = pages(told)
    client = told.test_client()
    sign_in(client, who)
    assert photo not in client.get(page).text
    assert "giấy hẹn.jpg" not in client.get(page).text
    assert client.get(photo).status_code == 403
    assert told.test_client().get(photo).status_code in (302, 401)


def test_an_address_is_for_five_minutes_and_for_its_file(
    told: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    _page, (photo, _paper) = pages(told)
    where = lead(told).get(photo).headers["Location"]
    assert told.test_client().get(where[:-2] + "xx").status_code == 404
    monkeypatch.setattr(givenfiles, "OPENS_FOR", -1)
    assert told.test_client().get(where).status_code == 404


def test_a_file_of_another_matter_is_not_there(told: Flask) -> None:
    page, _files = pages(told)
    assert lead(told).get(f"{page}/tep/999").status_code == 404


def test_another_name_of_the_server_can_be_given_for_files(told: Flask) -> None:
    with told.test_request_context():
        object.__setattr__(told.extensions["settings"], "files_url", "https://tep.example")
        assert givenfiles.address(1).startswith("https://tep.example/tep/")
        assert db.session.scalar(sa.select(sa.func.count(Submission.id))) == 1


def test_whose_key_was_destroyed_a_file_is_gone(told: Flask) -> None:
    _page, (photo, _paper) = pages(told)
    client = lead(told)
    where = client.get(photo).headers["Location"]
    with told.app_context():
        db.session.execute(sa.text("DELETE FROM data_key"))
        db.session.commit()
    assert told.test_client().get(where).status_code == 410
