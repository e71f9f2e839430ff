"""One line of JSON read strictly, so that what is echoed of it is JSON again. Pure."""

import codecs
import json
import math
from collections.abc import Iterator
from typing import BinaryIO, NoReturn

_AT_ONCE = 1 << 16  # bytes asked for: some hundreds of lines


def arriving(stream: BinaryIO) -> Iterator[list[str]]:
    """Lines as they come: those that are there together, none waiting for one that is not.

    Bytes that are no UTF-8 become lone surrogates, never an error; a byte-order mark is dropped.
    """
    read = getattr(stream, "read1", stream.read)
    rest: list[bytes] = []
    first = True
    while chunk := read(_AT_ONCE):
        *whole, last = chunk.split(b"\n")
        if whole:
            whole[0] = b"".join([*rest, whole[0]])
            rest = []
            if first:
                whole[0], first = whole[0].removeprefix(codecs.BOM_UTF8), False
            yield [line.decode("utf-8", "surrogateescape") for line in whole]
        rest.append(last)
    end = b"".join(rest)
    if end:
        yield [
            (end.removeprefix(codecs.BOM_UTF8) if first else end).decode("utf-8", "surrogateescape")
        ]


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
