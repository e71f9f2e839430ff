"""A story as it is told, understood, answered for and corrected. Pure."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bots import phrases
from bots.asking import onward, pose, repeat, say_only
from bots.ears import Ears, Places
from bots.memory import Step, Talk
from bots.turns import Said
from bots.wishes import Drop, File, MakeLink, Reply
from intake import dossier
from intake.days import parse_day, told_day
from intake.fold import fold

LETTERS = 5  # fewer are no story; the door asks for as many
LONG = 8  # more words than that are more of the story, not the answer to a question
SHORT = 4  # so are more than that, if they say who did something
_SOMEBODY = re.compile(r"\b(?:toi|tui|can bo|nhan vien|they|we)\b")
_BUSINESS = re.compile(
    r"(?:^|[.\n] ?)(?:cong ty|cty|doanh nghiep|ho kinh doanh|hkd)\b|\b(?:our|my) company\b|"
    r"\b(?:cong ty|cty|doanh nghiep|ho kinh doanh|hkd|quan|tiem)(?: cua)? "
    r"(?:toi|tui|chung toi|em|minh|ben em|ben toi|nha toi)\b"
)


def tell(talk: Talk, said: Said, ears: Ears) -> Reply:
    """A first story, or more of it: understood, then the next question."""
    say = ears.say_in(talk.lang)
    if not talk.told.story and _is_no_story(said.text):
        return pose(talk, Step.IDLE, ears)
    more = bool(talk.told.story)
    if not more and phrases.is_english(said.text):
        talk = replace(talk, lang="en")
    talk = with_words(talk.remembering() if more else talk, said, ears)
    return onward(talk, ears, *([say("Đã ghi thêm vào lời kể.")] if more else []))


def with_words(talk: Talk, said: Said, ears: Ears) -> Talk:
    """The talk with these words in its story, understood anew."""
    others = tuple(part for part in talk.told.story if not (said.edited and part[0] == said.order))
    told = replace(talk.told, story=(*others, (said.order, said.text.strip())))
    return _understood(replace(talk, told=told), ears)


def edited(talk: Talk, said: Said, ears: Ears) -> Reply:
    """A message changed in the messenger itself: the story follows, others stay as they were."""
    if said.order not in [order for order, _ in talk.told.story]:
        return Reply(talk)
    talk = with_words(talk, said, ears)
    return repeat(talk, ears, ears.say_in(talk.lang)("Đã sửa lời kể theo tin bạn vừa đổi."))


def _understood(talk: Talk, ears: Ears) -> Talk:
    told, text = talk.told, talk.told.text
    reading = ears.reader.read("\n".join(filter(None, (text, told.place))))
    if "place" not in talk.asked:
        where = reading.where
        told = replace(told, unit=where.places[0] if where.sure and where.places else None)
    day = told_day(text, ears.today)
    codes = [f.code for f in dossier.find_codes(text) if f.code.filed_on <= ears.today]
    told = replace(
        told,
        occurred_on=told.occurred_on or (day.isoformat() if day else ""),
        code=told.code or (codes[0].canonical if len(codes) == 1 else ""),
        business=told.business or bool(_BUSINESS.search(fold(text))),
    )
    return replace(talk, told=told, reading=reading)


def _answered(talk: Talk, question: str, ears: Ears, *before: str, **facts: object) -> Reply:
    """On to the next question, with these facts told and this question not put again."""
    told = replace(talk.told, **facts)  # type: ignore[arg-type]
    asked = (*talk.asked, question) if question not in talk.asked else talk.asked
    return onward(replace(talk.remembering(), told=told, asked=asked), ears, *before)


def place_said(talk: Talk, said: Said, ears: Ears) -> Reply:
    """A place in words: found, to be chosen among several, or kept as written."""
    say = ears.say_in(talk.lang)
    if phrases.is_no(said.text):
        return place_picked(talk, "unknown", ears)
    if phrases.is_yes(said.text) and len(talk.reading.where.places) == 1:
        return place_picked(talk, talk.offered[0].code, ears)
    found = ears.find(said.text)
    if found.sure:
        return _answered(talk, "place", ears, unit=found.places[0], place="")
    if found.places:
        kept = replace(talk.remembering(), reading=replace(talk.reading, where=found))
        told = replace(talk.told, place=said.text.strip())
        return pose(replace(kept, told=told), Step.PLACE, ears)
    if is_long(said.text):
        return tell(talk, said, ears)
    note = say("Chưa thấy nơi này trong danh sách; chúng tôi ghi đúng như bạn viết.")
    return _answered(talk, "place", ears, note, place=said.text.strip(), unit=None)


def place_picked(talk: Talk, code: str, ears: Ears) -> Reply:
    """One of the places, another one, or none."""
    if code == "other":
        talk = _without_places(talk.remembering())
        return pose(talk, Step.PLACE, ears)
    if code == "unknown":
        return _answered(talk, "place", ears, unit=None)
    chosen = next(p for p in talk.reading.where.places if f"u{p.unit_id}" == code)
    return _answered(talk, "place", ears, unit=chosen, place="")


def when_said(talk: Talk, said: Said, ears: Ears) -> Reply:
    """A day in words; what names no day ("tuần trước") is kept as part of the story."""
    say = ears.say_in(talk.lang)
    if phrases.is_no(said.text):
        return _answered(talk, "when", ears)
    day = parse_day(said.text, ears.today)
    if day and day > ears.today:
        return pose(talk, Step.WHEN, ears, say("Ngày này chưa tới."))
    if day and not is_long(said.text):
        return _answered(talk, "when", ears, occurred_on=day.isoformat())
    return _answered(with_words(talk, said, ears), "when", ears, say("Đã ghi thêm vào lời kể."))


def when_picked(talk: Talk, code: str, ears: Ears) -> Reply:
    """Today, yesterday, or not known any more."""
    if code == "skip":
        return _answered(talk, "when", ears)
    day = ears.today - timedelta(days=int(code.removeprefix("d")))
    return _answered(talk, "when", ears, occurred_on=day.isoformat())


def code_said(talk: Talk, said: Said, ears: Ears) -> Reply:
    """A dossier code, or what was written instead of one."""
    if phrases.is_no(said.text):
        return _answered(talk, "code", ears)
    try:
        code = dossier.parse(said.text, ears.today)
    except dossier.DossierError as error:
        if is_long(said.text):
            return tell(replace(talk, asked=(*talk.asked, "code")), said, ears)
        return pose(talk, Step.CODE, ears, ears.say_in(talk.lang)(dossier.MESSAGES[error.code]))
    return _answered(talk, "code", ears, code=code.canonical)


def code_picked(talk: Talk, _code: str, ears: Ears) -> Reply:
    """There is none."""
    return _answered(talk, "code", ears)


def confirm_said(talk: Talk, said: Said, ears: Ears) -> Reply:
    """Yes, no, or more of the story."""
    if phrases.is_yes(said.text):
        return Reply(talk, wish=File())
    if phrases.is_no(said.text):
        return pose(talk, Step.FIX, ears)
    return tell(talk, said, ears)


def confirm_picked(talk: Talk, code: str, ears: Ears) -> Reply:
    """Send, correct, say who one is (elsewhere), or stop."""
    if code == "send":
        return Reply(talk, wish=File())
    if code == "fix":
        return pose(talk, Step.FIX, ears)
    if code == "name":
        return Reply(replace(talk, asked=(*talk.asked, "link")), wish=MakeLink())
    return stop(talk, ears)


def fix_said(talk: Talk, said: Said, ears: Ears) -> Reply:
    """The name of a part, or more of the story."""
    part = phrases.part_to_fix(f"sua {said.text}")
    return fix_picked(talk, part, ears) if part else tell(talk, said, ears)


def fix_picked(talk: Talk, part: str, ears: Ears) -> Reply:
    """Ask anew for one part; the others stay."""
    if part == "back":
        return onward(talk, ears)
    talk = talk.remembering()
    if part == "who":
        told = replace(talk.told, business=not talk.told.business)
        return onward(replace(talk, told=told), ears)
    if part == "place":
        talk = _without_places(talk)
    step = {"story": Step.RETELL, "place": Step.PLACE, "when": Step.WHEN, "code": Step.CODE}[part]
    return pose(talk, step, ears)


def retell_said(talk: Talk, said: Said, ears: Ears) -> Reply:
    """A new story in place of the old one; facts already given stay."""
    told = replace(talk.told, story=())
    return onward(with_words(replace(talk.remembering(), told=told), said, ears), ears)


def back(talk: Talk, ears: Ears) -> Reply:
    """As it stood before the last answer; files stay."""
    say = ears.say_in(talk.lang)
    if not talk.earlier:
        return repeat(talk, ears, say("Đây là câu đầu tiên. Muốn đổi lời kể, xin gõ “sửa”."))
    past, rest = talk.earlier[-1], talk.earlier[:-1]
    told = replace(past.told, files=talk.told.files)
    before = replace(talk, told=told, asked=past.asked, earlier=rest)
    return pose(before, past.step, ears)


def fix(talk: Talk, ears: Ears) -> Reply:
    """What to correct, if there is anything."""
    if talk.told.story:
        return pose(talk, Step.FIX, ears)
    return pose(talk, Step.IDLE, ears, ears.say_in(talk.lang)("Chưa có gì để sửa."))


def stop(talk: Talk, ears: Ears) -> Reply:
    """Nothing is sent; what was told is forgotten."""
    say = ears.say_in(talk.lang)
    if not (talk.told.story or talk.told.files):
        return say_only(talk.fresh(), say("Dạ. Khi nào cần, bạn cứ nhắn."))
    text = say("Đã dừng. Không có gì được gửi; phần đã kể đã xóa.")
    return replace(say_only(talk.fresh(), text), wish=Drop())


def forget(talk: Talk, ears: Ears) -> Reply:
    """What was told here is forgotten; what was sent is asked about on its own page."""
    say = ears.say_in(talk.lang)
    text = say(
        "Đã xóa phần đang kể ở đây; tin nhắn trong máy của bạn xin tự xóa. Với phản ánh đã gửi, "
        "gõ “tra cứu” rồi chọn đề nghị xóa thông tin về bạn."
    )
    return replace(say_only(talk.fresh(), text), wish=Drop())


def _without_places(talk: Talk) -> Talk:
    """With nothing to choose from, so that the place is asked for in words."""
    return replace(talk, reading=replace(talk.reading, where=Places()))


def _is_no_story(text: str) -> bool:
    few = sum(c.isalpha() for c in text) < LETTERS
    return few or phrases.is_yes(text) or phrases.is_no(text)


def is_long(text: str) -> bool:
    """Whether words are more of a story rather than the answer to a question."""
    count = len(text.split())
    return count > LONG or (count > SHORT and bool(_SOMEBODY.search(fold(text))))


TEXTS: dict[Step, Callable[[Talk, Said, Ears], Reply]] = {
    Step.IDLE: tell,
    Step.PLACE: place_said,
    Step.WHEN: when_said,
    Step.CODE: code_said,
    Step.CONFIRM: confirm_said,
    Step.FIX: fix_said,
    Step.RETELL: retell_said,
}
PICKS: dict[Step, Callable[[Talk, str, Ears], Reply]] = {
    Step.PLACE: place_picked,
    Step.WHEN: when_picked,
    Step.CODE: code_picked,
    Step.CONFIRM: confirm_picked,
    Step.FIX: fix_picked,
}
