"""Text typed with the keyboard's Vietnamese switched off: raw Telex and VNI. Pure: no database."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache

from intake.fold import fold
from triage.syllables import is_syllable

_TONES = {
    "s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323",
    "1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323",
}  # fmt: skip
_HAT, _HORN, _BREVE = "\u0302", "\u031b", "\u0306"
_VOWELS = "aeiouy"
_LONGEST = 12  # thuwowngf has 9 keys, nghieengs too; room for a key pressed twice

# What is never seen in Vietnamese typed without marks, or hardly: worth a closer look.
_TELEX_LOOK = re.compile(r"dd|aa|ee|oo|[aou]w|[aeiouy](?:ch|ng|nh|[cmnpt])?[fjrsx]\b")
_VNI_LOOK = re.compile(r"[a-z][1-9]")
# A syllable closed by c, ch, p or t always bears a tone, one with ie, ye or uo inside a hat or horn.
_NEVER_BARE = re.compile(r"[cpt]h?$|(?:ie|ye|uo)[a-z]")
_STOP = re.compile(r"[cpt]h?$")
_ACUTE, _DOT = _TONES["s"], _TONES["j"]  # the only two tones such a syllable can bear
_NO_RHYME = "eu" + _HORN  # "new" is none
# What would be Telex for a syllable hardly written, and is English every day.
_ENGLISH_WORDS = (
    "as boss bus door error express gas has his how is list low miss now off or own pass post room "
    "see soon tax taxi test too two us user visa was"
)
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
ENOUGH_SHARE = 0.2  # of the words
ENOUGH_WORDS = 2


@lru_cache(maxsize=8192)
def decode_telex(word: str) -> str | None:
    """``phuwowngf`` -> ``phường``; None where the word is no Telex syllable.

    Takes one lower-case word. Tone and mark keys may stand right after their vowel or at the end.
    """
    start = next((i for i, c in enumerate(word) if c in _VOWELS + "w"), None)
    if start is None or len(word) > _LONGEST or not (word.isascii() and word.isalpha()):
        return None
    if word in _ENGLISH:
        return None
    onset, rest = word[:start], word[start:]
    if onset == "q" or (onset == "g" and rest[:1] == "i" and rest[1:2] in _VOWELS + "w"):
        onset, rest = onset + rest[:1], rest[1:]  # the u of qu and the i of gi are no vowels
    if onset == "dd":
        onset = "đ"
    elif onset == "d" and rest.endswith("d"):
        onset, rest = "đ", rest[:-1]
    return _build(word, onset, *_telex_keys(rest))


def _telex_keys(rest: str) -> tuple[str, str]:
    """The part after the onset, marks put on, and the tone."""
    letters, tone = "", ""
    for key in rest:
        if key in "fjrsx":
            tone = _TONES[key]
        elif key in "aeo" and key in letters and key + _HAT not in letters:
            letters = letters.replace(key, key + _HAT, 1)
        elif key == "w":
            letters = _horned(letters)
        else:
            letters += key
    return letters, tone


def _horned(letters: str) -> str:
    if "uo" in letters:
        return letters.replace("uo", f"u{_HORN}o{_HORN}", 1)
    for bare, marked in (("a", "a" + _BREVE), ("o", "o" + _HORN), ("u", "u" + _HORN)):
        at = letters.rfind(bare)
        if at >= 0 and letters[at + 1 : at + 2] not in (_HAT, _HORN, _BREVE):
            return letters[:at] + marked + letters[at + 1 :]
    return letters if letters.endswith(_HORN) else letters + "u" + _HORN


@lru_cache(maxsize=8192)
def decode_vni(word: str) -> str | None:
    """``phu7o7ng2`` or ``phuong72`` -> ``phường``; None where the word is no VNI syllable."""
    start = next((i for i, c in enumerate(word) if c in _VOWELS), None)
    if start is None or len(word) > _LONGEST or not (word.isascii() and word.isalnum()):
        return None
    onset, rest = word[:start], word[start:]
    if onset == "q" or (onset == "g" and rest[:1] == "i" and rest[1:2] in list(_VOWELS)):
        onset, rest = onset + rest[:1], rest[1:]
    if onset == "d9" or (onset == "d" and "9" in rest):
        onset, rest = "đ", rest.replace("9", "", 1)
    letters, tone = "", ""
    for key in rest:
        if key in "12345":
            tone = _TONES[key]
        elif key in "678":
            letters = _vni_mark(letters, key)
        else:
            letters += key
    return _build(word, onset, letters, tone)


def _vni_mark(letters: str, key: str) -> str:
    if key == "7" and "uo" in letters:
        return letters.replace("uo", f"u{_HORN}o{_HORN}", 1)
    takers, mark = {"6": ("eoa", _HAT), "7": ("ou", _HORN), "8": ("a", _BREVE)}[key]
    for bare in takers:
        at = letters.rfind(bare)
        if at >= 0:
            return letters[: at + 1] + mark + letters[at + 1 :]
    return letters + key


def _build(word: str, onset: str, letters: str, tone: str) -> str | None:
    if tone:
        if tone not in (_ACUTE, _DOT) and _STOP.search(letters):
            return None  # "soft" is no sòt
        at = _tone_place(letters)
        letters = letters[:at] + tone + letters[at:]
    made = unicodedata.normalize("NFC", onset + letters)
    if _NO_RHYME in letters:
        return None
    return made if made != word and is_syllable(fold(made)) else None


def _tone_place(letters: str) -> int:
    """Where the tone goes: the marked vowel, else by the rule that writes hoà, thuý, mía, toàn."""
    marks = [i for i, c in enumerate(letters) if c in (_HAT, _HORN, _BREVE)]
    if marks:
        return marks[-1] + 1
    vowels = [i for i, c in enumerate(letters) if c in _VOWELS]
    if len(vowels) > 1 and letters[-1] in _VOWELS and letters[-2:] not in ("oa", "oe", "uy"):
        return vowels[-2] + 1
    return vowels[-1] + 1 if vowels else len(letters)


def decoder(words: Sequence[str], text: str) -> Callable[[str], str | None] | None:
    """How these words were typed: the decoder to use, or None for a text typed as it is read.

    ``words`` are all the lower-case words of ``text``.
    """
    for look, decode in ((_TELEX_LOOK, decode_telex), (_VNI_LOOK, decode_vni)):
        if look.search(text):
            odd = sum(1 for w in words if not is_syllable(w) and tells(w, decode(w)))
            if odd >= least(len(words)) and typed_raw(odd, words):
                return decode
    return None


def least(words: int) -> float:
    """How many of so many words must be raw keys: one odd word proves nothing ("boss", "t4")."""
    return max(ENOUGH_WORDS, ENOUGH_SHARE * words)


def may_be_raw(word: str) -> bool:
    """Whether a word may be other than it looks; what doubles its o in Telex is "công", no coong."""
    return "oo" in word or not is_syllable(word)


def tells(word: str, made: str | None) -> bool:
    """Whether a word and what it decodes to are a sign of raw keys: "a4" and "keep" are none."""
    if made is None or len(word) < 2 + word[-1:].isdigit():
        return False
    return _shows_keys(made)


@lru_cache(maxsize=8192)
def _shows_keys(made: str) -> bool:
    """Whether a decoded word has a tone, or ends so that it could have gone without one."""
    tones = set(unicodedata.normalize("NFD", made)).intersection(_TONES.values())
    return bool(tones) or _STOP.search(made) is None


def typed_raw(odd: int, words: Sequence[str]) -> bool:
    """Whether ``odd`` words that look like raw keys weigh more than what speaks against it.

    With the keyboard's Vietnamese on, foreign words are what looks odd. So each word typed with
    its marks speaks against raw keys, and so does each that was plainly typed without them.
    """
    return odd > sum(map(_never_raw, words))


@lru_cache(maxsize=8192)
def _never_raw(word: str) -> bool:
    """A word with marks, or one the orthography leaves no way to write bare: khach, viec, duong."""
    return not word.isascii() or (is_syllable(word) and _NEVER_BARE.search(word) is not None)
