"""What a visit or a desk review rests on: places visited, files read (domain S7). Pure."""

from dataclasses import dataclass
from enum import StrEnum

MOST, LONG = 30, 200


class PlaceKind(StrEnum):
    """The one-stop section, or a division by its name."""

    ONE_STOP = "one_stop"
    DIVISION = "division"


@dataclass(frozen=True)
class Place:
    """One place visited; ``name`` of a division."""

    kind: PlaceKind
    name: str = ""


def places(one_stop: bool, told: str) -> tuple[Place, ...]:
    """The one-stop section where it was ticked, and divisions, one a line, each once."""
    named = {
        " ".join(line.split()).casefold(): " ".join(line.split()) for line in told.splitlines()
    }
    divisions = [Place(PlaceKind.DIVISION, name[:LONG]) for name in named.values() if name]
    return (*([Place(PlaceKind.ONE_STOP)] if one_stop else []), *divisions[:MOST])


class About(StrEnum):
    """What a file of a desk review is: the seed's two grounds."""

    UNIT_REPORT = "unit_report"
    MONITORING = "monitoring"


@dataclass(frozen=True)
class Input:
    """One file of a desk review; ``file_id`` of the store, ``title`` its number and day in words."""

    about: About
    file_id: int
    title: str = ""
