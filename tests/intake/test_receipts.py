"""References and secrets people read aloud, type on phones and get wrong."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from intake.receipts import (
    ALPHABET,
    MESSAGES,
    ReceiptError,
    ReceiptFault,
    clean_reference,
    clean_secret,
    idempotency_hash,
    new_idempotency_key,
    new_reference,
    secret_for,
    secret_hash,
    secret_matches,
)

KEY = bytes(range(32))

references = st.builds(lambda _: new_reference(), st.integers())
receipt_secrets = st.builds(lambda k: secret_for(KEY, "LN-0000-00000", k), st.text(max_size=20))


def cleaned(clean: object, text: str) -> str | ReceiptFault:
    """What comes out of a clean function, or the code of what it says is wrong."""
    try:
        return clean(text)  # type: ignore[operator]
    except ReceiptError as error:
        return error.code


def test_a_reference_looks_like_one() -> None:
    prefix, first, second = new_reference().split("-")
    assert (prefix, len(first), len(second)) == ("LN", 4, 5)
    assert set(first + second) <= set(ALPHABET)


def test_a_known_reference_keeps_its_check_character() -> None:
    assert clean_reference("LN-0000-0001" + ALPHABET[2]) == "LN-0000-00012"


def test_the_example_in_the_message_is_a_right_reference() -> None:
    assert clean_reference("LN-7K2M-Q9TXA") == "LN-7K2M-Q9TXA"
    assert "LN-7K2M-Q9TXA" in MESSAGES[ReceiptFault.REFERENCE_SHAPE]


@given(references)
def test_a_reference_survives_the_round_trip(reference: str) -> None:
    assert clean_reference(reference) == reference


@pytest.mark.parametrize(
    "change",
    [
        str.lower,
        lambda r: r.replace("-", ""),
        lambda r: r.replace("-", " – "),
        lambda r: f"\u200b {r}.\n",
        lambda r: r[3:],
        lambda r: r.replace("0", "O").replace("1", "l"),
        lambda r: "ｌｎ" + r[2:],
    ],
)
@given(reference=references)
def test_habits_of_typing_are_forgiven(change: object, reference: str) -> None:
    assert clean_reference(change(reference)) == reference  # type: ignore[operator]


@given(references, st.data())
def test_any_single_wrong_character_is_told(reference: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(reference) - 1))
    wrong = data.draw(st.sampled_from(ALPHABET + "ULIO*ư😀"))
    typed = reference[:place] + wrong + reference[place + 1 :]
    assert cleaned(clean_reference, typed) in {reference} | set(ReceiptFault)


@given(references, st.data())
def test_any_swap_of_two_characters_is_told(reference: str, data: st.DataObject) -> None:
    bare = reference.replace("-", "")
    one, two = sorted(data.draw(st.lists(st.integers(0, 10), min_size=2, max_size=2, unique=True)))
    assume(bare[one] != bare[two])
    typed = bare[:one] + bare[two] + bare[one + 1 : two] + bare[one] + bare[two + 1 :]
    # The L of LN and a 1 look alike: swapped they still read as the same reference, never another.
    assert cleaned(clean_reference, typed) in {reference} | set(ReceiptFault)


@given(receipt_secrets, st.data())
def test_any_single_wrong_character_of_a_secret_is_told(secret: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(secret) - 1))
    wrong = data.draw(st.sampled_from(ALPHABET))
    typed = secret[:place] + wrong + secret[place + 1 :]
    assert cleaned(clean_secret, typed) in {secret} | set(ReceiptFault)


@given(receipt_secrets, st.integers(0, 19))
def test_any_swap_of_neighbours_in_a_secret_is_told(secret: str, place: int) -> None:
    bare = secret.replace("-", "")
    assume(bare[place] != bare[place + 1])
    typed = bare[:place] + bare[place + 1] + bare[place] + bare[place + 2 :]
    assert cleaned(clean_secret, typed) == ReceiptFault.SECRET_TYPO


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", ReceiptFault.REFERENCE_EMPTY),
        (" - - ", ReceiptFault.REFERENCE_EMPTY),
        ("LN-7K2M", ReceiptFault.REFERENCE_SHAPE),
        ("LM-7K2M-Q9TXE", ReceiptFault.REFERENCE_SHAPE),
        ("x" * 1_000_000, ReceiptFault.REFERENCE_SHAPE),
        ("LN-7K2M-Q9TXU", ReceiptFault.REFERENCE_CHARACTER),
        ("LN-7K2M-Q9TXW", ReceiptFault.REFERENCE_TYPO),
    ],
)
def test_each_fault_is_named(typed: str, fault: ReceiptFault) -> None:
    assert cleaned(clean_reference, typed) == fault


@given(st.text())
def test_no_text_breaks_the_reading(text: str) -> None:
    assert cleaned(clean_reference, text)
    assert cleaned(clean_secret, text)


def test_every_fault_has_a_sentence() -> None:
    assert set(MESSAGES) == set(ReceiptFault)


def test_the_same_key_asks_for_the_same_secret() -> None:
    assert secret_for(KEY, "LN-0000-00000", "a") == secret_for(KEY, "LN-0000-00000", "a")


def test_reference_server_key_and_sending_each_change_the_secret() -> None:
    made = {
        secret_for(KEY, "LN-0000-00000", "a"),
        secret_for(KEY, "LN-0000-00000", "b"),
        secret_for(KEY, "LN-0000-00012", "a"),
        secret_for(KEY[::-1], "LN-0000-00000", "a"),
        secret_for(KEY, "LN-0000-0000", "0a"),
    }
    assert len(made) == 5


def test_a_secret_is_five_groups_of_four_and_a_check_character() -> None:
    secret = secret_for(KEY, "LN-0000-00000", "a")
    assert [len(group) for group in secret.split("-")] == [4, 4, 4, 4, 4, 1]


def test_a_short_server_key_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        secret_for(b"short", "LN-0000-00000", "a")


def test_the_secret_matches_however_it_is_typed() -> None:
    secret = secret_for(KEY, "LN-0000-00000", "a")
    kept = secret_hash(secret)
    assert secret_matches(secret, kept)
    assert secret_matches(secret.lower().replace("-", " "), kept)


def test_another_secret_does_not_match() -> None:
    kept = secret_hash(secret_for(KEY, "LN-0000-00000", "a"))
    assert not secret_matches(secret_for(KEY, "LN-0000-00000", "b"), kept)
    assert not secret_matches("", kept)
    assert not secret_matches("không nhớ", kept)


def test_what_is_kept_of_a_key_differs_from_what_makes_the_secret() -> None:
    key = new_idempotency_key()
    assert len(idempotency_hash(key)) == 32
    assert secret_for(KEY, "LN-0000-00000", key) != secret_for(
        KEY, "LN-0000-00000", idempotency_hash(key).hex()
    )


def test_a_key_with_a_lone_surrogate_is_a_key() -> None:
    assert secret_for(KEY, "LN-0000-00000", "\ud800")
    assert len(idempotency_hash("\ud800")) == 32


def test_keys_of_sending_are_not_repeated() -> None:
    assert len({new_idempotency_key() for _ in range(100)}) == 100
