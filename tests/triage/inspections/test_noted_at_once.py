"""What somebody does and its entry in the trail are one transaction: neither is there alone."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event, select

from intake import units
from intake.db import db
from tests.installation import ALICE, BOB
from tests.triage.inspections.office import (
    LEAD,
    commune,
    opened,
    person,
    until_arrival,
)
from triage.inspections.ties import StaffTie
from triage.proposals import Evidence, Proposal

CONTENT: dict[str, Any] = {"article_25": [], "matters": [], "fair": {"items": []}}


@contextmanager
def commits() -> Iterator[list[set[str]]]:
    """The tables each commit wrote to."""
    told: list[set[str]] = [set()]

    def wrote(*given: Any) -> None:
        found = re.match(r"(?:INSERT INTO|UPDATE|DELETE FROM) (\w+)", given[2])
        if found:
            told[-1].add(found[1])

    def kept(*_given: Any) -> None:
        told.append(set())

    event.listen(Engine, "before_cursor_execute", wrote)
    event.listen(Engine, "commit", kept)
    try:
        yield told
    finally:
        event.remove(Engine, "before_cursor_execute", wrote)
        event.remove(Engine, "commit", kept)


def _noted(app: Flask, email: str, address: str, form: dict[str, Any], table: str) -> None:
    client = person(app, email)
    with commits() as told:
        answer = client.post(address, data=form)
    assert answer.status_code < 400, (address, answer.text[:500])
    wrote = [one for one in told if table in one]
    assert wrote, (address, told)
    assert all("audit_entry" in one for one in wrote), (address, told)


def test_every_way_to_begin_or_bind_is_noted_where_it_is_written(desk: Flask) -> None:
    unit_id = commune(desk)
    with desk.app_context():
        name = units.book().by_id[unit_id].name
        proposal = Proposal(unit_id=unit_id + 1, state="proposed", tier="rise", worth=1.0)
        db.session.add(proposal)
        db.session.flush()
        db.session.add(Evidence(proposal_id=proposal.id, content=CONTENT))
        db.session.commit()
        proposal_id = proposal.id
    where = {"unit": name, "unit_id": unit_id}
    by_hand = {"source": "practical_need", "reason": "Cần xem."} | where
    drawn = {"source": "random_draw", "kind": "commune", "number": 2, "seed": "48213"}
    _noted(desk, ALICE, "/noi-bo/kiem-tra/mo", by_hand, "inspection")
    _noted(desk, LEAD, "/noi-bo/kiem-tra/mo", drawn, "inspection")
    _noted(desk, ALICE, "/noi-bo/quan-he", {"kind": "relative"} | where, "staff_tie")
    with desk.app_context():
        tie = db.session.scalars(select(StaffTie.id)).one()
    _noted(desk, ALICE, "/noi-bo/quan-he", {"withdraw": tie, "text": "Nhầm."}, "staff_tie")
    _noted(desk, LEAD, "/noi-bo/ke-hoach/2026", {"act": "begin"}, "inspection_plan")
    declined = {"act": "decline", "reason": "other", "text": "Đã hỏi lại."}
    _noted(desk, ALICE, f"/noi-bo/de-xuat/{proposal_id}", declined, "proposal")


def test_dossiers_drawn_on_the_spot_are_noted_where_they_are_written(desk: Flask) -> None:
    page = opened(desk)
    until_arrival(desk, page)
    form = {"seed": "7", "codes": "\n".join(f"HS-{i}" for i in range(12))}
    _noted(desk, BOB, f"{page}/mang-theo", form, "dossier_draw")
