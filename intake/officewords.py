"""What the text and the drawings of a docx or xlsx may start by themselves. Pure.

Fields that call another program (DDE), links of a workbook to one, pages and scripted drawings.
"""

import html
import re
from collections.abc import Callable

from intake.filefaults import FileFault, FileRefused

_LONGEST = 32 * 1024 * 1024  # bytes of a part with fields; books keep far below
_TEXT = re.compile(r"(?:^|/)word/.*\.xml$|^xl/externalLinks/.*\.xml$", re.I)
_FIELD = re.compile(
    r"<(?:\w+:)?instrText\b[^>]*>([^<]*)<|<(?:\w+:)?(?P<simple>fldSimple)\b[^>]*?\binstr\s*=\s*"
    r"(?:\"([^\"]*)\"|'([^']*)')"
)
_CALLS = re.compile(r"\bDDE(?:AUTO)?\b", re.I)
_LINKED = re.compile(r"<(?:\w+:)?(?:ddeLink|oleLink)\b", re.I)
_PAGE = re.compile(rb"\s*(?:<!doctype\s+html|<html|mime-version:)", re.I)
_DRAWING = re.compile(r"<(?:\w+:)?svg\b", re.I)
_SCRIPTED = re.compile(
    r"<(?:\w+:)?(?:script|foreignObject|iframe|handler)\b|\bon[a-z]{3,20}\s*="
    r"|\bhref\s*=\s*+[\"']?+\s*+(?!#|data:image/(?:png|jpeg))|<!ENTITY|@import|url\(\s*+[\"']?+(?!#)",
    re.I,
)


def check_words(name: str, head: bytes, size: int, whole: Callable[[], bytes]) -> None:
    """Raises FileRefused where a part starts something. ``head``: its first megabyte."""
    bare = head.lstrip(b"\xef\xbb\xbf").replace(b"\0", b"").lstrip(b"\xff\xfe")
    if _PAGE.match(bare):
        raise FileRefused(FileFault.ACTIVE)
    drawing = _DRAWING.search(bare[:4_096].decode("latin-1")) is not None
    if not (drawing or _TEXT.search(name)):
        return
    if size > _LONGEST:
        raise FileRefused(FileFault.BOMB)
    said = _read(head if size <= len(head) else whole())
    if drawing and _SCRIPTED.search(said):
        raise FileRefused(FileFault.ACTIVE)
    if _LINKED.search(said) or _CALLS.search(_fields(said)):
        raise FileRefused(FileFault.ACTIVE)


def _read(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8", "replace").replace("\0", "")


def _fields(said: str) -> str:
    """What the fields say; one written in pieces is put together again."""
    pieces: list[str] = []
    for found in _FIELD.finditer(said):
        simple = found["simple"] is not None
        words = (found[3] or found[4] or "") if simple else found[1]
        pieces.append(f" {words} " if simple else words)
    return html.unescape("".join(pieces))
