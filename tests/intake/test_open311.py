"""Open311 GeoReport v2 as a client of the standard sees it: https://wiki.open311.org/GeoReport_v2/."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from intake import apikeys, handling
from intake.apikeys import Scope
from intake.clock import today
from intake.db import db
from intake.open311.services import services
from intake.submissions import SealedIdentity, Submission
from tests.installation import Installer, Mode
from triage.topics import topics

V2 = "/open311/v2"
PORTAL = "T11"  # the portal fails: listed
BRIBE = "T05"  # blackbox
FORM = {
    "service_code": PORTAL,
    "address_string": "Bộ phận Một cửa",
    "description": "Cổng dịch vụ công không mở được từ sáng, gọi 0912345678.",  # synthetic
}


@pytest.fixture(scope="module")
def served(installer: Installer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with installer.install(Mode.EMBEDDED, tmp_path_factory.mktemp("geo")) as app:
        with app.app_context():
            app.extensions["a key"] = apikeys.create("cổng", {Scope.OPEN311})
        yield app


@pytest.fixture
def client(served: Flask) -> FlaskClient:
    return served.test_client()


def post(client: FlaskClient, form: str = "json", **changed: Any) -> TestResponse:
    """A request filed with a good key; a field that is None is left out."""
    given = {"api_key": client.application.extensions["a key"], **FORM, **changed}
    sent = {name: value for name, value in given.items() if value is not None}
    return client.post(f"{V2}/requests.{form}", data=sent)


def taken(answer: TestResponse) -> dict[str, Any]:
    """The one thing in a list."""
    assert isinstance(answer.json, list)
    (one,) = answer.json
    return dict(one)


def listed(client: FlaskClient, **asked: Any) -> list[dict[str, Any]]:
    answer = client.get(f"{V2}/requests.json", query_string=asked)
    assert answer.status_code == 200
    assert isinstance(answer.json, list)
    return answer.json


def test_discovery_names_the_endpoint_and_its_formats(client: FlaskClient) -> None:
    said = client.get("/open311/discovery.json").json
    (endpoint,) = said["endpoints"]
    assert endpoint["specification"].endswith("/GeoReport_v2")
    assert endpoint["url"].endswith(V2)
    root = ET.fromstring(client.get("/open311/discovery.xml").data)
    formats = [f.text for f in root.findall("./endpoints/endpoint/formats/format")]
    assert (root.tag, formats) == ("discovery", ["text/xml", "application/json"])


def test_services_say_the_same_in_xml_and_in_json(client: FlaskClient) -> None:
    answer = client.get(f"{V2}/services.xml")
    assert answer.content_type == "text/xml; charset=utf-8"
    assert answer.data.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    as_json: list[dict[str, Any]] = client.get(f"{V2}/services.json").json  # type: ignore[assignment]
    as_xml = [{e.tag: e.text for e in s} for s in ET.fromstring(answer.data)]
    assert [
        {k: str(v).lower() if v is True else v for k, v in s.items()} for s in as_json
    ] == as_xml
    assert {s["type"] for s in as_json} == {"realtime", "blackbox"}


def test_services_bear_the_names_of_our_topics() -> None:
    mine = {code: (s.name("vi"), s.name("en")) for code, s in services(today()).items()}
    assert mine == {topic.number: (topic.vi, topic.en) for topic in topics().values()}


def test_a_definition_orders_its_attributes_and_an_unknown_one_is_404(client: FlaskClient) -> None:
    said = client.get(f"{V2}/services/{PORTAL}.json").json
    assert said["service_code"] == PORTAL
    assert [a["order"] for a in said["attributes"]] == [1, 2, 3, 4, 5]
    root = ET.fromstring(client.get(f"{V2}/services/{PORTAL}.xml").data)
    assert [v.text for v in root.findall(".//values/value/key")] == ["citizen", "business"]
    missing = client.get(f"{V2}/services/khong-co.xml")
    assert missing.status_code == 404
    assert ET.fromstring(missing.data).findtext("./error/code") == "404"


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_request_is_filed_and_read_back(client: FlaskClient, form: str) -> None:
    answer = post(client, form, lat="10.4567", long="105.6347")
    assert answer.status_code == 200
    if form == "json":
        reference = taken(answer)["service_request_id"]
    else:
        root = ET.fromstring(answer.data)
        assert root.tag == "service_requests"
        reference = root.findtext("./request/service_request_id")
    one = taken(client.get(f"{V2}/requests/{reference}.json"))
    assert (one["lat"], one["long"], one["status"]) == (10.4567, 105.6347, "open")
    assert "0912345678" not in one["description"]
    assert "Cổng dịch vụ công" in one["description"]
    assert datetime.fromisoformat(one["requested_datetime"]).utcoffset() == timedelta(hours=7)
    in_xml = ET.fromstring(client.get(f"{V2}/requests/{reference}.xml").data)
    assert in_xml.findtext("./request/service_request_id") == reference


def test_what_names_an_official_is_filed_and_never_shown(client: FlaskClient) -> None:
    said = "Cán bộ đòi tiền bồi dưỡng mới nhận hồ sơ, bí mật 4711."  # synthetic
    receipt = taken(post(client, service_code=BRIBE, description=said))
    assert "service_request_id" not in receipt
    assert "token" not in receipt
    with client.application.app_context():
        row = db.session.scalars(sa.select(Submission).where(Submission.text == said)).one()
    reference = row.reference
    assert reference in receipt["service_notice"]  # the sender can follow it
    assert listed(client, service_request_id=reference) == []
    never = client.get(f"{V2}/requests/LN-0000-00000.json")
    kept = client.get(f"{V2}/requests/{reference}.json")
    assert (kept.status_code, kept.data) == (never.status_code, never.data)
    assert "4711" not in client.get(f"{V2}/requests.json").text
    assert client.get(f"{V2}/requests.json?service_code={BRIBE}").json == []


def test_a_grave_thing_filed_under_a_harmless_name_is_not_shown(client: FlaskClient) -> None:
    said = "Ông cán bộ một cửa đòi tôi đưa 2 triệu tiền bồi dưỡng mới nhận hồ sơ."  # synthetic
    reference = taken(post(client, description=said))["service_request_id"]
    assert reference not in [one["service_request_id"] for one in listed(client)]
    (by_id,) = listed(client, service_request_id=reference)
    assert (by_id["status"], by_id["description"], by_id["address"]) == ("open", None, None)


def test_what_is_about_an_office_is_not_shown_whatever_it_was_filed_as(client: FlaskClient) -> None:
    said = "Hồ sơ hẹn trả ngày 19/01 mà tới nay chưa có kết quả, không có thư xin lỗi."  # synthetic
    reference = taken(post(client, description=said))["service_request_id"]
    assert reference not in [one["service_request_id"] for one in listed(client)]
    assert listed(client, service_request_id=reference)[0]["description"] is None


def test_what_came_by_another_door_is_not_shown(client: FlaskClient) -> None:
    receipt = client.post("/api/v1/submissions", json={"text": FORM["description"]}).json
    assert listed(client, service_request_id=receipt["reference"]) == []


def test_who_sent_it_is_sealed(client: FlaskClient) -> None:
    who = {"first_name": "Không", "last_name": "Có Thật", "email": "khong@example.vn"}  # synthetic
    receipt = taken(post(client, **who))
    (shown,) = listed(client, service_request_id=receipt["service_request_id"])
    assert "Có Thật" not in str(shown)
    assert "khong@" not in str(shown)
    with client.application.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(SealedIdentity)) == 1


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"api_key": None}, 403),
        ({"api_key": "lnk_sai"}, 403),
        ({"service_code": None}, 400),
        ({"service_code": "khong-co"}, 404),
        ({"jurisdiction_id": "elsewhere.example"}, 404),
        ({"address_string": None}, 400),
        ({"address_string": None, "lat": "10.4"}, 400),
        ({"lat": "nan", "long": "105"}, 400),
        ({"lat": "91", "long": "105"}, 400),
        ({"description": "a " * 3000}, 400),
        ({"media_url": "file:///etc/passwd"}, 400),
        ({"attribute[occurred_on]": "hôm qua"}, 400),
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_code(
    client: FlaskClient, changed: dict[str, Any], status: int
) -> None:
    answer = post(client, **changed)
    assert answer.status_code == status
    assert set(taken(answer)) == {"code", "description"}
    in_xml = ET.fromstring(post(client, "xml", **changed).data)
    assert (in_xml.tag, in_xml.findtext("./error/code")) == ("errors", str(status))


def test_an_idempotency_key_files_once(client: FlaskClient) -> None:
    sent = {"api_key": client.application.extensions["a key"], **FORM}
    once = {"Idempotency-Key": "b54a8cf2-6f3c-4b0a-9a51-0f2f3d6a0c11"}
    filed = [client.post(f"{V2}/requests.json", data=sent, headers=once) for _ in range(2)]
    first, second = (taken(answer)["service_request_id"] for answer in filed)
    assert first == second


def test_requests_are_found_by_date_code_status_and_id(client: FlaskClient) -> None:
    said = "Đề nghị bỏ yêu cầu xác nhận của xã vì đã có dữ liệu dân cư."  # synthetic
    reference = taken(post(client, service_code="T19", description=said))["service_request_id"]
    now = datetime.now(UTC)
    hour = timedelta(hours=1)

    def found(**asked: Any) -> bool:
        return reference in [r["service_request_id"] for r in listed(client, **asked)]

    assert found()
    assert found(service_code="T19,T20")
    assert not found(service_code=PORTAL)
    assert found(start_date=(now - hour).isoformat(), end_date=(now + hour).isoformat())
    assert not found(end_date=(now - hour).isoformat())
    assert not found(start_date=(now - timedelta(days=200)).isoformat())  # 90 days from there
    assert found(status="open")
    assert not found(status="closed")
    assert found(service_request_id=f"x,{reference}", service_code=PORTAL)  # ids alone count
    assert client.get(f"{V2}/requests.json?start_date=hom-qua").status_code == 400
    assert taken(client.get(f"{V2}/tokens/{reference}.json"))["service_request_id"] == reference
    with client.application.app_context():
        row = db.session.scalars(sa.select(Submission).where(Submission.reference == reference))
        handling.step(row.one().id, handling.Act.ANSWERED, "mot-lan", None)
        db.session.commit()
    assert found(status="closed")
    assert not found(status="open")


def test_the_newest_stand_first_and_the_old_are_left_out(client: FlaskClient) -> None:
    moments = [r["requested_datetime"] for r in listed(client)]
    assert moments == sorted(moments, reverse=True)
