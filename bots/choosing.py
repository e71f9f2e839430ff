"""Which of the options offered a message means: by number, order, label or what tells it apart. Pure."""

import re
from collections.abc import Iterable

from bots.memory import Step, Talk
from bots.phrases import plain
from bots.turns import Option

SHORT = 8  # words; longer is more of the story
_PARTICLES = r"(?: (?:nha|nhe|nghen|a|di|do|ban|em|anh|chi|oi|luon|roi|please))*"
_NUMBER = re.compile(
    r"(?:(?:da|thi|la|chon|lay|bam|so|cau|muc|cai|dap an|option|number|no|o) )*"
    rf"(\d{{1,2}}){_PARTICLES}"
)
_ORDER = re.compile(
    r"(?:(?:da|thi|la|chon|lay|o) )*(?:(?:cai|cho|noi|dong|muc|lua chon|the) )"
    r"(?:thu )?((?<=cai )dau|dau tien|nhat|mot|hai|ba|tu|bon|nam|cuoi(?: cung)?|first|second|third|last)"
    rf"(?: one)?{_PARTICLES}"
)
_ORDERS = {
    "dau": 1, "dau tien": 1, "nhat": 1, "mot": 1, "first": 1, "hai": 2, "second": 2, "ba": 3,
    "third": 3, "tu": 4, "bon": 4, "nam": 5,
}  # fmt: skip
_UNIT = re.compile(r"u\d+")  # of a place; "unknown" is none
_LEVEL = re.compile(r"(?:nay la )?(?:xa|phuong|thi tran|thi xa|huyen|thanh pho|tp|quan) ")


def chosen(talk: Talk, text: str) -> str:
    """The code of the option meant; empty where none is."""
    word = plain(text)
    at = number(word)
    if 0 < at <= len(talk.offered):
        return talk.offered[at - 1].code
    places = [o for o in talk.offered if _UNIT.fullmatch(o.code)]
    ordered = _ORDER.fullmatch(word)
    if ordered and places:
        at = _ORDERS.get(ordered[1], len(places))  # the last of the places, not "I do not know"
        return places[at - 1].code if at <= len(places) else ""
    same = [o.code for o in talk.offered if plain(o.label) == word]
    if not same and talk.step is Step.PLACE and len(places) > 1:
        same = _told_apart(places, word)
    return same[0] if same else ""


def number(text: str) -> int:
    """The number a whole message is: "2", "số 2 nha"; -1 for anything else."""
    found = _NUMBER.fullmatch(plain(text))
    return int(found[1]) if found else -1


def _told_apart(places: list[Option], word: str) -> list[str]:
    """The one place of several that these words fit: "cao lanh" of two called Bình Thạnh."""
    if len(word) < 3 or len(word.split()) > SHORT:
        return []
    within = [o.code for o in places if f" {word} " in f" {plain(o.label)} "]
    if len(within) == 1:
        return within
    names = [set(_names(o.label)) for o in places]
    fitting = [
        place.code
        for place, own in zip(places, names, strict=True)
        if any(f" {n} " in f" {word} " for n in own if sum(n in other for other in names) == 1)
    ]
    return fitting if len(fitting) == 1 else []


def _names(label: str) -> Iterable[str]:
    """The names in a label, with and without their level: district, and what it is now."""
    for part in re.split(r"[,()]", label):
        name = plain(part).removeprefix("nay la ")
        yield from {name, _LEVEL.sub("", name)} - {""}
