"""The JSON API, as a caller sees it."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.house.messages import LANGUAGES

URL = "/api/v1/submissions"
KEY = "3f0e1c9a-6f0c-4b62-9a57-0d8a1c2b3d4e"


@pytest.fixture
def caller(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def refused(shared: Flask) -> FlaskClient:
    """A caller who files nothing, or nothing that another test would see."""
    return shared.test_client()


def filed(caller: FlaskClient, **words: Any) -> dict[str, Any]:
    answer = caller.post(URL, json={"text": "Hồ sơ ở xã trễ hẹn 20 ngày."} | words)
    assert answer.status_code == 201, answer.text
    assert answer.json is not None
    return dict(answer.json)


def test_a_submission_is_answered_with_reference_secret_and_address(caller: FlaskClient) -> None:
    receipt = filed(caller)
    assert set(receipt) == {"reference", "secret", "status_url", "notes"}
    assert receipt["status_url"].endswith(receipt["reference"])


def test_the_same_key_again_answers_200_with_the_same_reference(caller: FlaskClient) -> None:
    first = filed(caller, idempotency_key=KEY)
    again = caller.post(URL, json={"text": "Hồ sơ ở xã trễ hẹn 20 ngày.", "idempotency_key": KEY})
    assert (again.status_code, again.json) == (200, first)


def test_a_key_used_for_other_words_answers_409(caller: FlaskClient) -> None:
    filed(caller, idempotency_key=KEY)
    other = caller.post(URL, json={"text": "Chuyện khác hẳn.", "idempotency_key": KEY})
    assert other.status_code == 409
    assert "idempotency_key" in other.json["errors"]


@pytest.mark.parametrize("header", ["X-Receipt-Secret", "Authorization"])
def test_the_secret_in_a_header_opens_the_status(caller: FlaskClient, header: str) -> None:
    receipt = filed(caller)
    secret = receipt["secret"] if header != "Authorization" else f"Bearer {receipt['secret']}"
    answer = caller.get(f"{URL}/{receipt['reference']}", headers={header: secret})
    assert answer.status_code == 200
    assert answer.json["reference"] == receipt["reference"]
    assert answer.json["state"] in ("received", "reviewing")


@pytest.mark.parametrize("secret", ["", "x", "0000-0000-0000-0000-0000-0"])
def test_without_the_secret_there_is_no_such_submission(refused: FlaskClient, secret: str) -> None:
    receipt = filed(refused)
    url = f"{URL}/{receipt['reference']}"
    wrong = refused.get(url, headers={"X-Receipt-Secret": secret})
    missing = refused.get(f"{URL}/LN-0000-00000", headers={"X-Receipt-Secret": secret})
    assert (wrong.status_code, missing.status_code) == (404, 404)
    assert wrong.json == missing.json


@pytest.mark.skipif("en" not in LANGUAGES, reason="there is no English catalogue yet")
def test_faults_are_told_by_field_in_vietnamese_and_in_english(refused: FlaskClient) -> None:
    bad = {"text": "", "occurred_on": "2022-02-31"}
    vietnamese, english = (
        refused.post(URL, json=bad, headers={"Accept-Language": language}).json["errors"]
        for language in ("vi", "en")
    )
    assert set(vietnamese) == set(english) == {"text", "occurred_on"}
    assert "lịch" in vietnamese["occurred_on"][0]
    assert vietnamese["text"] != english["text"]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'"x"', b"\xff\xfe", b"null"])
def test_a_body_that_is_no_object_answers_400(refused: FlaskClient, body: bytes) -> None:
    assert refused.post(URL, data=body, content_type="application/json").status_code == 400


@pytest.mark.parametrize("value", [None, 5, [], {}, True])
@pytest.mark.parametrize("field", ["text", "occurred_on", "dossier_code", "identity_level"])
def test_a_value_of_the_wrong_type_is_refused_at_its_field(
    refused: FlaskClient, field: str, value: Any
) -> None:
    words = {"text": "Hồ sơ ở xã trễ hẹn 20 ngày.", field: value}
    answer = refused.post(URL, json=words)
    if field == "occurred_on" and value is None:
        assert answer.status_code == 201
    else:
        assert (answer.status_code, set(answer.json["errors"])) == (422, {field})


def test_the_description_of_the_interface_is_served(caller: FlaskClient) -> None:
    described = caller.get("/api/v1/openapi.json").json
    assert described["openapi"] == "3.1.0"
    assert {"/api/v1/submissions", "/api/v1/submissions/{reference}"} <= set(described["paths"])
