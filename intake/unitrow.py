"""A unit as a row of a file, and the history such rows build up. Pure: no database."""

from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from intake.unitbook import Alias, Kind, Level, Share

RANK = {Level.PROVINCE: 0, Level.DISTRICT: 1, Level.COMMUNE: 2}


class UnitKey(NamedTuple):
    """What tells one unit from every other: official codes alone are reused."""

    kind: Kind
    code: str
    valid_from: date


@dataclass(frozen=True)
class UnitRow:
    """One unit over one stretch of time, tied to others by key; see ``UnitRecord``.

    ``certainty`` is ``V`` (read in a stored text), ``K-high``, ``K-med`` or ``K-low`` (known,
    with that certainty), at times followed by a remark.
    """

    kind: Kind
    level: Level
    code: str
    name: str
    parent: UnitKey | None
    valid_from: date
    valid_to: date | None = None
    name_en: str = ""
    aliases: tuple[Alias, ...] = ()
    successors: tuple[tuple[UnitKey, Share], ...] = ()
    dossier_prefixes: tuple[str, ...] = ()
    source: str = ""
    certainty: str = ""

    @property
    def key(self) -> UnitKey:
        """The natural key."""
        return UnitKey(self.kind, self.code, self.valid_from)

    def valid_on(self, day: date) -> bool:
        """Whether the unit existed on that day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class History:
    """Rows by key while they are being put together; a row changes only by being replaced."""

    def __init__(self) -> None:
        self.rows: dict[UnitKey, UnitRow] = {}

    def add(self, row: UnitRow) -> None:
        """A new row. ValueError where its key is taken."""
        if row.key in self.rows:
            raise ValueError(f"{row.kind} {row.code} from {row.valid_from} is there already")
        self.rows[row.key] = row

    def bearers(self, kind: Kind, code: str) -> list[UnitRow]:
        """All rows of that kind and code, oldest first."""
        found = [r for r in self.rows.values() if r.kind == kind and r.code == code]
        return sorted(found, key=lambda r: r.valid_from)

    def bearer(self, kind: Kind, code: str, day: date) -> UnitRow | None:
        """The row of that kind and code valid on ``day``."""
        return next((r for r in self.bearers(kind, code) if r.valid_on(day)), None)

    def end(
        self, key: UnitKey, day: date, heir: UnitKey | None = None, share: Share = Share.WHOLE
    ) -> None:
        """The unit stops on ``day``; call once for every heir."""
        row = self.rows[key]
        heirs = row.successors if heir is None else (*row.successors, (heir, share))
        self.rows[key] = replace(row, valid_to=day, successors=heirs)

    def alias(self, key: UnitKey, alias: Alias) -> None:
        """One more way to write the unit; the same text is kept once."""
        row = self.rows[key]
        if alias.text not in {row.name, *(a.text for a in row.aliases)}:
            self.rows[key] = replace(row, aliases=(*row.aliases, alias))

    def close(self) -> None:
        """Units beneath one that ended end with it, where nothing was said of them."""
        for row in sorted(self.rows.values(), key=lambda r: RANK[r.level]):
            parent = self.rows[row.parent] if row.parent else None
            if (
                parent
                and parent.valid_to
                and (row.valid_to is None or row.valid_to > parent.valid_to)
            ):
                self.rows[row.key] = replace(row, valid_to=parent.valid_to)
