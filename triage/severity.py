"""How grave a matter looks, by rules people can read and edit. Pure: no database.

Law: a machine raises, never lowers. Only a rule of effect ``S4`` makes S4; raising stops at S3,
because S4 leaves the common pool and that needs a sign of its own.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from triage.facts import Facts
from triage.hearing import Hearing
from triage.reading import DATA


class Severity(StrEnum):
    """S0 praise, S1 light, S2 a procedural rule broken, S3 serious, S4 signs of a crime."""

    S0 = "S0"
    S1 = "S1"
    S2 = "S2"
    S3 = "S3"
    S4 = "S4"


_LADDER = tuple(Severity)


@dataclass(frozen=True)
class Rule:
    """A row of ``data/severity_rules.csv``: what it listens to, what it does, and in which words."""

    code: str
    signal: str
    threshold: float | None
    effect: str
    vi: str
    en: str
    source: str


def judge(default: Severity, hearing: Hearing, facts: Facts) -> tuple[Severity, tuple[str, ...]]:
    """The level from the topic's ``default`` up, and the codes of the rules that spoke.

    Praise (S0) is not raised: only a rule of effect S4 takes a text out of it.
    """
    spoken = [r for r in rules() if r.effect != "default" and _speaks(r, hearing, facts)]
    codes = ("topic_default", *(r.code for r in spoken))
    if default is Severity.S4 or any(r.effect == "S4" for r in spoken):
        return Severity.S4, codes
    if default is Severity.S0:
        return default, ("topic_default",)
    steps = sum(r.effect == "raise" for r in spoken)
    return _LADDER[min(_LADDER.index(default) + steps, _LADDER.index(Severity.S3))], codes


@cache
def rules() -> tuple[Rule, ...]:
    """The active rules in the order of the file."""
    with (DATA / "severity_rules.csv").open(encoding="utf-8", newline="") as file:
        return tuple(_rule(r) for r in csv.DictReader(file) if r["active"] == "yes")


def _rule(row: dict[str, str]) -> Rule:
    threshold = float(row["threshold"]) if row["threshold"] else None
    return Rule(
        row["code"], row["signal"], threshold, row["effect"], row["vi"], row["en"], row["source"]
    )


def _speaks(rule: Rule, hearing: Hearing, facts: Facts) -> bool:
    source, _, name = rule.signal.partition(":")
    if source == "cue":
        return name in hearing.said
    value = _FACTS[name](facts)
    return value is not None and rule.threshold is not None and value >= rule.threshold


_FACTS: dict[str, Callable[[Facts], float | None]] = {
    "repeat_after_rectification": lambda f: float(f.repeat_after_rectification),
    "documented_senders": lambda f: f.documented_senders,
    "overdue_working_days": lambda f: f.overdue_working_days,
}
