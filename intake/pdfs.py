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
    _name(
        *("JavaScript", "Launch", "EmbeddedFile", "EmbeddedFiles", "FileAttachment", "RichMedia"),
        *("Rendition", "SubmitForm", "ImportData", "GoToE", "GoToR"),
    )
    + rf"|{_name('XFA')}\s*(?:\[|[0-9]{{1,9}} [0-9]{{1,9}} R)"
    # a file inside that no list of names leads to
    + rf"|{_name('EF')}(?:[\s\0]|%[^\r\n]{{0,99}}[\r\n]){{0,20}}(?:<<|[0-9]{{1,9}} [0-9]{{1,9}} R)"
)
_ENCRYPTED = _pattern(_name("Encrypt"))
_FLATE_TWICE = _pattern(rf"{_name('FlateDecode')}\s{{0,9}}{_name('FlateDecode')}")
_OBJECT_STREAM = _pattern(_name("ObjStm", "First"))  # what readers go by is First and N
_OBJECTS_NAMED = _pattern(_name("ObjStm"))
_PACKED = _pattern(_name("Filter"))
_FORETOLD = _pattern(_name("Predictor"))
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_ANY_STREAM = re.compile(rb"(?<!end)stream")  # readers take one without its end of line too
_ZIP_END, _ZIP_TAIL = b"PK\x05\x06", 66 * 1024
_LONGEST_HEAD = 4_000  # bytes of a stream's dictionary


def check_pdf(data: bytes, limits: Limits) -> None:
    """Raises FileRefused for a cut-off, locked, active or exploding PDF. Linear in its content."""
    if b"%%EOF" not in data[-4_096:]:
        raise FileRefused(FileFault.BROKEN)
    if _ZIP_END in data[-_ZIP_TAIL:]:  # a package to whoever reads it from its end
        raise FileRefused(FileFault.ACTIVE)
    if _ENCRYPTED.search(data):
        raise FileRefused(FileFault.PROTECTED)
    if _FLATE_TWICE.search(data):
        raise FileRefused(FileFault.BOMB)
    if _ACTIVE.search(data):
        raise FileRefused(FileFault.ACTIVE)
    _check_packed_objects(data, limits)
    left = limits.unpacked
    for packed in _streams(data):
        left -= _size(packed, left)


def _check_packed_objects(data: bytes, limits: Limits) -> None:
    """Raises FileRefused where packed objects run by themselves or cannot be looked into.

    Every stream that may be one is looked into, a stream inside a string or a remark as well.
    """
    left, left_of_others = min(_OBJECTS, limits.unpacked), limits.unpacked
    for head, packed in _likely_objects(data):
        if _OBJECTS_NAMED.search(head) is None:  # an outline says First too
            left_of_others -= _check_objects(packed, left_of_others)
            continue
        size = _check_objects(packed, left)
        left -= size
        hidden = size == 0 and packed and _PACKED.search(head)
        if hidden or _FORETOLD.search(head):
            raise FileRefused(FileFault.ACTIVE)


def _likely_objects(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """What is said of each stream that may hold objects, and what stands in it."""
    start = end = taken = 0
    for match in _OBJECT_STREAM.finditer(data):
        if match.end() <= start:
            continue
        stream = _ANY_STREAM.search(data, match.end())
        if stream is None:
            return
        start = stream.start()
        end = end if end > stream.end() else data.find(b"endstream", stream.end())
        end = len(data) if end < 0 else end
        packed = data[stream.end() : end].lstrip(b" \t\0\r\n")
        taken += len(packed)
        if taken > 2 * len(data):  # streams inside streams, to keep us busy
            raise FileRefused(FileFault.BOMB)
        yield data[max(0, start - _LONGEST_HEAD) : start].rpartition(b" obj")[2], packed


def _streams(data: bytes) -> Iterator[bytes]:
    """What stands in each stream."""
    end = 0
    for match in _STREAM.finditer(data):
        if match.start() >= end:  # else the word is inside a stream
            found = data.find(b"endstream", match.end())
            end = len(data) if found < 0 else found
            yield data[match.end() : end]


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
