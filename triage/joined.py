"""Words written without the space between them, split where a known name shows through. Pure."""

from functools import lru_cache

from triage.syllables import LONGEST, SYLLABLES

_SHORTEST = 3  # letters: soy te
_ENOUGH = 3  # letters in names
_TOO_LONG = 60  # letters: no name with all that stands around it is longer

_Way = tuple[int, int, int, tuple[str, ...]]  # letters in names, minus the parts, squares, parts


@lru_cache(maxsize=8192)
def split_joined(word: str, names: frozenset[str]) -> tuple[str, ...] | None:
    """``huyenthap`` -> huyen, thap; None where the word stands as it is.

    ``word`` is folded; ``names`` are folded words of names and of what stands before them. One
    part at least is such a word, the rest are syllables or numbers. Of several ways the one with
    most letters in names, then with fewest parts, then the most unlike in length: ``thanha`` is
    thanh a, not tha nha.
    """
    if not _SHORTEST <= len(word) <= _TOO_LONG or not word.isascii():
        return None
    if word in names or word in SYLLABLES:
        return None
    best: list[_Way | None] = [None] * (len(word) + 1)
    best[0] = (0, 0, 0, ())
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - LONGEST), end):
            before, part = best[start], word[start:end]
            if before is None:
                continue
            if part in names:
                letters = before[0] + len(part)
            elif part in SYLLABLES or part.isdigit():
                letters = before[0]
            else:
                continue
            found = (letters, before[1] - 1, before[2] + len(part) ** 2, (*before[3], part))
            if best[end] is None or found[:3] > best[end][:3]:  # type: ignore[index]
                best[end] = found
    whole = best[len(word)]
    return whole[3] if whole and whole[0] >= _ENOUGH else None
