"""What inspections confirmed, by how the place was chosen, with honest intervals. Pure.

It only shows: no threshold is ever changed by it. What a proposal found is to be read beside what
planned and randomly drawn inspections found, for a visit anywhere confirms something.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import sqrt

Z = 1.959964  # 95 %


@dataclass(frozen=True)
class Outcome:
    """One inspection. ``chosen``: proposed, planned or random. ``findings``: codes confirmed."""

    chosen: str
    findings: tuple[str, ...] = ()

    @property
    def confirmed(self) -> bool:
        """Whether at least one shortcoming was confirmed."""
        return bool(self.findings)


@dataclass(frozen=True)
class Precision:
    """``confirmed`` of ``visits``, with the Wilson (1927) 95 % interval ``low``..``high``."""

    chosen: str
    confirmed: int
    visits: int
    low: float
    high: float


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share; (0, 1) of nothing. Raises ValueError if hits exceed of."""
    if not 0 <= hits <= of:
        raise ValueError(f"{hits} of {of}: hits must lie between 0 and the number of trials")
    if of == 0:
        return 0.0, 1.0
    share, square = hits / of, Z * Z / of
    middle = (share + square / 2) / (1 + square)
    half = Z * sqrt(share * (1 - share) / of + square / (4 * of)) / (1 + square)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def precisions(outcomes: Iterable[Outcome]) -> tuple[Precision, ...]:
    """Precision by how the place was chosen, in alphabetical order."""
    visits, hits = Counter[str](), Counter[str]()
    for one in outcomes:
        visits[one.chosen] += 1
        hits[one.chosen] += one.confirmed
    return tuple(
        Precision(name, hits[name], visits[name], *wilson(hits[name], visits[name]))
        for name in sorted(visits)
    )


def lines(declined: Iterable[str], accepted: int, found: Iterable[Precision]) -> Iterator[str]:
    """For a terminal: acceptance, declines by reason, precision with intervals."""
    reasons = Counter(declined)
    decided = accepted + sum(reasons.values())
    low, high = wilson(accepted, decided)
    yield f"accepted {accepted} of {decided} decided (95 % interval {low:.2f} to {high:.2f})"
    for reason, number in reasons.most_common():
        yield f"declined {reason}: {number}"
    for one in found:
        yield (
            f"confirmed {one.chosen}: {one.confirmed} of {one.visits} "
            f"(95 % interval {one.low:.2f} to {one.high:.2f})"
        )
    yield "no threshold is changed by this: people change the policy"
