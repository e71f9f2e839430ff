"""Which of the twenty topics a text is about, with probabilities. Pure: no database.

A linear softmax over hashed features (``features.py``), built by
``python -m benchmarks.train_topics`` and described in ``data/topics_model.md``. Beside the topics
the model knows two more classes: a public matter of another kind, and no public matter at all.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from triage.features import features
from triage.reading import DATA, Word

OTHER_MATTER = "other_matter"
NO_MATTER = "no_matter"
MODEL = DATA / "topics_model.npz"

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Topic:
    """A row of ``data/topics.csv``: names, defaults and the legal hook with its dates."""

    number: str
    code: str
    vi: str
    en: str
    severity: str
    kind: str
    legal_hook: str


@dataclass(frozen=True, slots=True)
class TopicGuess:
    """A topic's code and its probability among the twenty."""

    code: str
    p: float


@dataclass(frozen=True, slots=True)
class Guesses:
    """The twenty topics, likeliest first, and the two classes outside them."""

    topics: tuple[TopicGuess, ...]
    p_other: float  # a public matter of none of the twenty topics
    p_none: float  # no public matter at all


@dataclass(frozen=True)
class TopicModel:
    """``weights[bucket, class]``, ``idf[bucket]`` (0: never seen), and the scale of each block."""

    classes: tuple[str, ...]
    weights: Floats
    idf: Floats
    bias: Floats
    scales: Floats

    def probabilities(self, words: Sequence[Word], cues: Iterable[str]) -> Floats:
        """One probability a class, summing to 1."""
        scores = self.bias.copy()
        blocks = features(words, cues)
        for scale, index in zip(self.scales, blocks, strict=True):
            length = float(np.sqrt(np.square(self.idf[index]).sum()))
            if length > 0:
                scores += (scale / length) * self.weights[index].sum(axis=0)
        odds = np.exp(scores - scores.max())
        return np.asarray(odds / odds.sum(), dtype=np.float32)


def guess(words: Sequence[Word], cues: Iterable[str]) -> Guesses:
    """Probabilities of these words; the twenty topics are scaled to sum to 1 among themselves."""
    model = topic_model()
    by = dict(zip(model.classes, model.probabilities(words, cues).tolist(), strict=True))
    other, none = by.pop(OTHER_MATTER), by.pop(NO_MATTER)
    total = sum(by.values()) or 1.0
    ordered = sorted(by.items(), key=lambda item: (-item[1], item[0]))
    return Guesses(tuple(TopicGuess(code, p / total) for code, p in ordered), other, none)


@cache
def topics() -> dict[str, Topic]:
    """The topics by code, in the order of their numbers."""
    with (DATA / "topics.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = Topic.__dataclass_fields__
    return {row["code"]: Topic(**{n: row[n] for n in names}) for row in rows}


@cache
def topic_model() -> TopicModel:
    """The model file, read once. Weights are stored in half precision to keep it small."""
    with np.load(MODEL, allow_pickle=False) as file:
        idf = file["idf"].astype(np.float32)
        weights = np.zeros((len(idf), len(file["classes"])), dtype=np.float32)
        weights[file["rows"]] = file["weights"].astype(np.float32) * file["step"]
        return TopicModel(
            classes=tuple(str(c) for c in file["classes"]),
            weights=weights * idf[:, None],
            idf=idf,
            bias=file["bias"].astype(np.float32),
            scales=file["scales"].astype(np.float32),
        )
