"""Why the machine speaks up, in plain words, and what speaks against it. Pure.

Every sentence is a Vietnamese msgid marked ``N_`` with named places; ``say`` translates it. The
words are made from the frozen evidence, so an old proposal is explained as it was judged.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

Say = Callable[[str], str]
Evidence = Mapping[str, Any]


def N_(msgid: str) -> str:  # noqa: N802
    """Mark a msgid for the extractor; the translation happens in ``say``."""
    return msgid


@dataclass(frozen=True)
class Explanation:
    """``headline``: one sentence. ``reasons``: for looking. ``against``: for caution.

    ``caution`` is always there: an alarm is a ground to look, not evidence.
    """

    headline: str
    reasons: tuple[str, ...]
    against: tuple[str, ...]
    caution: str


@dataclass(frozen=True)
class Background:
    """What counting alone cannot know and the caller may: names and things that went on.

    ``topic_names``: code -> name in the reader's language. ``stories``: (short text, number of
    matters). ``new_channel``: day a channel opened in the window. ``outage``: day the portal was
    down in the window.
    """

    topic_names: Mapping[str, str]
    stories: Sequence[tuple[str, int]] = ()
    new_channel: date | None = None
    outage: date | None = None


HEADLINES = {
    "propose": N_(
        "Nên xem xét kiểm tra đột xuất: phản ánh về cơ quan này nhiều hơn hẳn bình thường."
    ),
    "review": N_("Cần cán bộ xem lại ngay: có phản ánh nghiêm trọng, nêu rõ sự việc."),
    "watch": N_("Cần theo dõi: phản ánh về cơ quan này đang nhiều hơn bình thường."),
    "none": N_("Chưa có gì khác thường: số phản ánh về cơ quan này ở mức thường thấy."),
}

CAUTION = N_(
    "Cảnh báo này chỉ là lý do để xem xét, không phải bằng chứng cơ quan đã làm sai; "
    "quyết định là của người có thẩm quyền."
)


def explain(evidence: Evidence, say: Say, background: Background | None = None) -> Explanation:
    """Words for the evidence of :meth:`triage.assess.Assessment.as_dict`.

    ``say`` takes a msgid and gives the sentence in the reader's language, its ``%(x)s`` kept.
    """
    extra = background or Background({})
    return Explanation(
        headline=say(HEADLINES[evidence["tier"]]),
        reasons=tuple(_reasons(evidence, say, extra)),
        against=tuple(_against(evidence, say, extra)),
        caution=say(CAUTION),
    )


def _reasons(evidence: Evidence, say: Say, extra: Background) -> list[str]:
    verdict, fair = evidence["verdict"], evidence["fair"]
    return [
        *_counts(verdict, say),
        _since(verdict, say),
        _chance(verdict, say),
        *_lower_bound(verdict, say),
        *_senders(fair, say),
        *_topics(fair, say, extra),
        *_stories(say, extra),
        *_serious(fair, say),
    ]


def _counts(verdict: Evidence, say: Say) -> list[str]:
    if verdict["usual_per_month"] < 1:
        usual = say(N_("Bình thường, cơ quan này khoảng %(months)s tháng mới có một phản ánh."))
        usual %= {"months": _number(1 / max(verdict["usual_per_month"], 0.01))}
    else:
        usual = say(N_("Bình thường, cơ quan này có khoảng %(usual)s phản ánh một tháng."))
        usual %= {"usual": _number(verdict["usual_per_month"])}
    came = say(
        N_(
            "Trong %(days)s ngày qua đã ghi nhận %(seen)s phản ánh (mỗi người gửi tính một lần), "
            "trong khi mức thường thấy của quãng thời gian ấy là khoảng %(expected)s."
        )
    )
    numbers = {
        "days": verdict["window_days"],
        "seen": _number(verdict["observed"]),
        "expected": _number(verdict["expected"]),
    }
    return [usual, came % numbers]


def _since(verdict: Evidence, say: Say) -> str:
    text = say(N_("Số phản ánh bắt đầu tăng từ khoảng ngày %(since)s."))
    return text % {"since": _day(verdict["since"])}


def _chance(verdict: Evidence, say: Say) -> str:
    rate = verdict["false_alarms_per_unit_year"]
    if rate >= 1:
        text = say(N_("Chỉ do ngẫu nhiên, mỗi cơ quan gặp mức này khoảng %(n)s lần một năm."))
        return text % {"n": _number(rate)}
    years = 1 / max(rate, 0.001)
    if years > 100:
        return say(N_("Chỉ do ngẫu nhiên thì hơn 100 năm mới gặp mức này một lần ở một cơ quan."))
    text = say(N_("Chỉ do ngẫu nhiên thì khoảng %(n)s năm mới gặp mức này một lần ở một cơ quan."))
    return text % {"n": _number(years)}


def _lower_bound(verdict: Evidence, say: Say) -> list[str]:
    bound = verdict["ic025"]
    if bound <= 0:
        return []
    text = say(
        N_("Nói dè dặt (cận dưới 95%%), số phản ánh ít nhất gấp %(times)s lần mức thường thấy.")
    )
    return [text % {"times": _number(2.0**bound)}]


def _senders(fair: Evidence, say: Say) -> list[str]:
    if fair["distinct_senders"] < 2:
        return []
    text = say(N_("Các phản ánh được tính đến từ %(n)s người gửi khác nhau."))
    return [text % {"n": fair["distinct_senders"]}]


def _topics(fair: Evidence, say: Say, extra: Background) -> list[str]:
    total = sum(weight for _, weight in fair["by_topic"])
    if not total:
        return []
    code, weight = fair["by_topic"][0]
    name = extra.topic_names.get(code, code)
    text = say(N_("Nói nhiều nhất về: %(topic)s (%(share)s%% số phản ánh được tính)."))
    return [text % {"topic": name, "share": round(100 * weight / total)}]


def _stories(say: Say, extra: Background) -> list[str]:
    text = say(N_("%(n)s phản ánh cùng kể một chuyện: “%(story)s”."))
    return [text % {"n": n, "story": story} for story, n in extra.stories[:3] if n > 1]


def _serious(fair: Evidence, say: Say) -> list[str]:
    number = dict(map(tuple, fair["by_severity"])).get("S3", 0)
    if not number:
        return []
    return [say(N_("Có %(n)s phản ánh ở mức nghiêm trọng (S3).")) % {"n": number}]


HOLDS = {
    "few_senders": N_("Số người gửi khác nhau còn dưới mức tối thiểu để máy đề xuất."),
    "few_specifics": N_("Phần lớn phản ánh chưa nêu rõ ngày giờ, nơi chốn, sự việc."),
    "visited_recently": N_("Cơ quan này vừa được kiểm tra, còn trong thời gian chờ."),
    "small_unit_wait": N_("Các phản ánh dồn vào quá ít ngày đối với một cơ quan vốn ít phản ánh."),
}

BURSTS = {
    "copies": N_(
        "%(n)s phản ánh gần như chép một nội dung, gửi trong vòng %(hours)s giờ; đã giảm trọng số."
    ),
    "network": N_(
        "%(n)s phản ánh không nêu cụ thể đến từ cùng một mạng trong vòng %(hours)s giờ; "
        "đã giảm trọng số."
    ),
    "strangers": N_(
        "%(n)s phản ánh không tên, không nêu cụ thể, cùng một chuyện, đến trong vòng "
        "%(hours)s giờ; đã giảm trọng số."
    ),
}

WARNINGS = {
    "anonymous": N_(
        "Tất cả phản ánh được tính đều nặc danh: trước khi quyết định, cán bộ phải ghi nhận đủ ba "
        "điều kiện của khoản 2 Điều 25 Luật Tố cáo."
    ),
    "half_anonymous": N_("Quá nửa số phản ánh được tính là nặc danh."),
    "cold_start": N_(
        "Mới có %(days)s ngày số liệu về cơ quan này, nên mức “bình thường” chủ yếu dựa vào giả "
        "định chung và các cơ quan khác."
    ),
    "simulator": N_(
        "Tỷ lệ báo động nhầm đang ước lượng bằng mô phỏng, vì chưa đủ một năm số liệu thật."
    ),
    "shared_rise": N_(
        "Phản ánh của các cơ quan khác cũng đang tăng (gấp khoảng %(times)s lần mức thường thấy); "
        "phần tăng chung đã được trừ ra."
    ),
    "new_channel": N_(
        "Ngày %(day)s có thêm một kênh tiếp nhận mới, số phản ánh có thể tăng vì thế."
    ),
    "outage": N_("Ngày %(day)s cổng dịch vụ công gặp sự cố, một phần phản ánh có thể do sự cố."),
    "not_counted": N_("%(n)s phản ánh không được tính (trùng người gửi, trùng hồ sơ, chép lại…)."),
}


def _against(evidence: Evidence, say: Say, extra: Background) -> list[str]:
    fair, verdict = evidence["fair"], evidence["verdict"]
    lines = [say(HOLDS[hold]) for hold in evidence["holds"]]
    lines += [
        say(BURSTS[b["kind"]]) % {"n": len(b["members"]), "hours": max(round(b["hours"]), 1)}
        for b in fair["bursts"]
    ]
    facts: list[tuple[str, bool, dict[str, Any]]] = [
        ("anonymous", evidence["article_25"], {}),
        ("half_anonymous", not evidence["article_25"] and fair["share_anonymous"] > 0.5, {}),
        ("not_counted", bool(_repeats(fair)), {"n": _repeats(fair)}),
        (
            "shared_rise",
            verdict["common_factor"] > 1.25,
            {"times": _number(verdict["common_factor"])},
        ),
        ("new_channel", extra.new_channel is not None, {"day": _date(extra.new_channel)}),
        ("outage", extra.outage is not None, {"day": _date(extra.outage)}),
        ("cold_start", verdict["cold_start"], {"days": verdict["history_days"]}),
        ("simulator", verdict["calibrated_on"] != "own_year", {}),
    ]
    return lines + [say(WARNINGS[key]) % vars_ for key, holds, vars_ in facts if holds]


def _repeats(fair: Evidence) -> int:
    return sum(i["why"] in ("near_copy", "same_sender", "same_dossier") for i in fair["items"])


def _number(value: float) -> str:
    """At most one decimal, the comma as Vietnamese writes it; whole numbers bare."""
    text = f"{value:.1f}" if value < 10 else f"{value:.0f}"
    return text.removesuffix(".0").replace(".", ",")


def _day(iso: str) -> str:
    return _date(date.fromisoformat(iso))


def _date(day: date | None) -> str:
    return "" if day is None else f"{day.day:02d}/{day.month:02d}/{day.year}"
