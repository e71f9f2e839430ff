"""Words as they may have been meant: raw Telex and VNI decoded, joined ones taken apart. Pure."""

import re
from collections.abc import Sequence

from triage.joined import split_joined
from triage.placewords import Range, Words
from triage.syllables import SYLLABLES
from triage.telex import decode_telex, decode_vni, least, tells, typed_raw

_TYPED_WORD = re.compile(r"[^\W_]+")  # VNI: letters and digits are one word
_CAPITALS = "".join(c for c in map(chr, range(ord("A"), ord("Ỹ") + 1)) if c.isupper())
# The capital first: a search for what is rare is quick.
_INNER_CAPITAL = re.compile(
    rf"[{_CAPITALS}](?:(?<=[^\W\d_].)(?=[^\W\d_{_CAPITALS}])|(?<=[^\W\d_{_CAPITALS}].))"
)


def decoded(words: Words) -> Words | None:
    """The words with raw Telex or VNI decoded; None for a text typed as it is read."""
    enough = least(len(words.bare))
    if len(words.odd) < enough:
        return None
    made = {i: new for i in words.odd if (new := decode_telex(words.typed[i]))}
    odd = sum(tells(words.typed[i], new) for i, new in made.items())
    if odd >= enough and typed_raw(odd, words.typed):
        if "oo" in "".join(words.typed):  # "coong" is no odd word, but in Telex it is công
            made |= {
                i: n for i, w in enumerate(words.typed) if "oo" in w and (n := decode_telex(w))
            }
        typed = words.typed.copy()
        for i, new in made.items():
            typed[i] = new
        return Words(words.text, typed, words.pattern)
    return _from_vni(words) if any(words.bare[i].isdigit() for i in words.odd) else None


def _from_vni(words: Words) -> Words | None:
    """Letters and digits were taken for words of their own: cut the text anew."""
    found = list(_TYPED_WORD.finditer(words.text))
    typed = [m.group().lower() for m in found]
    made = [decode_vni(t) for t in typed]
    odd = sum(map(tells, typed, made))
    if odd < least(len(typed)) or not typed_raw(odd, typed):
        return None
    meant = [new or old for new, old in zip(made, typed, strict=True)]
    return Words(words.text, meant, _TYPED_WORD, [m.span() for m in found])


def split(words: Words, names: frozenset[str]) -> Words | None:
    """The words with joined ones taken apart; None if there are none."""
    parted = {i: p for i in words.odd if (p := split_joined(words.bare[i], names))}
    if not words.text.islower() and _INNER_CAPITAL.search(words.text):
        cut = _at_capitals(words)
        known = {i: p for i, p in cut.items() if all(w in names or w in SYLLABLES for w in p)}
        parted = {**cut, **parted, **known}  # capitals decide where they cut whole words
    if not parted:
        return None
    places = words.spans()
    typed: list[str] = []
    spans: list[Range] = []
    done = 0
    for at, parts in sorted(parted.items()):
        word, (start, end) = words.typed[at], places[at]
        if not len(word) == len(words.bare[at]) == end - start:
            continue  # letters and places do not go together, as in ß
        typed += words.typed[done:at]
        spans += places[done:at]
        for piece, offset, length in _pieces(word, parts):
            typed.append(piece)
            spans.append((start + offset, start + offset + length))
        done = at + 1
    typed += words.typed[done:]
    spans += places[done:]
    return Words(words.text, typed, words.pattern, spans)


def _at_capitals(words: Words) -> dict[int, tuple[str, ...]]:
    """``PAn`` -> p, an: words in which a capital shows where the next one begins."""
    parted: dict[int, tuple[str, ...]] = {}
    for at, (start, end) in enumerate(words.spans()):
        word, bare = words.text[start:end], words.bare[at]
        if word[1:].islower() or word.isupper() or len(word) != len(bare):
            continue
        cuts = [i for i, c in enumerate(word) if c.isupper() and i]
        if cuts:
            ends = zip([0, *cuts], [*cuts, len(bare)], strict=True)
            parted[at] = tuple(bare[start:end] for start, end in ends)
    return parted


def _pieces(typed: str, parts: Sequence[str]) -> list[tuple[str, int, int]]:
    pieces, at = [], 0
    for part in parts:
        pieces.append((typed[at : at + len(part)], at, len(part)))
        at += len(part)
    return pieces
