"""What is seen in a text: units named, bodies and cues, and the words before a name. Pure."""

from dataclasses import dataclass, field
from typing import NamedTuple

from triage.gazetteer import TYPE_WORDS
from triage.placecues import Role
from triage.placewords import Words, key
from triage.senses import Sense, Senses

WHOLE = "whole"  # the sort of a name that needs no word for its sort
_SORT_KEYS = frozenset(
    key(w) for w in ("xã", "phường", "thị", "trấn", "thành", "phố", "huyện", "quận", "tỉnh")
)
_OF_ONE_WORD = {words[0]: sort for words, sort in TYPE_WORDS.items() if len(words) == 1}
_OF_TWO_WORDS = {words: sort for words, sort in TYPE_WORDS.items() if len(words) == 2}
ENDS_OF_SORTS = frozenset(words[-1] for words in TYPE_WORDS)
_SECOND = frozenset(words[1] for words in _OF_TWO_WORDS)


@dataclass(slots=True)
class Mention:
    """A unit named: ``start`` with the word for its sort, ``name`` without, ``end`` after it."""

    start: int
    name: int
    end: int
    sort: str
    senses: Senses
    fuzzy: bool = False
    shaky: bool = False  # misspelt, yet as written it may well be another place
    marked: bool = False  # typed with marks that fit
    parent: "Mention | None" = None  # the place it is said to lie in
    part: bool = False  # it is that place for another
    elsewhere: bool = False  # it lies in another province
    doubt: bool = False  # words stand where its name may go on, or a name within it
    suspect: bool = False  # a misspelt name may stand before it: worth a second look
    namesakes: tuple[Sense, ...] = ()  # but for the marks typed


class Sign(NamedTuple):
    """A cue found: words ``start:end``; ``unit`` where the book knows the body."""

    start: int
    end: int
    role: Role
    unit: int | None = None


@dataclass(slots=True)
class Sight:
    """All that was seen in one text, in its order."""

    words: Words
    mentions: list[Mention] = field(default_factory=list)
    signs: list[Sign] = field(default_factory=list)


def sort_before(words: Words, name: int) -> tuple[int, str]:
    """Where the word for the sort begins that stands before a name, and the sort; else "" ."""
    bare = words.bare
    if name == 0:
        return name, ""
    last = bare[name - 1]
    if last in _SECOND and name > 1:
        sort = _OF_TWO_WORDS.get((bare[name - 2], last))
        if sort and typed_as_sort(words, name - 2, name):
            return name - 2, sort
    sort = _OF_ONE_WORD.get(last)
    if sort and typed_as_sort(words, name - 1, name):
        return name - 1, sort
    return name, ""


def typed_as_sort(words: Words, start: int, name: int) -> bool:
    """Whether words that fold like a word for a sort are meant so: ``8 h`` and ``cơ quan`` not."""
    bare, typed = words.bare[start], words.typed[start]
    if len(bare) == 1:
        if start == 0 or not words.bare[start - 1].isdigit():
            return True
        return bare == "h" and words.between(start - 1, start) != ""  # "Phước 1 h. Hồng Ngự"
    if bare == "xa" and name - start == 1:
        if words.bare[max(0, start - 2) : start] == ["hop", "tac"]:
            return False
        if typed == bare and words.marked:
            return False  # "xa": far
    if bare == "quan" and typed == bare and not words.bare[name].isdigit():
        return False
    if bare == "huyen":
        return True
    typed_words, bare_words = words.typed[start:name], words.bare[start:name]
    return typed_words == bare_words or all(
        t == b or key(t) in _SORT_KEYS for t, b in zip(typed_words, bare_words, strict=True)
    )


def of_other_office(words: Words, at: int) -> bool:
    """Whether "so" typed without marks ends another word: hồ sơ, cơ sở, trụ sở."""
    if at == 0 or words.bare[at] != "so" or words.bare[at - 1] not in ("ho", "co", "tru"):
        return False
    return words.typed[at] == "so"
