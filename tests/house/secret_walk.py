"""Walk a secret world: every address, as everybody who must not know, byte by byte and query by query.

The first look asks everything. A later one asks what reads a table that changed meanwhile, whoever
read it; some people ask everything again, for what stands in no table but in the process.
"""

import functools
import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

import sqlalchemy as sa

from intake.db import db
from tests.house.secret_world import (
    AWAY,
    EVERYBODY,
    NO_VISIT,
    NOT_THERE,
    NUMBER,
    OUTSIDE,
    OWN,
    STAFF,
    WORDS,
    Answer,
    World,
)
from tests.house.test_routes import ways

STAGES = ("before", "proposed", "team set", "arrived")
STEPS = STAGES[1:]
# While the team is there the unit knows, and so does who came; nobody else is told before the end.
NOT_TOLD = (*OUTSIDE, *(who for who in AWAY if who != "press in the team"))
# Asked everything again once the team is set: what a process remembers stands in no table.
ANEW = (*OUTSIDE, "unit_head there", "press_member there", "operator there")
POSTING = (
    "inspector there", "lead there", "approver there", "unit_head there", "triage",
    "press in the team",
)  # fmt: skip
# Forms of what these people may see by another right: a matter, an account, a report of their own.
SEEN_OTHERWISE = re.compile(r"/noi-bo/(vu-viec|tai-khoan|phien|tu-kiem-tra|ke-hoach)/")
PLANNED = re.compile(r"/noi-bo/(kiem-tra|de-xuat|doan-cua-toi|da-ket-thuc|hien-truong|khac-phuc)/")
TABLE = re.compile(r'\b(?:FROM|JOIN|INTO|UPDATE)\s+"?(\w+)')
# Written by looking itself: sign-ins, readings, a form begun.
PASSING_BY = {"staff_sitting", "audit_entry", "audit_link", "draft"}
# Read to know who asks and to draw the page of a refusal; a door that reads no more is shut by duty.
WHO_ASKS = PASSING_BY | {"staff", "role", "staff_role", "submission", "unit"}
# The same figures in another wrapping, dear to make: asked for by one who may.
DEAR = ("/noi-bo/bao-cao.pdf", "/noi-bo/bao-cao.docx")
ASKS_DEAR = "lead there"
SHUT = {302, 303, 403}
# Read once and then remembered by a process, or once a minute of whoever asks: no work of a page.
REMEMBERED = {
    "staff", "role", "staff_role", "unit", "unit_alias", "unit_succession", "policy_adoption",
    "calibration",
}  # fmt: skip
LATELY = re.compile(
    r"^SELECT min\(submission\.id\) .*\bsubmission\.sample$", re.DOTALL
)  # kept some seconds
ROOMS = ("intake.", "triage.", "bots.")
Seen = dict[str, Answer]


class Pair(NamedTuple):
    """What is there and what is not, asked the same way."""

    there: Answer
    absent: Answer


