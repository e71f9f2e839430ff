"""A second set of planted particulars, of another hand than the first: held out. Pure.

The first set mended the masking; this one was written afterwards, in four voices, with other
carriers and other ways of writing numbers. Everything is invented.
"""

import csv
import itertools
import random
import re
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path

from benchmarks.redaction_set import Planted
from benchmarks.redaction_set import survives as number_or_name_survives
from intake.fold import fold

CARRIERS = Path(__file__).parent / "data" / "redaction_fresh.csv"
UNSEEN = CARRIERS.with_name("redaction_unseen.csv")  # written after the mending; never mended on
_SLOT = re.compile(r"\{([a-z]+)\}")
_DIGIT_WORDS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hồ", "Lý", "Cao", "Châu", "Mai", "Thạch", "Tô", "Đinh",
           "Trương", "Lâm", "Ngô", "Huỳnh", "Lương", "Đoàn")  # fmt: skip
_MIDDLE = ("Thị Mỹ", "Văn", "Quốc", "Thị Ngọc", "Hoàng", "Tấn", "Thị", "Anh", "Bảo", "Thị Bích")
_LAST = ("Thủy", "Hùng", "Phượng", "Tài", "Nhi", "Đạt", "Xuân", "Liễu", "Thắng", "Ngân", "Út",
         "Giàu", "Hận", "Quyên", "Vũ", "Loan")  # fmt: skip
_TELEX = ("Nguyeenx Thij Lan", "Traanf Vawn Hungf", "Lee Thij Myx", "Phamj Quoocs Dungx",
          "Huynhf Thij Bichs", "Doox Vawn Tamf", "Voo Minh Khang", "Dawngj Ngocj Haan")  # fmt: skip
_BANKS = ("Vietcombank", "Agribank", "BIDV", "VietinBank", "Sacombank", "MB", "Techcombank",
          "Kienlongbank", "ACB", "VPBank", "SHB", "HDBank", "VIB", "TPBank", "LPBank", "Eximbank",
          "SCB", "OCB", "MSB", "Bưu điện Liên Việt", "Chính sách xã hội", "Nam Á")  # fmt: skip


class Voice(StrEnum):
    """How the writer's telephone or keyboard puts it."""

    CAREFUL = "careful"
    UNMARKED = "no marks"
    SMALL = "small letters"
    DICTATED = "dictated"  # small letters, no stops between sentences, digits as the ear has them


def fresh_sentences(file: Path = CARRIERS) -> Iterator[Planted]:
    """Every carrier in every voice; the same on every run."""
    with file.open(encoding="utf-8", newline="") as read:
        carriers = [row["text"] for row in csv.DictReader(read)]
    for number, carrier in enumerate(carriers):
        for place, voice in enumerate(Voice):
            yield _written(carrier, voice, random.Random(7_000 + number * 10 + place))


def still_read(kind: str, value: str, shown: str) -> bool:
    """Whether what was planted can be read in ``shown``.

    Of digits spelled out, six in a row; of a house, its number; of a handle or a name typed in raw
    keys, the longest word; of the rest as in the first set.
    """
    if kind == "spoken":
        return _said_digits(value)[:6] in _said_digits(shown)
    if kind == "address":
        house = re.search(r"[0-9]+[0-9/]*[A-Za-z]?", value)
        return house is not None and re.search(
            rf"(?<![0-9/]){re.escape(house[0].lower())}(?![0-9/])", shown.lower()
        ) is not None  # fmt: skip
    if kind == "name":  # as typed: "vụ" does not give away "Vũ"
        last = re.escape(" ".join(value.split()[-2:]).lower())
        return re.search(rf"(?<!\w){last}(?!\w)", shown.lower()) is not None
    if kind in ("handle", "telexname"):
        return max(re.split(r"[\s/@.]", value), key=len).lower() in shown.lower()
    if kind in ("email", "passport", "bhyt"):
        core = fold(re.split(r"@|\(| at |\[", value)[0]).strip()
        return core[-7:] in fold(shown)
    return number_or_name_survives(value, shown)


def _said_digits(text: str) -> str:
    """Digits and digit words in a row, as digits; other words part them."""
    words = {fold(word): str(digit) for digit, word in enumerate(_DIGIT_WORDS)}
    words |= {"tu": "4", "lam": "5", "bay": "7"}
    said = re.findall(r"[a-z]+|[0-9]|[^\sa-z0-9]", fold(text))
    return "".join(word if word.isdigit() else words.get(word, "|") for word in said)


