"""Places and bodies named in a text, each with what stands before it. Pure: no database."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from intake.unitbook import Kind
from triage.gazetteer import COMMUNES, DISTRICTS, TYPE_WORDS, Gazetteer, Sense
from triage.nearwords import NearWords
from triage.placecues import Cue, Role, cues
from triage.placetrie import Node
from triage.placewords import Words, fits, key

_SORT_KEYS = frozenset(
    key(w) for w in ("xã", "phường", "thị", "trấn", "thành", "phố", "huyện", "quận", "tỉnh")
)
WHOLE = "whole"  # the sort of a name that needs no word for its sort
_LONE_LETTER = 1
_LETTERS = 0.35  # weight of an alias too short to mean anything by itself


@dataclass(slots=True)
class Mention:
    """A unit named: ``start`` with the word for its sort, ``name`` without, ``end`` after it."""

    start: int
    name: int
    end: int
    sort: str
    senses: list[Sense]
    fuzzy: bool = False
    shaky: bool = False  # misspelt, yet as written it may well be another place
    marked: bool = False  # typed with marks that fit
    parent: "Mention | None" = None  # the place it is said to lie in
    part: bool = False  # it is that place for another
    elsewhere: bool = False  # it lies in another province
    doubt: bool = False  # words stand where its name may go on, or a name within it
    suspect: bool = False  # a misspelt name may stand before it: worth a second look

    def districts(self) -> list[Sense]:
        """What it means if a district is meant."""
        return [s for s in self.senses if s.kind is Kind.DISTRICT]

    def communes(self) -> list[Sense]:
        """What it means if a commune is meant."""
        return [s for s in self.senses if s.kind is Kind.COMMUNE]


@dataclass(frozen=True, slots=True)
class Sign:
    """A cue found: words ``start:end``; ``unit`` where the book knows the body."""

    start: int
    end: int
    role: Role
    unit: int | None = None


@dataclass(slots=True)
class Sight:
    """All that was seen in one text, in its order."""

    words: Words
    land: list[Sense]  # what a land branch means
    mentions: list[Mention] = field(default_factory=list)
    signs: list[Sign] = field(default_factory=list)


def look(words: Words, gazetteer: Gazetteer) -> Sight:
    """Walk once over the words, the longest name at each place first."""
    sight = Sight(words, gazetteer.land)
    bare, root = words.bare, gazetteer.phrases.root.next
    size, done = len(bare), 0
    for at in [i for i, w in enumerate(bare) if w in root]:
        if at >= done:
            node = root[bare[at]]
            if node.items or (at + 1 < size and bare[at + 1] in node.next):
                done = _take(sight, node, at, size, gazetteer.near)
    return sight


def _take(sight: Sight, node: Node[Sense | Cue], start: int, size: int, near: NearWords) -> int:
    """Note the longest phrase from ``start`` that fits what was typed; where to go on."""
    bare, end = sight.words.bare, start + 1
    found: list[tuple[int, Node[Sense | Cue]]] = []
    following: Node[Sense | Cue] | None = node
    while following is not None:
        if following.items:
            found.append((end, following))
        if end == size:
            break
        following = following.next.get(bare[end])
        end += 1
    for end, reached in reversed(found):
        if bare[end - 1] == "thanh" and end < size and bare[end] == "pho":
            continue  # "An, thành phố" is not An Thạnh
        if _note(sight, reached.items, start, end):
            if reached.next and end < size and sight.mentions and sight.mentions[-1].end == end:
                sight.mentions[-1].doubt = _goes_on(reached, bare[end], near)
            return end
    return start + 1


def _goes_on(node: Node[Sense | Cue], word: str, near: NearWords) -> bool:
    """Whether the next word, misspelt, makes a longer name: ``Tân Phú Tung``."""
    if len(word) < 3 or word in cues().no_names:
        return False
    longer = (node.next.get(known) for known in near.like(word))
    return any(_names(n) or any(map(_names, n.next.values())) for n in longer if n)


def _names(node: Node[Sense | Cue]) -> bool:
    return any(isinstance(i, Sense) for i in node.items)


def _note(sight: Sight, items: Sequence[Sense | Cue], start: int, end: int) -> bool:
    words = sight.words
    typed, bare = words.typed[start:end], words.bare[start:end]
    plain = typed == bare
    senses: list[Sense] = []
    sign: Sign | None = None
    for item in items:
        if isinstance(item, Cue):
            if item.met(words, start, end):
                sign = Sign(start, end, item.role)
        elif item.kind is Kind.LAND_OFFICE:
            sign = Sign(start, end, Role.LAND)
        elif item.kind is Kind.OUTSIDE:
            if _body(item, typed, bare, plain):
                role = Role.OTHER_PROVINCE if item.place else Role.OUTSIDE
                sign = sign or Sign(start, end, role, item.unit)
        elif (plain and not item.in_words) or (
            not plain and fits(typed, bare, item.keys, strict=False)
        ):
            senses.append(item)
    if senses:  # our own unit goes before a namesake elsewhere
        return _mention(sight, senses, start, end, marked=not plain)
    if sign is None:
        return False
    if sign.role is Role.LAND and sight.land:
        sight.mentions.append(Mention(start, start, end, WHOLE, sight.land))
    else:
        sight.signs.append(sign)
    return True


def _body(sense: Sense, typed: list[str], bare: list[str], plain: bool) -> bool:
    """An outside body; one short word must be typed with its marks, a guess is not enough."""
    if sense.weight < 0.5:
        return False
    if plain:
        return len(bare) > 1 or sense.keys[0] == bare[0]
    return fits(typed, bare, sense.keys, strict=False)


def _mention(sight: Sight, senses: list[Sense], name: int, end: int, marked: bool) -> bool:
    start, sort = sort_before(sight.words, name)
    if sort and not senses[0].complete:
        kept = of_sort(senses, sort)
        if not kept:
            if sort in ("quan", "tinh", "huyen", "tp", "tx"):
                sight.signs.append(Sign(start, end, Role.OTHER_DISTRICT))
                return True
            kept, start, sort = senses, name, ""
        senses = kept
    elif senses[0].complete:
        start, sort = name, WHOLE
        if len(sight.words.bare[name]) == 1 and not _typed_so(sight.words, name, end):
            return False  # "15p 11/5" is a time
    elif max(s.weight for s in senses) < _LETTERS and not _after_commune(sight, start):
        return False
    sight.mentions.append(Mention(start, name, end, sort, senses, marked=marked))
    return True


def _after_commune(sight: Sight, start: int) -> bool:
    """``xã Tân Mỹ, TB``: two letters mean a district only behind one of its communes."""
    last = sight.mentions[-1] if sight.mentions else None
    return last is not None and last.end == start and bool(last.communes())


def of_sort(senses: list[Sense], sort: str) -> list[Sense]:
    """Senses that go with the word written before the name, or nearly so."""
    exact = [s for s in senses if s.sort == sort]
    if exact:
        return exact
    if sort in COMMUNES:
        return [s for s in senses if s.sort in COMMUNES]
    if sort in DISTRICTS and sort != "quan":
        return [s for s in senses if s.sort in DISTRICTS]
    return []


def sort_before(words: Words, name: int) -> tuple[int, str]:
    """Where the word for the sort begins that stands before a name, and the sort; else "" ."""
    bare = words.bare
    for size in (2, 1):
        start = name - size
        if start < 0:
            continue
        sort = TYPE_WORDS.get(tuple(bare[start:name]))
        if sort and _typed_so(words, start, name):
            return start, sort
    return name, ""


def _typed_so(words: Words, start: int, name: int) -> bool:
    bare, typed = words.bare[start], words.typed[start]
    if len(bare) == _LONE_LETTER:
        return start == 0 or not words.bare[start - 1].isdigit()  # "8 h" is a time of day
    if bare == "xa" and name - start == 1:
        if words.bare[max(0, start - 2) : start] == ["hop", "tac"]:
            return False
        if typed == bare and words.marked:
            return False  # "xa": far
    if bare == "quan" and typed == bare and not words.bare[name].isdigit():
        return False  # "cơ quan", "liên quan"
    return bare == "huyen" or all(
        t == b or key(t) in _SORT_KEYS
        for t, b in zip(words.typed[start:name], words.bare[start:name], strict=True)
    )
