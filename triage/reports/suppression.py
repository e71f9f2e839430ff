"""Small numbers kept back so that nobody is found by them, nor by the total. Pure."""

from collections.abc import Mapping


def suppressed(cells: Mapping[str, int], least: int) -> dict[str, int | None]:
    """``cells`` with None for what is kept back; a zero says nothing of anybody and stays.

    Numbers from 1 to ``least`` - 1 go. Where they, taken together, are fewer than ``least`` or one
    alone, the smallest of the others go too: the total less the rest shall not give them back. They
    stand last, by name: their place among the others would tell how many they are.
    """
    small = {name for name, n in cells.items() if 0 < n < least}
    others = sorted((n, name) for name, n in cells.items() if n >= least)
    while small and others and (len(small) < 2 or sum(cells[name] for name in small) < least):
        small.add(others.pop(0)[1])
    shown: dict[str, int | None] = {name: n for name, n in cells.items() if name not in small}
    return shown | dict.fromkeys(sorted(small))


def total(cells: Mapping[str, int], least: int) -> int | None:
    """Their sum; None where it is small itself, or one lone cell would be given back by it."""
    whole = sum(cells.values())
    lone = [n for n in cells.values() if n]
    kept_back = any(0 < n < least for n in lone)
    return None if 0 < whole < least or (len(lone) == 1 and kept_back) else whole


def part(some: int, whole: int | None, least: int) -> int | None:
    """How many of ``whole`` are ``some``; None where they or the rest of them are few.

    ``whole`` None is one kept back: a part of it would tell how large it is at least.
    """
    if whole is None:
        return None
    few = 0 < some < least or 0 < whole - some < least
    return None if few else some
