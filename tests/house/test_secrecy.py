"""What is planned stays secret: every address, as everybody who must not know, byte by byte.

The same house is looked at before anything is proposed, once it is, once a case is decided and its
team set, and, by those whom a visit is no business of, while the team is there; who must not know
sees the very same bytes, at the same cost. Every duty is there in the inspected unit itself. That
this can fail is held by `test_secrecy_fails`.
"""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.house.secret_walk import POSTING, STEPS, Walk
from tests.house.secret_world import EVERYBODY, HERE, NUMBER, STAFF, World
from tests.house.source import ROOMS, modules
from tests.house.test_routes import sign_in
from tests.installation import ALICE, Installer, Mode

# What a process remembers by itself in our code, each looked at: locks, tallies by their turn,
# an empty thing nobody writes into.
REMEMBERED = {"intake.db._writers", "triage.tallies._known", "triage.storyline._NOTHING"}


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def told(installer: Installer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    with installer.install(Mode.EMBEDDED, tmp_path_factory.mktemp("secret")) as app:
        world = World(app)
        world.open_doors()
        walk = Walk(world)
        walk.through()
        yield walk


def test_the_house_is_as_the_test_thinks(told: Walk) -> None:
    shown = told.seen["before"]
    assert shown["inspector there"]["console.proposals /noi-bo/de-xuat"].status == 200
    assert shown["press_member there"]["console.seats /noi-bo/doan-cua-toi"].status == 200
    status = next(v for k, v in shown["a sender"].items() if k.startswith("web.status "))
    assert status.status == 200
    assert told.world.reference.encode() in status.body
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
    for who in STAFF:
        assert len(told.pairs[who]) > (15 if who in POSTING else -1), who


@pytest.mark.parametrize("who", EVERYBODY)
def test_nothing_changes_for_those_who_must_not_know(told: Walk, who: str) -> None:
    assert told.differing(who) == set()


@pytest.mark.parametrize("who", EVERYBODY)
def test_nothing_planted_is_in_any_byte(told: Walk, who: str) -> None:
    assert told.spoken(who) == set()


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_case_that_is_there_answers_like_one_that_is_not(told: Walk, who: str) -> None:
    for name, answer in told.seen["team set"][who].items():
        if name.split()[0] in ("console.proposal", "console.inspection", "console.pack"):
            assert answer.status in (302, 303, 403, 404), name
    assert told.told_apart(who) == set()


def test_no_chat_and_no_letter_tells(told: Walk) -> None:
    assert told.overheard() == set()
    assert told.letters["before"], "letters are put down, so that one that tells would be seen"


def test_who_works_there_reads_nothing_that_was_said_of_it(told: Walk) -> None:
    """Whoever recognises a story knows its teller; and a rise in them foretells the visit."""
    for who in (*HERE, "inspector beneath"):
        for stage, seen in told.seen.items():
            for name, answer in seen.get(who, {}).items():
                text = answer.body.decode(errors="replace")
                assert "trễ hẹn 20 ngày" not in text, (stage, who, name)
                assert "quá hẹn 12 ngày" not in text, (stage, who, name)


def test_a_process_remembers_nothing_the_walk_cannot_make_it_forget() -> None:
    """Caches by decorator are emptied between looks; a table of its own in a module is not."""
    kept = set()
    for module in modules(*ROOMS):
        for node in module.tree.body:
            value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
            names = (
                node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            )
            if value is not None and _empty(value):
                kept |= {f"{module.name}.{one.id}" for one in names if isinstance(one, ast.Name)}
        assert not re.search(r"^ +global ", module.text, re.MULTILINE), module.name
    assert kept == REMEMBERED


def _empty(value: ast.expr) -> bool:
    """Whether a thing is made to be filled later."""
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
        return value.func.id in {"dict", "list", "set", "defaultdict", "OrderedDict", "deque"}
    return (isinstance(value, ast.Dict) and not value.keys) or (
        isinstance(value, ast.List) and not value.elts
    )
