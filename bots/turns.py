"""What goes to and fro in a talk, the same for every messenger. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    """What a turn of ours is for; a messenger may show each in its own way."""

    SAY = "say"
    ASK = "ask"  # an answer in words
    CHOOSE = "choose"  # one of the options, or words
    CONFIRM = "confirm"  # the whole for a last look


@dataclass(frozen=True)
class Option:
    """One thing to choose: a button where there are buttons, a number elsewhere."""

    code: str
    label: str


@dataclass(frozen=True)
class Turn:
    """One message of ours. ``ask`` numbers the question, so that an old button is known as old.

    ``hint`` says how to choose where there are no buttons.
    """

    act: Act
    text: str
    options: tuple[Option, ...] = ()
    ask: int = 0
    hint: str = ""


class Oddity(StrEnum):
    """What people send that we cannot read."""

    VOICE = "voice"
    HIDDEN = "hidden"  # the messenger does not hand over what this person writes
    OTHER = "other"


@dataclass(frozen=True)
class Said:
    """Words. ``order`` grows with the time they were written; ``edited`` ones replace their own."""

    text: str
    order: int = 0
    edited: bool = False


@dataclass(frozen=True)
class Picked:
    """A button of the question ``ask``."""

    code: str
    ask: int


@dataclass(frozen=True)
class Attached:
    """A file that was kept; with it there are ``count``. ``caption``: words sent along."""

    count: int
    caption: str = ""
    order: int = 0


@dataclass(frozen=True)
class NotAttached:
    """A file that was not taken, and the sentence that says why."""

    why: str
    caption: str = ""
    order: int = 0


@dataclass(frozen=True)
class Located:
    """A point on the map, in degrees (WGS 84); ``name`` where the messenger gives one."""

    lat: float
    long: float
    name: str = ""


@dataclass(frozen=True)
class Odd:
    """Something we cannot read."""

    kind: Oddity


Event = Said | Picked | Attached | NotAttached | Located | Odd


def together(turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
    """The turns of one step as one message, in which only the last may ask."""
    if len(turns) < 2:
        return turns
    last = turns[-1]
    text = "\n\n".join(turn.text for turn in turns)
    return (Turn(last.act, text, last.options, last.ask, last.hint),)


def numbered(turn: Turn) -> str:
    """The text with its options as a numbered list, for messengers without buttons."""
    if not turn.options:
        return turn.text
    lines = [f"{number}. {option.label}" for number, option in enumerate(turn.options, 1)]
    return "\n".join([turn.text, *lines, *([turn.hint] if turn.hint else [])])


def pieces(text: str, limit: int) -> list[str]:
    """``text`` in pieces of at most ``limit`` characters, cut at line ends or spaces if it can."""
    cut: list[str] = []
    while len(text) > limit:
        at = max(text.rfind("\n", 1, limit + 1), 0) or max(text.rfind(" ", 1, limit + 1), 0)
        at = at or limit
        cut.append(text[:at].rstrip())
        text = text[at:].lstrip()
    return [piece for piece in [*cut, text] if piece]
