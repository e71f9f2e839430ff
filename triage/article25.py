"""What must be on record before a case rests on nameless words alone.

Article 25(2) of the Law on Denunciation: such words may feed an inspection where they are clear
about who did wrong, have documents or evidence, and can be verified. A named inspector says so.
"""

from triage.proposals import Proposal, ProposalMove
from triage.workflow import Act

TESTS = ("clear_subject", "specific_evidence", "verifiable")


def recorded(row: Proposal) -> ProposalMove | None:
    """The acceptance that says all three tests were met, where the evidence was all nameless."""
    accepted = (m for m in reversed(row.moves) if m.act == Act.ACCEPT)
    return next((m for m in accepted if says_so(m)), None)


def says_so(move: ProposalMove) -> bool:
    """Whether a move records all three tests."""
    return move.act == Act.ACCEPT and set(TESTS) <= set(move.reason.split(", "))
