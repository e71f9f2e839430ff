"""A PDF without who made it and with what: blanked where it stands, so that no offset moves. Pure.

The Info dictionary's entries, XMP packets, EXIF of pictures inside and who wrote a remark on a page
are overwritten, packed ones too where the blank packs no larger. A PDF with a digital signature is
left byte for byte: it says by itself who signed, and would no longer verify.
"""

import re
import zlib
from collections.abc import Iterator

from intake import pdfremarks

_ENTRY = re.compile(
    rb"/(?:Author|Creator|Producer|Company|Manager|LastSavedBy|LastModifiedBy|Keywords|Subject|Title"
    rb"|CreationDate|ModDate|SourceModified|PTEX\.\w+)\s*(?=[(<])"
)
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_PACKET = re.compile(rb"<\?xpacket begin.{0,200}?\?>", re.S)
_EXIF = re.compile(rb"\xff\xe1(..)(?=Exif\0|http://ns\.adobe\.com/xap)", re.S)
_LONGEST = 20_000  # bytes of one string
_UNCLOSED = 100  # strings that never close; a file with more is made to keep us busy
_MOST = 16 * 1024 * 1024  # bytes of one unpacked stream


def without_people(data: bytes) -> bytes:
    """The same PDF, of the same length, that says nothing of its maker."""
    if b"/ByteRange" in data:
        return data
    blank = bytearray(data)
    for before, start, end in _streams(data):
        if b"/Metadata" in before or b"/ObjStm" in before:
            blank[start:end] = _blank_stream(data[start:end], before)
    _blank_entries(blank)
    for start, end in _packets(bytes(blank)):
        blank[start:end] = b" " * (end - start)
    for match in _EXIF.finditer(bytes(blank)):
        size = int.from_bytes(match[1], "big") - 2
        end = min(match.end() + size, len(blank))
        blank[match.end() : end] = bytes(end - match.end())
    return bytes(blank)


def _streams(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """What its object says before each stream, and where the stream stands."""
    end = 0
    for match in _STREAM.finditer(data):
        if match.start() >= end:  # else the word is inside a stream
            end = data.find(b"endstream", match.end())
            if end < 0:
                return
            before = data[max(0, match.start() - 2_000) : match.start()]
            yield before.rpartition(b"obj")[2], match.end(), end


def _packets(data: bytes) -> Iterator[tuple[int, int]]:
    """Where XMP packets stand, without the marks around them."""
    end = 0
    for match in _PACKET.finditer(data):
        if match.start() >= end:
            end = data.find(b"<?xpacket end", match.end())
            if end < 0:
                return
            yield match.end(), end


def _blank_entries(data: bytearray) -> None:
    seen = bytes(data)
    places = [match.end() for match in _ENTRY.finditer(seen)]
    done, unclosed = 0, 0
    for start in sorted({*places, *pdfremarks.writers(seen)}):
        if start < done or unclosed > _UNCLOSED:  # inside a string just blanked
            continue
        end = _string_end(seen, start)
        if end is None:
            unclosed += 1
        else:
            data[start + 1 : end] = b" " * (end - start - 1)
            done = end


def _string_end(data: bytes, at: int) -> int | None:
    """Where the string that opens at ``at`` closes; None where it is a dictionary or never does."""
    if data[at : at + 1] == b"<":
        end = data.find(b">", at, at + _LONGEST)
        return None if data[at + 1 : at + 2] == b"<" or end < 0 else end
    depth, skip = 0, False
    for place in range(at, min(at + _LONGEST, len(data))):
        letter = data[place]
        if skip:
            skip = False
        elif letter == 0x5C:  # a backslash
            skip = True
        elif letter == 0x28:
            depth += 1
        elif letter == 0x29:
            depth -= 1
            if depth == 0:
                return place
    return None


def _blank_stream(packed: bytes, before: bytes) -> bytes:
    """A stream of metadata emptied, one of objects without its entries; of the same length."""
    whole = b"/Metadata" in before and b"/ObjStm" not in before
    if b"/Filter" not in before:
        if whole:
            return b" " * len(packed)
        plain = bytearray(packed)
        _blank_entries(plain)
        return bytes(plain)
    inflater = zlib.decompressobj()
    try:
        plain = bytearray(inflater.decompress(packed, _MOST))
    except zlib.error:
        return packed
    if inflater.unconsumed_tail:
        return packed
    if whole:
        plain = bytearray(b" " * len(plain))
    else:
        _blank_entries(plain)
    fresh = zlib.compress(bytes(plain), 9)
    return fresh + b"\n" * (len(packed) - len(fresh)) if len(fresh) <= len(packed) else packed
