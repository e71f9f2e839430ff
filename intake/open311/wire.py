"""GeoReport answers as XML or JSON: the same things, written twice. Pure.

JSON lists are bare arrays; in XML a list has its own element, and nothing said is an empty one.
"""

import json
import re
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree as ET

TYPES = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
# XML 1.0, production 2: what no document can hold, however it is written.
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ONE = {  # what each element of a list is called in XML
    "services": "service",
    "service_requests": "request",
    "errors": "error",
    "attributes": "attribute",
    "values": "value",
    "endpoints": "endpoint",
    "formats": "format",
}

Thing = dict[str, Any]


def listed(root: str, things: Sequence[Thing], form: str) -> str:
    """A list, such as ``services``."""
    if form == "json":
        return _json(list(things))
    return _xml(_filled(ET.Element(root), list(things)))


def one(root: str, thing: Thing, form: str) -> str:
    """A single thing, such as ``service_definition``; in JSON an object."""
    return _json(thing) if form == "json" else _xml(_filled(ET.Element(root), thing))


def _json(said: Any) -> str:
    return json.dumps(said, ensure_ascii=False)


def _xml(element: ET.Element) -> str:
    written = ET.tostring(element, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{written}'


def _filled(element: ET.Element, said: Any) -> ET.Element:
    if isinstance(said, dict):
        for name, value in said.items():
            _filled(ET.SubElement(element, name), value)
    elif isinstance(said, list):
        for value in said:
            _filled(ET.SubElement(element, _ONE[element.tag]), value)
    elif isinstance(said, bool):
        element.text = str(said).lower()
    elif said is not None:
        element.text = _NOT_IN_XML.sub("\ufffd", str(said))
    return element
