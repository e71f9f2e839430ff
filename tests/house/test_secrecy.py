"""What is planned stays secret: every address, as everybody who must not know, byte by byte."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from intake import units
from intake.clock import today
from intake.db import db
from intake.staff import Duty, Staff, ensure_staff
from intake.unitbook import Kind
from tests.house.test_routes import sign_in, ways
from tests.installation import BOB, CHARLIE, DANA, PASSWORD
from tests.test_main_line import ALIKE, file, proposed
from triage.inspections.cases import open_case
from triage.inspections.life import Source
from triage.proposals import Proposal

HEAD = "hanh@binh-thanh.example"  # leads the very unit
PLANTED = "KE-HOACH-CHUA-CONG-BO"
# What changes from one look to the next by itself: tokens, ids of drafts and filings, moments.
PASSING = re.compile(
    rb'(name="(?:csrf_token|draft|key|idempotency_key|once)"[^>]*value|content)="[^"]*"'
    rb"|nonce-[\w-]+|/gui/[\w-]+"
)


def looks(app: Flask, client: FlaskClient, unit_id: int) -> dict[str, tuple[int, bytes]]:
    """What every address shows, those of units asked about the one unit."""
    seen = {}
    for endpoint, method, path in ways(app):
        if method == "GET":
            asked = path.replace("/don-vi/1", f"/don-vi/{unit_id}")
            answer = client.get(asked)
            seen[f"{endpoint} {asked}"] = (answer.status_code, PASSING.sub(b"", answer.data))
    for asked in (f"/noi-bo/tim?q={PLANTED[:8]}", f"/noi-bo/kiem-tra/{1}", "/noi-bo/kiem-tra/mo"):
        answer = client.get(asked)
        seen[asked] = (answer.status_code, PASSING.sub(b"", answer.data))
    return seen


@pytest.mark.parametrize("who", ["a stranger", CHARLIE, DANA, BOB, HEAD])
def test_opening_an_inspection_changes_nothing_for_those_who_must_not_know(
    embedded: Flask, who: str
) -> None:
    embedded.config["WTF_CSRF_ENABLED"] = False
    with embedded.app_context():
        unit_id = next(u.id for u in units.book().on(today()) if u.kind is Kind.COMMUNE)
        bob = db.session.scalars(select(Staff).where(Staff.email == BOB)).one()
        bob.home_unit_id = unit_id  # an inspector, but this is where he works
        ensure_staff(HEAD, "Hạnh", (Duty.HEAD,), PASSWORD, home_unit_id=unit_id)
        db.session.commit()
    client = embedded.test_client()
    if who != "a stranger":
        sign_in(client, who)
    before = looks(embedded, client, unit_id)
    with embedded.app_context():
        open_case(unit_id, Source.NEED, staff_id=None, reason=PLANTED)
    after = looks(embedded, client, unit_id)
    assert PLANTED.encode() not in b"".join(body for _status, body in after.values())
    assert [k for k in before if before[k] != after[k]] == []


def test_a_proposal_is_unknown_to_whoever_works_there(embedded: Flask) -> None:
    embedded.config["WTF_CSRF_ENABLED"] = False
    for i, words in enumerate(ALIKE):
        file(embedded, words, sender=f"người thứ {i}")
    (name,) = proposed(embedded)
    with embedded.app_context():
        row = db.session.scalars(select(Proposal)).one()
        bob = db.session.scalars(select(Staff).where(Staff.email == BOB)).one()
        bob.home_unit_id = row.unit_id
        db.session.commit()
        path = f"/noi-bo/de-xuat/{row.id}"
    client = embedded.test_client()
    sign_in(client, BOB)
    assert client.get(path).status_code == 404
    assert name not in client.get("/noi-bo/de-xuat").text
