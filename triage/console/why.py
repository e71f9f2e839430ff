"""A proposal's evidence put into words and tables for the page. Reads only what was frozen."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import select

from intake import handling
from intake.db import db
from intake.redact import mask
from intake.submissions import Submission
from triage.console import words
from triage.console.recusing import seen
from triage.explain import Background, Explanation, explain
from triage.explain import in_short as said_short
from triage.matters import Matter
from triage.proposals import Evidence
from triage.stories import Entry, digest
from triage.topics import topics
from triage.watched import WatchedUnit
from triage.whysentences import HOLDS

Seen = Evidence | WatchedUnit  # both keep what the machine saw in ``content``
RESTRICTED = "S4"  # for the lead alone, whatever page it would stand on
SHORT = 160  # characters of a story's text in a sentence


@dataclass(frozen=True)
class Told:
    """One story behind a proposal: its masked text, key phrases and how many tell it."""

    story_id: int
    text: str
    phrases: tuple[str, ...]
    number: int


def topic_names() -> dict[str, str]:
    """Topic codes to names in the reader's language."""
    english = str(get_locale()) == "en"
    return {code: topic.en if english else topic.vi for code, topic in topics().items()}


def behind(evidence: Evidence) -> list[tuple[Matter, Submission]]:
    """The matters a piece of evidence rests on, newest first, less those no longer there."""
    ids = evidence.content["matters"]
    rows = db.session.execute(
        select(Matter, Submission)
        .join(Submission, Matter.submission_id == Submission.id)
        .where(
            Matter.id.in_(ids),
            Matter.severity != RESTRICTED,
            Submission.id.not_in(handling.gone()),
            seen(),
        )
        .order_by(Matter.said_at.desc(), Matter.id.desc())
    )
    return [(matter, said) for matter, said in rows]


def stories(rows: list[tuple[Matter, Submission]]) -> list[Told]:
    """The stories told by several of these matters, most told first."""
    told = Counter(matter.story_id for matter, _said in rows if matter.story_id)
    return [_told(story_id, rows, number) for story_id, number in told.most_common(5)]


def _told(story_id: int | None, rows: list[tuple[Matter, Submission]], number: int) -> Told:
    entries = [
        Entry(id=m.id, unit=m.unit_id or 0, text=s.text, at=m.said_at, topic=m.topic)
        for m, s in reversed(rows)
        if m.story_id == story_id
    ]
    found = digest(entries)
    text = next(e.text for e in entries if e.id == found.representative)
    return Told(story_id or 0, mask(text).text, found.phrases, number)


def explained(evidence: Seen, told: list[Told]) -> Explanation:
    """The evidence in the reader's language."""
    background = Background(
        topic_names=topic_names(),
        stories=[(_shortened(t.text), t.number) for t in told if t.number > 1],
        new_channel=_day(evidence.content, "new_channel"),
        outage=_day(evidence.content, "outage"),
    )
    return explain(evidence.content, _, background)


def _day(content: dict[str, Any], name: str) -> date | None:
    iso = content.get("background", {}).get(name)
    return date.fromisoformat(iso) if iso else None


def _shortened(text: str) -> str:
    return text if len(text) <= SHORT else text[: SHORT - 1].rstrip() + "…"


def chart(evidence: Evidence) -> list[dict[str, Any]]:
    """Weeks for the chart: first day, counted, expected."""
    since = evidence.content["verdict"]["since"]
    return [
        week | {"day": date.fromisoformat(week["first"]), "marked": _last_day(week) >= since}
        for week in evidence.content["weeks"]
    ]


def _last_day(week: dict[str, Any]) -> str:
    return (date.fromisoformat(week["first"]) + timedelta(days=6)).isoformat()


def in_short(evidence: Seen) -> str:
    """One line for the list: what came, what is usual, mostly about what."""
    content = evidence.content
    topic = content["fair"]["by_topic"][:1]
    name = topic_names().get(topic[0][0], "") if topic else ""
    counted = said_short(content, _)
    if not name:
        return counted
    return counted + " " + _("Nhiều nhất là chuyện: %(topic)s.", topic=name[:1].lower() + name[1:])


def holds(evidence: Seen) -> list[str]:
    """Why a watched unit is not proposed, in sentences."""
    return [_(HOLDS[hold]) for hold in evidence.content["holds"]]


def terms(evidence: Seen) -> list[dict[str, Any]]:
    """The ranking formula's terms: name, what was measured, value, weight, points."""
    named = words.terms()
    found = evidence.content["ranking"]["terms"]
    return [
        {
            **term,
            "label": named[term["name"]],
            "measured": words.measured(term["name"], term["raw"]),
        }
        for term in found
    ]


def formula(evidence: Seen) -> str:
    """The worth of a visit, written out: weight times value, summed."""
    found = evidence.content["ranking"]["terms"]
    parts = [
        f"{words.two_places(term['weight'])} × {words.two_places(term['value'])}" for term in found
    ]
    return " + ".join(parts) + " = " + words.two_places(evidence.content["ranking"]["worth"])
