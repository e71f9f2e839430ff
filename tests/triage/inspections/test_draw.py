"""A draw is settled by its seed and list alone, and anybody can repeat it."""

from collections import Counter
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.inspections.draw import draw, list_digest, ticket

CODES = tuple(f"{n:05}" for n in range(29600, 29650))


def test_a_ticket_is_what_anybody_computes() -> None:
    assert ticket("48213", "29869") == sha256(b"48213:29869").hexdigest()


@given(st.permutations(CODES), st.text(min_size=1).filter(str.strip))
def test_the_order_of_the_list_changes_nothing(codes: list[str], seed: str) -> None:
    assert draw(seed, codes, 5) == draw(seed, CODES, 5)


def test_every_unit_is_drawn_as_often_as_another() -> None:
    drawn = Counter(draw(str(seed), CODES, 1)[0] for seed in range(5000))
    chi_square = sum((drawn[c] - 100) ** 2 / 100 for c in CODES)
    assert chi_square < 85.4  # 49 degrees of freedom, one in a thousand


@pytest.mark.parametrize(("seed", "number"), [("", 1), ("  ", 1), ("7", 0)])
def test_a_draw_of_nothing_is_refused(seed: str, number: int) -> None:
    with pytest.raises(ValueError, match="seed"):
        draw(seed, CODES, number)


def test_a_changed_list_has_another_digest() -> None:
    assert list_digest(CODES) != list_digest(CODES[:-1])
    assert list_digest(CODES) == list_digest(reversed(CODES))
