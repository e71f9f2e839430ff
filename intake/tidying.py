"""What every sweep does beside triage: each room registers its own broom.

A broom puts away what has expired, or makes good what was left undone, and says how much that
was. It may run at any time, twice, and beside another; nothing accepted is a broom's to delete.
"""

import logging
from collections.abc import Callable

from flask import Flask, current_app

Broom = Callable[[], int]
log = logging.getLogger(__name__)


def register(app: Flask, name: str, broom: Broom) -> None:
    """Let ``tidy`` use a broom; a later one of the same name takes its place."""
    app.extensions.setdefault("brooms", {})[name] = broom


def tidy() -> dict[str, int]:
    """Use every broom; how much each did. One that breaks is logged and stops no other."""
    done: dict[str, int] = {}
    for name, broom in current_app.extensions.get("brooms", {}).items():
        try:
            done[name] = broom()
        except Exception:
            log.exception("%s failed; the next sweep will try again", name)
    return done
