"""A text cut into words that can be compared and led back to where they stand. Pure."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import compress, filterfalse, islice
from operator import not_

from triage.reading import HIDDEN, ICELANDIC, same_spelling
from triage.syllables import SYLLABLES

# A unit is named where a story starts or where it ends; a book of a megabyte is not read whole.
HEAD, TAIL = 30_000, 10_000  # characters

_WORD = re.compile(r"[^\W\d_]+|\d+")
_MARKED_WORD = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*)+|\d+")  # for decomposed typing
_HIDDEN = re.compile(f"[{HIDDEN}]")
_HIDDEN_WORD = re.compile(rf"(?:[^\W\d_][\u0300-\u036f{HIDDEN}]*)+|(?:\d[{HIDDEN}]*)+")
_MARKED_SHARE = (
    0.25  # of the words: from there on the sender types marks, and a word without is bare
)

_RUN = re.compile(r"\w+")
_MOST_KNOWN, _LONGEST_KNOWN = 30_000, 24  # words remembered, letters
_SPAN = re.Match[str].span
_SIGNS = ",.!?:;-/()"  # the usual ones
# What Vietnamese is not written with, or a mark left over: words may be parted otherwise there.
_FAR = re.compile(r"[^\x00-\u02ff\u1e00-\u1eff\u2000-\u206f]")
_MANY = 400  # words: from there on places are searched for in one go
_SIGNS_TO_SPACES = bytes(i if chr(i).isalnum() else ord(" ") for i in range(128)) + bytes(128)
# A dot after these belongs to an address: "h. Cao Lãnh".
_NO_SHORT_FORM = "".join(rf"(?<!\b{w})" for w in ("x", "p", "f", "h", "q", "t", "tp", "tt", "tx"))
_END = re.compile(r"[!?;\n]+|\.{2,}|" + _NO_SHORT_FORM + r"\.(?=\s|$)", re.IGNORECASE)

_CLOSE_BY = 20  # words

Range = tuple[int, int]


class Words:
    """Words of a text: ``typed`` lower-case and composed, ``bare`` folded, places in the text.

    ``flat`` is the text with nothing but white space between its words, letter for letter.
    """

    __slots__ = (
        "_ends",
        "_finder",
        "_flat",
        "_marked",
        "_odd",
        "_places",
        "_spans",
        "bare",
        "pattern",
        "text",
        "typed",
    )

    def __init__(
        self,
        text: str,
        typed: list[str],
        pattern: re.Pattern[str],
        spans: list[Range] | None = None,
        flat: str | None = None,
    ) -> None:
        self.text, self.typed, self.pattern = text, typed, pattern
        self.bare = typed if _all_bare(typed) else list(map(_BARE.__getitem__, typed))
        self._flat = flat if len(typed) < _MANY else None
        self._places: dict[int, Range] = {}
        self._finder: Iterator[re.Match[str]] | None = None
        self._spans = spans
        self._odd: list[int] | None = None
        self._marked: bool | None = None
        self._ends: list[int] | None = None

    def span(self, at: int) -> Range:
        """Start and end of a word in the text."""
        place = self._places.get(at)
        if place is None:
            place = self._places[at] = self._place(at)
        return place

    def _place(self, at: int) -> Range:
        if self._flat is None or self._spans is not None:
            return self._searched(at)[at]
        rest = self._flat.split(None, at)[at]  # ten times as fast as a search word by word
        start = len(self._flat) - len(rest)
        return start, start + len(self.typed[at])

    def _searched(self, at: int) -> list[Range]:
        """The places of the words as far as this one: the text is searched no further."""
        if self._spans is None:
            self._spans = []
        known = len(self._spans)
        if known <= at:
            if self._finder is None:
                self._finder = self.pattern.finditer(self.text)
            self._spans += map(_SPAN, islice(self._finder, at + 1 - known))
        return self._spans

    def spans(self) -> list[Range]:
        """The places of all words."""
        return self._searched(len(self.typed) - 1)

    @property
    def odd(self) -> list[int]:
        """The words that can be no Vietnamese syllable: foreign, shortened, joined or misspelt."""
        if self._odd is None:
            known = map(SYLLABLES.__contains__, self.bare)
            self._odd = list(compress(range(len(self.bare)), map(not_, known)))
        return self._odd

    @property
    def marked(self) -> bool:
        """Whether the sender types marks, so that a word without any is meant bare."""
        if self._marked is None:
            size = len(self.typed)
            plain = size if self.bare is self.typed else sum(map(str.isascii, self.typed))
            self._marked = size - plain > _MARKED_SHARE * size
        return self._marked

    def between(self, left: int, right: int) -> str:
        """What stands in the text between the end of word ``left`` and the start of ``right``."""
        start_of_right = self.span(right)[0]  # the later one first: the text is searched once
        return self.text[self.span(left)[1] : start_of_right]

    def run_together(self, at: int) -> bool:
        """Whether a capital stands within a word that is not all capitals: ``PAn``, ``xaTan``."""
        word = self.text[slice(*self.span(at))]
        return len(word) > 1 and not word.isupper() and not word[1:].islower()

    def in_one_sentence(self, one: int, other: int) -> bool:
        """Whether no sentence ends between two words; the dot of "h. Cao Lãnh" ends none."""
        left, right = (one, other) if one < other else (other, one)
        if right - left < _CLOSE_BY:
            end = self.span(right)[0] + 1  # with its first letter: what follows a dot matters
            return _END.search(self.text, self.span(left)[0], end) is None
        if self._ends is None:
            self._ends = [m.start() for m in _END.finditer(self.text)]
        before = bisect_right(self._ends, self.span(left)[0])
        return before == bisect_right(self._ends, self.span(right)[0])

    def capital(self, at: int) -> bool:
        """Whether the word is written with a capital."""
        return self.text[self.span(at)[0]].isupper()


def read_words(text: str) -> Words:
    """Cut a text; the middle of a very long one is passed over. Never raises for a ``str``."""
    low = text.lower()
    if ICELANDIC in low:
        low = low.replace(ICELANDIC, "đ")
    if text.isascii():
        flat = low.encode("ascii").translate(_SIGNS_TO_SPACES).decode("ascii")
    elif not unicodedata.is_normalized("NFC", text):
        return _from_spread(text, low)
    elif len(low) != len(text):
        return Words(text, _lower(_WORD.findall(text)), _WORD)
    else:
        flat = low
        for sign in _SIGNS:
            flat = flat.replace(sign, " ")
    runs = flat.split()
    if _plain(runs) and "_" not in low:
        return Words(text, runs, _RUN, flat=flat)
    if _HIDDEN.search(low):
        return _from_hidden(text)
    return Words(text, _WORD.findall(low), _WORD)


def _from_spread(text: str, low: str) -> Words:
    """Words of a text typed with its marks as letters of their own."""
    if _HIDDEN.search(low):
        return _from_hidden(text)
    composed = unicodedata.normalize("NFC", low)
    if _FAR.search(composed) is None:
        runs = _RUN.findall(composed)
        if _plain(runs):
            return Words(text, runs, _MARKED_WORD)
    found = _lower(_MARKED_WORD.findall(text))
    return Words(text, [unicodedata.normalize("NFC", word) for word in found], _MARKED_WORD)


def _from_hidden(text: str) -> Words:
    """Words of a text with signs nobody sees, as pages and documents leave them in what is pasted.

    They part no word and belong to the letter before them.
    """
    found = _lower(_HIDDEN_WORD.findall(text))
    typed = [unicodedata.normalize("NFC", _HIDDEN.sub("", word)) for word in found]
    return Words(text, typed, _HIDDEN_WORD)


def _plain(runs: list[str]) -> bool:
    """Whether each run of signs is nothing but letters or nothing but digits."""
    return all(map(str.isdecimal, filterfalse(str.isalpha, runs)))


def shorten(text: str) -> tuple[str, int, int]:
    """What is read of a long text, where its end part begins in it, and how far that was moved."""
    if len(text) <= HEAD + TAIL:
        return text, len(text), 0
    return f"{text[:HEAD]}\n{text[-TAIL:]}", HEAD + 1, len(text) - TAIL - HEAD - 1


def _lower(found: list[str]) -> list[str]:
    return " ".join(found).lower().replace(ICELANDIC, "đ").split(" ") if found else []


def _all_bare(typed: list[str]) -> bool:
    return "".join(typed).isascii()


class _Bare(dict[str, str]):
    """Words without their marks, remembered: the words complaints are made of are few."""

    def __missing__(self, word: str) -> str:
        spread = unicodedata.normalize("NFD", word.replace("đ", "d"))
        bare = spread.encode("ascii", "ignore").decode("ascii")
        if len(self) == _MOST_KNOWN:
            self.clear()
        if len(word) <= _LONGEST_KNOWN:
            self[word] = bare
        return bare


_BARE = _Bare()


@lru_cache(maxsize=8192)
def key(word: str) -> str:
    """One key for spellings of one word: tone placed old or new, hỏi for ngã, i for y."""
    return same_spelling(word)


def fits(typed: Sequence[str], bare: Sequence[str], keys: Sequence[str], strict: bool) -> bool:
    """Whether words as typed can be the phrase with these keys: the marks typed decide.

    A word typed without marks fits any, unless ``strict``: then it must be bare in the phrase too.
    """
    for word, plain, wanted in zip(typed, bare, keys, strict=True):
        if word == plain:
            if strict and wanted != plain:
                return False
        elif key(word) != wanted:
            return False
    return True
