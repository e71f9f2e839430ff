"""How well the words of a query fit one way to write a unit. Pure: no database."""

from dataclasses import dataclass

from intake.unitforms import Form, Word

EXACT, START, INSIDE, SPREAD = 100.0, 70.0, 50.0, 30.0
WRONG_MARK = 0.5  # factor: typed Bình Thạnh, found Bình Thành


@dataclass(frozen=True, slots=True)
class Fit:
    """From 0 to 100. ``exact``: the query is the form, with units above or without, marks right."""

    value: float
    exact: bool


@dataclass(frozen=True, slots=True)
class _Found:
    base: float
    words: list[Word]  # one for each word of the query


def fit(query: tuple[Word, ...], form: Form) -> Fit | None:
    """How well the query fits; None where it does not.

    Words of the query stand for the beginnings of words, in the order of the name; words of the
    units above may follow or stand between. "tân bình" never means a desk of Tân Bình: at least
    one word must be among the desk's own (``form.head``).
    """
    found = _in_step(query, form) or _inside(query, form) or _spread(query, form)
    if not found:
        return None
    agree = all(
        asked.agrees(word, asked is query[-1])
        for asked, word in zip(query, found.words, strict=True)
    )
    value = found.base * form.weight * (1 if agree else WRONG_MARK)
    return Fit(value, found.base == EXACT and agree)


def _in_step(query: tuple[Word, ...], form: Form) -> _Found | None:
    """From the name's first word on; the whole name may be followed by words of units above."""
    own = _run(query, form.words)
    if own == len(query):
        return _Found(EXACT if _same(query, form.words) else START, list(form.words[:own]))
    if own < len(form.words) or not _same(query[:own], form.words):
        return None
    above = [_best(w, form.above) for w in query[own:]]
    words = [w for w in above if w]
    if len(words) < len(above):
        return None
    whole = _same(query[own:], tuple(words))
    return _Found(EXACT if whole else START, [*form.words, *words])


def _inside(query: tuple[Word, ...], form: Form) -> _Found | None:
    """From a later word of the name on."""
    for i in range(1, form.head or len(form.words)):
        if _run(query, form.words[i:]) == len(query):
            return _Found(INSIDE, list(form.words[i : i + len(query)]))
    return None


def _spread(query: tuple[Word, ...], form: Form) -> _Found | None:
    """Here and there in the name, in its order, the other words in the units above."""
    at = first = 0
    words = []
    for asked in query:
        places = range(at, len(form.words))
        here = next((i for i in places if form.words[i].bare.startswith(asked.bare)), None)
        word = _best(asked, form.above) if here is None else form.words[here]
        if word is None:
            return None
        if here is not None:
            first = here if at == 0 else first
            at = here + 1
        words.append(word)
    if at == 0 or (form.head and first >= form.head):
        return None
    return _Found(SPREAD, words)


def _run(query: tuple[Word, ...], name: tuple[Word, ...]) -> int:
    """How many words of the query, from its first, begin the words of the name in step."""
    count = 0
    for asked, word in zip(query, name, strict=False):
        if not word.bare.startswith(asked.bare):
            break
        count += 1
    return count


def _same(query: tuple[Word, ...], name: tuple[Word, ...]) -> bool:
    return len(query) == len(name) and all(
        q.bare == n.bare for q, n in zip(query, name, strict=True)
    )


def _best(asked: Word, above: tuple[Word, ...]) -> Word | None:
    """The word it begins, best one it equals and whose marks agree."""
    begun = [w for w in above if w.bare.startswith(asked.bare)]
    return max(
        begun, key=lambda w: (w.bare == asked.bare, asked.agrees(w, last=True)), default=None
    )
