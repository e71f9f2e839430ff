"""Who wrote the remarks on the pages of a PDF: where their names stand. Pure, one pass.

The writer of a remark is its title (ISO 32000-1, 12.5.6.2); the title of a field in a form is the
field's name and stays.
"""

import re

_TOKEN = re.compile(
    rb"(?P<string>\((?:\\.|[^\\()]){0,500}\))|(?P<open><<)|(?P<close>>>)|(?P<end>\bendobj\b)"
    rb"|(?P<title>/T\s{0,9}(?=[(<]))"
    rb"|(?P<remark>/Subtype\s{0,9}/(?:Text|FreeText|Line|Square|Circle|Polygon|PolyLine|Highlight"
    rb"|Underline|Squiggly|StrikeOut|Stamp|Caret|Ink|Popup|FileAttachment|Sound|Movie|Redact"
    rb"|Projection)\b)",
    re.S,
)

_DEEPEST = 500  # dictionaries in one another; real files keep far below


def writers(data: bytes) -> list[int]:
    """Where each string opens that names the writer of a remark."""
    found: list[int] = []
    around: list[tuple[list[int], list[bool]]] = []  # of each open dictionary: titles, is a remark
    for token in _TOKEN.finditer(data):
        kind = token.lastgroup
        if kind == "open":
            around = [] if len(around) > _DEEPEST else around
            around.append(([], []))
        elif kind == "close" and around:
            found += _told(around.pop())
        elif kind == "end":
            around = []
        elif kind == "title" and around:
            around[-1][0].append(token.end())
        elif kind == "remark" and around:
            around[-1][1].append(True)
    return sorted(found)


def _told(dictionary: tuple[list[int], list[bool]]) -> list[int]:
    titles, is_remark = dictionary
    return titles if is_remark else []
