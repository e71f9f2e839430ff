"""Signing in by the province's own directory: a real provider, and one that cheats."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from flask import Flask
from flask.testing import FlaskClient

import config
from intake.audit import AuditEntry
from intake.db import db
from intake.directory import Directory
from intake.staff import Staff, StaffSubject
from intake.web.onward import within
from tests.installation import ALICE, BOB, Installer, Mode
from tests.intake.oidc_server import OURS, agree, crooked, provider, someone
from tests.intake.test_factors import LOGIN, enter, inside, set_up, six_digits

DOOR, BACK = "/noi-bo/thu-muc", "/noi-bo/thu-muc/ve"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with provider() as there:
        yield there


@pytest.fixture
def house(installer: Installer, tmp_path: Path, issuer: str) -> Iterator[Flask]:
    with joined(installer, tmp_path, issuer) as app:
        yield app


@contextmanager
def joined(installer: Installer, folder: Path, issuer: str) -> Iterator[Flask]:
    """An installation that knows the issuer, without form tokens."""
    given = {
        "oidc_issuer": issuer, "oidc_client_id": "lang-nghe", "oidc_client_secret": "bi-mat",
        "oidc_name": "Cổng cán bộ",
    }  # fmt: skip
    with installer.install(Mode.EMBEDDED, folder, **given) as app:
        app.config["WTF_CSRF_ENABLED"] = False
        yield app


def come(client: FlaskClient, subject: str, onward: str = "") -> Any:
    """Leave, agree there, come back; the answer to the coming back."""
    asked = client.get(f"{DOOR}?next={onward}" if onward else DOOR)
    assert asked.status_code == 303, asked.text
    return client.get(here(agree(asked.headers["Location"], subject)))


def here(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def acts(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        noted = sa.select(AuditEntry.act, AuditEntry.detail).order_by(AuditEntry.id)
        return [tuple(row) for row in db.session.execute(noted) if row[0] != "read"]


def test_whom_the_directory_knows_by_a_verified_address_comes_in(house: Flask, issuer: str) -> None:
    someone(issuer, "u-alice", email=ALICE.upper(), email_verified=True)
    client = house.test_client()
    answer = come(client, "u-alice")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/noi-bo/")
    assert inside(client)
    assert client.get("/noi-bo/de-xuat").status_code == 200  # an inspector here, whatever there
    assert client.get("/noi-bo/chua-ro").status_code == 403
    assert acts(house) == [("directory_bound", ""), ("signed_in", "directory")]


def test_the_subject_is_remembered_and_a_changed_address_does_not_matter(
    house: Flask, issuer: str
) -> None:
    someone(issuer, "u-moved", email=ALICE, email_verified=True)
    come(house.test_client(), "u-moved")
    someone(issuer, "u-moved", email="ten-moi@tinh.example", email_verified=False)
    again = house.test_client()
    come(again, "u-moved")
    assert inside(again)


def test_an_address_given_to_somebody_else_opens_nothing(house: Flask, issuer: str) -> None:
    someone(issuer, "u-first", email=BOB, email_verified=True)
    come(house.test_client(), "u-first")
    someone(issuer, "u-second", email=BOB, email_verified=True)
    stranger = house.test_client()
    answer = come(stranger, "u-second")
    assert answer.status_code == 403
    assert "Chưa có tài khoản ở đây" in answer.text
    assert not inside(stranger)


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ({"email": ALICE, "email_verified": False}, "chưa xác nhận địa chỉ"),
        ({"email": ALICE}, "chưa xác nhận địa chỉ"),
        ({"email": ALICE, "email_verified": "true"}, "chưa xác nhận địa chỉ"),
        ({"email": "nguoi-la@noi-khac.example", "email_verified": True}, "Chưa có tài khoản"),
        ({}, "chưa xác nhận địa chỉ"),
    ],
)
def test_who_is_not_known_here_is_told_so_and_finds_the_password_door(
    house: Flask, issuer: str, claims: dict[str, Any], said: str
) -> None:
    subject = "u-" + sha256(repr(claims).encode()).hexdigest()[:8]
    someone(issuer, subject, **claims)
    client = house.test_client()
    answer = come(client, subject)
    assert answer.status_code == 403
    assert said in answer.text
    assert LOGIN in answer.text
    assert not inside(client)
    with house.app_context():
        assert db.session.scalars(sa.select(StaffSubject)).all() == []
    assert [act for act, _detail in acts(house)] == ["sign_in_refused"]


def test_a_disabled_account_stays_shut(house: Flask, issuer: str) -> None:
    someone(issuer, "u-shut", email=BOB, email_verified=True)
    with house.app_context():
        db.session.execute(sa.update(Staff).where(Staff.email == BOB).values(active=False))
        db.session.commit()
    client = house.test_client()
    assert "Tài khoản này đã khóa" in come(client, "u-shut").text
    assert not inside(client)


def test_our_second_factor_is_asked_all_the_same(house: Flask, issuer: str) -> None:
    someone(issuer, "u-two", email=ALICE, email_verified=True)
    owner = house.test_client()
    enter(owner, ALICE)
    key = set_up(owner)
    client = house.test_client()
    answer = come(client, "u-two")
    assert "/noi-bo/ma-dang-nhap" in answer.headers["Location"]
    assert not inside(client)
    client.post("/noi-bo/ma-dang-nhap", data={"code": six_digits(key, later=1)})
    assert inside(client)


def test_a_wrong_state_opens_nothing(house: Flask, issuer: str) -> None:
    someone(issuer, "u-alice", email=ALICE, email_verified=True)
    client = house.test_client()
    back = here(agree(client.get(DOOR).headers["Location"], "u-alice"))
    code = parse_qs(urlsplit(back).query)["code"][0]
    for args in (f"code={code}&state=sai", f"code={code}"):
        answer = client.get(f"{BACK}?{args}")
        assert answer.status_code == 403
        assert "bắt đầu lại" in answer.text
        client.get(DOOR)
    assert not inside(client)
    other = house.test_client()  # somebody who never left is brought back by a link of a thief
    assert other.get(back).status_code == 403
    assert not inside(other)


def test_a_wrong_nonce_opens_nothing(house: Flask, issuer: str) -> None:
    someone(issuer, "u-alice", email=ALICE, email_verified=True)
    client = house.test_client()
    back = here(agree(client.get(DOOR).headers["Location"], "u-alice"))
    with client.session_transaction() as kept:
        kept["directory_leaving"] = kept["directory_leaving"] | {"nonce": "cua-lan-khac"}
    assert client.get(back).status_code == 403
    assert not inside(client)


def test_who_says_no_over_there_is_back_at_the_start(house: Flask) -> None:
    client = house.test_client()
    there = client.get(DOOR).headers["Location"]
    state = parse_qs(urlsplit(there).query)["state"][0]
    answer = client.get(f"{BACK}?error=access_denied&state={state}")
    assert answer.status_code == 403
    assert ("sign_in_refused", "access_denied") in acts(house)


def test_signing_out_ends_here_and_shows_the_way_out_there(house: Flask, issuer: str) -> None:
    someone(issuer, "u-out", email=ALICE, email_verified=True)
    client = house.test_client()
    come(client, "u-out")
    out = client.post("/noi-bo/dang-xuat", follow_redirects=True)
    assert "Đăng xuất khỏi Cổng cán bộ" in out.text
    assert f"{issuer}/oauth2/end_session?client_id=lang-nghe" in out.text
    assert not inside(client)


def test_the_way_on_after_it_stays_within(house: Flask, issuer: str) -> None:
    someone(issuer, "u-on", email=ALICE, email_verified=True)
    assert come(house.test_client(), "u-on", "/noi-bo/kiem-tra").location == "/noi-bo/kiem-tra"
    for evil in (
        "https://la.example/",
        "//la.example/noi-bo/",
        "/\\la.example",
        "/noi-bo//la",
        "x",
    ):
        assert within(evil) == ""
        assert come(house.test_client(), "u-on", evil).location == "/noi-bo/"


def test_a_directory_that_is_away_says_so_and_the_password_opens(
    installer: Installer, tmp_path: Path
) -> None:
    with joined(installer, tmp_path, "http://127.0.0.1:1") as app:
        client = app.test_client()
        answer = client.get(DOOR)
        assert answer.status_code == 503
        assert "Chưa liên lạc được với Cổng cán bộ" in answer.text
        assert "Cổng cán bộ" in client.get(LOGIN).text
        enter(client, ALICE)
        assert inside(client)


def test_without_a_directory_there_is_no_door(embedded: Flask) -> None:
    client = embedded.test_client()
    assert client.get(DOOR).status_code == 404
    assert DOOR not in client.get(LOGIN).text


BROKEN: dict[str, dict[str, Any]] = {
    "another issuer described": {"described": {"issuer": "https://la.example"}},
    "another issuer signed": {"change": {"iss": "https://la.example"}},
    "for another program": {"change": {"aud": "chuong-trinh-khac"}},
    "for several, and not at our wish": {"change": {"aud": ["lang-nghe", "x"], "azp": "x"}},
    "long past": {"change": {"exp": 1_000_000_000}},
    "without an end": {"change": {"exp": None}},
    "without a nonce": {"change": {"nonce": None}},
    "nobody": {"change": {"sub": None}},
    "unsigned": {"header": {"alg": "none"}},
    "signed with what we know too": {"header": {"alg": "HS256"}, "sign_with": OURS},
    "userinfo of somebody else": {
        "change": {"email": None, "email_verified": None},
        "userinfo": {"sub": "nguoi-2", "email": ALICE, "email_verified": True},
    },
}


@pytest.mark.parametrize("how", list(BROKEN))
def test_a_directory_that_cheats_opens_nothing(
    installer: Installer, tmp_path: Path, how: str
) -> None:
    with crooked(**BROKEN[how]) as there, joined(installer, tmp_path, there.issuer) as app:
        client = app.test_client()
        answer = through(client, there)
        assert answer.status_code in (403, 503), how
        assert not inside(client)


def through(client: FlaskClient, there: Any) -> Any:
    asked = client.get(DOOR)
    if asked.status_code != 303:
        return asked
    brought = {k: v[0] for k, v in parse_qs(urlsplit(asked.headers["Location"]).query).items()}
    there.nonce, there.challenge = brought["nonce"], brought["code_challenge"]
    assert brought["code_challenge_method"] == "S256"
    return client.get(f"{BACK}?code=c&state={brought['state']}")


def test_the_same_directory_opens_when_it_does_not_cheat_and_the_code_is_bound_to_us(
    installer: Installer, tmp_path: Path
) -> None:
    with crooked() as there, joined(installer, tmp_path, there.issuer) as app:
        client = app.test_client()
        assert through(client, there).status_code == 303
        assert inside(client)
        (redeemed,) = there.redeemed
        assert create_s256_code_challenge(redeemed["code_verifier"]) == there.challenge
        assert redeemed["authorization"].startswith("Basic ")
        assert "bi-mat" not in str(redeemed)


def test_endpoints_less_safe_than_the_issuer_are_not_used() -> None:
    safe = Directory("https://tinh.example", "a", "b", "c")
    assert safe._safe("https://tinh.example/token")
    assert not safe._safe("http://tinh.example/token")


@pytest.mark.parametrize(
    "given",
    [
        {"OIDC_ISSUER": "http://tinh.example", "OIDC_CLIENT_ID": "a", "OIDC_CLIENT_SECRET": "b"},
        {"OIDC_ISSUER": "https://tinh.example"},
        {"OIDC_ISSUER": "https://tinh.example", "OIDC_CLIENT_ID": "a"},
    ],
)
def test_half_a_configuration_is_refused_in_words(tmp_path: Path, given: dict[str, str]) -> None:
    with pytest.raises(config.SettingsError, match="OIDC_ISSUER"):
        config.load({"LANG_NGHE_INSTANCE": str(tmp_path)} | given)
