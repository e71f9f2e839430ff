"""How surely a mention means each unit. Pure: no database.

The weights are judgement, written down so that they can be argued about; ``SURE`` and ``AHEAD``
draw the line between placing and asking.
"""

from dataclasses import dataclass

from intake.unitbook import Kind
from triage.gazetteer import Gazetteer
from triage.mentions import Mention
from triage.senses import Sense
from triage.standing import Standing

FAINT = 0.3  # below this a unit is not worth asking about
SURE = 0.6  # a unit is placed from here on ...
AHEAD = 0.5  # ... if the second has at most this share of its score

_WITH_PARENT = 0.95
_BARE_DISTRICT = 0.85
_BARE_COMMUNE = {Standing.OFFICE: 0.8, Standing.ACTING: 0.55, Standing.LOCATIVE: 0.5}
_BARE_COMMUNE_ALONE = 0.3
_LONG_NAME = 0.25  # three words are hardly anything else
_TOWN_BESIDE_DISTRICT = 0.7  # bare "Lai Vung": the district or its town
_FUZZY = 0.8
_NAMESAKE = 0.25  # but for the marks typed
_ENDED = 0.35  # a unit that is no more, beside one that bears the name today
_SHORT_WITH_SORT = 0.9  # "h. TM"
_IN_DOUBT = 0.5
_DISTRICT_ENDED = 0.4


@dataclass(slots=True)
class Weighed:
    """A mention with its standing and the score of each unit that would answer."""

    mention: Mention
    standing: Standing
    scores: dict[int, float]
    unit: int | None  # the one to place on, if sure


def weigh(mention: Mention, standing: Standing, gazetteer: Gazetteer) -> Weighed:
    """Scores in (0, 1] for the units that answer for what is named."""
    base, senses = _base(mention, standing), mention.senses
    if len(senses) == 1 and len(senses[0].answers) == 1 and not mention.namesakes:
        score = base * _weight(mention, senses[0])
        unit = senses[0].answers[0]
        return Weighed(mention, standing, {unit: score}, unit if score >= SURE else None)
    scores: dict[int, float] = {}
    renamed = any(not s.ended for s in mention.senses) and not _old_parent(mention)
    bare = not mention.sort and mention.parent is None
    town = bare and any(s.kind is Kind.DISTRICT and s.weight >= SURE for s in mention.senses)
    for sense in mention.senses:
        score = base * _weight(mention, sense)
        if renamed and sense.ended:
            score *= _ENDED
        if town and sense.kind is Kind.COMMUNE:
            score *= _TOWN_BESIDE_DISTRICT
        for unit in sense.answers:
            scores[unit] = max(score, scores.get(unit, 0.0))
        if not sense.answers and sense.kind is Kind.DISTRICT:
            for unit in gazetteer.heirs.get(sense.unit, ()):
                scores[unit] = max(_DISTRICT_ENDED, scores.get(unit, 0.0))
    for sense in mention.namesakes:
        for unit in sense.answers:
            scores.setdefault(unit, _NAMESAKE)
    return Weighed(mention, standing, scores, placed(scores))


def _old_parent(mention: Mention) -> bool:
    return mention.parent is not None and all(s.ended for s in mention.parent.senses.districts)


def _weight(mention: Mention, sense: Sense) -> float:
    if mention.sort and not sense.complete and sense.weight < _SHORT_WITH_SORT:
        return _SHORT_WITH_SORT
    return sense.weight


def _base(mention: Mention, standing: Standing) -> float:
    if mention.sort:
        base = 1.0
    elif mention.parent is not None:
        base = _WITH_PARENT
    elif mention.senses.districts:
        base = _BARE_DISTRICT
    else:
        base = _BARE_COMMUNE.get(standing, _BARE_COMMUNE_ALONE)
        if mention.end - mention.name >= 3:
            base = min(_BARE_DISTRICT, base + _LONG_NAME)
    if mention.fuzzy:
        base *= _FUZZY
        if mention.shaky and mention.parent is None and not mention.senses.districts:
            return 0.0  # as written it is a word, or another place
    return base * _IN_DOUBT if mention.doubt else base


def placed(scores: dict[int, float]) -> int | None:
    """The unit to place on: sure enough and far enough ahead; else None."""
    best, first, second = None, 0.0, 0.0
    for unit, score in scores.items():
        if score > first:
            best, first, second = unit, score, first
        elif score > second:
            second = score
    return best if first >= SURE and second <= AHEAD * first else None
