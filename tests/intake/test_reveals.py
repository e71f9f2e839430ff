"""Who said it stays sealed: what opens it, who must agree, and what is left behind."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from nacl.public import PrivateKey

from intake import datakeys, identity, officers, reveals
from intake.audit import AuditEntry
from intake.db import db, now
from intake.officers import Cost, LastOfficer, OfficerKey, WrongPassphrase
from intake.reveals import WRONG, Refused, Reveal
from intake.staff import Duty, Staff, ensure_staff
from intake.submissions import SealedIdentity
from tests.bells import drain
from tests.house.test_routes import sign_in
from tests.installation import CHARLIE, PASSWORD
from tests.intake.test_form_faults import sent as fill
from tests.test_main_line import ALIKE, file

QUICK = Cost(operations=1, memory=8192 * 1024)
LAN, MAI = "lan@kiemtra.example", "mai@kiemtra.example"  # two leads
WORDS = "con cò bay lả bay la"
NEW_WORDS = "ruộng đồng mênh mông nước"
NAME, PHONE = "Nguyễn Thị Không Có Thật", "0900000000"  # synthetic
REASON = "Cần hẹn người gửi mang giấy hẹn bản gốc để đối chiếu."


@pytest.fixture
def installed(app: Flask) -> Flask:
    """One named submission; two leads hold the key, whose file left the machine."""
    app.config["WTF_CSRF_ENABLED"] = False
    given = {"identity_level": "declared", "name": NAME, "contact": PHONE}
    sent(app, given)
    drain(app)
    with app.app_context():
        for email in (LAN, MAI):
            ensure_staff(email, email.partition("@")[0].title(), (Duty.LEAD,), PASSWORD)
            officers.give(staff(email), private(app), WORDS, QUICK)
        (instance(app) / "identity.private").unlink()
        db.session.commit()
    return app


@pytest.fixture
def sealed(installed: Flask) -> Iterator[Flask]:
    """The same, with the database at hand."""
    with installed.app_context():
        yield installed


def sent(app: Flask, given: dict[str, str]) -> None:
    browser = app.test_client()
    review = fill(browser, **given)
    browser.post(review.headers["Content-Location"])


def instance(app: Flask) -> Path:
    found: Path = app.extensions["settings"].instance
    return found


def private(app: Flask) -> PrivateKey:
    identity.officers_key(instance(app))
    return officers.private_key_in_file(instance(app) / "identity.private")


def staff(email: str) -> int:
    found = db.session.scalars(sa.select(Staff.id).where(Staff.email == email)).one()
    db.session.rollback()
    return found


def lead(app: Flask, email: str) -> FlaskClient:
    client = app.test_client()
    sign_in(client, email)
    return client


def acts() -> list[str]:
    rows = db.session.scalars(
        sa.select(AuditEntry.act).where(AuditEntry.act.like("reveal%")).order_by(AuditEntry.id)
    )
    return list(rows)


def test_the_whole_way_over_the_pages_shows_the_name_once(installed: Flask) -> None:
    lan, mai, page = lead(installed, LAN), lead(installed, MAI), "/noi-bo/vu-viec/1/danh-tinh"
    assert NAME not in lan.get("/noi-bo/vu-viec/1").text
    assert lan.post(page, data={"act": "ask", "reason": REASON}).status_code == 303
    assert REASON in mai.get(page).text
    assert mai.post(page, data={"act": "allow"}).status_code == 303
    wrong = lan.post(page, data={"act": "open", "passphrase": "không phải cụm này"})
    assert (wrong.status_code, NAME in wrong.text) == (422, False)
    at_once = [lead(installed, LAN) for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:  # a double click, three times over
        answers = list(
            pool.map(lambda c: c.post(page, data={"act": "open", "passphrase": WORDS}), at_once)
        )
    assert sorted(a.status_code for a in answers) == [200, 422, 422]
    assert sum(NAME in a.text for a in answers) == 1
    shown = next(a for a in answers if a.status_code == 200)
    assert (PHONE in shown.text, "chưa ghi kèm mã phản ánh" in shown.text) == (True, False)
    assert shown.headers["Cache-Control"] == "no-store"
    again = lan.post(page, data={"act": "open", "passphrase": WORDS})
    assert (again.status_code, NAME in again.text) == (422, False)
    with installed.app_context():
        assert acts() == [
            "reveal_asked", "reveal_allowed", "reveal_wrong_passphrase", "reveal_opened",
        ]  # fmt: skip


def test_one_officers_wrong_passphrases_make_that_officer_wait_and_nobody_else(
    installed: Flask,
) -> None:
    lan, mai, page = lead(installed, LAN), lead(installed, MAI), "/noi-bo/vu-viec/1/danh-tinh"
    lan.post(page, data={"act": "ask", "reason": REASON})
    mai.post(page, data={"act": "allow"})
    guess, right = ({"act": "open", "passphrase": said} for said in ("đoán thử một cụm", WORDS))
    guessing = [lead(installed, LAN) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:  # many at once get no more tries than one by one
        waves = [list(pool.map(lambda c: c.post(page, data=guess), guessing)) for _ in range(2)]
    answers = sorted(answer.status_code for wave in waves for answer in wave)
    assert answers == [422] * WRONG.times + [429] * (8 - WRONG.times)
    held = lan.post(page, data=right)
    assert (held.status_code, NAME in held.text) == (429, False)
    assert "Xin chờ 15 phút" in held.text
    assert held.headers["Retry-After"] == "900"
    with installed.app_context():
        assert acts()[2:].count("reveal_wrong_passphrase") == WRONG.times
        assert acts()[2:].count("reveal_guessed") == 1
    lan.post(page, data={"act": "refuse"})
    mai.post(page, data={"act": "ask", "reason": REASON})
    lan.post(page, data={"act": "allow"})
    assert NAME in mai.post(page, data=right).text


def test_the_sender_sees_that_and_when_it_was_opened(app: Flask) -> None:
    browser = app.test_client()
    review = fill(browser, identity_level="declared", name=NAME, contact=PHONE)
    receipt = browser.post(review.headers["Content-Location"], follow_redirects=True).text
    reference, secret = re.findall(r'class="ln-code">([^<]+)<', receipt)
    drain(app)
    with app.app_context():
        for email in (LAN, MAI):
            ensure_staff(email, email, (Duty.LEAD,), PASSWORD)
        officers.give(staff(LAN), private(app), WORDS, QUICK)
        reveals.ask(1, staff(LAN), REASON)
        reveals.allow(1, staff(MAI))
        reveals.open_once(1, staff(LAN), WORDS)
    app.config["WTF_CSRF_ENABLED"] = False
    page = browser.post(
        "/tra-cuu", data={"reference": reference, "secret": secret}, follow_redirects=True
    )
    assert "Danh tính của bạn đã được mở" in page.text


def opened(app: Flask, private: PrivateKey, row: SealedIdentity) -> dict[str, str]:
    return identity.unseal(private, datakeys.unlocked(instance(app), row))


def test_the_database_and_the_configuration_together_open_nothing(sealed: Flask) -> None:
    box = db.session.scalars(sa.select(SealedIdentity.box)).one()
    settings = sealed.extensions["settings"]
    keys = [settings.key(p) for p in ("session", "receipt", "sender", "filing", "password")]
    for row in db.session.scalars(sa.select(OfficerKey)):
        keys += [row.box[-32:], row.box[24:56], row.salt * 2]
    keys += [(instance(sealed) / "identity.public").read_bytes()[:32], settings.secret[:32]]
    for key in keys:
        with pytest.raises(Exception):  # noqa: B017,PT011  (any way of failing will do)
            identity.unseal(PrivateKey(key), box)
    everything = b"".join(p.read_bytes() for p in instance(sealed).rglob("*") if p.is_file())
    assert NAME.encode() not in everything
    assert PHONE.encode() not in everything


def test_nobody_allows_their_own_asking(sealed: Flask) -> None:
    reveals.ask(1, staff(LAN), REASON)
    with pytest.raises(Refused, match=reveals.SAME_PERSON):
        reveals.allow(1, staff(LAN))
    with pytest.raises(Refused, match=reveals.NOT_NOW):
        reveals.open_once(1, staff(LAN), WORDS)


def test_only_who_asked_opens_though_others_hold_the_key(sealed: Flask) -> None:
    reveals.ask(1, staff(LAN), REASON)
    reveals.allow(1, staff(MAI))
    with pytest.raises(Refused, match=reveals.NOT_NOW):
        reveals.open_once(1, staff(MAI), WORDS)


def test_a_reason_is_asked_for_and_one_asking_at_a_time(sealed: Flask) -> None:
    with pytest.raises(Refused, match=reveals.REASON):
        reveals.ask(1, staff(LAN), "cần")
    reveals.ask(1, staff(LAN), REASON)
    with pytest.raises(Refused, match=reveals.UNDER_WAY):
        reveals.ask(1, staff(MAI), REASON)


def test_an_allowance_of_yesterday_opens_nothing_and_can_be_asked_anew(sealed: Flask) -> None:
    reveals.ask(1, staff(LAN), REASON)
    reveals.allow(1, staff(MAI))
    db.session.execute(sa.update(Reveal).values(allowed_at=now() - timedelta(hours=25)))
    db.session.commit()
    with pytest.raises(Refused, match=reveals.NOT_NOW):
        reveals.open_once(1, staff(LAN), WORDS)
    reveals.ask(1, staff(LAN), REASON)


def test_what_was_refused_is_not_opened(sealed: Flask) -> None:
    reveals.ask(1, staff(LAN), REASON)
    reveals.refuse(1, staff(MAI))
    with pytest.raises(Refused, match=reveals.NOT_NOW):
        reveals.allow(1, staff(MAI))


def test_an_anonymous_submission_has_nothing_to_open(sealed: Flask) -> None:
    file(sealed, ALIKE[0])
    with pytest.raises(Refused, match=reveals.NOTHING_SEALED):
        reveals.ask(2, staff(LAN), REASON)


def test_who_is_no_lead_does_not_even_see_the_page(installed: Flask) -> None:
    assert lead(installed, CHARLIE).get("/noi-bo/vu-viec/1/danh-tinh").status_code == 403


def test_who_leaves_opens_nothing_and_the_last_one_cannot_leave(sealed: Flask) -> None:
    officers.take_away(instance(sealed), staff(MAI))
    with pytest.raises(WrongPassphrase):
        officers.private_key(staff(MAI), WORDS)
    with pytest.raises(LastOfficer):
        officers.take_away(instance(sealed), staff(LAN))


def test_a_lost_passphrase_is_mended_by_another_officer(sealed: Flask) -> None:
    runner = sealed.test_cli_runner()
    args = ["identity", "add-officer", MAI, "--by", LAN, "--by-passphrase", WORDS]
    done = runner.invoke(args=args, input="một cụm mật khẩu mới\n" * 2)
    assert done.exit_code == 0, done.output
    officers.private_key(staff(MAI), "một cụm mật khẩu mới")
    with pytest.raises(WrongPassphrase):
        officers.private_key(staff(MAI), WORDS)


def test_when_the_last_passphrase_is_lost_the_old_stays_sealed_and_the_new_opens(
    sealed: Flask,
) -> None:
    run = sealed.test_cli_runner().invoke
    (instance(sealed) / "identity.private").unlink(missing_ok=True)
    said = run(args=["identity", "begin-anew"])
    assert (said.exit_code, "2 officers hold the key" in said.output) == (1, True)
    assert run(args=["identity", "begin-anew", "--lost"]).exit_code == 0
    doctor = run(args=["doctor"]).output
    assert ("0 hold the key to 1" in doctor, "1 under an older key" in doctor) == (True, True)
    key = officers.private_key_in_file(instance(sealed) / "identity.private")
    officers.give(staff(LAN), key, NEW_WORDS, QUICK)
    sent(sealed, {"identity_level": "declared", "name": "Người Thứ Hai", "contact": PHONE})
    for submission in (1, 2):
        reveals.ask(submission, staff(LAN), REASON)
        reveals.allow(submission, staff(MAI))
    with pytest.raises(Refused, match=reveals.PASSPHRASE):
        reveals.open_once(1, staff(LAN), NEW_WORDS)
    assert reveals.open_once(2, staff(LAN), NEW_WORDS)["name"] == "Người Thứ Hai"
    assert reveals.open_once(1, staff(LAN), WORDS)["name"] == NAME  # remembered after all
    db.session.execute(
        sa.delete(OfficerKey).where(OfficerKey.key_id != identity.key_id(key.public_key))
    )
    db.session.commit()
    reveals.ask(1, staff(LAN), REASON)
    reveals.allow(1, staff(MAI))
    with pytest.raises(Refused, match=reveals.KEY_GONE):
        reveals.open_once(1, staff(LAN), NEW_WORDS)


def test_one_officer_alone_is_told_by_the_doctor(sealed: Flask) -> None:
    officers.take_away(instance(sealed), staff(MAI))
    said = sealed.test_cli_runner().invoke(args=["doctor"]).output
    assert "1 hold the key to 1 identities" in said
    assert "add-officer" in said
