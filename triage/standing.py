"""What a place is in a text for: complained of, lived in, written to, somebody's name. Pure."""

from bisect import bisect_right
from collections.abc import Iterator
from enum import StrEnum
from operator import attrgetter

from triage.mentions import WHOLE, Mention, Sight, Sign
from triage.placecues import Role, cues, role_before
from triage.placewords import Words


class Standing(StrEnum):
    """What a mention stands in the text as."""

    OFFICE = "office"  # an office of the unit is named
    NAMED = "named"  # named, nothing said
    ACTING = "acting"  # something is done there or suffered from it
    LOCATIVE = "locative"
    RESIDENCE = "residence"
    ADDRESSEE = "addressee"
    SIGNATURE = "signature"
    POST = "post"
    OUTSIDE = "outside"
    PERSON = "person"
    LANDMARK = "landmark"
    WORD = "word"


_FILLERS = frozenset(
    ["cua", "thuoc", "cac", "may", "nhung", "phia", "khu", "vuc", "nhan", "dan", "cap", "ben", "la"]
)
_HAMLETS = frozenset(["ap", "khom", "thon", "kp", "to"])
_SPEAKERS = frozenset(
    [
        "toi",
        "tui",
        "em",
        "chung",
        "gia",
        "con",
        "minh",
        "phan",
        "ho",
        "cho",
        "de",
        "viec",
        "hom",
        "ngay",
    ]
)
_GOVERNS = {
    Role.OUTSIDE: Standing.OUTSIDE,
    Role.POST: Standing.POST,
}
_BEFORE = {
    Role.RESIDENCE: Standing.RESIDENCE,
    Role.ACTING: Standing.ACTING,
    Role.LOCATIVE: Standing.LOCATIVE,
    Role.OFFICE: Standing.OFFICE,
}
_GAP = 2  # words between a body and its district
_AN_ADDRESS = 2  # parts below the commune: "tổ 5, ấp Bình Hòa, xã X" is where somebody lives
_FROM = "cach"
_ABOUT = frozenset(
    ["khoang", "chung", "hon", "gan", "may", "vai", "rat", "xa"]
)  # before a distance
_ADDRESS = 3  # words at most between the parts of one address
_LETTER_PART = 25  # words
_AFTER_SIGNATURE = 4  # words of the same sentence: a telephone number, a date
_END = attrgetter("end")
_STEPS = 6  # cues in a row before one place


def standing(sight: Sight, mention: Mention) -> Standing:
    """What stands closest before the place, or before the address it begins."""
    start = mention.start
    parent = mention.parent
    if parent is not None and 0 <= start - parent.end <= _ADDRESS:
        start = parent.start  # "huyện Y, xã X", not a district named sentences before
    governed = _governor(sight, start, mention) if sight.signs else None
    if governed is not None:
        return governed
    found = _walk_back(sight.words, start, bare=mention.sort == "")
    if mention.sort == "" and _ordinary(sight.words, mention, found):
        return Standing.WORD
    if mention.sort == WHOLE and not mention.senses.communes:  # nobody lives in a department
        found = Standing.NAMED if found is Standing.RESIDENCE else found
    if found is Standing.NAMED and _of_a_home(sight.words, start):
        return Standing.RESIDENCE
    if found is Standing.NAMED and _only_how_far(sight.words, start, mention):
        found = Standing.LANDMARK
    if found is Standing.PERSON or not sight.signs:
        return found
    return _letter_part(sight, start, mention.end) or found


def _only_how_far(words: Words, start: int, mention: Mention) -> bool:
    """``cách thị trấn X 5 km``; not "cách xã X làm việc", which is how it works."""
    if not start or words.bare[start - 1] != _FROM:
        return False
    end = max(mention.end, mention.parent.end if mention.parent else 0)
    after = words.bare[end : end + 1]
    return bool(after) and (after[0].isdigit() or after[0] in _ABOUT)


def _ordinary(words: Words, mention: Mention, standing: Standing) -> bool:
    """``thanh bình`` written small, or without marks where no office is meant: no place."""
    if mention.parent is not None or standing is Standing.OFFICE:
        return False
    at = range(mention.name, mention.end)
    if tuple(words.bare[mention.name : mention.end]) not in cues().words:
        return False
    return not mention.marked or not any(map(words.capital, at))


