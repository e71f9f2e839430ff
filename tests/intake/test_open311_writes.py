"""GeoReport v2 as its wiki states it, what is written and refused: https://wiki.open311.org/GeoReport_v2/.

Headings are the wiki's. What is invented here is about no real office.
"""

import socket
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.intake.geo import (
    BLACKBOX,
    JSON,
    POINT,
    SAID,
    V2,
    XML,
    filed,
    give_key,
    got,
    opened,
    post,
    refusals,
)
from tests.intake.test_spool import locked

# --- POST Service Request


@pytest.mark.parametrize(
    "where", [POINT, {"address_string": "Bộ phận Một cửa"}, {"address_id": "29866"}]
)
def test_what_is_required_is_enough(client: FlaskClient, where: dict[str, str]) -> None:
    answer = post(client, **where)
    (one,) = answer.json  # type: ignore[misc]
    assert answer.status_code == 200
    assert list(one) == ["service_request_id", "service_notice", "account_id"]
    (shown,) = got(client, f"requests/{one['service_request_id']}.json")
    assert shown["description"] == "Lỗi cổng dịch vụ công, hệ thống"  # the service says it


def test_an_answer_holds_an_id_or_a_token_and_of_a_blackbox_neither(client: FlaskClient) -> None:
    realtime = ET.fromstring(post(client, "xml", description=SAID, **POINT).data)
    blackbox = ET.fromstring(post(client, "xml", service_code=BLACKBOX, **POINT).data)
    assert (realtime.tag, [e.tag for e in realtime]) == ("service_requests", ["request"])
    assert [e.tag for e in realtime[0]] == ["service_request_id", "service_notice", "account_id"]
    assert [e.tag for e in blackbox[0]] == ["service_notice", "account_id"]


def test_a_form_may_name_its_encoding_and_bring_the_key_in_its_address(client: FlaskClient) -> None:
    key = client.application.extensions["a key"]
    answer = client.post(
        f"{V2}/requests.json?api_key={key}&jurisdiction_id=dongthap.gov.vn",
        data="service_code=T11&lat=10.4&long=105.6&description=C%E1%BB%95ng+b%C3%A1o+l%E1%BB%97i",
        content_type="application/x-www-form-urlencoded; charset=utf-8",
    )
    reference = answer.json[0]["service_request_id"]
    (shown,) = got(client, f"requests/{reference}.json")
    assert shown["description"] == "Cổng báo lỗi"


def test_who_sent_it_is_sealed_whole_and_told_to_nobody(served: Flask, client: FlaskClient) -> None:
    who = {
        "first_name": "Không", "last_name": "Có Thật", "email": "ai@example.vn",
        "phone": "0900000001", "device_id": "may-1", "account_id": "acc-9",
        "media_url": "https://anh.example/nha-toi.jpg",
    }  # fmt: skip
    reference = filed(client, **who)
    (shown,) = got(client, f"requests/{reference}.json")
    assert not [value for value in who.values() if value in str(shown)]
    assert shown["media_url"] is None
    with served.app_context():
        sealed = opened(served)
    assert sealed.pop("of")  # what ties it to its submission: see test_tied_identity
    assert sealed == {"name": "Không Có Thật (0900000001)", "contact": "ai@example.vn"}


def test_a_link_that_is_brought_is_kept_as_words_and_never_opened(client: FlaskClient) -> None:
    with socket.create_server(("127.0.0.1", 0)) as inner:
        inner.settimeout(0.3)
        filed(client, media_url=f"http://127.0.0.1:{inner.getsockname()[1]}/anh.jpg")
        with pytest.raises(TimeoutError):
            inner.accept()


def test_attributes_are_read_by_the_codes_of_the_definition(client: FlaskClient) -> None:
    good = {
        "attribute[unit]": "29926", "attribute[submitter_type]": "business",
        "attribute[occurred_on]": "2026-01-05T08:00:00+07:00", "attribute[anything]": "else",
    }  # fmt: skip
    assert post(client, description=SAID, **POINT, **good).status_code == 200
    bad = post(client, description=SAID, **POINT, **{"attribute[submitter_type]": "starfish"})
    assert bad.status_code == 400
    assert refusals(bad)[0][1].startswith("attribute[submitter_type]: ")


