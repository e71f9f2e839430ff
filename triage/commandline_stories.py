"""``flask triage stories``: JSON lines in, JSON lines out. Pure: no database."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from triage.stories import Entry, Stories


def story_lines(lines: Iterable[str]) -> Iterator[str]:
    """For each line ``{"id", "unit", "text", "at"}`` a line ``{"id", "story", "near_copy_of"}``.

    Lines come in order of time. One that cannot be read is answered ``{"id", "error"}``.
    """
    stories = Stories()
    for line in lines:
        if line.strip():
            yield json.dumps(_answer(stories, line))


def _answer(stories: Stories, line: str) -> dict[str, object]:
    given: object = None
    try:
        given = json.loads(line)
        mark = stories.add(_entry(given))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        name = given.get("id") if isinstance(given, dict) else None
        return {"id": name, "error": f"{type(error).__name__}: {error}"[:200]}
    assert isinstance(given, dict)
    return {"id": given["id"], "story": mark.story, "near_copy_of": mark.near_copy_of}


def _entry(given: object) -> Entry:
    if not isinstance(given, dict):
        raise TypeError("a line must be an object")
    if not isinstance(given["text"], str):
        raise TypeError("text must be a string")
    return Entry(given["id"], given["unit"], given["text"], _moment(given["at"]))


def _moment(at: object) -> float:
    if isinstance(at, bool) or not isinstance(at, (int, float, str)):
        raise TypeError("at must be an ISO 8601 moment or seconds")
    if not isinstance(at, str):
        return float(at)
    moment = datetime.fromisoformat(at)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
