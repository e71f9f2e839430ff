"""What a program sends that cannot be so: kept under the words as written, and the caller told. Pure.

A person at a form is asked again; a program passes on what somebody told it, and a date that has
not come is no reason to lose a complaint.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

_LABELS = {  # read by staff, so in their language whoever filed
    "occurred_on": "Ngày xảy ra ghi là",
    "dossier_received_on": "Ngày nộp hồ sơ ghi là",
    "promised_on": "Ngày hẹn trả ghi là",
    "dossier_code": "Mã hồ sơ ghi là",
}
_UNDER = re.compile(rf"(?:\n\n(?:{'|'.join(_LABELS.values())}): [^\n]*)+\Z")


def settled(said: Mapping[str, Any], odd: Iterable[str]) -> dict[str, Any]:
    """``said`` with the odd answers taken out of their fields and put under the text."""
    names = [name for name in _LABELS if name in set(odd)]
    lines = [f"\n\n{_LABELS[name]}: {' '.join(str(said[name]).split())}" for name in names]
    emptied = {name: "" if name == "dossier_code" else None for name in names}
    return dict(said) | emptied | {"text": said["text"] + "".join(lines)}


def without(text: str) -> str:
    """The text less what :func:`settled` put under it."""
    return _UNDER.sub("", text)
