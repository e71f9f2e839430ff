"""Units as a talk offers them: by the name people wrote, with who answers there now."""

import re
from collections.abc import Collection

from flask_babel import gettext as _

from bots.ears import Place, Places
from intake import units
from intake.clock import today
from intake.fold import fold
from intake.unitforms import label
from intake.unitsearch import Found, Hit, resolve

_ENGLISH = {
    "ward": "phường",
    "commune": "xã",
    "town": "thị trấn",
    "district": "huyện",
    "city": "thành phố",
}
_DEPARTMENTS = {
    "construction": "Xây dựng",
    "finance": "Tài chính",
    "justice": "Tư pháp",
    "health": "Y tế",
    "home affairs": "Nội vụ",
    "internal affairs": "Nội vụ",
    "education": "Giáo dục và Đào tạo",
    "industry and trade": "Công Thương",
    "planning and investment": "Kế hoạch và Đầu tư",
    "natural resources": "Tài nguyên và Môi trường",
    "agriculture": "Nông nghiệp và Môi trường",
    "science and technology": "Khoa học và Công nghệ",
    "transport": "Giao thông vận tải",
    "culture": "Văn hóa, Thể thao và Du lịch",
}
_DEPARTMENT = re.compile(
    rf"\bdepartment of ({'|'.join(_DEPARTMENTS)})(?:,? (?:and|sports) [A-Z]\w+)*", re.I
)
_LAND = re.compile(r"\bland (?:registration )?office (?:in|of|at) ((?:[A-Z]\w+ ?){1,4})", re.I)
_TYPED = re.compile(rf"(?:the )?(.+?) ({'|'.join(_ENGLISH)})", re.I)
_NAMED = re.compile(rf"\b((?:[A-Z]\w+ ){{1,4}})({'|'.join(_ENGLISH)})\b")
_OF = re.compile(rf"\b({'|'.join(_ENGLISH)})(?: office)? of ((?:[A-Z]\w+ ?){{1,4}})")


def vietnamese(text: str) -> str:
    """English names of places turned round: "Sa Dec ward" is "phường Sa Dec"."""
    text = _LAND.sub(lambda m: f"chi nhánh văn phòng đăng ký đất đai {m[1]}", text)
    text = _DEPARTMENT.sub(lambda m: f"Sở {_DEPARTMENTS[m[1].lower()]}", text)
    text = _NAMED.sub(lambda m: f"{_ENGLISH[m[2]]} {m[1].strip()}", text)
    return _OF.sub(lambda m: f"{_ENGLISH[m[1]]} {m[2]}", text)


def find_place(typed: str) -> Places:
    """The units a typed name may mean."""
    whole = _TYPED.fullmatch(typed.strip())
    typed = f"{_ENGLISH[whole[2].lower()]} {whole[1]}" if whole else vietnamese(typed)
    found = resolve(units.book(), typed, today())
    return Places(tuple(_place(hit) for hit in found.hits), found.status is Found.ONE)


def our_provinces() -> frozenset[str]:
    """The provinces ours is and was made of, as they are compared."""
    names = (fold(unit.name) for unit in units.book().by_id.values())
    return frozenset(n.removeprefix("tinh ") for n in names if n.startswith("tinh "))


def written(name: str, unit_ids: Collection[int]) -> tuple[Place, ...]:
    """The units called ``name`` that are, or have become, one of ``unit_ids``.

    Who wrote an old name is offered the old name; where nothing is called so, the units
    themselves.
    """
    hits = resolve(units.book(), name, today()).hits if name else ()
    fitting = [h for h in hits if {h.unit.id, *(u.id for u in h.now)} & set(unit_ids)]
    if fitting and (len(fitting) > 1 or len(unit_ids) == 1):
        return tuple(_place(hit) for hit in fitting)
    return tuple(named(unit_id) for unit_id in unit_ids)


def named(unit_id: int) -> Place:
    """A unit by its own name."""
    book = units.book()
    return Place(unit_id, label(book, book.by_id[unit_id]))


def _place(hit: Hit) -> Place:
    if not hit.now:
        return Place(hit.unit.id, hit.label)
    now = ", ".join(unit.name for unit in hit.now)
    return Place(hit.unit.id, _("%(name)s (nay là %(now)s)", name=hit.label, now=now))
