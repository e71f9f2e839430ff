"""The cue groups heard in a text, sorted by how they were said. Pure: no database."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from triage.cues import hits
from triage.negation import DENIABLE, Heard, Said, hear
from triage.reading import Reading, Word

Cues = frozenset[str]  # groups heard
SINCE, DEED, RETALIATION = "since_spoke", "deed", "retaliation"
_GOES_ON = frozenset(["cu", "cung", "toan", "lai", "bi", "lien", "thi", "ho", "ong", "ba", "suot"])


@dataclass(frozen=True, slots=True)
class Hearing:
    """Groups said, denied, asked or joked, and the reading they came from."""

    reading: Reading
    heard: tuple[Heard, ...]
    said: Cues
    denied: Cues
    asked: Cues
    joked: Cues

    def anyhow(self, *groups: str) -> bool:
        """Was one of these groups heard, in whatever way?"""
        return any(h.group in groups for h in self.heard)

    def words_meant(self) -> tuple[Word, ...]:
        """The words without those of denied acts: what the topic model may look at."""
        dropped = {
            i
            for h in self.heard
            if h.said is Said.DENIED and h.group in DENIABLE
            for i in range(h.start, h.end)
        }
        return tuple(w for i, w in enumerate(self.reading.words) if i not in dropped)

    def said_in(self, sentences: frozenset[int]) -> Cues:
        """The groups said in these sentences; no cue reaches over the end of one."""
        return frozenset(
            h.group
            for h in self.heard
            if h.said is Said.ASSERTED and self.reading.words[h.end - 1].sentence in sentences
        )


def listen(reading: Reading) -> Hearing:
    """Find the cues of a reading and judge how each was said."""
    heard = hear(reading, hits(reading))
    heard += tuple(_paid_back(reading, heard))
    by: dict[Said, set[str]] = defaultdict(set)
    for one in heard:
        by[one.said].add(one.group)
    return Hearing(
        reading=reading,
        heard=heard,
        said=frozenset(by[Said.ASSERTED]),
        denied=frozenset(by[Said.DENIED]),
        asked=frozenset(by[Said.ASKED]),
        joked=frozenset(by[Said.JOKED]),
    )


def _paid_back(reading: Reading, heard: tuple[Heard, ...]) -> Iterator[Heard]:
    """What is done to somebody since he spoke: "từ ngày tôi phản ánh, lên xã là bị bắt bẻ".

    The deed is another than the one spoken of ("phản ánh cán bộ gây khó dễ"): it stands in a later
    clause, or behind a word that says it goes on.
    """
    spoken = [h for h in heard if h.group == SINCE]
    for deed in (h for h in heard if h.group == DEED and h.said is Said.ASSERTED):
        for since in spoken:
            first, last = reading.words[since.end - 1], reading.words[deed.start]
            if since.end > deed.start or first.sentence != last.sentence:
                continue
            between = {w.bare for w in reading.words[since.end : deed.start]}
            if first.clause != last.clause or between & _GOES_ON:
                yield Heard(RETALIATION, Said.ASSERTED, since.start, deed.end)
                break
