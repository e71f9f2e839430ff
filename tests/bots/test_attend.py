"""What is heard is on disk, once, however often and from however many sides it comes."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app import TalkReader
from bots import talks
from bots.attend import Attendant, Heard
from bots.ears import AskingReader, Reading
from bots.memory import Step
from bots.talks import Entry, KeptTalk, Loaded
from bots.turns import Said
from config import WorkMode
from intake import handling
from intake.db import db, now
from intake.handling import Act
from intake.outbox import NoticeAddress
from intake.submissions import Author, Channel, Message, Submission
from intake.thread import Deed, state_of, write
from tests.bots.house import emptied
from tests.installation import Installer, Mode

# synthetic: invented stories that allege nothing about anybody
STORY = "Sáng nay tôi đi chứng thực giấy tờ mà phải chờ cả buổi"


@pytest.fixture(scope="module", params=list(Mode))
def base(
    request: pytest.FixtureRequest,
    installer: Installer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Flask]:
    """On SQLite and on PostgreSQL."""
    folder = tmp_path_factory.mktemp("base")
    with installer.install(request.param, folder, work_mode=WorkMode.SILENT) as made:
        yield made


@pytest.fixture
def app(base: Flask) -> Iterator[Flask]:
    """With nothing told yet."""
    yield base
    emptied(base)


@pytest.fixture
def anh(app: Flask) -> Iterator["Chat"]:
    with app.app_context():
        yield Chat(attendant(app), "anh")


def attendant(app: Flask) -> Attendant:
    return Attendant(Channel.ZALO, app.extensions["settings"], AskingReader())


class Chat:
    """One person's chat, without a messenger."""

    def __init__(self, house: Attendant, name: str) -> None:
        self.house, self.name, self.count = house, name, 0

    def says(self, *messages: str) -> str:
        """Message after message; everything we said since the first."""
        for text in messages:
            self.count += 1
            self.hears(f"m{self.count}", text)
        return "\n".join(turn.text for _, turn in self.entry.owed)

    def hears(self, message: str, text: str) -> None:
        """One message under an id of the test's choice."""
        self.house.attend(Heard(self.name, message, Said(text, self.count)))

    @property
    def entry(self) -> Entry:
        """The talk as it is kept."""
        return self.house.talks.load(self.name).entry


def count(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_a_message_heard_twice_counts_once(anh: Chat) -> None:
    for _ in range(3):
        anh.hears("m1", STORY)
    assert len(anh.entry.talk.told.story) == 1
    assert len(anh.entry.owed) == 1


def test_a_crash_after_filing_and_before_noting_it_files_once(
    anh: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    anh.says(STORY, "không rõ")
    with monkeypatch.context() as broken:
        broken.setattr(anh.house.talks, "save", _dies)
        with pytest.raises(SystemExit):
            anh.hears("m9", "gửi")
    db.session.remove()
    assert count(Submission) == 1
    anh.hears("m9", "gửi")  # delivered again, because it was never acknowledged
    assert count(Submission) == 1
    assert "Mã bí mật" in anh.says()


def _dies(_loaded: Loaded, _entry: Entry) -> bool:
    raise SystemExit


def test_two_hundred_people_at_once_lose_and_double_nothing(app: Flask) -> None:
    house = attendant(app)

    def talk(number: int) -> None:
        with app.app_context():
            chat = Chat(house, f"chat{number}")
            for message, words in enumerate((f"{STORY}, lần thứ {number}", "không rõ", "gửi")):
                chat.hears(f"m{message}", words)
                chat.hears(f"m{message}", words)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(talk, range(200)))
    with app.app_context():
        texts = list(db.session.scalars(select(Submission.text)))
    assert len(texts) == len(set(texts)) == 200


def test_messages_of_one_chat_from_many_sides_are_all_heard(app: Flask) -> None:
    house, start = attendant(app), threading.Barrier(4)

    def hear(number: int) -> None:
        start.wait()
        with app.app_context():
            house.attend(Heard("anh", f"m{number}", Said(f"{STORY}, phần {number}", number)))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(hear, range(1, 5)))
    with app.app_context():
        entry = house.talks.load("anh").entry
    assert [order for order, _ in sorted(entry.talk.told.story)] == [1, 2, 3, 4]
    assert len(entry.owed) == 4


def test_what_was_told_expires_after_two_days(anh: Chat) -> None:
    anh.says(STORY)
    db.session.execute(update(KeptTalk).values(expires_at=now() - timedelta(minutes=1)))
    db.session.commit()
    assert anh.entry.talk.told.text == ""
    assert talks.forget_old() == 1
    assert count(KeptTalk) == 0


def test_a_reader_that_fails_leaves_the_talk_asking(app: Flask) -> None:
    class Broken:
        def read(self, story: str) -> Reading:
            raise RuntimeError(story)

        def meant(self, words: str) -> str:
            raise RuntimeError(words)

    with app.app_context():
        chat = Chat(Attendant(Channel.ZALO, app.extensions["settings"], Broken()), "chị")
        assert "xã, phường nào" in chat.says(STORY)


def test_what_the_door_refuses_is_asked_again(anh: Chat) -> None:
    anh.says(STORY + " xa" * 6000, "không rõ")
    assert "dài quá" in anh.says("gửi")
    assert anh.entry.talk.step is Step.RETELL
    assert count(Submission) == 0


def test_one_person_is_one_sender_and_two_are_two(app: Flask) -> None:
    with app.app_context():
        for name in ("anh", "anh", "chị"):
            chat = Chat(attendant(app), name)
            chat.count = 10 * count(Submission)
            chat.says(f"{STORY} {name}", "không rõ", "gửi")
        assert len(set(db.session.scalars(select(Submission.sender_hash)))) == 2


