"""What an inspection looks at and what it finds: the seed's headings and kinds of finding. Pure."""

from collections.abc import Iterable
from enum import StrEnum


class Scope(StrEnum):
    """The ten headings of the plan of 2022 and its open end (domain S4)."""

    ASSIGNED_TASKS = "assigned_tasks"
    DIRECTIVES = "directives"
    PROCEDURES_ONE_STOP = "procedures_one_stop"
    ORGANISATION = "organisation"
    RECRUITMENT_USE = "recruitment_use"
    STAFF_QUOTA = "staff_quota"
    JOB_POSITIONS = "job_positions"
    STAFF_QUALITY = "staff_quality"
    AUTONOMY = "autonomy"
    DIGITAL_GOVERNMENT = "digital_government"
    OTHER = "other"


TEN = tuple(one for one in Scope if one is not Scope.OTHER)


def packed(chosen: Iterable[str]) -> str:
    """Chosen headings as a row keeps them: in the order above, a space between."""
    wanted = set(chosen)
    return " ".join(one for one in Scope if one in wanted)


def unpacked(kept: str) -> tuple[Scope, ...]:
    """The headings of :func:`packed`."""
    return tuple(Scope(code) for code in kept.split())


class Found(StrEnum):
    """The four outputs the plan wants (domain S2)."""

    GOOD_PRACTICE = "good_practice"
    SHORTCOMING = "shortcoming"
    PROPOSED_SOLUTION = "proposed_solution"
    AMENDMENT_RECOMMENDATION = "amendment_recommendation"


# What each kind of finding must say, beside its words and its heading.
NEEDS = {
    Found.GOOD_PRACTICE: (),
    Found.SHORTCOMING: ("place", "root_cause", "remedy", "due"),
    Found.PROPOSED_SOLUTION: (),
    Found.AMENDMENT_RECOMMENDATION: ("addressed_to",),
}
