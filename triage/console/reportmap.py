"""The map of tiles as the leaders' report draws it, and the table that says the same."""

from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _

from triage.console.pages import unit_label
from triage.console.recusing import recused
from triage.reports.mapped import Square, squares
from triage.reports.periods import Period
from triage.reports.tiles import roofs, shade

RATE = "ty-le"
# From light to dark; letters stay readable on each (4.5:1 and more).
FILLS = ("#ffffff", "#d9ecec", "#a9d2d3", "#6fb0b4", "#1f6e78", "#0b3f48")
DARK = 4  # from this shade on the letters are white
TILE = 60  # units of the drawing


def tile_map(period: Period, measure: str) -> dict[str, Any]:
    """Tiles, legend and table for a period, by number or by rate (``ty-le``)."""
    days = (period.last - period.first).days + 1
    found = squares(period, recused)
    rated = measure == RATE
    values = {s.unit_id: _value(s, days, rated) for s in found}
    steps = roofs([v for v in values.values() if v is not None])
    return {
        "rate": rated,
        "width": TILE * (1 + max((s.tile.column for s in found), default=0)),
        "height": TILE * (1 + max((s.tile.row for s in found), default=0)),
        "tiles": [_tile(s, values[s.unit_id], steps) for s in found],
        "legend": _legend(steps, rated),
        "lines": [
            (unit_label(s.unit_id), _said(values[s.unit_id])) for s in _sorted(found, values)
        ],
        "district": len(found) < 40,
    }


def _value(square: Square, days: int, rated: bool) -> float | None:
    return square.rate(days) if rated else square.said


def _sorted(found: tuple[Square, ...], values: dict[int, float | None]) -> list[Square]:
    return sorted(found, key=lambda s: (-(values[s.unit_id] or 0), unit_label(s.unit_id) or ""))


def _tile(square: Square, value: float | None, steps: tuple[float, ...]) -> dict[str, Any]:
    name = (unit_label(square.unit_id) or "").partition(",")[0]
    depth = 0 if value is None else shade(value, steps)
    return {
        "x": square.tile.column * TILE,
        "y": square.tile.row * TILE,
        "fill": FILLS[depth],
        "ink": "#ffffff" if depth >= DARK else "#0b2b30",
        "said": _said(value),
        "words": _short(name),
        "title": f"{name}: {_said(value)}",
    }


def _short(name: str) -> list[str]:
    """The name without the word for its kind, on at most three lines."""
    for kind in ("Huyện ", "Thành phố ", "Thị xã ", "Xã ", "Phường ", "Thị trấn "):
        if name.startswith(kind):
            name = ("TP " if kind == "Thành phố " else "") + name.removeprefix(kind)
            break
    lines: list[str] = []
    for word in name.split():
        if lines and len(lines[-1]) + 1 + len(word) <= 9:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines[:3]


def _said(value: float | None) -> str:
    return "–" if value is None else str(format_decimal(value, "#,##0.##"))


def _legend(steps: tuple[float, ...], rated: bool) -> list[dict[str, str]]:
    """Each shade with the numbers it stands for."""
    found = [{"fill": FILLS[0], "text": _said(0)}]
    low = 0.0
    for depth, high in enumerate(steps, 1):
        first = low + (0.01 if rated else 1)
        same = round(first, 2) == high
        text = (
            _said(high) if same else _("%(low)s đến %(high)s", low=_said(first), high=_said(high))
        )
        found.append({"fill": FILLS[depth], "text": text})
        low = high
    return found
