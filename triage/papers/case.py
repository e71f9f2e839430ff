"""What a paper may know of an inspection: never who reported, nor in which words. Pure."""

from dataclasses import dataclass, field
from datetime import date

from intake.unitbook import Kind
from triage.inspections.headings import Found, Scope


@dataclass(frozen=True)
class Issued:
    """Number, symbol and day of a paper that the clerical office has issued."""

    number: str
    day: date | None


@dataclass(frozen=True)
class FindingView:
    """One finding as :data:`triage.inspections.headings.NEEDS` has it.

    ``outside``: under a heading the decision does not name. ``status``: what became of a good
    practice, a solution or a recommendation; ``replicated``: the units that took it over, with the
    day; ``answer``: what was written down last of it.
    """

    kind: Found
    scope: Scope
    text: str
    place: str = ""
    root_cause: str = ""
    remedy: str = ""
    addressed_to: str = ""
    due: date | None = None
    outside: bool = False
    status: str = ""
    replicated: tuple[str, ...] = ()
    answer: str = ""


@dataclass(frozen=True)
class OpinionView:
    """What a member of the team holds against the draft conclusion, in the member's name."""

    name: str
    text: str
    day: date


@dataclass(frozen=True)
class CaseView:
    """One inspection, frozen.

    ``unit``: the unit's name as in the book; ``year``: of the plan it hangs on; ``source``: why
    this place, in words, and ``reasons``: what the figures say: both only for the proposal slip,
    which no unit sees. ``team``: names, the head first. ``texts``: step -> what a person wrote.
    ``opinions``: reserved while the conclusion is a draft, oldest first; no unit sees them either.
    ``scopes``: the headings it covers, in words; empty where nobody chose any. ``visit``: the day
    the unit was told; until it was, ``earliest``: how many working days a notice given today runs
    and the first day after them. ``places``: where the team went; ``inputs``: what it read instead.
    ``past``: it goes past the team, to the chair's delegate. ``tested``: who found, and when, that
    nameless words meet article 25(2) of the Law on Denunciation, where the case rests on nothing else.
    """

    unit: str
    unit_kind: Kind
    year: int
    planned: bool = False
    desk: bool = False
    past: bool = False
    tested: tuple[str, date] | None = None
    source: str = ""
    reasons: tuple[str, ...] = ()
    decision: Issued | None = None
    conclusion: Issued | None = None
    team: tuple[str, ...] = ()
    texts: dict[str, str] = field(default_factory=dict)
    findings: tuple[FindingView, ...] = ()
    opinions: tuple[OpinionView, ...] = ()
    scopes: tuple[str, ...] = ()
    visit: date | None = None
    earliest: tuple[int, date] | None = None
    places: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()


def body(case: CaseView) -> str:
    """The body inspected: of a district or a commune, its People's Committee."""
    if case.unit_kind not in (Kind.DISTRICT, Kind.COMMUNE) or case.unit.startswith("Ủy ban"):
        return case.unit
    return f"Ủy ban nhân dân {case.unit[:1].lower()}{case.unit[1:]}"


def head(case: CaseView) -> str:
    """Who leads it, by office."""
    of = body(case)
    if case.unit_kind in (Kind.DISTRICT, Kind.COMMUNE):
        return f"Chủ tịch {of}"
    return f"Giám đốc {of}" if of.startswith("Sở ") else f"Thủ trưởng {of}"
