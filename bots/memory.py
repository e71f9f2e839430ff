"""What a talk remembers between two messages, to and from JSON. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any, Self

from bots.ears import Place, Places, Reading
from bots.turns import Act, Option, Turn

REMEMBERED = 8  # steps that "quay lại" can take


class Step(StrEnum):
    """What we are waiting for."""

    IDLE = "idle"  # a story
    PLACE = "place"
    WHEN = "when"
    CODE = "code"
    CONFIRM = "confirm"
    FIX = "fix"  # which part to correct
    RETELL = "retell"  # the story anew
    CODES = "codes"  # reference and secret
    OPENED = "opened"  # what to do with an opened submission
    WRITE = "write"  # a message to the staff
    WHICH = "which"  # whether words belong to the opened submission or are a new story
    OTHER = "other"  # whether words about another place are another story


@dataclass(frozen=True)
class Told:
    """What was told so far. Days are ISO text; ``story`` holds (order, words)."""

    story: tuple[tuple[int, str], ...] = ()
    place: str = ""
    unit: Place | None = None
    occurred_on: str = ""
    code: str = ""
    business: bool = False
    files: int = 0
    spot: str = ""  # a point on the map, for the people who read: no unit is guessed from it

    @property
    def text(self) -> str:
        """The whole story, in the order it was written."""
        return "\n".join(words for _, words in sorted(self.story, key=lambda part: part[0]))


@dataclass(frozen=True)
class Past:
    """How the talk stood before an answer."""

    step: Step
    told: Told
    asked: tuple[str, ...]
    reading: Reading = field(default_factory=Reading)


@dataclass(frozen=True)
class Talk:
    """One talk with one person; ``asked`` names the questions that are not put again."""

    step: Step = Step.IDLE
    lang: str = "vi"
    told: Told = Told()
    reading: Reading = field(default_factory=Reading)
    asked: tuple[str, ...] = ()
    ask: int = 0  # number of the last question
    offered: tuple[Option, ...] = ()
    earlier: tuple[Past, ...] = ()
    reference: str = ""  # of a submission being looked up or opened
    opened: int = 0  # its id, once the secret was right
    verdicts: tuple[str, ...] = ()  # what may be said of its answer
    held: str = ""  # words we do not know yet where to put

    def fresh(self) -> Self:
        """The same person, everything told forgotten."""
        return replace(type(self)(), lang=self.lang, ask=self.ask)

    def remembering(self) -> Self:
        """With the present step among those one can go back to."""
        past = Past(self.step, self.told, self.asked, self.reading)
        return replace(self, earlier=(*self.earlier, past)[-REMEMBERED:])


def talk_to_json(talk: Talk) -> dict[str, Any]:
    """A talk as JSON can hold it."""
    return asdict(talk)


def talk_from_json(kept: Mapping[str, Any]) -> Talk:
    """The talk of :func:`talk_to_json`."""
    return Talk(
        **{
            **kept,
            "step": Step(kept["step"]),
            "told": _told(kept["told"]),
            "reading": _reading(kept["reading"]),
            "asked": tuple(kept["asked"]),
            "offered": _options(kept["offered"]),
            "verdicts": tuple(kept.get("verdicts", ())),
            "earlier": tuple(
                Past(Step(p["step"]), _told(p["told"]), tuple(p["asked"]), _reading(p["reading"]))
                for p in kept["earlier"]
                if "reading" in p  # not kept before version 0.1.0
            ),
        }
    )


def turn_to_json(turn: Turn) -> dict[str, Any]:
    """A turn as JSON can hold it."""
    return asdict(turn)


def turn_from_json(kept: Mapping[str, Any]) -> Turn:
    """The turn of :func:`turn_to_json`."""
    return Turn(**{**kept, "act": Act(kept["act"]), "options": _options(kept["options"])})


def _options(kept: list[dict[str, str]]) -> tuple[Option, ...]:
    return tuple(Option(**one) for one in kept)


def _told(kept: Mapping[str, Any]) -> Told:
    story = tuple((int(order), str(words)) for order, words in kept["story"])
    unit = Place(**kept["unit"]) if kept["unit"] else None
    return Told(**{**kept, "story": story, "unit": unit})


def _reading(kept: Mapping[str, Any]) -> Reading:
    where = {**kept["where"], "places": tuple(Place(**p) for p in kept["where"]["places"])}
    return Reading(**{**kept, "where": Places(**where)})
