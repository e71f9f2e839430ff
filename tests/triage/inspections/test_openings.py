"""Inspections opened by hand and by a draw; the board that counts where teams have been."""

import pytest
from flask import Flask
from sqlalchemy import select

from intake import units
from intake.clock import today
from intake.db import db
from tests.installation import ALICE, BOB
from tests.triage.inspections.killed import killed
from tests.triage.inspections.office import (
    LEAD,
    opened,
    person,
    until_arrival,
)
from triage.inspections.cases import Inspection
from triage.inspections.draws import UnitDraw
from triage.inspections.opening import from_accepted
from triage.proposals import Evidence, Proposal
from triage.sample import remove


def test_a_draw_tells_how_to_repeat_it(desk: Flask) -> None:
    form = {"source": "random_draw", "kind": "commune", "number": 2, "seed": "48213"}
    assert person(desk, LEAD).post("/noi-bo/kiem-tra/mo", data=form).status_code == 303
    with desk.app_context():
        rows = db.session.scalars(select(Inspection).order_by(Inspection.id)).all()
        assert [r.source for r in rows] == ["random_draw", "random_draw"]
        assert all("48213" in r.reason for r in rows)


def test_nobody_draws_their_own_office_nor_the_teams(desk: Flask) -> None:
    form = {"source": "random_draw", "kind": "department", "number": 50, "seed": "7"}
    assert person(desk, BOB).post("/noi-bo/kiem-tra/mo", data=form).status_code == 303
    with desk.app_context():
        (made,) = db.session.scalars(select(UnitDraw)).all()
    assert not {"SKHCN", "SNV", "VPUBND"} & set(made.codes)  # Bob's, and the team's own
    assert {"STC", "STP"} <= set(made.codes)


@pytest.mark.slow
def test_a_draw_killed_half_way_opened_nothing_and_left_no_draw(house: Flask) -> None:
    killed(
        house,
        """
        from intake.unitbook import Kind
        from triage.inspections import opening
        opens, opened = opening.open_case, []
        def dying(*given, **more):
            if len(opened) == 2:
                die()
            opened.append(opens(*given, **more))
            return opened[-1]
        opening.open_case = dying
        opening.open_drawn(Kind.COMMUNE, "48213", 5, 1)
        """,
    )
    with house.app_context():
        assert db.session.scalars(select(Inspection)).all() == []
        assert db.session.scalars(select(UnitDraw)).all() == []


@pytest.mark.parametrize(
    "form",
    [
        {"source": "practical_need", "unit": "", "reason": "Cần xem."},
        {"source": "practical_need", "unit": "không có nơi nào tên thế", "reason": "Cần xem."},
        {"source": "practical_need", "unit": "-1", "reason": "Cần xem."},
        {"source": "random_draw", "kind": "commune", "number": 0, "seed": "1"},
        {"source": "random_draw", "kind": "outside", "number": 1, "seed": "1"},
        {"source": "random_draw", "kind": "commune", "number": "nhiều", "seed": " "},
        {"source": "citizen_feedback", "unit": "Sở Tư pháp", "reason": "Cần xem."},
    ],
)
def test_an_opening_without_its_facts_is_sent_back(desk: Flask, form: dict[str, object]) -> None:
    assert person(desk, ALICE).post("/noi-bo/kiem-tra/mo", data=form).status_code == 422


def test_the_board_counts_a_place_once_the_team_is_there(desk: Flask) -> None:
    form = {"source": "practical_need", "unit": "Sở Tư pháp", "reason": "Cần xem."}
    page = str(person(desk, ALICE).post("/noi-bo/kiem-tra/mo", data=form).headers["Location"])
    board = "/noi-bo/kiem-tra/chi-tieu"
    assert "0/8" in person(desk, LEAD).get(board).text
    assert "1/8" not in person(desk, LEAD).get(board).text
    until_arrival(desk, page)
    shown = person(desk, LEAD).get(board).text
    assert "0/8" in shown  # by the plan
    assert "1/8" in shown  # with the surprise visit


def test_what_rests_on_the_sample_year_goes_with_it_and_nothing_else(house: Flask) -> None:
    opened(house)
    with house.app_context():
        there = db.session.scalars(select(Inspection.unit_id)).one()
        other = next(u.id for u in units.book().on(today()) if u.id != there)
        row = Proposal(unit_id=other, state="accepted", tier="propose", worth=1.0, sample=True)
        row.evidence = [Evidence(content={"fair": {"items": []}})]
        db.session.add(row)
        db.session.commit()
        assert from_accepted() == 1
        remove()
        assert db.session.scalars(select(Inspection.unit_id)).all() == [there]
