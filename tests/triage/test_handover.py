"""A denunciation handed over: printed unmasked before, gone from the machine after."""

import io
import secrets
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from intake import datakeys
from intake.audit import AuditEntry
from intake.db import db
from intake.filestore import FileMissing
from intake.outbox import NoticeAddress
from intake.submissions import Attachment, Author, SealedIdentity, Submission
from tests.house.test_routes import sign_in
from tests.installation import Installer, Mode
from tests.triage.test_answers import LEAD, TEXT, Case, case, store_of
from triage import leaving
from triage.matters import Matter

__all__ = ["case"]
GONE = {"destination": "Nơi A", "identity": "deleted", "printed": "yes"}


def test_only_the_lead_hands_over(case: Case) -> None:
    data = {"destination": "Thanh tra tỉnh", "identity": "deleted", "printed": "yes"}
    assert case.officer.post(f"{case.page}/ban-giao", data=data).status_code == 403
    assert case.lead().post(f"{case.page}/ban-giao", data=data).status_code == 303


def test_the_words_are_opened_unmasked_to_a_lead_with_a_reason_and_before_the_hand_over(
    case: Case,
) -> None:
    case.sender.post(f"/phan-anh/{case.reference}", data={"reply": "Gọi 0987 654 321", "once": "x"})
    words, lead = f"{case.page}/ban-giao/noi-dung", case.app.test_client()
    sign_in(lead, LEAD)
    because = {"reason": "In để lập hồ sơ tố cáo theo Luật Tố cáo."}
    assert "0912 345 678" not in lead.get(case.page).text
    assert lead.post(f"{case.page}/ban-giao", data=GONE).status_code == 422  # nobody printed them
    assert lead.post(words, data={"reason": "để in"}).status_code == 422
    assert lead.get(words).status_code == 405  # nothing of it stays in a history
    assert case.officer.post(words, data=because).status_code == 403
    page = lead.post(words, data=because)
    assert all(said in page.text for said in (TEXT, "0987 654 321", because["reason"]))
    assert "a@b.example" not in page.text  # who it was takes two people
    assert page.headers["Cache-Control"] == "no-store"
    with case.app.app_context():
        noted = select(AuditEntry).where(AuditEntry.act == "words opened")
        assert [one.detail for one in db.session.scalars(noted)] == [because["reason"]]
    assert "Lead đã mở nội dung lúc" in lead.get(f"{case.page}/ban-giao").text
    assert lead.post(f"{case.page}/ban-giao", data=GONE).status_code == 303
    assert lead.post(words, data=because).status_code == 410


def test_handing_over_deletes_who_it_was_and_leaves_a_stub(case: Case) -> None:
    lead = case.lead()
    lead.post(
        f"{case.page}/ban-giao",
        data=GONE,
    )
    with case.app.app_context():
        assert db.session.scalar(select(SealedIdentity)) is None
        assert db.session.scalar(select(NoticeAddress)) is None
    slip = lead.get(f"{case.page}/ban-giao").text
    assert all(word in slip for word in (case.reference, "Nơi A", "Lead", "Đã xóa"))
    assert "trễ hẹn 20 ngày" not in lead.get(case.page).text


@pytest.mark.parametrize("mode", list(Mode))
def test_what_was_handed_over_leaves_the_machine_and_nothing_else_may(
    installer: Installer, tmp_path: Path, mode: Mode
) -> None:
    with installer.install(mode, tmp_path) as app:
        case = Case(app)
        case.sender.post(f"/phan-anh/{case.reference}", data={"reply": "Ông Ẩn", "once": "x"})
        key = secrets.token_hex(16)
        with app.app_context():
            said = db.session.scalars(select(Submission)).one()
            own = datakeys.fresh()
            put = store_of(app).put(io.BytesIO(b"%PDF-1.4"), own)
            said.attachments.append(
                Attachment(store_key=put, name="a", media_type="x", size=8, sha256=key.encode())
            )
            datakeys.keep(app.extensions["settings"].instance, datakeys.of_file(put), own)
            db.session.commit()
            for forged in ({"text": leaving.STUB}, leaving.EMPTIED):
                with pytest.raises(DBAPIError):
                    db.session.execute(update(Submission).values(**forged))
                db.session.rollback()
        data = {"destination": "Nơi A", "identity": "deleted"}
        lead = case.lead()
        assert lead.post(f"{case.page}/ban-giao", data=data).status_code == 422  # not printed
        assert lead.post(f"{case.page}/ban-giao", data=data | {"printed": "1"}).status_code == 303
        with app.app_context():
            said = db.session.scalars(select(Submission)).one()
            assert (said.text, said.sender_hash, said.network_hash) == (leaving.STUB, None, None)
            assert said.reference == case.reference
            assert [m.text for m in said.messages if m.author == Author.SENDER] == [""]
            assert db.session.scalars(select(Matter.folded)).all() == [""]
            assert db.session.scalars(select(Attachment)).all() == []
            assert db.session.get(datakeys.DataKey, datakeys.of_file(put)) is None
            with pytest.raises(FileMissing):
                store_of(app).open(put, own)
            assert db.session.scalar(select(AuditEntry).where(AuditEntry.act == "purge"))
            for changed in ({"text": "khác"}, {"reference": "LN-0000-00000"}, {"unit_id": 1}):
                with pytest.raises(DBAPIError):
                    db.session.execute(update(Submission).values(**leaving.EMPTIED | changed))
                db.session.rollback()
            assert leaving.purge_left(store_of(app)) == 0


def test_what_was_handed_over_is_found_by_none_of_its_words(case: Case) -> None:
    lead = case.lead()
    assert case.page in lead.get("/noi-bo/tim?q=tach+thua").text
    lead.post(
        f"{case.page}/ban-giao",
        data=GONE,
    )
    assert case.page not in lead.get("/noi-bo/tim?q=tach+thua").text
    assert case.page not in lead.get("/noi-bo/bang/phan-anh?q=tach+thua").text
    assert case.page in lead.get(f"/noi-bo/tim?q={case.reference}").text


def test_a_sealed_identity_stays_sealed(case: Case) -> None:
    data = {"destination": "Nơi A", "identity": "sealed", "printed": "yes"}
    case.lead().post(f"{case.page}/ban-giao", data=data)
    with case.app.app_context():
        assert db.session.scalar(select(SealedIdentity)) is not None


def test_words_handed_over_stand_on_no_page_not_even_the_senders(case: Case) -> None:
    told = {"reply": "Ông ấy tên Không Có Thật.", "once": "x"}  # synthetic
    case.sender.post(f"/phan-anh/{case.reference}", data=told)
    assert "Không Có Thật" in case.status
    data = {"destination": "Nơi A", "identity": "deleted", "printed": "yes"}
    case.lead().post(f"{case.page}/ban-giao", data=data)
    assert "Nơi A" in case.status
    assert "tách thửa" not in case.status
    assert "Không Có Thật" not in case.status
    headers = {"X-Receipt-Secret": case.secret}
    by_api = case.sender.get(f"/api/v1/submissions/{case.reference}", headers=headers)
    assert by_api.json["messages"] == []


def test_what_was_handed_over_is_not_answered_here(case: Case) -> None:
    data = {"destination": "Nơi A", "identity": "sealed", "printed": "yes"}
    case.lead().post(f"{case.page}/ban-giao", data=data)
    assert case.answers() == 422
