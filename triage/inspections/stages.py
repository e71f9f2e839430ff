"""How far an inspection comes, what is done to it, why it is held and in which form. Pure."""

from enum import StrEnum


class Stage(StrEnum):
    """How far an inspection has come."""

    ACCEPTED = "accepted"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    DECIDED = "decided"
    TEAM_SET = "team_set"
    NOTICED = "noticed"
    ON_SITE = "on_site"
    DESK_REVIEW = "desk_review"
    MINUTES = "minutes"
    REPORTED = "reported"
    DRAFTED = "drafted"
    EXPLAINED = "explained"
    CONCLUDED = "concluded"
    RECTIFYING = "rectifying"
    FILED = "filed"
    VERIFIED = "verified"
    CLOSED = "closed"
    PUBLISHED = "published"
    CANCELLED = "cancelled"
    REFERRED = "referred"
    MERGED = "merged"  # another inspection has its evidence and its senders


class Step(StrEnum):
    """What a person can do to an inspection."""

    OPEN = "open"
    SUBMIT = "submit"
    SEND_BACK = "send_back"
    APPROVE = "approve"
    DECIDE = "decide"
    SET_TEAM = "set_team"
    NOTICE = "notice"
    ARRIVE = "arrive"
    REVIEW = "review"
    MINUTES = "minutes"
    REPORT = "report"
    DRAFT = "draft"
    EXPLAIN = "explain"
    CONCLUDE = "conclude"
    RECTIFY = "rectify"
    FILE = "file"
    NOT_ENOUGH = "not_enough"
    VERIFY = "verify"
    CLOSE = "close"
    PUBLISH = "publish"
    CANCEL = "cancel"
    REFER = "refer"
    MERGE = "merge"
    REOPEN = "reopen"  # nobody's: what it was merged into was called off


class Source(StrEnum):
    """Why this place: the seed's two, practical need, and the draw beside the year's plan."""

    CITIZENS = "citizen_feedback"
    BUSINESSES = "business_feedback"
    NEED = "practical_need"
    DRAW = "random_draw"
    PLAN = "plan"


class Form(StrEnum):
    """On the spot, or from the unit's reports and what is known of it (a desk review)."""

    ON_SITE = "on_site"
    ONLINE = "online"
