"""What a talk needs to know of a story while its sender waits. Pure: no database."""

from collections.abc import Collection
from dataclasses import dataclass

from intake.fold import fold
from triage.flags import Kind
from triage.placecues import Role, cues
from triage.placement import Placement, Status
from triage.placewords import read_words
from triage.severity import Severity
from triage.syllables import is_syllable
from triage.telex import decode_telex
from triage.understanding import understand

SURE = 0.7  # of a grave topic no word of which is a grave sign: a flooded road is no secret
FEW_WORDS = 4  # so few and about nothing of ours: more is asked for
_THERE = [["o"], ["tai"], ["tinh"], ["tp"], ["pho"], ["ve"], ["in"], ["at"]]  # before a name
NOT_MANY, FAR_OFF = 7, 0.1  # so are so many, where next to nothing speaks for a matter of ours


@dataclass(frozen=True)
class Gist:
    """``grave``: not to be asked about in a chat; ``praise``; ``idle``: it tells of nothing yet;
    ``idea``: it proposes something.
    """

    grave: bool
    praise: bool
    idle: bool
    idea: bool = False


def gist(story: str, names_something: bool) -> Gist:
    """Read a story; ``names_something``: a place of ours, or a dossier."""
    meant = understand(story)
    far_off = meant.p_relevant < FAR_OFF and not names_something
    few = len(story.split()) <= (NOT_MANY if far_off else FEW_WORDS) and not names_something
    grave = meant.severity is Severity.S4 or meant.kind is Kind.DENUNCIATION_LIKE
    sure = bool(meant.flags) or meant.topics[0].p >= SURE
    idea = meant.kind is Kind.RECOMMENDATION and meant.topics[0].p >= SURE
    return Gist(grave and sure, meant.kind is Kind.PRAISE, few and not meant.relevant, idea)


def names_other_province(story: str, ours: Collection[str]) -> bool:
    """Whether a story names a province that is not ours; ``ours``: names, folded."""
    words = read_words(story)
    return any(
        cue.role is Role.OTHER_PROVINCE
        and " ".join(bare) not in ours
        and cue.met(words, at, at + len(bare))
        and (words.typed[at] != words.bare[at] or words.bare[at - 1 : at] in _THERE)
        for bare, cue in cues().anywhere
        for at in range(len(words.bare) - len(bare) + 1)
        if tuple(words.bare[at : at + len(bare)]) == bare
    )


def written(one: Placement, story: str) -> tuple[str, list[int], bool]:
    """The name as written, the units it may mean, and whether the first is sure.

    Written without marks a name is any of its namesakes.
    """
    if one.status is Status.OUTSIDE:
        return "", [], False
    name = story[one.spans[0].start : one.spans[0].end] if len(one.spans) == 1 else ""
    if one.unit_id is not None and not (name.isascii() and len(one.candidates) > 1):
        return name, [one.unit_id], True
    return name, [c.unit_id for c in one.candidates], one.unit_id is not None


def typed_out(words: str) -> str:
    """Raw Telex put into letters, word by word: "guwir" is "gửi"."""
    return " ".join(map(_typed_out, words.split()))


def _typed_out(word: str) -> str:
    typed = decode_telex(word.casefold())
    return typed if typed and not is_syllable(fold(word)) and is_syllable(fold(typed)) else word
