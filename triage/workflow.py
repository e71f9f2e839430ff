"""The life of a proposal as one table of moves. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a proposal stands."""

    PROPOSED = "proposed"
    DEFERRED = "deferred"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    DECLINING = "declining"  # one person would not inspect; a second one is to say so too
    MERGED = "merged"  # its evidence and senders go along with an inspection


class Act(StrEnum):
    """What can be done to a proposal."""

    ACCEPT = "accept"
    DECLINE = "decline"
    DEFER = "defer"
    RESUME = "resume"
    CONFIRM = "confirm"
    RETURN = "return"
    MERGE = "merge"
    REPROPOSE = "propose_again"


OPEN = (State.PROPOSED, State.DEFERRED, State.DECLINING)
UNDECIDED = (State.PROPOSED, State.DEFERRED)


@dataclass(frozen=True)
class Move:
    """One allowed move: from where, to where, and what the person must give.

    ``unlike``: the act whose author may not make it (four eyes).
    """

    act: Act
    sources: tuple[State, ...]
    target: State
    needs: tuple[str, ...]
    because: str
    unlike: Act | None = None


MOVES = {
    move.act: move
    for move in (
        Move(
            Act.ACCEPT, UNDECIDED, State.ACCEPTED, (), "a named inspector takes it to an inspection"
        ),
        Move(
            Act.DECLINE,
            UNDECIDED,
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
        Move(
            Act.RESUME,
            (State.DEFERRED, State.MERGED),
            State.PROPOSED,
            (),
            "its date has come, or the inspection it went along with was called off",
        ),
        Move(
            Act.CONFIRM,
            (State.DECLINING,),
            State.DECLINED,
            ("text",),
            "what ranks high is dropped by two people (domain 6.2)",
            unlike=Act.DECLINE,
        ),
        Move(
            Act.RETURN,
            (State.DECLINING,),
            State.PROPOSED,
            ("text",),
            "the second person sees it otherwise, or the first one thought again",
        ),
        Move(
            Act.MERGE,
            UNDECIDED,
            State.MERGED,
            ("text",),
            "somebody goes there anyway: one visit, all the evidence",
        ),
        Move(
            Act.REPROPOSE,
            (State.DECLINED,),
            State.PROPOSED,
            ("text",),
            "new evidence came since it was declined",
        ),
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
    DEFERRED_CAPACITY = "deferred_capacity"  # carries a date, and comes back on it
    OTHER = "other"


def needs(act: Act, reason: str) -> tuple[str, ...]:
    """What must come with a move; a decline for want of capacity says until when."""
    also = act is Act.DECLINE and reason == DeclineReason.DEFERRED_CAPACITY
    return MOVES[act].needs + (("until",) if also else ())


def lands(act: Act, reason: str, two_needed: bool) -> State:
    """Where a move leads: a decline waits for a second person, or for its date, where it must."""
    if act is Act.DECLINE and reason == DeclineReason.DEFERRED_CAPACITY:
        return State.DEFERRED
    if act is Act.DECLINE and two_needed:
        return State.DECLINING
    return MOVES[act].target
