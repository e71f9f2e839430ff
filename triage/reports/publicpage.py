"""`/so-lieu`: what anybody may read. Late by a month, small numbers kept back, nothing pending.

Only inspections made public are named; everything else is counted for the whole province, once:
what was told of a quarter stays (:mod:`triage.reports.frozen`), and no two quarters overlap.
"""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, jsonify, render_template
from flask_babel import format_date, get_locale
from flask_babel import gettext as _

from intake import units
from intake.clock import start_of, today
from intake.redact import mask
from intake.unitforms import label
from triage.inspections.cases import Inspection
from triage.inspections.headings import Found
from triage.inspections.life import Step
from triage.reports.figures import published, received
from triage.reports.frozen import frozen
from triage.reports.periods import Length, Period, before, containing, first_day
from triage.reports.suppression import part, suppressed, total
from triage.topics import topics

bp = Blueprint("figures", __name__, url_prefix="/so-lieu", template_folder="templates")
TABLE = Path(__file__).parents[1] / "data" / "reports" / "public.csv"
QUARTERS = 4


@dataclass(frozen=True)
class Rules:
    """How late, and from which number on."""

    lag: timedelta
    least: int


def rules(day: date) -> Rules:
    """Those in force on a day."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            ended = row["valid_to"] and day >= date.fromisoformat(row["valid_to"])
            if date.fromisoformat(row["valid_from"]) <= day and not ended:
                return Rules(timedelta(days=int(row["lag_days"])), int(row["least"]))
    raise LookupError(f"public.csv has no rule for {day}")


@bp.get("")
def figures() -> str:
    """The page."""
    return render_template(
        "figures.html",
        quarters=[_quarter(period) for period in shown()],
        cases=[_case(row) for row in published(start_of(today() - rules(today()).lag))],
        least=rules(today()).least,
        lag=rules(today()).lag.days,
    )


@bp.get("/mo.json")
def as_json() -> Response:
    """The same as open data."""
    return jsonify([_quarter(period) | {"period": _span(period)} for period in shown()])


@bp.get("/mo.csv")
def as_csv() -> Response:
    """The same as rows; an empty number is one kept back."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(["from", "to", "topic", "number"])
    for period in shown():
        for row in _quarter(period)["topics"]:
            writer.writerow([*_span(period), row["code"], "" if row["n"] is None else row["n"]])
    return Response(out.getvalue(), content_type="text/csv; charset=utf-8")


def shown() -> list[Period]:
    """The last quarters that ended long enough ago, newest first."""
    day, found = today() - rules(today()).lag, list[Period]()
    current = containing(Length.QUARTER, day + timedelta(days=1), first_day(day))
    one = before(current, first_day(current.first))
    while len(found) < QUARTERS:
        found.append(one)
        one = before(one, first_day(one.first - timedelta(days=1)))
    return found


def _span(period: Period) -> list[str]:
    return [period.first.isoformat(), period.last.isoformat()]


def publish_quarters() -> int:
    """Count and keep the quarters whose time has come, before anybody asks; how many there are."""
    return len([frozen(period, _counted) for period in shown()])


def _counted(period: Period) -> dict[str, Any]:
    """What may be told of a quarter; None stands for a number kept back."""
    least, came = rules(today()).least, received(period)
    number = total(came.by_sender, least)
    answered = part(came.answered, number, least)
    days = round(came.median_days, 1) if came.median_days is not None and answered else None
    topics = suppressed(came.by_topic, least)
    return {
        "received": number,
        "answered": answered,
        "median_days": days,
        "topics": [{"code": code, "n": n} for code, n in topics.items()],
    }


def _quarter(period: Period) -> dict[str, Any]:
    """The same with its names, in the reader's language."""
    told = frozen(period, _counted)
    english = str(get_locale()) == "en"
    names = {code: topic.en if english else topic.vi for code, topic in topics().items()}
    first, last = (format_date(day, "d/M/yyyy") for day in (period.first, period.last))
    return told | {
        "name": _("Quý %(n)s/%(year)s", n=period.number, year=period.year),
        "days": _("từ %(first)s đến hết %(last)s", first=first, last=last),
        "topics": [
            row | {"name": names.get(row["code"], _("Chuyện khác"))} for row in told["topics"]
        ],
    }


def _case(row: Inspection) -> dict[str, Any]:
    book = units.book()
    concluded = next((m for m in reversed(row.moves) if m.step == Step.CONCLUDE), None)
    public = next((m for m in reversed(row.moves) if m.step == Step.PUBLISH), None)
    return {
        "unit": label(book, book.by_id[row.unit_id]),
        "number": concluded.number if concluded else "",
        "day": format_date(concluded.day, "d/M/yyyy") if concluded and concluded.day else "",
        "shortcomings": sum(f.kind == Found.SHORTCOMING for f in row.findings),
        "good": sum(f.kind == Found.GOOD_PRACTICE for f in row.findings),
        "where": mask(public.text).text if public else "",
    }
