"""The untouched form is drawn once, and carries nothing of one sender to the next."""

import re
import sys
from datetime import timedelta

import pytest
from flask import Flask

from intake.db import now
from intake.web import drafts, drawn
from tests.intake.test_not_losing import together


def opened(app: Flask, query: str = "") -> tuple[str, str]:
    """A new form: its name and its page."""
    client = app.test_client()
    where = client.get(f"/gui{query}").headers["Location"]
    found = re.search(r"/gui/([0-9a-f]{8})", where)
    assert found
    return found[1], client.get(where).text


def test_two_forms_differ_in_their_address_alone(embedded: Flask) -> None:
    (one, first), (other, second) = opened(embedded), opened(embedded)
    assert one in first
    assert one not in second
    assert first.replace(one, other) == second


def test_each_language_and_door_has_its_own(embedded: Flask) -> None:
    pages = [opened(embedded, q)[1] for q in ("", "?submitter_type=business", "?lang=en")]
    assert len({re.sub(r"/gui/[0-9a-f]{8}", "", page) for page in pages}) == 3


def test_what_others_forget_meanwhile_stops_no_page(
    embedded: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawn, "_MOST", 1)
    read: list[bool] = []

    def look(mine: int) -> None:
        with embedded.test_request_context():
            for turn in range(200):
                shape = ((mine + turn) % 3,)
                page = drawn.page(shape, {"said": f"<{mine}>"}, lambda marked: marked["said"])
                read.append(page == f"&lt;{mine}&gt;")

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        together(8, look)
    finally:
        sys.setswitchinterval(before)
    assert (len(read), all(read)) == (1600, True)


def test_what_was_typed_is_never_on_anothers_form(embedded: Flask) -> None:
    client = embedded.test_client()
    where = client.get("/gui").headers["Location"]
    client.post(where, data={"text": "chỉ mình tôi biết (synthetic)"})
    assert "chỉ mình tôi biết" in client.get(where).text
    assert "chỉ mình tôi biết" not in opened(embedded)[1]


def test_only_a_name_given_lately_begins_a_form(
    embedded: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is marked or hung up opens a form of one's own for each, not the one before's."""
    door = re.findall(r"/gui/[0-9a-f]{8}[^\"]*", embedded.test_client().get("/").text)
    assert len(set(door)) == 3
    business = next(where for where in door if "business" in where)
    assert 'value="business" checked' in embedded.test_client().get(business).text
    later = now() + timedelta(hours=2)
    monkeypatch.setattr(drafts, "now", lambda: later)
    for where in (business, "/gui/zzinputz?submitter_type=business"):
        answer = embedded.test_client().get(where)
        assert answer.headers["Location"] == "/gui?submitter_type=business"
        assert "Set-Cookie" not in answer.headers


def test_an_address_that_is_no_name_of_ours_is_not_kept(embedded: Flask) -> None:
    client = embedded.test_client()
    client.set_cookie("draft", "zzinputz" + "0" * 40, path="/gui/zzinputz")
    assert "/gui/zzinputz" in client.get("/gui/zzinputz").text
    assert "zzinputz" not in opened(embedded)[1]
