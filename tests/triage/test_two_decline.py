"""Declining: by two people where it ranks high, with a date for want of capacity, and taken back."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from intake.clock import today
from intake.db import db
from tests.bells import drain
from tests.house.test_routes import sign_in
from tests.installation import ALICE, BOB
from tests.test_main_line import ALIKE, PLACE, file, proposed
from triage.inspections.results import decisions
from triage.proposals import Proposal, resume_due

SAYS = {"act": "decline", "reason": "explained_by_volume", "text": "Hồ sơ tăng gấp ba."}
BAND = "name,value,valid_from,vi,en,source\n" + "".join(
    f"{name},{value},2022-01-01,,,thử\n"
    for name, value in (
        ("two_decline_from", 0.5),
        ("worked_there_months", 24),
        ("ask_again_days", 30),
    )
)


@pytest.fixture
def page(embedded: Flask) -> str:
    embedded.config["WTF_CSRF_ENABLED"] = False
    for i, text in enumerate(ALIKE):
        file(embedded, text, sender=f"người thứ {i}")
    (row,) = proposed(embedded).values()
    return f"/noi-bo/de-xuat/{row.id}"


def says(app: Flask, email: str, page: str, **form: object) -> tuple[int, str]:
    client = app.test_client()
    sign_in(client, email)
    answer = client.post(page, data=form)
    return answer.status_code, answer.text


def state(app: Flask) -> str:
    with app.app_context():
        return str(db.session.scalars(db.select(Proposal)).one().state)


def in_the_top_band(app: Flask) -> None:
    instance: Path = app.extensions["settings"].instance
    (instance / "case_numbers.csv").write_text(BAND, encoding="utf-8")


def test_what_ranks_high_is_dropped_by_two_people_and_counted_once(
    embedded: Flask, page: str
) -> None:
    in_the_top_band(embedded)
    assert says(embedded, ALICE, page, **SAYS)[0] == 303
    assert state(embedded) == "declining"
    code, text = says(embedded, ALICE, page, act="confirm", text="Tôi chắc.")
    assert code == 422
    assert "phải do người khác làm" in text
    assert says(embedded, BOB, page, act="confirm", text=" ")[0] == 422
    assert says(embedded, BOB, page, act="accept")[0] in (409, 422)  # not while it waits for this
    assert says(embedded, BOB, page, act="confirm", text="Tôi cũng thấy vậy.")[0] == 303
    assert state(embedded) == "declined"
    with embedded.app_context():
        assert decisions().declined == ("explained_by_volume",)


def test_the_second_person_may_see_it_otherwise(embedded: Flask, page: str) -> None:
    in_the_top_band(embedded)
    says(embedded, ALICE, page, **SAYS)
    client = embedded.test_client()
    sign_in(client, BOB)
    assert "Chờ người thứ hai" in client.get("/noi-bo/de-xuat").text
    assert client.post(page, data={"act": "return", "text": "Nên đi."}).status_code == 303
    assert state(embedded) == "proposed"


def test_below_the_band_one_person_is_enough(embedded: Flask, page: str) -> None:
    assert says(embedded, ALICE, page, **SAYS)[0] == 303
    assert state(embedded) == "declined"


def test_for_want_of_capacity_it_says_until_when_and_comes_back_by_itself(
    embedded: Flask, page: str
) -> None:
    want = SAYS | {"reason": "deferred_capacity"}
    assert says(embedded, ALICE, page, **want)[0] == 422
    assert says(embedded, ALICE, page, **want, until=str(today()))[0] == 422
    later = today() + timedelta(days=9)
    assert says(embedded, ALICE, page, **want, until=str(later))[0] == 303
    assert state(embedded) == "deferred"
    with embedded.app_context():
        assert resume_due(later - timedelta(days=1)) == 0
        assert resume_due(later) == 1
        assert resume_due(later) == 0
        assert decisions().declined == ("deferred_capacity",)
    assert state(embedded) == "proposed"


def test_a_person_proposes_again_on_new_evidence_only(embedded: Flask, page: str) -> None:
    says(embedded, ALICE, page, **SAYS)
    again = {"act": "propose_again", "text": "Người mới kể cùng chuyện."}
    assert says(embedded, ALICE, page, **again)[0] == 422
    file(embedded, f"Hồ sơ đất ở {PLACE} trễ hẹn thêm một tháng", sender="người đến sau")
    drain(embedded)
    assert says(embedded, ALICE, page, **again | {"text": ""})[0] == 422
    assert says(embedded, ALICE, page, **again)[0] == 303
    assert state(embedded) == "proposed"
    assert says(embedded, ALICE, page, **again)[0] == 409  # it is open already


def test_what_only_the_clock_does_nobody_sends(embedded: Flask, page: str) -> None:
    assert says(embedded, ALICE, page, act="resume")[0] == 400
