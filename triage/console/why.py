"""A proposal's evidence put into words and tables for the page. Reads only what was frozen."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import format_decimal, get_locale
from flask_babel import gettext as _
from sqlalchemy import select

from intake.db import db
from intake.redact import mask
from intake.submissions import Submission
from triage.console import words
from triage.explain import Background, Explanation, explain
from triage.matters import Matter
from triage.proposals import Evidence
from triage.stories import Entry, digest
from triage.topics import topics

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
        .where(Matter.id.in_(ids), Matter.severity != RESTRICTED)
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


def explained(evidence: Evidence, told: list[Told]) -> Explanation:
    """The evidence in the reader's language."""
    background = Background(
        topic_names=topic_names(),
        stories=[(_shortened(t.text), t.number) for t in told if t.number > 1],
    )
    return explain(evidence.content, _, background)


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


def in_short(evidence: Evidence) -> str:
    """One line for the list: what came, what is usual, mostly about what."""
    content = evidence.content
    verdict, topic = content["verdict"], content["fair"]["by_topic"][:1]
    name = topic_names().get(topic[0][0], "") if topic else ""
    return _(
        "%(seen)s phản ánh trong %(days)s ngày, bình thường khoảng %(usual)s một tháng. "
        "Nhiều nhất: %(topic)s.",
        seen=_plain(verdict["observed"]),
        days=verdict["window_days"],
        usual=_plain(verdict["usual_per_month"]),
        topic=name[:1].lower() + name[1:],
    )


def _plain(number: float) -> str:
    return format_decimal(round(number, 1))


def terms(evidence: Evidence) -> list[dict[str, Any]]:
    """The ranking formula's terms: name, value, weight, points."""
    named = words.terms()
    return [{**term, "label": named[term["name"]]} for term in evidence.content["ranking"]["terms"]]
