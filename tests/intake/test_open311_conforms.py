"""GeoReport v2 rule by rule, as its wiki states them: https://wiki.open311.org/GeoReport_v2/.

Headings are the wiki's. What is invented here is about no real office.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient
from nacl.public import PrivateKey
from sqlalchemy import select
from werkzeug.test import TestResponse

from intake import apikeys, identity
from intake.apikeys import Scope
from intake.db import db
from intake.receive import Door, receive
from intake.submissions import Channel, SealedIdentity
from tests.installation import Installer, Mode
from tests.intake.test_spool import locked

V2 = "/open311/v2"
XML, JSON = "text/xml; charset=utf-8", "application/json; charset=utf-8"
SERVICE = [
    "service_code", "service_name", "description", "metadata", "type", "keywords", "group",
]  # fmt: skip
ATTRIBUTE = [
    "variable", "code", "datatype", "required", "datatype_description", "order", "description",
    "values",
]  # fmt: skip
REQUEST = [
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
    "agency_responsible", "service_notice", "requested_datetime", "updated_datetime",
    "expected_datetime", "address", "address_id", "zipcode", "lat", "long", "media_url",
]  # fmt: skip
DATATYPES = {"string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"}
W3C = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)")
LISTED, BLACKBOX = "T11", "T05"
POINT = {"lat": "10.4567", "long": "105.6347"}
SAID = "Cổng dịch vụ công báo lỗi khi tải tệp lên."  # synthetic


@pytest.fixture(scope="module")
def served(installer: Installer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with installer.install(Mode.EMBEDDED, tmp_path_factory.mktemp("conforms")) as app:
        give_key(app)
        yield app


def give_key(app: Flask) -> None:
    with app.app_context():
        app.extensions["a key"] = apikeys.create("bộ kiểm", {Scope.OPEN311})


@pytest.fixture
def client(served: Flask) -> FlaskClient:
    return served.test_client()


def post(client: FlaskClient, form: str = "json", **given: Any) -> TestResponse:
    """Filed with a key and a service, and with what is given."""
    sent = {"api_key": client.application.extensions["a key"], "service_code": LISTED} | given
    return client.post(f"{V2}/requests.{form}", data=sent)


def filed(client: FlaskClient, **given: Any) -> str:
    """The id of one request filed at a point."""
    answer = post(client, **({"description": SAID} | POINT | given))
    assert answer.status_code == 200, answer.text
    (one,) = answer.json  # type: ignore[misc]
    return str(one["service_request_id"])


def got(client: FlaskClient, path: str, **asked: Any) -> Any:
    answer = client.get(f"{V2}/{path}", query_string=asked)
    assert answer.status_code == 200, answer.text
    return answer.json if path.endswith("json") else ET.fromstring(answer.data)


def opened(app: Flask) -> dict[str, str]:
    """The identity sealed last, as the officers read it."""
    folder = app.extensions["settings"].instance
    private = PrivateKey(bytes.fromhex((folder / "identity.private").read_text()))
    newest = select(SealedIdentity).order_by(SealedIdentity.submission_id.desc()).limit(1)
    return identity.unseal(private, db.session.scalars(newest).one())


def refusals(answer: TestResponse) -> list[tuple[int, str]]:
    """Code and words of each error, read from the form it came in."""
    if answer.content_type == JSON:
        assert isinstance(answer.json, list)
        assert all(list(e) == ["code", "description"] for e in answer.json)
        return [(e["code"], e["description"]) for e in answer.json]
    root = ET.fromstring(answer.data)
    assert (answer.content_type, root.tag, {e.tag for e in root}) == (XML, "errors", {"error"})
    return [(int(e.findtext("code", "0")), e.findtext("description", "")) for e in root]


# --- Service Discovery


def test_discovery_says_all_it_must_in_both_forms(client: FlaskClient) -> None:
    said = client.get("/open311/discovery.json")
    root = ET.fromstring(client.get("/open311/discovery.xml").data)
    assert said.content_type == JSON
    assert list(said.json) == [e.tag for e in root]  # type: ignore[arg-type]
    assert list(said.json) == ["changeset", "contact", "key_service", "endpoints"]  # type: ignore[arg-type]
    (endpoint,) = said.json["endpoints"]
    assert list(endpoint) == ["specification", "url", "changeset", "type", "formats"]
    assert endpoint["type"] in ("production", "test")
    assert datetime.fromisoformat(endpoint["changeset"]) < datetime.now(UTC)
    assert all(e.text for e in root if e.tag != "endpoints")


def test_an_installation_that_holds_invented_words_is_for_trying(
    installer: Installer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with installer.install(Mode.EMBEDDED, tmp_path_factory.mktemp("invented")) as app:
        assert endpoint_type(app) == "production"
        with app.app_context():
            door = Door(Channel.WEB, app.extensions["settings"], sample=True)
            receive({"text": SAID}, door)
        assert endpoint_type(app) == "test"


def endpoint_type(app: Flask) -> str:
    said = app.test_client().get("/open311/discovery.json").json
    return str(said["endpoints"][0]["type"])


# --- Internationalization and Encoding, Format Support


@pytest.mark.parametrize("path", ["services", f"services/{LISTED}", "requests"])
def test_every_answer_says_its_form_and_its_encoding(client: FlaskClient, path: str) -> None:
    as_xml, as_json = (client.get(f"{V2}/{path}.{form}") for form in ("xml", "json"))
    assert (as_xml.content_type, as_json.content_type) == (XML, JSON)
    assert as_xml.data.startswith(b'<?xml version="1.0" encoding="utf-8"?>\n<')
    assert b"xmlns" not in as_xml.data
    assert isinstance(as_json.json, dict if "/" in path else list)


def test_words_come_back_as_they_went_whatever_is_in_them(client: FlaskClient) -> None:
    said = 'Cổng dịch vụ công báo lỗi <400> & "không" tải được ]]> \x0b tệp 😀.'  # synthetic
    reference = filed(client, description=said)
    (as_json,) = got(client, f"requests/{reference}.json")
    in_xml = got(client, f"requests/{reference}.xml").findtext("./request/description")
    assert as_json["description"] == said
    assert in_xml == said.replace("\x0b", "\ufffd")  # no XML can hold it


# --- Definitions: jurisdiction_id, optional arguments


@pytest.mark.parametrize("path", ["services", f"services/{LISTED}", "requests", "requests/x"])
def test_another_jurisdiction_is_not_found_and_an_empty_one_is_none(
    client: FlaskClient, path: str
) -> None:
    elsewhere = client.get(f"{V2}/{path}.xml?jurisdiction_id=city.gov")
    (fault,) = refusals(elsewhere)
    assert (elsewhere.status_code, fault[0]) == (404, 404)
    assert "dongthap.gov.vn" in fault[1]  # specified in the error response
    plain, empty = (client.get(f"{V2}/{path}.xml{end}") for end in ("", "?jurisdiction_id="))
    assert (plain.status_code, plain.data) == (empty.status_code, empty.data)


def test_an_argument_sent_empty_is_an_argument_not_sent(client: FlaskClient) -> None:
    filed(client)
    unasked = dict.fromkeys(["service_request_id", "service_code", "status", "page"], "")
    unasked |= dict.fromkeys(["start_date", "end_date", "page_size"], "")
    assert got(client, "requests.json", **unasked) == got(client, "requests.json")
    empty = dict.fromkeys(["address_string", "address_id", "email", "device_id", "phone"], "")
    empty |= dict.fromkeys(["account_id", "first_name", "media_url", "attribute[unit]"], "")
    assert post(client, description=SAID, **POINT, **empty).status_code == 200


# --- GET Service List, GET Service Definition


def test_a_service_has_the_standards_elements_and_no_other(client: FlaskClient) -> None:
    services = got(client, "services.json")
    root = got(client, "services.xml")
    assert (root.tag, {e.tag for e in root}) == ("services", {"service"})
    assert [list(s) for s in services] == [SERVICE] * len(services)
    assert [[e.tag for e in s] for s in root] == [SERVICE] * len(services)
    for one in services:
        assert one["type"] in ("realtime", "batch", "blackbox")
        assert isinstance(one["metadata"], bool)
        assert all(
            isinstance(one[name], str) and one[name] for name in SERVICE if name != "metadata"
        )
        assert one["description"] != one["service_name"]
    assert {s.findtext("metadata") for s in root} <= {"true", "false"}


def test_services_are_told_in_the_callers_language(client: FlaskClient) -> None:
    english, other = (
        client.get(f"{V2}/services.json", headers={"Accept-Language": tongue}).json
        for tongue in ("en-GB,en;q=0.9", "vi")
    )
    for name in ("service_name", "description", "keywords", "group"):
        assert english[0][name] != other[0][name]


def test_each_service_that_promises_a_definition_has_one(client: FlaskClient) -> None:
    for service in got(client, "services.json"):
        assert service["metadata"]
        said = got(client, f"services/{service['service_code']}.json")
        assert list(said) == ["service_code", "attributes"]
        assert said["service_code"] == service["service_code"]
        orders = [a["order"] for a in said["attributes"]]
        assert orders == sorted(set(orders))
        assert orders[0] >= 1
        for attribute in said["attributes"]:
            assert list(attribute) == ATTRIBUTE
            assert attribute["datatype"] in DATATYPES
            assert {type(attribute[n]) for n in ("variable", "required")} == {bool}
            assert attribute["datatype_description"]
            assert bool(attribute["values"]) == attribute["datatype"].endswith("valuelist")
            assert all(list(v) == ["key", "name"] for v in attribute["values"])


def test_a_definition_is_one_thing_in_xml_and_says_the_same(client: FlaskClient) -> None:
    root = got(client, f"services/{LISTED}.xml")
    assert (root.tag, [e.tag for e in root]) == (
        "service_definition",
        ["service_code", "attributes"],
    )
    attributes = root.findall("./attributes/attribute")
    assert [[e.tag for e in a] for a in attributes] == [ATTRIBUTE] * len(attributes)
    said = got(client, f"services/{LISTED}.json")["attributes"]
    assert [a.findtext("description") for a in attributes] == [a["description"] for a in said]


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
    assert sealed == {"name": "Không Có Thật (0900000001)", "contact": "ai@example.vn"}


def test_attributes_are_read_by_the_codes_of_the_definition(client: FlaskClient) -> None:
    good = {
        "attribute[unit]": "29926", "attribute[submitter_type]": "business",
        "attribute[occurred_on]": "2026-01-05T08:00:00+07:00", "attribute[anything]": "else",
    }  # fmt: skip
    assert post(client, description=SAID, **POINT, **good).status_code == 200
    bad = post(client, description=SAID, **POINT, **{"attribute[submitter_type]": "starfish"})
    assert bad.status_code == 400
    assert refusals(bad)[0][1].startswith("attribute[submitter_type]: ")


# --- GET service_request_id from a token


def test_a_token_leads_to_an_id_and_an_unknown_one_is_not_found(client: FlaskClient) -> None:
    reference = filed(client)
    root = got(client, f"tokens/{reference}.xml")
    assert [[e.tag for e in r] for r in root] == [["service_request_id", "token"]]
    for form in ("xml", "json"):
        missing = client.get(f"{V2}/tokens/khong-co.{form}")
        assert (missing.status_code, refusals(missing)[0][0]) == (404, 404)


# --- GET Service Requests, GET Service Request


def test_a_request_has_the_standards_elements_in_their_order(client: FlaskClient) -> None:
    reference = filed(client)
    (as_json,) = got(client, f"requests/{reference}.json")
    root = got(client, f"requests/{reference}.xml")
    assert list(as_json) == REQUEST
    assert (root.tag, [[e.tag for e in r] for r in root]) == ("service_requests", [REQUEST])
    assert as_json["status"] in ("open", "closed")
    assert isinstance(as_json["lat"], float)
    for name in ("requested_datetime", "updated_datetime"):
        assert W3C.fullmatch(as_json[name])
    assert root[0].findtext("agency_responsible") == ""  # said to be nothing, in either form


def test_an_id_is_good_at_once_before_anybody_read_the_words(
    installer: Installer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with installer.install(Mode.GROWN, tmp_path_factory.mktemp("unread")) as app:  # no worker runs
        give_key(app)
        asking = app.test_client()
        reference = filed(asking)
        (shown,) = got(asking, f"requests/{reference}.json")
        assert (shown["status"], shown["description"], shown["lat"]) == ("open", None, None)
        assert got(asking, "requests.json") == []


def test_a_page_is_as_long_as_asked_and_pages_hold_each_once(client: FlaskClient) -> None:
    mine = {filed(client) for _ in range(5)}
    pages = [got(client, "requests.json", page=n, page_size=2) for n in range(1, 40)]
    assert all(len(page) <= 2 for page in pages)
    found = [one["service_request_id"] for page in pages for one in page]
    assert len(found) == len(set(found))
    assert mine <= set(found)
    everything = [one["service_request_id"] for one in got(client, "requests.json")]
    assert found == everything


@pytest.mark.parametrize(
    "asked",
    [{"page": "0"}, {"page": "x"}, {"page_size": "1001"}, {"page_size": "-1"},
     {"status": "lost"}, {"start_date": "hom-qua"}, {"end_date": "2026-13-01"}],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_and_says_which(
    client: FlaskClient, asked: dict[str, str]
) -> None:
    answer = client.get(f"{V2}/requests.xml", query_string=asked)
    ((code, words),) = refusals(answer)
    assert (answer.status_code, code) == (400, 400)
    assert next(iter(asked)) in words


def test_several_are_parted_by_commas_or_said_again(client: FlaskClient) -> None:
    first, second = filed(client), filed(client)
    for query in (
        f"service_request_id={first},{second}",
        f"service_request_id={first}&service_request_id={second}",
        f"service_request_id={first},%20{second}&status=closed&service_code=T19",  # ids override
    ):
        found = client.get(f"{V2}/requests.json?{query}").json
        assert {one["service_request_id"] for one in found} == {first, second}  # type: ignore[union-attr]
    assert got(client, "requests.json", status="closed,open") == got(client, "requests.json")


def test_a_day_alone_is_that_whole_day_in_viet_nam(client: FlaskClient) -> None:
    reference = filed(client)
    (shown,) = got(client, f"requests/{reference}.json")
    day = shown["requested_datetime"][:10]
    before = str(datetime.fromisoformat(day).date() - timedelta(days=1))

    def found(**asked: str) -> bool:
        return reference in [r["service_request_id"] for r in got(client, "requests.json", **asked)]

    assert found(start_date=day, end_date=day)
    assert not found(start_date=before, end_date=before)


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
    wrong = {"attribute[dossier_code]": "không phải mã", "email": "ai đó"}
    found = refusals(post(client, description=SAID, **POINT, **wrong))
    assert {code for code, _ in found} == {400}
    assert {words.partition(":")[0] for _, words in found} == {
        "attribute[dossier_code]",
        "email, phone",
    }


def test_a_database_that_is_away_is_told_in_the_form_asked_for(
    embedded: Flask, tmp_path: Path
) -> None:
    give_key(embedded)
    with locked(embedded, tmp_path):
        answer = post(embedded.test_client(), "xml", description=SAID, **POINT)
    ((code, words),) = refusals(answer)
    assert (answer.status_code, code, answer.headers["Retry-After"]) == (503, 503, "60")
    assert words


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
        assert opened(embedded) == kept
