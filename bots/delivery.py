"""From a messenger to the attendant and back: nothing is acknowledged before it is on disk.

What is to be said is said by one process at a time, in order, until the messenger took it.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, ParamSpec, Protocol, TypeVar

from flask import Flask
from sqlalchemy import exc

from bots import sentences
from bots.attend import Attendant, Heard, say_in
from bots.inbox import Inbox
from bots.talks import Entry, Loaded
from bots.turns import Act, Turn
from intake import outbox
from intake.db import now
from intake.outbox import Way
from intake.submissions import Channel

log = logging.getLogger(__name__)
AWAY = (exc.OperationalError, exc.InterfaceError, exc.InternalError, exc.TimeoutError)  # it passes
GRACE = 5.0  # seconds for a message under way when we are told to stop
LONGEST_WAIT = 600.0  # seconds between two attempts to say something
TRIES = 3  # of a message that breaks us
P = ParamSpec("P")
T = TypeVar("T")
Take = Callable[[Heard], Awaitable[None]]


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

    async def say(self, chat: str, turn: Turn) -> Turn | None:
        """Say one thing, or its first piece; what is left. Raises :class:`Gone`, :class:`Later`."""

    async def hear_raw(self, update: Mapping[str, Any], take: Take) -> None:
        """Hand one update on, as it came over the wire."""


@dataclass(frozen=True)
class Pace:
    """Seconds: between two rounds, the first wait after a failure (doubling), and how long after
    a crash until another process says what was left unsaid.
    """

    round: float = 5.0
    wait: float = 2.0
    lease: float = 20.0


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
        self.inbox = Inbox(messenger.channel, attendant.desk.settings)
        self._saying: set[asyncio.Task[None]] = set()
        self._chats: set[str] = set()  # spoken to by us
        self._took: dict[str, tuple[int, Turn | None]] = {}  # said, and perhaps not noted
        self._told: set[str] = set()  # that we are away, since we are

    async def take(self, heard: Heard) -> None:
        """Hear one message; when this returns it is on disk and the answer is on its way."""
        await self.in_app(self.attendant.attend, heard)
        self._told.clear()
        self.soon(heard.chat)

    async def take_patiently(self, heard: Heard) -> None:
        """As :meth:`take`, until the database is back; a message that breaks us is passed over."""
        broken = 0
        for failures in range(1_000_000):
            try:
                await self.take(heard)
                return
            except AWAY as error:
                log.warning("the database is away (%s); trying again", type(error).__name__)
                if failures:  # no passing hiccup
                    self._apologise(heard.chat)
            except Exception:
                log.exception("a message could not be heard")
                broken += 1
                if broken >= TRIES:
                    self._aside(heard.chat, sentences.unheard)
                    return
            await asyncio.sleep(min(30.0, self.pace.wait * 2 ** min(failures, 5)))

    async def take_in(self, update: Mapping[str, Any]) -> None:
        """Hear an update as it came, or keep it on disk until the database is back.

        Raises OSError where it can be neither heard nor kept: it must come again.
        """
        chats: list[str] = []

        async def take(heard: Heard) -> None:
            chats.append(heard.chat)
            await self.take(heard)

        try:
            await self.messenger.hear_raw(update, take)
        except AWAY as error:
            log.warning("the database is away (%s): an update is kept", type(error).__name__)
            await asyncio.to_thread(self.inbox.put, update)
            for chat in chats:
                self._apologise(chat)

    async def empty_inbox(self) -> None:
        """Hear what waits on disk, the oldest first. The database's own errors pass on."""
        for path, update in await asyncio.to_thread(lambda: list(self.inbox.waiting())):
            for tries in range(1, TRIES + 1):
                try:
                    await self.messenger.hear_raw(update, self.take)
                except AWAY:
                    raise
                except Exception:
                    log.exception("an update that waited could not be heard")
                    if tries == TRIES:
                        await asyncio.to_thread(self.inbox.give_up, path)
                else:
                    await asyncio.to_thread(self.inbox.heard, path)
                    break

    def soon(self, chat: str) -> None:
        """Say what is owed to this chat, without waiting for it."""
        self.behind(self.deliver(chat))

    def behind(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something nobody waits for."""
        task = asyncio.create_task(work)
        self._saying.add(task)
        task.add_done_callback(self._saying.discard)

    async def rounds(self) -> None:
        """For ever: hear what waited on disk, say what a crash or a messenger away left unsaid."""
        while True:
            try:
                await self.empty_inbox()
                for chat in await self.in_app(self.talks.waiting):
                    self.soon(chat)
            except AWAY as error:
                log.warning("the database is away (%s)", type(error).__name__)
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
            if await self.in_app(self.talks.claim, chat, self._lease()):
                async with self._holding(chat):
                    await self._say_all(chat)
        except AWAY as error:
            log.warning("the database is away (%s); said later", type(error).__name__)
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
                rest = await self._say_once(chat, number, turn)
            except Gone:
                await self._gone(chat, [owed.text for _number, owed in loaded.entry.owed])
            except Later as error:
                await self._put_off(chat, error.seconds)
                return
            else:
                await self._change(chat, _said(number, rest))
                self._took.pop(chat, None)

    async def _say_once(self, chat: str, number: int, turn: Turn) -> Turn | None:
        """What is left of the turn; one the messenger took before the database went is not said
        again by this process.
        """
        said, rest = self._took.get(chat, (0, None))
        if said != number:
            rest = await self.messenger.say(chat, turn)
            self._took[chat] = (number, rest)
        return rest

    @contextlib.asynccontextmanager
    async def _holding(self, chat: str) -> AsyncIterator[None]:
        """Let nobody else speak to this chat, however long the messenger makes us wait."""
        keeping = asyncio.create_task(self._keep(chat))
        try:
            yield
        finally:
            keeping.cancel()

    async def _keep(self, chat: str) -> None:
        while True:
            await asyncio.sleep(self.pace.lease / 3)
            with contextlib.suppress(*AWAY):
                await self.in_app(self.talks.keep, chat, self._lease())

    def _lease(self) -> Any:
        return now() + timedelta(seconds=self.pace.lease)

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

    def _apologise(self, chat: str) -> None:
        """Tell who waits, once, that their message is kept."""
        if chat not in self._told:
            self._told.add(chat)
            self._aside(chat, sentences.away)

    def _aside(self, chat: str, words: Callable[..., str]) -> None:
        """Say something that is in no talk, in both languages: the talk cannot be read now."""

        def both() -> str:
            return "\n\n".join(words(say_in(lang)) for lang in ("vi", "en"))

        async def say() -> None:
            turn = Turn(Act.SAY, await self.in_app(both))
            with contextlib.suppress(Gone, Later):
                await self.messenger.say(chat, turn)

        self.behind(say())

    async def _change(self, chat: str, change: Callable[[Entry], Entry]) -> Loaded:
        return await self.in_app(self.talks.change, chat, change)

    async def in_app(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """``call`` in a thread, inside the application."""

        def inside() -> T:
            with self.app.app_context():
                return call(*args, **kwargs)

        return await asyncio.to_thread(inside)


def _said(number: int, rest: Turn | None) -> Callable[[Entry], Entry]:
    """The entry with one turn said, or with what is left of it."""

    def change(entry: Entry) -> Entry:
        left = ((number, rest),) if rest else ()
        others = tuple(owed for owed in entry.owed if owed[0] != number)
        return replace(entry, owed=(*left, *others), failures=0)

    return change
