"""Vietnamese text as it was meant, in comparable form, with the way back. Pure: no database.

Never for storage: what people wrote is what is kept and shown.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from intake.fold import fold
from triage.joined import split_joined
from triage.teencode import meanings
from triage.telex import decoder

_RUN = re.compile(r"\S+|\s+")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text; character ``i`` stands for ``original[starts[i]:ends[i]]``.

    Starts and ends never go down. The original may be composed or decomposed, or no Vietnamese.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where ``text[start:end]`` stands in the original; an empty span stays empty."""
        if start >= end or start >= len(self.text):
            at = self.starts[start] if start < len(self.text) else (self.ends or (0,))[-1]
            return at, at
        return self.starts[start], self.ends[min(end, len(self.text)) - 1]

    def rewritten(self, changes: Iterable[tuple[int, int, str]]) -> "Folded":
        """The text with ``text[start:end]`` replaced, for changes in order that do not overlap.

        All of a replacement stands for all of what it replaces.
        """
        parts: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        done = 0
        for start, end, new in [*changes, (len(self.text), len(self.text), "")]:
            first, last = self.span(start, end)
            parts += (self.text[done:start], new)
            starts += (*self.starts[done:start], *[first] * len(new))
            ends += (*self.ends[done:start], *[last] * len(new))
            done = end
        return Folded("".join(parts), tuple(starts), tuple(ends))


def fold_text(text: str) -> Folded:
    """:func:`intake.fold.fold` with the way back: ``.text`` is exactly what that gives."""
    folded = _by_character(text)
    return folded if folded.text == fold(text) else _by_run(text)


def read_as_meant(text: str, names: frozenset[str] = frozenset()) -> Folded:
    """Folded, raw Telex and VNI decoded, joined words split, teencode written out.

    ``names`` holds the folded syllables of the names that may show through joined words;
    without it no word is split. Linear in the text.
    """
    folded = _decoded(fold_text(text))
    if names:
        folded = folded.rewritten(_splits(folded.text, names))
    return folded.rewritten(_expansions(folded.text))


def _by_character(text: str) -> Folded:
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for at, character in enumerate(text):
        piece = character if " " <= character < "A" else fold(character)
        if piece:
            parts.append(piece)
            starts += [at] * len(piece)
            ends += [at + 1] * len(piece)
        elif ends:
            ends[-1] = at + 1  # a mark belongs to the letter before it
    return Folded("".join(parts), tuple(starts), tuple(ends))


def _by_run(text: str) -> Folded:
    """For scripts whose signs melt into one another: every run stands for the whole run."""
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for run in _RUN.finditer(text):
        piece = fold(run.group())
        parts.append(piece)
        starts += [run.start()] * len(piece)
        ends += [run.end()] * len(piece)
    return Folded("".join(parts), tuple(starts), tuple(ends))


def _decoded(folded: Folded) -> Folded:
    words = [(m.start(), m.end(), m.group()) for m in _WORD.finditer(folded.text)]
    decode = decoder([w for _, _, w in words], folded.text)
    if decode is None:
        return folded
    made = ((s, e, decode(w)) for s, e, w in words)
    return folded.rewritten((s, e, fold(new)) for s, e, new in made if new)


def _splits(text: str, names: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    for word in _WORD.finditer(text):
        at = word.start()
        for part in (split_joined(word.group(), names) or ())[:-1]:
            at += len(part)
            yield at, at, " "  # the letters keep their own places


def _expansions(text: str) -> Iterator[tuple[int, int, str]]:
    table = meanings()
    for word in _WORD.finditer(text):
        if word.group() in table:
            yield word.start(), word.end(), table[word.group()]
