"""The audit trail read out: every act, thing and detail in words, days as people write them."""

import re

import pytest
from flask import Flask

from tests.house.source import ROOMS, modules
from triage.console import traildetails, trailthings, trailwords


@pytest.mark.parametrize(
    ("act", "said", "shown"),
    [
        ("export", "2026-11-15..2026-12-14", "từ 15/11/2026 đến 14/12/2026"),
        ("export", "12 rows; gọi 0912345678", "12 dòng, tìm “gọi [điện thoại]”"),
        ("read", "viec=read&nguoi=3", "lọc theo: việc Mở xem, người 3"),
        ("paper", "ket-luan.docx", "Thông báo kết luận kiểm tra, tệp Word"),
        ("accept complaint", "first_remote|2026-03-07", "lần đầu, vùng xa, thụ lý ngày 7/3/2026"),
        ("put", "unit:7", "đơn vị số 7"),
        ("search", "xã Tân Hồng 0912345678", "xã Tân Hồng [điện thoại]"),
        ("adopt", "123456789012 -> 234567890123 from 2026-03-02 by Lan: no number changed",
         "bản 234567890123 thay bản 123456789012, từ ngày 2/3/2026, do Lan: không số nào đổi"),
        ("deadlines", "answer 2026-03-02 met, lịch",
         "trả lời người gửi: hạn 2/3/2026 (đã làm, đúng hạn); lịch"),
        ("search", "2026-13-45", "2026-13-45"),
        ("reveal_asked", "", ""),
    ],
)  # fmt: skip
def test_a_detail_is_told_in_words_and_what_was_typed_is_masked(
    embedded: Flask, act: str, said: str, shown: str
) -> None:
    with embedded.test_request_context(headers={"Accept-Language": "vi"}):
        assert traildetails.told(act, said).startswith(shown)


def test_a_thing_has_a_name_and_is_found_by_it(embedded: Flask) -> None:
    with embedded.test_request_context(headers={"Accept-Language": "vi"}):
        for code in [*(f"{c}:12" for c in trailthings.numbered()), "plan:2026", "trail"]:
            said = trailthings.subject(code)
            assert said != code
            assert trailthings.code_of(said) == code
            assert trailthings.code_of(code) == code
        assert trailthings.subject("table:don-vi/7/phan-anh.csv").endswith("số 7, tệp CSV")
        assert trailthings.subject("<b>") == "<b>"


def test_every_act_thing_and_table_that_is_noted_has_a_word(embedded: Flask) -> None:
    source = "\n".join(one.path.read_text(encoding="utf-8") for one in modules(*ROOMS))
    noted = re.findall(r'\bnote\(\s*"([^"]+)",\s*f?"([^"]+)"', source)
    slugs = re.findall(r'(?:Place|_place|_auditors|_delegates)\(\s*"([a-z/-]+)"', source)
    assert len(noted) > 60
    assert len(slugs) > 15
    with embedded.test_request_context(headers={"Accept-Language": "vi"}):
        acts = trailwords.acts()
        assert {act for act, _subject in noted if act not in acts} == set()
        filled = {_filled(one) for _act, one in noted}
        assert {one for one in filled if trailthings.subject(one) == one} == set()
        assert set(slugs) - set(trailthings.tables()) == set()


def _filled(noted: str) -> str:
    """A thing as it is written, from the expression that writes it."""
    for braces, value in ((r"\{kind\}", "csv"), (r"\{year\}", "2026"), (r"\{[^}]*\}", "7")):
        noted = re.sub(braces, value, noted)
    return noted
