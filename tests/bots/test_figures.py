"""What the talk promises in figures, on a sample; `make bench-bot` measures the whole."""

import time
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
from triage.matters import Matter

SAMPLE, SHARE = 60, 0.7
# synthetic
STORY = "Chứng thực giấy khai sinh ở xã Mỹ An Hưng hôm qua phải chờ cả buổi"


def test_most_stories_need_at_most_one_question(embedded: Flask) -> None:
    with embedded.test_request_context():
        asked = [questions(story) for story in islice(shipped(), SAMPLE)]
    assert sum(count <= 1 for count in asked) >= SHARE * SAMPLE


def test_what_is_sent_in_a_chat_is_a_placed_matter_within_a_second(embedded: Flask) -> None:
    with embedded.app_context():
        house = Attendant(Channel.ZALO, embedded.extensions["settings"], TalkReader())
        house.attend(Heard("anh", "1", Said(STORY, 1)))
        began = time.perf_counter()
        house.attend(Heard("anh", "2", Said("gửi", 2)))
        drain(embedded)
        took = time.perf_counter() - began
        matter = db.session.scalars(select(Matter)).one()
    assert matter.placement == "placed"
    assert took < 1
