"""The API answers as its own description says, whatever a stranger sends. By Schemathesis."""

from datetime import date, timedelta
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import given, settings
from jsonschema_rs import Draft202012Validator
from sqlalchemy import select

from intake import apikeys
from intake.apikeys import Scope
from intake.clock import today
from intake.db import db
from intake.submissions import Submission
from tests.fuzz import MANY

OPERATIONS = {
    "GET /api/v1/services",
    "GET /api/v1/submissions",
    "GET /api/v1/submissions/{reference}",
    "GET /api/v1/units",
    "POST /api/v1/submissions",
    "POST /api/v1/submissions/{reference}/messages",
    "GET /open311/discovery.{form}",
    "GET /open311/v2/requests.{form}",
    "GET /open311/v2/requests/{reference}.{form}",
    "GET /open311/v2/services.{form}",
    "GET /open311/v2/services/{code}.{form}",
    "GET /open311/v2/tokens/{token}.{form}",
    "POST /open311/v2/requests.{form}",
}


def test_every_route_keeps_its_word_by_every_check(embedded: Flask) -> None:
    embedded.testing = False
    with embedded.app_context():
        key = apikeys.create("thử", {Scope.FILE, Scope.READ, Scope.OPEN311})
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", embedded)
    operations = [found.ok() for found in described.get_all_operations()]  # type: ignore[union-attr]
    assert {f"{o.method.upper()} {o.path}" for o in operations} == OPERATIONS
    for operation in operations:

        @settings(MANY, max_examples=max(20, MANY.max_examples // 4))
        @given(case=operation.as_strategy())
        def asked(case: "schemathesis.Case[Any]") -> None:
            case.call_and_validate(headers={"X-Api-Key": key})

        asked()


def test_a_list_says_how_it_is_paged_and_which_key_opens_it(embedded: Flask) -> None:
    described = embedded.test_client().get("/api/v1/openapi.json").json
    filed = described["paths"]["/api/v1/submissions"]["get"]
    assert {p["name"] for p in filed["parameters"]} == {"limit", "after"}
    assert filed["security"] == [{"key": []}]
    assert described["components"]["securitySchemes"]["key"]["name"] == "X-Api-Key"


def test_the_description_says_how_long_and_which_of_what_a_field_may_be(embedded: Flask) -> None:
    described = embedded.test_client().get("/api/v1/openapi.json").json
    said = described["components"]["schemas"]["Submission"]["properties"]
    assert said["text"]["maxLength"] == 10_000
    assert "yes" in said["apology"]["enum"]
    assert "verified" not in said["identity_level"]["enum"]


def test_nobody_is_verified_by_saying_so(embedded: Flask) -> None:
    said = {"text": "Hồ sơ ở xã trễ hẹn 20 ngày.", "identity_level": "verified"}
    answer = embedded.test_client().post("/api/v1/submissions", json=said)
    assert (answer.status_code, set(answer.json["errors"])) == (422, {"identity_level"})


def test_what_cannot_be_so_is_kept_as_written_and_told_never_refused(embedded: Flask) -> None:
    client = embedded.test_client()
    ahead = str(today() + timedelta(days=9))
    said = {
        "text": "Hồ sơ ở xã trễ hẹn 20 ngày.",
        "occurred_on": ahead,
        "dossier_received_on": "2026-03-02",
        "promised_on": "2026-03-01",
        "dossier_code": "0000",
        "idempotency_key": "khong-phai-bi-mat-1",
    }
    first, again = (client.post("/api/v1/submissions", json=said) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert set(first.json["notes"]) == {"occurred_on", "promised_on", "dossier_code"}
    assert again.json["notes"] == first.json["notes"]
    with embedded.app_context():
        (kept,) = db.session.scalars(select(Submission))
    assert (kept.occurred_on, kept.promised_on, kept.dossier_code) == (None, None, None)
    assert kept.dossier_received_on == date(2026, 3, 2)
    assert kept.text == said["text"]  # what the proof of filing is of
    assert all(said[field] in kept.as_sent for field in first.json["notes"])


@pytest.mark.parametrize(
    ("said", "fits"),
    [
        ({}, True),
        ({"contact": "0912 345-678"}, True),
        ({"contact": "(+84) 912.345.678 "}, True),
        ({"contact": " an@vi.du.vn"}, True),
        ({"contact": " - "}, True),
        ({"contact": "09123"}, False),
        ({"contact": "an@vi"}, False),
        ({"contact": "an\x1d@vi.du.vn"}, False),
        ({"contact": "\ufeff0912345678"}, True),
        ({"identity_level": "contactable_pseudonym", "contact": "0912345678"}, True),
        ({"identity_level": "contactable_pseudonym"}, False),
        ({"identity_level": "contactable_pseudonym", "contact": " "}, False),
        ({"identity_level": "contactable_pseudonym", "contact": " - "}, False),
        ({"identity_level": "declared", "contact": "0912345678", "name": "An"}, True),
        ({"identity_level": "declared", "contact": "0912345678", "name": " "}, False),
        ({"identity_level": "declared", "name": "An"}, False),
    ],
)
def test_what_is_needed_to_be_known_is_described_as_it_is_asked(
    embedded: Flask, said: dict[str, str], fits: bool
) -> None:
    client = embedded.test_client()
    described = client.get("/api/v1/openapi.json").json
    body = described["paths"]["/api/v1/submissions"]["post"]["requestBody"]
    wanted = body["content"]["application/json"]["schema"] | {"components": described["components"]}
    told = {"text": "Hồ sơ ở xã trễ hẹn 20 ngày."} | said
    assert Draft202012Validator(wanted).is_valid(told) is fits
    answer = client.post("/api/v1/submissions", json=told)
    assert (answer.status_code == 201) is fits, answer.json
