"""What placing answers. Pure.

Named tuples where many are made a second: a frozen dataclass takes three times as long to make.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Status(StrEnum):
    """How a text was placed."""

    PLACED = "placed"  # on one unit that answers for it
    AMBIGUOUS = "ambiguous"  # on one of several, or on one not surely enough: ask
    OUTSIDE = "outside"  # on a body that is not under the province
    NONE = "none"  # nothing named


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known besides the text.

    ``unit_id`` was chosen from a list, ``stated_place`` written in the box that asks where,
    ``dossier_code`` typed or read from a receipt slip.
    """

    unit_id: int | None = None
    stated_place: str = ""
    dossier_code: str | None = None


class Candidate(NamedTuple):
    """A unit that may be meant; ``score`` from 0 to 1, comparable within one placement."""

    unit_id: int
    score: float


class Span(NamedTuple):
    """``text[start:end]`` of the original text names one of ``unit_ids``."""

    start: int
    end: int
    unit_ids: tuple[int, ...]


class Placement(NamedTuple):
    """Where one matter belongs.

    ``unit_id`` is set only where ``status`` is PLACED: the unit that answers on the day asked.
    ``candidates`` are sorted, best first. ``why`` holds codes, some with an id after a colon.
    """

    status: Status
    unit_id: int | None = None
    candidates: tuple[Candidate, ...] = ()
    spans: tuple[Span, ...] = ()
    why: tuple[str, ...] = ()

    @property
    def margin(self) -> float:
        """How far the best candidate is ahead of the second, 0 to 1."""
        if not self.candidates:
            return 0.0
        second = self.candidates[1].score if len(self.candidates) > 1 else 0.0
        return self.candidates[0].score - second
