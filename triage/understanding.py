"""A text read as a whole: topics, field, severity, kind, flags. Pure: no database.

Law: what the machine says is a proposal for people; S4 goes to people and is never pooled.
"""

from dataclasses import dataclass

from triage.facts import Facts
from triage.fields import field_of
from triage.flags import GRAVE, Flag, Kind, flags_of, kind_of
from triage.hearing import Hearing, listen
from triage.reading import read
from triage.severity import Severity, judge
from triage.topics import Guesses, Topic, TopicGuess, guess, topics

# Below these the text is shown to a person as "not sure". Read off the development sentences:
# see data/topics_model.md.
SURE_TOPIC = 0.5
RELEVANT = 0.5


@dataclass(frozen=True)
class Understanding:
    """What was understood. ``topics`` holds all twenty, likeliest first, summing to 1.

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
    guesses = guess(hearing)
    relevant = guesses.p_none < 1 - RELEVANT or bool(hearing.said & GRAVE)
    topic = _leading(guesses, hearing)
    usual = Kind(topic.kind)
    severity, codes = judge(Severity(topic.severity), hearing, facts)
    return Understanding(
        topics=guesses.topics,
        field=field_of(hearing.reading),
        severity=severity,
        severity_rules=codes,
        kind=kind_of(hearing, usual, relevant),
        flags=flags_of(hearing, usual),
        unsure=guesses.topics[0].p < SURE_TOPIC or guesses.p_other > 0.5 or not relevant,
        relevant=relevant,
        p_relevant=1 - guesses.p_none,
    )


def _leading(guesses: Guesses, hearing: Hearing) -> Topic:
    """The likeliest topic, but no grave one on the model's word alone when it was only denied."""
    known = topics()
    only_denied = bool(hearing.denied & GRAVE) and not hearing.said & GRAVE
    for one in guesses.topics:
        if not (only_denied and known[one.code].severity == Severity.S4):
            return known[one.code]
    raise AssertionError("topics.csv holds grave topics only")
