"""A text cut into comparable words, with its clauses kept. Pure: no database."""

import csv
import html
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from intake.fold import fold
from triage.telex import decoder, may_be_raw

HEAD_CHARS = 6000
TAIL_CHARS = 2000  # a long story is judged by how it starts and how it ends: time stays bounded
DATA = Path(__file__).parent / "data"

# The sender's marks decide only where enough words carry them: in a text without marks "hoi" may
# be "hỏi", "hội" or "hơi".
MARKED_SHARE = 0.34

_TAG = re.compile(r"<[^<>]{0,300}>")
_LINK = re.compile(r"https?://\S{1,500}|www\.\S{1,500}")
_PIECE = re.compile(r"\w+(?:[./-]\w+)*|[.;:!?\n]+|[,()]")
_WHOLE = re.compile(r"[^\W_]+")
# Soft hyphens, zero-width spaces and joiners, marks of direction: seen by nobody.
HIDDEN = "\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_HIDDEN = re.compile(f"[{HIDDEN}]")
_STOPS = frozenset(".;:!?\n")
ICELANDIC = "ð"  # its capital looks like that of đ
_COMMA = frozenset(",()")
_TILDE, _HOOK = "\u0303", "\u0309"
Forms = tuple[tuple[str, str], ...]  # comparable with marks, and without
_TONE_KEY = {"\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0323": "j"}


@dataclass(frozen=True, slots=True)
class Word:
    """One word: ``norm`` comparable with marks, ``bare`` without, and where it stands."""

    norm: str
    bare: str
    sentence: int
    clause: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What the pure readers look at. ``accented``: the sender typed marks, so they decide."""

    words: tuple[Word, ...]
    accented: bool
    question_marks: int


def read(text: str) -> Reading:
    """Cut a text of any length and any content; never raises for a ``str``."""
    words: list[Word] = []
    sentence = clause = asked = typed = marked = 0
    for piece in _PIECE.findall(_typed_out(clean(text))):
        if piece[0] in _STOPS:
            sentence, clause, asked = sentence + 1, clause + 1, asked + ("?" in piece)
        elif piece[0] in _COMMA:
            clause += 1
        else:
            typed, marked = typed + 1, marked + (not piece.isascii())
            forms = _forms(piece)
            if words and piece in _after():
                forms = _after()[piece].get(words[-1].bare, forms)
            words.extend(Word(norm, bare, sentence, clause) for norm, bare in forms)
    return Reading(tuple(words), typed > 0 and marked >= MARKED_SHARE * typed, asked)


def clean(text: str) -> str:
    """NFC, lower case, no markup, links, control signs or broken surrogates; bounded length."""
    if len(text) > HEAD_CHARS + TAIL_CHARS:
        text = text[:HEAD_CHARS] + "\n" + text[-TAIL_CHARS:]
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\x00", " ")
    if "<" in whole or "&" in whole:
        whole = html.unescape(_TAG.sub(" ", whole))
    low = _LINK.sub(" ", whole).casefold().replace(ICELANDIC, "đ")
    return unicodedata.normalize("NFC", low if low.isascii() else _HIDDEN.sub("", low))


def _typed_out(text: str) -> str:
    """Raw Telex or VNI put into letters; a text typed as it is read stays as it is."""
    decode = decoder(_WHOLE.findall(text), text)
    if decode is None:
        return text
    return _WHOLE.sub(lambda m: (may_be_raw(m[0]) and decode(m[0])) or m[0], text)


@cache
def short_forms() -> dict[str, tuple[str, ...]]:
    """Teencode and office shorthand of ``data/short_forms.csv``: written form -> full words.

    A form of two words holds for its second behind its first.
    """
    with (DATA / "short_forms.csv").open(encoding="utf-8", newline="") as file:
        return {row["written"]: tuple(row["meaning"].split()) for row in csv.DictReader(file)}


@cache
def _after() -> dict[str, dict[str, Forms]]:
    """Short forms that mean another thing behind some word: "dk" is "được" behind "không"."""
    found: dict[str, dict[str, Forms]] = {}
    for written, meaning in short_forms().items():
        before, _, short = written.partition(" ")
        if short:
            found.setdefault(short, {})[fold(before)] = _spelled(meaning[1:])
    return found


def same_spelling(word: str) -> str:
    """One key for spellings that mean one word: old and new tone place, hỏi and ngã.

    Southern speech does not tell hỏi from ngã, so people often write one for the other. The tone
    goes to the end as a letter: ``hoà``, ``hòa`` -> ``hoaf``.
    """
    if word.isascii():
        return word
    decomposed = unicodedata.normalize("NFD", word).replace(_TILDE, _HOOK)
    tones = "".join(_TONE_KEY.get(c, "") for c in decomposed)
    rest = "".join(c for c in decomposed if c not in _TONE_KEY)
    return unicodedata.normalize("NFC", rest) + tones


@lru_cache(maxsize=65536)
def _forms(piece: str) -> Forms:
    return _spelled(short_forms().get(piece, (piece,)))


def _spelled(words: Iterable[str]) -> Forms:
    return tuple((same_spelling(w), fold(w)) for w in words)