def _governor(sight: Sight, start: int, mention: Mention) -> Standing | None:
    """An outside body, a land branch or the post just before: the place is only its district."""
    name = mention.name
    if mention.sort == WHOLE and mention.senses.communes:
        name += 1  # "công an phường" ends within "phường 11"
    for sign in _signs_before(sight, name, start - _GAP):
        if sign.role in _GOVERNS and sign.start < start:
            gap = sight.words.bare[sign.end : start]
            if _FILLERS.issuperset(gap):
                if sign.role is Role.OUTSIDE and _office_and(sight.words, sign):
                    return Standing.OFFICE
                return _GOVERNS[sign.role]
            return None
    return None


def _signs_before(sight: Sight, at: int, not_before: int) -> Iterator[Sign]:
    """The signs that end between the two places, the nearest first."""
    signs = sight.signs
    for place in range(bisect_right(signs, at, key=_END), 0, -1):
        if signs[place - 1].end < not_before:
            return
        yield signs[place - 1]


def _office_and(words: Words, sign: Sign) -> bool:
    """``UBND và công an xã X``: both are spoken of."""
    if sign.start < 2 or words.bare[sign.start - 1] not in ("va", "voi"):
        return False
    before = role_before(words, sign.start - 1)
    return before is not None and before[1] is Role.OFFICE


def _walk_back(words: Words, start: int, bare: bool) -> Standing:
    found = Standing.NAMED
    at = start
    for _ in range(_STEPS):
        if at == 0:
            break
        cue = role_before(words, at)
        if cue is None:
            if bare and found is Standing.NAMED and at == start and _in_a_name(words, at):
                return Standing.PERSON
            before = _over_fillers(words, at)
            if before == at:
                break
            at = before
            continue
        at, role = cue
        if role is Role.RESIDENCE:
            if at and words.bare[at - 1] == _FROM:  # "cách nhà tôi ở thị trấn X 5 km"
                return Standing.LANDMARK
            return Standing.RESIDENCE if found is not Standing.OFFICE else found
        if role in (Role.PERSON, Role.SURNAME, Role.LANDMARK):
            if found is Standing.NAMED and bare:
                return Standing.LANDMARK if role is Role.LANDMARK else Standing.PERSON
            break
        if role in _BEFORE and _stronger(_BEFORE[role], found):
            found = _BEFORE[role]
        if found in (Standing.OFFICE, Standing.ACTING):
            break
    return found


def _of_a_home(words: Words, start: int) -> bool:
    """``tổ 5, ấp Bình Hòa`` before a commune: a whole address, where somebody lives."""
    at, parts = start, 0
    while at and (before := _over_fillers(words, at)) != at:
        parts += words.bare[before] in _HAMLETS
        at = before
    return parts >= _AN_ADDRESS


def _stronger(new: Standing, old: Standing) -> bool:
    return new is Standing.OFFICE or old in (Standing.NAMED, Standing.LOCATIVE)


def _over_fillers(words: Words, at: int) -> int:
    """Where one stands after stepping over a linking word, or over a hamlet with its name."""
    if words.bare[at - 1] in _FILLERS:
        return at - 1
    for back in range(2, 5):
        if at - back >= 0 and words.bare[at - back] in _HAMLETS:
            return at - back
    return at


def _in_a_name(words: Words, at: int) -> bool:
    """Whether up to three words of a person's name stand before: ``Ông Trần Bình Thành``."""
    for back in range(1, 4):
        if at - back <= 0:
            return False
        cue = role_before(words, at - back, (Role.PERSON, Role.SURNAME))
        if cue is not None:
            return True
        if role_before(words, at - back, (Role.LOCATIVE, Role.ACTING, Role.OFFICE)):
            return False
    return False


def _letter_part(sight: Sight, start: int, end: int) -> Standing | None:
    """In the head of a letter (``Kính gửi ...``) or at its foot (``Người viết: ...``)."""
    words = sight.words
    for sign in _signs_before(sight, start, start - _LETTER_PART):
        if sign.role not in (Role.ADDRESSEE, Role.SIGNATURE):
            continue
        if not _SPEAKERS.isdisjoint(words.bare[sign.end : start]):
            return None
        if sign.role is Role.ADDRESSEE:
            ended = ". " in words.between(sign.end - 1, start)
            return None if ended else Standing.ADDRESSEE
        after = end + _AFTER_SIGNATURE
        goes_on = after < len(words.bare) and words.in_one_sentence(end - 1, after)
        return None if goes_on else Standing.SIGNATURE
    return None
