"""A story as it is told, understood, answered for and corrected. Pure."""

import re
from collections.abc import Callable
from dataclasses import replace

from bots import phrases, sentences, smalltalk
from bots.asking import onward, pose, repeat, say_only
from bots.ears import Ears, Places, Say
from bots.memory import Step, Talk
from bots.turns import Said
from bots.wishes import Reply
from intake import dossier
from intake.days import parse_day, told_day
from intake.fold import fold

LETTERS = 5  # fewer are no story; the door asks for as many
LONG = 8  # more words than that are more of the story, not the answer to a question
SHORT = 4  # so are more than that, if they say who did something
_SOMEBODY = re.compile(r"\b(?:toi|tui|can bo|nhan vien|they|we)\b")
_YOU_LOT = re.compile(r"\btui (?:bay|may)\b")  # "tụi bây", shouted at us
_PARTICLE = re.compile(
    r"a|da|u|uh|ma|thi|la|bua|hom|hoi|luc|vao|ngay|do|day|vay|nha|nhe|nghen|roi|hinh|nhu|chac|khoang|"
    r"ban|anh|chi|em|chau|con|bac|co|chu|ad|lan|oi|on|around|about"
)
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
    if not more and phrases.is_english(said.text):  # a caption, or words held back
        talk = replace(talk, lang="en")
    say = ears.say_in(talk.lang)
    if not more and _is_no_story(said.text):
        return _no_story(talk, said, ears)
    if only_swears(said.text, ears):
        return soothed(talk, said, ears)
    if talk.step is Step.CONFIRM and _elsewhere(talk, said, ears):
        return pose(replace(talk, held=said.text), Step.OTHER, ears)
    if phrases.plain(said.text) in [phrases.plain(words) for _, words in talk.told.story]:
        return repeat(talk, ears, say("Điều này đã có trong lời kể."))
    before = [*_comfort(talk, said, ears)]
    if smalltalk.complains(said.text) and "complaint" not in talk.asked:
        talk = replace(talk, asked=(*talk.asked, "complaint"))
        before.append(sentences.complaining(say, f"{ears.site}/noi-khac/complaint"))
    if more and talk.step is not Step.IDLE:
        before.append(added(say))
    cry = smalltalk.urgent(said.text) and "urgent" not in talk.asked
    talk = with_words(talk.remembering() if more else talk, said, ears)
    if cry:
        talk = replace(talk, asked=(*talk.asked, "urgent"))
        if len(said.text.split()) <= LONG:
            return say_only(replace(talk, step=Step.IDLE, offered=()), "\n\n".join(before))
    if talk.reading.elsewhere and "elsewhere" not in talk.asked:
        talk = replace(talk, asked=(*talk.asked, "elsewhere"))
        before.append(sentences.elsewhere(say))
    return onward(talk, ears, *before)


def _no_story(talk: Talk, said: Said, ears: Ears) -> Reply:
    """Too little to begin a story with: asked for it; a dossier code alone is kept for it."""
    say = ears.say_in(talk.lang)
    if phrases.is_yes(said.text) and not phrases.is_send(said.text):
        return say_only(talk, say("Dạ. Khi nào cần, bạn cứ nhắn."))
    nothing = [say("Chưa có gì để gửi.")] if phrases.is_yes(said.text) else []
    code = _code_alone(said.text, ears)
    if code:
        talk = replace(talk, told=replace(talk.told, code=code))
        nothing = [say("Đã ghi mã hồ sơ %(code)s.", code=code)]
    return pose(talk, Step.IDLE, ears, *nothing, *_comfort(talk, said, ears))


def soothed(talk: Talk, said: Said, ears: Ears) -> Reply:
    """A word for who shouts, and the question again."""
    sorry = _comfort(talk, said, ears)
    talk = replace(talk, asked=(*talk.asked, "anger"))
    return repeat(talk, ears, *sorry) if talk.told.story else pose(talk, Step.IDLE, ears, *sorry)


def only_swears(text: str, ears: Ears) -> bool:
    """Whether a message is anger and nothing else: no person, place or dossier is named."""
    if not smalltalk.angry(text) or len(text.split()) > LONG or phrases.is_no(text):
        return False
    if _SOMEBODY.search(_YOU_LOT.sub("", fold(text))):
        return False
    reading = ears.reader.read(text)
    return not (reading.where.places or reading.named or reading.about_dossier)


def _elsewhere(talk: Talk, said: Said, ears: Ears) -> bool:
    """Whether a long message is surely about another place than the story is."""
    if not (talk.told.unit and is_long(said.text)):
        return False
    where = ears.reader.read(said.text).where
    return where.sure and where.places[0] != talk.told.unit


def added(say: Say) -> str:
    """That it is in the story now."""
    return say("Đã ghi thêm vào lời kể.")


def _comfort(talk: Talk, said: Said, ears: Ears) -> tuple[str, ...]:
    """A word before the question, to who may be in danger or is upset; once."""
    say = ears.say_in(talk.lang)
    if smalltalk.urgent(said.text) and "urgent" not in talk.asked:
        long = len(said.text.split()) > LONG
        safe = () if long else (say("Khi đã an toàn, bạn kể tiếp ở đây."),)
        return (sentences.emergency(say), *safe)
    if smalltalk.angry(said.text) and "anger" not in talk.asked:
        return (say("Rất tiếc vì bạn phải gặp chuyện bực mình như vậy."),)
    return ()


def noticed(talk: Talk, said: Said, ears: Ears) -> Reply | None:
    """A place or a day said in passing, in a few words: it corrects what was known."""
    said = replace(said, text=phrases.instead(said.text) or said.text)
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
    if day and day <= ears.today and _bare(said.text) <= SHORT:
        talk = replace(talk.remembering(), told=replace(told, occurred_on=day.isoformat()))
        shown = sentences.shown_day(day.isoformat())
        return onward(talk, ears, say("Đã ghi ngày: %(day)s.", day=shown))
    return None


def _bare(text: str) -> int:
    """Words that are not mere particles: "bữa thứ sáu tuần trước đó cháu" has four."""
    return len([word for word in phrases.plain(text).split() if not _PARTICLE.fullmatch(word)])


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
    say, talk = ears.say_in(talk.lang), with_words(talk, said, ears)
    note = say("Đã sửa lời kể theo tin bạn vừa đổi.")
    return say_only(talk, note) if talk.step is Step.IDLE else pose(talk, talk.step, ears, note)


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
    if phrases.is_no(text):
        return few or len(text.split()) <= 2  # "không đưa biên nhận" begins a story
    return few or phrases.is_yes(text) or phrases.is_wrong(text)


def _code_alone(text: str, ears: Ears) -> str:
    """The dossier code a message without a story names."""
    codes = [f.code for f in dossier.find_codes(text) if f.code.filed_on <= ears.today]
    return codes[0].canonical if len(codes) == 1 else ""


def is_long(text: str) -> bool:
    """Whether words are more of a story rather than the answer to a question."""
    count = len(text.split())
    return count > LONG or (count > SHORT and bool(_SOMEBODY.search(fold(text))))


TEXTS: dict[Step, Callable[[Talk, Said, Ears], Reply]] = {Step.IDLE: tell}
