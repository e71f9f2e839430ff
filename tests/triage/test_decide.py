"""Deciding on a proposal over HTTP: once, by one person, and told to whoever came second."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from intake.clock import today
from intake.db import db
from tests.house.test_routes import sign_in
from tests.installation import ALICE, BOB
from tests.test_main_line import ALIKE, file, proposed
from triage.proposals import Proposal, ProposalMove
from triage.workflow import DeclineReason

# Nobody gave a name, so article 25 asks the inspector three things.
ACCEPT = {"act": "accept", "clear_subject": "1", "specific_evidence": "1", "verifiable": "1"}
DECLINE = {
    "act": "decline",
    "reason": DeclineReason.INSUFFICIENT_SPECIFICS,
    "text": "Chưa nêu được hồ sơ nào cụ thể.",
}


@pytest.fixture
def page(app: Flask) -> str:
    """Where the one open proposal is decided."""
    return lead_to_a_proposal(app)


@pytest.fixture(scope="module")
def undecided(shared: Flask) -> tuple[FlaskClient, str]:
    """An inspector, and where she decides nothing whatever she sends."""
    page = lead_to_a_proposal(shared)
    return inspector(shared, ALICE), page


def lead_to_a_proposal(app: Flask) -> str:
    app.config["WTF_CSRF_ENABLED"] = False
    for i, text in enumerate(ALIKE):
        file(app, text, sender=f"người thứ {i}")
    (row,) = proposed(app).values()
    return f"/noi-bo/de-xuat/{row.id}"


def inspector(app: Flask, email: str) -> FlaskClient:
    client = app.test_client()
    sign_in(client, email)
    return client


def decided(app: Flask) -> tuple[str, int]:
    """The proposal's state, and how often somebody decided."""
    with app.app_context():
        row = db.session.scalars(select(Proposal)).one()
        moves = db.session.scalars(select(ProposalMove).where(ProposalMove.staff_id.is_not(None)))
        return str(row.state), len(moves.all())


def test_the_second_inspector_is_told_who_decided_and_keeps_her_words(
    app: Flask, page: str
) -> None:
    alice, bob = inspector(app, ALICE), inspector(app, BOB)
    assert bob.get(page).status_code == 200  # both look at it open
    assert alice.post(page, data=ACCEPT).status_code == 303
    late = bob.post(page, data=DECLINE)
    assert late.status_code == 409
    assert "Alice" in late.text
    assert DECLINE["text"] in late.text
    assert decided(app) == ("accepted", 1)


def test_of_six_at_the_same_moment_one_decides(app: Flask, page: str) -> None:
    clients = [inspector(app, (ALICE, BOB)[i % 2]) for i in range(6)]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda c: c.post(page, data=ACCEPT).status_code, clients))
    assert sorted(answers) == [303, 409, 409, 409, 409, 409]
    assert decided(app) == ("accepted", 1)


@pytest.mark.parametrize(
    "form",
    [
        {"act": "accept"},
        {"act": "decline"},
        {"act": "decline", "reason": "because"},
        {"act": "decline", "reason": DeclineReason.INSUFFICIENT_SPECIFICS},
        {"act": "defer"},
        {"act": "defer", "until": "31/02/2027", "text": "Chờ báo cáo."},
        {"act": "defer", "until": str(today() - timedelta(days=1)), "text": "Chờ báo cáo."},
    ],
    ids=["article 25", "no reason", "own reason", "no words", "no day", "no date", "a day gone by"],
)
def test_a_half_filled_decision_is_sent_back_with_its_fault(
    shared: Flask, undecided: tuple[FlaskClient, str], form: dict[str, str]
) -> None:
    alice, page = undecided
    answer = alice.post(page, data=form)
    assert answer.status_code == 422
    assert "govuk-error-summary" in answer.text
    assert decided(shared) == ("proposed", 0)


def test_a_declined_proposal_keeps_its_reason(app: Flask, page: str) -> None:
    assert inspector(app, BOB).post(page, data=DECLINE).status_code == 303
    assert decided(app) == ("declined", 1)
    assert DECLINE["text"] in inspector(app, ALICE).get(page).text
