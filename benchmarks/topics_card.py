"""The model card of the topic model: what it was built from, how right it is, where it ends.

Written by ``python -m benchmarks.train_topics`` beside the model, so that no figure in it is typed.
``python -m benchmarks.topics_card`` measures the fresh sentences anew and writes their part alone,
for when a rule was changed and the model was not.
"""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.sentences import Sentence
from intake.fold import fold
from triage.topics import MODEL, NO_MATTER, OTHER_MATTER
from triage.understanding import understand

OUTSIDE = (NO_MATTER, OTHER_MATTER)
FRESH = Path(__file__).parent / "data" / "topics_fresh.csv"
_FRESH_PART = re.compile(r"## Figures, fresh sentences\n.*?(?=^## )", re.DOTALL | re.MULTILINE)
LIMITS = """\
## Limits

- All sentences were written for this project, by few hands; none was sent by a real person. They
  are synthetic and allege nothing about a real office. The folds keep a sentence and its copies
  together, but not the habits of a hand: on sentences by others `make bench-text` says more.
- Most sentences tell of one thing. Of a text that tells of two, the list of topics holds both, but
  only the first counts.
- `harassment` shades into `overdue_result` and `misdirected`, `attitude` into both: there people
  differ too, and the second guess is often theirs.
- A text that names no office, paper or procedure ("thái độ nhân viên quá tệ") may be about a bank
  as well as about an office: it is kept and shown to people, not left out.
- The probabilities were made honest on the folds, with one divisor for all; they are not measured
  on what people really send. Nothing is decided on them alone: a grave topic needs a grave sign or
  a sure model, praise a word of praise, and a person has the last word.
- Southern Vietnamese prevails; Northern and Central words are few, other languages are none.
"""


@dataclass(frozen=True)
class HeldOut:
    """Scores of rows by models that saw neither a row's sentence nor its copies."""

    rows: Sequence[Sentence]
    scores: NDArray[np.float64]  # rows x classes, divided by the temperature
    classes: NDArray[np.str_]

    def figures(self, chosen: NDArray[np.bool_]) -> tuple[int, float, float]:
        """Of the chosen rows with one of the twenty topics: how many, top-1 and top-3 among them."""
        twenty = ~np.isin(self.classes, OUTSIDE)
        truth = np.array([r.topic for r in self.rows])
        picked = chosen & ~np.isin(truth, OUTSIDE)
        scores = self.scores[picked][:, twenty]
        own = np.searchsorted(self.classes[twenty], truth[picked])
        above = (scores > scores[np.arange(len(own)), own][:, None]).sum(axis=1)
        return int(picked.sum()), float((above == 0).mean()), float((above < 3).mean())

    def kept(self, chosen: NDArray[np.bool_]) -> float:
        """Share of the chosen rows held for a public matter (p >= .5)."""
        shifted = np.exp(self.scores - self.scores.max(axis=1, keepdims=True))
        none = shifted[:, self.classes == NO_MATTER][:, 0] / shifted.sum(axis=1)
        return float((none[chosen] <= 0.5).mean())


def card(held: HeldOut, temperature: float, size: float) -> str:
    """The whole card in Markdown; ``size`` in megabytes."""
    return "\n".join(_lines(held, temperature, size)) + "\n" + LIMITS


def _lines(held: HeldOut, temperature: float, size: float) -> Iterator[str]:
    rows = held.rows
    written = [r for r in rows if r.copy == "as written"]
    yield "# The topic model\n"
    yield "Written by `python -m benchmarks.train_topics`; do not edit by hand.\n"
    yield f"A linear softmax over hashed words and letters (`triage/features.py`), {size:.2f} MB,"
    yield f"temperature {temperature:.2f}. Deterministic: the same sentences give the same file.\n"
    yield "## Data\n"
    yield f"{len(written):,} sentences of `triage/data/sentences/`, {len(rows):,} rows with copies"
    yield "(without marks, teencode with and without marks, dressed in greetings and thanks).\n"
    yield from _counts("topic", Counter(r.topic for r in written))
    yield from _counts("style", Counter(r.style for r in written))
    yield "## Figures, held-out folds\n"
    yield "Five folds; a sentence and its copies are always in one. Top-1 and top-3 among the twenty"
    yield "topics; the model alone, without the rules around it.\n"
    yield from _table("style", held, lambda r: r.style)
    yield from _table("copy", held, lambda r: r.copy)
    truth = np.array([r.topic for r in rows])
    yield "| held for a public matter | share |\n| --- | --- |"
    yield f"| the twenty topics | {held.kept(~np.isin(truth, OUTSIDE)):.3f} |"
    yield f"| public matters of other kinds | {held.kept(truth == OTHER_MATTER):.3f} |"
    yield f"| no public matter | {held.kept(truth == NO_MATTER):.3f} |\n"
    yield fresh_part()


def fresh_sentences() -> list[dict[str, str]]:
    """Sentences nothing was trained on: topic, kind and text of each."""
    with FRESH.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fresh_part() -> str:
    """The shipped model with the rules around it, measured on the fresh sentences."""
    rows = fresh_sentences()
    lines = [
        "## Figures, fresh sentences\n",
        f"The shipped model with the rules around it, on {len(rows)} sentences of",
        "`benchmarks/data/topics_fresh.csv`: by the same hands, never trained on, written after the",
        "rules and before they were read by them.\n",
        "| copy | of the twenty | top-1 | top-3 | kind right, of all |\n| --- | --- | --- | --- | --- |",
    ]
    for name, typed in (("as written", str), ("stripped", fold)):
        seen = [(understand(typed(r["text"])), r) for r in rows]
        told = [
            ([t.code for t in u.topics], r["topic"]) for u, r in seen if r["topic"] not in OUTSIDE
        ]
        first = sum(codes[0] == topic for codes, topic in told) / len(told)
        three = sum(topic in codes[:3] for codes, topic in told) / len(told)
        kind = sum(u.kind == r["kind"] for u, r in seen) / len(rows)
        lines.append(f"| {name} | {len(told)} | {first:.3f} | {three:.3f} | {kind:.3f} |")
    return "\n".join([*lines, ""])


def _counts(name: str, counts: Counter[str]) -> Iterator[str]:
    yield f"| {name} | sentences |\n| --- | --- |"
    yield from (f"| {key} | {count} |" for key, count in sorted(counts.items()))
    yield ""


def _table(name: str, held: HeldOut, key: Callable[[Sentence], str]) -> Iterator[str]:
    keys = np.array([key(r) for r in held.rows])
    yield f"| {name} | rows | top-1 | top-3 |\n| --- | --- | --- | --- |"
    for one in [*sorted(set(keys)), "all"]:
        count, first, three = held.figures((keys == one) | (one == "all"))
        yield f"| {one} | {count} | {first:.3f} | {three:.3f} |"
    yield ""


def main() -> None:
    """Write the part on fresh sentences anew."""
    path = MODEL.with_suffix(".md")
    told = path.read_text(encoding="utf-8")
    path.write_text(_FRESH_PART.sub(lambda _: fresh_part() + "\n", told), encoding="utf-8")
    print(fresh_part())


if __name__ == "__main__":
    main()
