"""Vietnamese text to a comparable form. Pure. Fold to compare, never to store."""

import unicodedata

# The Icelandic letter ð (capital Ð, U+00D0) looks like đ (Đ, U+0110), and old tables give it for it.
_DUONG = str.maketrans({"đ": "d", "ð": "d"})
_UNSEEN = ("Mn", "Cf")  # marks; soft hyphens and what else has no width


def fold(text: str) -> str:
    """Case, tone and vowel marks, đ and signs without width removed: ``Xã Hoà An`` -> ``xa hoa an``.

    Marks are taken off after canonical decomposition (Unicode UAX #15), so composed and
    decomposed typing fold alike. Idempotent. White space and punctuation are left as they are.
    """
    decomposed = unicodedata.normalize("NFD", text.casefold().translate(_DUONG))
    bare = "".join(c for c in decomposed if unicodedata.category(c) not in _UNSEEN)
    return unicodedata.normalize("NFC", bare)
