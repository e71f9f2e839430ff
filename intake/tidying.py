"""What every sweep does beside triage: each room registers its own broom.

A broom puts away what has expired, or makes good what was left undone, and says how much that
was. It may run at any time, twice, and beside another; nothing accepted is a broom's to delete.
What is done because time has passed, and nobody can undo, waits while the clock is in doubt.
"""

import logging
from collections.abc import Callable

from flask import Flask, current_app

from intake import clockleap, retention

Broom = Callable[[], int]
log = logging.getLogger(__name__)


def register(app: Flask, name: str, broom: Broom, by_the_clock: bool = False) -> None:
    """Let ``tidy`` use a broom; a later one of the same name takes its place.

    ``by_the_clock``: it does what cannot be undone because so much time has passed.
    """
    app.extensions.setdefault("brooms", {})[name] = broom
    if by_the_clock:
        app.extensions.setdefault("brooms by the clock", set()).add(name)


def tidy() -> dict[str, int]:
    """Use every broom; how much each did. One that breaks is logged and stops no other."""
    done: dict[str, int] = {}
    waiting = _waiting_for_the_clock()
    for name, broom in current_app.extensions.get("brooms", {}).items():
        if name in waiting:
            continue
        try:
            done[name] = broom()
        except Exception:
            log.exception("%s failed; the next sweep will try again", name)
    return done


def _waiting_for_the_clock() -> set[str]:
    """The brooms that must not be used now."""
    try:
        why = clockleap.doubt(retention.leap_days())
    except Exception:
        log.exception("the clock could not be looked at: nothing is put away by its age")
        why = "unknown"
    if not why:
        return set()
    log.error(
        "nothing is put away by its age: %s; set the clock, or `flask sweep --believe-the-clock`",
        why,
    )
    waiting: set[str] = current_app.extensions.get("brooms by the clock", set())
    return waiting
