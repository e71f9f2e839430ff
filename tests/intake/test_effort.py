"""A proof of work opens one form, once; anything else leaves the question."""

import base64
import html
import json
import re

import altcha
import pytest
from flask import Flask

from intake.web import effort
from tests.intake.test_gate import answer, look_over, stored

TRAP = {"website": "http://x.example"}  # whoever fills it is asked at once


def solution(page: str) -> str:
    """What the browser's script sends for the page's challenge."""
    found = re.search(r'data-challenge="([^"]+)"', page)
    assert found
    challenge = altcha.Challenge.from_dict(json.loads(html.unescape(found[1])))
    solved = altcha.solve_challenge(challenge)
    assert solved is not None
    return altcha.Payload(challenge, solved).to_base64()


def test_solved_work_opens_the_form_it_was_made_for(embedded: Flask) -> None:
    browser = embedded.test_client()
    last = look_over(browser, **TRAP)
    asked = browser.post(last)
    assert asked.status_code == 429
    sent = browser.post(last, data={"altcha": solution(asked.text)})
    assert sent.status_code == 303
    with embedded.app_context():
        assert stored() == 1


def test_work_done_for_one_form_opens_no_other(embedded: Flask) -> None:
    browser = embedded.test_client()
    work = solution(browser.post(look_over(browser, **TRAP)).text)
    other = look_over(browser, **TRAP)
    again = browser.post(other, data={"altcha": work})
    assert again.status_code == 429
    assert browser.post(other, data=answer(again.text)).status_code == 303


def test_a_solution_is_taken_once(embedded: Flask) -> None:
    with embedded.test_request_context("/"):
        page = f'data-challenge="{html.escape(effort.challenge("k"))}"'
    work = {"altcha": solution(page)}
    counts = embedded.extensions["counts"]
    with embedded.test_request_context("/", method="POST", data=work):
        assert effort.solved("k", counts)
        assert not effort.solved("k", counts)


def test_an_old_challenge_opens_nothing(embedded: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(effort, "WITHIN", -1)
    with embedded.test_request_context("/"):
        made = effort.challenge("k")
    work = {"altcha": solution(f'data-challenge="{html.escape(made)}"')}
    with embedded.test_request_context("/", method="POST", data=work):
        assert not effort.solved("k", embedded.extensions["counts"])


@pytest.mark.parametrize(
    "sent",
    ["", "x", "e30=", base64.b64encode(b'{"challenge": {"parameters": []}, "solution": 1}').decode(),
     "A" * 5_000, base64.b64encode(b"[" * 900).decode()],
)  # fmt: skip
def test_nonsense_opens_nothing_and_breaks_nothing(embedded: Flask, sent: str) -> None:
    with embedded.test_request_context("/", method="POST", data={"altcha": sent}):
        assert not effort.solved("k", embedded.extensions["counts"])


def test_a_challenge_of_their_own_making_opens_nothing(embedded: Flask) -> None:
    forged = altcha.create_challenge(
        "PBKDF2/SHA-256", 1, counter=1, hmac_secret="theirs", hmac_key_secret="theirs"
    )
    solved = altcha.solve_challenge(forged)
    assert solved is not None
    sent = altcha.Payload(forged, solved).to_base64()
    with embedded.test_request_context("/", method="POST", data={"altcha": sent}):
        assert not effort.solved("k", embedded.extensions["counts"])
