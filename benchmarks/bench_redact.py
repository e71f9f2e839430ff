"""How much of what leads to a person is masked, and how much else. `make bench-redact`."""

import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from benchmarks.redaction_fresh import UNSEEN, fresh_sentences, still_read
from benchmarks.redaction_letters import NOBODYS, SETS, letters
from benchmarks.redaction_set import Planted, planted_sentences, survives
from benchmarks.sentences import sentences, with_copies
from intake.fold import fold
from intake.redact import mask


@dataclass(frozen=True)
class Recall:
    """Planted and masked, by kind; what survived, to be read."""

    planted: Counter[str]
    masked: Counter[str]
    left: list[tuple[str, str]]

    @property
    def share(self) -> float:
        """Of all planted, how much is masked."""
        return self.masked.total() / max(1, self.planted.total())


def _as_in_the_first_set(_kind: str, value: str, shown: str) -> bool:
    return survives(value, shown)


def recall(
    cases: Iterable[Planted],
    by_style: bool = False,
    reads: Callable[[str, str, str], bool] = _as_in_the_first_set,
) -> Recall:
    """What of the planted is masked, by kind or by style."""
    planted: Counter[str] = Counter()
    masked: Counter[str] = Counter()
    left: list[tuple[str, str]] = []
    for case in cases:
        shown = mask(case.text).text
        for kind, value in case.planted:
            group = str(case.style) if by_style else kind
            planted[group] += 1
            if reads(kind, value, shown):
                left.append((case.text, shown))
            else:
                masked[group] += 1
    return Recall(planted, masked, left)


def ordinary() -> list[str]:
    """The invented sentences that teach the topics, with their copies: nobody's particulars.

    One of their openings says a name, "Tôi tên A"; those are left out.
    """
    texts = (one.text for one in with_copies(sentences()))
    return [text for text in texts if "ten a," not in fold(text)]


def nobodys() -> list[str]:
    """Sentences written to tempt the masking: nothing in them is to be masked."""
    return NOBODYS.read_text(encoding="utf-8").splitlines()


def falsely_masked(texts: Iterable[str]) -> list[tuple[str, str]]:
    """Sentences without particulars in which something was masked all the same."""
    return [(text, shown.text) for text in texts if (shown := mask(text)).kinds]


def main() -> None:
    """Print the tables of every set and what was missed."""
    _print("first set, mended on", list(planted_sentences()), _as_in_the_first_set)
    _print("fresh set, .698 before it was mended on", list(fresh_sentences()), still_read)
    _print("third set, .842 before it was seen", list(fresh_sentences(UNSEEN)), still_read)
    for file, before in SETS.items():
        _print(f"{file.stem}, {before} before it was seen", list(letters(file)), still_read)
    texts = ordinary()
    began = time.perf_counter()
    wrong = falsely_masked(texts)
    spent = time.perf_counter() - began
    print(f"falsely masked: {len(wrong)} of {len(texts)} sentences, {len(wrong) / len(texts):.4f}")
    for said, shown_text in wrong[:20]:
        print(f"  {said}\n     -> {shown_text}")
    tempted = falsely_masked(nobodys())
    print(f"of those written to tempt: {len(tempted)} of {len(nobodys())}")
    print(f"{1e6 * spent / len(texts):.0f} microseconds a sentence")


def _print(title: str, cases: list[Planted], reads: Callable[[str, str, str], bool]) -> None:
    print(f"\n{title}: {len(cases)} sentences")
    for by_style in (False, True):
        found = recall(cases, by_style, reads)
        print(f"{'style' if by_style else 'kind':16} planted  masked  recall")
        for name, count in sorted(found.planted.items()):
            print(f"{name:16} {count:7} {found.masked[name]:7} {found.masked[name] / count:7.3f}")
    print(f"{'all':16} {found.planted.total():7} {found.masked.total():7} {found.share:7.3f}")
    for said, shown in found.left:
        print(f"  left: {said}\n     -> {shown}")


if __name__ == "__main__":
    main()
