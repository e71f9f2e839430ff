"""The words of a text, and the known phrases among them. Pure: no database.

Two tables people may edit: ``data/story_concepts.csv``, what different words say alike ("quát",
"nạt", "hách dịch" are all ``attitude``), and ``data/story_plain_words.csv``, words that tell
nothing of a story by themselves.
"""

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from intake.fold import fold
from triage.reading import same_spelling, short_forms
from triage.syllables import is_syllable

MARKED = 0.25  # share of words with marks from which marks decide what a word is

TOO_SHORT = 2  # letters: "lo" may be "lộ", "lo", "lỗ", "lở"
SHARED = ("office", "local")  # fields of concepts that are heard everywhere

DATA = Path(__file__).parent / "data"
_PIECE = re.compile(r"[\w\u0300-\u036f]+")


@dataclass(frozen=True, slots=True)
class Form:
    """One word as it may be compared."""

    bare: str  # folded
    marked: str  # with marks, one key a spelling
    syllable: bool  # may be Vietnamese
    plain_marked: bool  # an everyday word, if marks decide
    plain_bare: bool  # may be an everyday word, if they do not


@dataclass(frozen=True, slots=True)
class Known:
    """Words ``start:end`` are a known phrase; an everyday one has no concepts."""

    start: int
    end: int
    concepts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Book:
    phrases: dict[str, tuple[str, ...]]  # concepts by words with a space between
    lengths: dict[str, tuple[int, ...]]  # of the phrases that begin with a word, longest first


def forms_of(text: str) -> list[Form]:
    """The words of a text in order, short forms written out."""
    pieces = _PIECE.findall(unicodedata.normalize("NFC", text))
    return [form for piece in pieces for form in _written_out(piece)]


def form_of(word: str) -> Form:
    """One written word, as it stands."""
    low = word.casefold()
    bare, marked = fold(low), same_spelling(low)
    by_marks, by_letters = _plain_words()
    syllable = is_syllable(bare) or bare.isdigit()
    return Form(bare, marked, syllable, marked in by_marks, bare in by_letters)


def marks_decide(forms: Sequence[Form]) -> bool:
    """Whether the sender typed marks, so that phrases must agree in them."""
    return sum(form.marked != form.bare for form in forms) >= MARKED * len(forms)


def is_plain(word: str) -> bool:
    """Whether a written word tells nothing of a story by itself."""
    form = form_of(word)
    return form.plain_marked if form.marked != form.bare else form.plain_bare


def known_phrases(forms: Sequence[Form], decisive: bool) -> Iterator[Known]:
    """The longest known phrases, read from left to right without overlap."""
    words = [form.marked if decisive else form.bare for form in forms]
    book = _book(decisive)
    at = 0
    while at < len(words):
        end = at + 1
        for length in book.lengths.get(words[at], ()):
            concepts = book.phrases.get(" ".join(words[at : at + length]))
            if concepts is not None:
                end = at + length
                yield Known(at, end, concepts)
                break
        at = end


@lru_cache(maxsize=1 << 16)
def _written_out(piece: str) -> tuple[Form, ...]:
    words = short_forms().get(piece.casefold(), (piece,))
    return tuple(form for form in map(form_of, words) if form.bare)


@cache
def field_of() -> dict[str, str]:
    """The field of life of a concept; none for how offices work, which all fields have."""
    rows = _rows("story_concepts.csv")
    return {row["concept"]: row["field"] for row in rows if row["field"] not in SHARED}


@cache
def _plain_words() -> tuple[frozenset[str], frozenset[str]]:
    words = [word for word in _everyday() if " " not in word]
    return frozenset(map(same_spelling, words)), frozenset(map(fold, words))


@cache
def _everyday() -> tuple[str, ...]:
    return tuple(word for row in _rows("story_plain_words.csv") for word in row["words"].split("|"))


@cache
def _book(decisive: bool) -> _Book:
    """Phrases by their words with marks, or folded.

    Folded, a phrase that is very short or may be an everyday word is left out, and one that
    folds like another has the concepts of both.
    """
    concepts: defaultdict[str, set[str]] = defaultdict(set)
    spell = same_spelling if decisive else fold
    for row in _rows("story_concepts.csv"):
        for phrase in row["phrases"].split("|"):
            concepts[" ".join(map(spell, phrase.split()))].add(row["concept"])
    for phrase in _everyday():
        if " " in phrase:
            concepts.setdefault(" ".join(map(spell, phrase.split())), set())
    if not decisive:
        for word in [p for p in concepts if len(p) <= TOO_SHORT or p in _plain_words()[1]]:
            del concepts[word]
    return _Book({p: tuple(sorted(c)) for p, c in concepts.items()}, _lengths(concepts))


def _lengths(phrases: Iterable[str]) -> dict[str, tuple[int, ...]]:
    lengths: defaultdict[str, set[int]] = defaultdict(set)
    for phrase in phrases:
        lengths[phrase.split(" ")[0]].add(phrase.count(" ") + 1)
    return {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
