"""Names of the sender and of people near, told in passing: "mình là Vy", "em gái tôi Trúc Linh". Pure.

Every run of words in capitals is asked what stands right before and after it. Whoever is
complained of stays readable: near a word of office nothing is taken that could be theirs.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

from intake import closecues as cue
from intake.fold import fold
from intake.namecues import OTHERS
from intake.ownnames import BY_BIRTH, SURE_SURNAMES, is_place, is_surname

_BEFORE, _AFTER = 48, 32  # letters looked at on each side


def close_names(text: str, plain: str) -> Iterator[tuple[int, int]]:
    """Spans of such names; ``plain`` is ``text`` folded letter for letter, settled spans as NUL."""
    for run in cue.RUN.finditer(text):
        start, end = run.span()
        line = max(0, start - _BEFORE, plain.rfind("\n", 0, start) + 1)
        head = plain[line:start]
        tail = plain[end : end + _AFTER]
        if not _is_worth_asking(run.group(), head, tail):
            continue
        if "\0" in plain[start:end] or (run.group().isupper() and len(run.group()) < 2):
            continue
        said = text[line:start]
        if _is_somebody_near(run.group().split(" "), said, head, tail):
            yield start, end
            yield from _with_them(
                text, plain, start, end, cue.SEEN.search(said.casefold()) is not None
            )


def _is_worth_asking(run: str, head: str, tail: str) -> bool:
    """Whether a word of those the rules speak of stands here; mostly none does."""
    last = head.rstrip(" :,.-\"'“(")
    last = last[last.rfind(" ") + 1 :]
    beside = last in cue.TRIGGERS or last.endswith("\0") or "\0" in tail[:18]
    beside = beside or run.split(" ", 1)[0].casefold() in BY_BIRTH
    return beside or run.count(" ") > 1 or cue.SAW.match(tail) is not None


def _is_somebody_near(words: list[str], said: str, head: str, tail: str) -> bool:
    """Whether words in capitals between ``head`` and ``tail`` name somebody of the sender's."""
    several, small = len(words) > 1, said.casefold()
    if not _is_no_office(words) or is_place(words) or _is_label(words):
        return False
    single = not several and words[0].casefold() not in cue.SAYS_WHAT
    if cue.TITLE_ONLY.search(said) and words[0].casefold() in BY_BIRTH and several:
        return not _near_office(head, tail) and not cue.PLACED.search(cue.TITLE_ONLY.sub("", head))
    if words[0].casefold() in BY_BIRTH and several and cue.SPEAKS.match(tail):
        return not _near_office(head, tail)
    if cue.SELF_IS.search(small):
        return several or (single and cue.GOES_ON.match(tail) is not None)
    if cue.LABELLED.search(small):
        return (several or single) and not _near_office(head, tail)
    if cue.THAT_ONE_IS.search(small):
        return several and not _near_office(head, tail)
    if several and cue.KIN_IS.search(small):
        return True
    if cue.CHILD_OF.search(said):
        return (several or single) and not _near_office(head, tail)
    if cue.SELF_HERE.search(small) and (several or single) and cue.HERE.match(tail):
        return True
    if cue.SELF_ALONE.search(small) and len(words) > 2 and is_surname(words[0]):
        return cue.CLOSED.match(tail) is not None
    if cue.TRADE.search(small):
        return len(words) > 2 and is_surname(words[0])
    return _is_at_hand(words, small, head, tail)


def _is_label(words: list[str]) -> bool:
    return any(cue.NO_NAME.match(fold(word)) for word in (words[0], words[-1]))


def _is_full_name(words: list[str]) -> bool:
    """Surname, middle name and name, of nobody whom streets and schools are called after."""
    known = len(words) > 2 and is_surname(words[0]) and fold(words[1]) in cue.MIDDLES
    known = known or bool(len(words) == 4 and {words[0].casefold(), fold(words[0])} & SURE_SURNAMES)
    return known and fold(" ".join(words)) not in cue.NAMESAKES


