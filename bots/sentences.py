"""What a talk says, sentence by sentence. Pure: a translator is handed in.

Short and polite; never asks for a name, a number or anything else that tells who is writing.
"""

from datetime import date

from bots.ears import Reading, Say
from bots.memory import Talk, Told
from bots.smalltalk import Question
from bots.turns import Oddity
from bots.wishes import Opened
from intake.personal import Kind
from intake.redact import mask

_TELLING = {Kind.PHONE, Kind.NATIONAL_ID, Kind.EMAIL, Kind.ACCOUNT, Kind.NAME}
QUOTED = 300  # characters of the story shown for a last look


def greeting(say: Say) -> str:
    """The first words, and what to do next."""
    return say(
        "Chào bạn. Đi làm giấy tờ mà gặp khó, hay gặp nơi làm rất tốt? Xin kể cho tỉnh nghe: "
        "chuyện gì đã xảy ra, ở đâu, lúc nào. Viết không dấu cũng được.\n"
        "Xin đừng ghi tên, số điện thoại hay số căn cước của bạn ở đây.\n"
        "Gõ “giúp” để biết cách dùng. For English, type “English”."
    )


def manual(say: Say) -> str:
    """Everything that may be typed."""
    return say(
        "Bạn cứ kể chuyện, hoặc gửi ảnh giấy hẹn. Lúc nào cũng có thể gõ:\n"
        "“sửa”: đổi điều đã kể\n"
        "“quay lại”: về câu trước\n"
        "“thôi”: dừng, không gửi\n"
        "“tra cứu”: xem trả lời cho phản ánh đã gửi\n"
        "“riêng tư”: chúng tôi giữ những gì\n"
        "“xóa”: xóa phần đang kể\n"
        "“đừng báo”: không nhận tin báo ở đây nữa\n"
        "“English”: for English"
    )


def menu(say: Say) -> list[tuple[str, str]]:
    """Commands for a messenger's own menu: (name, what it does)."""
    return [
        ("tracuu", say("Xem trả lời cho phản ánh đã gửi")),
        ("giup", say("Cách dùng")),
        ("riengtu", say("Chúng tôi giữ những gì")),
        ("xoa", say("Xóa phần đang kể")),
        ("english", say("English, tiếng Anh")),
    ]


def what_is_kept(say: Say, privacy_url: str) -> str:
    """What we keep, for how long, and who sees it."""
    return say(
        "Phần đang kể được giữ kín tối đa 2 ngày để bạn kể tiếp; gõ “xóa” là xóa ngay.\n"
        "Khi gửi, chúng tôi giữ lời kể và tệp kèm theo, cùng một dấu đã trộn khóa để không đếm "
        "một người thành nhiều người. Phản ánh không mang tên hay tài khoản của bạn; cơ quan bị "
        "phản ánh không biết ai đã kể.\n"
        "Địa chỉ trò chuyện này được khóa riêng, chỉ để báo khi có trả lời; gõ “đừng báo” là xóa.\n"
        "Tin nhắn đi qua máy của hãng nhắn tin; chuyện cần giữ kín xin viết trên trang của tỉnh.\n"
        "Xem thêm: %(url)s",
        url=privacy_url,
    )


def forgotten(say: Say, told_here: int) -> str:
    """What is erased, what is kept and how to have that erased."""
    lines = [say("Đã xóa phần đang kể ở đây; tin nhắn trong máy của bạn xin tự xóa.")]
    if told_here:
        lines.append(say(
            "Còn giữ: %(count)s phản ánh đã gửi, và địa chỉ trò chuyện này, đã khóa, để báo khi có "
            "trả lời. Gõ “đừng báo” là xóa địa chỉ ấy.",
            count=told_here,
        ))  # fmt: skip
    lines.append(say(
        "Phản ánh đã gửi được giữ theo thời hạn quy định; muốn đề nghị xóa thông tin về bạn trong "
        "đó, gõ “tra cứu”."
    ))  # fmt: skip
    return "\n".join(lines)


