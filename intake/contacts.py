"""Telephone numbers and e-mail addresses people leave, in one form each. Pure."""

import re

_PHONE = re.compile(r"(?:\+?84|0)\d{8,10}")
_APART = r"[\s.\-()]*"
_WORD = r"[^@\s\u001c-\u001f\u0085]"
CONTACT_SHAPE = (  # what normal_contact takes, for descriptions a program reads
    rf"^{_APART}(?:(?:\+?{_APART}8{_APART}4|0)(?:{_APART}[0-9]){{8,10}}{_APART})?$"
    # Python takes six more for spaces than the \s of a description does.
    rf"|^\s*{_WORD}+@{_WORD}+\.{_WORD}{{2,}}\s*$"
)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]{2,}")


def normal_contact(contact: str) -> str | None:
    """A phone number as digits from 0, an e-mail in lower case, "" for none, None for neither."""
    bare = re.sub(r"[\s\ufeff.\-()]", "", contact)
    if not bare:
        return ""
    if _PHONE.fullmatch(bare):
        return "0" + re.sub(r"^(?:\+?84|0)", "", bare)
    address = contact.strip().casefold()
    return address if _EMAIL.fullmatch(address) else None
