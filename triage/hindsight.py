"""Stories drawn again when all their matters are known. Pure: no database.

Average linkage (Sokal and Michener 1958) by chains of nearest neighbours (Murtagh 1983): each
pair of stories that ends up apart is less alike on average than ``ALIKE``.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Container, Hashable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from triage.storyline import PRIOR, RARITY

ALIKE = 0.25  # mean similarity from which two stories are one
ALONE = 0.5  # how far what only one text says makes it unlike the others
LOYALTY = 0.06  # added between matters told as one story so far: stories should not flicker

Floats = NDArray[np.float64]


def similarities(texts: Sequence[Mapping[str, float]]) -> Floats:
    """Cosine (n, n) of term weights, rare terms heavier."""
    seen = Counter(term for weights in texts for term in weights)
    rarity = {t: math.log((len(texts) + PRIOR) / (n + 0.5)) ** RARITY for t, n in seen.items()}
    column = {term: at for at, term in enumerate(t for t, n in seen.items() if n > 1)}
    rows = np.zeros((len(texts), len(column)))
    for row, weights in zip(rows, texts, strict=True):
        heavy = {term: weight * rarity[term] for term, weight in weights.items()}
        length = _length(heavy, column)
        for term in heavy.keys() & column.keys():  # what only one text says is like nothing
            row[column[term]] = heavy[term] / length
    return np.asarray(rows @ rows.T)


def _length(heavy: Mapping[str, float], shared: Container[str]) -> float:
    return math.sqrt(sum(w * w * (1.0 if t in shared else ALONE) for t, w in heavy.items())) or 1.0


def drawn_again(
    texts: Sequence[Mapping[str, float]],
    told: Sequence[Hashable],
    copies: Sequence[tuple[int, int]],
) -> list[int]:
    """A group number for each text, given the stories ``told`` so far and pairs of near-copies."""
    alike = similarities(texts)
    number = {name: at for at, name in enumerate(dict.fromkeys(told))}
    before = np.array([number[name] for name in told])
    alike += LOYALTY * (before[:, None] == before[None, :])
    for one, other in copies:
        alike[one, other] = alike[other, one] = 1 + LOYALTY
    return average_linkage(alike, ALIKE)


def average_linkage(alike: Floats, least: float) -> list[int]:
    """A group number for each of n things: mean similarity between two groups is below ``least``.

    ``alike`` (n, n) is symmetric and is overwritten. Time and memory grow with n squared.
    """
    size = np.ones(len(alike))
    group = list(range(len(alike)))
    np.fill_diagonal(alike, -np.inf)
    chain: list[int] = []
    waiting = list(range(len(alike) - 1, -1, -1))
    while waiting or chain:
        if not chain:
            start = waiting.pop()
            if size[start]:
                chain.append(start)
            continue
        top = chain[-1]
        near = int(alike[top].argmax())
        if len(chain) > 1 and alike[top, chain[-2]] >= alike[top, near]:
            near = chain[-2]
        if alike[top, near] < least:
            chain.pop()  # nothing near enough will come nearer: means never rise
        elif len(chain) > 1 and near == chain[-2]:
            del chain[-2:]
            _merge(alike, size, min(top, near), max(top, near))
            group = [min(top, near) if g == max(top, near) else g for g in group]
            waiting.append(min(top, near))
        else:
            chain.append(near)
    return group


def _merge(alike: Floats, size: Floats, one: int, other: int) -> None:
    both = size[one] + size[other]
    mean = (alike[one] * size[one] + alike[other] * size[other]) / both
    mean[[one, other]] = -np.inf
    alike[one], alike[:, one] = mean, mean
    alike[other], alike[:, other] = -np.inf, -np.inf
    size[one], size[other] = both, 0.0


def keep_names(ids: Sequence[int], groups: Sequence[Hashable], named: Sequence[int]) -> list[int]:
    """The name (a matter's id) of each matter's group, given the names its matters bore before.

    The group with most matters of an old story keeps that story's name. A new group is called
    after the first of its matters whose id names no other. Where the ids of all of them do, as
    when the first matter of a story turns out to stand alone, it is called after the first with
    the sign turned round.
    """
    shared = Counter(zip(groups, named, strict=True))
    names: dict[Hashable, int] = {}
    kept: set[int] = set()
    for (group, name), _ in shared.most_common():
        if group not in names and name not in kept:
            names[group] = name
            kept.add(name)
    members: defaultdict[Hashable, list[int]] = defaultdict(list)
    for id, group in zip(ids, groups, strict=True):
        members[group].append(id)
    taken = set(names.values()) | set(named)
    for group, mine in members.items():
        if group not in names:
            own = [*mine, *(~id for id in mine)]
            names[group] = next((name for name in own if name not in taken), mine[0])
            taken.add(names[group])
    return [names[group] for group in groups]
