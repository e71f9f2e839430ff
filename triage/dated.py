"""Files of dated data: the province's own in the instance folder, else the one shipped."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from flask import current_app

Told = TypeVar("Told")


class DataBroken(RuntimeError):
    """A file of dated data cannot be read; the message names file and line."""


def told(read: Callable[[Path], Told], shipped: Path) -> Told:
    """What the file says. Raises DataBroken."""
    try:
        return read(own_or_shipped(shipped))
    except ValueError as error:
        raise DataBroken(str(error)) from error


def own_or_shipped(shipped: Path) -> Path:
    """The province's own file of that name in the instance folder, else the one shipped."""
    own: Path = current_app.extensions["settings"].instance / shipped.name
    return own if own.exists() else shipped
