"""A PDF without who made it and with what: blanked where it stands, so that no offset moves. Pure.

The Info dictionary's entries, XMP packets and EXIF of pictures inside are overwritten, packed ones
too where the blank packs no larger. A PDF with a digital signature is left byte for byte: it says
by itself who signed, and would no longer verify.
"""

import re
import zlib

_ENTRY = re.compile(
    rb"/(?:Author|Creator|Producer|Company|Manager|LastSavedBy|LastModifiedBy|Keywords|Subject|Title"
    rb"|CreationDate|ModDate|SourceModified|PTEX\.\w+)\s*(?=[(<])"
)
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_PACKET = re.compile(rb"<\?xpacket begin.{0,200}?\?>(.*?)<\?xpacket end", re.S)
_EXIF = re.compile(rb"\xff\xe1(..)(?=Exif\0|http://ns\.adobe\.com/xap)", re.S)
_MOST = 16 * 1024 * 1024  # bytes of one unpacked stream


def without_people(data: bytes) -> bytes:
    """The same PDF, of the same length, that says nothing of its maker."""
    if b"/ByteRange" in data:
        return data
    blank = bytearray(data)
    for match in _STREAM.finditer(data):
        end = data.find(b"endstream", match.end())
        before = data[max(0, match.start() - 2_000) : match.start()].rpartition(b"obj")[2]
        if end > 0 and (b"/Metadata" in before or b"/ObjStm" in before):
            blank[match.end() : end] = _blank_stream(data[match.end() : end], before)
    _blank_entries(blank)
    for match in _PACKET.finditer(bytes(blank)):
        blank[match.start(1) : match.end(1)] = b" " * (match.end(1) - match.start(1))
    for match in _EXIF.finditer(bytes(blank)):
        size = int.from_bytes(match[1], "big") - 2
        end = min(match.end() + size, len(blank))
        blank[match.end() : end] = bytes(end - match.end())
    return bytes(blank)


def _blank_entries(data: bytearray) -> None:
    for match in _ENTRY.finditer(bytes(data)):
        end = _string_end(data, match.end())
        if end is not None:
            data[match.end() + 1 : end] = b" " * (end - match.end() - 1)


def _string_end(data: bytearray, at: int) -> int | None:
    """Where the string that opens at ``at`` closes; None where it is a dictionary or never does."""
    if data[at : at + 1] == b"<":
        end = data.find(b">", at, at + 20_000)
        return None if data[at + 1 : at + 2] == b"<" or end < 0 else end
    depth, skip = 0, False
    for place in range(at, min(at + 20_000, len(data))):
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
