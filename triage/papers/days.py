"""How a paper writes days, and which characters it lets through. Pure."""

import re
import unicodedata
from datetime import date

GAP = "[……]"  # where a word was left out: the clerk fills it in
# The act of another body. Its name stays a name: a unit may be called so.
_OTHER_ACT = re.compile(
    r"\bthanh\s+tra\b(?!\s+(?:tỉnh|chính\s+phủ|sở|bộ|huyện|thành\s+phố)\b)", re.IGNORECASE
)
# Neither XML nor paper has a place for these; a line's end and a tab become plain spaces later.
_UNPRINTABLE = re.compile(
    "[^\t\n\x20-\x7e\xa0-\u2027\u202f-\u2065\u2070-\ud7ff\uf900-\ufdcf\ufdf0-\ufefe\uff01-\ufffd]"
)


def padded_day(day: int) -> str:
    """Days below 10 take a leading zero (Decree 30/2020, Appendix I, II.4)."""
    return f"{day:02d}"


def padded_month(month: int) -> str:
    """Of the months only January and February take a leading zero (the same place)."""
    return f"{month:02d}" if month < 3 else str(month)


def written(day: date | None) -> str:
    """``ngày 07 tháng 01 năm 2022``; dots to fill in where there is no day."""
    if day is None:
        return "ngày …… tháng …… năm ……"
    return f"ngày {padded_day(day.day)} tháng {padded_month(day.month)} năm {day.year}"


def unsigned(place: str, year: int) -> str:
    """Place and date with the day of signing left blank, for the clerical office to fill in."""
    return f"{place}, ngày\xa0\xa0\xa0\xa0\xa0 tháng\xa0\xa0\xa0\xa0\xa0 năm {year}"


def unnumbered(symbol: str) -> str:
    """``Số:      /QĐ-...``: only the clerical office gives a paper its number."""
    return "Số:\xa0\xa0\xa0\xa0\xa0\xa0\xa0" + symbol


def lines(text: str) -> tuple[str, ...]:
    """A person's text as paragraphs fit to print: composed, no control characters."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = _OTHER_ACT.sub(GAP, _UNPRINTABLE.sub("", plain))
    found = (" ".join(line.split()) for line in kept.split("\n"))
    return tuple(line for line in found if line)


def line(text: str) -> str:
    """A person's text on one line, as :func:`lines`."""
    return " ".join(lines(text))
