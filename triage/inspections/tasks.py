"""What a unit has to put right after a conclusion, one task a shortcoming. Pure.

The head of the unit reports; somebody else verifies or sends back: never who wrote the report,
the finding or the conclusion (four eyes, domain 6.4). A task verified stays so.
"""

from collections.abc import Collection, Sequence
from enum import StrEnum


class TaskAct(StrEnum):
    """What is done to a task."""

    REPORTED = "reported"
    SENT_BACK = "sent_back"
    VERIFIED = "verified"


class TaskState(StrEnum):
    """How far a task is."""

    OPEN = "open"
    REPORTED = "reported"
    SENT_BACK = "sent_back"
    VERIFIED = "verified"


_FROM = {
    TaskAct.REPORTED: (TaskState.OPEN, TaskState.SENT_BACK),
    TaskAct.SENT_BACK: (TaskState.REPORTED,),
    TaskAct.VERIFIED: (TaskState.REPORTED,),
}


def state(acts: Sequence[str]) -> TaskState:
    """The state after these acts, oldest first."""
    return TaskState(acts[-1]) if acts else TaskState.OPEN


def refusal(
    now: TaskState, act: TaskAct, text: str, staff_id: int, authors: Collection[int]
) -> str:
    """Why an act is refused: order, four_eyes, text; empty where it may be done.

    ``authors``: who wrote the last report, the finding, the draft conclusion and the conclusion.
    """
    if now not in _FROM[act]:
        return "order"
    if act is not TaskAct.REPORTED and staff_id in authors:
        return "four_eyes"
    return "" if text.strip() else "text"
