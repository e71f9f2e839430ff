"""Phones, ids, tax codes and accounts in running text, told from money and dates. Pure.

Works on plain letters (small, unmarked, ASCII digits); every repetition is bounded, so that the
time stays linear in the text.
"""

import re
from collections.abc import Iterator

from stdnum.vn import mst

from intake.personal import Finder, Kind, Span

_SEP = r"[ .\-\u200b()]{0,3}"
_BEFORE = r"(?<![\w\[])"
_CUES = (
    (
        Kind.NATIONAL_ID,
        "cccd|cmnd|cmt|cmtnd|can cuoc|chung minh(?: nhan dan| thu)?|dinh danh|ho chieu|passport"
        "|bhyt|bhxh|bao hiem(?: y te| xa hoi)?|id card",
    ),
    (Kind.TAX_CODE, "mst|ma so thue|ma so doanh nghiep|ma so dn|msdn"),
    (
        Kind.ACCOUNT,
        "stk|tk|tai khoan|account|so the|the atm|momo|vcb|vietcombank|agribank|bidv|vietinbank"
        "|sacombank|techcombank|mb(?: ?bank)?|acb|vp ?bank|tp ?bank|dong a|kien ?long ?bank|hd ?bank"
        "|shb|vib|ocb|msb|scb|lp ?bank|lien viet|eximbank|nam a|bac a|abbank|seabank|pvcombank"
        "|chinh sach(?: xa hoi)?|quy tin dung|ngan hang|viettel money|zalopay|vnpay|cake|timo",
    ),
    (
        Kind.PHONE,
        "sdt|s?dth?|dthoai|dien thoai|phone|tel|zalo|viber|alo|hotline|so may|di dong|lien he|lh"
        "|goi",
    ),
)
_MOST_DIGITS = {Kind.NATIONAL_ID: 12, Kind.TAX_CODE: 13, Kind.ACCOUNT: 19, Kind.PHONE: 12}


def _written(kind: Kind) -> str:
    """A number in one piece first, lest it swallow half of the next; then one in groups."""
    surely_all = {Kind.ACCOUNT: 9, Kind.TAX_CODE: 11}.get(kind, 7)
    usual = {
        Kind.PHONE: rf"0(?:{_SEP}[0-9]){{9}}|",
        Kind.TAX_CODE: "[0-9]{10}(?: ?- ?[0-9]{3})?|",
    }.get(kind, "")
    in_groups = rf"[0-9](?:{_SEP}[0-9]){{5,{_MOST_DIGITS[kind] - 1}}}"
    return rf"(?:[0-9]{{{surely_all},19}}|{usual}{in_groups})(?![0-9])"


_CUED = tuple(
    (
        kind,
        re.compile(
            rf"{_BEFORE}(?:{cue})(?![a-z])[^\w\n\0]{{0,4}}(?:[a-z]{{1,12}}[^\w\n\0]{{1,3}}){{0,4}}?"
            rf"(?P<number>\+?[a-z]{{0,2}}{_written(kind)})"
        ),
    )
    for kind, cue in _CUES
)
_UNIT = r"(?: ?(?:dong|vnd|nghin|ngan(?! hang)|trieu|ty|usd|m2|m3|met|ha|km|kg)|d|tr|k)"
_DATE = (
    r"(?:0?[1-9]|[12][0-9]|3[01])(?P<mark>[ ]?[./\-][ ]?)(?:0?[1-9]|1[0-2])(?P=mark)"
    r"(?:(?:19|20)[0-9]{2}(?![0-9])(?![.\-][0-9])|[0-9]{2}(?![0-9])(?![.\- ]{1,2}[0-9]))"
)
_MONEY = (
    r"[1-9][0-9]{0,2}(?:(?P<point>[.,])[0-9]{3}(?:(?P=point)[0-9]{3}){0,4})(?![0-9])(?![.,\-][0-9])"
)
# 340.000.001 after "CMND" is no sum of money
_OLD_ID = re.compile(rf"[0-9]{{3}}(?:\.[0-9]{{3}}){{2}}(?!\.?[0-9])(?!{_UNIT}(?![a-z]))")
_HARMLESS = re.compile(
    rf"(?<![0-9])(?<![0-9][.,\-])(?:{_DATE}"
    r"|(?:19|20)[0-9]{2}-[01]?[0-9]-[0-3]?[0-9](?![0-9])"
    r"|(?:[01]?[0-9]|2[0-4])[.:h][0-5][0-9] ?- ?(?:[01]?[0-9]|2[0-4])[.:h][0-5][0-9](?![0-9])(?!-)"
    rf"|[1-9][0-9]{{0,14}}(?: [0-9]{{3}}){{0,4}}{_UNIT}(?![a-z])"
    r"|(?:19|20)[0-9]{2}(?:[ \-](?:19|20)[0-9]{2}){1,9}(?![0-9])(?![ \-][0-9])"
    r"|[0-9]\.[0-9]{6}(?![0-9])(?:\.[0-9a-z]{2,4}){0,5}"  # a procedure's code
    r"|1[89]00(?:[ .]?[0-9]){4,6}(?![0-9])"
    rf"|{_MONEY})"
)
_ZERO_FIRST = re.compile(rf"(?<!\w)(?<![0-9][.,/])\(?[0o](?:{_SEP}[0-9o]){{8,11}}(?![0-9])")
_MARKED = re.compile(  # 0912*345*678, 0912_345_678, 0912 / 345 / 678
    r"(?<![0-9a-z])(?<![0-9][.,/])0[0-9]{2,3}(?P<mark> ?[*_,/|] ?)[0-9]{3,4}(?P=mark)[0-9]{3,4}"
    r"(?![0-9])(?![.,/][0-9])"
)
_ABROAD = re.compile(rf"(?<![\w])(?:\(?\+|00)?\(?84\)?(?:{_SEP}[0-9]){{9,10}}(?![0-9])")
_TEN = re.compile("[0-9]{10}(?![0-9])")
_TAX_BRANCH = re.compile(r"(?<![\w\-])(?<![0-9][.,/])[0-9]{10}-[0-9]{3}(?![0-9])")
_IN_FOURS = r"[0-9]{4}(?:(?P<gap>[ .])[0-9]{4}(?:(?P=gap)[0-9]{4}){1,3})(?:(?P=gap)[0-9]{1,3})?"
_SOLID = re.compile(
    r"(?<!\w)(?<![0-9][.,/])"
    rf"(?:[0-9]{{9,19}}|[0-9]{{3,6}}(?:-[0-9]{{3,6}}){{2,4}}|{_IN_FOURS})(?![0-9])"
)
_INSURED = re.compile(r"(?<!\w)[a-z]{2} ?[1-5] ?[0-9]{2} ?[0-9]{10}(?![0-9])")  # a health card
_IN_THREES = re.compile(r"(?<!\w)(?<![0-9][.,/ ])[0-9]{3,6}(?: [0-9]{3,6}){1,3}(?! ?[0-9])")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_DIGIT_WORD = "(?:khong|mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin)"
_SPOKEN = re.compile(
    rf"(?<!\w)(?<![0-9][.,])(?:(?:{_DIGIT_WORD}|[0-9])(?!\w)[ ,.\-]{{0,2}}){{9,12}}(?![0-9])"
)


