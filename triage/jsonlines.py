"""One line of JSON read strictly, so that what is echoed of it is JSON again. Pure."""

import json
import math
from typing import NoReturn


def read_object(line: str) -> dict[str, object]:
    """The object a line holds; ValueError for anything else.

    ``NaN`` and ``Infinity`` are no JSON though Python reads and writes them, and ``1e999`` would
    be written as one of them.
    """
    row = json.loads(line, parse_constant=_no_number, parse_float=_finite)
    if not isinstance(row, dict):
        raise ValueError("not a JSON object")
    return row


def _no_number(written: str) -> NoReturn:
    raise ValueError(f"{written} is not JSON")


def _finite(written: str) -> float:
    number = float(written)
    if not math.isfinite(number):
        raise ValueError(f"{written[:20]} is too large a number")
    return number
