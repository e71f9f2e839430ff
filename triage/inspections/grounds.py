"""What a case rests on: places visited, files read and files a unit proves by (domain S7). Pure."""

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
    """What a file of a case is: the seed's two grounds of a desk review, and what a unit proves."""

    UNIT_REPORT = "unit_report"
    MONITORING = "monitoring"
    EXPLANATION = "explanation"
    REMEDIED = "remedied"


DESK = (About.UNIT_REPORT, About.MONITORING)


@dataclass(frozen=True)
class Input:
    """One file of a case; ``file_id`` of the store, ``title`` its number and day in words."""

    about: About
    file_id: int
    title: str = ""
