"""What a program sends that cannot be so: kept beside the words as sent, and the caller told. Pure.

A person at a form is asked again; a program passes on what somebody told it, and a date that has
not come is no reason to lose a complaint. The words themselves stay as they
were written, to the byte: a proof of filing is of them.
"""

from collections.abc import Iterable, Mapping
from typing import Any

_LABELS = {  # read by staff, so in their language whoever filed
    "occurred_on": "Ngày xảy ra ghi là",
    "dossier_received_on": "Ngày nộp hồ sơ ghi là",
    "promised_on": "Ngày hẹn trả ghi là",
    "dossier_code": "Mã hồ sơ ghi là",
}


def settled(said: Mapping[str, Any], odd: Iterable[str]) -> dict[str, Any]:
    """``said`` with the odd answers taken out of their fields and kept as lines in ``as_sent``."""
    names = [name for name in _LABELS if name in set(odd)]
    lines = [f"{_LABELS[name]}: {' '.join(str(said[name]).split())}" for name in names]
    emptied = {name: "" if name == "dossier_code" else None for name in names}
    return dict(said) | emptied | {"as_sent": "\n".join(lines)}
