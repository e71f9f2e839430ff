"""Policies and calibrations in force: from a date, in a name, audited, never rewritten."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from intake.audit import AuditEntry
from intake.clock import today
from intake.db import db
from triage import adopted
from triage.policy import SHIPPED, PolicyError, load, parse
from triage.thresholds import SIMULATED
from triage.verdict import Calibration

TEXT = SHIPPED.read_text(encoding="utf-8")
OWN = Calibration("own_year", ((2.0, 1.7), (0.5, 6.1)))


@pytest.fixture
def context(embedded: Flask) -> Iterator[None]:
    with embedded.app_context():
        yield


def text(version: str, **numbers: str) -> str:
    out = TEXT.replace('version = "2026.2"', f'version = "{version}"')
    for key, value in numbers.items():
        before = f"{key} = {{ value = {load()[f'propose.{key}']:g},"
        assert before in out
        out = out.replace(before, f"{key} = {{ value = {value},")
    return out


@pytest.mark.usefixtures("context")
def test_a_policy_takes_effect_from_its_day_and_says_who_put_it_in_force() -> None:
    soon = today() + timedelta(days=3)
    adopted.adopt(text("a", capacity_per_month="9"), soon, "Nguyễn Thị An")
    assert adopted.policy_on(soon - timedelta(days=1)).version == "2026.2"
    assert adopted.policy_on(soon).count("propose.capacity_per_month") == 9
    assert adopted.policy_on(soon).effective == soon
    (entry,) = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "adopt"))
    assert "propose.capacity_per_month 4 -> 9" in entry.detail
    assert "Nguyễn Thị An" in entry.detail


@pytest.mark.usefixtures("context")
def test_of_two_adopted_for_one_day_the_later_holds() -> None:
    adopted.adopt(text("a", capacity_per_month="9"), today(), "An")
    adopted.adopt(text("b", capacity_per_month="2"), today(), "An")
    assert adopted.policy_on(today()).version == "b"


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize(
    ("words", "effective", "by", "cure"),
    [
        (text("a"), today() - timedelta(days=1), "An", "today or later"),
        (text("a"), today(), " ", "say who"),
        (text("2026.2", capacity_per_month="9"), today(), "An", "give a new one"),
        (text("a", capacity_per_month="0"), today(), "An", "choose within"),
        (TEXT + "\n[severity.S4]\nvalue = 9\n", today(), "An", "S4 is never weighed"),
    ],
)
def test_what_cannot_be_obeyed_is_refused_with_the_cure(
    words: str, effective: date, by: str, cure: str
) -> None:
    with pytest.raises(PolicyError, match=cure):
        adopted.adopt(words, effective, by)
    assert adopted.adoptions() == []


@pytest.mark.usefixtures("context")
def test_a_calibration_holds_for_the_numbers_it_was_measured_with() -> None:
    policy = load()
    assert adopted.calibration_on(today(), policy) is SIMULATED
    adopted.store(OWN, policy, date(2025, 1, 1), date(2025, 12, 31), 175)
    kept = adopted.calibration_on(today(), policy)
    assert (kept.source, kept.points, kept.measured) == (
        "own_year",
        OWN.points,
        date(2025, 12, 31),
    )
    assert adopted.calibration_on(today() - timedelta(days=1), policy) is SIMULATED
    other = parse(TEXT.replace("{ value = 1.15,", "{ value = 1.3,"))
    assert adopted.calibration_on(today(), other) is SIMULATED


@pytest.mark.usefixtures("context")
def test_what_was_adopted_is_never_changed() -> None:
    row = adopted.adopt(text("a"), today(), "An")
    row.by = "somebody else"
    with pytest.raises(Exception, match="only appended"):
        db.session.commit()
    db.session.rollback()
