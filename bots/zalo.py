"""Zalo: a thin transport. No buttons there, so options are numbered; no update ids either.

A poll hands an update out once and forgets it, so it is put on disk before it is heard. What a
poll took while its answer was on the way to us, and we were killed, is lost: the webhook does not
have that gap, so it is the way for a province.
"""

import asyncio
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bots.attend import Brought, Heard, Missed
from bots.delivery import Gone, Later, Office, Refused, Take
from bots.settings import BotSettings
from bots.turns import Odd, Oddity, Said, Turn, numbered, pieces
from bots.zaloapi import LONGEST, REFUSED, TIMEOUT, ZaloApi, ZaloError
from intake.files import LIMITS, FileFault
from intake.submissions import Channel

log = logging.getLogger(__name__)
POLL = 30  # seconds an empty poll stays open
_ODD = {
    "message.voice.received": Oddity.VOICE,
    "message.unsupported.received": Oddity.HIDDEN,
}


class Zalo:
    """The bot of one token."""

    channel = Channel.ZALO

    def __init__(self, settings: BotSettings, poll: int = POLL, pause: float = 3.0) -> None:
        self.api = ZaloApi(settings.zalo_token, settings.zalo_api_url)
        self._secret = settings.zalo_webhook_secret
        self._poll, self._pause = poll, pause

    async def __aenter__(self) -> "Zalo":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.api.close()

    async def listen(self, office: Office) -> None:
        """For ever: fetch one update, hear it."""
        for path, update in await asyncio.to_thread(lambda: list(office.inbox.waiting())):
            await self._hear_kept(path, update, office)
        while True:
            try:
                update = await self.api.call("getUpdates", self._poll + 10.0, timeout=self._poll)
            except ZaloError as error:
                await self._wait(error)
                continue
            for one in update if isinstance(update, list) else [update]:
                if isinstance(one, Mapping):
                    await self._hear_new(one, office)

    async def _hear_new(self, update: Mapping[str, Any], office: Office) -> None:
        """Keep it, for Zalo will not hand it out again, and hear it; on a full disk hear it only."""
        try:
            path = await asyncio.to_thread(office.inbox.put, update)
        except OSError:
            log.exception("the disk takes no update: this one is lost if we are killed now")
            await self.hear(update, office.take_patiently)
        else:
            await self._hear_kept(path, update, office)

    async def _hear_kept(self, path: Path, update: Mapping[str, Any], office: Office) -> None:
        await self.hear(update, office.take_patiently)
        await asyncio.to_thread(office.inbox.heard, path)

    async def _wait(self, error: ZaloError) -> None:
        if error.code in REFUSED:
            raise Refused("Zalo does not know this ZALO_TOKEN.") from error
        if error.code != TIMEOUT:
            log.warning("Zalo is away: %s", error)
            await asyncio.sleep(error.wait or self._pause)

    async def hear_raw(self, update: Mapping[str, Any], take: Take) -> None:
        """Hand one event on, out of the envelope some come in."""
        await self.hear(update.get("result", update), take)

    async def hear(self, update: Any, take: Take) -> None:
        """Hand one update on; what is none of ours, or no update at all, is passed over."""
        heard = await self._heard(update) if isinstance(update, Mapping) else None
        if heard is not None:
            await take(heard)

    async def say(self, chat: str, turn: Turn) -> Turn | None:
        """Send one turn, or its first piece."""
        text, *rest = pieces(numbered(turn), LONGEST)
        try:
            await self.api.call("sendMessage", chat_id=chat, text=text)
        except ZaloError as error:
            if error.passing or error.code in REFUSED:  # a token can be set right again
                raise Later(error.wait) from error
            raise Gone from error
        return Turn(turn.act, "\n".join(rest)) if rest else None

    async def introduce(self, _office: Office) -> None:
        """Only make sure of the token: there is no menu to fill."""
        try:
            await self.api.call("getMe")
        except ZaloError as error:
            await self._wait(error)

    async def set_webhook(self, url: str) -> None:
        """Have Zalo call ``url`` instead of being asked."""
        await self.api.call("setWebhook", url=url, secret_token=self._secret)

    async def delete_webhook(self) -> None:
        """Have Zalo keep updates until it is asked."""
        await self.api.call("deleteWebhook")

    async def _heard(self, update: Mapping[str, Any]) -> Heard | None:
        message, name = update.get("message"), update.get("event_name", "")
        chat = message.get("chat") if isinstance(message, Mapping) else None
        if not isinstance(message, Mapping) or not isinstance(chat, Mapping):
            return None
        ours = chat.get("chat_type", "PRIVATE") == "PRIVATE" and chat.get("id")
        if not ours or not message.get("message_id"):
            return None
        event = await self._event(str(name), message)
        return Heard(str(chat["id"]), str(message["message_id"]), event)

    async def _event(self, name: str, message: Mapping[str, Any]) -> Said | Odd | Brought | Missed:
        order = message.get("date")
        order = order if isinstance(order, int) else 0
        if isinstance(message.get("text"), str) and message["text"]:
            return Said(message["text"], order)
        if isinstance(message.get("photo"), str):
            return await self._picture(message["photo"], str(message.get("caption") or ""), order)
        return Odd(_ODD.get(name, Oddity.OTHER))

    async def _picture(self, url: str, caption: str, order: int) -> Brought | Missed:
        try:
            data = await self.api.fetch(url, LIMITS.bytes)
        except ZaloError as error:
            log.warning("a picture could not be fetched: %s", error)
            return Missed(None, caption, order)
        if data is None:
            return Missed(FileFault.TOO_LARGE, caption, order)
        return Brought("anh.jpg", data, caption, order)
