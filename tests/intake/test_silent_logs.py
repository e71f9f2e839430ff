"""Secrets go through the real flows, over a real server, while everything is logged: none is there.

Root and every logger of ours at DEBUG, the server's access log too; the stream is searched byte by
byte, as it is, quoted for an address, escaped and in base64.
"""

import asyncio
import base64
import io
import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import quote, quote_plus

import httpx
import pytest
import sqlalchemy as sa
from flask import Flask

from bots import commands as bot_commands
from bots.settings import BotSettings
from bots.telegram import Telegram
from bots.zaloapi import ZaloApi, ZaloError
from intake import apikeys, identity, officers
from intake.db import db
from intake.staff import Duty, Staff, ensure_staff
from tests.browser.conftest import serving
from tests.installation import PASSWORD
from tests.intake.test_factors import CODE, LOGIN, SETUP, six_digits
from tests.intake.test_form_faults import FILLED
from tests.intake.test_reveals import QUICK, REASON

NAME, PHONE, MAIL = "Trần Thị Nhật Ký", "0908765432", "nhat.ky@example.com"
STORY, SAID = "Chuyện bịa: gọi số 0911222333 để hỏi hồ sơ.", "Số mới của tôi là 0933444555."
IDEMPOTENCY = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
PHRASE = "mười hai con giáp đi chợ"
TOKENS = ("1234:ma-cua-may-telegram-khong-lo", "5678:ma-cua-may-zalo-khong-lo")
LAN, MAI = "lan@nhatky.example", "mai@nhatky.example"
AWAY = "http://127.0.0.1:1"


@contextmanager
def logged() -> Iterator[io.StringIO]:
    """Everything any logger says, for as long as the block lasts."""
    heard = io.StringIO()
    handler = logging.StreamHandler(heard)
    handler.setFormatter(logging.Formatter("%(name)s %(message)s %(args)s"))
    names = ["", "werkzeug", "app", *(n for n in logging.root.manager.loggerDict if ours(n))]
    before = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    logging.getLogger().addHandler(handler)
    bot_commands.hush()
    try:
        yield heard
    finally:
        logging.getLogger().removeHandler(handler)
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)


def ours(name: str) -> bool:
    return name.split(".")[0] in {"intake", "triage", "bots", "flask_security", "flask_wtf"}


def spelled(secret: str) -> set[str]:
    """The ways a secret may stand in a line."""
    plain = base64.b64encode(secret.encode()).decode().rstrip("=")
    return {secret, quote(secret), quote_plus(secret), json.dumps(secret)[1:-1], plain}


class Person:
    """Somebody's browser at the server."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, follow_redirects=True)

    def token(self, page: str) -> str:
        return re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', self.http.get(page).text)[0]

    def post(self, page: str, form: str = "", **fields: str) -> httpx.Response:
        """A form of a page, with its token."""
        return self.http.post(page, data={"csrf_token": self.token(form or page)} | fields)


def files(person: Person) -> tuple[str, str, str]:
    """Reference, secret and the draft's key of a filing by form."""
    form = str(person.http.get("/gui").url.path)
    told = {"text": STORY, "identity_level": "declared", "name": NAME, "contact": MAIL, "tell": "1"}
    look = person.http.post(form, data=FILLED | told)
    carried = re.findall(r'name="carried" value="([^"]*)"', look.text)[0]
    drafts = [value for name, value in person.http.cookies.items() if name == "draft"]
    receipt = person.http.post(look.headers["Content-Location"], data={"carried": carried}).text
    reference, secret = re.findall(r'class="ln-code">([^<]+)<', receipt)
    return reference, secret, drafts[0]


def test_no_secret_is_in_any_log(embedded: Flask) -> None:
    embedded.testing = False
    embedded.config["PROPAGATE_EXCEPTIONS"] = False
    secrets: dict[str, str] = dict(zip(("telegram", "zalo"), TOKENS, strict=True))
    secrets |= {"name": NAME, "mail": MAIL, "phone": PHONE, "idempotency": IDEMPOTENCY}
    secrets |= {"password": PASSWORD, "phrase": PHRASE, "said": "0933444555", "told": "0911222333"}
    embedded.add_url_rule("/twice", view_func=_twice, methods=["POST"])
    embedded.extensions["csrf"].exempt(_twice)
    with logged() as heard, serving(embedded) as url:
        logging.getLogger("werkzeug").setLevel(logging.DEBUG)
        with embedded.app_context():
            secrets["key"] = apikeys.create("doi-tac", (apikeys.Scope.FILE, apikeys.Scope.READ))
            for email in (LAN, MAI):
                ensure_staff(email, email, (Duty.LEAD,), PASSWORD)
                (who,) = db.session.scalars(sa.select(Staff.id).where(Staff.email == email))
                folder = embedded.extensions["settings"].instance
                identity.officers_key(folder)
                private = officers.private_key_in_file(folder / "identity.private")
                officers.give(who, private, PHRASE, QUICK)
            db.session.commit()
        _sends(url, secrets)
        _works(url, secrets)
        assert httpx.post(f"{url}/twice").status_code == 500
        asyncio.run(_messengers())
    said = heard.getvalue()
    assert "POST /noi-bo/dang-nhap" in said, "the access log is there"
    assert "IntegrityError" in said, "a broken statement is logged"
    found = {what for what, secret in secrets.items() if any(s in said for s in spelled(secret))}
    assert found == set()


