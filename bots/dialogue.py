"""One step of a talk: what was heard, what is said, what is to be done. Pure: no messenger here.

``hear`` takes what a person did; where it wishes something done, the caller does it and gives
the outcome to ``learn``. Nothing a person writes is ever an error.
"""

from collections.abc import Callable
from dataclasses import replace

from bots import (
    another,
    answering,
    asides,
    following,
    lastlook,
    leaving,
    phrases,
    sentences,
    smalltalk,
    telling,
)
from bots.asking import onward, pose, repeat, say_only
from bots.choosing import chosen, number
from bots.ears import Ears
from bots.memory import Step, Talk
from bots.phrases import Command
from bots.remarks import remark
from bots.turns import Act, Attached, Event, Located, NotAttached, Odd, Picked, Said, Turn
from bots.wishes import (
    Dropped,
    Filed,
    Forgotten,
    Hushed,
    Judged,
    Linked,
    NotFiled,
    NotOpened,
    NotWritten,
    Opened,
    Outcome,
    Reply,
    Written,
)
from intake.days import parse_day

ENGLISH = 4  # words of English that turn a talk begun in Vietnamese
_STORY = telling.TEXTS | lastlook.TEXTS | another.TEXTS | answering.TEXTS
_TEXTS = _STORY | following.TEXTS
_PICKS = lastlook.PICKS | another.PICKS | answering.PICKS | following.PICKS
_TO_STAFF = (Step.OPENED, Step.WRITE, Step.WHICH)  # what is asked there, staff are asked
_STEP_OF_FIELD = {"text": Step.RETELL, "occurred_on": Step.WHEN, "dossier_code": Step.CODE}


def hear(talk: Talk, event: Event, ears: Ears) -> Reply:
    """What a person did, and our answer."""
    match event:
        case Said():
            return _said(talk, event, ears)
        case Picked():
            return _picked(talk, event, ears)
        case Odd():
            return _put_by(talk, sentences.odd(ears.say_in(talk.lang), event.kind), ears)
        case Located():
            return _located(talk, event, ears)
        case Attached() | NotAttached():
            return _file(talk, event, ears)


def learn(talk: Talk, outcome: Outcome, ears: Ears) -> Reply:
    """What came of a wish, and our answer."""
    match outcome:
        case Filed() | NotFiled() | Linked():
            return _sent(talk, outcome, ears)
        case Dropped() | Forgotten() | Hushed():
            return leaving.gone(talk, outcome, ears)
        case Opened():
            return following.opened(talk, outcome, ears)
        case NotOpened():
            return following.not_opened(talk, ears)
        case Written():
            return following.written(talk, ears)
        case Judged():
            return following.judged(talk, outcome, ears)
        case NotWritten():
            return following.not_written(talk, outcome, ears)


def _sent(talk: Talk, outcome: Filed | NotFiled | Linked, ears: Ears) -> Reply:
    say = ears.say_in(talk.lang)
    if isinstance(outcome, Filed):
        url = f"{ears.site}/tra-cuu"
        text = sentences.receipt(say, outcome.reference, outcome.secret, url)
        done = say_only(talk.fresh(), text)
        return _next_story(talk.held, done, ears) if talk.held else done
    if isinstance(outcome, Linked):
        text = sentences.link(say, talk, outcome.url, outcome.hours)
        if smalltalk.denounces(talk.told.text) and "denunciation" not in talk.asked:
            text += "\n\n" + sentences.denouncing(say, f"{ears.site}/noi-khac/denunciation")
        return pose(talk, Step.CONFIRM, ears, text)
    step = next((_STEP_OF_FIELD[f] for f in outcome.errors if f in _STEP_OF_FIELD), Step.CONFIRM)
    return pose(talk, step, ears, *outcome.errors.values())


def _next_story(held: str, done: Reply, ears: Ears) -> Reply:
    """The receipt of one story, and the beginning of the other."""
    say = ears.say_in(done.talk.lang)
    other = telling.tell(done.talk, Said(held), ears)
    turn = Turn(Act.SAY, say("Bây giờ tới chuyện kia."))
    return replace(other, turns=(*done.turns, turn, *other.turns))


def _said(talk: Talk, said: Said, ears: Ears) -> Reply:
    if said.edited:
        return telling.edited(talk, said, ears)
    both = following.both_codes(said.text)
    if both:
        return Reply(replace(talk, reference=both.reference), wish=both)
    if phrases.is_english(said.text, ENGLISH if talk.told.story else 0):
        talk = replace(talk, lang="en")
    said = _meant(talk, said, ears)
    command = phrases.command(said.text)
    if command:
        return _COMMANDS[command](talk, ears)
    return _answer(talk, said, ears)


def _answer(talk: Talk, said: Said, ears: Ears) -> Reply:
    """To what is no command: an answer, a remark, a question to us, or the story."""
    if talk.step not in following.LEAVABLE and following.names_one(said.text):
        return following.codes_said(replace(talk, reference="", opened=0), said, ears)
    code = chosen(talk, said.text)
    aside = None if code else asides.beside(talk, said.text, ears)
    if aside:
        return aside
    question = None if talk.step in _TO_STAFF else smalltalk.question(said.text)
    if question is smalltalk.Question.KEPT:
        return _privacy(talk, ears)
    if question:
        say = ears.say_in(talk.lang)
        return _put_by(talk, sentences.about_us(say, question, ears.days()), ears)
    if talk.step in _STORY and talk.told.story and telling.only_swears(said.text, ears):
        return telling.soothed(talk, said, ears)
    part = phrases.part_to_fix(said.text)
    if part and talk.told.story:
        return lastlook.fix_picked(talk, part, ears)
    if talk.step in _STORY and said.order < max((o for o, _ in talk.told.story), default=0):
        return telling.tell(talk, said, ears)  # older than the story: it answers no question
    if not code and not phrases.is_yes(said.text) and _says_nothing(talk, said.text):
        return _start(talk, ears)
    return _PICKS[talk.step](talk, code, ears) if code else _TEXTS[talk.step](talk, said, ears)


