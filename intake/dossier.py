"""Dossier codes (mã số hồ sơ) as printed on receipt slips and as people type them. Pure.

Structure: Decree 61/2018, art. 26 and Circular 01/2018/TT-VPCP, art. 19 (agency, day, serial).
Decision 20/2020/QĐ-TTg turned the agency's identifier round; both shapes are about, and longer
serials of ministries too.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from stdnum.vn import mst

from intake.words import N_

EARLIEST = date(2018, 1, 1)  # Decree 61/2018 is of that year
_LONGEST_READ = 300

_NEW = re.compile(
    r"(?P<org>[A-Z][0-9]{2}(?:\.[0-9A-Z]{1,4}){0,6})-(?P<ymd>[0-9]{6})-(?P<serial>[0-9]{4,7})"
)
_OLD = re.compile(
    r"(?P<org>[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2})-(?P<ymd>[0-9]{6})-(?P<serial>[0-9]{4})"
)
# Every repetition is bounded, so that searching stays linear in the text.
_IN_TEXT = re.compile(
    r"(?<!\w)(?<![0-9]\.)"
    r"(?:[0-9Oo]{3}\.[0-9Oo]{2}\.[0-9Oo]{2}\.[A-Za-z][0-9Oo]{2}"
    r"|[A-Za-z][0-9Oo]{2}(?:\.[0-9A-Za-z]{1,4}){0,6})"
    r" ?- ?[0-9Oo]{6} ?- ?[0-9Oo]{4,7}(?!\w)"
)
_DASHES = "‐‑‒–—―−﹘﹣－_＿"  # hyphens, dashes, the minus sign, underscores
_ONE_FOR_ONE = str.maketrans(
    {chr(wide): chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)}
    | dict.fromkeys(_DASHES, "-")
    | dict.fromkeys("\u00a0\u2007\u2009\u202f\t", " ")
    | {",": ".", "，": "."}
)


class Shape(StrEnum):
    """Which way round the agency's identifier is written."""

    NEW = "new"  # H20.12-220117-0001
    OLD = "old"  # 000.00.12.H20-220117-0001


class DossierFault(StrEnum):
    """Why something typed is not a dossier code; the later ones say what it is instead."""

    EMPTY = "empty"
    SHAPE = "shape"
    SEVERAL = "several"
    NO_SUCH_DATE = "no_such_date"
    FUTURE = "future"
    TOO_OLD = "too_old"
    PROCEDURE_CODE = "procedure_code"
    FEEDBACK_CODE = "feedback_code"
    TAX_CODE = "tax_code"
    NATIONAL_ID = "national_id"
    OLD_NATIONAL_ID = "old_national_id"
    LAND_CERTIFICATE = "land_certificate"
    PHONE = "phone"


MESSAGES: dict[str, str] = {
    DossierFault.EMPTY: N_("Vui lòng nhập mã hồ sơ, hoặc bỏ qua mục này nếu không có mã."),
    DossierFault.SHAPE: N_(
        "Mã hồ sơ chưa đúng dạng. Mã in trên giấy hẹn, ví dụ H20.12-220117-0001: mã cơ quan, "
        "ngày nộp (năm tháng ngày, 6 chữ số) rồi số thứ tự. Nếu không có mã, xin để trống."
    ),
    DossierFault.SEVERAL: N_(
        "Ở đây có nhiều mã hồ sơ. Xin chỉ ghi một mã, mã khác ghi vào lời kể."
    ),
    DossierFault.NO_SUCH_DATE: N_(
        "Sáu chữ số ở giữa mã hồ sơ là năm, tháng, ngày nộp, nhưng không có ngày như vậy. "
        "Xin xem lại giấy hẹn."
    ),
    DossierFault.FUTURE: N_("Ngày nộp trong mã hồ sơ chưa tới. Xin xem lại giấy hẹn."),
    DossierFault.TOO_OLD: N_("Ngày nộp trong mã hồ sơ là trước năm 2018. Xin xem lại giấy hẹn."),
    DossierFault.PROCEDURE_CODE: N_(
        "Đây là mã thủ tục hành chính, không phải mã hồ sơ. "
        "Mã hồ sơ in trên giấy hẹn, ví dụ H20.12-220117-0001."
    ),
    DossierFault.FEEDBACK_CODE: N_(
        "Đây là mã phản ánh, kiến nghị (PAKN), không phải mã hồ sơ. Xin ghi mã này vào lời kể."
    ),
    DossierFault.TAX_CODE: N_(
        "Đây có vẻ là mã số thuế, không phải mã hồ sơ. "
        "Mã hồ sơ in trên giấy hẹn, ví dụ H20.12-220117-0001."
    ),
    DossierFault.NATIONAL_ID: N_(
        "Đây có vẻ là số căn cước. Xin đừng ghi số căn cước ở đây. "
        "Mã hồ sơ in trên giấy hẹn, ví dụ H20.12-220117-0001."
    ),
    DossierFault.OLD_NATIONAL_ID: N_(
        "Đây có vẻ là số chứng minh nhân dân. Xin đừng ghi số này ở đây. "
        "Mã hồ sơ in trên giấy hẹn, ví dụ H20.12-220117-0001."
    ),
    DossierFault.LAND_CERTIFICATE: N_(
        "Đây có vẻ là số giấy chứng nhận quyền sử dụng đất, không phải mã hồ sơ. "
        "Mã hồ sơ in trên giấy hẹn, ví dụ H20.12-220117-0001."
    ),
    DossierFault.PHONE: N_(
        "Đây có vẻ là số điện thoại, không phải mã hồ sơ. "
        "Mã hồ sơ in trên giấy hẹn, ví dụ H20.12-220117-0001."
    ),
}


