"""All messengers of one process: opened together, listened to, spoken through."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import Future
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from flask import Flask

from bots.attend import Attendant
from bots.delivery import USUAL, Office, Pace
from bots.ears import Reader
from bots.settings import BotSettings
from bots.telegram import Telegram
from bots.zalo import Zalo
from config import Settings
from intake.submissions import Channel

Open = dict[Channel, tuple[Telegram | Zalo, Office]]


class Switchboard:
    """The messengers an application is on."""

    def __init__(
        self, app: Flask, settings: BotSettings, reader: Reader, pace: Pace = USUAL
    ) -> None:
        self.app, self.settings, self.reader, self.pace = app, settings, reader, pace
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._stop = asyncio.Event()
        self._open: Open = {}
        self._lock = threading.Lock()

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Open]:
        """Every messenger whose token is set, for as long as the block lasts."""
        house: Settings = self.app.extensions["settings"]
        async with AsyncExitStack() as stack:
            found: Open = {}
            for messenger in self._configured():
                await stack.enter_async_context(messenger)
                attendant = Attendant(messenger.channel, house, self.reader)
                office = Office(self.app, messenger, attendant, self.pace)
                stack.push_async_callback(office.close)
                found[messenger.channel] = (messenger, office)
            yield found

    async def run(self, ready: Callable[[], None] = lambda: None) -> None:
        """For ever: listen to those that are asked, and say what is owed through all."""
        async with self.opened() as messengers, asyncio.TaskGroup() as group:
            for messenger, office in messengers.values():
                await messenger.introduce(office)
                if not self.calls_us(messenger.channel):  # only one process may ask
                    await office.in_app(office.talks.free)
                    group.create_task(messenger.listen(office))
                group.create_task(office.rounds())
            ready()

    def secret(self, channel: Channel) -> str:
        """What a messenger that calls us shows; empty for one that is off or asked."""
        of = {
            Channel.TELEGRAM: (self.settings.telegram_token, self.settings.telegram_webhook_secret),
            Channel.ZALO: (self.settings.zalo_token, self.settings.zalo_webhook_secret),
        }
        token, secret = of[channel]
        return secret if token else ""

    def calls_us(self, channel: Channel) -> bool:
        """Whether the messenger calls our webhook, rather than being asked."""
        return bool(self.secret(channel))

    def submit(
        self,
        channel: Channel,
        act: Callable[[Office], Coroutine[Any, Any, None]],
    ) -> Future[None]:
        """Do something in a messenger's office from a thread of the web server."""
        loop = self._own_loop()
        return asyncio.run_coroutine_threadsafe(act(self._open[channel][1]), loop)

    def close(self) -> None:
        """Stop what serves the webhooks; what is being said is said first."""
        with self._lock:
            thread, loop, self._loop = self._thread, self._loop, None
        if loop is not None and thread is not None:
            loop.call_soon_threadsafe(self._stop.set)
            thread.join()

    def _own_loop(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                ready: Future[asyncio.AbstractEventLoop] = Future()
                self._thread = threading.Thread(
                    target=lambda: asyncio.run(self._serve(ready)), name="messengers", daemon=True
                )
                self._thread.start()
                self._loop = ready.result(timeout=30)
            return self._loop

    async def _serve(self, ready: "Future[asyncio.AbstractEventLoop]") -> None:
        """Keep the messengers open for the webhooks, and say what is owed."""
        self._stop = asyncio.Event()
        try:
            async with self.opened() as self._open:
                rounds = [asyncio.create_task(o.rounds()) for _, o in self._open.values()]
                ready.set_result(asyncio.get_running_loop())
                await self._stop.wait()
                for task in rounds:
                    task.cancel()
        except Exception as error:
            if ready.done():
                raise
            ready.set_exception(error)

    def _configured(self) -> list[Telegram | Zalo]:
        found: list[Telegram | Zalo] = []
        if self.settings.telegram_token:
            found.append(Telegram(self.settings, pause=self.pace.wait))
        if self.settings.zalo_token:
            found.append(Zalo(self.settings, pause=self.pace.wait))
        return found
