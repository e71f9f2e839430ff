"""What a name may mean: units, and their narrowings by what is said beside the name. Pure.

Names are few and texts many: each narrowing is worked out once and shared by all texts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from intake.unitbook import Kind

COMMUNES = frozenset(["xa", "phuong", "tt"])
DISTRICTS = frozenset(["huyen", "tp", "tx", "quan"])


@dataclass(frozen=True, slots=True, eq=False)  # each is made once
class Sense:
    """One unit a phrase may mean. ``answers``: who answers for it in this stretch of time."""

    unit: int
    kind: Kind
    sort: str  # of TYPE_WORDS, empty where units have none
    keys: tuple[str, ...]
    weight: float
    answers: tuple[int, ...]
    within: frozenset[int]  # the districts it lies in, or did, and itself
    ended: bool
    complete: bool  # the phrase holds the word for its sort, or needs none
    place: bool  # a stretch of land, not only an office
    in_words: bool = False  # "phường sáu": taken only if typed with its marks


class Senses(tuple[Sense, ...]):
    """Senses of one name. ``communes`` and ``districts``: those of them that are."""

    communes: "Senses"
    districts: "Senses"

    def __init__(self, _senses: Iterable[Sense] = ()) -> None:
        self.communes = self._of_kind(Kind.COMMUNE)
        self.districts = self._of_kind(Kind.DISTRICT)
        self.units = frozenset(s.unit for s in self)
        self.within: frozenset[int] = frozenset().union(*(s.within for s in self))
        self._of_sort: dict[str, Senses] = {}
        self._inside: dict[frozenset[int], Senses] = {}

    def of_sort(self, sort: str) -> "Senses":
        """Those that go with the word written before the name, or nearly so."""
        found = self._of_sort.get(sort)
        if found is None:
            found = self._of_sort[sort] = Senses(self._going_with(sort))
        return found

    def inside(self, districts: frozenset[int]) -> "Senses":
        """The communes that lie in one of these districts."""
        found = self._inside.get(districts)
        if found is None:
            kept = (s for s in self.communes if s.within & districts)
            found = self._inside[districts] = Senses(kept)
        return found

    def _of_kind(self, kind: Kind) -> "Senses":
        if all(s.kind is kind for s in self):
            return self
        return Senses(s for s in self if s.kind is kind)

    def _going_with(self, sort: str) -> list[Sense]:
        exact = [s for s in self if s.sort == sort]
        if exact:
            return exact
        if sort in COMMUNES:  # people mix up xã and phường
            return [s for s in self if s.sort in COMMUNES]
        if sort in DISTRICTS and sort != "quan":
            return [s for s in self if s.sort in DISTRICTS]
        return []


@lru_cache(maxsize=4096)
def shared(senses: tuple[Sense, ...]) -> Senses:
    """The senses, laid out already where a text before had the same."""
    return Senses(senses)
