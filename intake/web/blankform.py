"""The form nobody has touched yet: the same page for everybody but for its address."""

from collections.abc import Callable

from intake.web import drafts, drawn

_DOORS = ("", "citizen", "business")


def page(name: str, door: str, draw: Callable[[str], str]) -> str:
    """The untouched form of the draft ``name``; ``draw`` makes it for any name."""
    if door not in _DOORS or not drafts.is_name(name):
        return draw(name)
    return drawn.page(("form", door), {"name": name}, lambda said: draw(said["name"]))
