"""The page of what came of it: decisions by reason, and what inspections confirmed."""

from collections import Counter
from typing import Any

from flask import render_template
from flask_babel import format_percent
from flask_babel import gettext as _

from intake.staff import Duty
from triage.console import inspectionwords, words
from triage.console.access import for_duties
from triage.console.pages import bp
from triage.console.recusing import hidden
from triage.inspections.life import Source
from triage.inspections.results import decisions, outcomes, triggers
from triage.outcomes import Precision, precisions, wilson


@bp.get("/kiem-tra/ket-qua-chung")
@for_duties(Duty.INSPECTOR, Duty.LEAD, Duty.APPROVER)
def learning() -> str:
    """Shares with their intervals; no threshold is changed by them."""
    away = hidden()  # asked first, so that it is asked where there is nothing to hide too
    said = decisions(lambda unit_id: unit_id not in away)
    decided = said.accepted + len(said.declined)
    reasons = Counter(said.declined)
    return render_template(
        "console/learning.html",
        section="inspections",
        accepted=said.accepted,
        decided=decided,
        acceptance=_between(*wilson(said.accepted, decided)) if decided else "",
        declined=[(words.decline_reasons().get(r, r), n) for r, n in reasons.most_common()],
        triggers=_triggers(),
        confirmed=[_line(one) for one in precisions(outcomes())],
    )


def _triggers() -> list[tuple[str, int]]:
    named = {
        Source.CITIZENS: _("Chỉ theo phản ánh của người dân"),
        Source.BUSINESSES: _("Chỉ theo phản ánh của doanh nghiệp"),
        "both": _("Theo phản ánh của cả hai"),
    }
    told = triggers(lambda unit_id: unit_id not in hidden())
    return [(text, told[code]) for code, text in named.items()] if told else []


def _line(one: Precision) -> dict[str, Any]:
    return {
        "chosen": inspectionwords.chosen()[one.chosen],
        "confirmed": one.confirmed,
        "visits": one.visits,
        "between": _between(one.low, one.high),
    }


def _between(low: float, high: float) -> str:
    return _("từ %(low)s đến %(high)s", low=format_percent(low), high=format_percent(high))