@pytest.mark.parametrize(
    ("phone", "kept"),
    [
        ("0912 000 001", {"name": "", "contact": "0912000001"}),
        ("+1 555 0100", {"name": "(+1 555 0100)", "contact": ""}),
    ],
)
def test_a_number_from_anywhere_is_taken_and_sealed(
    embedded: Flask, phone: str, kept: dict[str, str]
) -> None:
    give_key(embedded)
    assert post(embedded.test_client(), description=SAID, **POINT, phone=phone).status_code == 200
    with embedded.app_context():
        assert {k: v for k, v in opened(embedded).items() if k != "of"} == kept


# --- GET service_request_id from a token


def test_a_token_leads_to_an_id_and_an_unknown_one_is_not_found(client: FlaskClient) -> None:
    reference = filed(client)
    root = got(client, f"tokens/{reference}.xml")
    assert [[e.tag for e in r] for r in root] == [["service_request_id", "token"]]
    for form in ("xml", "json"):
        missing = client.get(f"{V2}/tokens/khong-co.{form}")
        assert (missing.status_code, refusals(missing)[0][0]) == (404, 404)


# --- Errors


@pytest.mark.parametrize("form", ["xml", "json"])
@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("get", "nothing", 404),
        ("get", "services/khong-co", 404),
        ("get", "requests/khong-co", 404),
        ("get", "requests/a/b", 404),
        ("put", "requests", 405),
        ("post", "services", 405),
        ("delete", "requests/LN-0000-00000", 405),
        ("post", "requests", 403),
    ],
)
def test_an_error_comes_in_the_form_asked_for_as_a_list(
    client: FlaskClient, method: str, path: str, code: int, form: str
) -> None:
    answer = getattr(client, method)(f"{V2}/{path}.{form}")
    ((said, words),) = refusals(answer)
    assert (answer.status_code, said) == (code, code)
    assert words
    assert answer.content_type == (XML if form == "xml" else JSON)
    assert ("Allow" in answer.headers) == (code == 405)


@pytest.mark.parametrize("path", ["/open311/v2/services", "/open311/v2/services.html", "/open311/"])
def test_an_address_without_a_form_is_refused_in_xml(client: FlaskClient, path: str) -> None:
    assert refusals(client.get(path))[0][0] == 404


def test_errors_are_told_in_the_callers_language(client: FlaskClient) -> None:
    vietnamese, english = (
        refusals(client.get(f"{V2}/nothing.json", headers={"Accept-Language": tongue}))[0][1]
        for tongue in ("vi", "en")
    )
    assert vietnamese != english


def test_several_faults_are_several_errors(client: FlaskClient) -> None:
    wrong = {"attribute[submitter_type]": "sao biển", "email": "ai đó"}
    found = refusals(post(client, description=SAID, **POINT, **wrong))
    assert {code for code, _ in found} == {400}
    assert {words.partition(":")[0] for _, words in found} == {
        "attribute[submitter_type]",
        "email, phone",
    }


def test_an_odd_code_is_taken_told_in_the_notice_and_never_listed(client: FlaskClient) -> None:
    (one,) = post(client, description=SAID, **POINT, **{"attribute[dossier_code]": "AB-12"}).json  # type: ignore[misc]
    assert "attribute[dossier_code]" in one["service_notice"]
    (shown,) = got(client, f"requests/{one['service_request_id']}.json")
    assert shown["description"] == SAID


def test_a_database_that_is_away_is_told_in_the_form_asked_for(
    embedded: Flask, tmp_path: Path
) -> None:
    give_key(embedded)
    with locked(embedded, tmp_path):
        answer = post(embedded.test_client(), "xml", description=SAID, **POINT)
    ((code, words),) = refusals(answer)
    assert (answer.status_code, code, answer.headers["Retry-After"]) == (503, 503, "60")
    assert words
