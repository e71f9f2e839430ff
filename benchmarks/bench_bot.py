"""The talk's figures: how much it asks, whether it loses, how soon it is understood.

`make bench-bot`. Questions: one first message each, of the invented sentences that ship and, where
they lie beside, of the evaluation data; counted are the questions until the last look, each answered
with "I do not know". Losses: 200 chats at once over HTTP against servers that speak the messengers'
protocols. Time: from hearing "send" to the matter being placed, on one SQLite installation.
"""

import csv
import json
import logging
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from app import TalkReader, create_app
from bots import sentences
from bots.attend import Attendant, Heard
from bots.dialogue import hear
from bots.ears import Ears
from bots.memory import Step, Talk
from bots.places import find_place
from bots.settings import BotSettings
from bots.turns import Said
from intake.clock import today
from intake.db import db
from intake.submissions import Channel, Submission
from tests.bots import fake_telegram, fake_zalo
from tests.bots.fake_telegram import FakeTelegram
from tests.bots.fake_zalo import FakeZalo
from tests.bots.house import equipped, listening
from tests.bots.person import say_in
from tests.installation import make_ready, settings
from triage.matters import Matter

HERE = Path(__file__).resolve().parents[1]
SENTENCES = HERE / "triage" / "data" / "sentences"
EVAL = Path(os.environ.get("LANG_NGHE_EVAL", HERE.parent / "shared" / "data")) / "text"
TAXONOMY = EVAL.parent.parent / "domain" / "taxonomy_examples.jsonl"
CHATS, ASKED_MOST, TIMED = 200, 6, 40
EVERY_NTH = 7
PATIENCE, LOOK = 300.0, 0.5  # seconds
NO_MATTER = ("no_matter", "other_matter")
AWAY = sentences.away(lambda message, **values: message)
# synthetic
STORY = "Chứng thực giấy khai sinh ở xã Mỹ An Hưng hôm qua phải chờ cả buổi"


def questions(story: str) -> int:
    """How many questions a first message leaves before the last look, none of them answered."""
    ears = Ears(TalkReader(), find_place, say_in, today(), "https://langnghe.example", lambda: 20)
    reply = hear(Talk(), Said(story, 1), ears)
    for asked in range(ASKED_MOST):
        if reply.wish or reply.talk.step is Step.CONFIRM:
            return asked
        reply = hear(reply.talk, Said("không biết", asked + 2), ears)
    return ASKED_MOST


def kept(story: str) -> bool:
    """Whether a first message is taken as the story it is, not as something said beside one."""
    ears = Ears(TalkReader(), find_place, say_in, today(), "https://langnghe.example", lambda: 20)
    return story.strip() in hear(Talk(), Said(story, 1), ears).talk.told.text


def shares(name: str, stories: Iterable[str]) -> None:
    """One line: no question, at most one; and how many were not taken for a story."""
    stories = list(stories)
    counted = [questions(story) for story in stories]
    if not counted:
        return
    none = sum(c == 0 for c in counted) / len(counted)
    one = sum(c <= 1 for c in counted) / len(counted)
    missed = sum(not kept(story) for story in stories)
    print(f"  {name:<44}{len(counted):>6}{none:>10.1%}{one:>12.1%}{missed:>10}")


def shipped() -> Iterator[str]:
    """The invented sentences of matters."""
    for file in sorted(SENTENCES.glob("*.csv")):
        if file.stem not in NO_MATTER:
            with file.open(encoding="utf-8-sig", newline="") as lines:
                yield from (row["text"] for row in list(csv.DictReader(lines))[::EVERY_NTH])


def taxonomy() -> list[str]:
    """The brief's invented sentences, three a topic; none where the file is absent."""
    lines = TAXONOMY.read_text(encoding="utf-8").splitlines() if TAXONOMY.exists() else []
    return [json.loads(line)["text"] for line in lines if line]


def generated(level: str) -> list[str]:
    """Complaints of the evaluation data at one level of noise; none where it is absent."""
    path = EVAL / "units_dev.json"
    rows = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    named = (r["text"] for r in rows if r["level"].split()[0] == level and r["kind"] != "neg")
    return list(named)[::EVERY_NTH]


def handwritten(name: str) -> list[str]:
    """One complaint a line; none where the file is absent."""
    path = EVAL / name
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [line for line in lines if line and not line.startswith(("#", "I0", "I1", "S0"))]


