"""What is known besides the text: a unit chosen, a place stated, a dossier's code. Pure."""

from datetime import date

from intake.dossier import find_codes
from intake.unitbook import Kind, UnitBook
from triage.placeanswer import ranked
from triage.placement import Hints, Placement, Status


class HintReader:
    """Turns hints that need no reading of the text into placements."""

    def __init__(self, book: UnitBook) -> None:
        self._book = book
        # A prefix of the whole province says nothing about which office.
        self._prefixes = {
            prefix
            for unit in book.by_id.values()
            if unit.kind is not Kind.PROVINCE
            for prefix in unit.dossier_prefixes
        }
        self.reads_codes = bool(self._prefixes)  # else no text need be searched for them

    def placed(self, text: str, day: date, hints: Hints) -> Placement | None:
        """By the dossier's code, else by the unit chosen from a list; None without either."""
        found = None
        if self.reads_codes:
            found = self._by_dossier(hints.dossier_code or "", day) or self._by_dossier(text, day)
        if found is None and hints.unit_id is not None:
            found = self._answer(hints.unit_id, day, "unit_chosen")
        return found

    def _by_dossier(self, text: str, day: date) -> Placement | None:
        """The office whose prefix a code bears, the closest first; codes of two offices: neither."""
        units = {
            unit for found in find_codes(text) if (unit := self._office(found.code.prefixes, day))
        }
        return self._answer(units.pop(), day, "dossier_prefix") if len(units) == 1 else None

    def _office(self, prefixes: tuple[str, ...], day: date) -> int | None:
        for prefix in prefixes:
            if prefix in self._prefixes:
                bearers = [
                    u
                    for u in self._book.by_id.values()
                    if prefix in u.dossier_prefixes and u.valid_from <= day
                ]
                if bearers:
                    return max(bearers, key=lambda u: u.valid_from).id
        return None

    def _answer(self, unit_id: int, day: date, why: str) -> Placement | None:
        if unit_id not in self._book.by_id:
            return None
        unit = self._book.accountable(unit_id)
        if unit.kind is Kind.OUTSIDE:
            return Placement(
                Status.OUTSIDE, None, ranked({unit.id: 1.0}), (), (why, "outside_body")
            )
        heirs = self._book.answering(unit.id, day)
        scores = {self._book.accountable(u.id).id: 1.0 for u in heirs}
        codes = (why,) if unit.id in scores else (why, f"successor_of:{unit.id}")
        if len(scores) == 1:
            return Placement(Status.PLACED, next(iter(scores)), ranked(scores), (), codes)
        status = Status.AMBIGUOUS if scores else Status.NONE
        return Placement(status, None, ranked(scores), (), (*codes, "split_unit"))


def with_stated(text: Placement, stated: Placement, within: dict[int, frozenset[int]]) -> Placement:
    """A text's placement and that of the box "where": agreeing, completing or contradicting.

    ``within`` gives the districts of each unit: a district stated settles homonyms of the text,
    a commune stated makes a district of the text exact.
    """
    if stated.status in (Status.NONE, Status.OUTSIDE):
        return text
    if text.status is Status.NONE:
        return _joined(text, stated, stated)
    if text.status is Status.OUTSIDE:  # where it happened, or who did it? That is to be asked
        return _joined(text, stated, Placement(Status.AMBIGUOUS, None, stated.candidates))
    ours, theirs = _meant(text), _meant(stated)
    for narrow, wide in ((ours, theirs), (theirs, ours)):
        kept = {u for u in narrow if u in wide or within.get(u, frozenset()) & wide}
        if len(kept) == 1:
            score = ranked({kept.pop(): 1.0})
            agreed = Placement(Status.PLACED, score[0].unit_id, score)
            return _joined(text, stated, agreed)
    scores = {c.unit_id: c.score for c in (*stated.candidates, *text.candidates)}
    both = Placement(Status.AMBIGUOUS, None, ranked(scores), (), ("hint_conflict",))
    return _joined(text, stated, both)


def _meant(placement: Placement) -> set[int]:
    if placement.unit_id is not None:
        return {placement.unit_id}
    return {c.unit_id for c in placement.candidates}


def _joined(text: Placement, stated: Placement, answer: Placement) -> Placement:
    why = dict.fromkeys(("stated_place", *answer.why, *text.why, *stated.why))
    if answer.status is Status.PLACED:
        why = dict.fromkeys(w for w in why if w not in ("homonyms", "unsure"))
    return Placement(answer.status, answer.unit_id, answer.candidates, text.spans, tuple(why))
