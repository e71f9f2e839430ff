"""The public page attacked: no number is had by taking others away, nor today's from yesterday's."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from intake.clock import today
from intake.db import db, now
from intake.handling import Act, HandlingStep
from intake.receive import Door, receive
from intake.submissions import Channel, Submission
from tests.triage.inspections.office import commune, staffed
from triage.inspections.cases import Inspection, InspectionMove, open_case
from triage.inspections.life import Source, Stage, Step
from triage.reports.frozen import PublishedQuarter
from triage.reports.periods import Length, before, containing, first_day
from triage.reports.publicpage import publish_quarters, shown
from triage.reports.suppression import part

LEAST = 5


def filed(app: Flask, number: int) -> None:
    """So many of the newest quarter that is told."""
    with app.app_context():
        then = now() - (today() - shown()[0].last) - timedelta(days=3)
        for n in range(number):
            words = {"text": f"Hồ sơ ở xã trễ hẹn, lần thứ {n}, đã chờ {n + 20} ngày."}
            receive(words, Door(Channel.WEB, app.extensions["settings"], at=then))


def answered(app: Flask, number: int) -> None:
    with app.app_context():
        for said in db.session.scalars(sa.select(Submission.id).limit(number)):
            key = f"{said}:answered"
            db.session.add(HandlingStep(submission_id=said, act=Act.ANSWERED, once_key=key))
        db.session.commit()


def quarter(app: Flask) -> dict[str, Any]:
    told: list[dict[str, Any]] = app.test_client().get("/so-lieu/mo.json").get_json()
    return told[0]


def test_what_was_told_once_stays_whatever_becomes_of_a_matter_later(embedded: Flask) -> None:
    filed(embedded, 12)
    answered(embedded, 6)
    first = quarter(embedded)
    assert (first["received"], first["answered"]) == (12, 6)
    with embedded.app_context():
        db.session.execute(sa.text("UPDATE matter SET topic = 'staff_attitude' WHERE id < 8"))
        db.session.commit()
    filed(embedded, 1)
    assert quarter(embedded) == first
    with embedded.app_context():
        assert publish_quarters() == len(shown())
        assert db.session.scalar(sa.select(sa.func.count()).select_from(PublishedQuarter)) == 1
        with pytest.raises(sa.exc.DatabaseError):
            db.session.execute(sa.update(PublishedQuarter).values(content={}))


def test_a_quarter_of_which_nothing_is_known_yet_waits_for_a_list_of_past_years(
    embedded: Flask,
) -> None:
    with embedded.app_context():
        receive(
            {"text": "Hồ sơ mới nộp hôm nay ở xã."},
            Door(Channel.WEB, embedded.extensions["settings"]),
        )
    assert quarter(embedded)["received"] == 0
    filed(embedded, 9)
    assert quarter(embedded)["received"] == 9


def test_the_few_nobody_answered_are_not_had_by_subtraction(embedded: Flask) -> None:
    filed(embedded, 9)
    answered(embedded, 8)
    told = quarter(embedded)
    assert (told["received"], told["answered"], told["median_days"]) == (9, None, None)


@given(st.integers(0, 40), st.integers(0, 40))
def test_neither_a_small_part_nor_a_small_rest_is_told(some: int, more: int) -> None:
    whole = some + more
    told = part(some, whole, LEAST)
    if told is not None:
        assert told == 0 or told >= LEAST
        assert whole - told == 0 or whole - told >= LEAST
    assert part(some, None, LEAST) is None


@given(day=st.dates(date(2020, 1, 1), date(2030, 1, 1)), change=st.dates(date(2021, 1, 1)))
def test_periods_never_overlap_even_where_the_boundary_moved(day: date, change: date) -> None:
    def rule(on: date) -> int:
        return 1 if on >= change else 15

    one = containing(Length.QUARTER, day, rule(day))
    for _ in range(6):
        earlier = before(one, rule(one.first - timedelta(days=1)))
        assert earlier.first <= earlier.last == one.first - timedelta(days=1)
        one = earlier


def test_what_the_quarters_are_is_read_from_the_rule_of_their_own_day(tmp_path: Path) -> None:
    table = tmp_path / "periods.csv"
    table.write_text(
        "first_day,valid_from,valid_to,source\n15,2019-01-01,2026-01-01,x\n1,2026-01-01,,x\n"
    )
    assert (first_day(date(2025, 12, 31), table), first_day(date(2026, 1, 1), table)) == (15, 1)


def test_a_telephone_number_in_the_words_of_publication_is_masked(embedded: Flask) -> None:
    app = staffed(embedded)
    unit = commune(app)
    with app.app_context():
        receive(
            {"text": "Hồ sơ mới nộp hôm nay ở xã."}, Door(Channel.WEB, app.extensions["settings"])
        )
        case = open_case(unit, Source.NEED, staff_id=None, reason="Cần xem.").id
        db.session.execute(
            sa.update(Inspection).where(Inspection.id == case).values(stage=Stage.PUBLISHED)
        )
        for step in (Step.CONCLUDE, Step.PUBLISH):
            at = now() - timedelta(days=60)
            words = "Đăng trên cổng thông tin tỉnh; hỏi số 0918 345 678."
            db.session.add(
                InspectionMove(inspection_id=case, step=step, target="x", at=at, text=words)
            )
        db.session.commit()
    page = app.test_client().get("/so-lieu").text
    assert "cổng thông tin tỉnh" in page
    assert "0918" not in page
