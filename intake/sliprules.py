"""Which rule of law each check of a receipt slip rests on, by date. Pure: no database."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

SHIPPED = Path(__file__).parent / "data" / "slip_rules.csv"
_COLUMNS = ("check", "valid_from", "valid_to", "citation", "limit", "unit", "source")


class CheckCode(StrEnum):
    """What can be seen from the sender's papers alone."""

    OVERDUE = "overdue"
    TERM_TOO_LONG = "term_too_long"  # the slip itself promises later than the published term
    APOLOGY_MISSING = "apology_missing"
    APOLOGY_LATE = "apology_late"
    REAPPOINTED_AGAIN = "reappointed_again"
    SUPPLEMENT_REPEATED = "supplement_repeated"
    SUPPLEMENT_LATE = "supplement_late"
    NO_SLIP = "no_slip"
    REFUSED_WITHOUT_SLIP = "refused_without_slip"
    FEE_TOO_HIGH = "fee_too_high"
    TERM_SHORT = "term_short"  # from here on: no breach, but worth a second look at the dates
    DATES_DISAGREE = "dates_disagree"
    CODE_DATE_DIFFERS = "code_date_differs"


class SlipRulesError(ValueError):
    """A table of rules that cannot be read; the message names file, line and cure."""


@dataclass(frozen=True)
class SlipRule:
    """One rule over the time it was in force, ``valid_from`` included, ``valid_to`` excluded."""

    check: CheckCode
    valid_from: date
    valid_to: date | None
    citation: str
    limit: int | None
    source: str

    def in_force(self, day: date) -> bool:
        """Whether the rule bound offices on that day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class SlipRules:
    """The rules of all times, asked by check and day."""

    def __init__(self, rules: Iterable[SlipRule]) -> None:
        self._rules = tuple(rules)

    def on(self, check: CheckCode, day: date) -> SlipRule | None:
        """The rule behind a check on that day; None before the first or where law has none."""
        return next((r for r in self._rules if r.check is check and r.in_force(day)), None)


@lru_cache(maxsize=4)
def load_slip_rules(path: Path = SHIPPED) -> SlipRules:
    """The rules of a table. Raises SlipRulesError, naming file, line and cure."""
    return SlipRules(read_slip_rules(path.read_text("utf-8-sig"), path.name))


def read_slip_rules(text: str, name: str) -> list[SlipRule]:
    """The rows of a table of rules. Raises SlipRulesError, naming file, line and cure."""
    reader = csv.DictReader(text.splitlines())
    if tuple(reader.fieldnames or ()) != _COLUMNS:
        raise SlipRulesError(f"{name}, line 1: the columns must be {', '.join(_COLUMNS)}")
    return [_rule(row, f"{name}, line {reader.line_num}") for row in reader]


def _rule(row: Mapping[str, str | None], where: str) -> SlipRule:
    filled = {column: row[column] or "" for column in _COLUMNS}
    if not filled["citation"] or not filled["source"]:
        raise SlipRulesError(f"{where}: name the citation and where it was read")
    try:
        return SlipRule(
            CheckCode(filled["check"]),
            date.fromisoformat(filled["valid_from"]),
            date.fromisoformat(filled["valid_to"]) if filled["valid_to"] else None,
            filled["citation"],
            int(filled["limit"]) if filled["limit"] else None,
            filled["source"],
        )
    except ValueError as error:
        cure = "write a known check, dates as 2025-07-01 and a whole number as limit"
        raise SlipRulesError(f"{where}: {error}; {cure}") from error
