"""Names with one slip of the finger, looked for only where a word announces them. Pure.

``xã Bình Thàbh``, ``huynệ Hồng Ngự``, ``Sở Tư oháp``. A slip can make one place's name another's,
so a name found here counts less than one written right.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import compress

from intake.unitbook import Kind
from triage.gazetteer import Gazetteer
from triage.mentions import (
    ENDS_OF_SORTS,
    WHOLE,
    Mention,
    Sight,
    of_other_office,
    sort_before,
)
from triage.nearwords import NearWords, slips
from triage.placetrie import Node, Phrases
from triage.placewords import Words, key
from triage.senses import Sense, shared
from triage.syllables import is_syllable
from triage.weighing import SURE

_SORT_WORDS = {
    "huyen": "huyen", "phuong": "phuong", "pho": "tp", "tran": "tt", "thanhpho": "tp",
}  # fmt: skip
_FIRST_OF_PAIR = {"pho": "thanh", "tran": "thi"}
_BODIES = frozenset([Kind.DEPARTMENT, Kind.SERVICE_CENTRE])
_NUMBERED = ("phuong",)
_OF_DEPARTMENTS = key("sở")
_NOT_OURS = (Kind.OUTSIDE, Kind.LAND_OFFICE)
_SHORT = 2  # letters
_FEW = 3  # words
_SHORTEST_BODY = 2  # words: an abbreviation with a slip is another abbreviation

_End = tuple[int, Node[Sense], int]


class NearNames:
    """Finds names with one slip in texts of one stretch of time."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._places_root, self._bodies_root = _trie(gazetteer, False), _trie(gazetteer, True)
        self._openings = _openings(self._bodies_root)
        self._firsts = frozenset(s for first in self._places_root.next for s in slips(first))
        self._sorts = NearWords(_SORT_WORDS)
        self._first = NearWords(["thanh", "thi"])
        self._like = gazetteer.near.like

    def announced(self, sight: Sight) -> bool:
        """Whether a bare name may stand after a misspelt word for its sort."""
        bare = sight.words.bare
        return any(
            self._sorts_like(bare[m.name - 1]) for m in sight.mentions if not m.sort and m.name
        )

    def add(self, sight: Sight, names: list[Mention]) -> bool:
        """Put what was found among the mentions, in place of doubtful ones; False if nothing is."""
        for mention in sight.mentions:
            if not mention.sort:
                self._announce(sight.words, mention)
        taken = {i for s in sight.signs for i in range(s.start, s.end)}
        for mention in sight.mentions:
            if mention.sort and not mention.doubt and _full(mention):
                taken.update(range(mention.start, mention.end))
        found = [m for m in names if taken.isdisjoint(range(m.start, m.end))]
        covered = {i for m in found for i in range(m.start, m.end)}
        kept = [m for m in sight.mentions if covered.isdisjoint(range(m.start, m.end))]
        announced = any(m.fuzzy for m in kept)
        sight.mentions = sorted([*kept, *found], key=lambda m: m.start)
        return bool(found) or announced

    def _announce(self, words: Words, mention: Mention) -> None:
        """A bare name after a misspelt word for its sort."""
        if mention.name == 0:
            return
        for sort in self._sorts_like(words.bare[mention.name - 1]):
            start = mention.name - 1
            if sort in _FIRST_OF_PAIR:
                start -= 1
                wanted = _FIRST_OF_PAIR[sort]
                if start < 0 or not (
                    words.bare[start] == wanted or wanted in self._first.like(words.bare[start])
                ):
                    continue
            senses = mention.senses.of_sort(_SORT_WORDS[sort])
            if senses:
                mention.senses, mention.sort = senses, _SORT_WORDS[sort]
                mention.start, mention.fuzzy = start, True
                return

    def _sorts_like(self, word: str) -> tuple[str, ...]:
        return self._sorts.like(word) or ((word,) if word in _FIRST_OF_PAIR else ())

    def found(self, words: Words) -> list[Mention]:
        """Names with one slip, wherever one may begin."""
        found: list[Mention] = []
        done = 0
        for at in self._anchors(words):
            if at >= done:
                ways = [*self._bodies(words, at), *self._places(words, at, *sort_before(words, at))]
                if ways:
                    found.append(_longest(ways))
                    done = found[-1].end
        return found

    def _anchors(self, words: Words) -> list[int]:
        """Where a name with a slip may begin: two words that may open a body, or one a place."""
        bare = words.bare
        size, openings, firsts = len(bare), self._openings, self._firsts
        bodies = compress(range(size - 1), map(openings.__contains__, bare))
        places = compress(range(1, size - 1), map(ENDS_OF_SORTS.__contains__, bare))
        found = {at for at in bodies if bare[at + 1] in openings[bare[at]]}
        found.update(at for at in places if bare[at] in firsts)
        return sorted(found)

    def _places(self, words: Words, at: int, start: int, sort: str) -> Iterator[Mention]:
        if not sort:
            return
        if sort == "tx":  # "thì xã", not "thị xã": there is none any more
            start, sort = at - 1, "xa"
        for end, node, changed in self._walk(words.bare, self._places_root, at, -1):
            if end - at < 2:
                continue
            slips = [(i, _slip(words, at, changed, i)) for i in node.items]
            fitting = tuple([i for i, slip in slips if slip is not None])
            senses = shared(fitting).of_sort(sort)
            if senses:
                shaky = any(is_syllable(words.bare[s]) for _, s in slips if s is not None)
                yield Mention(start, at, end, sort, senses, fuzzy=True, shaky=shaky)

    def _bodies(self, words: Words, at: int) -> Iterator[Mention]:
        for end, node, changed in self._walk(words.bare, self._bodies_root, at, -1):
            senses = [
                i for i in node.items
                if self._wordy(i, words, at, end) and self._body_slip(words, at, changed, i)
            ]  # fmt: skip
            if senses and not of_other_office(words, at):
                yield Mention(
                    at,
                    at,
                    end,
                    WHOLE,
                    shared(tuple(senses)),
                    fuzzy=True,
                    shaky=self._wordlike(words, at, end, changed),
                )

    def _wordlike(self, words: Words, at: int, end: int, changed: int) -> bool:
        """Whether what is taken for a slip is a word, in a name too short to be sure of the rest."""
        if end - at > _FEW or changed < 0 or not is_syllable(words.bare[changed]):
            return False
        # "Sở Ti chính": nothing but a department follows "sở" typed with its marks.
        return changed == at or key(words.typed[at]) != _OF_DEPARTMENTS

    def _wordy(self, sense: Sense, words: Words, at: int, end: int) -> bool:
        if sense.kind is Kind.COMMUNE:  # Phường 1 with a slip in the word, never in the number
            return len(sense.keys[0]) > 3 and words.bare[end - 1].isdigit()
        letters = sum(len(k) for k in sense.keys)
        return sense.kind in _BODIES and end - at >= _SHORTEST_BODY and letters >= 6

    def _body_slip(self, words: Words, at: int, changed: int, sense: Sense) -> bool:
        """A slip; "số", "có" are no slips of "sở", being words."""
        slip = _slip(words, at, changed, sense)
        if slip == at and sense.keys[0] == _OF_DEPARTMENTS and is_syllable(words.bare[at]):
            return False
        return slip is not None

    def _walk(self, bare: list[str], node: Node[Sense], at: int, changed: int) -> list[_End]:
        """Ends, nodes, and the word that is misspelt (-1 for none), with one slip at most."""
        ends: list[_End] = [(at, node, changed)] if node.items else []
        following = node.next
        if following and at < len(bare):
            word = bare[at]
            if word in following:
                ends += self._walk(bare, following[word], at + 1, changed)
            if changed < 0:
                for known in self._like(word):
                    if known in following:
                        ends += self._walk(bare, following[known], at + 1, at)
        return ends


