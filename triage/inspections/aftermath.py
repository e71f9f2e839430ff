"""What becomes of good practices, solutions and recommendations after a conclusion (S2). Pure.

A good practice is proposed for others, approved by somebody else, and replicated at named units.
A solution or a recommendation is sent to a body, which accepts it, turns it down, or answers.
"""

from dataclasses import dataclass
from enum import StrEnum

from intake.duties import Duty
from triage.inspections.headings import Found
from triage.inspections.life import AFTER, HEADS, WORKERS, Stage

OPEN = (*AFTER, Stage.CLOSED, Stage.PUBLISHED)  # from the conclusion on


class State(StrEnum):
    """How far a finding that is no shortcoming has come."""

    NOTED = "noted"
    PROPOSED = "proposed"
    APPROVED = "approved"
    REPLICATED = "replicated"
    SENT = "sent"
    ACCEPTED = "accepted"
    ANSWERED = "answered"
    TURNED_DOWN = "turned_down"


@dataclass(frozen=True)
class Move:
    """One allowed move: ``unlike`` the author of the last one, with a unit where ``where``."""

    target: State
    kinds: tuple[Found, ...]
    sources: tuple[State, ...]
    duties: tuple[Duty, ...]
    unlike: bool = False
    where: bool = False


GOOD = (Found.GOOD_PRACTICE,)
TO_A_BODY = (Found.PROPOSED_SOLUTION, Found.AMENDMENT_RECOMMENDATION)
S = State
MOVES = (
    Move(S.PROPOSED, GOOD, (S.NOTED,), WORKERS),
    Move(S.APPROVED, GOOD, (S.PROPOSED,), HEADS, unlike=True),
    Move(S.TURNED_DOWN, GOOD, (S.PROPOSED,), HEADS, unlike=True),
    Move(S.REPLICATED, GOOD, (S.APPROVED, S.REPLICATED), WORKERS, where=True),
    Move(S.SENT, TO_A_BODY, (S.NOTED,), WORKERS),
    Move(S.ACCEPTED, TO_A_BODY, (S.SENT, S.ANSWERED), WORKERS),
    Move(S.ANSWERED, TO_A_BODY, (S.SENT,), WORKERS),
    Move(S.TURNED_DOWN, TO_A_BODY, (S.SENT, S.ANSWERED), WORKERS),
)


@dataclass(frozen=True)
class Asked:
    """A move asked for: what it leads to, in which words, where it was replicated."""

    target: State
    text: str = ""
    unit_id: int | None = None


def move_to(kind: Found, now: State, target: State) -> Move | None:
    """The move of a kind of finding from one state to another, if there is one."""
    return next(
        (m for m in MOVES if m.target is target and kind in m.kinds and now in m.sources), None
    )


def refusal(
    kind: Found, now: State, asked: Asked, duties: frozenset[str], last_author: bool
) -> str:
    """Why it is refused: order, duty, four_eyes, text, where; empty where it may be done."""
    move = move_to(kind, now, asked.target)
    if move is None:
        return "order"
    if not duties & set(move.duties):
        return "duty"
    if move.unlike and last_author:
        return "four_eyes"
    if not asked.text.strip():
        return "text"
    return "where" if move.where and asked.unit_id is None else ""


def open_to(kind: Found, now: State, duties: frozenset[str], last_author: bool) -> tuple[Move, ...]:
    """The moves a person could make now."""
    return tuple(
        m
        for m in MOVES
        if kind in m.kinds
        and now in m.sources
        and duties & set(m.duties)
        and not (m.unlike and last_author)
    )
