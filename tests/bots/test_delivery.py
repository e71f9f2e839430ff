"""What is owed is said once and in order, however long a flood lasts and however many processes
there are to say it.
"""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest
from flask import Flask

from bots.attend import Attendant, Heard
from bots.delivery import Office, Pace, Take
from bots.ears import AskingReader
from bots.inbox import Inbox, forget_broken
from bots.settings import BotSettings
from bots.telegram import LONGEST, Telegram
from bots.turns import Act, Option, Said, Turn
from bots.zalo import Zalo
from intake import doctor
from intake.signs import Health
from intake.submissions import Channel
from tests.bots import fake_telegram, fake_zalo
from tests.bots.fake_telegram import FakeTelegram
from tests.bots.fake_zalo import FakeZalo

HASTY = Pace(round=0.05, wait=0.1, lease=0.6)
ANH = 11
pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")  # the library's


@asynccontextmanager
async def telegram_office(app: Flask, server: FakeTelegram) -> AsyncIterator[Office]:
    """One process's office: its own bot, the same database."""
    on = BotSettings(telegram_token=fake_telegram.TOKEN, telegram_api_url=server.url)
    async with Telegram(on) as messenger:
        attendant = Attendant(Channel.TELEGRAM, app.extensions["settings"], AskingReader())
        office = Office(app, messenger, attendant, HASTY)
        yield office
        await office.close()


def test_a_flood_longer_than_the_lease_lets_no_second_process_say_it_too(
    installed: Flask, telegram: FakeTelegram
) -> None:
    telegram.faults.add("sendMessage", 429, wait=2)

    async def both() -> None:
        async with (
            telegram_office(installed, telegram) as one,
            telegram_office(installed, telegram) as other,
        ):
            rounds = [asyncio.create_task(office.rounds()) for office in (one, other)]
            await one.take(Heard(str(ANH), "u1", Said("chào", 1)))
            await asyncio.to_thread(telegram.read, ANH, 1)
            await asyncio.sleep(2 * HASTY.lease)
            for task in rounds:
                task.cancel()

    asyncio.run(both())
    assert len(telegram.faults.met) == 1
    assert len(telegram.to(ANH)) == 1


@pytest.mark.parametrize("status", [429, 502])
def test_a_long_answer_broken_off_goes_on_and_does_not_begin_anew(
    installed: Flask, zalo: FakeZalo, status: int
) -> None:
    words = [f"chữ{number}" for number in range(900)]

    async def say() -> None:
        on = BotSettings(zalo_token=fake_zalo.TOKEN, zalo_api_url=zalo.url)
        async with Zalo(on) as messenger:
            attendant = Attendant(Channel.ZALO, installed.extensions["settings"], AskingReader())
            office = Office(installed, messenger, attendant, HASTY)
            turn = Turn(Act.CHOOSE, " ".join(words), (Option("a", "Có"), Option("b", "Không")))
            await office.in_app(office.talks.change, "6ede", lambda entry: entry.owing([turn]))
            office.soon("6ede")
            await asyncio.to_thread(zalo.read, "6ede", 1)
            zalo.faults.add("sendMessage", status, times=2)
            rounds = asyncio.create_task(office.rounds())
            while "2. Không" not in "".join(zalo.to("6ede")):
                await asyncio.sleep(0.02)
            rounds.cancel()
            await office.close()

    asyncio.run(asyncio.wait_for(say(), 60))
    said = " ".join(zalo.to("6ede")).split()
    assert [word for word in said if word.startswith("chữ")] == words


def test_a_long_answer_of_telegram_has_its_buttons_under_the_last_piece(
    telegram: FakeTelegram,
) -> None:
    async def say() -> None:
        on = BotSettings(telegram_token=fake_telegram.TOKEN, telegram_api_url=telegram.url)
        async with Telegram(on) as messenger:
            turn: Turn | None = Turn(Act.CHOOSE, "dài " * LONGEST, (Option("a", "Có"),), 1)
            while turn:
                turn = await messenger.say(str(ANH), turn)

    asyncio.run(say())
    assert [bool(m.get("reply_markup")) for m in telegram.to(ANH)] == [False] * 3 + [True]


class Breaking:
    """A messenger whose every update breaks us."""

    channel = Channel.ZALO

    async def say(self, _chat: str, _turn: Turn) -> Turn | None:
        """Nothing is left."""
        return None

    async def hear_raw(self, update: Mapping[str, Any], _take: Take) -> None:
        """Breaks."""
        raise ZeroDivisionError(update)


def test_an_update_that_breaks_us_is_put_aside_and_in_the_end_forgotten(installed: Flask) -> None:
    house = installed.extensions["settings"]
    office = Office(installed, Breaking(), Attendant(Channel.ZALO, house, AskingReader()), HASTY)
    path = office.inbox.put({"message": {"text": "một điều bí mật"}})
    assert "bí mật".encode() not in path.read_bytes()
    assert told(installed) == [(Health.ODD, "1 updates wait")]
    sealed = path.read_bytes()
    path.write_bytes(sealed[:-1])
    assert told(installed) == [(Health.BAD, "1 of 1 updates that wait do not open")]
    path.write_bytes(sealed)
    asyncio.run(office.empty_inbox())
    assert told(installed) == [(Health.BAD, "1 updates broke the bot and are deleted a week after")]
    assert list(office.inbox.waiting()) == []
    [aside] = path.parent.glob("*.unheard")
    assert forget_broken(house) == 0
    week_ago = time.time() - 8 * 24 * 3600
    os.utime(aside, (week_ago, week_ago))
    assert forget_broken(house) == 1
    assert told(installed) == []


def told(app: Flask) -> list[tuple[Health, str]]:
    """What the doctor says of the updates that wait."""
    with app.app_context():
        found = doctor.examine(app.extensions["settings"])
    return [(sign.health, sign.seen) for sign in found if sign.name == "inbox"]


def test_what_waits_is_heard_in_the_order_it_came(installed: Flask) -> None:
    inbox = Inbox(Channel.TELEGRAM, installed.extensions["settings"])
    for number in range(5):
        inbox.put({"update_id": number})
    assert [update["update_id"] for _path, update in inbox.waiting()] == list(range(5))
    for path, _update in list(inbox.waiting()):
        inbox.heard(path)
        inbox.heard(path)  # another process heard it as well
    assert list(inbox.waiting()) == []
