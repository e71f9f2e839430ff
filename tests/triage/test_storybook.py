"""The database's stories: the same as a stream's, drawn again after a night, names kept."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from intake.db import db, now
from intake.submissions import Submission
from tests.bells import drain
from tests.test_main_line import file
from tests.triage.telling import BRIDGE, LATE, NOISE
from triage import storybook
from triage.matters import Matter
from triage.stories import Entry, Stories
from triage.storymemory import StoryMemory, _Kept

PLACE = "xã Mỹ An Hưng"
SAID = [f"{text}, ở {PLACE}" for three in zip(BRIDGE, LATE, NOISE, strict=False) for text in three]


def hear(app: Flask) -> None:
    """Three stories are told of one unit, and one text twice, two days ago."""
    for text in [*SAID, SAID[0] + " !!!"]:
        file(app, text, sender=f"người nói: {text}")
    drain(app)
    with app.app_context():
        for matter in matters():
            matter.said_at -= timedelta(days=2)
        db.session.commit()


@pytest.fixture
def told(embedded: Flask) -> Iterator[list[Matter]]:
    hear(embedded)
    with embedded.app_context():
        yield matters()


def matters() -> list[Matter]:
    """Those that tell a story of their unit."""
    placed = select(Matter).where(Matter.unit_id.is_not(None), Matter.relevant.is_(True))
    return list(db.session.scalars(placed.order_by(Matter.said_at, Matter.id)))


def stories() -> list[int | None]:
    db.session.expire_all()
    return [matter.story_id for matter in matters()]


def test_built_from_the_database_each_time_the_stories_are_those_of_one_stream(
    told: list[Matter],
) -> None:
    said = {m.id: db.session.get_one(Submission, m.submission_id) for m in told}
    stream = Stories().add_many(
        Entry(
            m.id, m.unit_id or 0, said[m.id].text, m.said_at, m.topic, str(said[m.id].sender_hash)
        )
        for m in told
    )
    assert [(mark.story, mark.near_copy_of) for mark in stream] == [
        (m.story_id, m.near_copy_of) for m in told
    ]
    assert told[-1].near_copy_of == told[0].id
    assert len({m.story_id for m in told}) == 3


def test_matters_are_read_back_as_they_were_told_in_the_order_asked(
    told: list[Matter], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storybook, "AT_ONCE", 4)
    asked = [told[at] for at in (3, 0, 9, 7, 1, 8, 5)]
    read = storybook._entries([matter.id for matter in asked])
    assert [(e.id, e.story, e.topic, e.seconds) for e in read] == [
        (m.id, m.story_id, m.topic, m.said_at.timestamp()) for m in asked
    ]
    said = [db.session.get_one(Submission, matter.submission_id) for matter in asked]
    assert [e.text for e in read] == [one.text for one in said]
    assert [e.sender for e in read] == [one.sender_hash.hex() for one in said if one.sender_hash]


class Forgetful(StoryMemory):
    """As if each matter were told in a process just started: all is built from the database."""

    def _keep(self, key: tuple[str, int], kept: _Kept) -> None:
        """Nothing is kept."""


def test_processes_just_started_tell_the_stories_of_one_that_ran_on(
    told: list[Matter], monkeypatch: pytest.MonkeyPatch
) -> None:
    forgetful = Forgetful()
    monkeypatch.setattr(storybook, "_memory", forgetful)
    before = [(m.story_id, m.near_copy_of) for m in told]
    for matter in told:  # each anew, among those before it
        storybook.tell(matter, db.session.get_one(Submission, matter.submission_id))
        db.session.flush()
    assert [(m.story_id, m.near_copy_of) for m in told] == before
    assert forgetful.built == sum(range(len(told)))


def test_after_a_night_the_sweep_draws_again_what_was_kept_apart(app: Flask) -> None:
    hear(app)
    with app.app_context():
        before = stories()
        db.session.execute(
            update(Matter).where(Matter.story_id.is_not(None)).values(story_id=Matter.id)
        )
        db.session.commit()
    done = app.test_cli_runner().invoke(args=["sweep"])
    assert done.exit_code == 0, done.output
    assert "matters whose story was drawn again" in done.output
    with app.app_context():
        assert stories() == before


def test_a_night_that_changes_nothing_keeps_every_name_and_is_not_done_twice(
    told: list[Matter],
) -> None:
    assert len(storybook.due()) == 1
    before = stories()
    storybook.draw_again()
    once = stories()
    assert storybook.due() == []
    assert storybook.draw_again() == 0
    assert stories() == once
    assert set(once) <= set(before)


def test_a_new_matter_joins_the_story_as_the_night_drew_it(
    told: list[Matter], embedded: Flask
) -> None:
    db.session.execute(
        update(Matter).where(Matter.story_id == told[0].story_id).values(story_id=4711)
    )
    db.session.commit()
    file(embedded, f"Cầu ván ở {PLACE} lại sụp mấy tấm, mục nát hết", sender="người mới")
    drain(embedded)
    assert stories()[-1] == 4711


def test_what_was_said_today_waits_for_the_night(told: list[Matter]) -> None:
    storybook.draw_again()
    told[0].drawn_at, told[0].said_at = None, now()
    db.session.commit()
    assert storybook.due() == []


def test_a_matter_judged_anew_meanwhile_is_left_alone(told: list[Matter]) -> None:
    assert storybook._rename(told[0].id, told[0].unit_id or 0, 999, 1) == 0
    assert stories()[0] == told[0].story_id


@pytest.mark.parametrize(
    ("moment", "night"),
    [
        (datetime(2022, 3, 1, 18, 59, tzinfo=UTC), datetime(2022, 2, 28, 19, tzinfo=UTC)),
        (datetime(2022, 3, 1, 19, 0, tzinfo=UTC), datetime(2022, 3, 1, 19, tzinfo=UTC)),
    ],
)
def test_the_night_is_at_two_in_viet_nam(moment: datetime, night: datetime) -> None:
    assert storybook.last_night(moment) == night
