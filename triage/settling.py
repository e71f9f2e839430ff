"""Homonyms told apart by the places named beside them. Pure: no database.

``xã Bình Thành, huyện Lấp Vò`` is one of four; a district named anywhere else in the text still
helps, less surely; a place in another province is none of ours.
"""

from bisect import bisect_left, bisect_right
from itertools import pairwise

from intake.unitbook import Kind
from triage.mentions import ENDS_OF_SORTS, WHOLE, Mention, Sight, sort_before
from triage.nearwords import one_slip
from triage.placecues import Role, cues
from triage.placewords import Words
from triage.senses import COMMUNES, DISTRICTS, shared
from triage.syllables import is_syllable

_LINKS = frozenset(
    ["thuoc", "cua", "o", "tai", "ubnd", "ub", "tinh", "dia", "ban", "tp", "thanh", "pho"]
)
_SLIPPED = ("huyen", "thuoc", "thanh")
_NO_WORDS = frozenset(["ubnd", "ub", "tp", "tt", "tx", "hdnd", "hs", "dc", "ko", "cb", "nv", "hcc"])
_UNKNOWN = 7  # words a name may have that was run together and taken apart
_SHORT_NAME = 4  # words
_SORTS = frozenset(["huyen", "quan", "thi", "xa", "h", "q", "tp", "tx"])
_LONGEST_GAP = 3
_BREAKS = frozenset("!?;\n")


def settle(sight: Sight) -> None:
    """Give each commune the district it is said to lie in, and drop what lies elsewhere."""
    mentions = sight.mentions
    if len(mentions) > 1:
        _neighbours(sight)
        _desks(sight)
    for at, mention in enumerate(mentions):
        if not mention.part and mention.senses.districts and not mention.senses.communes:
            left = mentions[at - 1].end if at else 0
            _look_before(sight.words, left, mention)
    if sight.signs:
        _leave_out_elsewhere(sight)
    if len(mentions) > 1:
        _by_distant_parents(mentions)


def _neighbours(sight: Sight) -> None:
    """``xã X, huyện Y`` and ``huyện Y, xã X``."""
    mentions = sight.mentions
    for at, mention in enumerate(mentions):
        if mention.part or not mention.senses.communes:
            continue
        after = mentions[at + 1] if at + 1 < len(mentions) else None
        before = mentions[at - 1] if at else None
        if after and _adjacent(sight.words, mention, after):
            if _lies_in(mention, after):
                continue
            if mention.sort and after.sort in DISTRICTS:
                mention.doubt = after.doubt = True  # no such commune there
        elif after and mention.doubt and _follows_soon(sight.words, mention, after):
            after.doubt = True  # its name goes on: it may lie there under the longer name
        if before and not before.part and _adjacent(sight.words, before, mention):
            _lies_in(mention, before)


def _follows_soon(words: Words, left: Mention, right: Mention) -> bool:
    if not left.sort or right.sort not in DISTRICTS or right.start - left.end > _LONGEST_GAP:
        return False
    return words.in_one_sentence(left.end - 1, right.start)


def _look_before(words: Words, left: int, district: Mention) -> None:
    """A district may be said of a commune that was not understood: then it is doubtful itself."""
    if _after_unknown(words, left, district):
        district.doubt = True
    for at in range(district.start - 1, max(left, district.start - 6) - 1, -1):
        word = words.bare[at]
        if word.isdigit():
            district.suspect = district.suspect or at >= district.start - 2
            before = words.bare[max(left, at - 2) : at]  # "phườn g2 Sa Đéc"
            district.doubt = district.doubt or any(
                w != "phong" and _slip_of_ward(w) for w in before
            )
        elif len(word) > 1 and word not in _NO_WORDS:
            if not is_syllable(word):
                district.suspect = True
                district.doubt = district.doubt or _slip_of_ward(word)
            elif words.run_together(at):
                district.suspect = True


def _slip_of_ward(word: str) -> bool:
    return len(word) > 4 and word != "phuong" and one_slip(word, "phuong")


def _after_unknown(words: Words, left: int, district: Mention) -> bool:
    """Whether a commune stands before the district under a name that is not known."""
    for back in range(2, _UNKNOWN + 3):
        start = district.start - back
        if start < left:
            return False
        if words.bare[start] not in ENDS_OF_SORTS:
            continue
        sort = sort_before(words, start + 1)[1]
        if sort in COMMUNES or sort == "tx":
            name = [w for w in words.bare[start + 1 : district.start] if w not in _LINKS]
            if not 0 < len(name) <= _UNKNOWN:
                return False
            if not words.in_one_sentence(start, district.start):
                return False
            district.suspect = len(name) <= _SHORT_NAME
            return name[0] not in cues().no_names
    return False


