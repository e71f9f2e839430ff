"""Where in a text people give their own name: "tôi tên ...", "tôi là ...", "ký tên ...". Pure.

Names of others are left alone: an inspector needs to read who was complained of.
"""

import csv
import itertools
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from intake import namecues
from intake.fold import fold
from intake.namecues import Cue

_WORDS = Path(__file__).parent / "data" / "own_name_words.csv"


def listed(role: str) -> frozenset[str]:
    """The words of the list that have this role."""
    with _WORDS.open(encoding="utf-8", newline="") as file:
        return frozenset(row["word"] for row in csv.DictReader(file) if row["role"] == role)


_SURNAMES = listed("surname")
FOLDED_SURNAMES = frozenset(map(fold, _SURNAMES))
# Typed small only these are surely surnames, marks or not; "hồ", "lý", "to" begin words too.
SURE_SURNAMES = listed("sure_surname")
_STOPS = listed("stop")  # end a name typed small
_FOLDED_STOPS = frozenset(map(fold, _STOPS))
_MIDDLE = frozenset({"van", "thi"})
BY_BIRTH = listed("by_birth")
_OFFICES = listed("office")
_PLACES = frozenset(map(fold, listed("place")))  # begin with a surname, are said alone
LIKELY_MIDDLE = listed("middle")  # after a surname only: they are common words besides
_LABELS = listed("label")  # end a name in capitals
_GAP = r"[ \t:,.\-()\u200b\"'*_“”‘’«»]{0,4}\n?[ \t]{0,3}"
_WORD_CUES = {
    cue: re.compile(rf"(?<![\w\[])(?:{words})\b{_GAP}") for cue, words in namecues.CUES.items()
}
WORD = re.compile(r"[^\W\d_]{1,20}\.?")
_TITLE = re.compile(r"pho (?:giam|chu|truong|hieu|bi|phong|ban|tong|vien|khoa|doi)(?![a-z])")
_MOST = 5
_FARTHEST = 120  # characters of the longest name


def own_names(text: str, plain: str) -> Iterator[tuple[int, int]]:
    """Spans of names senders give as theirs; ``plain`` is ``text`` folded, letter for letter."""
    for cue, pattern in _WORD_CUES.items():
        for match in pattern.finditer(plain):
            end = _name_end(text, match.end(), _free(plain, match.end()), cue)
            if end is not None:
                yield match.end(), end


def is_whole_name(words: Sequence[re.Match[str]]) -> bool:
    """Whether these words, one space apart, are surname, (middle name,) name."""
    one_apart = all(b.start() - a.end() == 1 for a, b in itertools.pairwise(words))
    if not one_apart or not words or not is_surname(words[0].group()):
        return False
    if is_place([word.group() for word in words]):
        return False
    capital = all(word.group()[:1].isupper() for word in words)
    if capital:
        return len(words) > 1
    surely = _opens_name(words[0].group(), capital=False) or _is_middle(words[1].group())
    return len(words) in (3, 4) and surely and _has_middle(words)


def is_place(words: Sequence[str]) -> bool:
    """Whether these words are a place that begins like a surname: "Cao Lãnh"."""
    return fold(" ".join(words)).rstrip(".") in _PLACES


def is_unmistakable(words: Sequence[re.Match[str]]) -> bool:
    """Surname, middle name, name: in capitals, or a sure surname with "văn" or "thị" after it."""
    if not (is_surname(words[0].group()) and _has_middle(words)):
        return False
    capitals = not _shouted(words) and all(w.group()[:1].isupper() for w in words[:3])
    middle = words[1].group().casefold()
    sure = _opens_name(words[0].group(), capital=False) and _is_middle(middle)
    return capitals or sure or middle in ("văn", "thị")  # marks decide: "thì" is no name


def _free(plain: str, start: int) -> int:
    """Where what an earlier finder settled begins, as far as a name may reach."""
    settled = plain.find("\0", start, start + _FARTHEST)
    return settled if settled >= 0 else len(plain)


