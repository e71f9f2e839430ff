"""Words that a page asks for with every row: put together once a page and language."""

from collections.abc import Callable
from functools import wraps

from flask import g
from flask_babel import get_locale

Words = dict[str, str]


def once(make: Callable[[], Words]) -> Callable[[], Words]:
    """The same words, remembered until the page is made."""

    @wraps(make)
    def kept() -> Words:
        words: dict[tuple[str, str, str], Words] = g.setdefault("once_words", {})
        key = (make.__module__, make.__name__, str(get_locale()))
        if key not in words:
            words[key] = make()
        return words[key]

    return kept
