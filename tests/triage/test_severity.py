"""Severity by rules people can read: raised by what was said, never lowered, S4 by signs only."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from intake.fold import fold
from triage.counted import CountedMatter
from triage.facts import Facts
from triage.fair import Why, count
from triage.flags import Flag, Kind
from triage.hearing import listen
from triage.policy import load
from triage.reading import read
from triage.severity import Severity, judge, rules
from triage.understanding import understand

DRINKING = [
    "đi uống cà phê trong giờ làm",
    "Cán bộ xã uống cà phê trong giờ làm việc",
    "Cán bộ bỏ quầy ra ngoài uống cà phê",
    "mấy ảnh rủ nhau uống cà phê tới chín giờ mới vô",
    "cb đi cà phê trong giờ lm, dân ngồi chờ",
    "Sáng nào cũng ngồi quán cà phê, tám giờ rưỡi mới mở cửa tiếp dân",
]
ASKING = [
    "Cán bộ xin tiền uống cà phê",
    "muốn nhanh phải cà phê",
    "mời uống cà phê mới ký giấy",
    "Cán bộ hẹn tôi ra quán cà phê rồi đòi hai triệu",
    "uống cà phê xong thì hồ sơ mới chạy",
    "trong giờ làm ra quán cà phê nhận phong bì",
    "Không đưa tiền thì không làm",
    "không nhận hồ sơ vì tôi không chịu đưa phong bì",
    "không chịu làm đòi phong bì",
    "cán bộ không nói họ nhận phong bì",
    "không nói thì thôi, nói ra cán bộ ăn hối lộ",
    "em chưa nói anh cán bộ đòi phong bì vì sợ",
    "Tôi không nói cán bộ ăn hối lộ vì sợ không được giải quyết",
    "Nghe đồn trên xã có nhận tiền chạy hộ nghèo",
]
DENYING = [
    "Cán bộ không có đòi tiền",
    "chưa thấy ai vòi vĩnh",
    "đâu có vòi vĩnh gì",
    "Không ai đòi bồi dưỡng hay phong bì gì hết",
    "Tôi không bị đòi tiền, cũng không thấy ai gợi ý bồi dưỡng, làm nhanh lắm",
    "cán bộ hướng dẫn kỹ, không vòi vĩnh gì",
    "Tôi không nói cán bộ ăn hối lộ nhưng làm việc chậm quá",
    "không nói mấy anh đòi phong bì, chỉ mong làm mau",
]


def heights(text: str) -> set[Severity]:
    return {understand(t).severity for t in (text, fold(text))}


@pytest.mark.parametrize("text", DRINKING)
def test_drinking_coffee_at_work_is_no_bribe(text: str) -> None:
    assert Severity.S4 not in heights(text)


@pytest.mark.parametrize("text", ASKING)
def test_money_or_favours_asked_for_are_s4(text: str) -> None:
    assert heights(text) == {Severity.S4}


@pytest.mark.parametrize("text", DENYING)
def test_a_bribe_denied_is_no_s4_but_is_shown_to_people(text: str) -> None:
    for way in (text, fold(text)):
        seen = understand(way)
        assert seen.severity is not Severity.S4
        assert seen.kind is not Kind.DENUNCIATION_LIKE
        assert {Flag.BRIBE_WORDS, Flag.DENIAL} <= seen.flags


@pytest.mark.parametrize("text", ["có phải đưa tiền không ạ?", "làm sổ đỏ có phải lót tay không?"])
def test_asking_whether_one_must_pay_is_no_s4(text: str) -> None:
    assert Severity.S4 not in heights(text)


def test_a_few_words_without_a_grave_sign_are_no_s4() -> None:
    assert all(Severity.S4 not in heights(t) for t in ("không bị trễ", "chẳng bị làm khó"))


def test_a_delay_denied_is_no_delay() -> None:
    seen = understand("Hồ sơ không bị trễ, cán bộ làm nhanh và vui vẻ, tôi rất hài lòng")
    assert seen.topics[0].code == "praise_good_practice"


@pytest.mark.parametrize(
    "text",
    [
        "Tôi phản ánh xong thì bị cán bộ trù dập, gây khó dễ",
        "Cán bộ xã làm lộ tên tôi cho người bị phản ánh biết",
    ],
)
def test_reprisal_and_disclosure_are_s4(text: str) -> None:
    assert heights(text) == {Severity.S4}


def test_a_weak_sick_or_old_person_hit_raises_one_level() -> None:
    plain = understand("Quầy tiếp nhận không có ai trực")
    raised = understand("Quầy tiếp nhận không có ai trực, bà ngoại tôi ngồi xe lăn chờ cả buổi")
    assert (plain.severity, raised.severity) == (Severity.S2, Severity.S3)
    assert "vulnerable_sender" in raised.severity_rules


@pytest.mark.parametrize(
    ("text", "afraid"),
    [
        ("hồ sơ bị trả lại hoài", False),
        ("hồ sơ bị hành tới lui", False),
        ("tôi sợ bị trả thù nên xin giấu tên", True),
        ("sợ bị hành nên không dám phản ánh", True),
    ],
)
def test_a_dossier_without_marks_is_no_fear(text: str, afraid: bool) -> None:
    assert (heights(text) == {Severity.S4}) is afraid


def test_an_envelope_torn_in_the_post_is_no_gift() -> None:
    text = "Hồ sơ gửi qua bưu điện bị làm rách bì thư, giấy tờ ướt hết"
    assert Severity.S4 not in heights(text)


def test_raising_stops_below_s4() -> None:
    facts = Facts(repeat_after_rectification=True, documented_senders=5, overdue_working_days=200)
    assert understand("Hồ sơ trễ hẹn chưa có kết quả", facts).severity is Severity.S3


def test_no_rule_lowers() -> None:
    assert {r.effect for r in rules()} <= {"default", "raise", "S4"}
    everything = replace(
        listen(read("")), said=frozenset(r.signal.partition(":")[2] for r in rules())
    )
    for level in Severity:
        assert judge(level, everything, Facts())[0] >= level


def test_s4_is_never_pooled_with_the_matters_of_its_unit() -> None:
    at = datetime(2026, 3, 2, 8, tzinfo=UTC)
    grave = CountedMatter(1, 7, "unofficial_payment", at, "a", "anonymous", "S4")
    plain = CountedMatter(2, 7, "overdue_result", at, "b", "contactable_pseudonym", "S2")
    told = count([grave, plain], load())
    assert {item.id: item.why for item in told.items}[1] is Why.RESTRICTED
    assert told.total == count([plain], load()).total


def test_each_rule_says_where_it_comes_from_in_two_languages() -> None:
    assert all(r.vi and r.en and r.source for r in rules())
