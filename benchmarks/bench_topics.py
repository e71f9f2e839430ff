"""Topics, severity, kind and relevance beside scikit-learn. Prints tables.

``python -m benchmarks.bench_topics [folder]``; the evaluation data are read from the folder, else
from the environment's LANG_NGHE_EVAL, else from ../shared/data, the sentences by another hand from
``domain`` beside that folder. What is absent is skipped with a line. The peers are trained in the
same run, on the same sentences.
"""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union

from benchmarks.bench_placing import data_folder
from benchmarks.sentences import NO_MATTER, Sentence, sentences, with_copies
from benchmarks.topics_card import OUTSIDE
from benchmarks.train_topics import blocks_of, document_weights, fit, matrix
from intake.fold import fold
from triage.understanding import understand

EVERY = 5  # of the generated texts that name a unit: one in so many is enough


@dataclass(frozen=True)
class Answer:
    """The topics, likeliest first, and whether the text is held for a public matter."""

    topics: tuple[str, ...]
    relevant: bool


Reader = Callable[[Sequence[str]], list[Answer]]
Texts = Sequence[str]


def ours(texts: Texts) -> list[Answer]:
    """The product's own reader, rules and all."""
    seen = [understand(t) for t in texts]
    return [Answer(tuple(t.code for t in u.topics), u.relevant) for u in seen]


def answers(classes: Sequence[str], scores: np.ndarray) -> list[Answer]:
    """Answers from a score a class, ``scores[text, class]``; relevant where the best one is."""
    order = np.argsort(-scores, axis=1)
    ranked = [[classes[i] for i in row] for row in order]
    return [Answer(tuple(c for c in r if c not in OUTSIDE), r[0] != NO_MATTER) for r in ranked]


def peer(rows: Sequence[Sentence], letters: bool) -> Reader:
    """TF-IDF and logistic regression: words, or words and letters, of these rows."""
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    chars = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
    made = make_pipeline(
        make_union(words, chars) if letters else words, LogisticRegression(C=12.0, max_iter=400)
    )
    made.fit([r.text for r in rows], [r.topic for r in rows])
    return lambda texts: answers(list(made.classes_), made.predict_proba(list(texts)))


def own_model(rows: Sequence[Sentence]) -> Reader:
    """Our model alone, trained on these rows."""
    blocks = [blocks_of(r.text) for r in rows]
    idf = document_weights(blocks)
    made = fit(matrix(blocks, idf), np.array([r.topic for r in rows]))

    def read(texts: Texts) -> list[Answer]:
        scores = made.decision_function(matrix([blocks_of(t) for t in texts], idf))
        return answers([str(c) for c in made.classes_], scores)

    return read


def right(reader: Reader, texts: Texts, truth: Sequence[str]) -> tuple[float, float]:
    """Top-1 and top-3."""
    given = reader(texts)
    first = sum(a.topics[0] == t for a, t in zip(given, truth, strict=True))
    three = sum(t in a.topics[:3] for a, t in zip(given, truth, strict=True))
    return first / len(truth), three / len(truth)


