"""From what a text names to what it complains of. Pure: no database."""

from bisect import bisect_right
from dataclasses import dataclass, field
from operator import attrgetter

from intake.unitbook import Kind
from triage.gazetteer import Gazetteer
from triage.mentions import WHOLE, Mention, Sight, Sign
from triage.placecues import Role, role_before, seldom_roles
from triage.placement import Status
from triage.settling import settle
from triage.standing import Standing, standing
from triage.weighing import FAINT, SURE, Weighed, placed, weigh

_SAID_OF = (Standing.OFFICE, Standing.ACTING)
_ASIDE = (Standing.RESIDENCE, Standing.ADDRESSEE, Standing.SIGNATURE)
_NO_PLACE = (Standing.PERSON, Standing.LANDMARK, Standing.WORD)
_START = attrgetter("start")
_EVERYWHERE = ("mot", "tiep")  # "phòng một cửa" is in communes too
_A_PREDICATE = 4  # words
_ITS_DISTRICT, _BESIDE_DISTRICT = 0.7, 0.3  # "tôi ở xã X ..., lên huyện nộp": that district
_ITS_COMMUNE = 0.55  # "tôi ở huyện Y ..., xã không nhận": one of many communes
_THE_PROVINCE = 0.7


@dataclass(slots=True)
class Verdict:
    """Groups of mentions that mean the same unit, and why."""

    sight: Sight
    groups: list[list[Weighed]] = field(default_factory=list)
    status: Status = Status.NONE  # where no group decides
    why: list[str] = field(default_factory=list)
    bodies: list[int] = field(default_factory=list)

    def units(self) -> list[int | None]:
        """What each group is placed on."""
        return [merged(g).unit for g in self.groups]

    def decided(self) -> bool:
        """Whether nothing is left to look for."""
        for group in self.groups:
            if group[0].unit is None:
                return False
            for weighed in group:
                if weighed.mention.suspect:
                    return False
        return bool(self.groups)


@dataclass(slots=True)
class _Heard:
    """Mentions by what they stand for."""

    said: list[Weighed] = field(default_factory=list)
    aside: list[Weighed] = field(default_factory=list)


def judge(sight: Sight, gazetteer: Gazetteer) -> Verdict:
    """What is complained of among all that is named."""
    verdict, heard = Verdict(sight), _Heard()
    if sight.mentions:
        settle(sight)
        _hear(verdict, heard, gazetteer)
    bodies: list[Sign] = []
    if sight.signs:
        bodies = [s for s in sight.signs if s.role is Role.OUTSIDE]
        verdict.bodies = [s.unit for s in bodies if s.unit is not None]
    chosen = _chosen(sight, heard.said, bodies)
    if not chosen and bodies:
        chosen = [w for w in heard.aside if _speaks_for_itself(sight, w, bodies)]
    if not chosen and (bodies or "outside_body" in verdict.why):
        verdict.status = Status.OUTSIDE
        verdict.why.append("outside_body")
    elif not chosen:
        chosen = _unnamed(verdict, heard.aside, gazetteer)
    verdict.groups = _grouped(chosen)
    return verdict


def _hear(verdict: Verdict, heard: _Heard, gazetteer: Gazetteer) -> None:
    before: tuple[Mention, Standing] | None = None
    for mention in verdict.sight.mentions:
        if mention.part:
            continue
        if mention.elsewhere:
            verdict.why.append("other_province")
            continue
        where = standing(verdict.sight, mention)
        if before and before[1] is Standing.OUTSIDE and _listed(verdict.sight, before[0], mention):
            where = Standing.OUTSIDE  # "chi cục thuế khu vực Sa Đéc - Lai Vung"
        if where is Standing.OFFICE and mention.sort == "":
            _of_division(verdict.sight, mention)
        before = (mention, where)
        _sort_out(verdict, weigh(mention, where, gazetteer), heard)


