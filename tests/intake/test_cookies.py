"""Cookies over https, and where a sign-in may send somebody: nowhere but here."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from intake.staff import Duty, ensure_staff
from tests.house.test_routes import LOGIN
from tests.installation import ALICE, BOB, PASSWORD, Installer, Mode
from tests.triage.console.test_reception import CALL

HERE = "https://gopy.example"
ABROAD = [
    "//evil.example",
    "///evil.example",
    "////evil.example/a",
    "https://evil.example/",
    "https:evil.example",
    "https:///evil.example",
    "HTTPS://evil.example",
    "javascript:alert(1)",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/noi-bo/\r\nLocation: https://evil.example",
    "/\t/evil.example",
    " //evil.example",
    "/noi-bo//evil.example",
    "https://gopy.example@evil.example",
    "https://gopy.example.evil.example/",
    "@evil.example",
    ".evil.example",
]


@pytest.fixture(scope="module")
def served(installer: Installer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An installation whose public address is https."""
    folder: Path = tmp_path_factory.mktemp("https")
    changes = {"base_url": HERE, "secure_cookies": True}
    with installer.install(Mode.EMBEDDED, folder, **changes) as app:
        app.config["WTF_CSRF_ENABLED"] = False
        with app.app_context():
            ensure_staff("quay@tinh.example", "Quầy", (Duty.OPERATOR,), PASSWORD)
        yield app


def cookies(answer: TestResponse) -> dict[str, set[str]]:
    """Name -> what stands beside the value, of every Set-Cookie header on the way."""
    found = {}
    for one in (*answer.history, answer):
        for line in one.headers.getlist("Set-Cookie"):
            first, *beside = line.split(";")
            found[first.partition("=")[0]] = {part.strip().lower() for part in beside}
    return found


def test_every_cookie_over_https_is_secure_closed_to_scripts_and_our_own(served: Flask) -> None:
    client = served.test_client()
    told = {"email": "quay@tinh.example", "password": PASSWORD}
    seen: dict[str, set[str]] = {}
    for method, path, data in (
        ("GET", "/?lang=en", None),
        ("GET", "/gui", None),
        ("POST", "/tra-cuu", {"reference": "LN-A111-AAAAA", "secret": "x"}),
        ("POST", LOGIN, told),
        ("POST", "/noi-bo/tiep-nhan", CALL | {"once": "mot-cuoc-goi-so-9-cua-ngay"}),
        ("POST", "/noi-bo/dang-xuat", {}),
    ):
        answer = client.open(path, method=method, data=data, base_url=HERE, follow_redirects=True)
        assert answer.status_code < 500, path
        seen |= cookies(answer)
    assert {"lang", "draft", "device", "__Host-ln"} <= set(seen)
    assert "ln" not in seen
    assert len(seen) >= 5, "the desk remembers how calls come in"
    for name, beside in seen.items():
        assert {"secure", "httponly"} <= beside, name
        assert beside & {"samesite=lax", "samesite=strict"}, name
        assert not any(part.startswith("domain") for part in beside), name
    assert "path=/" in seen["__Host-ln"]


@pytest.mark.parametrize("where", ABROAD)
@pytest.mark.parametrize("by", ["form", "address"])
def test_a_sign_in_leads_nowhere_but_here(served: Flask, where: str, by: str) -> None:
    told = {"email": ALICE if by == "form" else BOB, "password": PASSWORD}
    path = LOGIN if by == "form" else f"{LOGIN}?next={quote(where, safe='')}"
    told |= {"next": where} if by == "form" else {}
    away = {"REMOTE_ADDR": f"10.9.{by == 'form':d}.{ABROAD.index(where)}"}
    answer = served.test_client().post(path, data=told, base_url=HERE, environ_base=away)
    there = answer.headers.get("Location", "")
    if answer.status_code == 200:  # refused: the form again
        assert not there
        return
    assert answer.status_code in {302, 303}
    assert "\n" not in there
    assert "\\" not in there
    assert not there.startswith("//")
    assert urlsplit(there).netloc in {"", "gopy.example"}
    assert urlsplit(there).scheme in {"", "https"}


def test_a_sign_in_leads_on_to_the_page_that_was_asked_for(served: Flask) -> None:
    told = {"email": ALICE, "password": PASSWORD, "next": "/noi-bo/de-xuat"}
    answer = served.test_client().post(LOGIN, data=told, base_url=HERE)
    assert urlsplit(answer.headers["Location"]).path == "/noi-bo/de-xuat"
