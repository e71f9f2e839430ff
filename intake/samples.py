"""Whether anything here is invented: every page says so while the sample year is loaded."""

import time

from flask import current_app
from sqlalchemy import func, select, text

from intake import glance
from intake.submissions import Submission

KNOWN_FOR = 5.0  # seconds a page may lag behind what another process loaded or removed
_KEPT = "any sample"

# An index is used only where a question says its condition word for word. And the least is asked
# for, not whether there is one: who has no figures of the table yet takes half of it for samples,
# and would read all of it to find none.
_FIRST = select(func.min(Submission.id).label("id")).where(text("submission.sample"))


def any_sample() -> bool:
    """Whether the database holds a sample now."""
    found = glance.one(_FIRST, {})
    return found is not None and found.id is not None


def lately() -> bool:
    """As :func:`any_sample`, asked of the database every few seconds only."""
    known, until = current_app.extensions.get(_KEPT, (False, 0.0))
    if time.monotonic() >= until:
        known = any_sample()
        current_app.extensions[_KEPT] = (known, time.monotonic() + KNOWN_FOR)
    return bool(known)


def changed() -> None:
    """Samples came or went: ask again."""
    current_app.extensions.pop(_KEPT, None)