def _name_end(text: str, start: int, bound: int, cue: Cue) -> int | None:
    """Where the name that may begin at ``start`` ends; None where none begins.

    A name has to look like one: capitals, or a surname first. After a sure cue one word does;
    after a bare "tôi" only a surname with a middle name.
    """
    words = _words(text, start, bound)
    if not words or _TITLE.match(fold(text[start : words[-1].end()])):  # Phó is a surname too
        return None
    if cue is Cue.RAW_KEYS:
        return _raw_end(words)
    sure = cue is Cue.SURE
    if cue is Cue.BARE and not is_unmistakable(words):
        return None
    capital = words[0].group()[:1].isupper() and not _shouted(words)
    name = _while_capital(words) if capital else _until_stop(words)
    if not name:
        return None
    opens = _has_middle(name) or _opens_name(name[0].group(), capital) or _is_by_birth(name)
    opens = opens or (capital and _is_no_office(name))
    if not sure and not (len(name) > 1 and opens):
        return None
    if sure and not capital and not opens and not is_surname(name[0].group()):
        name = name[:1]
    return name[-1].end() if not name[-1].group().endswith(".") else name[-1].end() - 1


def _raw_end(words: list[re.Match[str]]) -> int | None:
    """The end of a name typed in raw Telex or VNI, "Nguyeenx Thij Lan": a surname and two more."""
    if not namecues.is_raw_surname(words[0].group(), FOLDED_SURNAMES):
        return None
    capital = words[0].group()[:1].isupper()
    name = _while_capital(words) if capital else words[:3]
    return name[-1].end()


def _words(text: str, start: int, bound: int) -> list[re.Match[str]]:
    """Up to five words from ``start``, one space apart."""
    found: list[re.Match[str]] = []
    at = start
    while len(found) < _MOST and (match := WORD.match(text, at, bound)):
        found.append(match)
        if text[match.end() : match.end() + 1] != " ":
            break
        at = match.end() + 1
    return found


def _while_capital(words: list[re.Match[str]]) -> list[re.Match[str]]:
    name: list[re.Match[str]] = []
    for word in words:
        if not word.group()[:1].isupper() or fold(word.group()) in _LABELS:
            break
        name.append(word)
        if word.group().endswith(".") and len(word.group()) > 2:
            break
    return name


def _until_stop(words: list[re.Match[str]]) -> list[re.Match[str]]:
    """Words of a name typed small, or all in capitals: up to four, none of them a common word.

    After a middle name such as "thị" the next word is part of the name, whatever it means.
    """
    name: list[re.Match[str]] = []
    for word in words[: _MOST - 1]:
        middle = (bool(name) and fold(name[-1].group()) in _MIDDLE) or (
            len(name) in (1, 2) and _has_middle(words)
        )
        first = not name and _has_middle(words)
        if not (middle or first) and _is_stop(word.group().rstrip("."), bool(name)):
            break
        name.append(word)
        if word.group().endswith("."):
            break
    return name


def _is_middle(word: str) -> bool:
    return fold(word) in _MIDDLE and word.casefold() != "thì"


def _is_no_office(words: Sequence[re.Match[str]]) -> bool:
    """Words in capitals of which none says what somebody is: "Kha Ly", not "Trưởng Ban"."""
    return len(words) in (2, 3, 4) and all(fold(word.group()) not in _OFFICES for word in words)


def _is_by_birth(words: Sequence[re.Match[str]]) -> bool:
    """Called by the place among the children: "Sáu Lèo", "Tư Râu"."""
    capitals = len(words) == 2 and all(word.group()[:1].isupper() for word in words)
    return capitals and words[0].group().casefold() in BY_BIRTH


def _has_middle(words: Sequence[re.Match[str]]) -> bool:
    """Surname, middle name, name; only a middle name nobody uses otherwise goes without surname."""
    if len(words) < 3:
        return False
    second = words[1].group()
    likely = fold(second) in LIKELY_MIDDLE and is_surname(words[0].group())
    return _is_middle(second) or likely


def is_surname(word: str) -> bool:
    """Whether a surname is typed so, with its marks or all without."""
    small = word.casefold()
    return small in _SURNAMES or (fold(small) == small and small in FOLDED_SURNAMES)


def _is_stop(word: str, begun: bool) -> bool:
    """Whether a common word ends, or prevents, a name; a typed mark decides."""
    small = word.casefold()
    if begun and _is_middle(small):
        return False
    return small in _STOPS or (small == fold(small) and small in _FOLDED_STOPS)


def _opens_name(word: str, capital: bool) -> bool:
    small = word.rstrip(".").casefold()
    if capital:
        return small in _SURNAMES or (fold(small) == small and small in FOLDED_SURNAMES)
    return small in SURE_SURNAMES or (small in _SURNAMES and fold(small) in SURE_SURNAMES)


def _shouted(words: Sequence[re.Match[str]]) -> bool:
    """Whether everything here is in capitals, so that capitals say nothing."""
    long = [word.group() for word in words if len(word.group().rstrip(".")) > 1]
    return len(long) > 1 and all(word.isupper() for word in long)
