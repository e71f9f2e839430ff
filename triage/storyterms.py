"""A text as the terms that tell its story, each with a weight. Pure: no database."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from triage.storywords import Form, field_of, forms_of, known_phrases, marks_decide

READ = 6_000  # characters looked at: the story is told by then
CONCEPT = 1.5  # weight of a concept said once: of 1, 1.5, 2 and 2.5 best on invented streams
PAIR = 0.5  # weight of two words side by side
FIELD = 0.5  # weight of the field of life a concept belongs to
PLAIN = 0.15  # weight of a word everybody uses ("là", "và", "cán bộ")
TOPIC = 0.7  # weight of the topic found for the matter
SYLLABLES = 0.75  # share of words that may be Vietnamese syllables from which a text is Vietnamese


@dataclass(frozen=True, slots=True)
class Terms:
    """``weights`` by term.

    Pairs of words hold a space, concepts begin with ``#``, fields with ``%``, the topic with ``@``.
    """

    weights: dict[str, float]
    vietnamese: bool


def terms(text: str, topic: str = "") -> Terms:
    """The terms of any text; none where there are no words and no topic."""
    forms = forms_of(text[:READ])
    vietnamese = sum(form.syllable for form in forms) >= SYLLABLES * len(forms)
    weights: dict[str, float] = {}
    plain = [False] * len(forms)
    if vietnamese:
        decisive = marks_decide(forms)
        plain = [form.plain_marked if decisive else form.plain_bare for form in forms]
        heard = Counter(c for known in known_phrases(forms, decisive) for c in known.concepts)
        weights = {
            "#" + concept: CONCEPT * (1 + math.log(times)) for concept, times in heard.items()
        }
        weights |= {"%" + field_of()[c]: FIELD for c in heard if c in field_of()}
    weights.update(_words(forms, plain))
    if topic:
        weights["@" + topic] = TOPIC
    return Terms(weights, vietnamese)


def _words(forms: Sequence[Form], plain: Sequence[bool]) -> Iterator[tuple[str, float]]:
    words = [(form.bare, everyday) for form, everyday in zip(forms, plain, strict=True)]
    for word, everyday in words:
        yield word, PLAIN if everyday else 1.0
    for (one, everyday), (two, everyday_too) in pairwise(words):
        if not (everyday or everyday_too):
            yield f"{one} {two}", PAIR
