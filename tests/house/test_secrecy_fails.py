"""The walk of `test_secrecy` can fail: each leak planted here, in a house of its own, is found.

Every way something planned was ever seen to leak has a page, a letter or a memory here that leaks
so, beside one honest page; the walk must name each leak, by the check meant for it, and no other.
"""

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, Response, abort, current_app, make_response, redirect, request

from intake import outbox, tidying
from intake.db import db
from intake.outbox import Letter, News, Way
from intake.staff import Duty
from tests.house.secret_walk import Walk
from tests.house.secret_world import World
from tests.installation import Installer, Mode
from triage.console.access import for_duties
from triage.inspections.cases import Inspection, InspectionMove
from triage.proposals import Proposal

HEAD, PUBLIC = "unit_head there", "a stranger"
PEOPLE = (PUBLIC, HEAD, "press elsewhere")
_SEEN: dict[str, int] = {}  # what a job left lying about in the process

pytestmark = pytest.mark.slow


def many(kind: type[Inspection] | type[Proposal]) -> int:
    return db.session.scalar(sa.select(sa.func.count(kind.id))) or 0


def numbers() -> list[str]:
    return list(db.session.scalars(sa.select(InspectionMove.number)))


def counter() -> str:
    return f"Đơn vị của anh chị có {many(Inspection)} cuộc."


def cell() -> str:
    return f"<td>{many(Proposal)}</td>"


def search() -> str:
    words = request.args.get("q", "")
    hits = [n for n in numbers() if words and words.lower() in n.lower()]
    return f'<input name="q"> {len(hits)} kết quả'


def export() -> Response:
    sheet = io.StringIO()
    csv.writer(sheet).writerows([["don-vi", "so"], *(["x", n] for n in numbers())])
    return Response(sheet.getvalue(), mimetype="text/csv")


def packed() -> Response:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/sheet1.xml", "".join(numbers()))
    return Response(held.getvalue(), mimetype="application/zip")


def etag() -> Response:
    answer = make_response("luôn như nhau")
    answer.set_etag(str(many(Inspection)))
    return answer


def cookie() -> Response:
    answer = make_response("luôn như nhau")
    answer.set_cookie("cho", str(many(Inspection)))
    return answer


def leads() -> Any:
    return redirect("/noi-bo/phien" if many(Inspection) else "/noi-bo/")


def opens() -> str:
    return "" if many(Inspection) else abort(403)


@lru_cache
def _remembered() -> int:
    return many(Inspection)


def remembered() -> str:
    return f"{_remembered()} cuộc, đếm một lần mỗi tiến trình"


def lying_about() -> str:
    return f"{_SEEN.get('cases', 0)} cuộc, không hỏi cơ sở dữ liệu"


def works_more() -> str:
    for one in db.session.scalars(sa.select(Inspection)):
        assert one.moves
    return "luôn như nhau"


def forbidden(case: int) -> str:
    abort(403 if db.session.get(Inspection, case) else 404)


def hesitates(case: int) -> str:
    row = db.session.get(Inspection, case)
    if row is not None:
        assert row.moves
    abort(404)


def says_which(case: int) -> Response:
    there = db.session.scalar(sa.select(Inspection.id).where(Inspection.id == case))
    return Response("không có", 404, {"X-Why": "hidden" if there else "none"})


def honest() -> str:
    return f"<input name='q'> {db.session.scalar(sa.text('SELECT count(*) FROM unit'))} đơn vị"


def letter() -> int:
    """A notification whose preview tells the head of the unit."""
    settings = current_app.extensions["settings"]
    for case in db.session.scalars(sa.select(Inspection)):
        box = outbox.seal(settings, Letter("unit_head-there@nha.example", {"count": "1"}))
        if not db.session.scalar(sa.select(outbox.Notice.id).where(outbox.Notice.once_key == "x")):
            outbox.post(News.DEADLINE, Way.EMAIL, box, "x")
            db.session.commit()
        _SEEN["cases"] = case.id
    return 0


TO_HEAD = (counter, search, export, packed, etag, cookie, leads, opens, remembered, lying_about,
           works_more, honest)  # fmt: skip
BY_NUMBER = (forbidden, hesitates, says_which)


def plant(app: Flask) -> set[str]:
    """Hang every leak into the house; the endpoints."""

    def hang(path: str, view: Callable[..., Any], *duties: Duty) -> str:
        shown = for_duties(*duties)(view) if duties else view
        app.add_url_rule(path, f"leak.{view.__name__}", shown)
        return f"leak.{view.__name__}"

    found = {hang("/so-lieu-ro", cell)}
    found |= {hang(f"/noi-bo/ro/{v.__name__}", v, Duty.HEAD) for v in TO_HEAD}
    found |= {hang(f"/noi-bo/kiem-tra/<int:case>/{v.__name__}", v, Duty.HEAD) for v in BY_NUMBER}
    tidying.register(app, "a letter that tells", letter)
    return found


@pytest.fixture(scope="module")
def leaky(installer: Installer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    _SEEN.clear()
    with installer.install(Mode.EMBEDDED, tmp_path_factory.mktemp("leaky")) as app:
        world = World(app, endpoints=plant(app))
        world.open_doors()
        walk = Walk(world)
        walk.through(PEOPLE)
        yield walk


def named(found: set[str]) -> set[str]:
    """The leaks' own names, of what a check says."""
    return {word.removeprefix("leak.") for one in found for word in one.replace(":", "").split()
            if word.startswith("leak.")}  # fmt: skip


def test_whatever_changes_is_found(leaky: Walk) -> None:
    assert named(leaky.differing(HEAD)) == {v.__name__ for v in TO_HEAD} - {"honest"} | {
        v.__name__ for v in BY_NUMBER
    }
    assert named(leaky.differing(PUBLIC)) >= {"cell"}


def test_what_stays_the_same_is_not(leaky: Walk) -> None:
    assert leaky.differing("press elsewhere") == set()
    assert leaky.spoken("press elsewhere") == set()


def test_a_search_is_tried_with_words_of_the_secret(leaky: Walk) -> None:
    hits = {name for name in leaky.differing(HEAD) if "leak.search" in name}
    assert hits
    assert all("?q=" in name for name in hits), "the page itself says nothing"


def test_planted_words_are_found_in_files_too(leaky: Walk) -> None:
    assert named(leaky.spoken(HEAD)) == {"export", "packed"}


def test_what_is_there_is_told_from_what_is_not_by_answer_head_or_work(leaky: Walk) -> None:
    assert named(leaky.told_apart(HEAD)) == {"forbidden", "hesitates", "says_which"}


def test_a_letter_that_tells_is_read(leaky: Walk) -> None:
    assert leaky.overheard() == {"team set", "arrived"}
