"""A draw anybody can repeat with the seed and the list. Pure.

Each unit gets SHA-256 of "seed:code"; the smallest come first. No generator has to be trusted:
a spreadsheet or `printf '%s' 'seed:code' | sha256sum` gives the same order.
"""

from collections.abc import Iterable
from hashlib import sha256


def ticket(seed: str, code: str) -> str:
    """What a unit drew, as 64 hexadecimal digits."""
    return sha256(f"{seed.strip()}:{code}".encode()).hexdigest()


def draw(seed: str, codes: Iterable[str], number: int) -> tuple[str, ...]:
    """``number`` of the codes, or all there are, in the order drawn.

    Raises ValueError for an empty seed or a number below one.
    """
    if not seed.strip() or number < 1:
        raise ValueError("a draw needs a seed and a number of at least one")
    return tuple(sorted(set(codes), key=lambda code: (ticket(seed, code), code))[:number])


def list_digest(codes: Iterable[str]) -> str:
    """A short digest of the list drawn from, so that nobody can change it afterwards."""
    return sha256("\n".join(sorted(set(codes))).encode()).hexdigest()[:16]
