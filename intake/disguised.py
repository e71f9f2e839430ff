"""Letters struck through, spaced out or parted by invisible signs, put together again. Pure.

"N̶g̶u̶y̶ễ̶n̶" and "N g u y ễ n" are read by everybody and by no rule; here the rules get words, and
what they find is told by its place in the text as it was typed.
"""

import itertools
import re
from dataclasses import dataclass

from intake.fold import fold
from intake.ownnames import FOLDED_SURNAMES, SURE_SURNAMES

_MARK = r"\u0305\u0332-\u0338\u20d0-\u20ef\u00ad\u200b-\u200d\u2060\ufe0e\ufe0f\ufeff"
_MARKS = re.compile(f"[{_MARK}]")
_LETTER = r"[^\W\d_]"
_SPACED = re.compile(  # by dots and dashes four letters do, by spaces six
    rf"(?<![^\W_]){_LETTER}(?:[.\-_*·|] ?{_LETTER}){{2,60}}"
    rf"(?: {_LETTER}(?:[.\-_*·|]{_LETTER}){{1,60}}){{0,8}}"
    rf"(?![^\W_])|(?<![^\W_]){_LETTER}(?: {{1,3}}{_LETTER}){{5,60}}(?![^\W_])"
)
_AT_ALL = re.compile(rf"[{_MARK}]|[ .\-_*·|]{_LETTER}[ .\-_*·|]{{1,3}}{_LETTER}(?:[ .\-_*·|]|$)")
_SURE = "|".join(sorted(map(fold, SURE_SURNAMES), key=len, reverse=True))
_RUN_TOGETHER = re.compile(rf"(?:^|ten|la|em|toi)(?P<name>(?:{_SURE})(?:van|thi)?[a-z]{{3,}})$")
_WORDS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Undisguised:
    """Words put together, where each letter stood, and names seen while doing so."""

    text: str
    origins: tuple[int, ...]
    names: tuple[tuple[int, int], ...]

    def as_typed(self, typed: str, start: int, end: int) -> tuple[int, int]:
        """Where this span of the words stands in the text as typed, marks on it included."""
        stop = self.origins[end - 1] + 1
        while stop < len(typed) and _MARKS.match(typed, stop):
            stop += 1
        return self.origins[start], stop


def undisguised(typed: str) -> Undisguised | None:
    """``typed`` with such words put together; None where it has none, as nearly all texts."""
    if not _AT_ALL.search(typed):
        return None
    kept = [(letter, at) for at, letter in enumerate(typed) if not _MARKS.match(letter)]
    text = "".join(letter for letter, _ in kept)
    joined: list[tuple[str, int]] = []
    names: list[tuple[int, int]] = []
    done = 0
    for run in _SPACED.finditer(text):
        joined += kept[done : run.start()]
        begins = len(joined)
        joined += _joined(run.group(), kept[run.start() : run.end()])
        names += _names_in("".join(letter for letter, _ in joined[begins:]), begins)
        done = run.end()
    joined += kept[done:]
    return Undisguised(
        "".join(letter for letter, _ in joined), tuple(at for _, at in joined), tuple(names)
    )


def _joined(run: str, kept: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Letters of one run as words: parted where two signs stand, or a capital begins."""
    mixed = re.search(r"[.\-_*·|]", run) is not None
    words: list[tuple[str, int]] = []
    gap: list[tuple[str, int]] = []
    for letter, at in kept:
        if not letter.isalpha():
            gap.append((letter, at))
            continue
        wide = len(gap) > 1 or (mixed and gap and gap[0][0] == " ")
        if gap and (wide or letter.isupper()):
            words.append((" ", gap[0][1]))
        words.append((letter, at))
        gap = []
    return words


def _names_in(run: str, offset: int) -> list[tuple[int, int]]:
    """A name in a run of letters somebody took apart: "Nguyễn Văn Thử", "nguyễnvănthử"."""
    words = list(_WORDS.finditer(run))
    for first, last in itertools.combinations(range(len(words)), 2):
        capitals = all(word.group()[0].isupper() for word in words[first:])
        if capitals and last == len(words) - 1 and fold(words[first].group()) in FOLDED_SURNAMES:
            return [(offset + words[first].start(), offset + words[last].end())]
    found = _RUN_TOGETHER.search(fold(run)) if len(fold(run)) == len(run) else None
    return [(offset + found.start("name"), offset + found.end("name"))] if found else []
