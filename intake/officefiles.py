"""What may be wrong with a docx or xlsx before anybody opens it. Pure. No virus scanner."""

import re
import zipfile
import zlib
from typing import BinaryIO

from intake.filefaults import FileFault, FileRefused, Limits

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_CONTENTS = "[Content_Types].xml"
_ACTIVE_PART = re.compile(
    r"vbaProject|activeX/|embeddings/.*\.bin$|\.(?:exe|dll|js|vbs|bat|ps1)$", re.I
)
_REMOTE = re.compile(rb'TargetMode\s*=\s*["\']External', re.I)
_REMOTE_CODE = re.compile(rb"/(?:attachedTemplate|oleObject|frame|externalLink)[\"']", re.I)
_STEP = 1024 * 1024


def check_office(stream: BinaryIO, size: int, limits: Limits) -> str:
    """The media type of a docx or xlsx of ``size`` bytes.

    Raises FileRefused: ARCHIVE for another kind of zip, and for what is locked, active, broken or
    explodes. Every part is really unpacked, since a zip may lie about sizes.
    """
    try:
        with zipfile.ZipFile(stream) as package:
            return _checked(package, size, limits)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        OSError,
        UnicodeError,
    ) as error:
        raise FileRefused(FileFault.BROKEN) from error


def _checked(package: zipfile.ZipFile, size: int, limits: Limits) -> str:
    parts = package.infolist()
    if len(parts) > limits.parts or sum(part.compress_size for part in parts) > size:
        raise FileRefused(FileFault.BOMB)  # parts that overlap count more than the file has
    if any(part.flag_bits & 1 for part in parts):
        raise FileRefused(FileFault.PROTECTED)
    if _CONTENTS not in package.NameToInfo:
        raise FileRefused(FileFault.ARCHIVE)
    if any(_ACTIVE_PART.search(part.filename) for part in parts):
        raise FileRefused(FileFault.ACTIVE)
    left, contents = limits.unpacked, b""
    for part in parts:
        head, taken = _unpacked(package, part, left)
        left -= taken
        if part.filename == _CONTENTS:
            contents = head
        if part.filename.endswith(".rels") and _REMOTE.search(head) and _REMOTE_CODE.search(head):
            raise FileRefused(FileFault.ACTIVE)
    return _media_type(contents)


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
    if b"macroEnabled" in contents:
        raise FileRefused(FileFault.ACTIVE)
    for media_type in (DOCX, XLSX):
        if media_type.encode() + b".main+xml" in contents:
            return media_type
    raise FileRefused(FileFault.OTHER_KIND)