def another_hand(path: Path, readers: dict[str, Reader]) -> None:
    """The sentences of another hand, with their marks and without."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    truth = [r["topic"] for r in rows]
    print(f"\n{len(rows)} sentences by another hand")
    print(f"{'':44s} {'top-1':>6s} {'top-3':>6s} {'top-1 stripped':>15s} {'top-3':>6s}")
    for name, reader in readers.items():
        marked = right(reader, [r["text"] for r in rows], truth)
        bare = right(reader, [fold(r["text"]) for r in rows], truth)
        print(f"{name:44s} {marked[0]:6.3f} {marked[1]:6.3f} {bare[0]:15.3f} {bare[1]:6.3f}")
    for word, strip in (("with marks", str), ("stripped", fold)):
        seen = [understand(strip(r["text"])) for r in rows]
        pairs = list(zip(seen, rows, strict=True))
        grave = sum(u.severity == r["severity"] for u, r in pairs) / len(rows)
        kind = sum(u.kind == r["kind"] for u, r in pairs) / len(rows)
        kept = sum(u.relevant for u in seen) / len(rows)
        print(
            f"ours, {word:12s} severity {grave:.3f}  kind {kind:.3f}  kept as a matter {kept:.3f}"
        )


def by_style(rows: Sequence[Sentence]) -> None:
    """Each style read by models that saw only the other styles; the models alone."""
    print("\nour sentences, each style read by models trained on the others: top-1, top-3")
    print(f"{'style':16s} {'texts':>6s} {'ours':>14s} {'scikit-learn':>14s}")
    for style in sorted({r.style for r in rows}):
        train = [r for r in rows if r.style != style]
        test = [r for r in rows if r.style == style and r.copy == "as written"]
        test = [r for r in test if r.topic not in OUTSIDE]
        texts, truth = [r.text for r in test], [r.topic for r in test]
        told = [right(made, texts, truth) for made in (own_model(train), peer(train, letters=True))]
        shown = "  ".join(f"{first:6.3f} {three:5.3f} " for first, three in told)
        print(f"{style:16s} {len(test):6d}  {shown}")


def relevance(text: Path, readers: dict[str, Reader]) -> None:
    """Which share of texts is held for a public matter: 1 is right for complaints, 0 for posts."""
    print("\nheld for a public matter (the posts about banks should not be)")
    groups = dict(_groups(text))
    print(f"{'':44s} " + " ".join(f"{name:>17s}" for name in groups))
    for name, reader in readers.items():
        shares = [np.mean([a.relevant for a in reader(texts)]) for texts in groups.values()]
        print(f"{name:44s} " + " ".join(f"{share:17.4f}" for share in shares))
    print(f"{'texts':44s} " + " ".join(f"{len(texts):17d}" for texts in groups.values()))


def _groups(text: Path) -> Iterator[tuple[str, list[str]]]:
    rows = json.loads((text / "units_dev.json").read_text(encoding="utf-8"))
    yield "names a unit", [r["text"] for r in rows if r["level"][0] in "NA"][::EVERY]
    yield "names none", [r["text"] for r in rows if r["level"][0] == "X"]
    for path in sorted((text / "uts2017_bank").glob("ubc.*.txt")):
        lines = path.read_text(encoding="utf-8").splitlines()
        yield "bank posts", [" ".join(_words(line)) for line in lines]


def _words(line: str) -> Iterator[str]:
    return (w for w in line.split() if not w.startswith("__label__"))


def speed(texts: Texts, readers: dict[str, Reader]) -> None:
    """Texts per second on one core, all our sentences."""
    print(f"\n{len(texts)} texts of ours, texts per second")
    for name, reader in readers.items():
        reader(texts[:100])
        start = time.perf_counter()
        reader(texts)
        print(f"{name:44s} {len(texts) / (time.perf_counter() - start):10,.0f}")


def main() -> None:
    """Run it all."""
    folder = data_folder()
    rows = list(with_copies(sentences()))
    written = [r for r in rows if r.copy == "as written"]
    readers = {
        "ours": ours,
        "scikit-learn, words and letters, all copies": peer(rows, letters=True),
        "scikit-learn, words, as written": peer(written, letters=False),
    }
    examples = folder.parent / "domain" / "taxonomy_examples.jsonl"
    if examples.exists():
        another_hand(examples, readers)
    else:
        print(f"topics: sentences by another hand skipped, no {examples}")
    if (folder / "text" / "units_dev.json").exists():
        relevance(folder / "text", readers)
    else:
        print(f"topics: relevance skipped, no evaluation data in {folder / 'text'}")
    speed([r.text for r in written], readers)
    by_style(rows)


if __name__ == "__main__":
    main()
