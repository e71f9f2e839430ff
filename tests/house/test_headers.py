"""Every answer, errors too, carries the strict headers; nothing a request says becomes one."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import default_exceptions
from werkzeug.test import TestResponse

from intake.staff import Duty, ensure_staff
from tests.house.test_routes import LOGIN, sign_in, ways
from tests.installation import PASSWORD, Installer, Mode

MANY = (Duty.INSPECTOR, Duty.LEAD, Duty.TRIAGE, Duty.ADMIN, Duty.OPERATOR)
INLINE = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|\sstyle=\"|\son[a-z]+=\"|javascript:", re.I)
INJECTED = "x\r\nX-Injected: 1\r\nSet-Cookie: owned=1\r\n\r\n<script>"
# Signs out; dear to print; a file to take home, whose script its own policy names by its hash.
LEFT_OUT = {"security.logout", "console.report_pdf", "console.report_docx", "web.offline_proof"}
ODD = [INJECTED, "//evil.example", "/\\evil.example", "\t//evil.example", "%0d%0aX-Injected:1"]


@pytest.fixture(scope="module")
def house(installer: Installer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder: Path = tmp_path_factory.mktemp("headers")
    with installer.install(Mode.EMBEDDED, folder) as app:
        app.config |= {"WTF_CSRF_ENABLED": False, "PROPAGATE_EXCEPTIONS": False}
        app.testing = False
        with app.app_context():
            ensure_staff("vai@nha.example", "Nhiều Vai", MANY, PASSWORD)
        app.add_url_rule("/vo", "broken", lambda: str(1 // 0))
        for code in default_exceptions:
            app.add_url_rule(f"/loi/{code}", f"error.{code}", fails(code))
        yield app


def fails(code: int) -> Callable[[], str]:
    def view() -> str:
        raise default_exceptions[code]

    return view


@pytest.fixture(scope="module")
def people(house: Flask) -> tuple[FlaskClient, FlaskClient]:
    stranger, staff = house.test_client(), house.test_client()
    sign_in(staff, "vai@nha.example")
    return stranger, staff


def faults(answer: TestResponse) -> list[str]:
    """What is wrong with the head of an answer, or stands in its page for no policy to stop."""
    head, found = answer.headers, []
    policy = head.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or "unsafe" in policy or "frame-ancestors" not in policy:
        found.append(f"policy {policy!r}")
    if head.get("X-Content-Type-Options") != "nosniff":
        found.append("nosniff")
    if head.get("Referrer-Policy") not in {"no-referrer", "same-origin"}:
        found.append("referrer")
    if not head.get("Cache-Control"):
        found.append("cache")
    if answer.mimetype == "text/html" and INLINE.search(answer.text):
        found.append("inline")
    if "X-Injected" in head or any("owned" in c for c in head.getlist("Set-Cookie")):
        found.append("injected")
    return found


def test_every_answer_of_every_address_carries_them(
    house: Flask, people: tuple[FlaskClient, FlaskClient]
) -> None:
    wrong, asked = {}, 0
    for endpoint, method, path in ways(house):
        if endpoint in LEFT_OUT:
            continue
        for who in people:
            answer = who.open(path, method=method)
            asked += 1
            if faults(answer):
                wrong[endpoint, answer.status_code] = faults(answer)
    assert wrong == {}
    assert asked > 300


BROKEN = ("/vo", "/nowhere", "/api/v1/nowhere", "/open311/nowhere", "/noi-bo/nowhere")


@pytest.mark.parametrize("path", [*BROKEN, *(f"/loi/{code}" for code in default_exceptions)])
def test_errors_carry_them_too(people: tuple[FlaskClient, FlaskClient], path: str) -> None:
    answer = people[0].get(path)
    assert answer.status_code >= 400
    assert faults(answer) == []
    assert "Traceback" not in answer.text
    assert "ZeroDivision" not in answer.text


@pytest.mark.parametrize("said", ODD)
def test_nothing_a_request_says_becomes_a_header_or_a_way_elsewhere(
    people: tuple[FlaskClient, FlaskClient], said: str
) -> None:
    for path in ("/", "/gui", "/tra-cuu", LOGIN, "/noi-bo/", "/noi-bo/de-xuat", "/noi-bo/thu-muc",
                 "/noi-bo/bang/de-xuat.csv", "/noi-bo/tim", "/open311/v2/services.xml"):  # fmt: skip
        for who in people:
            asked = "&".join(
                f"{n}={quote(said)}" for n in ("lang", "next", "ma", "q", "submitter_type")
            )
            answer = who.get(f"{path}?{asked}", headers={"Accept-Language": quote(said)})
            there = answer.headers.get("Location", "/")
            assert "injected" not in faults(answer), path
            assert answer.status_code < 500, path
            assert re.match(r"/(?![/\\])|http://localhost/", there), (path, there)
            assert "evil" not in there.partition("?")[0], (path, there)