class DossierError(ValueError):
    """Something that is no dossier code; ``code`` is a key of MESSAGES."""

    def __init__(self, code: DossierFault) -> None:
        super().__init__(code.value)
        self.code = code


@dataclass(frozen=True)
class DossierCode:
    """A dossier code taken apart; ``canonical`` is the same for both shapes of one dossier."""

    org: str  # general first, no empty lower levels: H20.12
    filed_on: date
    serial: str
    shape: Shape

    @property
    def canonical(self) -> str:
        """The code in the new shape, ``H20.12-220117-0001``: one key for one dossier."""
        return f"{self.org}-{self.filed_on:%y%m%d}-{self.serial}"

    @property
    def prefixes(self) -> tuple[str, ...]:
        """Agency prefixes to look a unit up by, the closest first: H20.12.05, H20.12, H20."""
        groups = self.org.split(".")
        return tuple(".".join(groups[:length]) for length in range(len(groups), 0, -1))


@dataclass(frozen=True)
class Found:
    """A dossier code in running text, ``text[start:end]``."""

    code: DossierCode
    start: int
    end: int


def parse(text: str, today: date) -> DossierCode:
    """The one dossier code somebody typed into its field, whatever dashes and spaces they used.

    ``today`` is the day in Viet Nam. Raises DossierError, naming what was pasted instead where
    that can be told.
    """
    if len(text) > _LONGEST_READ:
        raise DossierError(DossierFault.SHAPE)
    word = _normal(text)
    code = _whole(word) or _only(text)
    if code is None:
        raise DossierError(_what_else(word))
    if code.filed_on > today:
        raise DossierError(DossierFault.FUTURE)
    if code.filed_on < EARLIEST:
        raise DossierError(DossierFault.TOO_OLD)
    return code


def find_codes(text: str) -> tuple[Found, ...]:
    """Dossier codes with a real date in running text, in order. Linear in the text."""
    plain = text.translate(_ONE_FOR_ONE)
    return tuple(_founds(plain))


def _founds(plain: str) -> Iterator[Found]:
    for match in _IN_TEXT.finditer(plain):
        try:
            code = _whole(_normal(match.group()))
        except DossierError:
            continue
        if code is not None:
            yield Found(code, match.start(), match.end())


def _only(text: str) -> DossierCode | None:
    """The code inside words such as "Mã hồ sơ: ...". Raises DossierError for more than one."""
    words = {_normal(m.group()) for m in _IN_TEXT.finditer(text.translate(_ONE_FOR_ONE))}
    if len(words) > 1:
        raise DossierError(DossierFault.SEVERAL)
    return _whole(words.pop()) if words else None


def _normal(text: str) -> str:
    """Compatibility forms, case, dashes and commas settled; what cannot be seen is gone."""
    plain = unicodedata.normalize("NFKC", text).upper().translate(_ONE_FOR_ONE)
    seen = "".join(c for c in plain if unicodedata.category(c)[0] not in "ZC")
    return "-".join(".".join(map(_zeros, p.split("."))) for p in seen.strip(".-:;").split("-"))


def _zeros(group: str) -> str:
    """Letter O for zero, where everything else in the group (but one leading letter) is digits."""
    head = group[:1] if "A" <= group[:1] <= "Z" and group[0] != "O" else ""
    tail = group[len(head) :]
    return head + tail.replace("O", "0") if set(tail) <= set("0123456789O") else group


def _whole(word: str) -> DossierCode | None:
    """``word`` taken apart, None if it has neither shape. Raises DossierError on its date."""
    for shape, pattern in ((Shape.NEW, _NEW), (Shape.OLD, _OLD)):
        match = pattern.fullmatch(word)
        if match:
            return DossierCode(
                _org(match["org"], shape), _day(match["ymd"]), match["serial"], shape
            )
    return None


def _org(org: str, shape: Shape) -> str:
    """General first, without the empty levels at the end: 000.00.12.H20 and H20.12 are one."""
    groups = org.split(".") if shape is Shape.NEW else org.split(".")[::-1]
    while len(groups) > 1 and not groups[-1].strip("0"):
        groups.pop()
    return ".".join(groups)


def _day(ymd: str) -> date:
    try:
        return date(2000 + int(ymd[:2]), int(ymd[2:4]), int(ymd[4:]))
    except ValueError as error:
        raise DossierError(DossierFault.NO_SUCH_DATE) from error


_ELSE = (
    (re.compile(r"[0-9]\.[0-9]{6}(?:\.[0-9A-Z]{2,4}){0,5}"), DossierFault.PROCEDURE_CODE),
    (re.compile(r"PAKN[.-]?[0-9]{8}[.-]?[0-9]{1,7}"), DossierFault.FEEDBACK_CODE),
    (re.compile(r"[A-Z]{2}[0-9]{6}(?:[0-9]{2})?"), DossierFault.LAND_CERTIFICATE),
)
_ELSE_IN_DIGITS = (
    (re.compile(r"0[0-9]{11}"), DossierFault.NATIONAL_ID),  # begins with a province, 001 to 096
    (re.compile(r"(?:0|\+?84)[35789][0-9]{8}"), DossierFault.PHONE),
    (re.compile(r"[0-9]{9}"), DossierFault.OLD_NATIONAL_ID),
)


def _what_else(word: str) -> DossierFault:
    if not word:
        return DossierFault.EMPTY
    digits = word.replace(".", "").replace("-", "")
    if mst.is_valid(digits):  # one phone number in eleven passes too: the cure is the same
        return DossierFault.TAX_CODE
    for patterns, form in ((_ELSE, word), (_ELSE_IN_DIGITS, digits)):
        for pattern, fault in patterns:
            if pattern.fullmatch(form):
                return fault
    return DossierFault.SHAPE
