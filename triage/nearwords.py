"""Words one slip of the finger apart. Pure.

Symmetric deletion: two words within one edit (letter dropped, added, changed, or two neighbours
swapped: restricted Damerau-Levenshtein) share a word made by deleting one letter from each or from
one of them (the method of SymSpell, Wolf Garbe 2012).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from string import ascii_lowercase


class NearWords:
    """A vocabulary that can be asked for its words one slip away from another."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self._by_rest: dict[str, list[str]] = defaultdict(list)
        for word in sorted(set(vocabulary)):
            if len(word) > 1 and word.isalpha():
                for rest in {word, *_shortened(word)}:
                    self._by_rest[rest].append(word)
        self._longest = max(map(len, self._by_rest), default=0)
        self.like = lru_cache(maxsize=8192)(self._like)

    def _like(self, word: str) -> tuple[str, ...]:
        """Words of the vocabulary one slip away, the word itself not among them."""
        if len(word) > self._longest + 1 or not word.isascii():
            return ()
        found = dict.fromkeys(
            known for rest in (word, *_shortened(word)) for known in self._by_rest.get(rest, ())
        )
        return tuple(known for known in found if known != word and one_slip(word, known))


def _shortened(word: str) -> Iterator[str]:
    return (word[:i] + word[i + 1 :] for i in range(len(word)))


def one_slip(a: str, b: str) -> bool:
    """Whether at most one edit leads from one word to the other."""
    if len(a) > len(b):
        a, b = b, a
    if len(b) - len(a) > 1:
        return False
    at = next((i for i, c in enumerate(a) if c != b[i]), len(a))
    if len(a) < len(b):
        return a[at:] == b[at + 1 :]
    swapped = a[at + 1 : at + 2] + a[at : at + 1] + a[at + 2 :]
    return a[at + 1 :] == b[at + 1 :] or swapped == b[at:]


def slips(word: str) -> Iterator[str]:
    """The word and everything one slip away from it."""
    yield word
    for i in range(len(word) + 1):
        left, right = word[:i], word[i:]
        yield from (left + letter + right for letter in ascii_lowercase)
        if right:
            yield left + right[1:]
            yield from (left + letter + right[1:] for letter in ascii_lowercase)
        if len(right) > 1:
            yield left + right[1] + right[0] + right[2:]
