"""What a picture file says beside the picture, taken out byte by byte without drawing it anew. Pure.

For pictures inside documents; pictures of their own are drawn anew (`pictures`). JPEG: ISO 10918-1
annex B; PNG: ISO 15948, 11.3.
"""

import struct

_SAYS = {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME", b"dSIG"}
_PNG = b"\x89PNG\r\n\x1a\n"


def bare_picture(data: bytes) -> bytes:
    """A JPEG or PNG without EXIF, XMP, comments and times; anything else as it is."""
    if data.startswith(b"\xff\xd8"):
        return _bare_jpeg(data)
    if data.startswith(_PNG):
        return _bare_png(data)
    return data


def _bare_jpeg(data: bytes) -> bytes:
    kept, at = [data[:2]], 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] not in (0xDA, 0xD9):
        kind, size = data[at + 1], struct.unpack(">H", data[at + 2 : at + 4])[0]
        says = kind == 0xFE or (0xE1 <= kind <= 0xEF and kind != 0xEE)  # 0xEE: its colours
        if not says:
            kept.append(data[at : at + 2 + size])
        at += 2 + size
    return b"".join([*kept, data[at:]])


def _bare_png(data: bytes) -> bytes:
    kept, at = [_PNG], len(_PNG)
    while at + 12 <= len(data):
        size = struct.unpack(">I", data[at : at + 4])[0]
        if data[at + 4 : at + 8] not in _SAYS:
            kept.append(data[at : at + 12 + size])
        at += 12 + size
    return b"".join(kept)
