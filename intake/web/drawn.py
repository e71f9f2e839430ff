"""Pages that are the same for everybody but for a few words: drawn once, then only filled in.

A page is drawn once a day, language and shape with a mark made up here in place of each word of a
sender's, and kept cut at the marks. Nothing of anybody is in what is kept: whoever draws it is
given the marks, never the words. The words are escaped as they are filled in.
"""

import re
import secrets
from collections.abc import Callable, Hashable, Mapping

from flask import current_app, request
from flask_babel import get_locale
from markupsafe import Markup, escape

from intake.clock import today
from intake.web.shell import sample_data

_MOST = 200  # shapes of pages kept
Words = Mapping[str, str]  # what is said where; safe only where it is Markup
Draw = Callable[[dict[str, str]], str]


def page(shape: tuple[Hashable, ...], words: Words, draw: Draw) -> str:
    """The page of a ``shape`` with these words; ``draw`` makes it for any words.

    Which words are empty belongs to the shape, and so must all else the page depends on.
    """
    kept: dict[Hashable, list[str]] = current_app.extensions.setdefault("drawn pages", {})
    filled = tuple(name for name, word in words.items() if word)
    locale = str(get_locale())
    slot = (shape, filled, today(), locale, sample_data(), request.script_root)
    pieces = kept.get(slot)
    if pieces is None or current_app.debug:
        if len(kept) >= _MOST:
            kept.clear()  # others who read meanwhile hold their pieces
        pieces = kept[slot] = _cut(words, draw)
    return "".join([escape(words[part]) if odd else part for odd, part in _alternating(pieces)])


def _cut(words: Words, draw: Draw) -> list[str]:
    """The page in pieces: as drawn, the name of a word, as drawn, and so on."""
    marks = {name: secrets.token_hex(16) for name, word in words.items() if word}
    drawn = draw(dict.fromkeys(words, "") | marks)
    names = {mark: name for name, mark in marks.items()}
    pieces = re.split("|".join(map(re.escape, names)) or "$^", drawn)
    found = [names[mark] for mark in re.findall("|".join(map(re.escape, names)) or "$^", drawn)]
    return [part for pair in zip(pieces, [*found, ""], strict=True) for part in pair]


def _alternating(pieces: list[str]) -> list[tuple[bool, str]]:
    return [(bool(i % 2), piece) for i, piece in enumerate(pieces[:-1])]


def lines(text: str) -> Markup:
    """A text of several lines as a page shows it."""
    return Markup("<br>").join(text.splitlines())
