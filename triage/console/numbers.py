"""The page of the numbers the machine goes by: each with its sentence, and who put them in force."""

from datetime import date
from typing import Any

from flask import render_template
from flask_babel import format_date, format_decimal, get_locale
from flask_babel import gettext as _

from intake.clock import today
from intake.staff import Duty
from triage.adopted import PolicyAdoption, adoptions, calibration_on, policy_on, shipped
from triage.calibrate import RATES
from triage.console.access import for_duties
from triage.console.pages import bp
from triage.inspections import casenumbers
from triage.policy import Policy, parse
from triage.tallies import ground
from triage.verdict import Calibration

HELD = ("watch.false_alarms_per_unit_year", "propose.false_alarms_per_unit_year")


@bp.get("/nguong")
@for_duties(Duty.INSPECTOR, Duty.LEAD, Duty.APPROVER)
def numbers() -> str:
    """What is in force today, what is to come, what changed, and what chance alone does."""
    day = today()
    policy = policy_on(day)
    calibration = calibration_on(day)
    return render_template(
        "console/numbers.html",
        section="proposals",
        version=policy.version,
        effective=_day(policy.effective),
        source=policy.source.split(" / ")[0 if _vietnamese() else -1],
        parts=[*_parts(policy), _of_cases(day)],
        own=calibration.source == "own_year",
        measured=_day(calibration.measured) if calibration.measured else "",
        chance=_chance(calibration, policy, len(ground(day, policy).watched)),
        changes=_history(adoptions(), day),
    )


def _vietnamese() -> bool:
    return str(get_locale()) == "vi"


def _day(day: date) -> str:
    return format_date(day, "dd/MM/yyyy")


def _parts(policy: Policy) -> list[dict[str, Any]]:
    """The numbers in the order of the file, under what they are for."""
    titles = {
        "watch": _("Mức theo dõi"),
        "propose": _("Mức đề xuất kiểm tra"),
        "review": _("Xem lại ngay"),
        "counting": _("Đếm cho công bằng"),
        "severity": _("Mức độ nghiêm trọng"),
        "expected": _("Bình thường là bao nhiêu"),
        "ranking": _("Xếp hạng"),
    }
    parts: dict[str, list[dict[str, str]]] = {}
    for entry in policy.entries.values():
        said = entry.vi if _vietnamese() else entry.en
        line = {"says": said, "value": format_decimal(entry.value), "key": entry.key}
        parts.setdefault(entry.key.partition(".")[0], []).append(line)
    return [{"title": titles.get(name, name), "lines": lines} for name, lines in parts.items()]


def _of_cases(day: date) -> dict[str, Any]:
    """The numbers of the life of a case, which a file of their own holds."""
    lines = [
        {
            "says": one.vi if _vietnamese() else one.en,
            "value": format_decimal(one.value),
            "key": name,
        }
        for name, one in casenumbers.held_on(day).items()
        if one.vi
    ]
    return {"title": _("Từ đề xuất đến khắc phục"), "lines": lines}


def _chance(calibration: Calibration, policy: Policy, units: int) -> list[dict[str, Any]]:
    """What each rate of false alarms asks for, and makes of itself in the whole province."""
    held = {policy[key]: key for key in HELD}
    rates = sorted({*RATES, *held}, reverse=True)
    return [
        {
            "rate": format_decimal(rate),
            "threshold": format_decimal(calibration.threshold(rate), "#,##0.##"),
            "a_month": format_decimal(rate * units / 12, "#,##0.#"),
            "held": {HELD[0]: _("mức theo dõi"), HELD[1]: _("mức đề xuất")}.get(held.get(rate, "")),
        }
        for rate in rates
    ]


def _history(adopted: list[PolicyAdoption], day: date) -> list[dict[str, Any]]:
    """Adoptions, newest first, each with the numbers it changed of the one before it."""
    policies = [shipped(), *(parse(row.text) for row in adopted)]
    return [
        {
            "version": row.version,
            "by": row.by,
            "from": _day(row.effective),
            "to_come": row.effective > day,
            "moves": _moves(old, new),
        }
        for row, old, new in reversed(list(zip(adopted, policies, policies[1:], strict=False)))
    ]


def _moves(old: Policy, new: Policy) -> list[str]:
    said = [
        (new.entries[k].vi if _vietnamese() else new.entries[k].en, a, b)
        for k, a, b in old.changes(new)
    ]
    return [
        _(
            "%(says)s Từ %(old)s thành %(new)s.",
            says=s,
            old=format_decimal(a),
            new=format_decimal(b),
        )
        for s, a, b in said
    ]
