"""One walk over the words of a text, noting every place, body and cue. Pure: no database."""

from itertools import compress

from intake.unitbook import Kind
from triage.gazetteer import Entry, Gazetteer
from triage.mentions import (
    WHOLE,
    Mention,
    Sight,
    Sign,
    of_other_office,
    sort_before,
    typed_as_sort,
)
from triage.placecues import Cue, Role, cues
from triage.placetrie import Node
from triage.placewords import Words, fits, key
from triage.senses import COMMUNES, Sense, Senses
from triage.syllables import SYLLABLES

_LETTERS = 0.35  # weight of an alias too short to mean anything by itself
_A_BODY = 0.5  # weight from which a name of an outside body is taken
_OF_DISTRICTS = ("quan", "tinh", "huyen", "tp", "tx")


def look(words: Words, gazetteer: Gazetteer) -> Sight:
    """All that is named, the longest name at each place."""
    sight = Sight(words)
    bare, root = words.bare, gazetteer.phrases.root.next
    size, done = len(bare), 0
    for at in compress(range(size), map(root.__contains__, bare)):
        if at >= done:
            node = root[bare[at]]
            if node.items or (at + 1 < size and bare[at + 1] in node.next):
                done = _take(sight, node, at, gazetteer)
    return sight


def _take(sight: Sight, node: Node[Entry], start: int, gazetteer: Gazetteer) -> int:
    """Note the longest phrase from ``start`` that fits what was typed; where to go on."""
    bare, end = sight.words.bare, start + 1
    size = len(bare)
    ends: list[tuple[int, Node[Entry]]] = []
    following: Node[Entry] | None = node
    while following is not None:
        if following.items:
            ends.append((end, following))
        if end == size:
            break
        following = following.next.get(bare[end])
        end += 1
    while ends:
        end, reached = ends.pop()
        if end < size and bare[end] == "pho" and bare[end - 1] == "thanh":
            continue  # "An, thành phố" is not An Thạnh
        mention = _note(sight, reached.items[0], start, end, gazetteer)
        if mention is not None:
            if mention and reached.next and end < size:
                sight.mentions[-1].doubt = _goes_on(reached, bare, end, gazetteer)
            if not mention and sight.signs[-1].role is not Role.NOISE:
                return start + 1  # a name of ours may begin within: "bên Thanh tra tỉnh"
            return end
    return start + 1


def _goes_on(node: Node[Entry], bare: list[str], at: int, gazetteer: Gazetteer) -> bool:
    """Whether the next word, misspelt or run on, makes a longer name: ``Tân Phú Tung``."""
    word = bare[at]
    if word in node.next and at + 1 < len(bare):
        return _runs_on(node.next[word], bare[at + 1])  # "Mỹ An Hưng AHuyện Lấp Vò"
    if len(word) < 3 or word in cues().no_names:
        return False
    if _runs_on(node, word):
        return True  # "Bình Thạnh Trunghuyện Lấp Vò"
    longer = (node.next.get(known) for known in gazetteer.near.like(word))
    return any(_names(n) or any(map(_names, n.next.values())) for n in longer if n)


def _runs_on(node: Node[Entry], word: str) -> bool:
    return word not in SYLLABLES and any(map(word.startswith, node.next))


def _names(node: Node[Entry]) -> bool:
    return bool(node.items) and bool(node.items[0].senses)


def _note(sight: Sight, entry: Entry, start: int, end: int, gazetteer: Gazetteer) -> bool | None:
    """True where a unit was noted, False where a sign was, None where nothing fits."""
    words = sight.words
    typed, bare = words.typed[start:end], words.bare[start:end]
    plain = typed == bare
    if entry.senses:
        senses = entry.plain if plain else entry.fitting(typed, bare)
        # Our own unit goes before a namesake elsewhere, but not where the marks are the other's.
        if senses and (plain or not _elsewhere_to_the_letter(entry, senses, words, start, end)):
            return _mention(sight, senses, start, end, None if plain else entry)
    sign = _sign(words, entry, start, end)
    if sign is None:
        return None
    if sign.role is Role.LAND and gazetteer.land:
        sight.mentions.append(Mention(start, start, end, WHOLE, gazetteer.land))
        return True
    sight.signs.append(sign)
    return False


def _elsewhere_to_the_letter(
    entry: Entry, senses: Senses, words: Words, start: int, end: int
) -> bool:
    """``Mỹ Tho`` is no Mỹ Thọ short of its dot: a place elsewhere is written just so."""
    elsewhere = [i for i in entry.others if isinstance(i, Cue) and i.role is Role.OTHER_DISTRICT]
    if not elsewhere or sort_before(words, start)[1] in COMMUNES:
        return False
    written = tuple(map(key, words.typed[start:end]))
    if any(sense.keys == written for sense in senses):
        return False
    return any(cue.keys == written for cue in elsewhere)


def _sign(words: Words, entry: Entry, start: int, end: int) -> Sign | None:
    for item in entry.others:
        if isinstance(item, Cue):
            if item.met(words, start, end):
                return Sign(start, end, item.role)
        elif item.kind is Kind.LAND_OFFICE:
            return Sign(start, end, Role.LAND)
        elif _body(item, words.typed[start:end], words.bare[start:end]):
            role = Role.OTHER_PROVINCE if item.place else Role.OUTSIDE
            return Sign(start, end, role, item.unit)
    return None


def _body(sense: Sense, typed: list[str], bare: list[str]) -> bool:
    """An outside body; one short word must be typed with its marks, a guess is not enough."""
    if sense.weight < _A_BODY:
        return False
    if typed == bare:
        return len(bare) > 1 or sense.keys[0] == bare[0]
    return fits(typed, bare, sense.keys, strict=False)


def _mention(
    sight: Sight, senses: Senses, name: int, end: int, marked: Entry | None
) -> bool | None:
    words = sight.words
    if senses[0].complete:
        if len(words.bare[name]) == 1 and not typed_as_sort(words, name, end):
            return None  # "15p 11/5" is a time
        if of_other_office(words, name):
            return None
        sight.mentions.append(Mention(name, name, end, WHOLE, senses, marked=marked is not None))
        return True
    start, sort = sort_before(words, name)
    if sort:
        kept = senses.of_sort(sort)
        if not kept and sort == "tx":  # "thì xã", not "thị xã"
            start, sort = name - 1, "xa"
            kept = senses.of_sort(sort)
        if kept:
            senses = kept
        elif sort in _OF_DISTRICTS:
            sight.signs.append(Sign(start, end, Role.OTHER_DISTRICT))
            return False
        else:
            start, sort = name, ""
    if not sort and not _says_enough(sight, senses, start):
        return None
    mention = Mention(start, name, end, sort, senses, marked=marked is not None)
    if marked is not None and sort and len(marked.plain) > len(senses):
        mention.namesakes = tuple(s for s in marked.plain.of_sort(sort) if s not in senses)
    sight.mentions.append(mention)
    return True


def _says_enough(sight: Sight, senses: Senses, start: int) -> bool:
    """``xã Tân Mỹ, TB``: two letters mean a district only behind one of its communes."""
    if any(s.weight >= _LETTERS for s in senses):
        return True
    last = sight.mentions[-1] if sight.mentions else None
    return last is not None and last.end == start and bool(last.senses.communes)
