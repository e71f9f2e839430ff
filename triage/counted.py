"""A matter as far as counting needs to know it. Pure: no database, no person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

ANONYMOUS = "anonymous"


@dataclass(frozen=True)
class CountedMatter:
    """One matter about one unit.

    ``at``: aware moment it was said. ``sender``: keyed hash of device, contact or chat, None if
    there is none. ``near_copy_of``: id of the earliest matter with nearly the same words.
    ``dossier_key``: the dossier it speaks of, if known. ``within_reach``: the unit answers to the
    province. ``has_specifics``: says when, where and what, or carries a document. ``network``:
    keyed hash of the network it came from, if kept.
    """

    id: int
    unit: int
    topic: str
    at: datetime
    sender: str | None
    identity_level: str
    severity: str
    kind: str = "feedback"
    near_copy_of: int | None = None
    dossier_key: str | None = None
    within_reach: bool = True
    has_specifics: bool = False
    network: str | None = None


@dataclass(frozen=True)
class Past:
    """What was counted about a unit before the matters at hand, as far as these touch it.

    Only matters that added a voice: ``texts`` (sender, family) -> its id; ``dossiers`` key -> its
    id; ``senders`` -> moment and id of the sender's last one.
    """

    texts: Mapping[tuple[str | None, int], int] = field(default_factory=dict)
    dossiers: Mapping[str, int] = field(default_factory=dict)
    senders: Mapping[str, tuple[datetime, int]] = field(default_factory=dict)


NO_PAST = Past()