def _sends(url: str, secrets: dict[str, str]) -> None:
    """A sender, and a program."""
    person = Person(url)
    reference, secrets["receipt"], secrets["draft"] = files(person)
    person.post("/tra-cuu", reference=reference, secret="AAAA-BBBB-CCCC-DDDD-EEEE-F")
    status = person.post("/tra-cuu", reference=reference, secret=secrets["receipt"])
    assert reference in status.text
    secrets["sender's session"] = person.http.cookies["ln"]
    program = {"X-Api-Key": secrets["key"]}
    told = {"text": STORY, "name": NAME, "contact": PHONE, "idempotency_key": IDEMPOTENCY}
    for body in (told, told, told | {"contact": f"{PHONE}!"}):
        answer = httpx.post(f"{url}/api/v1/submissions", json=body, headers=program)
        if answer.is_success:
            secrets["program's receipt"] = answer.json()["secret"]
            where = f"{url}/api/v1/submissions/{answer.json()['reference']}"
            shown = {"X-Receipt-Secret": answer.json()["secret"]}
            assert httpx.get(where, headers=program | shown).status_code == 200


def _works(url: str, secrets: dict[str, str]) -> None:
    """A lead signs in with a code and opens an identity; a wrong word first each time."""
    lan, mai = Person(url), Person(url)
    lan.post(LOGIN, email=LAN, password=PASSWORD[:-1])
    for who, email in ((lan, LAN), (mai, MAI)):
        assert who.post(LOGIN, email=email, password=PASSWORD).status_code == 200
    setup = lan.post(SETUP, setup="authenticator")
    secrets["totp"] = re.findall(r'<code class="ln-code">([^<]+)</code>', setup.text)[0]
    action = re.findall(r'<form method="post" action="([^"]+)" novalidate', setup.text)[0]
    secrets["code"] = six_digits(secrets["totp"])
    lan.http.post(action, data={"csrf_token": lan.token(SETUP), "code": secrets["code"]})
    lan = Person(url)
    lan.post(LOGIN, email=LAN, password=PASSWORD)
    secrets["second code"] = six_digits(secrets["totp"], later=1)
    lan.post(CODE, code=secrets["second code"])
    secrets["session"] = lan.http.cookies["ln"]
    page = "/noi-bo/vu-viec/1/danh-tinh"
    lan.post(page, act="ask", reason=REASON)
    mai.post(page, act="allow")
    for phrase in (PHRASE + "!", PHRASE):
        shown = lan.post(page, act="open", passphrase=phrase)
    assert NAME in shown.text


def _twice() -> str:
    """A page whose statement fails, with somebody's words bound to it."""
    once = sa.text("INSERT INTO handling_step (id, submission_id, act, at, detail, once_key)"
                   " VALUES (:id, 1, 'noted', CURRENT_TIMESTAMP, :said, :said)")  # fmt: skip
    db.session.execute(once, {"id": 1_000_001, "said": SAID})
    db.session.execute(once, {"id": 1_000_002, "said": SAID})
    return ""


async def _messengers() -> None:
    """Both messengers while they are away."""
    with suppress(ZaloError):
        await ZaloApi(TOKENS[1], AWAY).call("sendMessage", chat_id="1", text=SAID)
    with suppress(Exception):
        async with Telegram(BotSettings(telegram_token=TOKENS[0], telegram_api_url=AWAY)) as bot:
            await bot.bot.send_message(1, SAID)


@pytest.mark.parametrize("secret", [NAME, PHRASE, "1234:ma"])
def test_the_search_finds_what_is_there(secret: str) -> None:
    with logged() as heard:
        logging.getLogger("intake.thing").debug("it is %s", quote(secret))
    assert any(one in heard.getvalue() for one in spelled(secret))
