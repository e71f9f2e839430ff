"""Words that stand before a place and say what it is there for. Pure: no database.

The table is ``data/place_cues.csv``: one phrase and its role a line, with a source.
"""

import csv
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from triage.placetrie import Phrases
from triage.placewords import Words, fits, key, read_words

TABLE = Path(__file__).parent / "data" / "place_cues.csv"


class Role(StrEnum):
    """What a phrase tells about the place beside it, or about the whole text."""

    OFFICE = "office"  # somebody or something of the unit: it is spoken of as an office
    ACTING = "acting"  # what one does at an office, or suffers from it
    RESIDENCE = "residence"  # where the sender lives
    LOCATIVE = "locative"
    PERSON = "person"
    SURNAME = "surname"
    LANDMARK = "landmark"  # a market, a road, a firm called after a place
    HAMLET = "hamlet"
    SIGNATURE = "signature"
    ADDRESSEE = "addressee"
    LAND = "land"
    POST = "post"
    POSTAL = "postal"  # the post's own services
    PROCEDURE = "procedure"
    OUTSIDE = "outside"
    GENERIC_COMMUNE = "generic_commune"
    GENERIC_DISTRICT = "generic_district"
    GENERIC_PROVINCE = "generic_province"
    OTHER_PROVINCE = "other_province"
    OTHER_DISTRICT = "other_district"
    NOISE = "noise"
    WORD = "word"  # a unit's name that is also an ordinary word
    NO_NAME = "no_name"  # a word that begins no name and carries none on


# Looked for just before a place, walking back from it.
BEFORE = frozenset(
    [
        Role.OFFICE,
        Role.ACTING,
        Role.RESIDENCE,
        Role.LOCATIVE,
        Role.PERSON,
        Role.SURNAME,
        Role.LANDMARK,
        Role.HAMLET,
    ]
)
# Looked for anywhere, but only where the answer hangs on it.
SELDOM = frozenset(
    [
        Role.POSTAL,
        Role.PROCEDURE,
        Role.GENERIC_COMMUNE,
        Role.GENERIC_DISTRICT,
        Role.GENERIC_PROVINCE,
    ]
)
# Short words that mean something else without their marks ("thuế" tax, "thue" to rent).
_NEEDS_MARKS = frozenset([Role.OUTSIDE, Role.LANDMARK, Role.POST, Role.PERSON, Role.SURNAME])
_SURE = "sure without marks"


@dataclass(frozen=True, slots=True)
class Cue:
    """One phrase of the table."""

    role: Role
    keys: tuple[str, ...]
    shy: bool  # one word that must be typed with its marks

    def met(self, words: Words, start: int, end: int) -> bool:
        """Whether the words, which fold like the phrase, can be meant as it."""
        typed, bare = words.typed[start:end], words.bare[start:end]
        if typed == bare:
            return not self.shy and (tuple(bare) == self.keys or not words.marked)
        return fits(typed, bare, self.keys, strict=words.marked)


@dataclass(frozen=True)
class Cues:
    """The table, laid out for the three ways of looking."""

    anywhere: tuple[tuple[tuple[str, ...], Cue], ...]
    before: Phrases[Cue]
    seldom: Phrases[Cue]
    words: frozenset[tuple[str, ...]]  # folded
    no_names: frozenset[str]


@cache
def cues() -> Cues:
    """Read the table once."""
    anywhere: list[tuple[tuple[str, ...], Cue]] = []
    before: Phrases[Cue] = Phrases()
    seldom: Phrases[Cue] = Phrases()
    ordinary: set[tuple[str, ...]] = set()
    no_names: set[str] = set()
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            bare, cue = make_cue(row["phrase"], Role(row["role"]), sure=row["note"] == _SURE)
            if cue.role is Role.WORD:
                ordinary.add(bare)
            elif cue.role is Role.NO_NAME:
                no_names.add(bare[0])
            elif cue.role in BEFORE:
                before.add(bare[::-1], cue)
            elif cue.role in SELDOM:
                seldom.add(bare, cue)
            else:
                anywhere.append((bare, cue))
    return Cues(tuple(anywhere), before, seldom, frozenset(ordinary), frozenset(no_names))


def make_cue(phrase: str, role: Role, sure: bool = False) -> tuple[tuple[str, ...], Cue]:
    """The folded words of a phrase and the cue they are for; ``sure``: also without its marks."""
    words = read_words(phrase)
    keys = tuple(key(t) for t in words.typed)
    shy = len(keys) == 1 and keys[0] != words.bare[0] and role in _NEEDS_MARKS and not sure
    return tuple(words.bare), Cue(role, keys, shy)


def seldom_roles(words: Words, names: Collection[int] = ()) -> frozenset[Role]:
    """Which of the seldom cues the text holds; ``names`` is where names of units begin.

    "xã" just before a name is no commune left unnamed.
    """
    found: set[Role] = set()
    for start in range(len(words.bare)):
        for end, node in cues().seldom.at(words.bare, start):
            if end not in names:
                found.update(c.role for c in node.items if c.met(words, start, end))
    return frozenset(found)


def role_before(
    words: Words, end: int, wanted: Sequence[Role] | None = None
) -> tuple[int, Role] | None:
    """The longest cue that ends where a place begins: its start and role."""
    node, at = cues().before.root, end
    found: tuple[int, Role] | None = None
    while at > 0:
        following = node.next.get(words.bare[at - 1])
        if following is None:
            break
        node, at = following, at - 1
        for cue in node.items:
            if (wanted is None or cue.role in wanted) and cue.met(words, at, end):
                found = (at, cue.role)
                break
    return found