def _of_division(sight: Sight, mention: Mention) -> None:
    """``phòng lao động Thanh Bình``: districts have divisions, their townships have none."""
    senses = mention.senses
    if not senses.districts or not senses.communes:
        return
    cue = role_before(sight.words, mention.start, (Role.OFFICE,))
    named = sight.words.bare[cue[0] : cue[0] + 2] if cue else []
    if named[:1] == ["phong"] and named[1] not in _EVERYWHERE:
        mention.senses = senses.districts


def _listed(sight: Sight, left: Mention, right: Mention) -> bool:
    return right.sort == "" and sight.words.bare[left.end : right.start] in ([], ["va"])


def _sort_out(verdict: Verdict, weighed: Weighed, heard: _Heard) -> None:
    where, kind = weighed.standing, weighed.mention.senses[0].kind
    if where in _NO_PLACE:
        verdict.why.append(f"{where}_name")
    elif where is Standing.OUTSIDE:
        verdict.why.append("outside_body")
    elif where is Standing.POST:
        _post(verdict, weighed, heard)
    elif kind is Kind.PROVINCE and where is not Standing.OFFICE:
        return
    elif where in _ASIDE:
        heard.aside.append(weighed)
    elif weighed.scores:
        heard.said.append(weighed)
        if kind is Kind.LAND_OFFICE:
            verdict.why.append("land_office")


def _post(verdict: Verdict, weighed: Weighed, heard: _Heard) -> None:
    """Desks sit in post offices: dossiers there are the committee's, parcels are the post's."""
    if _at_desk(verdict.sight):
        verdict.why.append("post_office_desk")
        weighed.standing = Standing.OFFICE
        heard.said.append(weighed)
    else:
        verdict.why.append("outside_body")


def _at_desk(sight: Sight) -> bool:
    roles = seldom_roles(sight.words)
    return Role.PROCEDURE in roles and Role.POSTAL not in roles


def _chosen(sight: Sight, said: list[Weighed], bodies: list[Sign]) -> list[Weighed]:
    """What is spoken of as an office goes before what is only named."""
    if len(said) + len(bodies) <= 1:
        return said
    if bodies:
        said = [w for w in said if not _only_where(sight, w, bodies)]
        if len(said) <= 1:
            return said
    if any(w.unit is not None for w in said):
        said = [w for w in said if max(w.scores.values(), default=0.0) >= SURE]
        if any(_said_of(w) and w.unit is not None for w in said):
            said = [w for w in said if w.standing in _SAID_OF or w.mention.sort]
    within = {d for w in said for s in w.mention.senses.communes for d in s.within}
    return [w for w in said if w.standing in _SAID_OF or not _is_one_of(w.mention, within)]


def _said_of(weighed: Weighed) -> bool:
    """Spoken of as an office; a department is nothing else ("nộp tại Sở Xây dựng")."""
    if weighed.standing in _SAID_OF:
        return True
    return weighed.mention.senses[0].kind is Kind.DEPARTMENT


def _only_where(sight: Sight, weighed: Weighed, bodies: list[Sign]) -> bool:
    """``ở xã X, điện lực cúp điện``: the place of it, in the sentence of an outside body."""
    if weighed.standing is not Standing.LOCATIVE or weighed.mention.sort == WHOLE:
        return False
    return _in_sentence_of(sight, weighed, bodies)


def _is_one_of(mention: Mention, districts: set[int]) -> bool:
    """Whether it names nothing but a district some commune named lies in."""
    return not mention.senses.communes and any(
        s.unit in districts for s in mention.senses.districts
    )


def _in_sentence_of(sight: Sight, weighed: Weighed, bodies: list[Sign]) -> bool:
    words, at = sight.words, weighed.mention.start
    near = bodies[max(0, bisect_right(bodies, at, key=_START) - 1) :][:2]  # before and after it
    return any(words.in_one_sentence(s.start, at) for s in near)


def _speaks_for_itself(sight: Sight, weighed: Weighed, bodies: list[Sign]) -> bool:
    """Whether the sentence about where one lives goes on, and the outside body is in another."""
    if weighed.standing is not Standing.RESIDENCE or _in_sentence_of(sight, weighed, bodies):
        return False
    end, words = weighed.mention.end, sight.words
    if weighed.mention.parent is not None:
        end = max(end, weighed.mention.parent.end)
    after = end + _A_PREDICATE
    return after < len(words.bare) and words.in_one_sentence(end - 1, after)


