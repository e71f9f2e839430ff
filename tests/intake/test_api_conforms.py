"""The API answers as its own description says, whatever a stranger sends. By Schemathesis."""

from typing import Any

import schemathesis
from flask import Flask
from hypothesis import given, settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.fuzz import MANY

CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


def test_every_route_keeps_its_word(embedded: Flask) -> None:
    embedded.testing = False
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", embedded)
    operations = [found.ok() for found in described.get_all_operations()]  # type: ignore[union-attr]
    assert {f"{o.method.upper()} {o.path}" for o in operations} >= {
        "POST /api/v1/submissions",
        "GET /api/v1/submissions",
        "GET /api/v1/units",
        "POST /api/v1/submissions/{reference}/messages",
    }
    for operation in operations:

        @settings(MANY, max_examples=max(20, MANY.max_examples // 4))
        @given(case=operation.as_strategy())
        def asked(case: "schemathesis.Case[Any]") -> None:
            case.call_and_validate(checks=CHECKS)

        asked()
