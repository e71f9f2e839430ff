"""Which unit a text complains of, with candidates and margin. Pure: no database.

Unsure is said, never guessed: a person or the sender is asked.
"""

from bisect import bisect_right
from datetime import date

from intake.unitbook import UnitBook
from triage.gazetteer import Gazetteer
from triage.nearnames import NearNames
from triage.placeanswer import nothing, placements, several
from triage.placehints import HintReader, with_stated
from triage.placement import Candidate, Hints, Placement, Span, Status
from triage.placeverdict import Verdict, judge
from triage.placewords import read_words, shorten
from triage.retyped import decoded, split
from triage.sighting import look

__all__ = ["Candidate", "Hints", "Placement", "Placer", "Span", "Status"]

_NO_HINTS = Hints()
_ASKED_WHERE = "UBND"  # a bare name in the box that asks for an office is one


class Placer:
    """Places texts by one book. Made once: names are laid out for each stretch of time asked."""

    def __init__(self, book: UnitBook) -> None:
        self._book, self._hints = book, HintReader(book)
        days = {u.valid_from for u in book.by_id.values()}
        self._turns = sorted(days | {u.valid_to for u in book.by_id.values() if u.valid_to})
        self._laid_out: dict[date, Gazetteer] = {}
        self._near_names: dict[date, NearNames] = {}

    def place(self, text: str, day: date, hints: Hints = _NO_HINTS) -> Placement:
        """Where the text as a whole belongs; AMBIGUOUS where it complains of several units.

        Any ``str`` has an answer, in time linear in its length.
        """
        found = self.places(text, day, hints)
        return found[0] if len(found) == 1 else several(found)

    def places(self, text: str, day: date, hints: Hints = _NO_HINTS) -> tuple[Placement, ...]:
        """One placement for each unit complained of, one at least.

        A unit chosen or a dossier's code says where all of it belongs; a stated place completes
        or contradicts a text that names one unit, and stands back where it names several.
        """
        if hints is not _NO_HINTS or self._hints.reads_codes:
            by_hint = self._hints.placed(text, day, hints)
            if by_hint is not None:
                return (by_hint,)
        gazetteer = self._gazetteer(day)
        verdict = self._verdict(text, gazetteer)
        found = placements(verdict, text) or (nothing(verdict),)
        if hints.stated_place and len(found) == 1:
            stated = self.place(f"{_ASKED_WHERE} {hints.stated_place}", day)
            return (with_stated(found[0], stated, gazetteer.within),)
        return found

    def _gazetteer(self, day: date) -> Gazetteer:
        """The names of the stretch of time the day lies in; the first one for earlier days."""
        turn = self._turns[max(0, bisect_right(self._turns, day) - 1)] if self._turns else day
        found = self._laid_out.get(turn)
        if found is None:
            found = self._laid_out[turn] = Gazetteer(self._book, turn)
        return found

    def _verdict(self, text: str, gazetteer: Gazetteer) -> Verdict:
        """Read as written; where that does not decide, as it may have been meant."""
        words = read_words(shorten(text)[0])
        verdict = first = judge(look(words, gazetteer), gazetteer)
        if verdict.decided():
            return verdict
        typed = decoded(words)
        if typed is not None:
            first = judge(look(typed, gazetteer), gazetteer)
            verdict = _better(verdict, first, "typing_decoded")
        readings = [first]
        apart = split(first.sight.words, gazetteer.syllables)
        if apart is not None:
            readings.append(judge(look(apart, gazetteer), gazetteer))
            verdict = _better(verdict, readings[1], "joined_words")
        near = self._near(gazetteer)
        for reading in readings:
            if verdict.decided():
                break
            found = near.found(reading.sight.words)
            if found or near.announced(reading.sight):
                sight = look(reading.sight.words, gazetteer)
                if near.add(sight, found):
                    verdict = _better(verdict, judge(sight, gazetteer), "near_spelling")
        return verdict

    def _near(self, gazetteer: Gazetteer) -> NearNames:
        if gazetteer.day not in self._near_names:
            self._near_names[gazetteer.day] = NearNames(gazetteer)
        return self._near_names[gazetteer.day]


def _better(first: Verdict, second: Verdict, why: str) -> Verdict:
    """The second reading, if it decides and says something else, or the first says nothing."""
    if second.groups and (
        not first.groups or (second.decided() and second.units() != first.units())
    ):
        second.why.append(why)
        return second
    return first
