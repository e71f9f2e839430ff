"""What may be wrong with a docx or xlsx before anybody opens it. Pure. No virus scanner."""

import functools
import io
import re
import zipfile
import zlib
from dataclasses import replace
from typing import BinaryIO
from xml.etree import ElementTree

from intake.filefaults import FileFault, FileRefused, Limits
from intake.officewords import check_words

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_CONTENTS = "[Content_Types].xml"
_ACTIVE_PART = re.compile(
    r"vbaProject|activeX/|embeddings/.*\.bin$|\.(?:exe|dll|js|vbs|bat|ps1)$", re.I
)
_ACTIVE_HEADS = (b"\xd0\xcf\x11\xe0", b"MZ", b"\x7fELF")  # whatever the part is called
_ACTIVE_KIND = re.compile(r"macroEnabled|vbaProject|activeX", re.I)
_OUTSIDE = re.compile(r"^[/\\]|^\w:|(?:^|[/\\])\.\.(?:[/\\]|$)")  # a name that leads out
# What may lie elsewhere: a link is followed by whoever presses it, a workbook asks first, and
# pictures are cut off by `officeclean`.
_MAY_BE_REMOTE = {"hyperlink", "externallinkpath", "image", "video", "audio", "media"}
_ZIP = b"PK\x03\x04"
_STEP = 1024 * 1024


def check_office(stream: BinaryIO, size: int, limits: Limits) -> str:
    """The media type of a docx or xlsx of ``size`` bytes.

    Raises FileRefused: ARCHIVE for another kind of zip, and for what is locked, active, broken or
    explodes. Every part is really unpacked, since a zip may lie about sizes.
    """
    try:
        with zipfile.ZipFile(stream) as package:
            return _checked(package, size, limits, inner=False)[0]
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        OSError,
        UnicodeError,
    ) as error:
        raise FileRefused(FileFault.BROKEN) from error


def _checked(package: zipfile.ZipFile, size: int, limits: Limits, inner: bool) -> tuple[str, int]:
    """The media type, and the bytes that may still be unpacked; inside another one too."""
    parts = package.infolist()
    if len(parts) > limits.parts or sum(part.compress_size for part in parts) > size:
        raise FileRefused(FileFault.BOMB)  # parts that overlap count more than the file has
    if any(part.flag_bits & 1 for part in parts):
        raise FileRefused(FileFault.PROTECTED)
    if _CONTENTS not in package.NameToInfo:
        raise FileRefused(FileFault.ARCHIVE)
    if any(_ACTIVE_PART.search(p.filename) or _OUTSIDE.search(p.filename) for p in parts):
        raise FileRefused(FileFault.ACTIVE)
    left, contents = limits.unpacked, b""
    for part in parts:
        head, taken = _unpacked(package, part, left)
        left -= taken
        if part.filename == _CONTENTS:
            contents = head
        elif head.startswith(_ACTIVE_HEADS):
            raise FileRefused(FileFault.ACTIVE)
        elif head.startswith(_ZIP):
            left = _check_inner(package.read(part), left, limits, inner)
        elif part.filename.lower().endswith(".rels"):
            _check_relations(head, taken)
        else:
            check_words(part.filename, head, taken, functools.partial(package.read, part))
    return _media_type(contents), left


def _check_inner(data: bytes, left: int, limits: Limits, inner: bool) -> int:
    """What may still be unpacked after a table or text inside a text; none inside that again."""
    if inner:
        raise FileRefused(FileFault.ARCHIVE)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return _checked(package, len(data), replace(limits, unpacked=left), inner=True)[1]


def _check_relations(data: bytes, size: int) -> None:
    """Raises FileRefused where something from elsewhere is fetched or run on opening."""
    for relation in relations(data, size).iter():
        kind = relation.get("Type", "").rpartition("/")[2].casefold()
        remote = relation.get("TargetMode", "").casefold() == "external"
        if remote and kind not in _MAY_BE_REMOTE:
            raise FileRefused(FileFault.ACTIVE)


def relations(data: bytes, size: int) -> ElementTree.Element:
    """The relations of a part, in any encoding; without entities, which may grow without end."""
    if size > len(data):
        raise FileRefused(FileFault.BOMB)
    if b"<!" in data.replace(b"\0", b""):
        raise FileRefused(FileFault.ACTIVE)
    try:
        return ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise FileRefused(FileFault.BROKEN) from error


def _unpacked(package: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> tuple[bytes, int]:
    """The first megabyte of a part and the size of the whole."""
    with package.open(part) as content:
        head = content.read(_STEP)
        taken = len(head)
        while taken <= left and (step := content.read(_STEP)):
            taken += len(step)
    if taken > left:
        raise FileRefused(FileFault.BOMB)
    return head, taken


def _media_type(contents: bytes) -> str:
    if _ACTIVE_KIND.search(contents.replace(b"\0", b"").decode("latin-1")):
        raise FileRefused(FileFault.ACTIVE)
    for media_type in (DOCX, XLSX):
        if media_type.encode() + b".main+xml" in contents:
            return media_type
    raise FileRefused(FileFault.OTHER_KIND)
