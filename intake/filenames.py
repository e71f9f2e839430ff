"""Names of attachments made safe to show and to save. Pure."""

import re
import unicodedata

LONGEST = 100  # characters, ending included
_LONGEST_BYTES = 200  # file systems take 255
_NAMELESS = "tep-dinh-kem"
_ENDING = re.compile(r"\.(?=[0-9]*[A-Za-z])[A-Za-z0-9]{1,5}$")
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])", re.I)


def clean_name(name: str, ending: str) -> str:
    """``name`` without path, invisible and direction-changing characters, ending in ``ending``.

    NFC, at most 100 characters and 200 bytes. The ending is that of the content: a name cannot
    lie about it (``anh\\u202egpj.exe``).
    """
    last = re.split(r"[/\\]", name[-1_000:])[-1]
    seen = "".join(" " if c.isspace() else c for c in last if c.isspace() or _visible(c))
    tidy = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", " ".join(seen.split())))
    stem = _ENDING.sub("", tidy.rstrip(". ")).strip(". ")
    stem = stem[: -len(ending)] if stem.lower().endswith(ending) else stem
    return _short(stem, ending).strip(". ") + ending


def _visible(character: str) -> bool:
    """Neither control, format (bidi overrides), surrogate, private nor unassigned."""
    return unicodedata.category(character)[0] != "C"


def _short(stem: str, ending: str) -> str:
    stem = stem[: LONGEST - len(ending)]
    bound = _LONGEST_BYTES - len(ending)
    stem = stem.encode()[:bound].decode(errors="ignore").strip(". ")
    return f"_{stem}" if _DEVICES.fullmatch(stem) else stem or _NAMELESS
