"""The page of a backtest: two replays side by side, charts drawn here."""

from collections.abc import Callable
from datetime import date

from flask import render_template
from flask_babel import force_locale, format_date
from flask_babel import gettext as _
from markupsafe import Markup

from triage.explain import in_short
from triage.policy import Policy
from triage.sidebyside import Comparison, Pair, proposals
from triage.verdict import Calibration

# The file is sent about by itself, so its styles travel with it.
LOOKS = Markup(
    "<style>"
    'body{font:16px/1.5 "Be Vietnam Pro",Arial,sans-serif;color:#10282c;'
    "max-width:60rem;margin:0 auto;padding:1rem}"
    "h1{font-size:1.6rem}"
    "table{border-collapse:collapse;width:100%}"
    "th,td{text-align:left;padding:.35rem .5rem;border-bottom:1px solid #d5e1e1;vertical-align:top}"
    ".n{text-align:right;white-space:nowrap}"
    ".w{overflow-x:auto}"
    "figure>svg{width:100%;height:auto}"
    "figure{margin:1rem 0}"
    ".k{width:.9em;height:.9em;margin:0 .3em 0 1em}"
    "</style>"
)


def page(
    found: Comparison,
    policies: tuple[Policy, Policy],
    calibrations: tuple[Calibration, Calibration],
    span: tuple[date, date],
    name: Callable[[int], str],
    lang: str,
) -> str:
    """HTML that stands alone. ``policies``, ``calibrations``: old, new; ``span``: first, last."""
    old, new = policies
    both = (found.old, found.new)
    with force_locale(lang):
        return render_template(
            "console/backtest.html",
            lang=lang,
            looks=LOOKS,
            old=old,
            new=new,
            found=found,
            first=_day(span[0]),
            last=_day(span[1]),
            totals=[len(proposals(events)) for events in both],
            watched=[len(events) - len(proposals(events)) for events in both],
            alone=[
                sum(p.new is None for p in found.pairs),
                sum(p.old is None for p in found.pairs),
            ],
            changes=[
                (getattr(new.entries[key], lang), f"{before:g}", f"{after:g}")
                for key, before, after in old.changes(new)
            ],
            rows=[_row(pair, name) for pair in found.pairs],
            grounds=[_ground(one) for one in calibrations],
        )


def _row(pair: Pair, name: Callable[[int], str]) -> dict[str, str]:
    event = pair.new or pair.old
    evidence = {"verdict": event.one.assessment.verdict.as_dict()} if event else {}
    return {
        "unit": name(pair.unit),
        "old": _day(pair.old.day) if pair.old else "–",
        "new": _day(pair.new.day) if pair.new else "–",
        "lead": "" if pair.lead is None else str(pair.lead),
        "why": in_short(evidence, _),
    }


def _day(day: date) -> str:
    return format_date(day, "d/M/yyyy")


def _ground(calibration: Calibration) -> str:
    own = calibration.source == "own_year"
    return _("một năm số liệu của chính nơi này") if own else _("mô phỏng")
