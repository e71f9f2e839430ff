"""Kinds of personal particulars, and what a finder of them answers. Pure."""

from collections.abc import Callable, Iterator
from enum import StrEnum


class Kind(StrEnum):
    """What may lead to a person."""

    PHONE = "phone"
    NATIONAL_ID = "national_id"
    TAX_CODE = "tax_code"
    EMAIL = "email"
    ACCOUNT = "account"
    DOSSIER = "dossier"
    NAME = "name"
    HOUSE = "house"
    PLATE = "plate"


Span = tuple[int, int, Kind | None]  # start, end; None: looked at and harmless
Finder = Callable[[str, str], Iterator[Span]]  # of the text shown and its plain letters
