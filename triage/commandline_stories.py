"""``flask triage stories``: JSON lines in, JSON lines out. Pure: no database."""

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from triage.jsonlines import read_object
from triage.stories import Entry, Stories

_BAD = (ValueError, TypeError, OverflowError, RecursionError)

Given = dict[str, object]


def story_lines(batches: Iterable[Sequence[str]]) -> Iterator[str]:
    """For each line ``{"id", "unit", "text", "at"}`` a line ``{"id", "story", "near_copy_of"}``.

    Lines come in order of time, in batches that are answered before the next is asked for; how
    they are cut changes no answer. ``at`` is ISO 8601 (UTC where it names no zone) or seconds. Ids
    are numbers or strings, a story is called by the id of its first line. A line that cannot be
    read is answered ``{"id", "error"}`` and the next is read; blank lines are skipped.
    """
    stories = Stories()
    names: list[object] = []
    for batch in batches:
        yield from _answers([line for line in batch if line.strip()], stories, names)


def _answers(batch: Sequence[str], stories: Stories, names: list[object]) -> Iterator[str]:
    read = [_read(line) for line in batch]
    entries: list[Entry] = []
    for given, problem in read:
        if not problem:
            entries.append(_entry(given, len(names)))
            names.append(given["id"])
    marks = iter(stories.add_many(entries))
    for given, problem in read:
        if problem:
            yield json.dumps({"id": given.get("id"), "error": problem})
            continue
        mark = next(marks)
        copy = None if mark.near_copy_of is None else names[mark.near_copy_of]
        yield json.dumps({"id": given["id"], "story": names[mark.story], "near_copy_of": copy})


def _read(line: str) -> tuple[Given, str]:
    """What a line holds, and what is wrong with it ("" if nothing)."""
    given: Given = {}
    try:
        given = read_object(line)
        return given, _problem(given)
    except _BAD as error:
        return given, str(error)[:200]


def _problem(given: Given) -> str:
    for key, kinds in (("id", (int, str)), ("unit", (int, str)), ("text", (str,))):
        if not isinstance(given.get(key), kinds) or isinstance(given[key], bool):
            return f"{key} is missing or of a wrong type"
    return "" if math.isfinite(_moment(given.get("at"))) else "at is not a moment"


def _entry(given: Given, number: int) -> Entry:
    unit, text = given["unit"], given["text"]
    assert isinstance(unit, (int, str))
    assert isinstance(text, str)
    return Entry(number, unit, text, _moment(given["at"]))


def _moment(at: object) -> float:
    if isinstance(at, (int, float)) and not isinstance(at, bool):
        return float(at)
    if not isinstance(at, str):
        raise TypeError("at is missing or of a wrong type")
    moment = datetime.fromisoformat(at)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
