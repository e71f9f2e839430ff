"""Builders of small attachments, good and bad. Everything in them is synthetic."""

import io
import struct
import zipfile
import zlib

from PIL import Image

WORD = "wordprocessingml.document"
SHEET = "spreadsheetml.sheet"


def picture(form: str = "JPEG", size: tuple[int, int] = (60, 40), **saved: object) -> bytes:
    """A picture, red on its left half and white on its right."""
    drawn = Image.new("RGB", size, "white")
    drawn.paste((200, 0, 0), (0, 0, size[0] // 2, size[1]))
    return encoded(drawn, form, **saved)


def encoded(drawn: Image.Image, form: str, **saved: object) -> bytes:
    out = io.BytesIO()
    drawn.save(out, form, **saved)
    return out.getvalue()


def place_and_turn(orientation: int = 1) -> Image.Exif:
    """EXIF that says where, with what, and which way up."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "MayAnhRieng"
    exif.get_ifd(0x8825).update({1: "N", 2: (10.0, 27.0, 35.0), 3: "E", 4: (105.0, 38.0, 1.0)})
    return exif


def huge_png(width: int, height: int) -> bytes:
    """A few kilobytes that claim to be ``width`` x ``height`` and pack black rows."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1_000_000), 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


def pdf(*objects: bytes, end: bytes = b"%%EOF\n") -> bytes:
    """A PDF of one catalogue and ``objects``."""
    numbered = [b"%d 0 obj\n%s\nendobj\n" % (n, o) for n, o in enumerate(objects, 2)]
    return (
        b"%PDF-1.4\n1 0 obj\n<</Type/Catalog>>\nendobj\n"
        + b"".join(numbered)
        + (b"trailer\n<</Root 1 0 R>>\n" + end)
    )


def flate(data: bytes, more: bytes = b"") -> bytes:
    """A Flate stream object holding ``data``."""
    packed = zlib.compress(data, 9)
    return b"<</Length %d/Filter/FlateDecode%s>>\nstream\n%s\nendstream" % (
        len(packed),
        more,
        packed,
    )


def office(kind: str = WORD, parts: dict[str, bytes] | None = None, suffix: str = "main") -> bytes:
    """A docx or xlsx package."""
    main = f"application/vnd.openxmlformats-officedocument.{kind}.{suffix}+xml"
    contents = f'<Types><Override PartName="/a.xml" ContentType="{main}"/></Types>'
    return zipped({"[Content_Types].xml": contents.encode(), "a.xml": b"<a/>"} | (parts or {}))


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return out.getvalue()
