"""Attachments: known by what they contain, cleaned, named anew. Knows no database.

The content decides (our own short list of signatures), never the name and never what the browser
says. The library `puremagic` only helps to say what a refused file is.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

import puremagic

from intake import officeclean, pdfclean
from intake.filefaults import LIMITS, MESSAGES, FileFault, FileRefused, Limits
from intake.filenames import clean_name
from intake.filestore import FileMissing, FolderStore, Store
from intake.officefiles import DOCX, check_office
from intake.pdfs import check_pdf
from intake.pictures import redraw

__all__ = [
    "LIMITS", "MESSAGES", "CleanFile", "FileFault", "FileMissing", "FileRefused", "FolderStore",
    "Limits", "Store", "inspect",
]  # fmt: skip

_STEP = 256 * 1024
_IN_MEMORY = 1024 * 1024
_PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"#!/",
    b"#! ",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"\xfe\xed\xfa",
)
_MARKUP = (b"<!doctype", b"<html", b"<svg", b"<?xml", b"<script", b"<head", b"<body", b"<!--")
_ENDINGS = {
    "heic heif hif avif": FileFault.HEIC,
    "html htm svg xml xhtml": FileFault.MARKUP,
    "doc xls ppt msi": FileFault.OLD_OFFICE,
    "zip rar 7z gz bz2 xz tar cab": FileFault.ARCHIVE,
    "mp3 m4a ogg oga wav amr flac aac wma": FileFault.SOUND_OR_FILM,
    "mp4 m4v mov 3gp avi mkv webm wmv": FileFault.SOUND_OR_FILM,
    "exe dll com elf apk jar class": FileFault.PROGRAM,
}
_REFUSED = {ending: fault for endings, fault in _ENDINGS.items() for ending in endings.split()}


@dataclass(frozen=True)
class CleanFile:
    """A file fit to keep: ``stream`` stands at its start and spills to disk above 1 MB."""

    stream: BinaryIO
    name: str
    media_type: str
    size: int
    sha256: bytes


def inspect(source: BinaryIO | bytes, filename: str, limits: Limits = LIMITS) -> CleanFile:
    """``source`` cleaned: a picture drawn anew, a PDF, docx or xlsx checked and without its makers.

    Reading stops as soon as the file is too large. Raises FileRefused with a key of MESSAGES.
    Documents may hold what no check finds; offer them as downloads only.
    """
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    taken, size = _take(stream, limits)
    head = taken.read(4_096)
    taken.seek(0)
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or _is_webp(head):
        fresh, form = redraw(taken, limits)
        ending = ".png" if form == "PNG" else ".jpg"
        return _clean(fresh, filename, ending, f"image/{form.lower()}", limits)
    if head.startswith(b"%PDF-"):
        data = taken.read()
        check_pdf(data, limits)
        bare = io.BytesIO(pdfclean.without_people(data))
        return _clean(bare, filename, ".pdf", "application/pdf", limits)
    if head.startswith(b"PK\x03\x04"):
        media_type = check_office(taken, size, limits)
        ending = ".docx" if media_type == DOCX else ".xlsx"
        return _clean(officeclean.without_people(taken), filename, ending, media_type, limits)
    raise FileRefused(_name_of_refused(head))


def _take(stream: BinaryIO, limits: Limits) -> tuple[BinaryIO, int]:
    """A copy of ours, never more than the limit of it in hand, and its size."""
    taken = cast(BinaryIO, SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115 - handed on open
    size = 0
    for step in _steps(stream):
        size += len(step)
        if size > limits.bytes:
            taken.close()
            raise FileRefused(FileFault.TOO_LARGE)
        taken.write(step)
    if size == 0:
        raise FileRefused(FileFault.EMPTY)
    taken.seek(0)
    return taken, size


def _steps(stream: BinaryIO) -> Iterator[bytes]:
    while step := stream.read(_STEP):
        yield step


def _clean(
    stream: BinaryIO, filename: str, ending: str, media_type: str, limits: Limits
) -> CleanFile:
    stream.seek(0)
    digest, size = sha256(), 0
    for step in _steps(stream):
        digest.update(step)
        size += len(step)
    if size > limits.bytes:  # a picture may grow when drawn anew
        raise FileRefused(FileFault.TOO_LARGE)
    stream.seek(0)
    return CleanFile(stream, clean_name(filename, ending), media_type, size, digest.digest())


def _is_webp(head: bytes) -> bool:
    return head.startswith(b"RIFF") and head[8:12] == b"WEBP"


def _name_of_refused(head: bytes) -> FileFault:
    if head.startswith(_PROGRAMS):
        return FileFault.PROGRAM
    text = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").replace(b"\0", b"").lower()
    if text.startswith(_MARKUP):
        return FileFault.MARKUP
    try:
        likely = puremagic.magic_stream(io.BytesIO(head))
    except (puremagic.PureError, ValueError):
        return FileFault.OTHER_KIND
    known = (_REFUSED.get(match.extension.lstrip(".").lower()) for match in likely)
    return next((fault for fault in known if fault), FileFault.OTHER_KIND)
