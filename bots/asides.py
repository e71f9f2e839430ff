"""The answers to what people say of the talk itself. Pure; nothing of it joins the story."""

from collections.abc import Callable
from dataclasses import replace

from bots import sentences
from bots.asking import onward, pose, repeat, say_only
from bots.ears import Ears, Say
from bots.memory import Step, Talk
from bots.remarks import Remark, remark
from bots.wishes import MakeLink, Reply

_STORY = (Step.IDLE, Step.PLACE, Step.WHEN, Step.CODE, Step.CONFIRM, Step.FIX, Step.OTHER)
_QUESTIONS = (Step.PLACE, Step.WHEN, Step.CODE)
_THREAD = (Step.CODES, Step.OPENED, Step.WHICH)  # a submission is being looked at
_THERE = (Remark.WAIT, Remark.LOST)
_BEGINS = (Remark.OPENING, Remark.NO_NAME, Remark.DENOUNCE, Remark.COMPLAIN)


def beside(talk: Talk, text: str, ears: Ears) -> Reply | None:
    """Our answer where a whole message speaks of the talk, None where it does not."""
    said = remark(text)
    if said is None or not _fits(talk, said):
        return None
    return _ANSWERS[said](talk, ears)


def _fits(talk: Talk, said: Remark) -> bool:
    """Whether the remark means anything at this step."""
    if said is Remark.NO_SECRET:
        return talk.step is Step.CODES or (talk.step is Step.IDLE and not talk.told.story)
    if talk.step in _THREAD:
        return said in _THERE
    if said in (Remark.NO_LINK, Remark.NEW_LINK):
        return "link" in talk.asked
    if said in _BEGINS:
        return not talk.told.story
    return talk.step in _STORY


def _wait(talk: Talk, ears: Ears) -> Reply:
    say = ears.say_in(talk.lang)
    if talk.told.story or talk.told.files:
        return say_only(talk, say("Dạ, bạn cứ từ từ. Phần đã kể còn giữ trong 2 ngày."))
    return say_only(talk, say("Dạ, bạn cứ từ từ."))


def _lost(talk: Talk, ears: Ears) -> Reply:
    say = ears.say_in(talk.lang)
    explained = _EXPLAINED.get(talk.step)
    return repeat(talk, ears, *([explained(say)] if explained else []))


def _which_code(talk: Talk, ears: Ears) -> Reply:
    return repeat(talk, ears, _about_code(ears.say_in(talk.lang)))


def _enough(talk: Talk, ears: Ears) -> Reply:
    """The question is let go."""
    say = ears.say_in(talk.lang)
    sorry = say("Xin lỗi đã hỏi nhiều.")
    if talk.step in _QUESTIONS:
        asked = (*talk.asked, str(talk.step), "place")
        return onward(replace(talk.remembering(), asked=asked), ears, sorry)
    return repeat(talk, ears, sorry)


def _named(talk: Talk, ears: Ears) -> Reply:
    if talk.told.story:
        return Reply(replace(talk, asked=(*talk.asked, str(talk.step), "link")), wish=MakeLink())
    say = ears.say_in(talk.lang)
    text = say("Dạ được. Bạn kể chuyện trước; tên và số liên lạc sẽ ghi trên trang của tỉnh.")
    return pose(talk, Step.IDLE, ears, text)


def _no_link(talk: Talk, ears: Ears) -> Reply:
    say = ears.say_in(talk.lang)
    talk = replace(talk, asked=(*talk.asked, "no link"))
    return onward(talk, ears, say("Dạ, không mở cũng được. Bạn gửi ẩn danh ngay ở đây."))


def _new_link(talk: Talk, _ears: Ears) -> Reply:
    return Reply(talk, wish=MakeLink())


