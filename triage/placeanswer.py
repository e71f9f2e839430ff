"""A verdict put into the words of the interface. Pure: no database."""

from collections.abc import Iterator, Sequence

from intake.unitbook import Kind
from triage.mentions import Mention, Sight
from triage.placement import Candidate, Placement, Span, Status
from triage.placeverdict import Verdict, merged
from triage.placewords import shorten
from triage.weighing import Weighed

MOST_CANDIDATES = 12


def placements(verdict: Verdict, text: str) -> tuple[Placement, ...]:
    """One placement for each group, in the order of the text; none where nothing is named."""
    return tuple([_placement(verdict, group, text) for group in verdict.groups])


def nothing(verdict: Verdict) -> Placement:
    """The answer where no unit of ours is spoken of."""
    bodies: tuple[Candidate, ...] = ()
    if verdict.status is Status.OUTSIDE:
        bodies = tuple(Candidate(u, 1.0) for u in dict.fromkeys(verdict.bodies))
    return Placement(verdict.status, None, bodies, (), tuple(dict.fromkeys(verdict.why)))


def several(found: Sequence[Placement]) -> Placement:
    """The text as a whole, where it complains of several units."""
    best: dict[int, float] = {}
    for candidate in (c for p in found for c in p.candidates):
        best[candidate.unit_id] = max(candidate.score, best.get(candidate.unit_id, 0.0))
    spans = sorted((s for p in found for s in p.spans), key=lambda s: s.start)
    why = dict.fromkeys(["several_units", *(w for p in found for w in p.why)])
    return Placement(Status.AMBIGUOUS, None, ranked(best), tuple(spans), tuple(why))


def ranked(scores: dict[int, float]) -> tuple[Candidate, ...]:
    """Candidates, best first, the lower id first among equals."""
    if len(scores) == 1:
        ((unit, score),) = scores.items()
        return (Candidate(unit, round(score, 3)),)
    ordered = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Candidate(u, round(s, 3)) for u, s in ordered[:MOST_CANDIDATES])


def _placement(verdict: Verdict, group: list[Weighed], text: str) -> Placement:
    surest = merged(group)
    unit, scores = surest.unit, surest.scores
    status = Status.AMBIGUOUS if unit is None else Status.PLACED
    spans = tuple(_spans(verdict.sight, group, text))
    return Placement(status, unit, ranked(scores), spans, _why(verdict, group, unit))


def _spans(sight: Sight, group: list[Weighed], text: str) -> Iterator[Span]:
    found: dict[tuple[int, int], tuple[int, ...]] = {}
    for weighed in group:
        mention = weighed.mention
        found[mention.start, mention.end] = tuple(weighed.scores)
        if mention.parent is not None:
            units = tuple(dict.fromkeys(s.unit for s in mention.parent.senses))
            found[mention.parent.start, mention.parent.end] = units
    _, tail, moved = shorten(text)
    span = sight.words.span
    for (first, last), units in sorted(found.items()):
        start, end = span(first)[0], span(last - 1)[1]
        shift = moved if start >= tail else 0
        yield Span(start + shift, end + shift, units)


def _why(verdict: Verdict, group: list[Weighed], unit: int | None) -> tuple[str, ...]:
    why = list(verdict.why)
    for weighed in group:
        why += _about(weighed.mention, unit)
    if unit is None:
        why.append("homonyms" if len(merged(group).scores) > 1 else "unsure")
    return tuple(dict.fromkeys(why))


def _about(mention: Mention, unit: int | None) -> Iterator[str]:
    if mention.marked:
        yield "typed_diacritics"
    if mention.parent is not None:
        yield "parent_named"
    if mention.fuzzy:
        yield "near_spelling"
    for sense in mention.senses:
        if not sense.ended or (unit is not None and unit not in sense.answers):
            continue
        if sense.kind is Kind.DISTRICT and not sense.answers:
            yield "district_ended"
        else:
            yield f"successor_of:{sense.unit}"
        if len(sense.answers) > 1:
            yield "split_unit"
