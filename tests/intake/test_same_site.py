"""A form stands on a page of ours, or does nothing; over https, behind a proxy, as in a province."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.house.test_routes import LOGIN, ways
from tests.installation import ALICE, PASSWORD, Installer, Mode
from tests.intake.test_form_faults import FILLED

HERE, EVIL = "https://gopy.example", "https://evil.example"
PROXIED = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
# Filing acts on no session, so that no token expires under who writes.
WITHOUT_SESSION = {"web.look_over", "web.send", "web.check_proof"}
OURS: list[dict[str, str]] = [
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": HERE},
    {"Origin": "HTTPS://GoPy.example"},
    {"Referer": f"{HERE}/gui"},
    {"Origin": "null", "Referer": f"{HERE}/gui"},
]
THEIRS: list[dict[str, str]] = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": HERE},
    {"Origin": EVIL},
    {"Origin": f"{HERE}.evil.example"},
    {"Origin": f"{HERE}:8443"},
    {"Origin": "http://gopy.example"},
    {"Origin": "https://gopy.example@evil.example"},
    {"Origin": "https://[evil"},
    {"Referer": f"{EVIL}/?{HERE}/"},
    {"Origin": "null", "Referer": f"{EVIL}/"},
]
SILENT: list[dict[str, str]] = [{}, {"Origin": "null"}]


@pytest.fixture(scope="module")
def served(installer: Installer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder: Path = tmp_path_factory.mktemp("https")
    changes = {"base_url": HERE, "secure_cookies": True, "proxies": 1}
    with installer.install(Mode.EMBEDDED, folder, **changes) as app:
        yield app


class Old:
    """A browser that says nothing of where it stands unless told to."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        del self.client.environ_base["HTTP_SEC_FETCH_SITE"]

    def get(self, path: str) -> TestResponse:
        return self.client.get(path, base_url=HERE, headers=PROXIED)

    def post(self, path: str, said: dict[str, str], **form: str) -> TestResponse:
        return self.client.post(path, base_url=HERE, headers=PROXIED | said, data=form)

    def token(self, page: str) -> str:
        return TOKEN.findall(self.get(page).text)[0]


def sender_forms(app: Flask) -> list[tuple[str, str]]:
    found = [(e, path) for e, method, path in ways(app) if method == "POST"]
    return [(e, path) for e, path in found if e.startswith("web.")]


@pytest.mark.parametrize("said", THEIRS, ids=str)
def test_a_form_on_a_page_elsewhere_does_nothing(served: Flask, said: dict[str, str]) -> None:
    browser = Old(served)
    asked = [*sender_forms(served), ("links.follow", "/tiep/x"), ("security.login", LOGIN)]
    assert len(asked) >= 10
    token = browser.token("/tra-cuu")
    for endpoint, path in asked:
        assert browser.post(path, said, csrf_token=token).status_code == 403, endpoint


@pytest.mark.parametrize("said", OURS, ids=str)
def test_a_form_of_ours_is_taken_whatever_the_browser_says_it_by(
    served: Flask, said: dict[str, str]
) -> None:
    browser = Old(served)
    for endpoint, path in sender_forms(served):
        assert browser.post(path, said).status_code != 403, endpoint


@pytest.mark.parametrize("said", SILENT, ids=str)
def test_where_nobody_says_the_token_decides(served: Flask, said: dict[str, str]) -> None:
    browser = Old(served)
    token = browser.token("/tra-cuu")
    for endpoint, path in sender_forms(served):
        shut = endpoint not in WITHOUT_SESSION
        for wrong in ({}, {"csrf_token": token[:-1]}):
            assert (browser.post(path, said, **wrong).status_code == 403) is shut, endpoint
        assert browser.post(path, said, csrf_token=token).status_code != 403, endpoint


def test_an_old_browser_files_and_is_let_in_to_its_page(served: Flask) -> None:
    browser = Old(served)
    form = browser.get("/gui").headers["Location"]
    look = browser.post(form, {"Origin": "null"}, **FILLED).headers["Content-Location"]
    receipt = browser.post(look, {"Origin": "null"}).headers["Location"]
    reference, secret = re.findall(r'class="ln-code">([^<]+)<', browser.get(receipt).text)
    told = {"reference": reference, "secret": secret, "csrf_token": browser.token("/tra-cuu")}
    page = browser.post("/tra-cuu", {}, **told).headers["Location"]
    assert browser.post(page, {}, reply="Thêm").status_code == 403
    assert browser.post(page, {}, reply="Thêm", csrf_token=browser.token(page)).status_code == 303


def test_staff_sign_in_over_https_without_a_referer_our_pages_never_send(served: Flask) -> None:
    browser = Old(served)
    told = {"email": ALICE, "password": PASSWORD}
    assert browser.post(LOGIN, {}, **told).status_code == 400
    entered = browser.post(LOGIN, {}, csrf_token=browser.token(LOGIN), **told)
    assert entered.status_code == 302
    for endpoint, method, path in ways(served):  # and every one of their forms asks for the token
        if method == "POST" and path.startswith("/noi-bo/") and endpoint != "security.logout":
            assert browser.post(path, {}).status_code in {400, 404}, endpoint


def test_a_program_needs_no_browser(served: Flask) -> None:
    told = {"text": "Chuyện bịa: hồ sơ trễ hẹn ba tuần."}
    abroad = {"Origin": EVIL, "Sec-Fetch-Site": "cross-site"}
    assert Old(served).client.post("/api/v1/submissions", json=told).status_code == 201
    sent = Old(served).client.post("/api/v1/submissions", json=told, headers=abroad)
    assert sent.status_code == 201, "it rides on no cookie"
    assert "Access-Control-Allow-Origin" not in sent.headers
