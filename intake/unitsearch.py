"""Looking a unit up by name, with or without marks, old or new. Pure: no database."""

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache

from intake.fold import fold
from intake.unitbook import Kind, UnitBook, UnitRecord
from intake.unitforms import Form, Word, forms, label, words
from intake.unitmatch import Fit, fit

LONGEST = 120  # characters of a query that are read; the longest name with parents has 80
_SURE = 80.0  # an exact alias of less weight is a guess
_DESK_WORD = 3  # letters after which a word may mean a desk ("một cửa"); "t" means a thousand
_OFFICE = (("ubnd",), ("uy", "ban", "nhan", "dan"), ("uy", "ban"))
_ORDER = {
    Kind.PROVINCE: 3,
    Kind.DISTRICT: 3,
    Kind.DEPARTMENT: 3,
    Kind.COMMUNE: 2,
    Kind.SERVICE_CENTRE: 1,
    Kind.ONE_STOP: 1,
    Kind.LAND_OFFICE: 1,
    Kind.OUTSIDE: 0,
}


@dataclass(frozen=True)
class Hit:
    """A unit found.

    ``now`` names who answers on the day asked for a unit that ended; it is empty while the unit
    stands (``unit.valid_on(day)``), and where nobody took over. ``label`` is its name with the
    units it stood in. ``exact`` says that the query is one of its names or its label, and gives
    no other marks than it has.
    """

    unit: UnitRecord
    label: str
    now: tuple[UnitRecord, ...]
    score: float
    exact: bool


class Found(StrEnum):
    """How a written name was understood."""

    ONE = "one"
    SEVERAL = "several"
    NONE = "none"


@dataclass(frozen=True)
class Resolution:
    """The one unit meant, or those to choose from (one alone is a guess to be confirmed)."""

    status: Found
    hits: tuple[Hit, ...]


def search(book: UnitBook, query: str, day: date, limit: int = 8) -> list[Hit]:
    """Units whose names begin, word by word, as the query's words do, best first.

    Looks among all units within reach on ``day`` (see ``UnitBook.within_reach``), so a form asks
    with today to offer old names and new ones.
    """
    return _index(book, day).search(query, limit)


def resolve(book: UnitBook, text: str, day: date) -> Resolution:
    """What a typed name means where nobody can pick from a list while typing.

    One only where the text is exactly a name or label and no other unit bears it; otherwise
    the eight best to choose from.
    """
    hits = _index(book, day).search(text, 50)
    exact = [h for h in hits if h.exact and h.score >= hits[0].score / 2]
    if len(exact) == 1 and exact[0] is hits[0] and exact[0].score >= _SURE:
        return Resolution(Found.ONE, (exact[0],))
    return Resolution(Found.SEVERAL if hits else Found.NONE, tuple(exact or hits)[:8])


class _Beginnings:
    """The forms that hold a word beginning so or so."""

    def __init__(self) -> None:
        self._holding: dict[str, set[int]] = defaultdict(set)
        self._words: list[str] = []
        self._known: dict[str, set[int]] = {}

    def add(self, form: int, held: tuple[Word, ...]) -> None:
        """A form and its words."""
        for word in held:
            self._holding[word.bare].add(form)

    def of(self, start: str) -> set[int]:
        """The forms with a word that begins with ``start``."""
        if start in self._known:
            return self._known[start]
        self._words = self._words or sorted(self._holding)
        found: set[int] = set()
        for i in range(bisect_left(self._words, start), len(self._words)):
            if not self._words[i].startswith(start):
                break
            found |= self._holding[self._words[i]]
        if found:  # what nobody is called is not worth remembering
            self._known[start] = found
        return found


