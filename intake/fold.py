"""Vietnamese text to a comparable form. Pure. Fold to compare, never to store."""

import unicodedata

_DUONG = str.maketrans({"đ": "d", "Đ": "d"})


def fold(text: str) -> str:
    """Case, tone and vowel marks and đ removed: ``Xã Hoà An`` -> ``xa hoa an``.

    Marks are taken off after canonical decomposition (Unicode UAX #15), so composed and
    decomposed typing fold alike. Idempotent. White space and punctuation are left as they are.
    """
    decomposed = unicodedata.normalize("NFD", text.casefold().translate(_DUONG))
    bare = "".join(c for c in decomposed if unicodedata.category(c) != "Mn")
    return unicodedata.normalize("NFC", bare)
