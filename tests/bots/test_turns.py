"""Messages as messengers without buttons, and with short limits, get them."""

from hypothesis import given
from hypothesis import strategies as st

from bots.turns import Act, Option, Turn, numbered, pieces, together


def test_options_are_numbered() -> None:
    turn = Turn(Act.CHOOSE, "Nơi nào?", (Option("a", "Đây"), Option("b", "Đó")), 1, "Gõ số.")
    assert numbered(turn) == "Nơi nào?\n1. Đây\n2. Đó\nGõ số."


def test_the_turns_of_one_step_become_one_message_that_asks_last() -> None:
    one = together((Turn(Act.SAY, "Đã ghi."), Turn(Act.ASK, "Ở đâu?", ask=4)))
    assert one == (Turn(Act.ASK, "Đã ghi.\n\nỞ đâu?", ask=4),)


@given(st.text(alphabet="ab \n", max_size=200), st.integers(1, 30))
def test_pieces_fit_and_lose_no_letter(text: str, limit: int) -> None:
    cut = pieces(text, limit)
    assert all(0 < len(piece) <= limit for piece in cut)
    assert "".join("".join(cut).split()) == "".join(text.split())
