"""The services of Open311 and what each asks for: dated data. Pure.

What is said about an office or an official is ``blackbox``: taken, never listed, and the caller
gets no request id to ask for it with. The type says nothing about how it is looked into.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

TABLE = Path(__file__).parents[1] / "data" / "open311_services.csv"
REALTIME, BLACKBOX = "realtime", "blackbox"


@dataclass(frozen=True)
class Service:
    """One service."""

    code: str
    kind: str
    said: Mapping[str, str]  # the row: vi, en, and about, group and keywords in both

    @property
    def listed(self) -> bool:
        """Whether requests filed under it are shown."""
        return self.kind == REALTIME

    def name(self, tongue: str) -> str:
        """Its name in a language; Vietnamese unless English is asked."""
        return self.said["en" if tongue == "en" else "vi"]

    def told(self, what: str, tongue: str) -> str:
        """Its ``about``, ``group`` or ``keywords`` in a language."""
        return self.said[f"{what}_{'en' if tongue == 'en' else 'vi'}"]


@dataclass(frozen=True)
class Attribute:
    """A question beside the words. ``field`` is the one of the door it fills."""

    code: str
    datatype: str
    field: str
    vietnamese: str
    english: str
    values: tuple[tuple[str, str, str], ...] = ()  # key, Vietnamese, English


_DAY = "datetime"
HOW = {  # what may be written, for the standard's datatype_description
    "string": ("Một dòng chữ", "A line of text"),
    _DAY: ("Ngày theo ISO 8601, ví dụ 2026-03-31", "A day by ISO 8601, such as 2026-03-31"),
    "singlevaluelist": ("Chọn một", "Choose one"),
}
ATTRIBUTES = (
    Attribute(
        "unit", "string", "unit",
        "Cơ quan nào, hoặc xã, phường nào? (mã hoặc tên)",
        "Which office, commune or ward? (code or name)",
    ),
    Attribute("occurred_on", _DAY, "occurred_on", "Xảy ra ngày nào?", "On which day was it?"),
    Attribute(
        "dossier_code", "string", "dossier_code",
        "Mã số hồ sơ trên giấy hẹn", "Dossier code on the receipt slip",
    ),
    Attribute(
        "promised_on", _DAY, "promised_on",
        "Ngày hẹn trả kết quả", "Result date on the receipt slip",
    ),
    Attribute(
        "submitter_type", "singlevaluelist", "submitter_type",
        "Bạn gửi với tư cách nào?", "Who are you writing as?",
        (("citizen", "Người dân", "Citizen"), ("business", "Doanh nghiệp", "Business")),
    ),
)  # fmt: skip


@lru_cache(maxsize=8)
def services(day: date) -> Mapping[str, Service]:
    """The services in force on a day, by code."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: Service(row["code"], row["type"], row)
            for row in csv.DictReader(file)
            if row["valid_from"] <= day.isoformat()
            and (not row["valid_to"] or day.isoformat() < row["valid_to"])
        }
