"""The stories matters tell, as the database keeps them. The only writer of a matter's story.

What has been written is all there is to know: a new matter is told among its unit's matters as
the database has them, and what a process remembers of them only spares it reading them again.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import Select, select, update

from intake.clock import HERE, day_of, start_of
from intake.db import db, now, reading
from intake.submissions import Submission
from intake.units import Unit
from triage.leaving import STUB
from triage.matters import Matter
from triage.severity import Severity
from triage.stories import MOST_REDRAWN, Entry, Mark, recluster
from triage.storymemory import StoryMemory, Told

STORY_DAYS = 180  # how far back a new matter may still join a story, and the rest of that month
REMEMBERED = 400  # matters of the unit before it that a new one is told among, at most
AT_ONCE = 200  # matters in one query
NIGHT = time(2, tzinfo=HERE)  # what was said before is drawn again by the first sweep after

_memory = StoryMemory()


def tell(matter: Matter, said: Submission) -> None:
    """Find the story of its unit a matter belongs to; the caller commits.

    S4 is a lead's alone and joins none: a story would show it to others.
    """
    alone = matter.severity == Severity.S4 or not matter.relevant
    if matter.unit_id is None or alone:
        matter.story_id, matter.near_copy_of = None, None
        return
    unit = select(Unit.id).where(Unit.id == matter.unit_id)
    db.session.execute(unit.with_for_update())  # two new matters of one unit, one after the other
    key = (str(db.engine.url), matter.unit_id)
    mark = _memory.add(key, _earlier(matter), _entries, _entry(matter, said))
    matter.story_id, matter.near_copy_of = mark.story, _original(mark.near_copy_of)
    matter.drawn_at = None


def _original(copied: int | None) -> int | None:
    """The first of a chain of copies: a copy of a copy repeats the same text."""
    first = db.session.get(Matter, copied) if copied is not None else None
    return (first.near_copy_of or first.id) if first else None


def _earlier(matter: Matter) -> list[Told]:
    """The unit's matters before ``matter`` that it is told among, in order of time.

    They begin with a month, and where there are too many with a day: a start that stands still
    for a while lets what was built yesterday go on.
    """
    since = start_of(day_of(matter.said_at - timedelta(days=STORY_DAYS)).replace(day=1))
    rows = db.session.execute(
        select(Matter.id, Matter.story_id, Matter.topic, Matter.said_at)
        .where(
            Matter.unit_id == matter.unit_id,
            Matter.story_id.is_not(None),
            Matter.said_at >= since,
            Matter.said_at <= matter.said_at,
            Matter.id != matter.id,
        )
        .order_by(Matter.said_at.desc(), Matter.id.desc())
        .limit(REMEMBERED)
    ).all()[::-1]
    if len(rows) == REMEMBERED:
        whole = start_of(day_of(rows[0].said_at) + timedelta(days=1))
        later = [row for row in rows if row.said_at >= whole]
        rows = later if len(later) > REMEMBERED // 2 else rows
    return [(row.id, row.story_id, row.topic) for row in rows]


def _entries(ids: Sequence[int]) -> list[Entry]:
    found: dict[int, Entry] = {}
    for some in (ids[at : at + AT_ONCE] for at in range(0, len(ids), AT_ONCE)):
        rows = db.session.execute(
            select(Matter, Submission)
            .join(Submission, Matter.submission_id == Submission.id)
            .where(Matter.id.in_(some))
        )
        found.update((m.id, _entry(m, said, m.story_id)) for m, said in rows)
    return [found[id] for id in ids]


def _told(unit_id: int | None, since: datetime, most: int) -> Select[tuple[Matter, Submission]]:
    """A unit's matters that tell a story, the latest first."""
    return (
        select(Matter, Submission)
        .join(Submission, Matter.submission_id == Submission.id)
        .where(Matter.unit_id == unit_id, Matter.story_id.is_not(None), Matter.said_at >= since)
        .order_by(Matter.said_at.desc(), Matter.id.desc())
        .limit(most)
    )


def _entry(matter: Matter, said: Submission, story: int | None = None) -> Entry:
    return Entry(
        id=matter.id,
        unit=matter.unit_id or 0,
        text=said.text if said.text != STUB else "",  # handed over: like nothing
        at=matter.said_at,
        topic=matter.topic,
        sender=said.sender_hash.hex() if said.sender_hash else None,
        story=story,
    )


def due() -> list[int]:
    """Units with a matter said before the last night that no night has drawn again yet."""
    return list(
        db.session.scalars(
            select(Matter.unit_id)
            .where(
                Matter.story_id.is_not(None),
                Matter.drawn_at.is_(None),
                Matter.said_at < last_night(now()),
                Matter.said_at >= now() - timedelta(days=STORY_DAYS),
            )
            .distinct()
            .order_by(Matter.unit_id)
        )
    )


def last_night(moment: datetime) -> datetime:
    """The latest ``NIGHT`` that has been."""
    night = datetime.combine(day_of(moment), NIGHT)
    return night if night <= moment else night - timedelta(days=1)


def draw_again() -> int:
    """Draw the stories of every unit that is due with hindsight; how many matters changed story.

    May run twice and at once: a matter whose story has changed since it was read is left alone.
    """
    with reading():
        units = due()
    db.session.rollback()
    return sum(_draw_unit(unit) for unit in units)


def _draw_unit(unit_id: int) -> int:
    with reading():
        since = now() - timedelta(days=STORY_DAYS)
        rows = db.session.execute(_told(unit_id, since, MOST_REDRAWN)).all()[::-1]
        entries = [_entry(matter, said) for matter, said in rows]
        old = [Mark(matter.story_id or matter.id, matter.near_copy_of, 0.0) for matter, _ in rows]
    db.session.rollback()  # nothing is held while the stories are drawn
    moved = 0
    for entry, before, after in zip(entries, old, recluster(entries, old), strict=True):
        if after.story != before.story:
            moved += _rename(entry.id, unit_id, before.story, after.story)
    if entries:
        _drawn(unit_id, max(entry.id for entry in entries))
    db.session.commit()
    return moved


def _rename(matter_id: int, unit_id: int, old: int, new: int) -> int:
    done = db.session.execute(
        update(Matter)
        .where(Matter.id == matter_id, Matter.unit_id == unit_id, Matter.story_id == old)
        .values(story_id=new)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def _drawn(unit_id: int, last_id: int) -> None:
    db.session.execute(
        update(Matter)
        .where(Matter.unit_id == unit_id, Matter.id <= last_id, Matter.drawn_at.is_(None))
        .values(drawn_at=now())
    )
