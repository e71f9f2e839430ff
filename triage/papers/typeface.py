"""The typeface of papers: how wide words are in it, and where a line is broken.

Tinos has the widths of Times New Roman, so what is measured here holds in Word as well.
"""

from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

FOLDER = Path(__file__).parent / "fonts"
_EM = 2048  # units the fonts are drawn in: widths come out whole


@lru_cache(maxsize=2)
def _face(bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FOLDER / f"Tinos-{'Bold' if bold else 'Regular'}.ttf"), _EM)


def width(text: str, size: float, *, bold: bool = True) -> float:
    """Millimetres of one line of text."""
    return _face(bold).getlength(text) / _EM * size / 72 * 25.4


def broken(text: str, size: float, room: float) -> tuple[str, ...]:
    """Lines at most ``room`` millimetres wide; words stay whole. A "|" is where to break first."""
    whole = text.replace("|", " ")
    if width(whole, size) <= room:
        return (whole,)
    return tuple(line for part in text.split("|") for line in _even(part, size, room))


def _even(text: str, size: float, room: float) -> list[str]:
    """The fewest lines, as equal as they can be: a last line of one lone word looks like a slip."""
    words = text.split()
    fewest = _filled(words, size, room)
    narrow, wide = 0.0, room
    while wide - narrow > 1:
        middle = (narrow + wide) / 2
        if len(_filled(words, size, middle)) > len(fewest):
            narrow = middle
        else:
            wide = middle
    return _filled(words, size, wide)


def _filled(words: list[str], size: float, room: float) -> list[str]:
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def widest(text: str, size: float) -> float:
    """Millimetres of the longest of several lines."""
    return max((width(line, size) for line in text.split("\n")), default=0.0)