def hushed(say: Say, count: int) -> str:
    """Whether anything was to be told here, and how to read answers from now on."""
    if not count:
        return say("Ở đây không có phản ánh nào đang chờ báo tin.")
    return say(
        "Đã xóa địa chỉ trò chuyện này; chúng tôi không báo tin nữa. Muốn xem trả lời, gõ “tra cứu” "
        "với hai mã trên biên nhận."
    )


def odd(say: Say, kind: Oddity) -> str:
    """What to do about something we cannot read."""
    if kind is Oddity.VOICE:
        return say(
            "Chúng tôi chưa nghe được tin thoại. Xin gõ chữ, hoặc bấm hình micrô trên bàn phím "
            "để đọc thành chữ. Muốn nói chuyện, xin gọi tổng đài 1022."
        )
    if kind is Oddity.HIDDEN:
        return say("Ứng dụng không chuyển tin của bạn tới đây. Xin viết trên trang của tỉnh.")
    return say("Chúng tôi chỉ đọc được chữ, ảnh và tài liệu.")


def about_us(say: Say, question: Question, days: int) -> str:
    """The answer to a question about ourselves; ``days`` is the term for settling feedback."""
    if question is Question.HOW:
        return manual(say)
    if question is Question.HOW_LONG:
        return say(
            "Gửi xong là có mã tra cứu ngay. Phản ánh được giải quyết trong %(days)s ngày; chưa "
            "xong thì có tin cho bạn. Gõ “tra cứu” để xem lúc nào cũng được.",
            days=days,
        )
    if question is Question.WHO_READS:
        return say(
            "Cán bộ tiếp nhận của tỉnh đọc lời bạn gửi. Phản ánh không mang tên hay tài khoản của "
            "bạn; cơ quan bị phản ánh không biết ai đã kể. Gõ “riêng tư” để xem chúng tôi giữ gì."
        )
    if question is Question.LAW:
        return say(
            "Ở đây không giải đáp thủ tục. Muốn hỏi giấy tờ, phí hay thời hạn, xin gọi 1022 hoặc xem "
            "dichvucong.gov.vn. Nếu nơi nào làm sai, làm chậm hay thu thêm, bạn cứ kể."
        )
    if question is Question.MINE:
        return say(
            "Muốn biết phản ánh đã gửi tới đâu, xin gõ “tra cứu”. Còn nếu một cơ quan chậm trả "
            "lời bạn, xin kể: cơ quan nào, việc gì, từ lúc nào."
        )
    return say(
        "Đây là máy trả lời, còn lời bạn gửi thì có cán bộ đọc và trả lời. Muốn nói với người "
        "ngay, xin gọi tổng đài 1022."
    )


def away(say: Say) -> str:
    """That we cannot answer now and nothing is lost."""
    return say(
        "Máy của tỉnh đang bận một lát. Tin của bạn vẫn còn, không cần gửi lại; máy chạy lại là chúng "
        "tôi trả lời ngay."
    )


def unheard(say: Say) -> str:
    """That one message could not be taken, and what to do."""
    return say("Tin vừa rồi chúng tôi không đọc được. Xin viết lại bằng lời khác, hoặc gọi 1022.")


def emergency(say: Say) -> str:
    """Where help is, before anything else."""
    return say(
        "Nếu đang nguy hiểm, xin gọi ngay 113 (công an), 114 (cứu hỏa) hoặc 115 (cấp cứu). "
        "Nơi này không có người trực khẩn cấp."
    )


def summary(say: Say, told: Told, reading: Reading) -> str:
    """The whole for a last look, one line for each thing known."""
    lines = [say("Xin xem lại:"), f"“{quoted(told.text)}”"]
    where = told.unit.label if told.unit else told.place or reading.named
    lines.append(say("Nơi: %(place)s", place=where or say("chưa rõ")))
    if where == reading.named and reading.outside:
        lines.append(
            say("Nơi này ngoài Ủy ban nhân dân tỉnh: chúng tôi sẽ cho biết ai giải quyết.")
        )
    elif where == reading.named and "," in where:
        lines.append(say("Chuyện ở nhiều nơi sẽ được tách ra, xem riêng từng nơi."))
    if told.occurred_on:
        lines.append(say("Ngày: %(day)s", day=shown_day(told.occurred_on)))
    if told.code:
        lines.append(say("Mã hồ sơ: %(code)s", code=told.code))
    if told.spot:
        lines.append(say("Vị trí trên bản đồ: có kèm theo"))
    if told.files:
        lines.append(say("Kèm theo: %(count)s tệp", count=told.files))
    if set(mask(told.text).kinds) & _TELLING:
        lines.append(
            say("Trong lời kể có chi tiết cho biết bạn là ai. Muốn bỏ đi, xin gõ “sửa lời kể”.")
        )
    if told.business:
        lines.append(say("Người gửi: doanh nghiệp, hộ kinh doanh"))
    return "\n".join(lines)


