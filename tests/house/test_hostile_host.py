"""Whatever host a request claims, no answer leads there: links are made of BASE_URL alone."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from intake.staff import Duty, ensure_staff
from tests.house.source import ROOMS, modules
from tests.house.test_routes import LOGIN, ways
from tests.installation import PASSWORD, Installer, Mode
from tests.intake.geo import POINT, SAID, V2, give_key
from tests.intake.test_form_faults import FILLED
from tests.triage.console.test_reception import CALL

EVIL, HERE = "evil.example", "https://gopy.example"
CLAIMS = {
    "X-Forwarded-Host": EVIL,
    "X-Forwarded-Server": EVIL,
    "X-Host": EVIL,
    "X-Original-URL": f"https://{EVIL}/",
    "X-Forwarded-Prefix": f"//{EVIL}",
    "Forwarded": f"host={EVIL};proto=https",
}
MANY = (Duty.INSPECTOR, Duty.LEAD, Duty.TRIAGE, Duty.ADMIN, Duty.OPERATOR, Duty.DELEGATE)
OF_THE_REQUEST = {"intake/web/passkeys.py", "intake/web/samesite.py"}  # ask where, lead nowhere


@pytest.fixture(scope="module")
def house(installer: Installer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Behind a proxy whose word on address and scheme is taken, and no more."""
    folder: Path = tmp_path_factory.mktemp("host")
    changes = {"base_url": HERE, "secure_cookies": True, "proxies": 1}
    with installer.install(Mode.EMBEDDED, folder, **changes) as app:
        app.config["WTF_CSRF_ENABLED"] = False
        give_key(app)
        with app.app_context():
            ensure_staff("vai@nha.example", "Nhiều Vai", MANY, PASSWORD)
        yield app


def ask(client: FlaskClient, path: str, method: str = "GET", **more: Any) -> TestResponse:
    return client.open(path, method=method, base_url=f"https://{EVIL}", headers=CLAIMS, **more)


def test_nothing_filed_is_receipted_with_an_address_elsewhere(house: Flask) -> None:
    client = house.test_client()
    told = {"text": "Hồ sơ tách thửa ở xã Mỹ An Hưng trễ hẹn 20 ngày."}
    by_api = ask(client, "/api/v1/submissions", "POST", json=told)
    assert by_api.json
    reference = by_api.json["reference"]
    assert by_api.json["status_url"] == f"{HERE}/api/v1/submissions/{reference}"
    form = ask(client, "/gui").headers["Location"]
    look = ask(client, form, "POST", data=FILLED).headers["Content-Location"]
    receipt = ask(client, ask(client, look, "POST").headers["Location"])
    assert f"{HERE}/phan-anh/LN-" in receipt.text
    given = {"api_key": house.extensions["a key"], "service_code": "T11", "description": SAID}
    by_311 = ask(client, f"{V2}/requests.json", "POST", data=given | POINT)
    for answer in (by_api, receipt, by_311, ask(client, "/open311/discovery.xml")):
        assert answer.status_code in {200, 201}
        assert EVIL.encode() not in answer.data


def test_no_page_of_anybody_leads_elsewhere(house: Flask) -> None:
    stranger, staff = house.test_client(), house.test_client()
    entered = ask(staff, LOGIN, "POST", data={"email": "vai@nha.example", "password": PASSWORD})
    assert entered.status_code == 302
    desk = ask(staff, "/noi-bo/tiep-nhan", "POST", data=CALL | {"once": "mot-cuoc-goi-cua-ngay"})
    paper = ask(staff, desk.headers["Location"])
    assert f"{HERE}/phan-anh/LN-" in paper.text
    led, seen = set(), 0
    for endpoint, method, path in ways(house):
        if endpoint == "security.logout":
            continue
        for who in (stranger, staff):
            if method != "GET" and (who is staff or endpoint.startswith("api.")):
                continue
            answer = ask(who, path, method)
            seen += answer.status_code == 200
            head = "".join(f"{k}: {v}\n" for k, v in answer.headers if k != "Set-Cookie")
            if EVIL in head or EVIL.encode() in answer.data:
                led.add(endpoint)
    assert led == set()
    assert seen > 60
    assert EVIL.encode() not in paper.data + ask(staff, "/noi-bo/vu-viec/1").data


def test_no_code_makes_an_address_of_what_a_request_claims() -> None:
    claims = re.compile(r"_external|request\.(?:host|url_root|base_url|url\b)")
    found = {str(m.path) for m in modules(*ROOMS) if claims.search(m.text)}
    assert {path for path in found if not path.endswith(tuple(OF_THE_REQUEST))} == set()
