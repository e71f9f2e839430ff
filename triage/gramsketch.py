"""Texts to fixed-size sketches by which likeness is found and measured, many at once. Pure.

A sketch has two parts: keys, of which two texts share one the more surely the more 4-grams they
share (MinHash, Broder 1997, in bands, Indyk and Motwani 1998); and a bitmap of the grams, from
which the share itself is read (Sandes, Teodoro and Melo 2020).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BANDS, ROWS = 32, 3  # texts of Jaccard .46 share a band with probability .96, of .6 with .9996
KEPT = 256  # grams kept of a longer text: those with the smallest hashes
BITS = 2048

UInt32 = NDArray[np.uint32]
UInt64 = NDArray[np.uint64]
Int64 = NDArray[np.int64]

_GRAM = 4
_FACTORS: UInt32 = np.random.default_rng(1997).integers(1 << 32, size=BANDS * ROWS, dtype=np.uint32)
_FACTORS |= np.uint32(1)
_MIX = (np.uint32(0x85EBCA6B), np.uint32(0xC2B2AE35))
# How many grams set so many bits (linear counting, Whang and others 1990).
_COUNT = -BITS * np.log1p(-np.minimum(np.arange(BITS + 1), BITS - 0.5) / BITS)


@dataclass(frozen=True)
class Sketches:
    """``keys`` (n, BANDS) and ``bits`` (n, BITS / 64) of n texts."""

    keys: UInt32
    bits: UInt64


def sketch(texts: Sequence[str]) -> Sketches:
    """Sketches of texts, each independent of the others; any characters, none empty."""
    owner, grams = _grams(texts)
    starts = np.searchsorted(owner, np.arange(len(texts)))
    return Sketches(_keys(grams, starts), _bitmaps(owner, grams, len(texts)))


def shares(some: UInt64, others: UInt64) -> NDArray[np.float64]:
    """Jaccard similarity, 0..1, of the grams of bitmaps (n, words), row by row."""
    both = _counted(some | others)
    apart = _counted(some) + _counted(others)
    return np.asarray(np.maximum(apart - both, 0.0) / np.maximum(both, 1e-9))


def _counted(bits: UInt64) -> NDArray[np.float64]:
    return np.asarray(_COUNT[np.bitwise_count(bits).sum(axis=1, dtype=np.int64)])


def _grams(texts: Sequence[str]) -> tuple[Int64, UInt32]:
    """Owner and hash of every distinct 4-gram of bytes, in order, at most ``KEPT`` an owner."""
    written = [f"  {t} ".encode("utf-8", "surrogatepass") for t in texts]
    data = np.frombuffer(b"".join(written), np.uint8).astype(np.uint32)
    owner = np.repeat(np.arange(len(texts)), [len(w) for w in written])
    last = len(data) - _GRAM + 1
    value = data[:last].copy()
    for step in range(1, _GRAM):
        value |= data[step : step + last] << np.uint32(8 * step)
    inside = owner[:last] == owner[_GRAM - 1 :]
    packed = np.sort(owner[:last][inside] << 32 | _mixed(value[inside]))
    packed = packed[np.diff(packed, prepend=-1) != 0]
    whose = packed >> 32
    rank = np.arange(len(packed)) - np.searchsorted(whose, np.arange(len(texts)))[whose]
    kept = rank < KEPT
    return whose[kept], packed[kept].astype(np.uint32)


def _mixed(value: UInt32) -> UInt32:
    """The finaliser of MurmurHash3 (Appleby 2011): every bit of the gram moves every bit."""
    for factor, shift in zip(_MIX, (16, 13), strict=True):
        value = (value ^ (value >> np.uint32(shift))) * factor
    return value ^ (value >> np.uint32(16))


def _keys(grams: UInt32, starts: Int64) -> UInt32:
    least = np.minimum.reduceat(grams[:, None] * _FACTORS, starts, axis=0)
    rows = least.reshape(len(starts), BANDS, ROWS)
    key = rows[:, :, 0].copy()
    for row in range(1, ROWS):
        key = _mixed(key) ^ rows[:, :, row]
    return _mixed(key)


def _bitmaps(owner: Int64, grams: UInt32, count: int) -> UInt64:
    grid = np.zeros((count, BITS), dtype=bool)
    grid[owner, grams % BITS] = True
    return np.packbits(grid, axis=1).view(np.uint64)