def _written(carrier: str, voice: Voice, chance: random.Random) -> Planted:
    planted: list[tuple[str, str]] = []
    carrier = _voiced(carrier, voice)

    def fill(slot: re.Match[str]) -> str:
        value = _MAKERS[slot[1]](chance)
        if slot[1] in ("name", "spoken", "address", "bank"):
            value = _voiced(value, voice)
        elif voice in (Voice.SMALL, Voice.DICTATED):
            value = value.lower()
        if slot[1] != "bank":
            planted.append((slot[1], value))
        return value

    text = _SLOT.sub(fill, carrier)
    return Planted(text, tuple(planted), voice)


def _voiced(text: str, voice: Voice) -> str:
    if voice is Voice.UNMARKED:
        return "".join(fold(c).upper() if c.isupper() else fold(c) for c in text)
    if voice is Voice.SMALL:
        return text.lower()
    if voice is Voice.DICTATED:
        return re.sub(r"[.,;:()]", "", text).lower()
    return text


def _digits(chance: random.Random, count: int) -> str:
    return "".join(chance.choice("0123456789") for _ in range(count))


def _in_groups(digits: str, sizes: tuple[int, ...], mark: str) -> str:
    cuts = [sum(sizes[:n]) for n in range(len(sizes) + 1)]
    return mark.join(digits[a:b] for a, b in itertools.pairwise(cuts))


def _phone(chance: random.Random) -> str:
    tail = chance.choice(("90", "91", "93", "70", "79", "83", "38", "56", "86", "97")) + _digits(
        chance, 7
    )
    ways = (
        f"0{tail}",
        _in_groups(f"0{tail}", (4, 2, 2, 2), "."),
        _in_groups(f"0{tail}", (3, 3, 4), "-"),
        f"(0{tail[:3]}) {tail[3:6]} {tail[6:]}",
        f"0{tail[:3]}-{tail[3:]}",
        f"0{tail[:3]}/{tail[3:6]}/{tail[6:]}",
        f"0{tail[:3]}_{tail[3:6]}_{tail[6:]}",
        f"+84 {tail[:3]} {tail[3:6]} {tail[6:]}",
        f"+84{tail}",
        f"84{tail}",
        f"(+84) {tail[:3]}.{tail[3:6]}.{tail[6:]}",
        f"0084{tail}",
        " ".join(f"0{tail}"),
        f"o{tail}",
        f"O{tail[:3]} {tail[3:6]} {tail[6:]}",
        _in_groups(f"0{tail}", (2, 4, 4), " "),
        _in_groups(f"0{tail}", (5, 5), " "),
        _in_groups(f"0{tail}", (4, 3, 3), ", "),
    )
    return chance.choice(ways)


def _landline(chance: random.Random) -> str:
    area, line = chance.choice(("277", "273")), "3" + _digits(chance, 6)
    ways = (
        f"0{area} {line}", f"(0{area}) {line[0]} {line[1:]}", f"0{area}.{line[:4]}.{line[4:]}",
        f"0{area}{line}", f"0{area}-{line}", f"+84 {area} {line}",
        f"0{area} {line[:3]} {line[3:5]} {line[5:]}",
    )  # fmt: skip
    return chance.choice(ways)


def _spoken(chance: random.Random) -> str:
    digits = "0" + chance.choice("39785") + _digits(chance, 8)
    words = [_DIGIT_WORDS[int(d)] for d in digits]
    if chance.random() < 0.4:  # a telephone that hears some as figures
        words = [d if chance.random() < 0.4 else w for d, w in zip(digits, words, strict=True)]
    if chance.random() < 0.3:
        words[4] += ","
    return " ".join(words)


def _cccd(chance: random.Random) -> str:
    digits = chance.choice(("087", "082")) + chance.choice("0123") + _digits(chance, 8)
    sizes, mark = chance.choice(
        (((12,), ""), ((3, 3, 3, 3), " "), ((4, 4, 4), "."), ((3, 3, 6), "-"), ((6, 6), " "))
    )
    return _in_groups(digits, sizes, mark)


def _cmnd(chance: random.Random) -> str:
    digits = chance.choice(("340", "341", "311", "312")) + _digits(chance, 6)
    sizes, mark = chance.choice((((9,), ""), ((3, 3, 3), "."), ((3, 3, 3), " "), ((5, 4), " ")))
    return _in_groups(digits, sizes, mark)


def _tax(chance: random.Random) -> str:
    digits = chance.choice(("1400", "1402", "1201")) + _digits(chance, 6)
    sizes, mark = chance.choice((((10,), ""), ((4, 3, 3), " "), ((4, 3, 3), "-"), ((2, 4, 4), " ")))
    return _in_groups(digits, sizes, mark)


