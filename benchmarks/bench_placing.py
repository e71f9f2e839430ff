"""Placing beside its peers, level by level of noise, and its speed. Prints tables.

``python -m benchmarks.bench_placing [folder]``; the evaluation data are read from the folder, else
from the environment's LANG_NGHE_EVAL, else from ../shared/data. Skipped with a line where absent.

Speed: of the whole mixture 20,000 texts/s a core are asked. Two figures are printed: of the first
pass, which meets every word for the first time, and of the best of three passes after it, with the
words known, as a service that has run for a while has them. The figures of the levels are of a
later pass. The ratio to the peer of the same run says more than either: the machine this ran on
differed by a factor of two and more from hour to hour. 20,000 were never printed yet. The
processor's instructions a text, words known, fell from 448,000 to 410,000 (callgrind, every
fortieth text) when the narrowings of a name were laid out once for all texts and the places of
words cut instead of searched for; by the clock that was 1 to 5 % of the later passes. Rules added
since took them to 436,000; remembering which decoded words show raw keys, and taking a word's end
from its length, gave back some (best later pass, median of five pairs of runs in turn: 15,298
texts/s before, 15,991 after; single runs differed by more). Misspelt texts and raw Telex cost half
as much again, being read a second and third time. Stopping the collector of cycles made no
difference. What is left is spread thin. The floor printed cuts and folds the words and does nothing
else.
"""

import json
import os
import sys
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rapidfuzz import fuzz, process

from intake.fold import fold
from intake.unitbook import Kind, UnitBook
from intake.unitfile import read_units, records
from triage.placewords import read_words
from triage.placing import Placer, Status

ROOT = Path(__file__).parents[1]
DAY = date(2022, 1, 17)
# The data name departments their own way.
CODES = {
    "STP": "STP", "SLD": "SLDTBXH", "VPUB": "VPUBND", "SNN": "SNNPTNT", "SGD": "SGDDT",
    "SVH": "SVHTTDL", "TT": "TTT", "BQLKKT": "BQLKKT",
}  # fmt: skip
LATER_PASSES = 3
PEER_TEXTS = 60  # of each level: the peer compares with every name
Answer = tuple[Status, int | None, set[int]]


@dataclass(frozen=True)
class Case:
    """One generated text; ``gold`` holds several units where it is ambiguous, none for no unit."""

    level: str
    text: str
    gold: frozenset[int]


@dataclass
class Tally:
    """How many texts went right, wrong, or were left to a person."""

    right: int = 0
    wrong: int = 0
    undecided: int = 0

    def add(self, case: Case, answer: Answer) -> None:
        """Right: the unit; several declared as ambiguous; none where there is none."""
        status, unit, candidates = answer
        if len(case.gold) == 1:
            good = unit in case.gold
        elif case.gold:
            good = status is Status.AMBIGUOUS and case.gold <= candidates
        else:
            good = unit is None
        self.right += good
        self.wrong += not good and unit is not None
        self.undecided += not good and unit is None


def data_folder() -> Path:
    """Where the evaluation data are looked for."""
    if len(sys.argv) > 1:
        return Path(sys.argv[1])
    return Path(os.environ.get("LANG_NGHE_EVAL", ROOT.parent / "shared" / "data"))


def cases(path: Path, book: UnitBook) -> Iterator[Case]:
    """The generated texts with our ids."""
    for row in json.loads(path.read_text(encoding="utf-8")):
        gold = row["gold"] or []
        codes = gold if isinstance(gold, list) else [gold]
        ids = frozenset(_unit(code, book) for code in codes)
        yield _case(row["level"], row["text"], ids, book)


def _case(level: str, text: str, gold: frozenset[int], book: UnitBook) -> Case:
    """A text of the data; where its marks decide between several, the one they name is right.

    The data call a name ambiguous when others look like it without marks; by the domain marks
    that are typed decide, so these are counted apart, and none of them is left out.
    """
    if level[0] != "A":
        return Case(level, text, gold)
    if len(gold) == 1:
        return Case(f"{level} one after all", text, gold)
    named = [i for i in gold if _plain(book.by_id[i].name) in _plain(text)]
    if len(named) == 1:
        return Case(f"{level} one by its marks", text, frozenset(named))
    return Case(f"{level} several", text, gold)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).lower()


