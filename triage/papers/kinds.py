"""The papers of an inspection and when each may be drafted. Pure."""

from enum import StrEnum

from triage.inspections.life import Form, Stage


class Paper(StrEnum):
    """One kind of paper; the value is its name in addresses and of its Word form."""

    PROPOSAL = "to-trinh"
    DECISION = "quyet-dinh"
    NOTICE = "thong-bao"
    INTRODUCTION = "giay-gioi-thieu"
    MINUTES = "bien-ban"
    REPORT = "bao-cao"
    CONCLUSION = "ket-luan"
    RECTIFICATION = "cong-van-khac-phuc"
    REPLY = "phieu-tra-loi"


RANK = {stage: place for place, stage in enumerate(Stage)}
FROM = {
    Paper.PROPOSAL: Stage.ACCEPTED,
    Paper.DECISION: Stage.APPROVED,
    Paper.NOTICE: Stage.TEAM_SET,
    Paper.INTRODUCTION: Stage.TEAM_SET,
    Paper.MINUTES: Stage.ON_SITE,
    Paper.REPORT: Stage.MINUTES,
    Paper.CONCLUSION: Stage.REPORTED,
    Paper.RECTIFICATION: Stage.CONCLUDED,
    Paper.REPLY: Stage.PUBLISHED,
}


def allowed(stage: Stage, *, planned: bool, form: str, shortcomings: int) -> tuple[Paper, ...]:
    """The papers that may be drafted now, in the order of a case.

    A surprise inspection has no notice; a desk review neither letter nor minutes; only what has
    shortcomings has a letter to remedy them; a case given up has none.
    """
    if stage in (Stage.CANCELLED, Stage.REFERRED):
        return ()
    desk = form == Form.ONLINE
    never = set()
    if not planned:
        never.add(Paper.NOTICE)
    if desk:
        never |= {Paper.INTRODUCTION, Paper.MINUTES}
    if not shortcomings:
        never.add(Paper.RECTIFICATION)
    reached = RANK[Stage.MINUTES] if stage is Stage.DESK_REVIEW else RANK[stage]
    return tuple(p for p in Paper if p not in never and RANK[FROM[p]] <= reached)
