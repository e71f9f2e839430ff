"""The solid lines under the head of a paper: how long each is (Decree 30/2020, Appendix I)."""

from dataclasses import dataclass

from triage.papers.typeface import widest

TITLE_ROOM = 140.0  # millimetres a title may be wide


@dataclass(frozen=True)
class Rules:
    """Millimetres; 0 for no line."""

    issuing: float
    motto: float
    abstract: float


def ruled(issuing: str, motto: str, abstract: str) -> Rules:
    """As long as the motto; under the other two from a third to a half of their words."""
    return Rules(_part(issuing, 13), round(widest(motto, 14), 1), _part(abstract, 14))


def _part(text: str, size: float) -> float:
    return round(0.4 * widest(text, size), 1)
