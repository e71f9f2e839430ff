"""Invented sentences with planted particulars, in several styles, and what was planted. Pure.

Every carrier in ``data/redaction.csv`` is written six times, each time with other invented
numbers and names and in another style. All is synthetic: no number or name is known to be
anybody's. What is planted is compared by its letters and digits, wherever they stand.
"""

import csv
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from intake.fold import fold

CARRIERS = Path(__file__).parent / "data" / "redaction.csv"
_SLOT = re.compile(r"\{([a-z]+)\}")
_SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi", "Đỗ", "Phan", "Dương")
_MIDDLES = ("Văn", "Thị", "Hữu", "Ngọc", "Minh", "Thị Kim", "Thanh")
_GIVEN = ("An", "Bảy", "Cúc", "Dung", "Lộc", "Hạnh", "Khoa", "Lan", "Mười", "Phước", "Sáu", "Tâm")


class Style(StrEnum):
    """How one writes."""

    PLAIN = "plain"
    SPACED = "digits spaced"
    DOTTED = "digits dotted"
    UNMARKED = "without marks"
    SMALL = "small letters"
    HASTY = "hasty"  # no marks, small, dashes, run together


@dataclass(frozen=True)
class Planted:
    """A sentence and the (kind, text) pairs planted in it."""

    text: str
    planted: tuple[tuple[str, str], ...]
    style: StrEnum


def planted_sentences() -> Iterator[Planted]:
    """Every carrier in every style; the same on every run."""
    with CARRIERS.open(encoding="utf-8", newline="") as file:
        carriers = [row["text"] for row in csv.DictReader(file)]
    for number, carrier in enumerate(carriers):
        for place, style in enumerate(Style):
            yield _written(carrier, style, random.Random(number * 100 + place))


def survives(planted: str, shown: str) -> bool:
    """Whether what was planted can still be read in ``shown``: most digits, or any name word.

    A number counts as read when six of its digits in a row are left; a name or an address when
    the whole of it or, for a name, its last word is.
    """
    digits = re.sub(r"\D", "", planted)
    if len(digits) >= 7:
        left = re.sub(r"[ .\-]", "", shown)
        return any(digits[at : at + 6] in left for at in range(len(digits) - 5))
    folded = fold(shown)
    if "@" in planted:
        return fold(planted.partition("@")[0]) in folded
    return re.search(rf"(?<!\w){re.escape(fold(planted).split()[-1])}(?!\w)", folded) is not None


def _written(carrier: str, style: Style, chance: random.Random) -> Planted:
    planted: list[tuple[str, str]] = []
    spoken = _worded(re.sub(r"\{surname\}", lambda _: chance.choice(_SURNAMES), carrier), style)

    def fill(slot: re.Match[str]) -> str:
        kind = slot[1]
        value = _worded(_MAKERS[kind](style, chance), style) if kind == "name" else ""
        value = value or _MAKERS[kind](style, chance)
        planted.append((kind, value))
        return value

    return Planted(_SLOT.sub(fill, spoken), tuple(planted), style)


def _worded(text: str, style: Style) -> str:
    if style in (Style.UNMARKED, Style.HASTY):
        unmarked = "".join(fold(c) if not c.isupper() else fold(c).upper() for c in text)
        return unmarked.lower() if style is Style.HASTY else unmarked
    return text.lower() if style is Style.SMALL else text


def _grouped(digits: str, sizes: tuple[int, ...], style: Style) -> str:
    mark = {Style.SPACED: " ", Style.DOTTED: ".", Style.HASTY: "-"}.get(style)
    if mark is None:
        return digits
    parts, at = [], 0
    for size in sizes:
        parts.append(digits[at : at + size])
        at += size
    return mark.join(part for part in [*parts, digits[at:]] if part)


def _digits(chance: random.Random, count: int) -> str:
    return "".join(chance.choice("0123456789") for _ in range(count))


def _phone(style: Style, chance: random.Random) -> str:
    start = chance.choice(("09", "03", "07", "08", "05"))
    sizes = chance.choice(((4, 3, 3), (3, 3, 4), (4, 2, 2, 2), (2, 2, 2, 2, 2)))
    written = _grouped(start + _digits(chance, 8), sizes, style)
    return f"+84{written[1:]}" if style is Style.PLAIN and chance.random() < 0.3 else written


def _cccd(style: Style, chance: random.Random) -> str:
    return _grouped("087" + _digits(chance, 9), chance.choice(((3, 3, 3, 3), (4, 4, 4))), style)


def _cmnd(style: Style, chance: random.Random) -> str:
    return _grouped("34" + _digits(chance, 7), (3, 3, 3), style)


def _tax(style: Style, chance: random.Random) -> str:
    return _grouped("1400" + _digits(chance, 6), (4, 3, 3), style)


def _branch(_style: Style, chance: random.Random) -> str:
    return f"1400{_digits(chance, 6)}-00{chance.randint(1, 9)}"


def _email(_style: Style, chance: random.Random) -> str:
    who = (
        fold(chance.choice(_GIVEN)) + chance.choice((".", "_", "")) + fold(chance.choice(_SURNAMES))
    )
    mark = chance.choice(("@", "@", "@", "@", " @ "))
    return f"{who}{chance.randint(60, 99)}{mark}{chance.choice(('example.com', 'thu.example.vn'))}"


def _account(style: Style, chance: random.Random) -> str:
    return _grouped("6500" + _digits(chance, chance.choice((9, 9, 10))), (4, 4, 4), style)


def _dossier(style: Style, chance: random.Random) -> str:
    day = f"{chance.randint(1, 28):02}{chance.randint(1, 12):02}"
    mark = " - " if style is Style.SPACED else "-"
    code = f"H20.{chance.randint(1, 40)}{mark}22{day}{mark}{chance.randint(1, 9999):04}"
    return code.lower() if style in (Style.SMALL, Style.HASTY) else code


def _name(_style: Style, chance: random.Random) -> str:
    return " ".join((chance.choice(_SURNAMES), chance.choice(_MIDDLES), chance.choice(_GIVEN)))


_MAKERS: dict[str, Callable[[Style, random.Random], str]] = {
    "phone": _phone,
    "cccd": _cccd,
    "cmnd": _cmnd,
    "tax": _tax,
    "branch": _branch,
    "email": _email,
    "account": _account,
    "dossier": _dossier,
    "name": _name,
}