def asked() -> None:
    """The share of first messages that need at most one question."""
    print("questions before the last look              stories      none  at most one  mistaken")
    shares("invented sentences (shipped)", shipped())
    shares("invented sentences, three a topic", taxonomy())
    for level in ("N0", "N2", "N4", "N6", "N8", "A"):
        shares(f"generated complaints, noise {level}", generated(level))
    shares("hand-written complaints", handwritten("incidents_dev.txt"))
    shares("hand-written one-offs", handwritten("singles_dev.txt"))
    if not EVAL.exists():
        print(f"  no evaluation data at {EVAL}: set LANG_NGHE_EVAL")


@contextmanager
def installed() -> Iterator[Flask]:
    """An installation of its own."""
    with tempfile.TemporaryDirectory() as folder:
        given = settings(Path(folder), {})
        make_ready(given)
        yield create_app(given)


def at_once(app: Flask, name: str, server: FakeTelegram | FakeZalo) -> None:
    """So many people tell a story each and send it; every message is delivered twice."""
    began = time.perf_counter()
    with listening(app):
        talks = [threading.Thread(target=_talk, args=(server, n)) for n in range(CHATS)]
        for talk in talks:
            talk.start()
        for talk in talks:
            talk.join()
    took = time.perf_counter() - began
    with app.app_context():
        rows = select(Submission.text).where(Submission.channel == name)
        texts = list(db.session.scalars(rows))
    lost, doubled = CHATS - len(set(texts)), len(texts) - len(set(texts))
    print(f"  {name:<12}{CHATS} chats: {lost} lost, {doubled} doubled, {took:.1f} s in all")


def _talk(server: FakeTelegram | FakeZalo, number: int) -> None:
    """A story, and "send" once it was answered; each delivered twice."""
    for said, words in enumerate((f"{STORY}, người thứ {number}", "gửi"), 1):
        if isinstance(server, FakeTelegram):
            server.again(server.writes(1000 + number, words))
        else:
            server.again(server.writes(f"{number:020x}", words))
        _answered(server, number, said)


def _answered(server: FakeTelegram | FakeZalo, number: int, count: int) -> None:
    """Wait for so many answers; looked for seldom, so that the looking costs nothing.

    That the machine is busy for a moment is no answer: the answer comes after it.
    """
    until = time.monotonic() + PATIENCE
    while True:
        if isinstance(server, FakeTelegram):
            told = [str(m["text"]) for m in server.to(1000 + number)]
        else:
            told = server.to(f"{number:020x}")
        if sum(AWAY not in words for words in told) >= count:
            return
        if time.monotonic() > until:
            raise TimeoutError(f"chat {number} was not answered")
        time.sleep(LOOK)


def understood(app: Flask) -> None:
    """Seconds from the word "send" to the placed matter; work done before the call returns."""
    took = []
    with app.app_context():
        house = Attendant(Channel.ZALO, app.extensions["settings"], TalkReader())
        before = db.session.scalar(select(func.count(Matter.id))) or 0
        for number in range(TIMED):
            chat = f"timed{number}"
            house.attend(Heard(chat, "1", Said(f"{STORY}, lần thứ {number}", 1)))
            began = time.perf_counter()
            house.attend(Heard(chat, "2", Said("gửi", 2)))
            took.append(time.perf_counter() - began)
        after = db.session.scalar(select(func.count(Matter.id))) or 0
    assert after - before == TIMED, f"{after - before} matters of {TIMED}"
    took.sort()
    median, late = statistics.median(took), took[int(0.95 * len(took))]
    print(f"bot text to triaged matter, embedded: median {median:.3f} s, p95 {late:.3f} s")


def main() -> None:
    """Print the three."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # of the messengers' servers
    with installed() as app:
        with app.test_request_context():
            asked()
        understood(app)
    print("all at once, over HTTP, every message delivered twice")
    with installed() as app, FakeTelegram().open() as telegram:
        on = BotSettings(telegram_token=fake_telegram.TOKEN, telegram_api_url=telegram.url)
        at_once(equipped(app, on, TalkReader()), "telegram", telegram)
    with installed() as app, FakeZalo().open() as zalo:
        on = BotSettings(zalo_token=fake_zalo.TOKEN, zalo_api_url=zalo.url)
        at_once(equipped(app, on, TalkReader()), "zalo", zalo)


if __name__ == "__main__":
    main()
