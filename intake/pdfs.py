"""What may be wrong with a PDF before anybody opens it. Pure. No virus scanner.

Object syntax: ISO 32000-1, 7.3 to 7.5. Flate streams are inflated with a bound; streams packed
otherwise are left alone, and so is the layout. PDFs are to be offered as downloads only.
"""

import re
import zlib
from collections.abc import Iterator

from intake.filefaults import FileFault, FileRefused, Limits

_STEP = 1024 * 1024
_LONGEST_NAME = 64
_OBJECTS = 16 * 1024 * 1024  # bytes of unpacked objects; real files keep far below


def _name(*names: str) -> str:
    """A pattern for any of the names, however escaped: ``/J#61vaScript`` is ``/JavaScript``."""
    spelled = ("".join(f"(?:{c}|#(?i:{ord(c):x}))" for c in name) for name in names)
    return f"/(?:{'|'.join(spelled)})(?![A-Za-z#])"


def _pattern(text: str) -> re.Pattern[bytes]:
    return re.compile(text.encode())


# Long names only: in ten megabytes of packed bytes chance alone never spells one.
_ACTIVE = _pattern(
    _name("JavaScript", "Launch", "EmbeddedFile", "EmbeddedFiles", "RichMedia")
    + rf"|{_name('XFA')}\s*(?:\[|[0-9]{{1,9}} [0-9]{{1,9}} R)"
)
_ENCRYPTED = _pattern(_name("Encrypt"))
_FLATE_TWICE = _pattern(rf"{_name('FlateDecode')}\s{{0,9}}{_name('FlateDecode')}")
_OBJECT_STREAM = _pattern(_name("ObjStm"))
_STREAM = re.compile(rb"(?<!end)stream\r?\n")


def check_pdf(data: bytes, limits: Limits) -> None:
    """Raises FileRefused for a cut-off, locked, active or exploding PDF. Linear in its content."""
    if b"%%EOF" not in data[-4_096:]:
        raise FileRefused(FileFault.BROKEN)
    if _ENCRYPTED.search(data):
        raise FileRefused(FileFault.PROTECTED)
    if _FLATE_TWICE.search(data):
        raise FileRefused(FileFault.BOMB)
    if _ACTIVE.search(data):
        raise FileRefused(FileFault.ACTIVE)
    left, left_of_objects = limits.unpacked, min(_OBJECTS, limits.unpacked)
    for before, packed in _streams(data):
        if _OBJECT_STREAM.search(before):
            left_of_objects -= _check_objects(packed, left_of_objects)
        else:
            left -= _size(packed, left)


def _streams(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """What stands before each stream since the last one, and what stands in it."""
    end = 0
    for match in _STREAM.finditer(data):
        if match.start() >= end:  # else the word is inside a stream
            before = data[end : match.start()]
            found = data.find(b"endstream", match.end())
            end = len(data) if found < 0 else found
            yield before, data[match.end() : end]


def _size(packed: bytes, left: int) -> int:
    """Bytes the stream unpacks to, 0 if it is packed in another way."""
    size = 0
    for part in _inflated(packed):
        size += len(part)
        if size > left:
            raise FileRefused(FileFault.BOMB)
    return size


def _check_objects(packed: bytes, left: int) -> int:
    """Bytes an object stream unpacks to, when nothing in it runs by itself."""
    size, tail = 0, b""
    for part in _inflated(packed):
        size += len(part)
        if size > left:
            raise FileRefused(FileFault.BOMB)
        if _ACTIVE.search(tail + part):
            raise FileRefused(FileFault.ACTIVE)
        tail = part[-_LONGEST_NAME:]
    return size


def _inflated(packed: bytes) -> Iterator[bytes]:
    inflater = zlib.decompressobj()
    while packed:
        try:
            part = inflater.decompress(packed, _STEP)
        except zlib.error:
            return
        if not part:
            return
        yield part
        packed = inflater.unconsumed_tail
