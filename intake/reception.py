"""What an operator writes down, turned into what the door takes. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from intake.days import parse_day


class Way(StrEnum):
    """How somebody came to the desk."""

    HOTLINE = "hotline"
    COUNTER = "counter"
    LETTER = "letter"


class Level(StrEnum):
    """Who settles it: the three levels the 1022 lines count by (level 1, 2 and 3)."""

    TOLD = "told"  # answered at once from what is published
    SETTLED = "settled"  # resolved by the desk itself
    HANDED = "handed"  # handed over to those who sort, or to a unit


ANSWERED = (Level.TOLD, Level.SETTLED)
FIELDS = (
    "text", "place", "unit", "when", "dossier_code", "contact", "name", "business", "way",
    "level", "answer", "sms", "settled_place", "once",
)  # fmt: skip


@dataclass(frozen=True)
class Note:
    """One call, visit or letter as written down; ``faults`` are codes by field."""

    way: Way
    level: Level
    words: dict[str, str | None]
    faults: dict[str, str]


def blank(way: str = Way.HOTLINE) -> dict[str, str]:
    """An empty form: by telephone, handed over, unless said otherwise."""
    chosen = way if way in set(Way) else Way.HOTLINE
    return dict.fromkeys(FIELDS, "") | {"way": chosen, "level": Level.HANDED}


def note(values: Mapping[str, str], today: date) -> Note:
    """``values`` of the form understood; dates as people say them ("hôm qua", "3/4")."""
    faults: dict[str, str] = {}
    way, level = values.get("way", ""), values.get("level", "")
    if way not in set(Way):
        faults["way"] = "way"
    if level not in set(Level):
        faults["level"] = "level"
    said_when = values.get("when", "").strip()
    day = parse_day(said_when, today) if said_when else None
    if said_when and day is None:
        faults["when"] = "when"
    if level in ANSWERED and not values.get("answer", "").strip():
        faults["answer"] = "answer"
    return Note(
        Way(way) if way in set(Way) else Way.HOTLINE,
        Level(level) if level in set(Level) else Level.HANDED,
        _words(values, day),
        faults,
    )


def _words(values: Mapping[str, str], day: date | None) -> dict[str, str | None]:
    kept = {k: values.get(k, "").strip() for k in ("text", "place", "unit", "dossier_code")}
    who = {k: values.get(k, "").strip() for k in ("name", "contact")}
    return {
        **kept,
        **who,
        "unit": kept["unit"] or kept["place"],
        "occurred_on": day.isoformat() if day else None,
        "submitter_type": "business" if values.get("business") else "citizen",
        "identity_level": identity_level(**who),
        "idempotency_key": values.get("once", ""),
    }


def identity_level(name: str, contact: str) -> str:
    """How far the sender can be known from what was given."""
    if name:
        return "declared"
    return "contactable_pseudonym" if contact else "anonymous"
