"""Keys of programs: shown once, kept as a hash, good for what they were made for."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from intake import apikeys
from intake.apikeys import ApiKey, Scope
from intake.audit import AuditEntry
from intake.db import db

URL = "/api/v1/submissions"
SAID = {"text": "Hồ sơ ở xã trễ hẹn 20 ngày."}  # synthetic


def key(app: Flask, *scopes: Scope, name: str = "cổng 1022") -> dict[str, str]:
    with app.app_context():
        return {"X-Api-Key": apikeys.create(name, scopes)}


@pytest.fixture
def caller(embedded: Flask) -> FlaskClient:
    return embedded.test_client()


def test_the_command_prints_a_key_once_and_the_database_does_not_hold_it(embedded: Flask) -> None:
    run = embedded.test_cli_runner()
    made = run.invoke(args=["apikey", "create", "1022", "--scope", "submissions:write"]).output
    assert made.strip() not in run.invoke(args=["apikey", "list"]).output
    with embedded.app_context():
        row = db.session.scalars(sa.select(ApiKey)).one()
        assert made.strip().encode() not in row.key_hash
        acts = set(db.session.scalars(sa.select(AuditEntry.act)))
    assert "api_key_made" in acts
    again = run.invoke(args=["apikey", "create", "1022", "--scope", "submissions:write"])
    assert (again.exit_code, "1022" in again.output) == (1, True)


def test_a_revoked_key_opens_nothing_at_once(embedded: Flask, caller: FlaskClient) -> None:
    held = key(embedded, Scope.FILE)
    assert caller.post(URL, json=SAID, headers=held).status_code == 201
    run = embedded.test_cli_runner()
    assert run.invoke(args=["apikey", "revoke", "cổng 1022"]).exit_code == 0
    refused = caller.post(URL, json=SAID, headers=held)
    assert refused.status_code == 401
    assert run.invoke(args=["apikey", "revoke", "cổng 1022"]).exit_code == 1


def test_a_key_is_good_only_for_its_scopes(embedded: Flask, caller: FlaskClient) -> None:
    reader = key(embedded, Scope.READ)
    assert caller.post(URL, json=SAID, headers=reader).status_code == 403
    assert caller.get(URL, headers=reader).status_code == 200
    assert caller.get(URL).status_code == 401


def test_a_key_lists_what_was_filed_with_it_page_by_page(
    embedded: Flask, caller: FlaskClient
) -> None:
    mine = key(embedded, Scope.FILE, Scope.READ)
    other = key(embedded, Scope.FILE, Scope.READ, name="doanh nghiệp")
    filed = [caller.post(URL, json=SAID, headers=mine).json["reference"] for _ in range(3)]
    caller.post(URL, json=SAID, headers=other)
    caller.post(URL, json=SAID)  # nobody in particular
    seen: list[str] = []
    after: Any = 0
    while after is not None:
        page = caller.get(f"{URL}?limit=2&after={after}", headers=mine).json
        assert len(page["items"]) <= 2
        assert all(set(one) == {"reference", "state", "received_at"} for one in page["items"])
        seen += [one["reference"] for one in page["items"]]
        after = page["next"]
    assert seen == filed


def test_refusals_are_problems_in_the_callers_language(caller: FlaskClient) -> None:
    asked = [
        caller.get(f"{URL}?limit=0", headers={"Accept-Language": tongue}) for tongue in ("vi", "en")
    ] + [caller.get("/api/v1/nowhere"), caller.delete(URL), caller.post(URL, data="{")]
    for answer, status in zip(asked, (422, 422, 404, 405, 400), strict=True):
        assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
        assert answer.json["status"] == status
        assert answer.json["detail"]
    assert asked[0].json["detail"] != asked[1].json["detail"]
    assert "limit" in asked[0].json["errors"]


def test_units_are_listed_a_page_at_a_time_and_found_without_marks(caller: FlaskClient) -> None:
    first = caller.get("/api/v1/units?limit=3&on=2022-01-17").json
    second = caller.get(f"/api/v1/units?limit=3&on=2022-01-17&after={first['next']}").json
    ids = [u["id"] for u in first["items"] + second["items"]]
    assert ids == sorted(set(ids))
    assert len(ids) == 6
    found = caller.get("/api/v1/units?q=lap+vo&on=2022-01-17").json["items"]
    assert any(u["name"] == "Huyện Lấp Vò" for u in found)


def test_the_sender_writes_on_by_the_api_once_for_one_key(caller: FlaskClient) -> None:
    receipt = caller.post(URL, json=SAID).json
    url = f"{URL}/{receipt['reference']}/messages"
    opened = {"X-Receipt-Secret": receipt["secret"]}
    more = {"text": "Hôm nay tôi đã nhận được kết quả.", "idempotency_key": "mot-lan-thoi"}
    for _ in range(2):
        told = caller.post(url, json=more, headers=opened)
        assert told.status_code == 201
        assert [m["text"] for m in told.json["messages"]] == [more["text"]]
    assert caller.post(url, json=more).status_code == 404
    assert caller.post(url, json={"text": " "}, headers=opened).status_code == 422
    assert caller.post(url, json={"text": 5}, headers=opened).status_code == 422


def test_a_key_too_long_to_keep_is_refused_and_never_cut(caller: FlaskClient) -> None:
    receipt = caller.post(URL, json=SAID).json
    told = caller.post(
        f"{URL}/{receipt['reference']}/messages",
        json={"text": "Tôi xin hỏi thêm.", "idempotency_key": "k" * 81},
        headers={"X-Receipt-Secret": receipt["secret"]},
    )
    assert (told.status_code, list(told.json["errors"])) == (422, ["idempotency_key"])
