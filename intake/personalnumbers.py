"""Phones, ids, tax codes and accounts in running text, told from money and dates. Pure.

Works on plain letters (small, unmarked, ASCII digits); every repetition is bounded, so that the
time stays linear in the text.
"""

import re
from collections.abc import Iterator

from stdnum.vn import mst

from intake.personal import Finder, Kind, Span

_SEP = r"[ .\-\u200b()]{0,4}"
_BEFORE = r"(?<![\w\[])"
_BANKS = (
    "vcb|vietcom(?: ?bank)?|agribank|bidv|vietin(?: ?bank)?|sacom(?: ?bank)?|techcom(?: ?bank)?"
    "|mb(?: ?bank)?|acb|vp ?bank|tp ?bank|dong a|kien ?long ?bank|hd ?bank|shb|vib|ocb|msb|scb"
    "|lp ?bank|lien viet|eximbank|nam a|bac a|abbank|seabank|pvcombank|chinh sach(?: xa hoi)?"
    "|quy tin dung|ngan hang|viettel money|zalopay|vnpay|cake|timo|momo"
)
_CUES = (
    (
        Kind.NATIONAL_ID,
        "cccd|cmnd|cmt|cmtnd|can cuoc|chung minh(?: nhan dan| thu)?|dinh danh|ho chieu|passport"
        "|bhyt|bhxh|bao hiem(?: y te| xa hoi)?|id card",
    ),
    (Kind.TAX_CODE, "mst|ma(?: so)? thue|ma so doanh nghiep|ma so dn|msdn"),
    (
        Kind.ACCOUNT,
        f"stk|tk|tai khoan|account|so the|the atm|{_BANKS}",
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
    apart = rf"(?:, ?|{_SEP})" if kind is Kind.NATIONAL_ID else _SEP
    in_groups = rf"[0-9](?:{apart}[0-9]){{5,{_MOST_DIGITS[kind] - 1}}}"
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
_OLD_ID = re.compile(
    rf"[0-9]{{3}}(?P<mark>[.,])[0-9]{{3}}(?P=mark)[0-9]{{3}}(?![.,]?[0-9])(?!{_UNIT}(?![a-z]))"
)
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
_ZERO_FIRST = re.compile(  # o, i and l stand for digits; an x after the nought is there to hide
    rf"(?<!\w)(?<![0-9][.,/])\(?[0o]x?(?:{_SEP}(?:[0-9o]|[il](?=[ .\-]?[0-9]))){{8,11}}(?![0-9])"
)
_SECOND = re.compile(  # a number of one's own straight after another: 0912345678/0987654321
    r"(?<=[0-9]{3}[/,])0[35789](?:[ .\-]?[0-9]){8}(?![0-9])"
)
_MARKED = re.compile(  # 0912*345*678, 0912 / 345 / 678; an id as 087,099,000,123
    r"(?<![0-9a-z])(?<![0-9][.,/])0[0-9]{2,3}(?P<mark> ?[*_,/|] ?)[0-9]{3,4}(?P=mark)[0-9]{3,4}"
    r"(?:(?P=mark)[0-9]{3})?"
    r"(?![0-9])(?![.,/][0-9])"
)
_OVER_TWO_LINES = re.compile(  # 0835 / 771 206
    r"(?<![0-9a-z])(?<![0-9][.,/])(?=[0-9 .\-]{3,13}\n)0[35789](?:[ .\-]?[0-9]|[ \-]?\n ?[0-9]){8}"
    r"(?![0-9])(?![.,/][0-9])"
)
_ABROAD = re.compile(rf"(?<![\w])(?:\(?\+|00)?\(?84\)?(?:{_SEP}[0-9]){{9,10}}(?![0-9])")
_AT_A_BANK = re.compile(  # "6500205-771146 agribank"
    rf"(?<!\w)(?<![0-9][.,/\-])(?P<number>[0-9](?:[ .\-]?[0-9]){{8,18}})"
    r"(?:[ ,(\-]{1,3}(?:o|tai|mo|nh)){0,2}"
    rf"[ ,(\-]{{1,3}}(?:{_BANKS})(?![a-z])"
)
_TEN = re.compile("[0-9]{10}(?![0-9])")
_TAX_BRANCH = re.compile(r"(?<![\w\-])(?<![0-9][.,/])[0-9]{10}-[0-9]{3}(?![0-9])")
_IN_FOURS = r"[0-9]{4}(?:(?P<gap>[ .])[0-9]{4}(?:(?P=gap)[0-9]{4}){1,3})(?:(?P=gap)[0-9]{1,3})?"
_SOLID = re.compile(
    r"(?<!\w)(?<![0-9][.,/])"
    rf"(?:[0-9]{{9,19}}|[0-9]{{3,6}}(?:-[0-9]{{3,6}}){{2,4}}|{_IN_FOURS})(?![0-9])"
)
_INSURED = re.compile(r"(?<!\w)[a-z]{2} ?[1-5](?:[ .\-]?[0-9]){12}(?![0-9])")  # a health card
_IN_THREES = re.compile(r"(?<!\w)(?<![0-9][.,/ ])[0-9]{3,6}(?: [0-9]{3,6}){1,3}(?! ?[0-9])")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_DIGIT_WORD = "(?:khong|mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin|le|linh)"
_TOLD = rf"(?:{_DIGIT_WORD}|[0-9]{{1,4}})(?!\w)"
_SPOKEN = re.compile(  # with a breath between: "không chín tám sáu rồi 412 705"
    rf"(?<!\w)(?<![0-9][.,]){_TOLD}(?:[ ,.\-]{{1,3}}(?:(?:roi|toi|xong|la) )?{_TOLD}){{3,11}}"
)
_RESUMED = re.compile(  # "0905, rồi 661 238"
    r"(?<!\w)(?<![0-9][.,/])0[35789](?:[ .\-]?[0-9]){1,5}[ ,.]{1,3}roi[ ,:]{1,2}"
    r"[0-9](?:[ .\-]?[0-9]){2,6}(?![0-9])"
)
_LEAST_TOLD, _MOST_TOLD = 9, 13  # digits

_OWN = r"(?:toi|tui|em|minh|con|chau|chong|vo|nha|gia dinh)"
_PLATE = re.compile(
    rf"(?<!\w)(?:xe|bien so|bien kiem soat)(?: (?:xe|so|may|cua)){{0,3}} {_OWN}(?: (?:toi|em))?"
    r"(?:[^\w\n]{1,3}[a-z]{2,8}){0,2}?[^\w\n]{1,3}"
    r"(?P<number>[0-9]{2}[ \-]?[a-z]{1,2}[0-9]?[ .\-]{0,3}[0-9]{3}(?:[. ]?[0-9]{2}|[0-9]))(?!\w)"
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
    patterns = (_TAX_BRANCH, _ABROAD, _ZERO_FIRST, _SECOND, _MARKED, _SOLID, _IN_THREES)
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
        words = len(re.findall(_DIGIT_WORD, match.group()))
        digits = words + sum(c.isdigit() for c in match.group())
        one_by_one = words and not re.search("[0-9]{2}", match.group())
        begins = words > 2 and match.group().startswith(("khong", "0"))  # not "năm 2020, 2021"
        if _LEAST_TOLD <= digits <= _MOST_TOLD and (one_by_one or begins):
            yield match.start(), match.end(), Kind.PHONE
    for match in _RESUMED.finditer(plain) if " roi" in plain else ():
        if sum(c.isdigit() for c in match.group()) == 10:
            yield match.start(), match.end(), Kind.PHONE


def _at_a_bank(_shown: str, plain: str) -> Iterator[Span]:
    """Numbers before the name of a bank."""
    for match in _AT_A_BANK.finditer(plain):
        if _HARMLESS.match(plain, match.start()) is None:
            yield *match.span("number"), Kind.ACCOUNT


def _insured(_shown: str, plain: str) -> Iterator[Span]:
    """Health cards in their own groups, before a cue takes the first of them for the whole."""
    for match in _INSURED.finditer(plain):
        yield match.start(), match.end(), Kind.NATIONAL_ID


def _over_two_lines(_shown: str, plain: str) -> Iterator[Span]:
    """A mobile number broken by the end of a line, before a cue takes the first half."""
    if "\n" in plain:
        for match in _OVER_TWO_LINES.finditer(plain):
            if match.group().count("\n") == 1:
                yield match.start(), match.end(), Kind.PHONE


def _plates(_shown: str, plain: str) -> Iterator[Span]:
    """The plate of the sender's own vehicle; another's may be what is told of."""
    for match in _PLATE.finditer(plain):
        yield *match.span("number"), Kind.PLATE


NUMBER_FINDERS: tuple[Finder, ...] = (
    _over_two_lines,
    _plates,
    _insured,
    _abroad,
    *(_cued(kind, pattern) for kind, pattern in _CUED),
    _at_a_bank,
    _harmless,
    _numbers,
    _spoken,
)
