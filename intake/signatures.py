"""Names nobody announces: signed under a letter, alone on a line, beside a telephone number. Pure.

A name with somebody's title before it ("ông Lê Văn A") is left: it may be who was complained of.
"""

import re
from collections.abc import Iterator
from itertools import islice

from intake.namecues import OTHERS, SPEAKS
from intake.ownnames import WORD, is_unmistakable, is_whole_name

_MOST = 5  # words
_FARTHEST = 120  # characters of the longest name
_LONG = 70  # as long as names at an end are looked for
_SENTENCE = re.compile(r"[^.!?;\n]+")
_LINE = re.compile(r"[^\n]+")
_OURS = re.compile(  # "ông Lê Văn A là chồng tôi"
    r",? (?:la|\() ?(?:chong|vo|con|ba|ma|me|cha|bo|tia|nha|anh|chi|em|ong|ba noi|ba ngoai)"
    r"(?: (?:trai|gai|ruot|re|dau))? (?:toi|tui|em|minh|chau|con)(?![a-z])"
)
_BETWEEN = re.compile(
    r"[\s,;:.\-/()]{0,4}(?:(?:so|sdt|dt|dien thoai|zalo|cccd|cmnd|stk|tk)[\s:,.]{0,3}){0,2}$"
)


def signatures(text: str, plain: str) -> Iterator[tuple[int, int]]:
    """Spans of such names; ``plain`` is ``text`` folded letter for letter, settled spans as NUL."""
    yield from _beside_a_number(text, plain)
    for whose in _OURS.finditer(plain):
        start = max(0, whose.start() - _FARTHEST, plain.rfind("\n", 0, whose.start()) + 1)
        yield from _last_name(text, plain, start, whose.start(), at_least=2, titled=True)
    for sentence in _SENTENCE.finditer(text):
        yield from _opening(text, plain, sentence)
    for line in _LINE.finditer(text):
        yield from _closing(text, plain, line)


def _beside_a_number(text: str, plain: str) -> Iterator[tuple[int, int]]:
    for settled in re.finditer("\0+", plain):
        start = max(0, settled.start() - _FARTHEST, plain.rfind("\n", 0, settled.start()) + 1)
        between = _BETWEEN.search(plain, start, settled.start())
        end = between.start() if between else settled.start()
        yield from _last_name(text, plain, start, end, at_least=2)


def _opening(text: str, plain: str, sentence: re.Match[str]) -> Iterator[tuple[int, int]]:
    """A name that is the whole sentence, or that speaks: "Lê Thị A xin trình bày"."""
    end = min(sentence.end(), sentence.start() + _FARTHEST)
    words = list(islice(WORD.finditer(text, sentence.start(), end), _MOST))
    if not words or text[sentence.start() : words[0].start()].strip(" \t-,"):
        return
    for count in range(len(words), 1, -1):
        after = words[count - 1].end()
        alone = not text[after : sentence.end()].strip(" ,\t")
        if (alone or SPEAKS.match(plain, after)) and is_whole_name(words[:count]):
            yield words[0].start(), after
            return


def _closing(text: str, plain: str, line: re.Match[str]) -> Iterator[tuple[int, int]]:
    end = line.start() + len(line.group().rstrip(" .!\t"))
    yield from _last_name(text, plain, max(line.start(), end - _FARTHEST), end, at_least=3)


def _last_name(
    text: str, plain: str, start: int, end: int, at_least: int, titled: bool = False
) -> Iterator[tuple[int, int]]:
    """The name that ends right at ``end``; one with somebody's title before it if ``titled``."""
    if end - start > _LONG:
        start = text.find(" ", end - _LONG, end)  # at a word's beginning
        if start < 0:
            return
    words = list(WORD.finditer(text, start, end))[-_MOST:]
    if not words or words[-1].end() != end:
        return
    for at in range(len(words) - at_least + 1):
        name = words[at:]
        surely = is_unmistakable(name) if at_least > 2 else is_whole_name(name)
        if surely and is_whole_name(name):
            if titled or not OTHERS.search(plain, max(0, name[0].start() - 20), name[0].start()):
                yield name[0].start(), end
            return
