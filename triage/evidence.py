"""What is frozen with a proposal beside the assessment: ranking, matters, weeks. Pure."""

from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from triage.assess import Assessment
from triage.ranking import Ranked
from triage.surveillance import Watch

WEEKS = 52


def content_of(row: int, place: Ranked, found: Assessment, seen: Watch) -> dict[str, Any]:
    """JSON-able: ranking terms, ids of the matters since the rise began, weeks for the chart.

    ``matters`` holds those that counted and those that did not; ``fair`` says why.
    """
    return {
        "unit_id": place.unit,
        "ranking": place.as_dict(),
        "weeks": weeks(seen.counts[row], seen.expected[row], seen.last_day),
        "matters": [item.id for item in found.fair.items],
    }


def weeks(
    counts: NDArray[np.float64], expected: NDArray[np.float64], last: date
) -> list[dict[str, Any]]:
    """Up to 52 weeks that end on ``last``: first day, counted, expected; whole weeks only."""
    out = []
    for back in range(min(WEEKS, max(len(counts) // 7, 1)), 0, -1):
        end = len(counts) - 7 * (back - 1)
        part = slice(max(end - 7, 0), end)
        out.append(
            {
                "first": (last - timedelta(days=7 * back - 1)).isoformat(),
                "counted": round(float(np.nansum(counts[part])), 2),
                "expected": round(float(expected[part].sum()), 2),
            }
        )
    return out
