"""What the talk promises in figures, on a sample; `make bench-bot` measures the whole."""

from itertools import islice

from flask import Flask
from sqlalchemy import select

from app import TalkReader
from benchmarks.bench_bot import questions, shipped
from bots.attend import Attendant, Heard
from bots.turns import Said
from intake.db import db
from intake.submissions import Channel
from tests.bells import drain
from tests.intake.test_flow_costs import asked
from triage.matters import Matter

SAMPLE, SHARE = 60, 0.7
MOST, MORE = 80, 8  # statements of a filing that is placed and weighed; more for a later one
# synthetic
STORY = "Chứng thực giấy khai sinh ở xã Mỹ An Hưng hôm qua phải chờ cả buổi"


def test_most_stories_need_at_most_one_question(embedded: Flask) -> None:
    with embedded.test_request_context():
        counts = [questions(story) for story in islice(shipped(), SAMPLE)]
    assert sum(count <= 1 for count in counts) >= SHARE * SAMPLE


def test_what_is_sent_in_a_chat_is_placed_in_so_many_statements_however_many_came_before(
    embedded: Flask,
) -> None:
    """Not by the clock: `make bench-bot` has the seconds. Here the work is counted."""
    with embedded.app_context():
        took = [_sends(embedded, f"người thứ {number}") for number in range(3)]
        matters = db.session.scalars(select(Matter).order_by(Matter.id)).all()
    assert [matter.placement for matter in matters] == ["placed"] * 3
    assert max(took) <= MOST, took
    assert max(took) - took[0] <= MORE, took  # it does not grow with what is there


def _sends(app: Flask, name: str) -> int:
    """How many statements "send" takes, until the matter is placed and the province weighed."""
    house = Attendant(Channel.ZALO, app.extensions["settings"], TalkReader())
    house.attend(Heard(name, "1", Said(f"{STORY}, {name}", 1)))
    with asked(app) as statements:
        house.attend(Heard(name, "2", Said("gửi", 2)))
        drain(app)
    return len(statements)
