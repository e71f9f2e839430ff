"""Is what was heard said, denied, asked or joked? Pure: no database.

Law: a denial is believed only where every word between the "không" and the act lets it through, so
"không nhận hồ sơ vì đòi tiền" stays an allegation. When in doubt the words are taken as said.
"""

import csv
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from triage.cues import Hit, pattern_keys, word_keys
from triage.reading import DATA, Reading

LOOK_BACK = 7
LOOK_AHEAD = 8
# Acts that make no sense as the matter once denied: the denied words are kept from the topic model,
# and one "không" reaches over them to the next of a list ("không đòi bồi dưỡng hay phong bì").
DENIABLE = frozenset(
    {"bribe_asked", "bribe_given", "harass", "rude", "late", "retaliation", "disclosure"}
)
# Things named stand though a "không" comes before: "không đồng ý quyết định số 45".
NAMED = frozenset(
    {"decision", "own_right", "public_body", "public_sure", "firm_named", "private_firm", "head"}
)
GIFTS = frozenset({"bribe_given"})  # "không đưa thì ..." is no denial: somebody expected it


class Said(StrEnum):
    """How the sender said it."""

    ASSERTED = "asserted"
    DENIED = "denied"
    ASKED = "asked"
    JOKED = "joked"


@dataclass(frozen=True, slots=True)
class Heard:
    """A cue group, how it was said, and the words from the negation to the end of the cue."""

    group: str
    said: Said
    start: int
    end: int


def hear(reading: Reading, found: Sequence[Hit]) -> tuple[Heard, ...]:
    """Judge each hit by the words around it in its clause or sentence."""
    keys = [frozenset(word_keys(w.norm, w.bare, reading.accented)) for w in reading.words]
    for i in {i for hit in found if hit.group in DENIABLE for i in range(hit.start, hit.end)}:
        keys[i] |= _role("transparent")
    return tuple(_judge(reading, keys, hit) for hit in found)


def _judge(reading: Reading, keys: list[frozenset[str]], hit: Hit) -> Heard:
    start, denials = _denials_before(reading, keys, hit)
    after = _words_after(reading, keys, hit)
    if hit.group in NAMED:
        said = Said.ASSERTED
    elif _is_asked(reading, keys, hit):
        said = Said.ASKED
    elif (
        denials % 2 and not (hit.group in GIFTS and _was_wanted(reading, keys, start, hit))
    ) or _denied_after(after):
        said = Said.DENIED
    elif _laughs(reading, keys, hit):
        said = Said.JOKED
    else:
        said = Said.ASSERTED
    return Heard(hit.group, said, start, hit.end)


def _denials_before(reading: Reading, keys: list[frozenset[str]], hit: Hit) -> tuple[int, int]:
    """Index of the farthest "không" that reaches the hit, and how many there are."""
    start, denials, place = hit.start, 0, hit.start - 1
    sentence = reading.words[hit.start].sentence
    while place >= 0 and hit.start - place <= LOOK_BACK:
        if reading.words[place].sentence != sentence:
            break
        if keys[place] & _role("negator"):
            start, denials = place, denials + 1
        elif not keys[place] & _role("transparent") and not _unsaid(reading, keys, place, hit):
            break
        place -= 1
    return start, denials


def _unsaid(reading: Reading, keys: list[frozenset[str]], place: int, hit: Hit) -> bool:
    """ "tôi không nói cán bộ ăn hối lộ": the sender's own word that it is not what he says.

    Officials who do not say that they take money ("cán bộ không nói họ nhận tiền") deny nothing:
    nobody but the sender may stand before the "không", and somebody must stand behind the "nói".
    Nor does who kept silent out of fear, or has not told of it yet ("chưa nói").
    """
    if place < 1 or not keys[place] & pattern_keys("nói"):
        return False
    if not keys[place - 1] & (pattern_keys("không") | pattern_keys("chẳng")):
        return False
    clause = reading.words[place].clause
    if reading.words[hit.start].clause != clause or not keys[place + 1] & _role("official"):
        return False
    if any(key & pattern_keys("sợ") for key in _words_after(reading, keys, hit)):
        return False
    speaker = place - 2
    alone = speaker < 0 or reading.words[speaker].clause != clause
    return alone or bool(keys[speaker] & _role("sender"))


def _words_after(reading: Reading, keys: list[frozenset[str]], hit: Hit) -> list[frozenset[str]]:
    sentence = reading.words[hit.start].sentence
    last = min(hit.end + LOOK_AHEAD, len(keys))
    return [keys[i] for i in range(hit.end, last) if reading.words[i].sentence == sentence]


def _denied_after(after: list[frozenset[str]]) -> bool:
    """ "đòi tiền gì đâu": a "đâu" that asks for no place ("ở đâu").

    Typed without marks it may be "đầu", "dấu" or "dầu": only after "gì" is it taken for "đâu".
    """
    for before, key in zip([frozenset[str](), *after[:3]], after[:4], strict=False):
        if key & pattern_keys("=đâu"):
            return not before & pattern_keys("ở")
        if key & pattern_keys("đâu"):
            return bool(before & pattern_keys("gì"))
    return False


def _is_asked(reading: Reading, keys: list[frozenset[str]], hit: Hit) -> bool:
    """ "có phải đưa tiền không ạ": "có" before and a "không" that closes the clause."""
    clause = reading.words[hit.end - 1].clause
    rest = list(range(hit.end, min(hit.end + 6, len(keys))))
    rest = [i for i in rest if reading.words[i].clause == clause]
    closing = [i for i in rest if keys[i] & pattern_keys("không")]
    if not closing or rest[-1] - closing[-1] > 2:
        return False
    before = keys[max(0, hit.start - 4) : hit.start]
    return any(k & (pattern_keys("có") | pattern_keys("liệu")) for k in before)


def _was_wanted(reading: Reading, keys: list[frozenset[str]], start: int, hit: Hit) -> bool:
    """ "không đưa phong bì thì ngâm hoài", "vì không chung chi": the gift not given was expected."""
    needless = pattern_keys("cần") | pattern_keys("tốn") | pattern_keys("mất")
    if any(k & needless for k in keys[start : hit.start]):
        return False
    before = keys[max(0, start - 2) : start]
    after = _words_after(reading, keys, hit)
    return any(k & _role("condition") for k in before) or any(
        k & _role("consequence") for k in after
    )


def _laughs(reading: Reading, keys: list[frozenset[str]], hit: Hit) -> bool:
    near = (reading.words[hit.start].sentence, reading.words[hit.start].sentence + 1)
    return any(
        w.sentence in near and k & _role("laughter")
        for w, k in zip(reading.words, keys, strict=True)
    )


@cache
def _roles() -> dict[str, frozenset[str]]:
    roles: dict[str, set[str]] = defaultdict(set)
    with (DATA / "negation_words.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            roles[row["role"]] |= pattern_keys(row["word"])
    return {role: frozenset(keys) for role, keys in roles.items()}


def _role(name: str) -> frozenset[str]:
    return _roles()[name]