def _branch(chance: random.Random) -> str:
    digits, last = "1400" + _digits(chance, 6), f"00{chance.randint(1, 9)}"
    return digits + chance.choice(("-", " - ", "/", " ")) + last


def _email(chance: random.Random) -> str:
    who = fold(chance.choice(_LAST)) + chance.choice((".", "_", "")) + fold(chance.choice(_FAMILY))
    who = f"{who}{chance.randint(1950, 2009)}"
    ways = ("{}@gmail.example.com", "{}@thu.example.vn", "{} @ example.com", "{}(a)example.com",
            "{}@gmail", "{} at gmail dot com", "{}[at]yahoo.com", "{}@gmail,com", "{}@gmail .com",
            "{}@yahoo.com.vn")  # fmt: skip
    return chance.choice(ways).format(who)


def _handle(chance: random.Random) -> str:
    who = (
        fold(chance.choice(_FAMILY))
        + "."
        + fold(chance.choice(_LAST))
        + str(chance.randint(10, 99))
    )
    return chance.choice(("facebook.com/{}", "https://www.facebook.com/{}", "fb.com/{}", "@{}",
                          "zalo.me/{}", "tiktok.com/@{}")).format(who)  # fmt: skip


def _account(chance: random.Random) -> str:
    digits = chance.choice(("0071", "6500", "1903", "1028", "0601", "5600")) + _digits(
        chance, chance.choice((6, 8, 9, 10))
    )
    sizes, mark = chance.choice(
        (((20,), ""), ((20,), ""), ((4, 4, 4, 4), " "), ((3, 3, 3, 5), " "), ((4, 4, 4, 4), "."))
    )
    return _in_groups(digits, sizes, mark).strip(" .")


def _dossier(chance: random.Random) -> str:
    day = f"2{chance.randint(2, 6)}{chance.randint(1, 12):02}{chance.randint(1, 28):02}"
    serial = str(chance.randint(1, 99_999)).zfill(chance.choice((4, 5)))
    unit = chance.randint(1, 60)
    ways = (
        f"H20.{unit}-{day}-{serial}", f"H20.{unit}.{chance.randint(1, 30)}-{day}-{serial}",
        f"000.00.{unit:02}.H20-{day}-{serial}",
        f"000.{chance.randint(10, 40)}.{unit:02}.H20-{day}-{serial}",
        f"H20.{unit} - {day} - {serial}", f"H20.{unit}-{day}/{serial}", f"H20-{unit}-{day}-{serial}",
        f"h20.{unit} {day} {serial}", f"G22.99.{unit}-{day}-{serial}",
    )  # fmt: skip
    return chance.choice(ways)


def _name(chance: random.Random) -> str:
    parts = [chance.choice(_FAMILY), chance.choice(_MIDDLE), chance.choice(_LAST)]
    if chance.random() < 0.15:
        del parts[1]
    return " ".join(parts)


def _address(chance: random.Random) -> str:
    house = chance.choice((f"{chance.randint(11, 400)}",
                           f"{chance.randint(11, 90)}/{chance.randint(2, 9)}",
                           f"{chance.randint(11, 200)}A"))  # fmt: skip
    place = chance.choice(("ấp Hòa Lợi", "khóm Mỹ Phú", "đường Lý Thường Kiệt", "tổ 7 ấp Tân An",
                           "hẻm 30 đường Trần Phú", "đường số 3"))  # fmt: skip
    lead = chance.choice(("số nhà ", "số ", "nhà số "))
    return f"{lead}{house}, {place}"


def _bank(chance: random.Random) -> str:
    return chance.choice(_BANKS)


def _passport(chance: random.Random) -> str:
    return chance.choice("BCNPK") + _digits(chance, 7)


def _bhyt(chance: random.Random) -> str:
    return chance.choice(("DN", "GD", "HT", "TE")) + chance.choice(("487", " 4 87 ", "4 87 ")) + _digits(
        chance, 10
    )  # fmt: skip


def _bhxh(chance: random.Random) -> str:
    return "87" + _digits(chance, 8)


_MAKERS: dict[str, Callable[[random.Random], str]] = {
    "phone": _phone, "landline": _landline, "spoken": _spoken, "cccd": _cccd, "cmnd": _cmnd,
    "tax": _tax, "branch": _branch, "email": _email, "handle": _handle, "account": _account,
    "dossier": _dossier, "name": _name, "address": _address, "bank": _bank, "passport": _passport,
    "bhyt": _bhyt, "bhxh": _bhxh, "telexname": lambda chance: chance.choice(_TELEX),
}  # fmt: skip
