"""The untouched form is drawn once, and carries nothing of one sender to the next."""

import re

from flask import Flask


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


def test_what_was_typed_is_never_on_anothers_form(embedded: Flask) -> None:
    client = embedded.test_client()
    where = client.get("/gui").headers["Location"]
    client.post(where, data={"text": "chỉ mình tôi biết (synthetic)"})
    assert "chỉ mình tôi biết" in client.get(where).text
    assert "chỉ mình tôi biết" not in opened(embedded)[1]


def test_an_address_that_is_no_name_of_ours_is_not_kept(embedded: Flask) -> None:
    client = embedded.test_client()
    client.set_cookie("draft", "zzinputz" + "0" * 40, path="/gui/zzinputz")
    assert "/gui/zzinputz" in client.get("/gui/zzinputz").text
    assert "zzinputz" not in opened(embedded)[1]
