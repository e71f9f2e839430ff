"""Masks what leads to a person, in text shown to staff. Pure, linear in the text.

It finds what is written in the usual ways, the number of a house too. Nicknames, a way described
in words and the story itself can still give a person away.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from intake.closenames import close_names, joined_names, same_again
from intake.disguised import undisguised
from intake.houses import houses
from intake.ownnames import own_names
from intake.personal import Finder, Kind, Span
from intake.personalnumbers import NUMBER_FINDERS
from intake.signatures import signatures
from intake.words import N_

MASKS: dict[str, str] = {
    Kind.PHONE: N_("[điện thoại]"),
    Kind.NATIONAL_ID: N_("[căn cước]"),
    Kind.TAX_CODE: N_("[mã số thuế]"),
    Kind.EMAIL: N_("[thư điện tử]"),
    Kind.ACCOUNT: N_("[tài khoản]"),
    Kind.DOSSIER: N_("[mã hồ sơ]"),
    Kind.NAME: N_("[tên]"),
    Kind.HOUSE: N_("[số nhà]"),
    Kind.PLATE: N_("[biển số]"),
}


@dataclass(frozen=True)
class Masked:
    """Text fit to show (NFC), and what was masked in it, in order, repetitions included."""

    text: str
    kinds: tuple[Kind, ...]


def mask(text: str) -> Masked:
    """``text`` with phones, ids, tax codes, addresses, accounts, dossier codes, own names masked.

    Money, dates, clock times and numbers of articles and documents stay.
    """
    shown = unicodedata.normalize("NFC", text)
    apart = undisguised(shown)
    if apart is None:
        return _covered(shown, _found(shown))
    named: list[Span] = [(start, end, Kind.NAME) for start, end in apart.names]
    spans = [*_found(apart.text, named), *named]
    return _covered(shown, [(*apart.as_typed(shown, s, e), kind) for s, e, kind in sorted(spans)])


def _found(shown: str, settled: Iterable[Span] = ()) -> list[Span]:
    plain = _blanked(shown.translate(_PLAIN), settled)
    spaced = _SPACES.sub(" ", shown)  # letter for letter; what was pasted brings other spaces
    found: list[Span] = []
    for finder in _FINDERS:
        if step := list(finder(spaced, plain)):
            plain = _blanked(plain, step)  # what is settled is not looked at again
            found += step
    return sorted(span for span in found if span[2] is not None)


_SPACES = re.compile(r"[^\S\n\t ]")
_REMEMBERED = 20_000  # letters; whoever sends all of Unicode gets none of our memory


class _Plain(dict[int, str]):
    """Letter for letter: small, without marks, one kind of digit, dash and invisible sign."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        one = unicodedata.normalize("NFKD", character.casefold())[:1] or character
        if unicodedata.category(character) in ("Cf", "Pd"):
            one = "-" if unicodedata.category(character) == "Pd" else "\u200b"
        elif unicodedata.category(character) in ("Mn", "Me"):  # a digit drawn as a key
            one = "\u200b"
        elif character in "đĐ":
            one = "d"
        elif character.isspace() and character != "\n":
            one = " "
        elif character.isdecimal():
            one = str(unicodedata.decimal(character))
        if len(self) < _REMEMBERED:
            self[code] = one
        return one


_PLAIN = _Plain()


def _blanked(plain: str, spans: Iterable[Span]) -> str:
    parts, at = [], 0
    for start, end, _ in sorted(spans, key=lambda span: span[:2]):
        if start >= at:
            parts += [plain[at:start], "\0" * (end - start)]
            at = end
    return "".join([*parts, plain[at:]])


def _covered(shown: str, spans: Iterable[Span]) -> Masked:
    parts: list[str] = []
    kinds: list[Kind] = []
    at = 0
    for start, end, kind in spans:
        if kind is not None and start >= at:
            parts += [shown[at:start], MASKS[kind]]
            kinds.append(kind)
        at = max(at, end)
    return Masked("".join([*parts, shown[at:]]), tuple(kinds))


_AT = r"(?:\(at\)|\[at\]|\(a\)|\[a\]|\(a cong\)|@)"
_HOST = r"(?:gmail|yahoo|hotmail|outlook|icloud)"
_DOT = r"(?: ?[.,] ?| ?[(\[](?:dot|cham)[)\]] ?| (?:dot|cham) )"
_EMAIL = re.compile(
    rf"(?<![\w.+\-@])[\w.+\-]{{1,64}}(?: ?{_AT} ?)(?<! @ )"
    rf"(?:[a-z0-9\-]{{2,63}}(?:\.[a-z0-9\-]{{2,63}}|[(\[](?:dot|cham)[)\]][a-z]{{2,10}}){{1,4}}"
    rf"|{_HOST}(?:[ ,](?:com|vn)){{1,2}}(?!\w)|{_HOST}(?!\w))"
    r"|(?:(?<!\w)e?mail[: ]{1,2}(?P<apart>(?:[a-z0-9]{1,20} ){0,4}))?"
    r"(?<![\w.+\-@])[\w.+\-]{2,64} {0,2}@ {0,2}[a-z0-9\-]{2,63}"
    r"(?: ?[.,] ?(?:com|net|org|vn|edu|gov)(?!\w)|\.[a-z0-9\-]{2,63}){1,4}"
    rf"|(?<![\w.+\-@])[\w.+\-]{{3,64}} (?:at|a[ \-]?(?:cong|vong|moc|coong)) "
    r"(?:i cloud|[a-z0-9\-]{2,40})"
    rf"(?:{_DOT}[a-z]{{2,10}}){{1,3}}"
    r"|(?<![\w@#])@[a-z0-9_.]{3,40}"
    r"|(?:(?:facebook|fb|tiktok|instagram|youtube)\.com|zalo\.me|m\.me|t\.me)/[\w.\-?=/@]{2,100}"
)
_DOSSIER = re.compile(
    r"(?<![\w])(?<![0-9]\.)(?:[0-9o]{1,4} ?[.\-] ?){0,4}[a-z][0-9o]{2}"
    r"(?: ?[.\-] ?[0-9a-z]{1,4}| [0-9]{1,3}){0,6}(?: ?[\-_/.] ?| )[0-9o]{5,7}"
    r"(?: ?[\-_/.] ?| )[0-9o]{3,8}(?!\w)"
    r"|(?<!\w)pakn[. \-]?[0-9]{8}[. \-]?[0-9]{1,7}(?!\w)"
)


def _addresses(_shown: str, plain: str) -> Iterator[Span]:
    for match in _EMAIL.finditer(plain):
        start = match.start() if match["apart"] is None else match.start("apart")
        yield start, match.end(), Kind.EMAIL


def _dossiers(_shown: str, plain: str) -> Iterator[Span]:
    for match in _DOSSIER.finditer(plain):
        yield match.start(), match.end(), Kind.DOSSIER


def _names(shown: str, plain: str) -> Iterator[Span]:
    told = [*own_names(shown, plain), *signatures(shown, plain)]
    told += joined_names(shown, plain, told)
    told += close_names(shown, plain)
    for start, end in (*told, *same_again(shown, plain, told)):
        yield start, end, Kind.NAME


_FINDERS: tuple[Finder, ...] = (_addresses, _dossiers, *NUMBER_FINDERS, houses, _names)
