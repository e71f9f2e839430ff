"""The few words by which a person knows what several texts are about. Pure: no database.

Words are given as people wrote them, with marks where anybody typed them. Names and numbers are
left out: a phrase is shown where the text behind it may not be.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from intake.fold import fold
from triage.readable import readable
from triage.storyterms import READ
from triage.storywords import form_of, is_plain, known_phrases, marks_decide

LONGEST = 4  # words
FEW, TWICE, ONCE = 2, 2, 0.5
_CLAUSE = re.compile(r"[^.,;:!?()\"\n]+")
_WORD = re.compile(r"[\w\u0300-\u036f]+")


@dataclass(frozen=True, slots=True)
class _Found:
    key: str  # folded
    surface: str
    concepts: frozenset[str]


def key_phrases(texts: Sequence[str], most: int = 5) -> tuple[str, ...]:
    """Up to ``most`` phrases of one to four words, the most telling first.

    A phrase counts for every text it stands in, and half for every text that says the like of it
    in other words.
    """
    texts_with: defaultdict[str, set[int]] = defaultdict(set)
    written: defaultdict[str, Counter[str]] = defaultdict(Counter)
    concepts: defaultdict[str, set[str]] = defaultdict(set)
    saying: defaultdict[str, set[int]] = defaultdict(set)
    for number, text in enumerate(texts):
        for found in _candidates(text):
            texts_with[found.key].add(number)
            written[found.key][found.surface] += 1
            concepts[found.key] |= found.concepts
            for concept in found.concepts:
                saying[concept].add(number)

    def weight(key: str) -> tuple[float, float, str]:
        alike = {n for c in concepts[key] for n in saying[c]} - texts_with[key]
        votes = len(texts_with[key]) + len(alike) / 2
        if len(texts) > FEW and votes < TWICE:  # said once of many times, it may be anything
            votes *= ONCE
        return votes * _telling(key, bool(concepts[key])), len(key), key

    return _without_repeats(sorted(texts_with, key=weight, reverse=True), written, most)


def _telling(key: str, known: bool) -> float:
    """A known phrase, or two or three words that stand together, say more than one or four."""
    words = key.count(" ") + 1
    return (1.5 if known else 1.0) * (0.6, 1.0, 1.1, 0.9)[min(words, LONGEST) - 1]


def _without_repeats(
    keys: Sequence[str], written: dict[str, Counter[str]], most: int
) -> tuple[str, ...]:
    chosen: list[str] = []
    taken: set[str] = set()
    for key in keys:
        if len(chosen) == most:
            break
        words = set(key.split())
        if len(words & taken) * 2 <= len(words) - (len(words) == 1):
            taken |= words
            chosen.append(max(written[key], key=lambda s: (s != fold(s), written[key][s], s)))
    return tuple(chosen)


def _candidates(text: str) -> Iterator[_Found]:
    for clause in _CLAUSE.findall(unicodedata.normalize("NFC", text[:READ])):
        words = _WORD.findall(clause)
        usable = [_usable(word, first=not i) for i, word in enumerate(words)]
        forms = [form_of(word) for word in words]
        known = list(known_phrases(forms, marks_decide(forms)))
        for phrase in known:
            if phrase.concepts and all(usable[phrase.start : phrase.end]):
                yield from _found(words[phrase.start : phrase.end], frozenset(phrase.concepts))
        for start, end in _free(words, [(phrase.start, phrase.end) for phrase in known]):
            if all(usable[start:end]):
                yield from _found(words[start:end], frozenset())


def _free(words: Sequence[str], known: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Rows of two to four words that neither are nor cut a known phrase, telling at both ends."""
    cut = {at for start, end in known for at in range(start + 1, end)}
    ends = [not is_plain(word) for word in words]
    for start in range(len(words)):
        for end in range(start + 2, min(start + LONGEST, len(words)) + 1):
            whole = start not in cut and end not in cut and (start, end) not in known
            if whole and ends[start] and ends[end - 1]:
                yield start, end


def _found(words: Sequence[str], concepts: frozenset[str]) -> Iterator[_Found]:
    left = readable(words, known=bool(concepts))
    if len(left) > 1 or (left and concepts and len(left) == len(words)):
        surface = " ".join(left)
        yield _Found(fold(surface), surface, concepts)


def _usable(word: str, first: bool) -> bool:
    """No number and no name: within a clause a capital begins a name."""
    return not any(c.isdigit() for c in word) and (first or word.islower())
