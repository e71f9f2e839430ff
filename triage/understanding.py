"""A text read as a whole: topics, field, severity, kind, flags. Pure: no database.

Law: what the machine says is a proposal for people; S4 goes to people and is never pooled.
"""

from dataclasses import dataclass

from triage.facts import Facts
from triage.fields import field_of
from triage.flags import GRAVE, WRONGS, Flag, Kind, flags_of, is_complaint_like, kind_of
from triage.hearing import Hearing, listen
from triage.negation import DENIABLE
from triage.reading import read
from triage.relevance import FIRM, PUBLIC, weighed
from triage.severity import Severity, judge
from triage.substance import substance
from triage.topics import Guesses, Topic, TopicGuess, topics

SURE_TOPIC = 0.5  # below it no topic stands out: a person is told so
# From here on a text is held for a matter of public administration. Low, because a true complaint
# left out is worse than a stray post shown; lower still where the text names an office of ours.
RELEVANT = 0.4
RELEVANT_NAMED = 0.1
SURE_GRAVE = 0.5  # without a grave sign; one missed is worse than one too many
FINE, EARLY = "fine", "early"  # cues
PRAISE = "praise_good_practice"  # the topic
WRONG_RESULT = "lost_or_wrong_result"  # the topic nearest to a decision called unlawful
_OFFICE_WORDS = frozenset({PUBLIC, "late", "no_slip"})  # what is said of offices and little else
_OTHER_WRONGS = WRONGS - {"wrong"}
SURE_PRAISE = 0.8  # without a word of praise


@dataclass(frozen=True)
class Understanding:
    """What was understood. ``topics`` holds all twenty, the leading one first, then
    the likeliest; they sum to 1.

    ``unsure``: no topic stands out, or the matter is public but of another kind.
    ``p_relevant``: probability that it is a matter of public administration at all.
    """

    topics: tuple[TopicGuess, ...]
    field: str
    severity: Severity
    severity_rules: tuple[str, ...]
    kind: Kind
    flags: frozenset[Flag]
    unsure: bool
    relevant: bool
    p_relevant: float


def understand(text: str, facts: Facts = Facts()) -> Understanding:  # noqa: B008 - frozen
    """Read a text of any content; never raises for a ``str``."""
    hearing = listen(read(text))
    guesses, p_relevant = weighed(*substance(hearing))
    named = facts.names_office or _of_an_office(hearing)
    relevant = p_relevant >= (RELEVANT_NAMED if named else RELEVANT) or bool(hearing.said & GRAVE)
    topic = _leading(guesses, hearing, relevant)
    usual = Kind(topic.kind)
    severity, codes = judge(Severity(topic.severity), hearing, facts)
    told = _led_by(topic, guesses)
    return Understanding(
        topics=told,
        field=field_of(hearing.reading),
        severity=severity,
        severity_rules=codes,
        kind=kind_of(hearing, usual, relevant),
        flags=flags_of(hearing, usual),
        unsure=told[0].p < SURE_TOPIC or guesses.p_other > 0.5 or not relevant,
        relevant=relevant,
        p_relevant=p_relevant,
    )


def _leading(guesses: Guesses, hearing: Hearing, relevant: bool) -> Topic:
    """The likeliest topic; a grave one needs a grave sign, or a sure model and no denial.

    A fine under a decision is lawful money: the sum of it in a text is no sign of a bribe.

    What came before its day, with thanks, is praise. Nor is praise believed where no word of
    praise was heard: praise counts for nothing against an office, so a complaint taken for it
    would be lost.

    A decision on the sender's own right is no rule to be suggested another, and none of the twenty
    topics is made for it: where no other wrong is told of and no topic is sure, it is a result
    called wrong, as grave as one.
    """
    known = topics()
    grave = bool(hearing.said & GRAVE)
    if is_complaint_like(hearing) and not hearing.said & (_OTHER_WRONGS | GRAVE):
        best = guesses.topics[0]
        if best.p < SURE_TOPIC or known[best.code].kind == Kind.RECOMMENDATION:
            return known[WRONG_RESULT]
    if EARLY in hearing.said and _praises(hearing) and not hearing.said & (WRONGS | GRAVE):
        return known[PRAISE]
    unmeant = bool((hearing.denied | hearing.asked | hearing.joked) & GRAVE)
    for one in guesses.topics:
        topic = known[one.code]
        sure = relevant and one.p >= SURE_GRAVE and not unmeant and FINE not in hearing.said
        if topic.severity == Severity.S4 and not (grave or sure):
            continue
        if topic.severity == Severity.S0 and not (one.p >= SURE_PRAISE or _praises(hearing)):
            continue
        return topic
    raise AssertionError("topics.csv holds grave topics and praise only")


def _of_an_office(hearing: Hearing) -> bool:
    """A public body or paper is named, or the wrong is one of offices, and no private business."""
    if FIRM in hearing.said:
        return False
    return bool((hearing.said & _OFFICE_WORDS) | (hearing.denied & DENIABLE))


def _praises(hearing: Hearing) -> bool:
    """A word of praise was heard, or a wrong was said not to have happened."""
    return "praise" in hearing.said or bool(hearing.denied & DENIABLE)


def _led_by(topic: Topic, guesses: Guesses) -> tuple[TopicGuess, ...]:
    """The topics with the leading one first, so that who reads the list reads what was judged."""
    first = next(t for t in guesses.topics if t.code == topic.code)
    return (first, *(t for t in guesses.topics if t is not first))
