"""The duties people sign in with; what each may open is said beside the routes. Pure."""

from collections.abc import Iterable
from enum import StrEnum


class Duty(StrEnum):
    """The roles."""

    INSPECTOR = "inspector"  # sees proposals and decides
    LEAD = "lead"  # also sees S4: signs of bribery, reprisal, disclosure
    APPROVER = "approver"  # approves inspections; sees no matter
    TRIAGE = "triage_officer"  # sees matters, places them, writes to senders; sees no proposal
    ADMIN = "administrator"  # keeps accounts and units; sees no matter
    HEAD = "unit_head"  # puts right what was found in the own unit; sees nothing before it is told
    OPERATOR = "operator"  # takes down calls, visits and letters, and imports lists; sees no matter
    PRESS = "press_member"  # of a team: sees its visits from arrival on, and no word of a sender
    DELEGATE = "delegate"  # of the chair: also reads what is said of the team and its own offices
    AUDITOR = "auditor"  # reads the audit trail, ended cases and declines; writes nothing


ALONE = frozenset({Duty.PRESS, Duty.AUDITOR})  # held together with another, these protect nobody


def not_together(duties: Iterable[Duty]) -> frozenset[Duty]:
    """Duties that may not be held beside the others given; empty where all is well."""
    held = frozenset(duties)
    return held & ALONE if len(held) > 1 else frozenset()
