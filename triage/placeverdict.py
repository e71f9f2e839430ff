"""From what a text names to what it complains of. Pure: no database."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from intake.unitbook import Kind
from triage.gazetteer import Gazetteer
from triage.mentions import Mention, Sight, Sign
from triage.placecues import Role, seldom_roles
from triage.placement import Candidate, Placement, Span, Status
from triage.placewords import shorten
from triage.settling import settle
from triage.standing import Standing, standing
from triage.weighing import SURE, Weighed, placed, weigh

_SAID_OF = frozenset([Standing.OFFICE, Standing.ACTING])
_SAID = frozenset([Standing.NAMED, Standing.LOCATIVE]) | _SAID_OF
_ASIDE = frozenset([Standing.RESIDENCE, Standing.ADDRESSEE, Standing.SIGNATURE])
_A_PREDICATE = 4  # words
_FAINT = 0.3  # below this a candidate is not worth asking about


@dataclass(slots=True)
class Verdict:
    """Groups of mentions that mean the same unit, and why."""

    sight: Sight
    groups: list[list[Weighed]] = field(default_factory=list)
    status: Status | None = None  # set where no group decides
    why: list[str] = field(default_factory=list)
    bodies: list[int] = field(default_factory=list)

    def decided(self) -> bool:
        """Whether nothing is left to look for."""
        sure = bool(self.groups) and all(placed(_merged(g)) is not None for g in self.groups)
        return sure and not any(w.mention.suspect for g in self.groups for w in g)

    def differs(self, other: "Verdict") -> bool:
        """Whether other units are meant, or more surely."""
        return [placed(_merged(g)) for g in self.groups] != [
            placed(_merged(g)) for g in other.groups
        ]


def judge(sight: Sight, gazetteer: Gazetteer) -> Verdict:
    """What is complained of among all that is named."""
    verdict = Verdict(sight)
    settle(sight)
    said: list[Weighed] = []
    aside: list[Weighed] = []
    for mention in sight.mentions:
        if mention.part:
            continue
        if mention.elsewhere:
            verdict.why.append("other_province")
            continue
        _sort_out(verdict, weigh(mention, standing(sight, mention), gazetteer), said, aside, gazetteer)
    bodies = [s for s in sight.signs if s.role is Role.OUTSIDE]
    verdict.bodies = [s.unit for s in bodies if s.unit is not None]
    chosen = _chosen(sight, said, bodies)
    if not chosen and bodies:
        chosen = [w for w in aside if _speaks_for_itself(sight, w, bodies)]
    if not chosen and (bodies or "outside_body" in verdict.why):
        verdict.status = Status.OUTSIDE
        verdict.why.append("outside_body")
    elif not chosen and aside:
        chosen = _aside(verdict, aside)
    verdict.groups = _grouped(chosen)
    return verdict


def _sort_out(
    verdict: Verdict,
    weighed: Weighed,
    said: list[Weighed],
    aside: list[Weighed],
    gazetteer: Gazetteer,
) -> None:
    where = weighed.standing
    if where in (Standing.PERSON, Standing.LANDMARK):
        verdict.why.append(f"{where}_name")
    elif where is Standing.OUTSIDE:
        verdict.why.append("outside_body")
    elif where is Standing.LAND:
        verdict.why.append("land_office")
        said.append(_land(weighed, gazetteer))
    elif where is Standing.POST:
        _post(verdict, weighed, said)
    elif where in _ASIDE:
        aside.append(weighed)
    elif weighed.scores:
        said.append(weighed)


def _land(weighed: Weighed, gazetteer: Gazetteer) -> Weighed:
    """A land branch belongs to the department, whatever district it sits in."""
    weighed.scores = {unit: 1.0 for unit in gazetteer.land_answers}
    weighed.standing = Standing.OFFICE
    return weighed


def _post(verdict: Verdict, weighed: Weighed, said: list[Weighed]) -> None:
    """Desks sit in post offices: dossiers there are the committee's, parcels are the post's."""
    roles = seldom_roles(verdict.sight.words)
    if Role.PROCEDURE in roles and Role.POSTAL not in roles:
        verdict.why.append("post_office_desk")
        weighed.standing = Standing.OFFICE
        said.append(weighed)
    else:
        verdict.why.append("outside_body")


def _chosen(sight: Sight, said: list[Weighed], bodies: list[Sign]) -> list[Weighed]:
    """What is spoken of as an office goes before what is only named."""
    if bodies:
        said = [
            w
            for w in said
            if w.standing is not Standing.LOCATIVE
            or w.mention.sort == "whole"
            or not _in_sentence_of(sight, w, bodies)
        ]
    strong = [w for w in said if w.standing in _SAID_OF and placed(w.scores) is not None]
    if any(placed(w.scores) is not None for w in said):
        said = [w for w in said if max(w.scores.values(), default=0.0) >= SURE]
    if strong:
        said = [w for w in said if w in strong or w.mention.sort]
    communes = {d for w in said for s in w.mention.communes() for d in s.within}
    return [
        w
        for w in said
        if w.standing in _SAID_OF
        or not w.mention.districts()
        or not communes & {s.unit for s in w.mention.districts()}
        or w.mention.communes()
    ]


def _in_sentence_of(sight: Sight, weighed: Weighed, bodies: list[Sign]) -> bool:
    words = sight.words
    here = words.sentence(weighed.mention.start)
    return any(words.sentence(s.start) == here for s in bodies)


def _speaks_for_itself(sight: Sight, weighed: Weighed, bodies: list[Sign]) -> bool:
    """Whether the sentence about where one lives goes on, and the outside body is in another."""
    if weighed.standing is not Standing.RESIDENCE or _in_sentence_of(sight, weighed, bodies):
        return False
    end, words = weighed.mention.end, sight.words
    if weighed.mention.parent is not None:
        end = max(end, weighed.mention.parent.end)
    after = end + _A_PREDICATE
    return after < len(words.bare) and words.sentence(after) == words.sentence(end - 1)


def _aside(verdict: Verdict, aside: list[Weighed]) -> list[Weighed]:
    """Nothing is complained of by name: where the sender lives, or whom he writes to, is left."""
    kinds = {w.standing for w in aside}
    kept = [w for w in aside if w.standing is not Standing.SIGNATURE] or aside
    lived = [w for w in kept if w.standing is Standing.RESIDENCE]
    verdict.why.append("residence_only" if lived else f"{sorted(kinds)[0]}_only")
    return lived or kept


def _grouped(chosen: list[Weighed]) -> list[list[Weighed]]:
    """Mentions of one unit together, a bare homonym with the one that is settled."""
    groups: list[list[Weighed]] = []
    for weighed in sorted(chosen, key=lambda w: placed(w.scores) is None):
        for group in groups:
            if _merged(group).keys() & weighed.scores.keys():
                group.append(weighed)
                break
        else:
            if max(weighed.scores.values(), default=0.0) >= _FAINT:
                groups.append([weighed])
    return sorted(groups, key=lambda g: min(w.mention.start for w in g))


def _merged(group: list[Weighed]) -> dict[int, float]:
    """The scores of a group: what its surest member says."""
    return max((w.scores for w in group), key=lambda s: (placed(s) is not None, max(s.values(), default=0)))


def placements(verdict: Verdict, text: str) -> tuple[Placement, ...]:
    """One placement for each group, in the order of the text; none where nothing is named."""
    return tuple(_placement(verdict, group, text) for group in verdict.groups)


def nothing(verdict: Verdict) -> Placement:
    """The answer where no unit of ours is spoken of."""
    bodies = tuple(Candidate(u, 1.0) for u in dict.fromkeys(verdict.bodies))
    status = verdict.status or Status.NONE
    why = tuple(dict.fromkeys(verdict.why))
    return Placement(status, None, bodies if status is Status.OUTSIDE else (), (), why)


def _placement(verdict: Verdict, group: list[Weighed], text: str) -> Placement:
    scores = _merged(group)
    unit = placed(scores)
    candidates = tuple(
        Candidate(u, round(s, 3)) for u, s in sorted(scores.items(), key=lambda i: (-i[1], i[0]))
    )
    if unit is None and (not candidates or candidates[0].score < _FAINT):
        return Placement(Status.NONE, None, candidates, (), tuple(dict.fromkeys(verdict.why)))
    spans = tuple(_spans(verdict.sight, group, text))
    status = Status.AMBIGUOUS if unit is None else Status.PLACED
    return Placement(status, unit, candidates, spans, _why(verdict, group, unit))


def _spans(sight: Sight, group: list[Weighed], text: str) -> Iterable[Span]:
    _, tail, moved = shorten(text)
    found = {}
    for weighed in group:
        mention = weighed.mention
        found[mention.start, mention.end] = tuple(weighed.scores)
        if mention.parent is not None:
            units = tuple(dict.fromkeys(s.unit for s in mention.parent.districts()))
            found[mention.parent.start, mention.parent.end] = units
    for (first, last), units in sorted(found.items()):
        start, end = sight.words.spans[first][0], sight.words.spans[last - 1][1]
        shift = moved if start >= tail else 0
        yield Span(start + shift, end + shift, units)


def _why(verdict: Verdict, group: list[Weighed], unit: int | None) -> tuple[str, ...]:
    why = list(verdict.why)
    for mention in (w.mention for w in group):
        why += _about(mention, unit)
    if unit is None:
        why.append("homonyms" if len(_merged(group)) > 1 else "unsure")
    return tuple(dict.fromkeys(why))


def _about(mention: Mention, unit: int | None) -> Iterable[str]:
    if mention.marked:
        yield "typed_diacritics"
    if mention.parent is not None:
        yield "parent_named"
    if mention.fuzzy:
        yield "near_spelling"
    for sense in mention.senses:
        if sense.ended and (unit in sense.answers or unit is None):
            gone = sense.kind is Kind.DISTRICT and not sense.answers
            yield "district_ended" if gone else f"successor_of:{sense.unit}"
            if len(sense.answers) > 1:
                yield "split_unit"
