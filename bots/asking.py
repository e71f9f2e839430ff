"""Which question comes next, and how each is put. Pure.

A story that says where and when is never asked about: it goes to the last look at once.
At most one detail is asked for, the one that helps most; everything else waits under "sửa". Who
is asked for the place is asked in the same breath for the day or the code, and not again.
"""

from collections.abc import Callable
from dataclasses import replace

from bots import sentences
from bots.ears import Ears, Say
from bots.memory import Step, Talk
from bots.turns import Act, Option, Turn
from bots.wishes import MakeLink, Reply
from intake.days import tells_time

CHOICES = 8  # places offered at once
Question = tuple[Act, str, tuple[Option, ...]]


def say_only(talk: Talk, text: str) -> Reply:
    """A sentence; whatever was asked stays asked."""
    return Reply(talk, (Turn(Act.SAY, text),))


def pose(talk: Talk, step: Step, ears: Ears, *before: str) -> Reply:
    """Put the question of a step, after the sentences ``before``."""
    say = ears.say_in(talk.lang)
    act, text, options = _QUESTIONS[step](talk, say)
    hint = say("Xin trả lời bằng số, hoặc viết ra.") if len(options) > 1 else ""
    turn = Turn(act, "\n\n".join([*before, text]), options, talk.ask + 1, hint)
    return Reply(replace(talk, step=step, ask=talk.ask + 1, offered=options), (turn,))


def repeat(talk: Talk, ears: Ears, *before: str) -> Reply:
    """The same question again, the last look without the look; where nothing was asked, only
    the sentences.
    """
    if talk.step is Step.IDLE:
        return say_only(talk, "\n\n".join(before))
    reply = pose(talk, talk.step, ears, *before)
    if talk.step is not Step.CONFIRM:
        return reply
    short = "\n\n".join([*before, _send(ears.say_in(talk.lang))])
    return replace(reply, turns=(replace(reply.turns[0], text=short),))


def onward(talk: Talk, ears: Ears, *before: str) -> Reply:
    """The next question a story still needs, or the last look at it."""
    step = _missing(talk)
    if step is Step.PLACE is talk.step:  # more was told instead of an answer: asked once more
        talk = replace(talk, asked=(*talk.asked, "place" if "again" in talk.asked else "again"))
        step = _missing(talk)
    if step is Step.IDLE and talk.told.story:
        talk = replace(talk, asked=(*talk.asked, "more"))
    if step is Step.CONFIRM and talk.reading.grave and "link" not in talk.asked:
        talk = replace(talk, step=step, asked=(*talk.asked, "link"))
        return Reply(talk, tuple(Turn(Act.SAY, text) for text in before), MakeLink())
    return pose(talk, step, ears, *before)


def _missing(talk: Talk) -> Step:
    told, reading = talk.told, talk.reading
    if not told.text or (reading.idle and "more" not in talk.asked):
        return Step.IDLE
    if reading.grave and "no link" not in talk.asked:
        return Step.CONFIRM  # the rest is asked on the province's own page, not in a chat
    if not (told.unit or reading.named or "place" in talk.asked):
        return Step.PLACE
    enough = {"place", "when", "code"} & set(talk.asked)
    if reading.grave or reading.praise or reading.idea or told.code or enough:
        return Step.CONFIRM
    if reading.about_dossier:
        return Step.CODE
    return Step.CONFIRM if told.occurred_on or tells_time(told.text) else Step.WHEN


def _idle(talk: Talk, say: Say) -> Question:
    if talk.told.story:
        return Act.ASK, say("Xin kể rõ hơn một chút: chuyện gì, ở cơ quan nào, lúc nào?"), ()
    return Act.ASK, say("Xin kể chuyện gì đã xảy ra, ở đâu, lúc nào."), ()


def _place(talk: Talk, say: Say) -> Question:
    places = talk.reading.where.places[:CHOICES]
    unknown = Option("unknown", say("Tôi không rõ"))
    if not places:
        where = say("Chuyện này ở cơ quan nào, hoặc xã, phường nào?")
        if "again" in talk.asked:
            where = say("Còn nơi xảy ra: xã, phường hoặc cơ quan nào?")
        if talk.reading.idea:
            where = say(
                "Bạn góp ý cho cơ quan nào, hoặc xã, phường nào? Góp ý chung thì gõ “không”."
            )
        return Act.ASK, " ".join(filter(None, (where, _along(talk, say)))), (unknown,)
    other = Option("other", say("Nơi khác"))
    if len(places) == 1:
        yes = Option(f"u{places[0].unit_id}", say("Đúng vậy"))
        return (
            Act.CHOOSE,
            say("Có phải bạn nói %(place)s không?", place=places[0].label),
            (yes, other, unknown),
        )
    offered = tuple(Option(f"u{p.unit_id}", p.label) for p in places)
    whole = talk.reading.where.parts_of
    text = say("Có nhiều nơi gần giống tên bạn ghi. Bạn nói nơi nào?")
    if whole:
        text = say("%(name)s nay gồm những nơi dưới đây. Bạn nói nơi nào?", name=whole)
    return Act.CHOOSE, text, (*offered, other, unknown)