def _desks(sight: Sight) -> None:
    """``Thanh tra tỉnh Đồng Tháp``: the province says where, not whom.

    So does the district behind a land branch, which is the department's. But the service centre of
    a commune is the commune's.
    """
    for left, right in pairwise(sight.mentions):
        kind = left.senses[0].kind
        if right.senses[0].kind is Kind.PROVINCE:
            right.part = right.part or _adjacent(sight.words, left, right)
        elif kind is Kind.LAND_OFFICE:
            if _adjacent(sight.words, left, right):
                right.part, left.parent = True, right
        elif kind is Kind.SERVICE_CENTRE and right.start == left.end and right.sort != WHOLE:
            left.part = True


def _lies_in(mention: Mention, place: Mention) -> bool:
    """Narrow a mention to the communes of a place; False where there are none."""
    districts = place.senses.districts
    kept = mention.senses.inside(districts.units)
    if not kept:
        return False
    if mention.sort == "" and place.sort == "" and len(kept) > 1 and mention.end > place.start:
        return False
    mention.senses, mention.parent = kept, place
    if not districts.units <= kept.within:
        districts = shared(tuple([s for s in districts if s.unit in kept.within]))
    place.senses = districts or place.senses
    place.part = True
    return True


def _adjacent(words: Words, left: Mention, right: Mention) -> bool:
    """One address: nothing but linking words between, and no end of a sentence."""
    gap = words.bare[left.end : right.start]
    if not gap:
        return not _breaks(words, left, right)
    if len(gap) > _LONGEST_GAP or _breaks(words, left, right):
        return False
    strange = [w for w in gap if w not in _LINKS and not _slipped_link(w)]
    if len(strange) == 1 and right.sort in DISTRICTS and strange[0] not in cues().no_names:
        left.doubt = right.doubt = bool(left.sort)  # its name may go on
    return not strange


def _slipped_link(word: str) -> bool:
    return any(one_slip(word, link) for link in _SLIPPED)


def _breaks(words: Words, left: Mention, right: Mention) -> bool:
    between = words.between(left.end - 1, right.start)
    if _BREAKS.intersection(between):
        return True
    return ". " in between and not (left.sort and right.sort)


def _leave_out_elsewhere(sight: Sight) -> None:
    """``huyện Châu Thành, Long An``: a place said to lie in another province."""
    mentions = sight.mentions
    ends, starts = [m.end for m in mentions], [m.start for m in mentions]
    for sign in sight.signs:
        if sign.role not in (Role.OTHER_PROVINCE, Role.OTHER_DISTRICT):
            continue
        sure = sign.role is Role.OTHER_PROVINCE or sort_before(sight.words, sign.start)[1] != ""
        last = bisect_right(ends, sign.start) - 1
        if last >= 0 and (sure or mentions[last].parent is None):
            _drop_chain(sight, last, sign.start)
        following = bisect_left(starts, sign.end)
        if sure and following < len(mentions) and starts[following] == sign.end:
            mention = mentions[following]
            mention.elsewhere = mention.sort not in ("", WHOLE)


def _drop_chain(sight: Sight, last: int, at: int) -> None:
    """The last place before the other province, and what is said to lie in it."""
    mention = sight.mentions[last]
    gap = sight.words.bare[mention.end : at]
    unknown = [w for w in gap if w not in _LINKS and w not in _SORTS]
    if len(gap) > _LONGEST_GAP or len(unknown) > 1:  # one word: its name goes on
        return
    if _BREAKS.intersection(sight.words.between(mention.end - 1, at)):
        return
    mention.elsewhere = True
    if last and _adjacent(sight.words, sight.mentions[last - 1], mention):
        sight.mentions[last - 1].elsewhere = True


def _by_distant_parents(mentions: list[Mention]) -> None:
    """A district named elsewhere in the text, if it leaves fewer to choose from."""
    open_ones = [m for m in mentions if m.parent is None and len(m.senses.communes) > 1]
    if not open_ones:
        return
    places: dict[frozenset[int], Mention] = {}
    for place in mentions:
        if not place.elsewhere and place.sort not in COMMUNES:
            places.setdefault(place.senses.districts.units, place)
    places.pop(frozenset(), None)
    for mention in open_ones:
        _by_distant_parent(mention, places)


def _by_distant_parent(mention: Mention, places: dict[frozenset[int], Mention]) -> None:
    for districts, place in places.items():
        kept = mention.senses.inside(districts)
        if place is mention or not kept:
            continue
        if len({s.answers for s in kept}) < len({s.answers for s in mention.senses.communes}):
            mention.senses, mention.parent = kept, place
            place.part = place.part or place.sort == ""  # "xuống Lấp Vò, ghé xã Bình Thành"
            return
