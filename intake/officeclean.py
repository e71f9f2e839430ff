"""A docx or xlsx packed anew without who wrote it, where and with what. Pure.

Authors of text, changes and notes go; the text, the changes and the notes stay. Pictures inside
lose their EXIF. The package was checked before (`officefiles`).
"""

import io
import re
import zipfile
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast
from xml.etree import ElementTree

from intake.officefiles import relations
from intake.picturemarks import bare_picture

_THEN = (1980, 1, 1, 0, 0, 0)
_CORE = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties xmlns:cp='
    b'"http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
)
_APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns='
    b'"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
)
_CUSTOM = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns='
    b'"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>'
)
_WHOLE = {"docprops/core.xml": _CORE, "docprops/app.xml": _APP, "docprops/custom.xml": _CUSTOM}
# Attributes and elements that name people or their folders; what they hold is emptied.
_ATTRIBUTE = re.compile(
    rb"""((?:\b(?:w|w15|w16cid|x15ac|xr|p|p15):)?\b(?:author|initials|userName|userId|providerId"""
    rb"""|displayName|lastModifiedBy|absPath\s+url|lastEdited|lowestEdited|rsid\w*))\s*=\s*"""
    rb"""(?:"[^"]*"|'[^']*')""",
    re.I,
)
_AUTHORS = re.compile(rb"(<(?:\w+:)?author(?:\s[^>]*)?>)[^<]*(</(?:\w+:)?author>)")
_NAMING = re.compile(
    r"(?:comments|threadedcomment|people|persons?|settings|workbook|document|footnotes|endnotes"
    r"|header|footer|revision|styles|numbering)[\w/\-]*\.xml$",
    re.I,
)
_FETCHED = {"image", "video", "audio", "media"}  # on opening, without asking
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_IN_MEMORY = 1024 * 1024


def without_people(stream: BinaryIO) -> BinaryIO:
    """The package anew; every part keeps its name and its place."""
    out = cast(BinaryIO, SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115 - handed on open
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            kept = zipfile.ZipInfo(part.filename, _THEN)
            kept.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(kept, _cleaned(part.filename, old.read(part)))
    out.seek(0)
    return out


def _cleaned(name: str, data: bytes) -> bytes:
    small = name.lower()
    if small in _WHOLE:
        return _WHOLE[small]
    if "/media/" in small or small.startswith("docprops/thumbnail"):
        return bare_picture(data)
    if data.startswith(b"PK\x03\x04"):  # a table inside a text has makers of its own
        return without_people(io.BytesIO(data)).read()
    if small.endswith(".rels"):
        return _nothing_fetched(data)
    if _NAMING.search(small):
        return _AUTHORS.sub(rb"\1\2", _ATTRIBUTE.sub(rb'\1=""', data))
    return data


def _nothing_fetched(data: bytes) -> bytes:
    """The relations of a part; a picture kept elsewhere would tell its keeper who reads, and when."""
    found = relations(data, len(data))
    cut = False
    for relation in found.iter():
        kind = relation.get("Type", "").rpartition("/")[2].casefold()
        if relation.get("TargetMode", "").casefold() == "external" and kind in _FETCHED:
            relation.set("Target", "about:blank")
            cut = True
    if not cut:
        return data
    ElementTree.register_namespace("", _RELATIONS)
    return ElementTree.tostring(found, encoding="UTF-8", xml_declaration=True)
