"""Words to numbered features for the topic model. Pure: no database.

Four blocks, each normalised by itself: word 1-2-grams with marks, the same without marks,
character 3-5-grams without marks, and the cue groups heard. Hashing is CRC-32 for words and a
polynomial over bytes for characters: the same on every machine and in every run.
"""

import itertools
import zlib
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from triage.reading import Word

BUCKETS = 1 << 16
BLOCKS = ("accented words", "bare words", "characters", "cues")

Index = NDArray[np.int64]
_DIGITS = str.maketrans("123456789", "000000000")
_PRIME = np.uint32(0x01000193)
_MIX = np.uint32(0x85EBCA6B)
_LENGTHS = (3, 4, 5)


def features(words: Sequence[Word], cues: Iterable[str]) -> tuple[Index, ...]:
    """One array of bucket numbers a block, repeats kept, in the order of ``BLOCKS``."""
    norm = [w.norm.translate(_DIGITS) for w in words]
    bare = [w.bare.translate(_DIGITS) for w in words]
    return (
        _hashed("a", _grams(norm)),
        _hashed("b", _grams(bare)),
        _characters(" " + " ".join(bare) + " "),
        _hashed("c", cues),
    )


def _grams(words: Sequence[str]) -> list[str]:
    pairs = [f"{a} {b}" for a, b in itertools.pairwise(words)]
    return [*words, *pairs]


def _hashed(block: str, names: Iterable[str]) -> Index:
    crc = zlib.crc32
    return np.array([crc((block + n).encode()) % BUCKETS for n in names], dtype=np.int64)


def _characters(text: str) -> Index:
    """Every run of 3, 4 and 5 bytes, hashed all at once (FNV-like polynomial, then mixed)."""
    data = np.frombuffer(text.encode(), dtype=np.uint8).astype(np.uint32)
    found = []
    for length in _LENGTHS:
        count = len(data) - length + 1
        if count <= 0:
            break
        value = np.full(count, length, dtype=np.uint32)
        for offset in range(length):
            value = value * _PRIME ^ data[offset : offset + count]
        value = (value ^ (value >> np.uint32(15))) * _MIX
        found.append((value >> np.uint32(16)).astype(np.int64) % BUCKETS)
    return np.concatenate(found) if found else np.empty(0, dtype=np.int64)
