"""Near-copies are found whatever was done to them; people who merely agree are not copies."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triage.nearcopy import Item, NearCopies

COMPLAINT = (
    "Tôi nộp hồ sơ cấp đổi giấy chứng nhận quyền sử dụng đất từ đầu tháng ba, giấy hẹn ghi hai "
    "mươi ngày mà đến nay vẫn chưa có kết quả, hỏi thì cán bộ chỉ nói chờ."
)
OTHER = "Đường vào chợ ngập nước sau mỗi trận mưa, xe máy chết máy, mong sớm làm cống thoát nước."


def copy_of(later: str, *earlier: str, sender: str | None = None) -> int | None:
    copies = NearCopies()
    copies.add_many(Item(i, text, sender) for i, text in enumerate(earlier))
    return copies.add(Item(99, later, sender)).of


@pytest.mark.parametrize(
    "later",
    [
        COMPLAINT,
        COMPLAINT.upper(),
        "Kính gửi ban tiếp công dân, " + COMPLAINT + " Tôi xin chân thành cảm ơn.",
        "toi nop ho so cap doi giay chung nhan quyen su dung dat tu dau thang ba, giay hen ghi hai "
        "muoi ngay ma den nay van chua co ket qua, hoi thi can bo chi noi cho",
        "toi nop hs cap doi gcn quyen su dung dat tu dau thang ba, giay hen ghi hai muoi ngay mà "
        "den nay zan chua co ket wa, hoi thi cb chi ns cho",
        "hỏi thì cán bộ chỉ nói chờ. " + COMPLAINT[:150],
    ],
    ids=["same", "capitals", "courtesies", "no marks", "teencode", "turned round"],
)
def test_a_changed_copy_is_found(later: str) -> None:
    assert copy_of(later, OTHER, COMPLAINT) == 1


def test_another_complaint_is_not_a_copy() -> None:
    assert copy_of(OTHER, COMPLAINT) is None


def test_the_same_courtesies_do_not_make_a_copy() -> None:
    frame = "Kính gửi Ủy ban nhân dân thành phố, {} Kính mong quý cơ quan xem xét. Trân trọng."
    assert copy_of(frame.format("cầu sắp sập"), frame.format("chó thả rông cắn người")) is None


def test_a_request_that_sounds_like_a_courtesy_is_kept_where_it_is_all_there_is() -> None:
    bridge, dogs = "kiểm tra cây cầu ván sắp sập", "bắt chó thả rông cắn trẻ em"
    assert copy_of(f"Đề nghị cơ quan {bridge}", f"Đề nghị cơ quan {dogs}") is None


def test_courtesies_alone_do_not_disappear() -> None:
    assert copy_of("Tôi xin chân thành cảm ơn", "xin chân thành cảm ơn") == 0


def test_of_several_copies_the_closest_is_named() -> None:
    assert copy_of(COMPLAINT, COMPLAINT[:110], COMPLAINT + " Nhờ xem giúp.") == 1


def test_of_equally_close_ones_the_earliest_of_the_last_two_is_named() -> None:
    assert copy_of(COMPLAINT, COMPLAINT) == 0
    assert copy_of(COMPLAINT, COMPLAINT, COMPLAINT) == 0
    assert copy_of(COMPLAINT, COMPLAINT, COMPLAINT, COMPLAINT) == 1


def test_people_who_say_the_same_few_words_are_not_copies() -> None:
    assert copy_of("quá chậm", "quá chậm", "qua cham") is None


def test_few_words_from_the_same_sender_are_a_copy() -> None:
    assert copy_of("qua cham", "quá chậm", sender="a") == 0


def test_few_words_from_another_sender_are_not() -> None:
    copies = NearCopies()
    copies.add(Item(0, "quá chậm", "a"))
    assert copies.add(Item(1, "quá chậm", "b")).of is None


@pytest.mark.parametrize("text", ["", " ", "?!…", "\x00", "\ud800", "😀" * 5])
def test_a_text_without_words_is_a_copy_of_nothing(text: str) -> None:
    assert copy_of(text, text, text, sender="a") is None


def test_a_megabyte_is_read_in_bounded_time_and_matched() -> None:
    long = (COMPLAINT + " " + OTHER + " ") * 4000
    assert copy_of(long + "x", OTHER, long) == 1


def test_long_texts_about_different_things_are_no_copies() -> None:
    one = " ".join(f"số{i * 7919 % 10007} việc{i * 104729 % 9973}" for i in range(1500))
    two = " ".join(f"ngày{i * 6151 % 10009} nhà{i * 15485863 % 9967}" for i in range(1500))
    assert copy_of(one, two) is None


def test_memory_is_bounded_and_the_oldest_is_forgotten() -> None:
    copies = NearCopies(room=200)
    copies.add(Item(0, COMPLAINT))
    assert copies.add(Item(1, COMPLAINT)).of == 0
    copies.add_many(
        Item(i, f"việc thứ {i * 7919} ở tổ {i * 31} gặp trở ngại") for i in range(2, 900)
    )
    assert copies.add(Item(999, COMPLAINT)).of is None


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.text(max_size=80) | st.sampled_from([COMPLAINT, OTHER, "quá chậm"]), max_size=40)
)
def test_alone_or_in_batches_the_answers_are_the_same(texts: list[str]) -> None:
    items = [Item(i, text, "a") for i, text in enumerate(texts)]
    one_by_one, together = NearCopies(), NearCopies()
    assert [one_by_one.add(item) for item in items] == together.add_many(items)


def test_answers_stay_the_same_while_the_tables_grow() -> None:
    items = [
        Item(i, f"hồ sơ số {i % 700} nộp ngày {i % 31} chưa có kết quả trả về") for i in range(1500)
    ]
    one_by_one, together = NearCopies(), NearCopies()
    assert [one_by_one.add(item) for item in items] == together.add_many(items)