@dataclass
class Walk:
    """All that was seen: by stage and person; by post; what chats and letters had to tell."""

    world: World
    seen: dict[str, dict[str, Seen]] = field(default_factory=dict)
    pairs: dict[str, dict[str, Pair]] = field(default_factory=dict)
    bots: dict[str, str] = field(default_factory=dict)
    letters: dict[str, list[str]] = field(default_factory=dict)
    changed: dict[str, set[str]] = field(default_factory=dict)
    asked: dict[str, set[str]] = field(default_factory=dict)  # tables a page read, whoever asked
    shut: dict[str, set[str]] = field(default_factory=dict)  # doors shut to a duty
    searched: set[str] = field(default_factory=set)  # pages that have a box to search in
    held: dict[str, int] = field(default_factory=dict)  # what each table held at the last look

    def through(self, people: tuple[str, ...] = EVERYBODY) -> None:
        """Every stage from before anything is proposed until the team is there."""
        self.look("before", people)
        self.world.propose()
        self.look("proposed", people)
        page = self.world.set_team()
        self.look("team set", people)
        self.pairs = {who: self.pair(who) for who in people}
        self.world.arrive(page)
        self.look("arrived", tuple(who for who in people if who in NOT_TOLD))

    def look(self, stage: str, people: tuple[str, ...]) -> None:
        """Let everybody look, and hear what chats and letters have to tell."""
        forget()
        self.world.sweep()
        self.changed[stage] = changed = self._changed()
        first, anew = not self.seen, stage == "team set"
        everything = {who for who in people if first or (anew and who in ANEW)}
        self.seen[stage] = {
            who: self._look(who, None if who in everything else changed) for who in people
        }
        if first:
            self._changed()
        self.bots[stage] = self.world.told_by_bot()
        self.letters[stage] = self.world.letters()

    def _look(self, who: str, changed: set[str] | None) -> Seen:
        """What every address shows somebody, less those whose door is shut to their duty."""
        self.world.flashed(who)
        seen: Seen = {}
        duty = str(STAFF.get(who, who))
        shut = self.shut.setdefault(duty, set())
        asking = list(self._addresses(who))
        for endpoint, path in asking:
            name = f"{endpoint} {path}"
            known = self.asked.get(name, changed)
            if name in shut or (changed is not None and known is not None and not known & changed):
                continue
            tables: set[str] = set()
            seen[name] = answer = self._ask(who, path, tables)
            self.asked.setdefault(name, set()).update(tables)
            if answer.status in SHUT and tables <= WHO_ASKS and who in STAFF:
                shut.add(name)
            if "?" not in path and b' name="q"' in answer.body and path.startswith("/noi-bo/"):
                asking.append((endpoint, f"{path}?q={NUMBER[-12:].lower()}"))
        return seen

    def pair(self, who: str) -> dict[str, Pair]:
        """What is there beside what is not: every page of what is planned, every form sent empty."""
        found: dict[str, Pair] = {}
        shut = self.shut[str(STAFF.get(who, who))]
        for endpoint, method, path in ways(self.world.app):
            posted = method == "POST" and who in POSTING
            wanted = posted or (method == "GET" and PLANNED.match(path) is not None)
            if "/1" not in path or not wanted or endpoint in NO_VISIT | OWN:
                continue
            name = f"{endpoint} {path}"
            if method == "GET" and (name in shut or who not in STAFF):
                continue
            form = {"x": "1"} if posted else {}
            away = path.replace("/1", f"/{NOT_THERE}")
            self._ask(who, away, set(), **form)  # what is done once a minute is done now
            there = self._ask(who, path, set(), **form)
            found[name] = Pair(there, self._ask(who, away, set(), **form))
        return found

    def _ask(self, who: str, path: str, tables: set[str], **form: str) -> Answer:
        with heard(self.world) as said:
            answer = self.world.ask(who, path, **form)
        for statement in said:
            tables.update(TABLE.findall(statement))
        told = [{*TABLE.findall(one)} for one in said if not LATELY.search(one)]
        return answer._replace(work=sum(not (t & PASSING_BY or t <= REMEMBERED) for t in told))

    def _changed(self) -> set[str]:
        """The tables that hold something else than when this was asked last."""
        before, self.held = self.held, {}
        with self.world.app.app_context():
            for table in sa.inspect(db.engine).get_table_names():
                rows = db.session.execute(sa.text(f"SELECT * FROM {table}")).all()
                self.held[table] = hash(tuple(map(repr, rows)))
            db.session.rollback()
        return {name for name, held in self.held.items() if before.get(name) != held} - PASSING_BY

    def _addresses(self, who: str) -> Iterator[tuple[str, str]]:
        staff, world = who in STAFF, self.world
        for endpoint, method, path in ways(world.app, world.endpoints):
            if method != "GET" or (path in DEAR and who != ASKS_DEAR):
                continue
            if who == "a stranger" or path.startswith("/noi-bo/") == staff:
                asked = path.replace("/don-vi/1", f"/don-vi/{world.unit_id}")
                yield endpoint, asked.replace("/phan-anh/x", f"/phan-anh/{world.reference}")
        if world.endpoints is not None:
            return
        if who == "a program":
            yield "api.Status", f"/api/v1/submissions/{world.reference}"
        if staff:
            for q in ("my+an+hung", WORDS[:8], NUMBER[:5]):
                yield "console.search", f"/noi-bo/tim?q={q}"
            yield "console.units", "/noi-bo/don-vi?q=my+an+hung"

    # What the walk found.

    def differing(self, who: str) -> set[str]:
        """Addresses that answered otherwise than before, or took other work."""
        before = self.seen["before"][who]
        found = set()
        for stage in STEPS:
            for name, answer in self.seen[stage].get(who, {}).items():
                own = name.split()[0] in OWN
                if name not in before:
                    found.add(f"{stage}: {name}: was not there to be asked")
                elif not own and answer[:3] != before[name][:3]:
                    found.add(f"{stage}: {name}")
                elif not own and answer.work != before[name].work:
                    found.add(f"{stage}: {name}: {before[name].work} -> {answer.work} statements")
        return found

    def spoken(self, who: str) -> set[str]:
        """Addresses that said what was planted."""
        shown = [(n, a) for stage in self.seen.values() for n, a in stage.get(who, {}).items()]
        shown += [(n, one) for n, pair in self.pairs.get(who, {}).items() for one in pair]
        return {n for n, a in shown if WORDS.encode() in a.body or NUMBER.encode() in a.body}

    def told_apart(self, who: str) -> set[str]:
        """Addresses that answer what is there otherwise than what is not, or work more for it."""
        away, here = str(NOT_THERE).encode(), b"1"
        return {
            f"{name}: {there.status}, {there.work} and {absent.status}, {absent.work}"
            for name, (there, absent) in self.pairs.get(who, {}).items()
            if not SEEN_OTHERWISE.match(name.split()[1])
            and (there.status, there.work, there.body)
            != (absent.status, absent.work, absent.body.replace(away, here))
        }

    def overheard(self) -> set[str]:
        """Stages at which a chat or a letter had something new to tell."""
        return {
            stage
            for stage in STEPS
            if (self.bots[stage], self.letters[stage])
            != (self.bots["before"], self.letters["before"])
        }


@contextmanager
def heard(world: World) -> Iterator[list[str]]:
    """The statements the database is given meanwhile."""
    said: list[str] = []

    def hear(*args: object) -> None:
        said.append(str(args[2]))

    with world.app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", hear)
    yield said
    sa.event.remove(engine, "before_cursor_execute", hear)


def forget() -> None:
    """As a process begun anew: what ours remember of earlier answers is gone."""
    for one in gc.get_objects():
        if isinstance(one, functools._lru_cache_wrapper) and _ours(one):
            one.cache_clear()


def _ours(one: object) -> bool:
    return str(getattr(one, "__module__", "")).startswith((*ROOMS, "tests.house"))
