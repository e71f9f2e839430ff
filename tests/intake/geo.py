"""A caller of GeoReport v2, and what its answers must be made of."""

import re
from typing import Any
from xml.etree import ElementTree as ET

from flask import Flask
from flask.testing import FlaskClient
from nacl.public import PrivateKey
from sqlalchemy import select
from werkzeug.test import TestResponse

from intake import apikeys, datakeys, identity
from intake.apikeys import Scope
from intake.db import db
from intake.submissions import SealedIdentity

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


def give_key(app: Flask) -> None:
    with app.app_context():
        app.extensions["a key"] = apikeys.create("bộ kiểm", {Scope.OPEN311})


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
    inner = datakeys.unlocked(folder, db.session.scalars(newest).one())
    return identity.unseal(private, inner)


def refusals(answer: TestResponse) -> list[tuple[int, str]]:
    """Code and words of each error, read from the form it came in."""
    if answer.content_type == JSON:
        assert isinstance(answer.json, list)
        assert all(list(e) == ["code", "description"] for e in answer.json)
        return [(e["code"], e["description"]) for e in answer.json]
    root = ET.fromstring(answer.data)
    assert (answer.content_type, root.tag, {e.tag for e in root}) == (XML, "errors", {"error"})
    return [(int(e.findtext("code", "0")), e.findtext("description", "")) for e in root]
