"""Build the topic model and its card from our own sentences: ``python -m benchmarks.train_topics``.

Multinomial logistic regression over the blocks of ``triage/features.py``. The temperature that
makes the probabilities honest is chosen on held-out folds, a sentence and its copies kept together.
Deterministic: no random start, a fixed order, fixed seeds for the teencode copies.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from benchmarks.sentences import Sentence, sentences, with_copies
from benchmarks.topics_card import HeldOut, card
from triage.features import BLOCKS, BUCKETS, Index, features
from triage.hearing import listen
from triage.reading import DATA, read
from triage.topics import MODEL

SCALES = (1.0, 1.0, 1.0, 0.3)
STRENGTH = 12.0  # inverse of the L2 penalty; flat between 6 and 30 on the folds
FOLDS = 5
TEMPERATURES = np.arange(0.3, 2.01, 0.05)

Floats = NDArray[np.float64]
Blocks = tuple[Index, ...]


def blocks_of(text: str) -> Blocks:
    """The features of a text exactly as the reader takes them."""
    hearing = listen(read(text))
    return features(hearing.words_meant(), hearing.said)


def document_weights(rows: Sequence[Blocks]) -> Floats:
    """Smoothed inverse document frequency of every bucket; 0 where it was never seen."""
    seen = np.zeros(BUCKETS)
    for blocks in rows:
        for block in blocks:
            seen[np.unique(block)] += 1
    idf = np.log((1 + len(rows)) / (1 + seen)) + 1
    return np.where(seen > 0, idf, 0.0)


def matrix(rows: Sequence[Blocks], idf: Floats) -> csr_matrix:
    """Rows x buckets; every block divided by its length and multiplied by its scale."""
    values: list[Floats] = []
    columns: list[Index] = []
    ends = [0]
    for blocks in rows:
        for scale, block in zip(SCALES, blocks, strict=True):
            length = np.sqrt(np.square(idf[block]).sum()) or 1.0
            values.append(scale / length * idf[block])
            columns.append(block)
        ends.append(ends[-1] + sum(map(len, blocks)))
    made = csr_matrix(
        (np.concatenate(values), np.concatenate(columns), ends), shape=(len(rows), BUCKETS)
    )
    made.sum_duplicates()
    return made


def fit(x: csr_matrix, y: NDArray[np.str_]) -> LogisticRegression:
    """Softmax regression on dense-enough columns only; the caller's classes are sorted names."""
    return LogisticRegression(C=STRENGTH, max_iter=400, tol=1e-4).fit(x, y)


def held_out_scores(
    rows: Sequence[Sentence], blocks: Sequence[Blocks]
) -> tuple[Floats, NDArray[np.str_]]:
    """Scores of every row from a model that saw neither the sentence nor its copies."""
    y = np.array([r.topic for r in rows])
    classes = np.unique(y)
    scores = np.zeros((len(rows), len(classes)))
    groups = [r.group for r in rows]
    for train, test in GroupKFold(FOLDS, shuffle=True, random_state=7).split(y, y, groups):
        idf = document_weights([blocks[i] for i in train])
        model = fit(matrix([blocks[i] for i in train], idf), y[train])
        scores[test] = model.decision_function(matrix([blocks[i] for i in test], idf))
    return scores, classes


def best_temperature(scores: Floats, truth: NDArray[np.int64]) -> float:
    """The divisor of the scores with the lowest log loss."""
    losses = [log_loss(scores / t, truth) for t in TEMPERATURES]
    return float(TEMPERATURES[int(np.argmin(losses))])


def log_loss(scores: Floats, truth: NDArray[np.int64]) -> float:
    """Mean negative log probability of the true class."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(-logs[np.arange(len(truth)), truth].mean())


def digest() -> str:
    """A sum over the files of sentences and courtesies: it tells whether the model is of today."""
    total = hashlib.sha256()
    for path in [*sorted((DATA / "sentences").glob("*.csv")), DATA / "courtesies.csv"]:
        total.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n"))
    return total.hexdigest()


def save(model: LogisticRegression, idf: Floats, temperature: float, path: Path) -> None:
    """Weights as one byte each with a step a class; rows of buckets never seen are left out."""
    rows = np.flatnonzero(idf > 0)
    weights = model.coef_.T[rows] / temperature
    step = np.abs(weights).max(axis=0) / 127
    np.savez_compressed(
        path,
        classes=np.array(model.classes_, dtype=str),
        rows=rows.astype(np.uint32),
        weights=np.round(weights / step).astype(np.int8),
        step=step.astype(np.float32),
        bias=(model.intercept_ / temperature).astype(np.float32),
        idf=idf.astype(np.float16),
        scales=np.array(SCALES, dtype=np.float32),
        digest=np.array(digest()),
    )


def main() -> None:
    """Choose the temperature on folds, fit on everything, write the model and its card."""
    rows = list(with_copies(sentences()))
    blocks = [blocks_of(r.text) for r in rows]
    scores, classes = held_out_scores(rows, blocks)
    truth = np.searchsorted(classes, [r.topic for r in rows])
    temperature = best_temperature(scores, truth)
    idf = document_weights(blocks)
    save(fit(matrix(blocks, idf), np.array([r.topic for r in rows])), idf, temperature, MODEL)
    size = MODEL.stat().st_size / 1e6
    held = HeldOut(rows, scores / temperature, classes)
    MODEL.with_suffix(".md").write_text(card(held, temperature, size), encoding="utf-8")
    _, first, three = held.figures(np.ones(len(rows), dtype=bool))
    print(f"held-out folds, among the twenty: top-1 {first:.3f}, top-3 {three:.3f}")
    print(f"{len(rows)} rows, {len(BLOCKS)} blocks, temperature {temperature:.2f}, {size:.2f} MB")


if __name__ == "__main__":
    main()
