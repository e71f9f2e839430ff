"""Stories of units as a process built them last, gone on with where the database still says so.

Law: an answer is that of stories built from the database alone. What is kept is used only where
the matters it was built from are those the database names now, or the first of them; so another
process, a person's judgement or a night's redrawing is always seen, and nothing is lost with a
process.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Lock

from triage.stories import Entry, Mark, Stories

Told = tuple[int, int, str]  # a matter, its story and its topic: all that may change of it
EntriesOf = Callable[[Sequence[int]], list[Entry]]
MOST_UNITS = 256
MOST_MATTERS = 20_000  # of all units together


@dataclass
class _Kept:
    stories: Stories = field(default_factory=Stories)
    told: list[Told] = field(default_factory=list)


class StoryMemory:
    """What one process remembers; bounded, the longest unused goes first."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[tuple[str, int], _Kept] = OrderedDict()
        self.built = 0  # matters read to build stories: for tests and the log

    def add(
        self, key: tuple[str, int], told: Sequence[Told], entries: EntriesOf, new: Entry
    ) -> Mark:
        """The mark of ``new`` among the matters ``told`` before it, in order of time.

        ``key``: database and unit. ``entries`` reads matters by id, with their stories.
        """
        kept = self._take(key)
        known = len(kept.told)
        if kept.told != list(told[:known]):
            kept, known = _Kept(), 0
        missing = told[known:]
        if missing:
            kept.stories.add_many(entries([matter for matter, _story, _topic in missing]))
            self.built += len(missing)
        mark = kept.stories.add(new)
        kept.told = [*told, (new.id, mark.story, new.topic)]
        self._keep(key, kept)
        return mark

    def _take(self, key: tuple[str, int]) -> _Kept:
        """Whoever works on a unit's stories has them alone; a second one builds its own."""
        with self._lock:
            return self._kept.pop(key, None) or _Kept()

    def _keep(self, key: tuple[str, int], kept: _Kept) -> None:
        with self._lock:
            self._kept[key] = kept
            self._kept.move_to_end(key)
            while len(self._kept) > MOST_UNITS or self._matters() > MOST_MATTERS:
                self._kept.popitem(last=False)

    def _matters(self) -> int:
        return sum(len(kept.told) for kept in self._kept.values())
