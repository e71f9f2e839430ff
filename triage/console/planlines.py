"""A year's plan as its page and its file show it: nobody sees the line of their own office."""

from operator import itemgetter
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _

from triage.console import planwords
from triage.console.inspectionwords import scopes
from triage.console.lists import Column
from triage.console.pages import unit_label
from triage.console.recusing import of_own_office
from triage.inspections import plans
from triage.inspections.headings import TEN, unpacked
from triage.inspections.plans import InspectionPlan, PlanEntry
from triage.inspections.programme import Suggestion


def head(found: InspectionPlan | None) -> dict[str, Any] | None:
    """The plan's document, its amendments, and what they struck."""
    if found is None:
        return None
    return _document(found) | {
        "issued": found.issued_at is not None,
        "amendments": [_document(row) | {"text": row.text} for row in found.amendments],
        "struck": _struck(found),
    }


def _document(row: Any) -> dict[str, Any]:
    day = format_date(row.signed_on, "d/M/yyyy") if row.signed_on else ""
    return {"number": row.number, "day": day, "signer": row.signer, "file_id": row.file_id}


def _struck(found: InspectionPlan) -> list[dict[str, str]]:
    """Units no longer in it, with the reason; a draft's first thoughts are nobody's history."""
    held, last = plans.current(found), {e.unit_id: e for e in found.entries}
    gone = [e for i, e in last.items() if i not in held and e.amendment_id and not of_own_office(i)]
    return [{"unit": unit_label(e.unit_id) or "", "why": e.why} for e in gone]


def lines(held: dict[int, PlanEntry]) -> list[dict[str, Any]]:
    """The lines by quarter, month and name."""
    shown = [e for e in held.values() if not of_own_office(e.unit_id)]
    shown.sort(key=lambda e: (e.quarter, e.month or 99, unit_label(e.unit_id) or ""))
    return [
        {
            "unit_id": e.unit_id,
            "unit": unit_label(e.unit_id),
            "quarter": planwords.quarters()[e.quarter],
            "month": e.month,
            "form": planwords.forms()[e.form],
            "scopes": covers(e.scopes),
            "why": e.why,
        }
        for e in shown
    ]


def columns() -> tuple[Column, ...]:
    """What a line is searched and sorted by; also the columns of the file."""
    keys = ("unit", "quarter", "month", "form", "scopes", "why")
    return tuple(
        Column(key, name, itemgetter(key))
        for key, name in zip(keys, planwords.heads(), strict=True)
    )


def covers(kept: str) -> str:
    """The headings of a line in words; all ten in one."""
    chosen = unpacked(kept)
    if set(TEN) <= set(chosen):
        return _("Đủ 10 nội dung của kế hoạch")
    return "; ".join(scopes()[one] for one in chosen)


def suggested(one: Suggestion) -> dict[str, Any]:
    """A suggested line with its reasons in words."""
    return {
        "unit_id": one.unit_id,
        "unit": unit_label(one.unit_id),
        "quarter": one.quarter,
        "form": str(one.form),
        "why": " ".join(planwords.because(r) for r in one.reasons),
        "reasons": [planwords.because(r) for r in one.reasons],
    }