def _cued(kind: Kind, pattern: re.Pattern[str]) -> Finder:
    """Numbers after a word that says what they are; shorter ones and odd ones too."""

    def find(_shown: str, plain: str) -> Iterator[Span]:
        for match in pattern.finditer(plain):
            start, end = match.span("number")
            known = _HARMLESS.match(plain, start)
            if known is None or _surely(kind, plain, start):
                yield start, end, kind

    return find


def _surely(kind: Kind, plain: str, start: int) -> bool:
    """Whether what looks like a sum of money is none: "MST 1400123456 đóng thuế"."""
    if kind is Kind.NATIONAL_ID:
        return _OLD_ID.match(plain, start) is not None
    return kind is Kind.TAX_CODE and _TEN.match(plain, start) is not None


def _abroad(_shown: str, plain: str) -> Iterator[Span]:
    """Numbers with the country before them, whose groups may look like a sum of money."""
    for match in _ABROAD.finditer(plain):
        if match.group().lstrip("(").startswith(("+", "00")):
            yield match.start(), match.end(), Kind.PHONE


def _harmless(_shown: str, plain: str) -> Iterator[Span]:
    for match in _HARMLESS.finditer(plain):
        yield match.start(), match.end(), None


def _numbers(_shown: str, plain: str) -> Iterator[Span]:
    """Numbers that say by their shape alone what they are."""
    taken = 0
    patterns = (_TAX_BRANCH, _ABROAD, _ZERO_FIRST, _MARKED, _SOLID, _INSURED, _IN_THREES)
    matches = (m for pattern in patterns for m in pattern.finditer(plain))
    for match in sorted(matches, key=lambda m: (m.start(), -m.end())):
        kind = _kind(match.group()) if _is_one_number(match) else None
        if match.start() >= taken and kind is not None:
            taken = match.end()
            yield match.start(), match.end(), kind


def _is_one_number(match: re.Match[str]) -> bool:
    """Groups a space apart are one number only where together they are as long as an id."""
    if match.re is not _IN_THREES:
        return True
    return len(match.group().replace(" ", "")) in (9, 10, 12)


def _kind(number: str) -> Kind | None:
    digits = re.sub(r"[^0-9]", "", number.replace("o", "0")).removeprefix("00")
    if sum(c.isdigit() for c in number) < 7 or _only_years(number):
        return None
    if len(digits) in (10, 13) and mst.is_valid(digits):
        return Kind.TAX_CODE
    if (digits.startswith(("0", "84")) and len(digits) in (10, 11)) or "+" in number:
        return Kind.PHONE
    return Kind.NATIONAL_ID if len(digits) in (9, 12) else Kind.ACCOUNT


def _only_years(number: str) -> bool:
    groups = re.split(r"[ \-]", number)
    return len(groups) > 1 and all(_YEAR.fullmatch(group) for group in groups)


def _spoken(_shown: str, plain: str) -> Iterator[Span]:
    """Digits spelled out, as people dictate them."""
    for match in _SPOKEN.finditer(plain):
        if re.search(_DIGIT_WORD, match.group()):
            yield match.start(), match.start() + len(match.group().rstrip(" ,.-")), Kind.PHONE


NUMBER_FINDERS: tuple[Finder, ...] = (
    _abroad,
    *(_cued(kind, pattern) for kind, pattern in _CUED),
    _harmless,
    _numbers,
    _spoken,
)
