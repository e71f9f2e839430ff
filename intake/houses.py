"""The number of somebody's house, in running text. Pure, linear in the text.

Street, hamlet and commune stay: an inspector has to know where. Numbers of streets, decisions and
articles stay too.
"""

import re
from collections.abc import Iterator

from intake.personal import Kind, Span

_NUMBER = r"[0-9]{1,5}[a-z]?(?:/[0-9]{1,4}[a-z]?){0,3}(?![0-9a-z/])"
_WITHIN = (
    r"(?:[ ,]{1,3}(?:hem|ngo|kiet|to|lo)(?: so)? [0-9]{1,4}[a-z]?(?:/[0-9]{1,4})?(?![0-9a-z/]))?"
)
_STREET = (
    r"(?=[ ,]{1,3}(?:duong|pho|ap|khom|hem|ngo|kiet|to [0-9]|khu pho|khu vuc|thon|quoc lo|ql"
    r"|tinh lo)(?![a-z]))"
)
_HOUSE = re.compile(
    rf"(?<!\w)(?:(?:so nha|nha so)[ :]{{0,2}}{_NUMBER}{_WITHIN}"
    rf"|(?:dia chi|dc)(?: nha)?(?: la)?[ :]{{1,3}}{_NUMBER}(?=,? [a-z])"
    r"(?! (?:lan|nguoi|gio|ngay|thang|nam|cai)(?![a-z]))"
    rf"|(?<!duong )(?<!hem )(?<!to )so[ :]{{0,2}}{_NUMBER}{_STREET}{_WITHIN})"
)


def houses(_shown: str, plain: str) -> Iterator[Span]:
    """Spans such as "số nhà 12/3, tổ 7" and, before a street or hamlet, "số 12"."""
    for match in _HOUSE.finditer(plain):
        yield match.start(), match.end(), Kind.HOUSE
