"""A story as it is told, understood, answered for and corrected. Pure."""

import re
from collections.abc import Callable
from dataclasses import replace

from bots import phrases, sentences, smalltalk
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
PLACE_WORDS = 3  # so many may be a place without a word that says so
_PLACE_WORDS = re.compile(
    r"\b(?:xa|phuong|thi tran|huyen|quan|thi xa|tp|thanh pho|tinh|uy ban|ubnd|phong|chi cuc|"
    r"chi nhanh|trung tam|cong an|truong|benh vien|tram|thue|bao hiem|van phong|mot cua|toa an|"
    r"ngan hang|kho bac|ap|khom|wards?|communes?|office|city|district|department|town|province|"
    r"hospital|school|police|hall|centre|center|court|bank)\b"
)
_BUSINESS = re.compile(
    r"(?:^|[.\n] ?)(?:cong ty|cty|doanh nghiep|ho kinh doanh|hkd)\b|\b(?:our|my) company\b|"
    r"\b(?:cong ty|cty|doanh nghiep|ho kinh doanh|hkd|quan|tiem)(?: cua)? "
    r"(?:toi|tui|chung toi|em|minh|ben em|ben toi|nha toi)\b"
)


def tell(talk: Talk, said: Said, ears: Ears) -> Reply:
    """A first story, or more of it: understood, then the next question."""
    more = bool(talk.told.story)
    if not more and phrases.is_english(said.text):
        talk = replace(talk, lang="en")
    say = ears.say_in(talk.lang)
    if not more and _is_no_story(said.text):
        nothing = [say("Chưa có gì để gửi.")] if phrases.is_yes(said.text) else []
        return pose(talk, Step.IDLE, ears, *nothing, *_comfort(talk, said, ears))
    if phrases.plain(said.text) in [phrases.plain(words) for _, words in talk.told.story]:
        return repeat(talk, ears, say("Điều này đã có trong lời kể."))
    before = [*_comfort(talk, said, ears)]
    if smalltalk.complains(said.text) and "complaint" not in talk.asked:
        talk = replace(talk, asked=(*talk.asked, "complaint"))
        before.append(sentences.complaining(say, f"{ears.site}/noi-khac/complaint"))
    if more and talk.step is not Step.IDLE:
        before.append(say("Đã ghi thêm vào lời kể."))
    if before and smalltalk.urgent(said.text):
        talk = replace(talk, asked=(*talk.asked, "urgent"))
    talk = with_words(talk.remembering() if more else talk, said, ears)
    return onward(talk, ears, *before)


def _comfort(talk: Talk, said: Said, ears: Ears) -> tuple[str, ...]:
    """A word before the question, to who may be in danger or is upset; once."""
    say = ears.say_in(talk.lang)
    if smalltalk.urgent(said.text) and "urgent" not in talk.asked:
        return (sentences.emergency(say),)
    if smalltalk.angry(said.text) and not talk.told.story:
        return (say("Rất tiếc vì bạn phải gặp chuyện bực mình như vậy."),)
    return ()


def noticed(talk: Talk, said: Said, ears: Ears) -> Reply | None:
    """A place or a day said in passing, in a few words: it corrects what was known."""
    if len(said.text.split()) > LONG:
        return None
    say, told = ears.say_in(talk.lang), talk.told
    where = ears.reader.read(said.text).where
    if not where.sure and place_like(said.text):
        where = ears.find(said.text)
    if where.sure and where.places[0] != told.unit:
        place = where.places[0]
        talk = replace(talk.remembering(), told=replace(told, unit=place, place=""))
        talk = replace(talk, asked=(*talk.asked, "place"))
        return onward(talk, ears, say("Đã ghi nơi: %(place)s.", place=place.label))
    day = parse_day(said.text, ears.today)
    if day and day <= ears.today and len(said.text.split()) <= SHORT:
        talk = replace(talk.remembering(), told=replace(told, occurred_on=day.isoformat()))
        shown = sentences.shown_day(day.isoformat())
        return onward(talk, ears, say("Đã ghi ngày: %(day)s.", day=shown))
    return None


def with_words(talk: Talk, said: Said, ears: Ears) -> Talk:
    """The talk with these words in its story, understood anew."""
    others = tuple(part for part in talk.told.story if not (said.edited and part[0] == said.order))
    again = phrases.plain(said.text) in [phrases.plain(words) for _, words in others]
    told = replace(talk.told, story=others if again else (*others, (said.order, said.text.strip())))
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
    if "place" not in talk.asked or not told.unit:
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


def confirm_said(talk: Talk, said: Said, ears: Ears) -> Reply:
    """Yes, no, or more of the story."""
    if phrases.is_yes(said.text):
        return Reply(talk, wish=File())
    if phrases.is_no(said.text) or phrases.is_wrong(said.text):
        return pose(talk, Step.FIX, ears)
    part = phrases.part(said.text)
    if part:
        return fix_picked(talk, part, ears)
    return noticed(talk, said, ears) or tell(talk, said, ears)


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
    part = phrases.part(said.text)
    if part:
        return fix_picked(talk, part, ears)
    if phrases.is_send(said.text):
        return Reply(talk, wish=File())
    if phrases.is_yes(said.text) or phrases.is_no(said.text):
        return onward(talk, ears)
    return noticed(talk, said, ears) or tell(talk, said, ears)


def fix_picked(talk: Talk, part: str, ears: Ears) -> Reply:
    """Ask anew for one part; the others stay."""
    if part == "back":
        return onward(talk, ears)
    talk = talk.remembering()
    if part == "who":
        told = replace(talk.told, business=not talk.told.business)
        return onward(replace(talk, told=told), ears)
    if part == "place":
        talk = without_places(talk)
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


def without_places(talk: Talk) -> Talk:
    """With nothing to choose from, so that the place is asked for in words."""
    return replace(talk, reading=replace(talk.reading, where=Places()))


def place_like(text: str) -> bool:
    """Whether a few words may name a place, rather than say something else."""
    words = text.split()
    named = bool(_PLACE_WORDS.search(fold(text))) or "sở" in text.casefold().split()
    rest = len(words) <= PLACE_WORDS and not (text.strip().endswith("?") or smalltalk.angry(text))
    return named or (rest and any(len(w) > 1 and w[0].isalpha() for w in words))


def _is_no_story(text: str) -> bool:
    few = sum(c.isalpha() for c in text) < LETTERS
    return few or phrases.is_yes(text) or phrases.is_no(text)


def is_long(text: str) -> bool:
    """Whether words are more of a story rather than the answer to a question."""
    count = len(text.split())
    return count > LONG or (count > SHORT and bool(_SOMEBODY.search(fold(text))))


TEXTS: dict[Step, Callable[[Talk, Said, Ears], Reply]] = {
    Step.IDLE: tell,
    Step.CONFIRM: confirm_said,
    Step.FIX: fix_said,
    Step.RETELL: retell_said,
}
PICKS: dict[Step, Callable[[Talk, str, Ears], Reply]] = {
    Step.CONFIRM: confirm_picked,
    Step.FIX: fix_picked,
}
