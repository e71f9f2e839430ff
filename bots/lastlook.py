"""The last look at a story before it is sent, and every correction. Pure."""

from collections.abc import Callable
from dataclasses import replace

from bots import phrases
from bots.asking import onward, pose, repeat
from bots.ears import Ears
from bots.leaving import stop
from bots.memory import Step, Talk
from bots.telling import noticed, tell, with_words, without_places
from bots.turns import Said
from bots.wishes import File, MakeLink, Reply


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
    talk = replace(talk, step=Step.CONFIRM if talk.step is Step.FIX else talk.step).remembering()
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


def fix(talk: Talk, ears: Ears) -> Reply:
    """What to correct, if there is anything."""
    if talk.told.story:
        return pose(talk, Step.FIX, ears)
    say = ears.say_in(talk.lang)
    return pose(talk, Step.IDLE, ears, say("Chưa có gì để sửa."))


def back(talk: Talk, ears: Ears) -> Reply:
    """As it stood before the last answer; files stay."""
    say = ears.say_in(talk.lang)
    if not talk.earlier:
        return repeat(talk, ears, say("Đây là câu đầu tiên. Muốn đổi lời kể, xin gõ “sửa”."))
    past, rest = talk.earlier[-1], talk.earlier[:-1]
    told = replace(past.told, files=talk.told.files)
    before = replace(talk, told=told, asked=past.asked, reading=past.reading, earlier=rest, held="")
    return pose(before, past.step, ears)


TEXTS: dict[Step, Callable[[Talk, Said, Ears], Reply]] = {
    Step.CONFIRM: confirm_said,
    Step.FIX: fix_said,
    Step.RETELL: retell_said,
}
PICKS: dict[Step, Callable[[Talk, str, Ears], Reply]] = {
    Step.CONFIRM: confirm_picked,
    Step.FIX: fix_picked,
}
