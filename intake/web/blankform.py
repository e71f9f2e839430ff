"""The form nobody has touched yet: the same page for everybody but for its address.

Drawn once a day, language and door, then only addressed anew. It holds nothing of anybody: it is
drawn for an address made up here, never for a sender's.
"""

import re
import secrets
from collections.abc import Callable

from flask import current_app, request
from flask_babel import get_locale

from intake.clock import today
from intake.web.shell import sample_data

_NAME = re.compile(r"[0-9a-f]{8}")
_DOORS = ("", "citizen", "business")
_MOST = 32


def page(name: str, door: str, draw: Callable[[str], str]) -> str:
    """The untouched form of the draft ``name``; ``draw`` makes it for any name."""
    if current_app.debug or door not in _DOORS or not _NAME.fullmatch(name):
        return draw(name)
    kept: dict[object, list[str]] = current_app.extensions.setdefault("blank forms", {})
    slot = (today(), str(get_locale()), door, sample_data(), request.script_root)
    if slot not in kept:
        mark = secrets.token_hex(16)  # too long to stand anywhere else on the page
        drawn = draw(mark)
        if name in drawn:  # something on it is this sender's after all
            return draw(name)
        if len(kept) >= _MOST:
            kept.clear()
        kept[slot] = drawn.split(mark)
    return name.join(kept[slot])
