"""The sentences of a text that carry its matter, small talk around them left out. Pure: no database.

Law: nothing that names a public body is small talk, and a text of nothing but small talk is judged
whole: leaving out never empties a text.
"""

from collections.abc import Iterator

from triage.hearing import Cues, Hearing
from triage.reading import Word
from triage.relevance import PUBLIC, weighed

SMALL_TALK = 0.2  # probability of a public matter up to which a sentence is left out
MOST = 40  # sentences; a longer text is judged whole: its time stays bounded

Words = tuple[Word, ...]


def substance(hearing: Hearing) -> tuple[Words, Cues]:
    """The words meant and the groups said in the sentences that count."""
    meant = hearing.words_meant()
    numbers = sorted({w.sentence for w in meant})
    if not 1 < len(numbers) <= MOST:
        return meant, hearing.said
    kept = frozenset(_weighty(hearing, meant, numbers))
    if not kept or len(kept) == len(numbers):
        return meant, hearing.said
    return tuple(w for w in meant if w.sentence in kept), hearing.said_in(kept)


def _weighty(hearing: Hearing, meant: Words, numbers: list[int]) -> Iterator[int]:
    for number in numbers:
        cues = hearing.said_in(frozenset([number]))
        words = [w for w in meant if w.sentence == number]
        if PUBLIC in cues or weighed(words, cues)[1] > SMALL_TALK:
            yield number
