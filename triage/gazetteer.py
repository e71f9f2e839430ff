"""Names of a province's units as people write them in one stretch of time. Pure: no database."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import product

from intake.unitbook import Kind, UnitBook, UnitRecord
from triage.nearwords import NearWords
from triage.placecues import Cue, Role, cues, make_cue
from triage.placetrie import Phrases
from triage.placewords import fits, key, read_words
from triage.senses import Sense, Senses
from triage.syllables import is_syllable

# The word for what a unit is, as people write it, and the sort of unit it announces.
TYPE_WORDS = {
    ("xa",): "xa", ("x",): "xa",
    ("phuong",): "phuong", ("p",): "phuong", ("f",): "phuong", ("ph",): "phuong", ("phg",): "phuong",
    ("thi", "tran"): "tt", ("tt",): "tt", ("t", "t"): "tt", ("ttr",): "tt", ("t", "tr"): "tt",
    ("huyen",): "huyen", ("h",): "huyen", ("hyn",): "huyen",
    ("thanh", "pho"): "tp", ("tp",): "tp", ("t", "p"): "tp",
    ("thi", "xa"): "tx", ("tx",): "tx", ("t", "x"): "tx",
    ("quan",): "quan", ("q",): "quan", ("tinh",): "tinh",
}  # fmt: skip
_NUMBERED = ("phường", "phường số", "p", "f", "ph", "phg")
_IN_WORDS = {"1": "một", "2": "hai", "3": "ba", "4": "bốn", "5": "năm", "6": "sáu"}
_STANDING_BEFORE = frozenset(
    [
        "xa",
        "phuong",
        "thi",
        "tran",
        "huyen",
        "thanh",
        "pho",
        "tinh",
        "so",
        "tp",
        "ubnd",
        "uy",
        "ban",
        "thuoc",
    ]
)
_PLACES = frozenset([Kind.COMMUNE, Kind.DISTRICT, Kind.PROVINCE])


_MOST_WAYS = 64  # of typing one name, remembered


@dataclass(slots=True)
class Entry:
    """All that one phrase may stand for: our units, and cues or outside bodies."""

    senses: Senses = Senses()  # noqa: RUF009 - immutable
    plain: Senses = Senses()  # noqa: RUF009 - those it may mean when typed without marks
    others: list[Sense | Cue] = field(default_factory=list)
    _fitting: dict[str, Senses] = field(default_factory=dict)

    def fitting(self, typed: list[str], bare: list[str]) -> Senses:
        """Our units that fit the marks typed."""
        written = " ".join(typed)
        found = self._fitting.get(written)
        if found is None:
            found = Senses(s for s in self.senses if fits(typed, bare, s.keys, strict=False))
            if len(self._fitting) < _MOST_WAYS:
                self._fitting[written] = found
        return found


class Gazetteer:
    """Everything that may be named in a text of one day, in a trie."""

    def __init__(self, book: UnitBook, day: date) -> None:
        self.book, self.day = book, day
        self.phrases: Phrases[Entry] = Phrases()
        self.vocabulary: set[str] = set()
        self.within = _districts(book)
        self.entries: list[tuple[tuple[str, ...], Sense]] = []
        self._own: set[tuple[str, ...]] = set()
        for unit in _nameable(book, day):
            for sense, words in self._senses(unit):
                self._add(words, sense)
        self._add_others(unit for unit in book.by_id.values() if book.foreign(unit.id))
        for words, cue in cues().anywhere:
            self._cue(words, cue)
        self.standing_districts = {u.id for u in book.on(day) if u.kind is Kind.DISTRICT}
        self.heirs = self._heirs()
        # Every land branch answers as the provincial office does: by its department.
        self.land = self._standing(Kind.LAND_OFFICE)
        self.province = self._standing(Kind.PROVINCE)
        self.near = NearWords(self.vocabulary)
        known = (w for w in self.vocabulary if (len(w) > 1 and is_syllable(w)) or w in ("a", "b"))
        self.syllables = _STANDING_BEFORE.union(known)

    def _standing(self, kind: Kind) -> Senses:
        return Senses([s for _, s in self.entries if s.kind is kind and not s.ended][:1])

    def _add(self, words: tuple[str, ...], sense: Sense) -> None:
        entry = self.phrases.item(words, Entry)
        if sense.kind in (Kind.OUTSIDE, Kind.LAND_OFFICE):
            entry.others.append(sense)
        else:
            entry.senses = Senses((*entry.senses, sense))
            if not sense.in_words:
                entry.plain = Senses((*entry.plain, sense))
        self.entries.append((words, sense))
        self.vocabulary.update(words)
        self._own.add(words)

    def _cue(self, words: tuple[str, ...], cue: Cue) -> None:
        # Before the bodies of the book: the table knows when "bưu điện" is no outside body.
        self.phrases.item(words, Entry).others.insert(0, cue)

    def opening(self, unit: int) -> str:
        """The first word of a unit's official name, folded."""
        return read_words(self.book.by_id[unit].name).bare[0]

    def _add_others(self, units: Iterable[UnitRecord]) -> None:
        """Places of a neighbouring province, where no unit of ours has the name."""
        for unit in units:
            if unit.kind is Kind.DISTRICT and unit.valid_to and self.day < unit.valid_to:
                _, name = _sorted_name(unit.name)
                words, cue = make_cue(name, Role.OTHER_DISTRICT)
                if words not in self._own:
                    self._cue(words, cue)

    def _heirs(self) -> dict[int, tuple[int, ...]]:
        """For each district the communes of today that lie where it lay."""
        heirs: dict[int, list[int]] = defaultdict(list)
        for unit in self.book.on(self.day):
            if unit.kind is Kind.COMMUNE:
                for district in self.within.get(unit.id, ()):
                    heirs[district].append(unit.id)
        return {district: tuple(found) for district, found in heirs.items()}

    def _senses(self, unit: UnitRecord) -> Iterator[tuple[Sense, tuple[str, ...]]]:
        ended = unit.valid_to is not None and unit.valid_to <= self.day
        answers = _answering(self.book, unit, self.day)
        own_sort = _sorted_name(unit.name)[0] if unit.kind in _PLACES else ""
        seen: set[tuple[str, tuple[str, ...]]] = set()
        for text, weight in _written(unit, self.day):
            sort, name = _sorted_name(text) if unit.kind in _PLACES else ("", text)
            for words, keys, complete in _spellings(name, unit.kind):
                if (sort, words) in seen or words in TYPE_WORDS:
                    continue
                seen.add((sort, words))
                yield (
                    Sense(
                        unit.id, unit.kind, sort or own_sort, keys,
                        weight, answers,
                        self.within.get(unit.id, frozenset()), ended, complete,
                        unit.kind in _PLACES or bool(_sorted_name(unit.name)[0]),
                        complete and unit.kind in _PLACES and not words[-1].isdigit(),
                    ),
                    words,
                )  # fmt: skip


