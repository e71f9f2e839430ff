"""From a messenger to the attendant and back: nothing is acknowledged before it is on disk.

What is to be said is said by one process at a time, in order, until the messenger took it.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import ParamSpec, Protocol, TypeVar

from flask import Flask
from sqlalchemy.exc import DBAPIError

from bots.attend import Attendant, Heard
from bots.talks import Entry, Loaded
from bots.turns import Turn
from intake import outbox
from intake.db import now
from intake.outbox import Way
from intake.submissions import Channel

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=20)  # after a crash, so long until somebody else says it
GRACE = 5.0  # seconds for a message under way when we are told to stop
LONGEST_WAIT = 600.0  # seconds between two attempts to say something
P = ParamSpec("P")
T = TypeVar("T")


class Gone(Exception):
    """The messenger will never take this: the person blocked us, the chat is no more."""


class Later(Exception):
    """The messenger cannot take it now; ``seconds`` to wait where it says so."""

    def __init__(self, seconds: float = 0.0) -> None:
        super().__init__(f"later ({seconds} s)")
        self.seconds = seconds


class Refused(RuntimeError):
    """The messenger refuses our token; the text says which variable to look at."""


class Messenger(Protocol):
    """What a messenger can do for us."""

    channel: Channel

    async def say(self, chat: str, turn: Turn) -> None:
        """Say one thing. Raises :class:`Gone` and :class:`Later`."""


@dataclass(frozen=True)
class Pace:
    """Seconds: between two rounds, and the first wait after a failure (doubling)."""

    round: float = 5.0
    wait: float = 2.0


USUAL = Pace()


class Office:
    """One messenger's letters, in and out."""

    def __init__(
        self,
        app: Flask,
        messenger: Messenger,
        attendant: Attendant,
        pace: Pace = USUAL,
    ) -> None:
        self.app, self.messenger, self.attendant = app, messenger, attendant
        self.talks, self.pace = attendant.talks, pace
        self._saying: set[asyncio.Task[None]] = set()
        self._chats: set[str] = set()  # spoken to by us, perhaps longer than the lease

    async def take(self, heard: Heard) -> None:
        """Hear one message; when this returns it is on disk and the answer is on its way."""
        await self.in_app(self.attendant.attend, heard)
        self.soon(heard.chat)

    async def take_patiently(self, heard: Heard) -> None:
        """As :meth:`take`, until the database is back; a message that breaks us is passed over."""
        for failures in range(1_000_000):
            try:
                await self.take(heard)
                return
            except DBAPIError:
                log.exception("the database is away; trying again")
            except Exception:
                log.exception("a message could not be heard")
                if failures >= 2:
                    return
            await asyncio.sleep(min(30.0, self.pace.wait * 2 ** min(failures, 5)))

    def soon(self, chat: str) -> None:
        """Say what is owed to this chat, without waiting for it."""
        task = asyncio.create_task(self.deliver(chat))
        self._saying.add(task)
        task.add_done_callback(self._saying.discard)

    async def rounds(self) -> None:
        """For ever: say what was left unsaid by a crash or a messenger that was away."""
        while True:
            try:
                for chat in await self.in_app(self.talks.waiting):
                    self.soon(chat)
            except DBAPIError:
                log.exception("the database is away")
            await asyncio.sleep(self.pace.round)

    async def close(self) -> None:
        """Let what is being said be said; what takes too long is said after the next start."""
        if self._saying:
            await asyncio.wait(set(self._saying), timeout=GRACE)
        for task in set(self._saying):
            task.cancel()

    async def deliver(self, chat: str) -> None:
        """Say what is owed, if nobody else is saying it."""
        if chat in self._chats:
            return
        self._chats.add(chat)
        try:
            if await self.in_app(self.talks.claim, chat, now() + LEASE):
                await self._say_all(chat)
        except DBAPIError:
            log.exception("the database is away; a later round will say it")
        finally:
            self._chats.discard(chat)

    async def _say_all(self, chat: str) -> None:
        while True:
            loaded = await self.in_app(self.talks.load, chat)
            if not loaded.entry.owed:
                if await self.in_app(self.talks.release, loaded):
                    return
                continue
            number, turn = loaded.entry.owed[0]
            try:
                await self.messenger.say(chat, turn)
            except Gone:
                await self._gone(chat, [owed.text for _number, owed in loaded.entry.owed])
            except Later as error:
                await self._put_off(chat, error.seconds)
                return
            else:
                await self._change(chat, _without(number))
            await self.in_app(self.talks.put_off, chat, now() + LEASE)

    async def _gone(self, chat: str, unsaid: list[str]) -> None:
        """Nothing more is said here, nor put down to be said; what was, is written as failed."""
        way, house = Way(self.messenger.channel), self.app.extensions["settings"]
        log.warning("%s: a chat is closed; its answer is dropped", way)
        await self.in_app(outbox.closed, way, chat, unsaid, house)
        await self._change(chat, lambda entry: replace(entry, owed=()))

    async def _put_off(self, chat: str, seconds: float) -> None:
        loaded = await self._change(chat, lambda e: replace(e, failures=e.failures + 1))
        wait = self.pace.wait * 2 ** min(loaded.entry.failures - 1, 20)
        until = now() + timedelta(seconds=max(seconds, min(wait, LONGEST_WAIT)))
        await self.in_app(self.talks.put_off, chat, until)

    async def _change(self, chat: str, change: Callable[[Entry], Entry]) -> Loaded:
        return await self.in_app(self.talks.change, chat, change)

    async def in_app(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """``call`` in a thread, inside the application."""

        def inside() -> T:
            with self.app.app_context():
                return call(*args, **kwargs)

        return await asyncio.to_thread(inside)


def _without(number: int) -> Callable[[Entry], Entry]:
    """The entry with one turn said."""

    def change(entry: Entry) -> Entry:
        return replace(entry, owed=tuple(o for o in entry.owed if o[0] != number), failures=0)

    return change
