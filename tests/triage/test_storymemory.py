"""What a process remembers of stories spares reading, and never changes an answer."""

import random
from collections.abc import Sequence

from triage.stories import Entry, Mark, Stories
from triage.storymemory import MOST_UNITS, StoryMemory, Told

KEY = ("database", 7)
SAID = (
    "hồ sơ tách thửa trễ hẹn nhiều ngày cán bộ một cửa đòi thêm giấy tờ xác nhận độc thân "
    "lệ phí chứng thực không có biên lai quầy tư pháp đóng cửa sớm"
)
WORDS = SAID.split()


def entries(count: int, chance: random.Random) -> list[Entry]:
    return [
        Entry(n, 7, " ".join(chance.sample(WORDS, 9)), n * 3600.0, topic="overdue_result")
        for n in range(count)
    ]


class Province:
    """The database of one unit: matters with their stories, and how many were read."""

    def __init__(self, said: Sequence[Entry]) -> None:
        self.said = {entry.id: entry for entry in said}
        self.told: list[Told] = []

    def read(self, ids: Sequence[int]) -> list[Entry]:
        story = {matter: story for matter, story, _topic in self.told}
        return [
            Entry(e.id, e.unit, e.text, e.at, e.topic, e.sender, story[e.id])
            for e in (self.said[i] for i in ids)
        ]

    def hear(self, memory: StoryMemory, entry: Entry) -> Mark:
        mark = memory.add(KEY, self.told, self.read, entry)
        self.told.append((entry.id, mark.story, entry.topic))
        return mark


def test_remembering_gives_the_stories_of_the_stream() -> None:
    said = entries(60, random.Random(1))
    memory, province = StoryMemory(), Province(said)
    remembered = [province.hear(memory, entry) for entry in said]
    assert remembered == Stories().add_many(said)
    assert memory.built == 0


def test_what_changed_in_the_database_is_read_again() -> None:
    said = entries(40, random.Random(2))
    memory, province = StoryMemory(), Province(said)
    for entry in said[:20]:
        province.hear(memory, entry)
    province.told[3] = (3, 3, "attitude")  # a person judged it anew
    for entry in said[20:]:
        fresh = Stories(province.read([matter for matter, _, _ in province.told])).add(entry)
        assert province.hear(memory, entry) == fresh
    assert memory.built == 20


def test_what_another_process_heard_meanwhile_is_added_and_no_more_is_read() -> None:
    said = entries(40, random.Random(3))
    here, there, province = StoryMemory(), StoryMemory(), Province(said)
    for at, entry in enumerate(said):
        province.hear(here if at % 2 else there, entry)
    assert [story for _, story, _ in province.told] == [m.story for m in Stories().add_many(said)]
    assert here.built + there.built == len(said) - 1


def test_a_matter_that_was_rolled_back_is_forgotten() -> None:
    said = entries(12, random.Random(4))
    memory, province = StoryMemory(), Province(said)
    for entry in said[:10]:
        province.hear(memory, entry)
    memory.add(KEY, province.told, province.read, said[10])
    lost = province.hear(memory, said[11])
    assert lost == Stories(province.read([m for m, _, _ in province.told[:-1]])).add(said[11])


def test_memory_is_bounded() -> None:
    memory = StoryMemory()
    for unit in range(2 * MOST_UNITS):
        memory.add(("database", unit), [], lambda _ids: [], Entry(unit, unit, "hồ sơ trễ", 0.0))
    assert len(memory._kept) == MOST_UNITS
