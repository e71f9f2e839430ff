"""Every move of the table, stopped before each statement that writes and before its commit.

Run in a process of its own it forks, and each child is killed as a power cut kills.
"""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from intake.audit import AuditEntry
from intake.db import db
from tests.triage.inspections.every_move import Ready, picture, ready, whole
from triage.inspections.life import MOVES, Step

WRITES = ("INSERT", "UPDATE", "DELETE")


class Stopped(Exception):
    """The power went."""


@contextmanager
def stop_at(point: int, stop: Callable[[], None]) -> Iterator[None]:
    """Call ``stop`` before the writing statement of that number, from 0, a commit being one too.

    Stopped before a statement that reads, no more is written than before the last that wrote.
    """
    left = [point]

    def count(*told: Any) -> None:
        if len(told) > 1 and not told[2].startswith(WRITES):
            return
        if left[0] == 0:
            left[0] = -1
            stop()
        left[0] -= 1

    for name in ("before_cursor_execute", "commit"):
        event.listen(Engine, name, count)
    try:
        yield
    finally:
        for name in ("before_cursor_execute", "commit"):
            event.remove(Engine, name, count)


def stopped_everywhere(step: Step, attempt: Callable[[Ready, int], bool]) -> int:
    """Stop a move at each point until it is made; how many points there were.

    ``attempt`` tries it and says whether it was stopped. Raises AssertionError for half a move.
    """
    one, point = ready(step), 0
    before = picture(AuditEntry)
    while attempt(one, point):
        assert picture(AuditEntry) == before, f"half of {step} at {point}"
        point += 1
    assert whole(before, picture(AuditEntry), one), f"{step} is not whole"
    return point


def aborted(one: Ready, point: int) -> bool:
    """Raise there, in this process; the session goes on being used."""

    def stop() -> None:
        raise Stopped

    try:
        with stop_at(point, stop):
            one.do()
    except Stopped:
        db.session.rollback()
        return True
    return False


def killed(one: Ready, point: int) -> bool:
    """Be killed there, in a child."""
    db.session.remove()
    db.engine.dispose()  # a child shares no connection with anybody
    child = os.fork()
    if child == 0:
        code = os.EX_SOFTWARE
        try:
            with stop_at(point, lambda: os.kill(os.getpid(), signal.SIGKILL)):
                one.do()
            code = os.EX_OK
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.waitstatus_to_exitcode(status) == os.EX_OK
    return False


def main() -> None:
    """Kill every move everywhere and print how many times."""
    print(sum(stopped_everywhere(step, killed) for step in MOVES))  # noqa: T201 - its answer
