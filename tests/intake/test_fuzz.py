"""Whatever anybody sends to a public address is answered, never with an error of ours."""

import json
import string
from ipaddress import IPv4Address
from itertools import count
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from intake import apikeys
from intake.schemas import SubmissionSchema
from intake.web.formfields import FIELDS
from tests.fuzz import MANY

sendable = st.text(st.characters(codec="utf-8"), max_size=60)
odd = st.sampled_from(
    ["", "\0", "%", "' OR 1=1 --", "{{7*7}}", "../..", "9" * 40, "-1", "31", "２", "\u202e", "1e999",
     "LN-0000-00000", "#1", "#99999999999999999999", "H20.12-220117-0001", "2022-02-30"]
)  # fmt: skip
value = sendable | odd
form = st.dictionaries(
    st.sampled_from([*FIELDS, "website", "answer", "sealed", "drop_file", "reference", "secret"]),
    value,
    max_size=12,
)
plain = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | value
anything = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(value, inner, max_size=3)
)
words = st.dictionaries(st.sampled_from(sorted(SubmissionSchema().fields)), anything, max_size=8)
_addresses = count(int(IPv4Address("10.0.0.0")))
POSTED = ("/tra-cuu", "/xac-nhan", "/noi-bo/dang-nhap", "/noi-bo/ma-dang-nhap")


@MANY
@given(typed=form)
def test_the_form_answers_whatever_is_typed(embedded: Flask, typed: dict[str, str]) -> None:
    embedded.testing = False
    browser = embedded.test_client()
    address = browser.get("/gui").headers["Location"]
    answer = browser.post(address, data=typed)
    assert answer.status_code < 500
    assert browser.get(answer.headers.get("Location", address)).status_code < 500
    assert browser.post(f"{address}/xem-lai", data=typed).status_code < 500
    assert browser.get(f"{address}/bien-nhan").status_code < 500


@MANY
@given(said=words | anything)
def test_the_api_answers_whatever_is_sent(embedded: Flask, said: Any) -> None:
    embedded.testing = False
    sent = json.dumps(said)
    answer = _stranger(embedded).post(
        "/api/v1/submissions", data=sent, content_type="application/json"
    )
    assert answer.status_code in {200, 201, 400, 409, 422}, answer.text


@MANY
@given(raw=st.binary(max_size=80), kind=st.sampled_from(["application/json", "text/plain", "x"]))
def test_the_api_answers_what_is_no_json(embedded: Flask, raw: bytes, kind: str) -> None:
    embedded.testing = False
    answer = _stranger(embedded).post("/api/v1/submissions", data=raw, content_type=kind)
    assert answer.status_code in {400, 415, 422}


def _stranger(app: Flask) -> FlaskClient:
    """Somebody from an address of their own: the hourly limit is never what answers."""
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = str(IPv4Address(next(_addresses)))
    return client


@MANY
@given(path=st.sampled_from(POSTED), typed=form)
def test_other_public_forms_answer(embedded: Flask, path: str, typed: dict[str, str]) -> None:
    embedded.testing = False
    embedded.config["WTF_CSRF_ENABLED"] = False
    assert embedded.test_client().post(path, data=typed).status_code < 500


@MANY
@given(
    path=st.sampled_from(
        ("/tra-cuu", "/gui/{}", "/phan-anh/{}", "/noi-khac/{}", "/api/v1/submissions/{}", "/{}")
    ),
    part=st.text(string.ascii_letters + string.digits + "-._~%", max_size=12),
    asked=st.dictionaries(st.sampled_from(["q", "ma", "lang", "received", "promised"]), value),
)
def test_every_address_answers(embedded: Flask, path: str, part: str, asked: Any) -> None:
    embedded.testing = False
    answer = embedded.test_client().get(path.format(part), query_string=asked)
    assert answer.status_code < 500


@MANY
@given(
    said=st.dictionaries(
        st.sampled_from(
            ["api_key", "service_code", "lat", "long", "address_string", "address_id", "email",
             "description", "media_url", "first_name", "phone", "account_id", "jurisdiction_id",
             "attribute[unit]", "attribute[occurred_on]", "attribute[dossier_code]"]
        ),
        value | st.sampled_from(["T11", "T05", "10.4", "105.6", "http://[", "Tran Thi B"]),
        max_size=12,
    ),
    form=st.sampled_from(["xml", "json"]),
)  # fmt: skip
def test_open311_answers_whatever_is_filed(embedded: Flask, said: Any, form: str) -> None:
    embedded.testing = False
    with embedded.app_context():
        key = _key(embedded)
    answer = embedded.test_client().post(
        f"/open311/v2/requests.{form}", data={"api_key": key} | said
    )
    assert answer.status_code < 500, answer.text


def _key(app: Flask) -> str:
    """The one key of this application, made when first asked for."""
    if "a key" not in app.extensions:
        app.extensions["a key"] = apikeys.create("thử", {apikeys.Scope.OPEN311})
    return str(app.extensions["a key"])


@MANY
@given(
    path=st.sampled_from(["requests", "services", "requests/x", "tokens/x", "services/T11"]),
    asked=st.dictionaries(
        st.sampled_from(["service_request_id", "service_code", "start_date", "end_date", "status"]),
        value
        | st.sampled_from(["2026-11-24T08:15:30+07:00", "0001-01-01", "9999-12-31T23:59:59Z"]),
    ),
    form=st.sampled_from(["xml", "json"]),
)
def test_open311_answers_whatever_is_asked(
    embedded: Flask, path: str, asked: Any, form: str
) -> None:
    embedded.testing = False
    answer = embedded.test_client().get(f"/open311/v2/{path}.{form}", query_string=asked)
    assert answer.status_code < 500, answer.text
