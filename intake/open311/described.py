"""Open311 in the served OpenAPI document, beside version 1 of our own API. Pure.

The standard is older than OpenAPI; what it says in words stands here as a program reads it.
"""

from typing import Any

from intake.contacts import CONTACT_SHAPE
from intake.open311.filing import DESCRIPTION_MAX
from intake.open311.services import ATTRIBUTES

Schema = dict[str, Any]
SAID: Schema = {"type": "string", "pattern": r"\S"}
DAY: Schema = {"type": "string", "format": "date-time"}
_FORM = {"in": "path", "name": "form", "required": True, "schema": {"enum": ["xml", "json"]}}
_WHERE = {
    "in": "query",
    "name": "jurisdiction_id",
    "schema": {"type": "string"},
    "description": "May be left out: there is one. Another one's is answered with 404.",
}
_REFUSALS = {
    400: "What cannot be, or is missing.",
    403: "No api_key, or none that may file.",
    404: "No such service, request or jurisdiction.",
    409: "The Idempotency-Key was used for other words.",
    429: "Too many in an hour: wait.",
}
_FILED = {
    "service_request_id": {"type": "string"},  # none of a blackbox service
    "token": {"type": "string"},
    "service_notice": {"type": "string"},
    "account_id": {"type": "null"},
}
_SERVICE = {
    name: {"type": "string"}
    for name in ("service_code", "service_name", "description", "keywords", "group")
} | {"metadata": {"const": True}, "type": {"enum": ["realtime", "blackbox"]}}
_REQUEST = {
    "service_request_id": {"type": "string"},
    "status": {"enum": ["open", "closed"]},
    "service_code": {"type": "string"},
    "service_name": {"type": "string"},
    "description": {"type": ["string", "null"]},
    "requested_datetime": DAY,
    "updated_datetime": DAY,
    "lat": {"type": ["number", "null"]},
    "long": {"type": ["number", "null"]},
}


def paths(codes: list[str], most: int) -> Schema:
    """The seven addresses; ``codes`` are the services in force, ``most`` the longest page."""
    asked = {
        "discovery": _get("Where the interface is.", {"type": "object"}, ()),
        "v2/services": _get("What may be told.", _list(_SERVICE), (404,), _WHERE),
        "v2/services/{code}": _get(
            "What a service asks for beside the words.",
            _thing({"service_code": {"type": "string"}, "attributes": {"type": "array"}}),
            (404,), _path("code"), _WHERE,
        ),
        "v2/tokens/{token}": _get(
            "A request's id by its token.", _list(_FILED, least=1), (404,), _path("token"), _WHERE
        ),
        "v2/requests/{reference}": _get(
            "One request.", _list(_REQUEST, least=1), (404,), _path("reference"), _WHERE
        ),
        "v2/requests": _get(
            "What is listed, newest first.", _list(_REQUEST), (400, 404), _WHERE, *_sought(most)
        )
        | _filed(codes),
    }  # fmt: skip
    return {
        f"/open311/{path}.{{form}}": does | {"parameters": [_FORM]} for path, does in asked.items()
    }


def _filed(codes: list[str]) -> Schema:
    said = _operation("File one, as a form.", _list(_FILED, least=1), (400, 403, 404, 409, 429))
    body = {"required": True, "content": {_FORM_TYPE: {"schema": _form(codes)}}}
    return {"post": said | {"security": [{"key": []}], "requestBody": body}}


def _query(name: str, schema: Schema) -> Schema:
    return {"in": "query", "name": name, "schema": schema}


def _sought(most: int) -> tuple[Schema, ...]:
    return (
        _query("service_request_id", {"type": "string"}),
        _query("service_code", {"type": "string"}),
        _query("status", {"enum": ["open", "closed", "open,closed"]}),
        _query("start_date", DAY),
        _query("end_date", DAY),
        _query("page", {"type": "integer", "minimum": 1, "maximum": 1_000_000}),
        _query("page_size", {"type": "integer", "minimum": 1, "maximum": most}),
    )


_FORM_TYPE = "application/x-www-form-urlencoded"


def _form(codes: list[str]) -> Schema:
    """What is filed: a service, where it is, and the words; without words its name speaks."""
    text: Schema = {"type": "string"}
    told: dict[str, Schema] = {
        "service_code": {"enum": codes},
        "jurisdiction_id": text,
        "description": text | {"maxLength": DESCRIPTION_MAX},
        "lat": {"type": "number", "minimum": -90, "maximum": 90},
        "long": {"type": "number", "minimum": -180, "maximum": 180},
        "address_string": SAID | {"maxLength": 500},
        "address_id": SAID | {"maxLength": 200},
        "email": {"type": "string", "pattern": CONTACT_SHAPE},
        "phone": text,
        "first_name": text | {"maxLength": 80},
        "last_name": text | {"maxLength": 80},
        "account_id": text | {"maxLength": 100},
        "device_id": text | {"maxLength": 100},
        "media_url": {"type": "string", "pattern": r"^https?://[a-z0-9.]+/[a-z0-9]*$"},
        "api_key": text | {"description": "Or the header X-Api-Key."},
    }
    told |= {
        f"attribute[{one.code}]": {"enum": [key for key, _vi, _en in one.values]}
        if one.values
        else text
        | {"description": one.english}
        | ({"format": "date"} if one.datatype == "datetime" else {"maxLength": 100})
        for one in ATTRIBUTES
    }
    places = (["lat", "long"], ["address_string"], ["address_id"])
    return {
        "type": "object",
        "properties": told,
        "required": ["service_code"],
        "dependentRequired": {"lat": ["long"], "long": ["lat"]},
        "anyOf": [{"required": place} for place in places],
    }


def _get(said: str, answer: Schema, refused: tuple[int, ...], *given: Schema) -> Schema:
    return {"get": _operation(said, answer, refused) | {"parameters": list(given)}}


def _operation(said: str, answer: Schema, refused: tuple[int, ...]) -> Schema:
    errors = _list({"code": {"type": "integer"}, "description": {"type": "string"}}, least=1)
    return {
        "tags": ["Open311"],
        "summary": said,
        "responses": {
            "200": _answer("As asked for.", answer),
            **{str(code): _answer(_REFUSALS[code], errors) for code in refused},
        },
    }


def _answer(said: str, schema: Schema) -> Schema:
    content = {"application/json": {"schema": schema}, "text/xml": {}}
    return {"description": said, "content": content}


def _list(properties: Schema, least: int = 0) -> Schema:
    return {"type": "array", "items": _thing(properties), "minItems": least}


def _thing(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties}


def _path(name: str) -> Schema:
    return {"in": "path", "name": name, "required": True, "schema": {"type": "string"}}
