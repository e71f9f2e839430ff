"""The duties people sign in with; what each may open is said beside the routes. Pure."""

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
