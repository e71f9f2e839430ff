"""QR codes of addresses that differ in a few letters. Pure: no database.

Of two codes of one length, mask and version the modules that differ are the sum (exclusive or) of
what each differing bit turns: error correction is linear (ISO/IEC 18004, 7.5). So segno draws one
address, and it again for each bit that is new at its place; all others are sums of these.
"""

from functools import lru_cache

import segno

_MARGIN = 2  # modules; the page has more beside it


def svg(address: str) -> str:
    """The code as an inline picture, without script or style."""
    said = address.encode()
    begins, varies = said[:-16], said[-16:]
    side, dark = _first(len(said), begins)
    for place, byte in enumerate(varies):
        dark ^= _turned(len(said), begins, place - len(varies), byte)
    return _drawn(side, dark)


def _like(length: int, begins: bytes) -> bytes:
    """The address all others of this length and beginning are drawn from."""
    return begins + b"0" * (length - len(begins))


@lru_cache(maxsize=64)
def _first(length: int, begins: bytes) -> tuple[int, int]:
    return _modules(_like(length, begins))


@lru_cache(maxsize=4096)
def _turned(length: int, begins: bytes, place: int, byte: int) -> int:
    """The modules that turn when this byte stands at this place, counted from the end."""
    turned = 0
    differs = byte ^ _like(length, begins)[place]
    for bit in range(8):
        if differs >> bit & 1:
            turned ^= _flipped(length, begins, place, 1 << bit)
    return turned


@lru_cache(maxsize=4096)
def _flipped(length: int, begins: bytes, place: int, bit: int) -> int:
    other = bytearray(_like(length, begins))
    other[place] ^= bit
    return _first(length, begins)[1] ^ _modules(bytes(other))[1]


def _modules(content: bytes) -> tuple[int, int]:
    """How many modules a side has, and the dark ones, each row filled up to whole bytes."""
    # Any of the eight masks reads; the same for all, or nothing would add up.
    code = segno.make_qr(content, error="m", mask=3, mode="byte", boost_error=False)
    rows = ["".join("1" if module else "0" for module in row) for row in code.matrix]
    wide = _wide(len(rows))
    return len(rows), int("".join(row.ljust(wide, "0") for row in rows), 2)


def _wide(side: int) -> int:
    return -(-side // 8) * 8


def _drawn(side: int, dark: int) -> str:
    wide = _wide(side)
    rows = dark.to_bytes(side * wide // 8, "big")
    back = f"m-{wide} 1"
    steps = (
        "".join([_STEPS[byte] for byte in rows[start : start + wide // 8]])
        for start in range(0, len(rows), wide // 8)
    )
    box = side + 2 * _MARGIN
    return (
        f'<svg viewBox="0 0 {box} {box}"><path stroke="#000" '
        f'd="M{_MARGIN} {_MARGIN + 0.5}{back.join(steps)}"/></svg>'
    )


def _step(byte: int) -> str:
    """A pen's way along eight modules: down on the dark ones, up on the others."""
    said = f"{byte:08b}".replace("10", "1 0").replace("01", "0 1").split()
    return "".join(f"h{len(run)}" if run[0] == "1" else f"m{len(run)} 0" for run in said)


_STEPS = [_step(byte) for byte in range(256)]
