"""Whether work grows with the length of what it is done on, and not with its square.

No limit in seconds: the same work on a sixteenth is the measure, so a slow or busy machine changes
nothing. Sixteen times the length takes sixteen times as long, or 256 times where it is the square.
"""

import time
from collections.abc import Callable

TIMES = 16
BETWEEN = 64.0  # four times what is fair, a quarter of what the square takes
_TRIES = 4


def grows_no_faster_than_its_length(act: Callable[[int], object], size: int) -> None:
    """``act(n)`` works on something of length n; asserts that ``size`` takes no square of time."""
    act(size // TIMES)  # what is read or kept at the first use
    part = min(_spent(act, size // TIMES) for _try in range(_TRIES))
    for _try in range(_TRIES):  # disturbed once in a while, not each time
        whole = _spent(act, size)
        if whole < BETWEEN * part:
            return
        part = max(part, _spent(act, size // TIMES))
    raise AssertionError(f"{size} took {whole / part:.0f} times as long as {size // TIMES}")


def _spent(act: Callable[[int], object], size: int) -> float:
    begun = time.thread_time()
    act(size)
    return time.thread_time() - begun