def _unit(code: str, book: UnitBook) -> int:
    own = code[1:] if code[0] in "CD" else CODES.get(code[1:], code[1:])
    unit = book.by_code(own, DAY)
    if unit is None:
        raise SystemExit(f"the data name a unit {code} that the book does not know")
    return unit.id


def ours(book: UnitBook) -> Callable[[str], Answer]:
    """Placing as the product does it, laid out before the clock runs."""
    placer = Placer(book)
    placer.place("huyện Xyz", DAY)

    def answer(text: str) -> Answer:
        found = placer.place(text, DAY)
        return found.status, found.unit_id, {c.unit_id for c in found.candidates}

    return answer


def rapidfuzz_peer(book: UnitBook) -> Callable[[str], Answer]:
    """Partial ratio of folded names with their districts, 90 or more; the longest of the best."""
    names: dict[str, int] = {}
    for unit in book.on(DAY):
        if unit.kind in (Kind.COMMUNE, Kind.DISTRICT, Kind.DEPARTMENT):
            parent = book.by_id.get(unit.parent_id) if unit.parent_id is not None else None
            within = f" {parent.name}" if parent and parent.kind is Kind.DISTRICT else ""
            names[fold(unit.name + within)] = unit.id

    def answer(text: str) -> Answer:
        plain = fold(text).replace(",", " ").replace(" thuoc ", " ")
        found = process.extract(
            " ".join(plain.split()),
            names.keys(),
            scorer=fuzz.partial_ratio,
            score_cutoff=90,
            limit=9,
        )
        if not found:
            return Status.NONE, None, set()
        close = [name for name, score, _ in found if score >= found[0][1] - 3]
        unit = names[max(close, key=len)]
        return Status.PLACED, unit, {unit}

    return answer


def measure(name: str, answer: Callable[[str], Answer], chosen: list[Case]) -> None:
    """Print right, wrong and undecided of each level, and texts per second, first and later."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    start = time.perf_counter()
    answers = [answer(case.text) for case in chosen]
    took = time.perf_counter() - start
    for case, given in zip(chosen, answers, strict=True):
        tallies[case.level].add(case, given)
    texts = [case.text for case in chosen]
    again = max(_speed(answer, texts) for _ in range(LATER_PASSES))
    print(
        f"\n{name}, texts/s on one core: first pass {len(chosen) / took:,.0f}, later {again:,.0f}"
    )
    print(f"{'level':40s} {'texts':>5s} {'right':>6s} {'wrong':>6s} {'asked':>6s} {'texts/s':>8s}")
    for level, t in sorted(tallies.items()):
        n = t.right + t.wrong + t.undecided
        speed = _speed(answer, [case.text for case in chosen if case.level == level])
        print(
            f"{level:40s} {n:5d} {t.right / n:6.4f} {t.wrong / n:6.4f} {t.undecided / n:6.4f} "
            f"{speed:8,.0f}"
        )


def _speed(run: Callable[[str], object], texts: list[str]) -> float:
    start = time.perf_counter()
    for text in texts:
        run(text)
    return len(texts) / (time.perf_counter() - start)


def bank_posts(folder: Path, answer: Callable[[str], Answer]) -> None:
    """Real posts about banks: nearly none names a unit of ours."""
    for path in sorted(folder.glob("*.txt")):
        texts = path.read_text(encoding="utf-8").splitlines()
        statuses = Counter(str(answer(t)[0]) for t in texts)
        placed = statuses[Status.PLACED] / len(texts)
        print(f"{path.name:40s} {len(texts):5d} placed {placed:6.4f}  {dict(statuses)}")


def main() -> None:
    """Run it all."""
    text = data_folder() / "text"
    if not (text / "units_dev.json").exists():
        print(f"placing: skipped, no evaluation data in {text}")
        return
    book = UnitBook(records(read_units()))
    chosen = list(cases(text / "units_dev.json", book))
    measure("ours", ours(book), chosen)
    floor = _speed(lambda text: read_words(text).bare, [case.text for case in chosen])
    print(f"floor, words cut and folded and no more: {floor:,.0f} texts/s")
    by_level: dict[str, list[Case]] = defaultdict(list)
    for case in chosen:
        by_level[case.level].append(case)
    few = [case for level in by_level.values() for case in level[:PEER_TEXTS]]
    measure(f"rapidfuzz, partial ratio, {PEER_TEXTS} a level", rapidfuzz_peer(book), few)
    print("\nreal bank posts, ours")
    bank_posts(text / "uts2017_bank", ours(book))


if __name__ == "__main__":
    main()
