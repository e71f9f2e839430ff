"""The answer to a question about place, day or dossier code; whatever else it says is kept. Pure.

Nobody is asked the same thing for ever: what answers nothing twice is taken as "I do not know".
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bots import phrases, smalltalk
from bots.asking import onward, pose
from bots.ears import Ears, Places
from bots.memory import Step, Talk
from bots.telling import LONG, is_long, noticed, place_like, tell, with_words, without_places
from bots.turns import Said
from bots.wishes import Reply
from intake import dossier
from intake.days import parse_day

_TRIED = re.compile(r"\d.*\d.*\d.*\d.*\d")  # digits enough to be meant as a code
ASKED_BACK = 3  # words: "where?", "ở đâu?"
SHORT_DAY = 5  # words of an answer that is a day and nothing else


def _answered(talk: Talk, question: str, ears: Ears, *before: str, **facts: object) -> Reply:
    """On to the next question, with these facts told and this question not put again."""
    told = replace(talk.told, **facts)  # type: ignore[arg-type]
    asked = (*talk.asked, question) if question not in talk.asked else talk.asked
    return onward(replace(talk.remembering(), told=told, asked=asked), ears, *before)


def place_said(talk: Talk, said: Said, ears: Ears) -> Reply:
    """A place in words: found, to be chosen among several, or kept as written.

    A day or a dossier code in the same breath is taken with it.
    """
    alone = len(talk.reading.where.places) == 1
    talk = _along(talk, said, ears)
    if phrases.is_yes(said.text):
        return place_picked(talk, talk.offered[0].code if alone else "unknown", ears)
    if phrases.is_wrong(said.text) and talk.reading.where.places:
        return place_picked(talk, "other", ears)
    if phrases.is_no(said.text):
        return place_picked(talk, "other" if alone else "unknown", ears)
    said = replace(said, text=phrases.instead(said.text) or said.text)
    found = ears.find(said.text)
    if not found.sure and not is_long(said.text):
        read = ears.reader.read(said.text).where
        found = read if read.sure or not found.places else found
    if found.sure:
        return _answered(talk, "place", ears, unit=found.places[0], place="")
    return _several(talk, said, found, ears) if found.places else _unfound(talk, said, ears)


def _along(talk: Talk, said: Said, ears: Ears) -> Talk:
    """With the day and the code an answer names."""
    if is_long(said.text):
        return talk  # a story of its own, understood as one
    day, told = parse_day(said.text, ears.today), talk.told
    if day and day <= ears.today:
        told = replace(told, occurred_on=day.isoformat())
    codes = [f.code for f in dossier.find_codes(said.text) if f.code.filed_on <= ears.today]
    if len(codes) == 1:
        told = replace(told, code=codes[0].canonical)
    return replace(talk, told=told)


def _several(talk: Talk, said: Said, found: Places, ears: Ears) -> Reply:
    kept = replace(talk.remembering(), reading=replace(talk.reading, where=found))
    told = replace(talk.told, place=said.text.strip())
    return pose(replace(kept, told=told), Step.PLACE, ears)


def _unfound(talk: Talk, said: Said, ears: Ears) -> Reply:
    """No place we know: a day, more of the story, or a place in the sender's own words."""
    say = ears.say_in(talk.lang)
    day = parse_day(said.text, ears.today)
    if day and day <= ears.today and len(said.text.split()) <= SHORT_DAY:
        return pose(talk, Step.PLACE, ears)
    if is_long(said.text):
        return tell(talk, said, ears)
    if said.text.strip().endswith("?") and len(said.text.split()) <= ASKED_BACK:
        return pose(talk, Step.PLACE, ears, say("Xin ghi tên xã, phường hoặc cơ quan bạn đã tới."))
    if not place_like(said.text):
        again = "place again" in talk.asked
        marks = ("place",) if again else ("place again",)
        return tell(replace(talk, asked=(*talk.asked, *marks)), said, ears)
    note = say("Chưa thấy nơi này trong danh sách; chúng tôi ghi đúng như bạn viết.")
    return _answered(talk, "place", ears, note, place=said.text.strip(), unit=None)


def place_picked(talk: Talk, code: str, ears: Ears) -> Reply:
    """One of the places, another one, or none."""
    if code == "other":
        talk = without_places(talk.remembering())
        return pose(talk, Step.PLACE, ears)
    if code == "unknown":
        return _answered(talk, "place", ears, unit=None)
    chosen = next(p for p in talk.reading.where.places if f"u{p.unit_id}" == code)
    return _answered(talk, "place", ears, unit=chosen, place="")


def when_said(talk: Talk, said: Said, ears: Ears) -> Reply:
    """A day in words; what names no day ("tuần trước") is kept as part of the story."""
    say = ears.say_in(talk.lang)
    if phrases.is_no(said.text) or phrases.is_yes(said.text):
        return _answered(talk, "when", ears)
    day = parse_day(said.text, ears.today)
    if day and day > ears.today:
        return pose(talk, Step.WHEN, ears, say("Ngày này chưa tới."))
    if day and not is_long(said.text):
        return _answered(talk, "when", ears, occurred_on=day.isoformat())
    passing = noticed(replace(talk, asked=(*talk.asked, "when")), said, ears)
    if passing:
        return passing
    return _answered(with_words(talk, said, ears), "when", ears, say("Đã ghi thêm vào lời kể."))


def when_picked(talk: Talk, code: str, ears: Ears) -> Reply:
    """Today, yesterday, or not known any more."""
    if code == "skip":
        return _answered(talk, "when", ears)
    day = ears.today - timedelta(days=int(code.removeprefix("d")))
    return _answered(talk, "when", ears, occurred_on=day.isoformat())


def code_said(talk: Talk, said: Said, ears: Ears) -> Reply:
    """A dossier code, or what was written instead of one."""
    if phrases.is_no(said.text) or phrases.is_yes(said.text):
        return _answered(talk, "code", ears)
    try:
        code = dossier.parse(said.text, ears.today)
    except dossier.DossierError as error:
        return _no_code(talk, said, error.code, ears)
    return _answered(talk, "code", ears, code=code.canonical)


def _no_code(talk: Talk, said: Said, fault: dossier.DossierFault, ears: Ears) -> Reply:
    """Mistyped it is explained, once; anything else than a code is heard for what it is."""
    tried = _TRIED.search(said.text) and len(said.text.split()) <= LONG
    if tried and parse_day(said.text, ears.today) is None and "code again" not in talk.asked:
        say = ears.say_in(talk.lang)
        why = (
            say("Mã này chưa đúng dạng. Không có mã thì xin gõ “không có”.")
            if fault is dossier.DossierFault.SHAPE
            else say(dossier.MESSAGES[fault])
        )
        return pose(replace(talk, asked=(*talk.asked, "code again")), Step.CODE, ears, why)
    asked = (*talk.asked, "code")
    if smalltalk.angry(said.text) and len(said.text.split()) <= SHORT_DAY:
        return onward(replace(talk.remembering(), asked=asked), ears)
    talk = replace(talk, asked=asked)
    return noticed(talk, said, ears) or tell(talk, said, ears)


def code_picked(talk: Talk, _code: str, ears: Ears) -> Reply:
    """There is none."""
    return _answered(talk, "code", ears)


TEXTS: dict[Step, Callable[[Talk, Said, Ears], Reply]] = {
    Step.PLACE: place_said,
    Step.WHEN: when_said,
    Step.CODE: code_said,
}
PICKS: dict[Step, Callable[[Talk, str, Ears], Reply]] = {
    Step.PLACE: place_picked,
    Step.WHEN: when_picked,
    Step.CODE: code_picked,
}
