"""What is planned stays secret: every address, as everybody who must not know, byte by byte.

The same house is looked at before anything is proposed, once it is, once a case is decided and its
team set, and, by those whom a visit is no business of, while the team is there; who must not know
sees the very same bytes. Every duty is there in the inspected unit itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
import sqlalchemy as sa

from intake.db import db
from tests.house.secret_world import (
    AWAY,
    HERE,
    NO_VISIT,
    NOT_THERE,
    NUMBER,
    OWN,
    STAFF,
    WORDS,
    Seen,
    World,
)
from tests.house.test_routes import sign_in, ways
from tests.installation import ALICE, Installer, Mode

OUTSIDE = ("a stranger", "a sender", "a program")
EVERYBODY = (*OUTSIDE, *STAFF)
POSTING = (
    "inspector there", "lead there", "approver there", "unit_head there", "triage",
    "press in the team",
)  # fmt: skip
STAGES = ("before", "proposed", "team set", "arrived")
STEPS = STAGES[1:]
# While the team is there the unit knows, and so does who came; nobody else is told before the end.
NOT_TOLD = (*OUTSIDE, *(who for who in AWAY if who != "press in the team"))
Posted = dict[str, tuple[tuple[int, int, bytes], tuple[int, int, bytes]]]


@dataclass
class Told:
    """All that was seen: by stage and person; by post; what chats and letters had to tell."""

    world: World
    seen: dict[str, dict[str, Seen]] = field(default_factory=dict)
    posted: dict[str, Posted] = field(default_factory=dict)
    bots: dict[str, str] = field(default_factory=dict)
    notices: dict[str, list[tuple[str, str, int | None]]] = field(default_factory=dict)
    changed: dict[str, set[str]] = field(default_factory=dict)
    statements: dict[str, tuple[int, int]] = field(default_factory=dict)

    def look(self, stage: str) -> None:
        """Let everybody look."""
        people = NOT_TOLD if stage == "arrived" else EVERYBODY
        changed = self.world.changed() if self.seen else None
        self.changed[stage] = changed or set()
        self.seen[stage] = {who: self.world.look(who, changed) for who in people}
        if changed is None:
            self.world.changed()
        self.hear(stage)

    def hear(self, stage: str) -> None:
        """What chats and letters have to tell."""
        self.bots[stage] = self.world.told_by_bot()
        self.notices[stage] = self.world.notices()


@pytest.fixture(scope="module")
def told(installer: Installer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    with installer.install(Mode.EMBEDDED, tmp_path_factory.mktemp("secret")) as app:
        world = World(app)
        world.open_doors()
        found = Told(world)
        found.look("before")
        world.propose()
        found.look("proposed")
        page = world.set_team()
        found.look("team set")
        found.posted = {who: posts(world, who) for who in POSTING}
        found.statements = {path: (count(world, path, 1), count(world, path, NOT_THERE))
                            for path in ("kiem-tra", "de-xuat")}  # fmt: skip
        world.arrive(page)
        found.look("arrived")
        yield found


def posts(world: World, who: str) -> Posted:
    """Every form with a number in its address, sent empty for what is there and for what is not."""
    answers: Posted = {}
    for endpoint, method, path in ways(world.app):
        if method == "POST" and "/1" in path and endpoint not in NO_VISIT | OWN:
            away = path.replace("/1", f"/{NOT_THERE}")
            there = world.ask(who, path, x="1")
            shut = there[0] == 403  # by duty, before anything is looked for
            answers[f"{endpoint} {path}"] = (there, there if shut else world.ask(who, away, x="1"))
    return answers


def count(world: World, path: str, number: int) -> int:
    """How many statements one look by somebody who works there costs the database."""
    said: list[str] = []
    with world.app.app_context():
        engine = db.engine

    def hear(*args: object) -> None:
        said.append(str(args[2]))

    sa.event.listen(engine, "before_cursor_execute", hear)
    world.ask("inspector there", f"/noi-bo/{path}/{number}")
    sa.event.remove(engine, "before_cursor_execute", hear)
    return len(said)


def test_the_house_is_as_the_test_thinks(told: Told) -> None:
    shown = told.seen["before"]
    assert shown["inspector there"]["console.proposals /noi-bo/de-xuat"][0] == 200
    assert shown["press_member there"]["console.seats /noi-bo/doan-cua-toi"][0] == 200
    status = next(v for k, v in shown["a sender"].items() if k.startswith("web.status "))
    assert status[0] == 200
    assert told.world.reference.encode() in status[2]
    knows = told.world.app.test_client()
    sign_in(knows, ALICE)
    assert NUMBER in knows.get("/noi-bo/kiem-tra/1").text
    assert len(shown["inspector there"]) > 60
    assert told.changed["proposed"] >= {"proposal", "evidence"}
    assert told.changed["team set"] >= {"inspection", "inspection_move"}
    assert told.changed["arrived"] >= {"inspection", "inspection_move"}
    for stage in STEPS[:2]:  # what might tell was asked again
        asked = {name.split()[0] for name in told.seen[stage]["inspector there"]}
        assert {"console.proposals", "console.proposal"} <= asked, stage


@pytest.mark.parametrize("who", EVERYBODY)
def test_nothing_changes_for_those_who_must_not_know(told: Told, who: str) -> None:
    before = told.seen["before"][who]
    for stage in STEPS:
        after = told.seen[stage].get(who, {})
        changed = {k for k, answer in after.items() if answer != before[k]}
        assert {k for k in changed if k.split()[0] not in OWN} == set(), stage


@pytest.mark.parametrize("who", EVERYBODY)
def test_nothing_planted_is_in_any_byte(told: Told, who: str) -> None:
    for stage in STAGES:
        for name, (_status, _length, body) in told.seen[stage].get(who, {}).items():
            assert WORDS.encode() not in body, (stage, name)
            assert NUMBER.encode() not in body, (stage, name)
    for name, answers in told.posted.get(who, {}).items():
        for _status, _length, body in answers:
            assert WORDS.encode() not in body, name
            assert NUMBER.encode() not in body, name


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_case_that_is_there_answers_like_one_that_is_not(told: Told, who: str) -> None:
    seen = told.seen["team set"][who]
    for name, answer in seen.items():
        if name.split()[0] in ("console.proposal", "console.inspection", "console.pack"):
            assert answer[0] in (302, 303, 403, 404), name
    if who in STAFF:
        for room in ("kiem-tra", "de-xuat", "doan-cua-toi", "da-ket-thuc/kiem-tra"):
            there = told.world.ask(who, f"/noi-bo/{room}/{NOT_THERE}")
            assert there[0] in (403, 404)
    planned = ("console.decide", "console.step", "console.find", "console.task", "console.merge")
    for name, (there, absent) in told.posted.get(who, {}).items():
        if name.split()[0] in planned:
            assert there[:2] == absent[:2], name


def test_looking_for_a_case_that_is_there_takes_no_more_work(told: Told) -> None:
    for path, (there, absent) in told.statements.items():
        assert there == absent, path


@pytest.mark.parametrize("stage", STEPS)
def test_no_chat_and_no_letter_tells(told: Told, stage: str) -> None:
    assert told.bots[stage] == told.bots["before"]
    assert told.notices[stage] == told.notices["before"]


def test_who_works_there_reads_nothing_that_was_said_of_it(told: Told) -> None:
    """Whoever recognises a story knows its teller; and a rise in them foretells the visit."""
    for who in (*HERE, "inspector beneath"):
        for stage in STAGES:
            for name, (_status, _length, body) in told.seen[stage].get(who, {}).items():
                text = body.decode(errors="replace")
                assert "trễ hẹn 20 ngày" not in text, (who, name)
                assert "quá hẹn 12 ngày" not in text, (who, name)
