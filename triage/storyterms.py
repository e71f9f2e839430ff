"""A text as the terms that tell its story, each with a weight. Pure: no database.

Words, pairs of neighbouring words, and concepts: what different words say alike ("quát", "nạt",
"hách dịch" are ``#attitude``), from a table people may edit.
"""

import csv
import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from intake.fold import fold
from triage.reading import same_spelling
from triage.syllables import is_syllable
from triage.teencode import meanings

READ = 6_000  # characters looked at: the story is told by then
PAIR = 0.5  # weight of two words side by side
PLAIN = 0.15  # weight of a word everybody uses ("là", "và", "cán bộ")
TOPIC = 0.7  # weight of the topic found for the matter
MARKED = 0.25  # share of words with marks from which marks decide what a word is
SYLLABLES = 0.75  # share of words that may be Vietnamese syllables from which a text is Vietnamese

DATA = Path(__file__).parent / "data"
_PIECE = re.compile(r"[\w\u0300-\u036f]+")


@dataclass(frozen=True, slots=True)
class Terms:
    """``weights`` by term; pairs hold a space, concepts begin with ``#``, the topic with ``@``."""

    weights: dict[str, float]
    vietnamese: bool


@dataclass(frozen=True, slots=True)
class _Form:
    bare: str  # folded
    marked: str  # with marks, one key a spelling
    syllable: bool  # may be Vietnamese
    plain_marked: bool  # an everyday word, if marks decide
    plain_bare: bool  # may be an everyday word, if they do not


@dataclass(frozen=True, slots=True)
class _Phrase:
    bare: list[str]
    marked: list[str]
    concepts: tuple[str, ...]
    needs_marks: bool  # without marks it might as well be an everyday word


def terms(text: str, topic: str = "") -> Terms:
    """The terms of any text; none where there are no words and no topic."""
    pieces = _PIECE.findall(unicodedata.normalize("NFC", text[:READ]))
    forms = [form for piece in pieces for form in _forms(piece)]
    vietnamese = sum(form.syllable for form in forms) >= SYLLABLES * len(forms)
    weights: dict[str, float] = {}
    if vietnamese:
        decisive = _marks_decide(forms)
        plain = [form.plain_marked if decisive else form.plain_bare for form in forms]
        weights = {c: 1 + math.log(n) for c, n in Counter(_concepts(forms, decisive)).items()}
    else:
        plain = [False] * len(forms)
    weights.update(_words(forms, plain))
    if topic:
        weights["@" + topic] = TOPIC
    return Terms(weights, vietnamese)


def _words(forms: Sequence[_Form], plain: Sequence[bool]) -> Iterator[tuple[str, float]]:
    for form, is_plain in zip(forms, plain, strict=True):
        yield form.bare, PLAIN if is_plain else 1.0
    for (one, one_plain), (two, two_plain) in pairwise(zip(forms, plain, strict=True)):
        if not (one_plain and two_plain):
            yield f"{one.bare} {two.bare}", PAIR / 2 if one_plain or two_plain else PAIR


def _concepts(forms: Sequence[_Form], decisive: bool) -> Iterator[str]:
    for _, _, phrase in _phrases(forms, decisive):
        yield from phrase.concepts


def known_phrases(words: Sequence[str]) -> list[tuple[int, int, frozenset[str]]]:
    """``(start, end, concepts)`` of the known phrases in a row of written words; some mean none."""
    forms = [_form(word.casefold()) for word in words]
    found = _phrases(forms, _marks_decide(forms))
    return [(start, end, frozenset(phrase.concepts)) for start, end, phrase in found]


def is_plain(word: str) -> bool:
    """Whether a written word tells nothing of a story by itself."""
    form = _form(word.casefold())
    return form.plain_marked if form.marked != form.bare else form.plain_bare


def _marks_decide(forms: Sequence[_Form]) -> bool:
    return sum(form.marked != form.bare for form in forms) >= MARKED * len(forms)


def _phrases(forms: Sequence[_Form], decisive: bool) -> Iterator[tuple[int, int, _Phrase]]:
    """The longest phrases, read from left to right without overlap.

    ``decisive``: the sender typed marks, so a phrase must agree in them.
    """
    index, at = _index(), 0
    bare = [form.bare for form in forms]
    marked = [form.marked for form in forms] if decisive else None
    while at < len(bare):
        step = 1
        for phrase in index.get(bare[at], ()):
            end = at + len(phrase.bare)
            if _fits(phrase, bare[at:end], marked[at:end] if marked else None):
                yield at, end, phrase
                step = len(phrase.bare)
                break
        at += step


def _fits(phrase: _Phrase, bare: list[str], marked: list[str] | None) -> bool:
    if marked is not None:
        return marked == phrase.marked
    return bare == phrase.bare and not phrase.needs_marks


@lru_cache(maxsize=1 << 16)
def _forms(piece: str) -> tuple[_Form, ...]:
    """The words a written piece stands for: itself, or what it is short for."""
    bare = fold(piece)
    if bare in meanings():
        return tuple(_form(word) for word in meanings()[bare].split())
    return (_form(piece.casefold()),) if bare else ()


def _form(word: str) -> _Form:
    bare, marked = fold(word), same_spelling(word)
    by_marks, by_letters = _plain_words()
    syllable = is_syllable(bare) or bare.isdigit()
    return _Form(bare, marked, syllable, marked in by_marks, bare in by_letters)


@cache
def _plain_words() -> tuple[frozenset[str], frozenset[str]]:
    """Words that tell nothing of a story by themselves: with marks, and folded."""
    words = [w for w in _plain() if " " not in w]
    return frozenset(map(same_spelling, words)), frozenset(map(fold, words))


@cache
def _plain() -> list[str]:
    with (DATA / "story_plain_words.csv").open(encoding="utf-8", newline="") as file:
        return [w for row in csv.DictReader(file) for w in row["words"].split("|")]


@cache
def _index() -> dict[str, tuple[_Phrase, ...]]:
    """Phrases by their first word, the longest first. Plain phrases are there to be passed over."""
    written: dict[str, set[str]] = defaultdict(set)
    with (DATA / "story_concepts.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for phrase in row["phrases"].split("|"):
                written[phrase].add("#" + row["concept"])
    for phrase in _plain():
        if " " in phrase:
            written.setdefault(phrase, set())
    index: dict[str, list[_Phrase]] = defaultdict(list)
    for phrase, concepts in written.items():
        made = _phrase(phrase, concepts)
        index[made.bare[0]].append(made)
    return {
        first: tuple(sorted(found, key=lambda p: (-len(p.bare), p.marked)))
        for first, found in index.items()
    }


def _phrase(written: str, concepts: set[str]) -> _Phrase:
    words = written.split()
    bare = [fold(word) for word in words]
    everyday = len(words) == 1 and bare[0] in _plain_words()[1]
    return _Phrase(bare, [same_spelling(w) for w in words], tuple(sorted(concepts)), everyday)