def _says_nothing(talk: Talk, text: str) -> bool:
    """A smile, a question mark, a number that no option has."""
    beyond = number(text) >= 0 and talk.offered and talk.step is not Step.CODE
    return bool(beyond) or not any(c.isalnum() for c in text)


def _meant(talk: Talk, said: Said, ears: Ears) -> Said:
    """The message itself, or what its raw keys stand for where that is something we know."""
    if _known(talk, said.text, ears) or len(said.text.split()) > telling.SHORT:
        return said
    meant = ears.reader.meant(said.text)
    return replace(said, text=meant) if _known(talk, meant, ears) else said


def _known(talk: Talk, text: str, ears: Ears) -> bool:
    one_of: tuple[Callable[[str], object], ...] = (
        phrases.command, phrases.part, phrases.part_to_fix, phrases.is_yes, phrases.is_no, remark,
    )  # fmt: skip
    known = any(form(text) for form in one_of) or phrases.is_wrong(text)
    return known or bool(chosen(talk, text) or parse_day(text, ears.today))


def _picked(talk: Talk, picked: Picked, ears: Ears) -> Reply:
    offered = {option.code for option in talk.offered}
    if picked.ask != talk.ask or picked.code not in offered:
        say = ears.say_in(talk.lang)
        return _put_by(talk, say("Nút này thuộc về câu đã qua."), ears)
    return _PICKS[talk.step](talk, picked.code, ears)


def _file(talk: Talk, event: Attached | NotAttached, ears: Ears) -> Reply:
    say = ears.say_in(talk.lang)
    if isinstance(event, Attached):
        talk = replace(talk, told=replace(talk.told, files=event.count))
        note = say("Đã nhận %(count)s tệp.", count=event.count)
    else:
        note = event.why
    if event.caption and talk.step not in following.LEAVABLE:
        reply = telling.tell(talk, Said(event.caption, event.order), ears)
        return replace(reply, turns=(*say_only(talk, note).turns, *reply.turns))
    if talk.step is Step.IDLE and talk.told.files <= 1:  # of an album only the first asks
        return pose(talk, Step.IDLE, ears, note)
    if talk.step is Step.CONFIRM and isinstance(event, Attached):
        note += " " + say("Đủ rồi thì gõ “gửi”.")
    if talk.step is Step.CODE and isinstance(event, Attached):  # the slip itself, photographed
        return onward(replace(talk.remembering(), asked=(*talk.asked, "code")), ears, note)
    return say_only(talk, note)


def _located(talk: Talk, event: Located, ears: Ears) -> Reply:
    """A point on the map goes with the story; which commune it is in, is still asked in words."""
    spot = " ".join(f"{event.lat:.5f}, {event.long:.5f} {event.name[:120]}".split())
    talk = replace(talk, told=replace(talk.told, spot=spot))
    say = ears.say_in(talk.lang)
    note = say("Đã ghi vị trí bạn gửi.")
    return pose(talk, Step.IDLE, ears, note) if talk.step is Step.IDLE else repeat(talk, ears, note)


def _put_by(talk: Talk, text: str, ears: Ears) -> Reply:
    """A sentence beside the matter, then the question again."""
    return repeat(talk, ears, text)


def _start(talk: Talk, ears: Ears) -> Reply:
    if talk.step is not Step.IDLE:
        return pose(talk, talk.step, ears)
    return say_only(talk, sentences.greeting(ears.say_in(talk.lang)))


def _help(talk: Talk, ears: Ears) -> Reply:
    return _put_by(talk, sentences.manual(ears.say_in(talk.lang)), ears)


def _privacy(talk: Talk, ears: Ears) -> Reply:
    text = sentences.what_is_kept(ears.say_in(talk.lang), f"{ears.site}/rieng-tu")
    return _put_by(talk, text, ears)


def _thanks(talk: Talk, ears: Ears) -> Reply:
    if talk.step is not Step.IDLE:
        return repeat(talk, ears)
    say = ears.say_in(talk.lang)
    return say_only(talk, say("Dạ, cảm ơn bạn."))


def _stop(talk: Talk, ears: Ears) -> Reply:
    if talk.step in following.LEAVABLE:
        return following.leave(talk, "", ears)
    if talk.step in (Step.FIX, Step.RETELL):  # of correcting, not of telling
        say = ears.say_in(talk.lang)
        return onward(talk, ears, say("Dạ, không sửa nữa."))
    return leaving.stop(talk, ears)


def _back(talk: Talk, ears: Ears) -> Reply:
    if talk.step in following.LEAVABLE:
        return following.leave(talk, "", ears)
    return lastlook.back(talk, ears)


def _in(lang: str) -> Callable[[Talk, Ears], Reply]:
    return lambda talk, ears: _start(replace(talk, lang=lang), ears)


_COMMANDS: dict[Command, Callable[[Talk, Ears], Reply]] = {
    Command.START: _start,
    Command.HELP: _help,
    Command.BACK: _back,
    Command.FIX: lastlook.fix,
    Command.STOP: _stop,
    Command.STATUS: following.ask_codes,
    Command.PRIVACY: _privacy,
    Command.FORGET: leaving.forget,
    Command.HUSH: leaving.hush,
    Command.ENGLISH: _in("en"),
    Command.VIETNAMESE: _in("vi"),
    Command.THANKS: _thanks,
}
