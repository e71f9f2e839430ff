"""The numbers people may argue about, read from a dated file with a sentence beside each. Pure.

Law: no threshold lives in code. A policy is frozen once read, carries the SHA-256 of its text as
fingerprint, and says in Vietnamese and English what every number means, so that the console can
show the sentence beside the number and an old proposal can name the very policy it was judged by.
"""

import hashlib
import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

SHIPPED = Path(__file__).parent / "data" / "policy.toml"


class PolicyError(ValueError):
    """A policy file that cannot be obeyed; the text names the key and the cure."""


@dataclass(frozen=True)
class Rule:
    """What a key of the file must look like: a number between ``low`` and ``high``."""

    low: float
    high: float
    whole: bool = False


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "watch.false_alarms_per_unit_year": Rule(0.01, 12),
        "propose.false_alarms_per_unit_year": Rule(0.01, 12),
        "propose.capacity_per_month": Rule(1, 200, whole=True),
        "propose.min_distinct_senders": Rule(2, 50, whole=True),
        "propose.min_share_with_specifics": Rule(0, 1),
        "propose.cool_down_days": Rule(0, 730, whole=True),
        "propose.small_unit_expected_per_month": Rule(0, 10),
        "propose.small_unit_wait_days": Rule(0, 28, whole=True),
        "review.single_s3": Rule(0, 1, whole=True),
        "review.days": Rule(1, 90, whole=True),
        "counting.anonymous_weight": Rule(0, 1),
        "counting.burst_window_hours": Rule(1, 336),
        "counting.burst_min_items": Rule(3, 100, whole=True),
        "counting.burst_weight": Rule(0, 1),
        "severity.S1": Rule(0, 10),
        "severity.S2": Rule(0, 10),
        "severity.S3": Rule(0, 10),
        "expected.prior_per_unit_month": Rule(0.01, 100),
        "expected.tolerated_rise": Rule(1, 3),
        "ranking.months_until_visit_is_due": Rule(1, 60),
        "ranking.weight_evidence": Rule(0, 10),
        "ranking.weight_severity": Rule(0, 10),
        "ranking.weight_senders": Rule(0, 10),
        "ranking.weight_last_visit": Rule(0, 10),
        "ranking.weight_coverage": Rule(0, 10),
    }
)


@dataclass(frozen=True)
class Entry:
    """One number with the two sentences that say what it means."""

    key: str
    value: float
    vi: str
    en: str


@dataclass(frozen=True)
class Policy:
    """All numbers in force from ``effective`` on; ``policy[key]`` reads one.

    ``version`` is what people call it, ``fingerprint`` the SHA-256 of the file's text.
    """

    version: str
    effective: date
    source: str
    fingerprint: str
    entries: Mapping[str, Entry]

    def __getitem__(self, key: str) -> float:
        """The number under ``key``; KeyError if no policy has such a key."""
        return self.entries[key].value

    def count(self, key: str) -> int:
        """The whole number under ``key``."""
        return round(self[key])

    def severity_weight(self, severity: str) -> float:
        """Weight of S1 to S3; praise (S0) and S4 weigh nothing, S4 belongs to people."""
        entry = self.entries.get(f"severity.{severity}")
        return entry.value if entry else 0.0

    def as_dict(self) -> dict[str, Any]:
        """JSON-able: what was in force, to be kept with every proposal."""
        return {
            "version": self.version,
            "effective": self.effective.isoformat(),
            "fingerprint": self.fingerprint,
            "numbers": {key: entry.value for key, entry in self.entries.items()},
        }

    def changes(self, other: "Policy") -> tuple[tuple[str, float, float], ...]:
        """(key, here, there) for every number that differs, in the file's order."""
        return tuple(
            (key, self[key], other[key]) for key in self.entries if self[key] != other[key]
        )


def load(path: Path = SHIPPED) -> Policy:
    """Read and check a policy file. Raises PolicyError naming the key and the cure."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        cure = "give an existing file"
        raise PolicyError(f"{path}: cannot be read ({error.strerror}); {cure}") from error
    return parse(text)


def parse(text: str) -> Policy:
    """Check a policy's text. Raises PolicyError naming the key and the cure."""
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(f"not TOML: {error}; mend that line") from error
    head = tree.pop("policy", {})
    found = _flatten(tree)
    _refuse_s4(found)
    _refuse_strangers(found)
    entries = {key: _entry(key, found) for key in RULES}
    _check_together(entries)
    return Policy(
        version=_text(head, "version"),
        effective=_day(head, "effective"),
        source=_text(head, "source"),
        fingerprint=hashlib.sha256(text.encode()).hexdigest(),
        entries=MappingProxyType(entries),
    )


def _flatten(tree: Mapping[str, Any]) -> dict[str, Any]:
    return {
        f"{section}.{key}": value
        for section, table in tree.items()
        if isinstance(table, dict)
        for key, value in table.items()
    }


def _refuse_s4(found: Mapping[str, Any]) -> None:
    for key in found:
        if "s4" in key.lower():
            raise PolicyError(f"{key}: S4 is never weighed by the machine; remove the key")


def _refuse_strangers(found: Mapping[str, Any]) -> None:
    for key in found:
        if key not in RULES:
            raise PolicyError(f"{key}: unknown key; remove it or correct its spelling")


def _entry(key: str, found: Mapping[str, Any]) -> Entry:
    table = found.get(key)
    if not isinstance(table, dict):
        raise PolicyError(f"{key}: missing; add {key} = {{ value = ..., vi = '...', en = '...' }}")
    value = _number(key, table.get("value"))
    vi, en = table.get("vi"), table.get("en")
    if not (isinstance(vi, str) and vi.strip() and isinstance(en, str) and en.strip()):
        raise PolicyError(f"{key}: needs a sentence in both 'vi' and 'en'")
    return Entry(key, value, vi, en)


def _number(key: str, value: object) -> float:
    rule = RULES[key]
    if isinstance(value, bool):
        value = int(value)
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise PolicyError(f"{key}: value must be a number, not {value!r}")
    if not rule.low <= value <= rule.high:
        raise PolicyError(f"{key}: {value} is outside {rule.low} to {rule.high}; choose within it")
    if rule.whole and value != round(value):
        raise PolicyError(f"{key}: {value} must be a whole number")
    return float(value)


def _check_together(entries: Mapping[str, Entry]) -> None:
    watch = entries["watch.false_alarms_per_unit_year"].value
    propose = entries["propose.false_alarms_per_unit_year"].value
    if propose > watch:
        raise PolicyError(
            "propose.false_alarms_per_unit_year: must not exceed "
            f"watch.false_alarms_per_unit_year ({watch}); lower it or raise the other"
        )
    weights = [entries[f"severity.{s}"].value for s in ("S1", "S2", "S3")]
    if weights != sorted(weights):
        raise PolicyError("severity.S1, S2, S3: a graver matter must not weigh less; reorder them")


def _text(head: Mapping[str, Any], key: str) -> str:
    value = head.get(key)
    if not isinstance(value, str) or not value.strip():
        raise PolicyError(f"policy.{key}: missing; add a line {key} = '...' under [policy]")
    return value


def _day(head: Mapping[str, Any], key: str) -> date:
    value = head.get(key)
    if not isinstance(value, date):
        raise PolicyError(f"policy.{key}: must be a date such as 2026-01-01")
    return value