def receipt(say: Say, reference: str, secret: str, status_url: str) -> str:
    """Reference and secret, and what they are for."""
    if not secret:
        return say(
            "Chuyện này bạn đã gửi trên trang của tỉnh. Mã tra cứu: %(reference)s.",
            reference=reference,
        )
    return say(
        "Đã nhận phản ánh của bạn. Cảm ơn bạn đã lên tiếng.\n"
        "Mã tra cứu: %(reference)s\n"
        "Mã bí mật: %(secret)s\n"
        "Xin giữ kỹ mã bí mật: chúng tôi không lưu nên không cấp lại được. Muốn xem trả lời, "
        "gõ “tra cứu” ở đây hoặc mở %(url)s",
        reference=reference, secret=secret, url=status_url,
    )  # fmt: skip


def standing(say: Say, found: Opened) -> str:
    """How a submission stands: neutral words, what the staff wrote, where it belongs instead."""
    words = {
        "received": say("Đã tiếp nhận"),
        "reviewing": say("Đang xem xét"),
        "answered": say("Đã có trả lời"),
        "asked": say("Chờ bạn cho biết thêm"),
    }
    title = say("Phản ánh %(reference)s", reference=found.reference)
    lines = [f"{title}: {words[found.state]}."]
    lines += [say("Cán bộ, %(when)s:", when=one.when) + "\n" + one.words for one in found.answers]
    lines += ["\n".join(found.guide)] if found.guide else []
    return "\n\n".join(lines)


def link(say: Say, talk: Talk, url: str, hours: int) -> str:
    """Why not here, and where instead."""
    why = (
        say("Chuyện này cần giữ kín, nên chúng tôi không hỏi thêm ở đây.")
        if talk.reading.grave
        else say("Tên và số liên lạc không hỏi trong tin nhắn.")
    )
    return why + " " + say(
        "Xin mở trang của tỉnh, phần đã kể được mang sang:\n%(url)s\n"
        "Liên kết mở được một lần, trong %(hours)s giờ. Không mở cũng không sao: bạn vẫn gửi "
        "ẩn danh ở đây được.",
        url=url, hours=hours,
    )  # fmt: skip


def elsewhere(say: Say) -> str:
    """That we hear of this province alone, and who hears of the others."""
    return say(
        "Ở đây chỉ nhận chuyện về các cơ quan trong tỉnh. Chuyện ở tỉnh khác xin gửi Cổng Dịch vụ công "
        "quốc gia (dichvucong.gov.vn)."
    )


def complaining(say: Say, url: str) -> str:
    """What a complaint needs in law, said to who uses the word; people use it for much else."""
    return say(
        "Khiếu nại một quyết định hành chính thì cần đơn có chữ ký; nơi gửi và mẫu đơn: %(url)s. "
        "Việc khác thì bạn cứ kể ở đây.",
        url=url,
    )


def denouncing(say: Say, url: str) -> str:
    """What a denunciation needs in law, said to who uses the word."""
    return say(
        "Tố cáo theo luật phải có đơn ký tên gửi đúng nơi; mẫu đơn và nơi gửi: %(url)s. Kể ở đây "
        "thì tỉnh dùng làm căn cứ xem xét, kiểm tra.",
        url=url,
    )


def quoted(words: str) -> str:
    """The beginning of a story, cut at a space."""
    if len(words) <= QUOTED:
        return words
    return words[:QUOTED].rsplit(" ", 1)[0] + "…"


def shown_day(iso: str) -> str:
    """``2026-01-17`` as people here write it: 17/1/2026."""
    day = date.fromisoformat(iso)
    return f"{day.day}/{day.month}/{day.year}"