class _Index:
    """All forms of the units within reach on one day, by the words they hold."""

    def __init__(self, book: UnitBook, day: date) -> None:
        self._book, self._day = book, day
        self._units: dict[int, UnitRecord] = {}
        self._forms: list[Form] = []
        self._desks: set[int] = set()
        self._names, self._heads = _Beginnings(), _Beginnings()
        for unit in book.within_reach(day):
            self._add(unit, _shown(book, unit, day))
        provinces = (u.name for u in self._units.values() if u.kind is Kind.PROVINCE)
        self._provinces = [[w.bare for w in words(name)] for name in provinces]

    def _add(self, unit: UnitRecord, shown: UnitRecord) -> None:
        self._units[shown.id] = shown
        for form in forms(self._book, unit, self._day):
            number = len(self._forms)
            self._forms.append(replace(form, unit=shown.id))
            self._names.add(number, (*form.words, *form.above))
            if form.head:
                self._desks.add(number)
                self._heads.add(number, form.words[: form.head])

    def search(self, text: str, limit: int) -> list[Hit]:
        """The best hits, best first."""
        best: dict[int, Fit] = {}
        for query in self._asked(text):
            for number in self._candidates(query):
                form = self._forms[number]
                score = fit(query, form)
                if score and (form.unit not in best or score.value > best[form.unit].value):
                    best[form.unit] = score
        ranked = sorted(best.items(), key=lambda item: self._rank(*item))
        return [self._hit(unit_id, score) for unit_id, score in ranked[:limit]]

    def _asked(self, text: str) -> list[tuple[Word, ...]]:
        """The words of the query, and once more without the province's name at their end."""
        query = _without_office(words(text[:LONGEST]))
        cut = next((i for i in range(1, len(query)) if self._is_province(query[i:])), 0)
        return [query, query[:cut]] if cut else [query]

    def _is_province(self, tail: tuple[Word, ...]) -> bool:
        """``đồng tháp``, ``tỉnh đồng tháp``, or the latter still being typed."""
        bare = [w.bare for w in tail]
        return any(
            bare == name[1:]
            or (
                bare[0] == name[0]
                and all(n.startswith(b) for b, n in zip(bare, name, strict=False))
            )
            for name in self._provinces
            if len(bare) <= len(name)
        )

    def _candidates(self, query: tuple[Word, ...]) -> set[int]:
        """The forms that hold all the words; a desk only where one of its own is asked for."""
        if not query:
            return set()
        asked = [w.bare for w in query]
        found = set.intersection(*(self._names.of(w) for w in asked))
        if found.isdisjoint(self._desks):
            return found
        told = (self._heads.of(w) for w in asked if len(w) >= _DESK_WORD)
        return found - self._desks.difference(*told)

    def _rank(self, unit_id: int, score: Fit) -> tuple[float, bool, int, int, int]:
        unit = self._units[unit_id]
        return (
            -round(score.value),
            not unit.valid_on(self._day),
            -_ORDER[unit.kind],
            len(unit.name),
            unit_id,
        )

    def _hit(self, unit_id: int, score: Fit) -> Hit:
        unit = self._units[unit_id]
        heirs = [] if unit.valid_on(self._day) else self._book.answering(unit_id, self._day)
        return Hit(unit, label(self._book, unit), tuple(heirs), score.value, score.exact)


@lru_cache(maxsize=16)
def _index(book: UnitBook, day: date) -> _Index:
    return _Index(book, day)


def _shown(book: UnitBook, unit: UnitRecord, day: date) -> UnitRecord:
    """The unit, or its only heir where that bears the same name: both would say one thing."""
    while not unit.valid_on(day) and len(unit.successors) == 1:
        heir = book.by_id[unit.successors[0][0]]
        if heir.valid_from > day or fold(heir.name) != fold(unit.name):
            break
        unit = heir
    return unit


def _without_office(query: tuple[Word, ...]) -> tuple[Word, ...]:
    """Without a leading "UBND": the committee stands for its unit."""
    bare = tuple(w.bare for w in query)
    for office in _OFFICE:
        if bare[: len(office)] == office and len(bare) > len(office):
            return query[len(office) :]
    return query
