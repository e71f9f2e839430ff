"""GeoReport v2 as its wiki states it, what is read: https://wiki.open311.org/GeoReport_v2/.

Headings are the wiki's. What is invented here is about no real office.
"""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient

from intake.receive import Door, receive
from intake.submissions import Channel
from tests.installation import Installer, Mode
from tests.intake.geo import (
    ATTRIBUTE,
    DATATYPES,
    JSON,
    LISTED,
    POINT,
    REQUEST,
    SAID,
    SERVICE,
    V2,
    W3C,
    XML,
    filed,
    give_key,
    got,
    post,
    refusals,
)

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
