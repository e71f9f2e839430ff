"""A second story in the middle of the first, at another place: sent apart, or one with it. Pure."""

from collections.abc import Callable
from dataclasses import replace

from bots import phrases
from bots.asking import onward, pose
from bots.ears import Ears
from bots.memory import Step, Talk
from bots.telling import added, with_words
from bots.turns import Said
from bots.wishes import File, Reply


def other_said(talk: Talk, said: Said, ears: Ears) -> Reply:
    """Yes, no, send, or still more words."""
    if phrases.is_send(said.text) or phrases.is_yes(said.text):
        return other_picked(talk, "new", ears)
    if phrases.is_no(said.text) or phrases.is_wrong(said.text):
        return other_picked(talk, "same", ears)
    return pose(replace(talk, held=f"{talk.held}\n{said.text.strip()}"), Step.OTHER, ears)


def other_picked(talk: Talk, code: str, ears: Ears) -> Reply:
    """Send the first story and begin the other, tell on, or drop what was just written."""
    if code == "new":
        return Reply(talk, wish=File())
    held, talk = talk.held, replace(talk, held="", step=Step.CONFIRM)
    if code == "leave":
        return onward(talk, ears)
    order = max((order for order, _ in talk.told.story), default=0)
    talk = with_words(talk.remembering(), Said(held, order), ears)
    return onward(talk, ears, added(ears.say_in(talk.lang)))


TEXTS: dict[Step, Callable[[Talk, Said, Ears], Reply]] = {Step.OTHER: other_said}
PICKS: dict[Step, Callable[[Talk, str, Ears], Reply]] = {Step.OTHER: other_picked}