def _along(talk: Talk, say: Say) -> str:
    """What else may be written in the answer to the question for the place."""
    told, reading = talk.told, talk.reading
    if reading.grave or reading.praise or reading.idea or told.code:
        return ""
    if reading.about_dossier:
        return say("Có mã hồ sơ trên giấy hẹn thì ghi luôn.")
    return "" if told.occurred_on or tells_time(told.text) else say("Nhớ ngày thì ghi luôn.")


def _when(_talk: Talk, say: Say) -> Question:
    options = (
        Option("d0", say("Hôm nay")),
        Option("d1", say("Hôm qua")),
        Option("skip", say("Không nhớ")),
    )
    return Act.CHOOSE, say("Chuyện xảy ra ngày nào? Ví dụ: 17/3, thứ hai, 3 ngày trước."), options


def _code(_talk: Talk, say: Say) -> Question:
    text = say(
        "Bạn có mã hồ sơ trên giấy hẹn không? Ví dụ: H20.12-220117-0001. "
        "Chụp giấy hẹn gửi cũng được."
    )
    return Act.ASK, text, (Option("skip", say("Không có")),)


def _confirm(talk: Talk, say: Say) -> Question:
    text = sentences.summary(say, talk.told, talk.reading)
    linked = "link" in talk.asked
    options = (
        Option("send", say("Gửi ẩn danh")),
        Option("fix", say("Sửa")),
        Option("name", say("Xin liên kết khác") if linked else say("Cho biết tên, rồi gửi")),
        Option("stop", say("Thôi, không gửi")),
    )
    return Act.CONFIRM, text + "\n\n" + _send(say), options


def _send(say: Say) -> str:
    return say("Gửi đi chứ?")


def _fix(talk: Talk, say: Say) -> Question:
    who = (
        say("Tôi gửi với tư cách người dân")
        if talk.told.business
        else say("Tôi gửi với tư cách doanh nghiệp")
    )
    options = (
        Option("story", say("Lời kể")),
        Option("place", say("Nơi")),
        Option("when", say("Ngày")),
        Option("code", say("Mã hồ sơ")),
        Option("who", who),
        Option("back", say("Không sửa nữa")),
    )
    return Act.CHOOSE, say("Bạn muốn sửa phần nào?"), options


def _retell(_talk: Talk, say: Say) -> Question:
    return Act.ASK, say("Xin viết lại lời kể; lời mới thay cho lời cũ."), ()


def _codes(talk: Talk, say: Say) -> Question:
    leave = (Option("leave", say("Thôi, không xem nữa")),)
    if talk.reference:
        return Act.ASK, say("Xin gửi mã bí mật của %(reference)s.", reference=talk.reference), leave
    text = say("Xin gửi mã tra cứu và mã bí mật trên biên nhận, cùng một tin cũng được.")
    return Act.ASK, text, leave


def _opened(talk: Talk, say: Say) -> Question:
    verdicts = {
        "fixed": say("Đã xong"),
        "half": say("Xong một phần"),
        "not_fixed": say("Chưa xong"),
        "reopened": say("Yêu cầu xem lại"),
    }
    options = (
        *(Option(code, verdicts[code]) for code in talk.verdicts),
        Option("write", say("Viết thêm cho cán bộ")),
        Option("erase", say("Đề nghị xóa thông tin về tôi")),
        Option("leave", say("Thôi, không xem nữa")),
    )
    asked = "fixed" in talk.verdicts
    text = say("Việc này đã được giải quyết chưa?") if asked else say("Bạn muốn làm gì tiếp?")
    return Act.CHOOSE, text, options


def _write(_talk: Talk, say: Say) -> Question:
    text = say("Xin viết lời nhắn. Nếu bạn gửi ẩn danh, xin đừng ghi điều gì làm lộ mình.")
    return Act.ASK, text, ()


def _which(talk: Talk, say: Say) -> Question:
    options = (
        Option("write", say("Viết thêm vào %(reference)s", reference=talk.reference)),
        Option("new", say("Kể một chuyện mới")),
        Option("leave", say("Bỏ lời vừa viết")),
    )
    return Act.CHOOSE, say("Lời bạn vừa viết là để làm gì?"), options


def _other(talk: Talk, say: Say) -> Question:
    options = (
        Option("new", say("Chuyện khác: gửi chuyện trước, rồi tới chuyện này")),
        Option("same", say("Cùng một chuyện")),
        Option("leave", say("Bỏ lời vừa viết")),
    )
    where = talk.told.unit.label if talk.told.unit else ""
    text = say(
        "Lời vừa viết nói về nơi khác, không phải %(place)s. Đây là chuyện khác?", place=where
    )
    return Act.CHOOSE, text, options


_QUESTIONS: dict[Step, Callable[[Talk, Say], Question]] = {
    Step.IDLE: _idle,
    Step.PLACE: _place,
    Step.WHEN: _when,
    Step.CODE: _code,
    Step.CONFIRM: _confirm,
    Step.FIX: _fix,
    Step.RETELL: _retell,
    Step.CODES: _codes,
    Step.OPENED: _opened,
    Step.WRITE: _write,
    Step.WHICH: _which,
    Step.OTHER: _other,
}
