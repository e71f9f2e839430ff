"""Stopping, being forgotten, being told no more. Pure."""

from dataclasses import replace

from bots import sentences
from bots.asking import repeat, say_only
from bots.ears import Ears
from bots.memory import Talk
from bots.wishes import Drop, Forget, Forgotten, Gone, Hush, Hushed, Reply


def stop(talk: Talk, ears: Ears) -> Reply:
    """Nothing is sent; what was told is forgotten."""
    say = ears.say_in(talk.lang)
    if not (talk.told.story or talk.told.files):
        return say_only(talk.fresh(), say("Dạ. Khi nào cần, bạn cứ nhắn."))
    text = say("Đã dừng. Không có gì được gửi; phần đã kể đã xóa.")
    return replace(say_only(talk.fresh(), text), wish=Drop())


def forget(talk: Talk, ears: Ears) -> Reply:
    """What was told here is forgotten; what was sent is asked about on its own page."""
    return Reply(talk.fresh(), wish=Forget())


def hush(talk: Talk, _ears: Ears) -> Reply:
    """No more news to this chat."""
    return Reply(talk, wish=Hush())


def gone(talk: Talk, outcome: Gone, ears: Ears) -> Reply:
    """What is forgotten now, and what is kept all the same."""
    say = ears.say_in(talk.lang)
    if isinstance(outcome, Forgotten):
        return say_only(talk, sentences.forgotten(say, outcome.told_here))
    if isinstance(outcome, Hushed):
        return repeat(talk, ears, sentences.hushed(say, outcome.count))
    return Reply(talk)
