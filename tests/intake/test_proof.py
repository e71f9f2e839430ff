"""Proof of filing: genuine proofs verify anywhere, and nothing else does."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from intake.proof import Filing, ProofError, prove, public_key, text_hash, verify
from tests.intake.test_form_faults import STORY, sent

SEED = bytes(range(32))
KEY = public_key(SEED)
AT = datetime(2026, 11, 24, 3, 4, 5, tzinfo=UTC)
REFERENCE = "LN-7K2M-Q9TXA"
PROOF = prove(SEED, REFERENCE, AT, STORY)


def test_a_proof_says_which_text_was_received_when() -> None:
    assert verify(PROOF, KEY, STORY) == Filing(REFERENCE, AT, text_hash(STORY), KEY)


def test_a_proof_survives_a_mail_program() -> None:
    assert verify("\ufeff\r\n" + PROOF.replace("\n", "\r\n") + "\r\n", KEY).reference == REFERENCE


def test_a_proof_holds_no_word_of_the_text() -> None:
    assert not set(re.findall(r"\w{4,}", STORY)) & set(re.findall(r"\w{4,}", PROOF))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (REFERENCE, "LN-7K2M-Q9TXB"),
        ("2026-11-24", "2026-11-23"),
        ("received: ", "received:  "),
        ("signature: ", "signature: A"),
        ("version 1", "version 2"),
    ],
)
def test_a_proof_changed_in_any_line_is_refused(old: str, new: str) -> None:
    with pytest.raises(ProofError):
        verify(PROOF.replace(old, new), KEY)


def test_a_proof_signed_by_somebody_else_is_refused_though_it_names_its_own_key() -> None:
    with pytest.raises(ProofError, match="not this office's"):
        verify(prove(bytes(32), REFERENCE, AT, STORY), KEY)


def test_a_genuine_proof_for_another_text_says_so() -> None:
    with pytest.raises(ProofError, match="another text"):
        verify(PROOF, KEY, STORY + " Thêm.")


def test_blanks_an_editor_adds_around_the_text_do_not_matter() -> None:
    assert verify(PROOF, KEY, f"\n{STORY} \n").reference == REFERENCE


def test_a_file_of_any_bytes_is_answered_in_words(embedded: Flask, tmp_path: Path) -> None:
    file, run = tmp_path / "tep.txt", embedded.test_cli_runner()
    for data in (b"", b"\xff\xfe\x00", PROOF.encode("utf-16"), b"A" * 100_000, PROOF.encode()[:-9]):
        file.write_bytes(data)
        said = run.invoke(args=["receipt", "verify", str(file), "--key", KEY])
        assert (said.exit_code, "no proof of filing" in said.output) == (1, True), data[:9]


def test_line_ends_that_copying_changes_do_not_matter() -> None:
    proof = prove(SEED, REFERENCE, AT, "một\r\nhai")
    assert verify(proof, KEY, "một\nhai") == verify(proof, KEY, "một\r\nhai")
    plain = prove(SEED, REFERENCE, AT, "một\nhai")
    assert verify(plain, KEY, "một\r\nhai").reference == REFERENCE


@pytest.mark.parametrize("key", ["", "zz", KEY[:-2]])
def test_a_key_that_is_none_is_refused(key: str) -> None:
    with pytest.raises(ProofError):
        verify(PROOF, key)


def test_a_sender_takes_the_proof_home_and_checks_it_three_ways(
    embedded: Flask, tmp_path: Path
) -> None:
    browser = embedded.test_client()
    review = sent(browser)
    receipt = browser.post(review.headers["Content-Location"], follow_redirects=True)
    link = re.search(r'href="([^"]*xac-nhan\.txt)"', receipt.text)
    assert link
    taken = browser.get(link.group(1)).text
    key = re.search(r"\b[0-9a-f]{64}\b", browser.get("/xac-nhan").text)
    assert key
    assert verify(taken, key.group(), STORY).key == key.group()
    home, said = tmp_path / "proof.txt", tmp_path / "said.txt"
    home.write_text(taken)
    said.write_text(STORY)
    args = ["receipt", "verify", str(home), "--key", key.group(), "--text", str(said)]
    answer = embedded.test_cli_runner().invoke(args=args)
    assert (answer.exit_code, answer.output[:9]) == (0, "genuine: ")
    page = browser.post("/xac-nhan", data={"proof": taken, "text": STORY})
    assert page.status_code == 200
    assert browser.post("/xac-nhan", data={"proof": taken, "text": "khác"}).status_code == 422