def _openings(root: Node[Sense]) -> dict[str, frozenset[str]]:
    """First words of bodies, right or with a slip, and what may follow each: one slip in all.

    "số", "có" are no slips of "sở": a word of two letters must be misspelt into no word.
    """
    openings: dict[str, set[str]] = defaultdict(set)
    for first, node in root.next.items():
        openings[first].update(node.next)
        openings[first].update(slip for second in node.next for slip in slips(second))
        for slip in slips(first):
            if len(first) > _SHORT or not is_syllable(slip):
                openings[slip].update(node.next)
    return {first: frozenset(seconds) for first, seconds in openings.items()}


def _slip(words: Words, at: int, changed: int, sense: Sense) -> int | None:
    """Which word is misspelt: one in its letters or one in its marks; None for none or both."""
    wrong = [changed] if changed >= 0 else []
    for place, wanted in enumerate(sense.keys, at):
        typed, bare = words.typed[place], words.bare[place]
        if place != changed and typed != bare and key(typed) != wanted:
            wrong.append(place)
    return wrong[0] if len(wrong) == 1 else None


def _trie(gazetteer: Gazetteer, complete: bool) -> Node[Sense]:
    phrases: Phrases[Sense] = Phrases()
    for words, sense in gazetteer.entries:
        if sense.complete != complete or sense.kind in _NOT_OURS or len(words) < 2:
            continue
        if not complete or words[0] in (gazetteer.opening(sense.unit), *_NUMBERED):
            phrases.add(words, sense)
    return phrases.root


def _longest(ways: list[Mention]) -> Mention:
    """The longest of several readings, with all it may mean."""
    longest = max(m.end for m in ways)
    ending = [m for m in ways if m.end == longest]
    ending[0].senses = shared(tuple({s.unit: s for m in ending for s in m.senses}.values()))
    return ending[0]


def _full(mention: Mention) -> bool:
    """Whether what was read is a full name, not a guess at one."""
    return max(s.weight for s in mention.senses) >= SURE