def _is_at_hand(words: list[str], small: str, head: str, tail: str) -> bool:
    """Whether one may be called, did somebody a favour or saw it happen."""
    personal = len(words) == 1 or is_surname(words[0]) or _opens_given(words[0])
    if cue.OF_A_FIRM.search(head):
        return personal
    if _near_office(head, tail):
        return False
    if _is_full_name(words) and (
        cue.BORN.match(tail) or not OTHERS.search(head) or cue.IN_NAME_OF.search(head)
    ):
        return True
    if cue.AFTER_NUMBER.search(head):
        return personal and cue.CLOSED.match(tail) is not None
    if cue.FOR_CALLS.match(tail) or cue.IDENTIFIED.match(tail):
        return len(words) > 1 and (personal or _titled_or_named(small))
    if cue.BESIDE.match(tail):
        untitled = personal and len(words) > 1 and not OTHERS.search(head)
        return untitled or cue.CALLED.search(small) is not None
    if cue.FAVOUR.match(tail) and cue.BY_SOMEBODY.search(small):
        return True
    return cue.SAW.match(tail) is not None and _titled_or_named(small)


def _opens_given(word: str) -> bool:
    """Whether given names of two words begin so, and no place does: "Phương", not "Mỹ"."""
    small = word.casefold()
    return small in cue.GIVEN or (small == fold(small) and small in cue.FOLDED_GIVEN)


def _titled_or_named(small: str) -> bool:
    return cue.TITLED_OR_NAMED.search(small) is not None


def _near_office(head: str, tail: str) -> bool:
    """A word of office in the same sentence, close by: it may be who was complained of."""
    before = re.split(r"[.;!?\n]", head[-32:])[-1]
    after = re.split(r"[.;!?\n]", tail)[0]
    return cue.OFFICE.search(before) is not None or cue.OFFICE.search(after) is not None


def _is_no_office(words: list[str]) -> bool:
    """No word says what body or what rank this is; a typed mark decides."""
    if fold(" ".join(words[:2])) in ("trung tam", "van phong", "ngan hang", "chi cuc", "bao hiem"):
        return False
    if len(words) > 2 and words[1].title() in ("Thị", "Văn", "Thi", "Van") and is_surname(words[0]):
        return True  # Đoàn is a surname too
    small = [word.casefold() for word in words]
    if small[0] in cue.OFFICES or (small[0] == fold(small[0]) and small[0] in cue.FOLDED_OFFICES):
        return False
    return cue.RANKS.isdisjoint(small[1:])


def _with_them(
    text: str, plain: str, start: int, end: int, seen: bool
) -> Iterator[tuple[int, int]]:
    """Who is named in the same breath: "và Nguyễn Thị Sen"; of who was there, "bà Liêu Thị Sang" too.

    And the surname where the name comes first: "Thử, Nguyễn Văn".
    """
    alone = " " not in text[start:end]
    while (link := cue.AND.match(text, end)) and (run := cue.RUN.match(text, link.end())):
        words = run.group().split(" ")
        if "\0" in plain[run.start() : run.end()] or not _is_no_office(words) or is_place(words):
            return
        whole = len(words) > 1 and is_surname(words[0]) and not link["title"]
        turned = alone and len(words) == 2 and cue.CLOSED.match(plain, run.end())
        if not (((seen or link["of"]) and link["title"]) or (whole and (link["and"] or turned))):
            return
        start, end = run.span()
        if _near_office("", plain[end : end + _AFTER]):
            return
        alone = False
        yield start, end


def same_again(
    text: str, plain: str, spans: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """The last two words of names of three, wherever else the text says them in capitals."""
    ends = {" ".join(text[a:b].split(" ")[-2:]) for a, b in spans if text.count(" ", a, b) > 1}
    for end in sorted(map(fold, ends)):
        for match in re.finditer(rf"(?<![a-z]){re.escape(end)}(?![a-z])", plain):
            if text[match.start()].isupper():
                yield match.span()


def joined_names(
    text: str, plain: str, spans: Iterable[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Names in the same breath as these: "tên tôi là ... và ..."."""
    return itertools.chain.from_iterable(_with_them(text, plain, *span, False) for span in spans)
