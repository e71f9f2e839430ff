"""What a talk asks of the house: to understand a story, find a place, speak a language. Pure.

The reader is given from outside, where triage is known; ours here only asks.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from intake.fold import fold

_DOSSIER = re.compile(r"\b(?:ho so|hs|giay hen|bien nhan|phieu hen|tre hen|qua hen|dossier)\b")
_GRAVE = re.compile(
    r"\b(?:hoi lo|lot tay|phong bi|bao thu|boi duong|chung chi|boi tron|dua tien|doi tien|vay tien|"
    r"tham nhung|to cao|de doa|ham doa|danh nguoi|tra thu|tru dap|bribes?|bribed|threat\w*)\b"
)

_GRAVE_ENGLISH = re.compile(
    r"\b(?:bribe\w*|threat\w*|under the table|"
    r"(?:ask|want|demand)\w*(?: \w+){0,4} (?:dong|vnd|money|cash|envelope))\b"
)


def grave_in_english(story: str) -> bool:
    """Whether an English story is better not asked about in a chat; triage reads Vietnamese."""
    return bool(_GRAVE_ENGLISH.search(fold(story)))


class Say(Protocol):
    """A Vietnamese sentence in the language of the talk, its places filled."""

    def __call__(self, message: str, **values: object) -> str:
        """The sentence."""


@dataclass(frozen=True)
class Place:
    """A unit as it is offered to people."""

    unit_id: int
    label: str


@dataclass(frozen=True)
class Places:
    """Units that may be meant, best first; ``sure`` when the first one is.

    ``parts_of``: the name of what these are the parts of today, where that is what was written.
    """

    places: tuple[Place, ...] = ()
    sure: bool = False
    parts_of: str = ""


@dataclass(frozen=True)
class Reading:
    """What was understood of a story.

    ``named`` says where in words when that is no one unit of ours: a body outside, or several;
    ``about_dossier``: a dossier code would help; ``grave``: better not asked about in a chat;
    ``praise``: no day is needed; ``idea``: a proposal, with no day and perhaps no place;
    ``idle``: a few words that tell of nothing yet; ``elsewhere``: it names another province;
    ``outside``: the body named is not the province's.
    """

    where: Places = Places()
    named: str = ""
    about_dossier: bool = False
    grave: bool = False
    praise: bool = False
    idle: bool = False
    idea: bool = False
    elsewhere: bool = False
    outside: bool = False


class Reader(Protocol):
    """Understands a story while its sender waits."""

    def read(self, story: str) -> Reading:
        """What was understood; may raise, and then the talk goes on by asking."""

    def meant(self, words: str) -> str:
        """A short message as it was meant, where it was typed as raw keys ("guwir")."""


class AskingReader:
    """Understands next to nothing: finds no place, so the talk asks for it."""

    def read(self, story: str) -> Reading:
        """Only whether it speaks of a dossier, and whether it is grave, by a few words."""
        bare = fold(story)
        return Reading(about_dossier=bool(_DOSSIER.search(bare)), grave=bool(_GRAVE.search(bare)))

    def meant(self, words: str) -> str:
        """As it stands."""
        return words


@dataclass(frozen=True)
class Ears:
    """All a talk needs from outside for one step.

    ``find`` looks a typed place up; ``site`` is the address of the public pages; ``days`` is the
    term of feedback in force.
    """

    reader: Reader
    find: Callable[[str], Places]
    say_in: Callable[[str], Say]
    today: date
    site: str
    days: Callable[[], int]
