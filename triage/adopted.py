"""The policy and the calibration in force on a day. The only writer of both; rows are only added.

A policy takes effect from a date that is not past, in somebody's name; what was judged before
keeps the numbers it was judged by. A calibration holds from the day it was measured.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, select
from sqlalchemy.orm import Mapped, mapped_column

from intake import audit
from intake.clock import day_of, today
from intake.db import Model, UTCDateTime, db, now
from intake.samples import any_sample
from triage import policy as policies
from triage.policy import Policy, PolicyError
from triage.thresholds import SIMULATED
from triage.verdict import Calibration

SCORED_BY = ("expected.prior_per_unit_month", "expected.tolerated_rise")


class PolicyAdoption(Model):
    """A policy somebody put in force from a day on."""

    __tablename__ = "policy_adoption"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    by: Mapped[str]
    effective: Mapped[date] = mapped_column(index=True)
    version: Mapped[str]
    fingerprint: Mapped[str]
    text: Mapped[str]


class CalibrationRow(Model):
    """Which score chance reaches how often, measured on a day and on what."""

    __tablename__ = "calibration"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    source: Mapped[str]  # own_year or simulator
    first_day: Mapped[date]
    last_day: Mapped[date]
    units: Mapped[int]
    sample: Mapped[bool] = mapped_column(default=False)  # measured on invented matters too
    numbers: Mapped[dict[str, float]] = mapped_column(JSON)  # of the policy, that move scores
    points: Mapped[list[Any]] = mapped_column(JSON)  # [false alarms per unit-year, score]


def adopt(text: str, effective: date, by: str) -> PolicyAdoption:
    """Put a policy in force from ``effective`` on; audited. Raises PolicyError with the cure."""
    policy = policies.parse(text)
    if effective < today():
        raise PolicyError(f"{effective} is past; a policy takes effect today or later")
    if not by.strip():
        raise PolicyError("nobody is named; say who adopts the policy")
    before = policy_on(effective)
    clash = [a for a in adoptions() if a.version == policy.version]
    if any(a.fingerprint != policy.fingerprint for a in clash) or (
        before.version == policy.version and before.fingerprint != policy.fingerprint
    ):
        raise PolicyError(f"policy.version: {policy.version} names another policy; give a new one")
    row = PolicyAdoption(
        by=by.strip(),
        effective=effective,
        version=policy.version,
        fingerprint=policy.fingerprint,
        text=text,
    )
    db.session.add(row)
    db.session.flush()
    audit.note("adopt", f"policy:{row.id}", _told(before, policy, effective, by))
    db.session.commit()
    return row


def _told(before: Policy, after: Policy, effective: date, by: str) -> str:
    moves = "; ".join(f"{key} {old:g} -> {new:g}" for key, old, new in before.changes(after))
    named = f"{before.version} -> {after.version} from {effective.isoformat()} by {by.strip()}"
    return f"{named}: {moves or 'no number changed'}"


def adoptions() -> list[PolicyAdoption]:
    """All adoptions, oldest first."""
    return list(db.session.scalars(select(PolicyAdoption).order_by(PolicyAdoption.id)))


def policy_on(day: date) -> Policy:
    """The policy in force on ``day``: the last adopted of the latest date, else the shipped one."""
    row = db.session.scalar(
        select(PolicyAdoption)
        .where(PolicyAdoption.effective <= day)
        .order_by(PolicyAdoption.effective.desc(), PolicyAdoption.id.desc())
        .limit(1)
    )
    if row is None:
        return shipped()
    return replace(_parsed(row.text), effective=row.effective)


@lru_cache(maxsize=1)
def shipped() -> Policy:
    """The policy that comes with the program, in force until another is adopted."""
    return policies.load()


@lru_cache(maxsize=32)
def _parsed(text: str) -> Policy:
    return policies.parse(text)


def store(
    calibration: Calibration,
    policy: Policy,
    first_day: date,
    last_day: date,
    units: int,
    sample: bool = False,
) -> CalibrationRow:
    """Keep a calibration with what it rests on; audited."""
    row = CalibrationRow(
        source=calibration.source,
        first_day=first_day,
        last_day=last_day,
        units=units,
        sample=sample,
        numbers=_numbers(policy),
        points=[list(point) for point in calibration.points],
    )
    db.session.add(row)
    db.session.flush()
    detail = f"{row.source}, {units} units, {first_day.isoformat()} to {last_day.isoformat()}"
    audit.note("calibrate", f"calibration:{row.id}", detail)
    db.session.commit()
    return row


def _numbers(policy: Policy) -> dict[str, float]:
    return {key: policy[key] for key in SCORED_BY}


def stored_on(day: date, numbers: Mapping[str, float]) -> CalibrationRow | None:
    """The newest calibration of ``day`` or before that was measured with these numbers.

    One measured on the sample year counts only while the sample year is there.
    """
    rows = db.session.scalars(select(CalibrationRow).order_by(CalibrationRow.id.desc()).limit(50))
    fit = (r for r in rows if day_of(r.at) <= day and r.numbers == numbers)
    return next((r for r in fit if not r.sample or any_sample()), None)


def calibration_on(day: date, policy: Policy | None = None) -> Calibration:
    """What the thresholds of ``day`` rest on; the simulator until something was measured."""
    row = stored_on(day, _numbers(policy or policy_on(day)))
    if row is None:
        return SIMULATED
    points = tuple((float(rate), float(score)) for rate, score in row.points)
    return Calibration(row.source, points, measured=row.last_day)