def _no_secret(talk: Talk, ears: Ears) -> Reply:
    say = ears.say_in(talk.lang)
    text = say(
        "Rất tiếc, mã bí mật không cấp lại được, vì chúng tôi không lưu. Biên nhận thường còn trong "
        "cuộc trò chuyện này, bạn thử kéo lên xem. Không còn nữa thì xin kể lại, hoặc gọi 1022."
    )
    return say_only(replace(talk, step=Step.IDLE, offered=(), reference=""), text)


def _denounce(talk: Talk, ears: Ears) -> Reply:
    text = sentences.denouncing(ears.say_in(talk.lang), f"{ears.site}/noi-khac/denunciation")
    return say_only(replace(talk, asked=(*talk.asked, "denunciation")), text)


def _complain(talk: Talk, ears: Ears) -> Reply:
    text = sentences.complaining(ears.say_in(talk.lang), f"{ears.site}/noi-khac/complaint")
    return say_only(replace(talk, asked=(*talk.asked, "complaint")), text)


def _opening(talk: Talk, ears: Ears) -> Reply:
    return say_only(talk, _begin(ears.say_in(talk.lang)))


def _no_name(talk: Talk, ears: Ears) -> Reply:
    say = ears.say_in(talk.lang)
    return say_only(talk, say("Chào bạn. Ở đây bạn không cần cho biết tên.") + " " + _begin(say))


def _begin(say: Say) -> str:
    return say("Dạ, bạn cứ kể: chuyện gì đã xảy ra, ở đâu, lúc nào.")


def _about_place(say: Say) -> str:
    return say(
        "Chúng tôi cần biết chuyện xảy ra ở đâu để chuyển đúng nơi. Xin ghi tên xã, phường hoặc cơ "
        "quan bạn đã tới. Không rõ thì gõ “không rõ”."
    )


def _about_day(say: Say) -> str:
    return say("Ghi ngày xảy ra chuyện, ví dụ 17/3 hoặc hôm qua. Không nhớ thì gõ “không nhớ”.")


def _about_code(say: Say) -> str:
    return say(
        "Mã hồ sơ in ở đầu giấy hẹn trả kết quả, cạnh chữ “Mã hồ sơ”. Không có giấy hẹn cũng không "
        "sao, xin gõ “không có”."
    )


def _about_sending(say: Say) -> str:
    return say(
        "Lời kể của bạn chưa gửi đi. Gõ “gửi” thì cán bộ của tỉnh nhận được và bạn có mã để xem trả "
        "lời; gõ “sửa” để đổi, “thôi” để bỏ."
    )


def _about_fixing(say: Say) -> str:
    return say("Chọn phần muốn đổi, rồi viết lại phần đó.")


def _about_codes(say: Say) -> str:
    return say("Hai mã này nằm trong tin báo đã nhận phản ánh: mã tra cứu bắt đầu bằng LN.")


def _about_opened(say: Say) -> str:
    return say(
        "Phía trên là tình trạng phản ánh của bạn. Bạn chọn một việc dưới đây, hoặc gõ “thôi”."
    )


_EXPLAINED: dict[Step, Callable[[Say], str]] = {
    Step.IDLE: _begin,
    Step.PLACE: _about_place,
    Step.WHEN: _about_day,
    Step.CODE: _about_code,
    Step.CONFIRM: _about_sending,
    Step.FIX: _about_fixing,
    Step.CODES: _about_codes,
    Step.OPENED: _about_opened,
}
_ANSWERS: dict[Remark, Callable[[Talk, Ears], Reply]] = {
    Remark.WAIT: _wait,
    Remark.LOST: _lost,
    Remark.WHICH_CODE: _which_code,
    Remark.ENOUGH: _enough,
    Remark.NAMED: _named,
    Remark.NO_LINK: _no_link,
    Remark.NEW_LINK: _new_link,
    Remark.NO_SECRET: _no_secret,
    Remark.DENOUNCE: _denounce,
    Remark.COMPLAIN: _complain,
    Remark.OPENING: _opening,
    Remark.NO_NAME: _no_name,
}