def _nameable(book: UnitBook, day: date) -> list[UnitRecord]:
    """Units a text of the day may name; old districts last: they only help to tell places apart."""
    reach = [u for u in book.within_reach(day) if not _is_desk_of_one(u)]
    known = {u.id for u in reach}
    gone = [
        u
        for u in book.by_id.values()
        if u.kind is Kind.DISTRICT and u.valid_to and u.valid_to <= day and u.id not in known
    ]
    return reach + gone


def _is_desk_of_one(unit: UnitRecord) -> bool:
    """Desks of a commune or district are found by the unit's name and the word for the desk."""
    if unit.kind is Kind.ONE_STOP:
        return True
    return unit.kind in (Kind.SERVICE_CENTRE, Kind.LAND_OFFICE) and "-" in unit.code


def _answering(book: UnitBook, unit: UnitRecord, day: date) -> tuple[int, ...]:
    answering = book.answering(book.accountable(unit.id).id, day)
    return tuple(dict.fromkeys(book.accountable(u.id).id for u in answering))


def _districts(book: UnitBook) -> dict[int, frozenset[int]]:
    """For each commune the districts it lies in, or the communes lay in that became it."""
    within: dict[int, set[int]] = defaultdict(set)
    for unit in sorted(book.by_id.values(), key=lambda u: u.valid_from):
        parent = book.by_id.get(unit.parent_id) if unit.parent_id is not None else None
        if unit.kind is Kind.DISTRICT:
            within[unit.id].add(unit.id)
        elif parent and parent.kind is Kind.DISTRICT:
            within[unit.id].add(parent.id)
        for heir, _ in unit.successors:
            within[heir] |= within[unit.id]
    return {unit: frozenset(found) for unit, found in within.items()}


def _written(unit: UnitRecord, day: date) -> Iterator[tuple[str, float]]:
    yield unit.name, 1.0
    day = min(day, unit.valid_to) if unit.valid_to else day
    for alias in unit.aliases:
        since, until = alias.valid_from or day, alias.valid_to or day
        if since <= day <= until:
            yield alias.text, alias.weight


def _sorted_name(text: str) -> tuple[str, str]:
    """``TP. Cao Lãnh`` -> tp and Cao Lãnh; ``TP.CL`` stays whole: CL alone names nothing."""
    words = read_words(text)
    for size in (2, 1):
        sort, rest = TYPE_WORDS.get(tuple(words.bare[:size]), ""), words.bare[size:]
        if sort and rest and (len(rest) > 1 or rest[0].isdigit()):
            return sort, text[words.span(size)[0] :]
    return "", text


def _spellings(name: str, kind: Kind) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], bool]]:
    """Folded words, their keys, and whether the word for the sort is in them or not needed."""
    words = read_words(name)
    bare, keys = tuple(words.bare), tuple(key(t) for t in words.typed)
    if len(bare) == 1 and bare[0].isdigit():
        spelled = [f"{sort} {bare[0]}" for sort in _NUMBERED]
        if bare[0] in _IN_WORDS:
            spelled.append(f"phường {_IN_WORDS[bare[0]]}")
        for whole in map(read_words, spelled):
            yield tuple(whole.bare), tuple(key(t) for t in whole.typed), True
        return
    for ways in product(*(_y_or_i(b, k) for b, k in zip(bare, keys, strict=True))):
        yield tuple(b for b, _ in ways), tuple(k for _, k in ways), kind not in _PLACES


def _y_or_i(bare: str, marked: str) -> list[tuple[str, str]]:
    """Mỹ and Mĩ, Quý and Quí are one word."""
    if bare in ("my", "ky", "ly", "ty", "hy", "quy", "sy"):
        return [(bare, marked), (bare[:-1] + "i", marked.replace("y", "i", 1))]
    return [(bare, marked)]
