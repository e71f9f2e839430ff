"""What all units share on a day: weekday, days off, and the common rise or fall. Pure.

The common factor of a unit is read from the *other* units (leave one out), the same day included:
Tết, a storm or a newly opened channel moves everybody, and must accuse nobody. Units that stand
out by themselves have less say in it, so that a quarter of them rising together does not hide.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from triage.growth import Floats


@dataclass(frozen=True)
class Rows:
    """Which rows make up the network, and whose contribution a row must not lean on.

    ``member`` (U,) bool: the row's counts feed the network. ``owner`` (U,) int: the member row
    left out when this row is judged (itself for a unit; its unit for a topic stream).
    """

    member: NDArray[np.bool_]
    owner: NDArray[np.int64]

    @staticmethod
    def plain(units: int) -> "Rows":
        """Every row a unit of its own."""
        return Rows(np.ones(units, dtype=bool), np.arange(units, dtype=np.int64))

    def others(self, values: Floats) -> Floats:
        """Sum of ``values`` (U,) over the members, without each row's own owner."""
        inside = np.where(self.member, values, 0.0)
        return np.asarray(inside.sum() - inside[self.owner], dtype=np.float64)


@dataclass(frozen=True)
class NetworkSettings:
    """Half-lives in days; pseudo-counts in matters."""

    fast_half_life: float = 3.0
    slow_half_life: float = 60.0
    fast_pseudo: float = 20.0
    slow_pseudo: float = 50.0
    weekday_memory: float = 0.99  # kept of a weekday's sums from week to week
    weekday_pseudo: float = 50.0
    day_off_guess: float = 0.5  # before any day off was seen
    day_off_pseudo: float = 20.0
    surge_odds: float = 0.05  # prior odds that a unit is in a rise of its own


@dataclass
class Network:
    """Running sums of what the network did; one ``shape`` call and one ``learn`` call a day."""

    rows: Rows
    settings: NetworkSettings
    weekday_seen: Floats  # (7,)
    weekday_usual: Floats  # (7,)
    off_seen: float
    off_usual: float
    fast: Floats  # (2, U): seen, usual
    slow: Floats  # (2, U)
    trust: Floats  # (U,) each member's say, 0 to 1

    @staticmethod
    def fresh(rows: Rows, settings: NetworkSettings) -> "Network":
        """A network that has seen nothing."""
        units = len(rows.owner)
        return Network(
            rows=rows,
            settings=settings,
            weekday_seen=np.full(7, settings.weekday_pseudo),
            weekday_usual=np.full(7, settings.weekday_pseudo),
            off_seen=settings.day_off_guess * settings.day_off_pseudo,
            off_usual=settings.day_off_pseudo,
            fast=np.zeros((2, units)),
            slow=np.zeros((2, units)),
            trust=np.ones(units),
        )

    def heed(self, score: Floats) -> None:
        """Give every row the say it has left after its latest score (U,).

        The say is the posterior chance of being as usual, ``surge_odds`` being the prior odds.
        """
        self.trust = 1.0 / (1.0 + self.settings.surge_odds * score)

    def shape(self, weekday: int, day_off: bool) -> float:
        """How much of an average day this kind of day is worth."""
        if day_off:
            return self.off_seen / self.off_usual
        return float(self.weekday_seen[weekday] / self.weekday_usual[weekday])

    def factor(self, seen: Floats, usual: Floats) -> Floats:
        """The common factor (U,) given today's counts and what each row's own history expects."""
        s = self.settings
        fast, slow = self._with_today(seen, usual)
        level = self._level(slow)
        return np.asarray((fast[0] + s.fast_pseudo * level) / (fast[1] + s.fast_pseudo))

    def level(self) -> Floats:
        """The common factor (U,) over the last months."""
        return self._level(self.slow)

    def _level(self, slow: Floats) -> Floats:
        pseudo = self.settings.slow_pseudo
        return np.asarray((slow[0] + pseudo) / (slow[1] + pseudo))

    def learn(
        self, seen: Floats, usual: Floats, weekday: int, day_off: bool, shape: float, factor: Floats
    ) -> None:
        """Take the day in: ``usual`` (U,) is without the common factor, ``shape`` was today's."""
        s = self.settings
        self.fast, self.slow = self._with_today(seen, usual)
        inside = self.rows.member if self.rows.member.any() else slice(None)
        total = float(seen[inside].sum())
        plain = float((usual * factor)[inside].sum()) / max(shape, 1e-9)
        if day_off:
            self.off_seen += total
            self.off_usual += plain
            return
        keep = s.weekday_memory
        self.weekday_seen[weekday] = keep * self.weekday_seen[weekday] + total
        self.weekday_usual[weekday] = keep * self.weekday_usual[weekday] + plain

    def _with_today(self, seen: Floats, usual: Floats) -> tuple[Floats, Floats]:
        today = np.stack(
            [self.rows.others(seen * self.trust), self.rows.others(usual * self.trust)]
        )
        fast = self.fast * 0.5 ** (1 / self.settings.fast_half_life) + today
        slow = self.slow * 0.5 ** (1 / self.settings.slow_half_life) + today
        return fast, slow
