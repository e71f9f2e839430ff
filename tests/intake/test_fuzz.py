"""Whatever anybody sends to a public address is answered, never with an error of ours."""

import json
import string
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.schemas import SubmissionSchema
from intake.web.formfields import FIELDS

MANY = settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
    answer = embedded.test_client().post(
        "/api/v1/submissions", data=sent, content_type="application/json"
    )
    assert answer.status_code < 500, answer.text


@MANY
@given(raw=st.binary(max_size=80), kind=st.sampled_from(["application/json", "text/plain", "x"]))
def test_the_api_answers_what_is_no_json(embedded: Flask, raw: bytes, kind: str) -> None:
    embedded.testing = False
    answer = embedded.test_client().post("/api/v1/submissions", data=raw, content_type=kind)
    assert answer.status_code in {400, 415, 422}


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