def test_the_answer_of_the_staff_is_read_with_both_codes(anh: Chat) -> None:
    receipt = anh.says(STORY, "không rõ", "gửi")
    row = db.session.scalars(select(Submission)).one()
    write(row.id, Author.STAFF, "Chúng tôi đang xem, xin chờ.", "x")
    said = anh.says(receipt[receipt.index("Mã tra cứu") :])
    assert "Đã có trả lời" in said
    assert "Chúng tôi đang xem, xin chờ." in said


def test_the_senders_word_on_an_answer_is_kept_once_and_reopens_it(anh: Chat) -> None:
    receipt = anh.says(STORY, "không rõ", "gửi")
    row = db.session.scalars(select(Submission)).one()
    write(row.id, Author.STAFF, "Đã trả hồ sơ.", "x", deed=Deed(Act.ANSWERED))
    codes = receipt[receipt.index("Mã tra cứu") :]
    assert "Việc này đã được giải quyết chưa?" in anh.says(codes)
    anh.says("chưa xong", "yêu cầu xem lại", "Vẫn chưa có", codes)
    acts = [step.act for step in handling.steps_of(row.id)]
    assert acts == [Act.ANSWERED, Act.NOT_FIXED, Act.REOPENED]
    assert state_of(row) != "answered"


def test_of_a_place_pointed_to_one_may_only_say_that_it_is_wrong(anh: Chat) -> None:
    receipt = anh.says(STORY, "không rõ", "gửi")
    row = db.session.scalars(select(Submission)).one()
    write(row.id, Author.STAFF, "Việc của thuế.", "x", deed=Deed(Act.REFERRED, "tax"))
    said = anh.says(receipt[receipt.index("Mã tra cứu") :])
    assert "/noi-khac/tax" in said
    assert "đã được giải quyết chưa" not in said
    anh.says("yêu cầu xem lại", "Thuế nói không phải việc của họ")
    acts = [step.act for step in handling.steps_of(row.id)]
    assert acts == [Act.REFERRED, Act.REOPENED]


def test_what_was_handed_over_says_where_it_went(anh: Chat) -> None:
    receipt = anh.says(STORY, "không rõ", "gửi")
    row = db.session.scalars(select(Submission)).one()
    handling.step(row.id, Act.HANDED_OVER, "once", None, "deleted|Thanh tra tỉnh")
    db.session.commit()
    said = anh.says(receipt[receipt.index("Mã tra cứu") :])
    assert "Thanh tra tỉnh" in said
    assert "/noi-khac/denunciation" in said
    assert "không nhắn thêm ở đây được nữa" in anh.says("viết thêm cho cán bộ", "Tôi nói thêm")


def test_a_message_to_the_staff_heard_twice_is_kept_once(anh: Chat) -> None:
    receipt = anh.says(STORY, "không rõ", "gửi")
    anh.says(receipt[receipt.index("Mã tra cứu") :], "viết thêm cho cán bộ")
    row = db.session.scalars(select(Submission)).one()
    before = anh.house.talks.load("anh")
    anh.hears("m20", "Họ vừa gọi lại cho tôi")
    after = anh.house.talks.load("anh")
    assert anh.house.talks.save(after, replace(before.entry, heard=()))  # as if it had been lost
    anh.hears("m20", "Họ vừa gọi lại cho tôi")
    assert [m.text for m in row.messages] == ["Họ vừa gọi lại cho tôi"]
    assert count(Message) == 1


def test_wrong_codes_open_nothing(anh: Chat) -> None:
    receipt = anh.says(STORY, "không rõ", "gửi")
    Chat(anh.house, "chị").says(STORY, "không rõ", "gửi")
    other = Chat(anh.house, "chị").entry.owed[-1][1].text
    mixed = receipt.split("Mã bí mật")[0] + "Mã bí mật" + other.split("Mã bí mật", 1)[1]
    assert "không khớp" in anh.says(mixed[mixed.index("Mã tra cứu") :])


def test_no_more_news_forgets_where_the_chat_is_and_nobody_elses(app: Flask) -> None:
    with app.app_context():
        anh, chi = (Chat(attendant(app), name) for name in ("anh", "chị"))
        for one in (anh, chi):
            one.says(f"{STORY} {one.name}", "không rõ", "gửi")
        assert "Còn giữ: 1 phản ánh" in anh.says("xóa")
        assert count(NoticeAddress) == 2
        assert "không báo tin nữa" in anh.says("đừng báo")
        assert count(NoticeAddress) == 1
        assert "Còn giữ" not in anh.says("xóa").split("không báo tin nữa")[1]
        assert "Còn giữ: 1 phản ánh" in chi.says("xóa")


def test_a_second_story_sent_apart_is_a_second_submission(app: Flask) -> None:
    with app.app_context():
        chat = Chat(Attendant(Channel.ZALO, app.extensions["settings"], TalkReader()), "anh")
        chat.says("Chứng thực ở xã Mỹ An Hưng hôm qua phải chờ cả buổi")
        chat.says("Còn ở phường Sa Đéc hôm nay cán bộ một cửa quát mắng mẹ tôi", "chuyện khác")
        chat.says("1") if chat.entry.talk.step is Step.OTHER else None
        assert count(Submission) == 1
        chat.says("gửi")
        assert len(set(db.session.scalars(select(Submission.unit_id)))) == count(Submission) == 2
