"""How well a clustering agrees with the truth. B-cubed: Bagga and Baldwin 1998; pairs: as usual."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence

Labels = Sequence[Hashable]


def b_cubed(truth: Labels, found: Labels) -> float:
    """F1 of B-cubed precision and recall, 0..1."""
    both = Counter(zip(truth, found, strict=True))
    in_truth, in_found = Counter(truth), Counter(found)
    precision = sum(n * n / in_found[f] for (_, f), n in both.items()) / len(truth)
    recall = sum(n * n / in_truth[t] for (t, _), n in both.items()) / len(truth)
    return 2 * precision * recall / (precision + recall)


def pair_f1(truth: Labels, found: Labels) -> tuple[float, float, float]:
    """Precision, recall and F1 over pairs said to be copies of each other."""

    def pairs(counts: Counter[Hashable]) -> int:
        return sum(n * (n - 1) // 2 for n in counts.values())

    both: Counter[Hashable] = Counter(zip(truth, found, strict=True))
    right, said, true = pairs(both), pairs(Counter(found)), pairs(Counter(truth))
    precision, recall = right / max(said, 1), right / max(true, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-12)


def components(size: int, links: Sequence[tuple[int, int]]) -> list[int]:
    """A label for each of ``size`` things, the same for those that links join."""
    parent = list(range(size))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for one, other in links:
        parent[root(one)] = root(other)
    return [root(at) for at in range(size)]


def by_label(labels: Labels) -> dict[Hashable, list[int]]:
    """The places of each label."""
    places: dict[Hashable, list[int]] = defaultdict(list)
    for at, label in enumerate(labels):
        places[label].append(at)
    return places