def _unnamed(verdict: Verdict, aside: list[Weighed], gazetteer: Gazetteer) -> list[Weighed]:
    """Nothing is complained of by name: where the sender lives, or whom he writes to, is left."""
    sight = verdict.sight
    if any(s.role is Role.POST for s in sight.signs) and not _at_desk(sight):
        verdict.status = Status.OUTSIDE
        verdict.why.append("outside_body")
        return []
    if not aside:
        return _province(verdict, gazetteer)
    kept = [w for w in aside if w.standing is not Standing.SIGNATURE] or aside
    lived = [w for w in kept if w.standing is Standing.RESIDENCE]
    verdict.why.append(f"{(lived or kept)[0].standing}_only")
    roles = seldom_roles(sight.words, {m.name for m in sight.mentions})
    for weighed in lived or kept:
        _generic(verdict, weighed, roles, gazetteer)
    return lived or kept


def _generic(
    verdict: Verdict, weighed: Weighed, roles: frozenset[Role], gazetteer: Gazetteer
) -> None:
    """``huyện`` or ``xã`` without a name is the one the sender lives in."""
    if weighed.mention.senses.communes:
        districts = {d for s in weighed.mention.senses.communes for d in s.within}
        districts &= gazetteer.standing_districts
        if Role.GENERIC_DISTRICT in roles and len(districts) == 1:
            verdict.why.append("district_of_residence")
            both = Role.GENERIC_COMMUNE in roles
            below = _ITS_DISTRICT if both else _BESIDE_DISTRICT
            weighed.scores = dict.fromkeys(weighed.scores, below)
            weighed.scores[districts.pop()] = _ITS_DISTRICT
            weighed.unit = placed(weighed.scores)
    elif Role.GENERIC_COMMUNE in roles:
        verdict.why.append("commune_not_named")
        weighed.scores = {u: s * _ITS_COMMUNE for u, s in weighed.scores.items()}
        weighed.unit = placed(weighed.scores)


def _province(verdict: Verdict, gazetteer: Gazetteer) -> list[Weighed]:
    """``UBND tỉnh`` with nothing else named; whom a letter greets is not complained of."""
    words, signs = verdict.sight.words, verdict.sight.signs
    if "tinh" not in words.bare or any(s.role is not Role.OUTSIDE for s in signs):
        return []
    if not gazetteer.province or Role.GENERIC_PROVINCE not in seldom_roles(words):
        return []
    at = words.bare.index("tinh")
    mention = Mention(at, at, at + 1, WHOLE, gazetteer.province, suspect=True)
    scores = dict.fromkeys(gazetteer.province[0].answers, _THE_PROVINCE)
    return [Weighed(mention, Standing.OFFICE, scores, placed(scores))]


def _grouped(chosen: list[Weighed]) -> list[list[Weighed]]:
    """Mentions of one unit together, a bare homonym with the one that is settled."""
    groups: list[list[Weighed]] = []
    if len(chosen) == 1:
        return [chosen] if max(chosen[0].scores.values(), default=0.0) >= FAINT else []
    for weighed in sorted(chosen, key=_surest_first):
        if max(weighed.scores.values(), default=0.0) < FAINT:
            continue
        for group in groups:
            if _meant(merged(group)) & _meant(weighed):
                group.append(weighed)
                break
        else:
            groups.append([weighed])
    return sorted(groups, key=lambda g: min(w.mention.start for w in g))


def _meant(weighed: Weighed) -> set[int]:
    return {u for u, s in weighed.scores.items() if s >= FAINT}


def _surest_first(weighed: Weighed) -> tuple[bool, float]:
    return weighed.unit is None, -max(weighed.scores.values(), default=0.0)


def merged(group: list[Weighed]) -> Weighed:
    """What speaks for a group: its surest member, the first of it."""
    return group[0]
