"""The life of a proposal as one table of moves. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a proposal stands."""

    PROPOSED = "proposed"
    DEFERRED = "deferred"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class Act(StrEnum):
    """What can be done to a proposal."""

    ACCEPT = "accept"
    DECLINE = "decline"
    DEFER = "defer"
    RESUME = "resume"


OPEN = (State.PROPOSED, State.DEFERRED)


@dataclass(frozen=True)
class Move:
    """One allowed move: from where, to where, and what the person must give."""

    act: Act
    sources: tuple[State, ...]
    target: State
    needs: tuple[str, ...]
    because: str


MOVES = {
    move.act: move
    for move in (
        Move(Act.ACCEPT, OPEN, State.ACCEPTED, (), "a named inspector takes it to an inspection"),
        Move(
            Act.DECLINE,
            OPEN,
            State.DECLINED,
            ("reason", "text"),
            "declines are a main learning signal, so they say why (domain 6.2)",
        ),
        Move(
            Act.DEFER,
            (State.PROPOSED,),
            State.DEFERRED,
            ("until",),
            "capacity is limited; a date brings it back",
        ),
        Move(Act.RESUME, (State.DEFERRED,), State.PROPOSED, (), "its date has come"),
    )
}


class DeclineReason(StrEnum):
    """The closed list of domain 6.2."""

    INSUFFICIENT_SPECIFICS = "insufficient_specifics"
    DUPLICATE_OF = "duplicate_of"
    OUTSIDE_COMPETENCE = "outside_competence"
    ALREADY_INSPECTED_RECENTLY = "already_inspected_recently"
    ALREADY_RECTIFIED = "already_rectified"
    EXPLAINED_BY_SYSTEM_OUTAGE = "explained_by_system_outage"
    EXPLAINED_BY_VOLUME = "explained_by_volume"
    COORDINATED_SUBMISSIONS = "coordinated_submissions"
    WRONG_UNIT = "wrong_unit"
    HANDLED_AS_COMPLAINT_OR_DENUNCIATION = "handled_as_complaint_or_denunciation"
    OTHER = "other"
