"""The forms under which a unit may be looked up, in words fit to compare. Pure: no database."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from intake.fold import fold
from intake.unitbook import DESKS, Kind, UnitBook, UnitRecord

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_WORD = re.compile(r"[^\W\d_]+|\d+")
# The word for what a unit is, and how people shorten it.
_PREFIXES = {
    "thanh pho": ("tp",),
    "thi xa": ("tx",),
    "thi tran": ("tt",),
    "phuong": ("p", "f"),
    "huyen": ("h",),
    "xa": ("x",),
    "tinh": (),
}


@dataclass(frozen=True, slots=True)
class Word:
    """A word bare of marks; its letters with their marks; its tone, wherever it was put."""

    bare: str
    letters: str
    tone: str = ""

    def agrees(self, other: "Word", last: bool) -> bool:
        """Whether the marks typed here are those of ``other``; none typed agree with any.

        The ``last`` word may still be in the making: its tone may be yet to come.
        """
        if self.bare == self.letters and not self.tone:
            return True
        if not other.letters.startswith(self.letters):
            return False
        return self.tone == other.tone or (last and not self.tone)


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a unit. ``weight`` as in :class:`intake.unitbook.Alias`."""

    unit: int
    words: tuple[Word, ...]
    weight: float
    above: tuple[Word, ...]  # words of the units it stands in, which a query may add
    head: int = 0  # of a desk: how many words come before its unit's name


def words(text: str) -> tuple[Word, ...]:
    """Words and numbers: ``P.1, Hoà An`` -> p, 1, hoa, an, each with its marks beside it."""
    composed = unicodedata.normalize("NFC", text).casefold()
    return tuple(_word(w) for w in _WORD.findall(composed))


def _word(text: str) -> Word:
    letters = unicodedata.normalize("NFD", text)
    tone = "".join(c for c in letters if c in _TONES)
    return Word(fold(text), "".join(c for c in letters if c not in _TONES), tone)


def label(book: UnitBook, unit: UnitRecord) -> str:
    """The name with the units it stands in, the province left out: ``Xã X, huyện Y``."""
    names = [unit.name]
    above = book.by_id[unit.parent_id] if unit.parent_id is not None else None
    if above and unit.kind in DESKS and above.kind in (Kind.COMMUNE, Kind.DISTRICT):
        above = _parent(book, above)  # a desk's own name holds its unit's
    while above and above.kind in (Kind.COMMUNE, Kind.DISTRICT):
        names.append(above.name[:1].lower() + above.name[1:])
        above = _parent(book, above)
    return ", ".join(names)


def _parent(book: UnitBook, unit: UnitRecord) -> UnitRecord | None:
    return None if unit.parent_id is None else book.by_id[unit.parent_id]


def forms(book: UnitBook, unit: UnitRecord, day: date) -> Iterator[Form]:
    """Name, name without the word for its kind, that word shortened, aliases of the day."""
    above = _words_above(book, unit)
    seen: set[tuple[Word, ...]] = set()
    for text, weight in [(unit.name, 1.0), *_aliases(unit, day)]:
        written = words(text)
        head = _kind_word(written) if unit.kind in DESKS else 0
        shorten = bool(head) or text == unit.name
        for variant in _variants(written, head) if shorten else [written]:
            if variant not in seen:
                seen.add(variant)
                yield Form(unit.id, variant, weight, above, head)


def _kind_word(name: tuple[Word, ...]) -> int:
    """Where in a desk's name the name of its unit begins; 0 where none does."""
    return next((i for i in range(1, len(name)) if _prefix(name[i:])), 0)


def _aliases(unit: UnitRecord, day: date) -> list[tuple[str, float]]:
    if unit.valid_to and unit.valid_to <= day:
        day = unit.valid_to - timedelta(days=1)  # it keeps the aliases of its last day
    return [
        (a.text, a.weight)
        for a in unit.aliases
        if (a.valid_from is None or a.valid_from <= day)
        and (a.valid_to is None or day < a.valid_to)
    ]


def _words_above(book: UnitBook, unit: UnitRecord) -> tuple[Word, ...]:
    found: list[Word] = []
    above = _parent(book, unit)
    # The province's own name stands above nearly everything and would tell nothing apart.
    while above and above.kind not in (Kind.DEPARTMENT, Kind.PROVINCE):
        name = words(above.name)
        found += name
        found += [Word(short, short) for short in _PREFIXES.get(_prefix(name), ())]
        found += [w for a in above.aliases if a.weight >= 1 for w in words(a.text)]
        above = _parent(book, above)
    return tuple(dict.fromkeys(found))


def _prefix(name: tuple[Word, ...]) -> str:
    """The word for what a unit is, where the name begins with one."""
    starts = (" ".join(w.bare for w in name[:size]) for size in (2, 1))
    return next((s for s in starts if s in _PREFIXES), "")


def _variants(name: tuple[Word, ...], head: int) -> Iterator[tuple[Word, ...]]:
    """The name; without the word for its kind; with that word shortened."""
    yield name
    prefix = _prefix(name[head:])
    rest = name[head + len(prefix.split()) :]
    if prefix and rest:
        yield (*name[:head], *rest)
        for short in _PREFIXES[prefix]:
            yield (*name[:head], Word(short, short), *rest)
