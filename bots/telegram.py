"""Telegram: a thin transport. python-telegram-bot speaks, the attendant thinks.

Updates are fetched by our own loop: the library's acknowledges them before they are heard.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from telegram import (
    BotCommand,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    Update,
)
from telegram.constants import ChatType
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest

from bots import sentences
from bots.attend import Brought, Heard, Missed, say_in
from bots.delivery import Gone, Later, Office, Refused, Take
from bots.settings import BotSettings
from bots.turns import Located, Odd, Oddity, Picked, Said, Turn, pieces
from intake.files import LIMITS, FileFault
from intake.submissions import Channel

log = logging.getLogger(__name__)
UPDATES = ["message", "edited_message", "callback_query"]
LONGEST = 4096  # characters of a message, as the Bot API has it
POLL = 25  # seconds an empty poll stays open
RETRIES = 3  # of a call refused with "429 Too Many Requests", after the wait it names


class Telegram:
    """The bot of one token."""

    channel = Channel.TELEGRAM

    def __init__(self, settings: BotSettings, poll: int = POLL, pause: float = 3.0) -> None:
        self.bot: ExtBot[int] = ExtBot(
            settings.telegram_token,
            base_url=f"{settings.telegram_api_url}/bot",
            base_file_url=f"{settings.telegram_api_url}/file/bot",
            rate_limiter=AIORateLimiter(max_retries=RETRIES),
            request=HTTPXRequest(connection_pool_size=32),
            get_updates_request=HTTPXRequest(),
        )
        self._secret = settings.telegram_webhook_secret
        self._poll, self._pause = poll, pause
        self._spinning: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> "Telegram":
        try:
            await self.bot.initialize()
        except InvalidToken as error:
            raise Refused("Telegram does not know this TELEGRAM_TOKEN.") from error
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._spinning:
            await asyncio.wait(set(self._spinning), timeout=1.0)
        for task in set(self._spinning):
            task.cancel()
        await self.bot.shutdown()

    async def listen(self, office: Office) -> None:
        """For ever: fetch updates, hear them, and only then acknowledge them."""
        offset: int | None = None
        while True:
            try:
                updates = await self.bot.get_updates(
                    offset, timeout=self._poll, allowed_updates=UPDATES
                )
            except InvalidToken as error:
                raise Refused("Telegram does not know this TELEGRAM_TOKEN.") from error
            except TelegramError as error:
                await self._wait(error)
                continue
            await asyncio.gather(*(self._in_turn(one, office) for one in by_chat(updates)))
            if updates:
                offset = max(u.update_id for u in updates) + 1

    async def _wait(self, error: TelegramError) -> None:
        if isinstance(error, Conflict):
            log.warning(
                "another process listens for this bot, or a webhook is set: see flask bot --help"
            )
        else:
            log.warning("Telegram is away: %s", type(error).__name__)
        await asyncio.sleep(_seconds(error) or self._pause)

    async def _in_turn(self, updates: list[Update], office: Office) -> None:
        for update in updates:
            await self.hear(update, office.take_patiently)

    async def hear(self, update: Update, take: Take) -> None:
        """Hand one update on; what is none of ours is passed over."""
        heard = await self._heard(update)
        if heard is not None:
            await take(heard)
        if update.callback_query is not None:  # nobody waits for it, however long a flood lasts
            task = asyncio.create_task(self._stop_spinning(update.callback_query))
            self._spinning.add(task)
            task.add_done_callback(self._spinning.discard)

    async def hear_raw(self, update: Mapping[str, Any], take: Take) -> None:
        """Hand one update on, as it came over the wire."""
        await self.hear(Update.de_json(dict(update), self.bot), take)

    async def say(self, chat: str, turn: Turn) -> Turn | None:
        """Send one turn, or its first piece; options as an inline keyboard under the last."""
        text, *rest = pieces(turn.text, LONGEST)
        try:
            await self._send(chat, text, None if rest else _keyboard(turn))
        except (Forbidden, BadRequest) as error:
            raise Gone from error
        except TelegramError as error:
            raise Later(_seconds(error)) from error
        return replace(turn, text="\n".join(rest)) if rest else None

    async def _send(self, chat: str, text: str, keyboard: InlineKeyboardMarkup | None) -> None:
        await self.bot.send_message(
            int(chat), text, reply_markup=keyboard,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )  # fmt: skip

    async def introduce(self, office: Office) -> None:
        """Put the commands into the messenger's own menu, in its two languages."""
        try:
            for lang, code in (("vi", None), ("en", "en")):
                menu = await office.in_app(sentences.menu, say_in(lang))
                commands = [BotCommand(*item) for item in menu]
                await self.bot.set_my_commands(commands, language_code=code)
        except TelegramError as error:
            log.warning("the menu could not be set: %s", type(error).__name__)

    async def set_webhook(self, url: str) -> None:
        """Have Telegram call ``url`` instead of being asked."""
        await self.bot.set_webhook(url, secret_token=self._secret, allowed_updates=UPDATES)

    async def delete_webhook(self) -> None:
        """Have Telegram keep updates until it is asked."""
        await self.bot.delete_webhook()

    async def _stop_spinning(self, query: CallbackQuery) -> None:
        """The button has been heard: take the clock off it, and the old buttons away."""
        try:
            await query.answer()
            await query.edit_message_reply_markup(None)
        except TelegramError as error:  # too late, or the message is gone: nothing is lost
            log.info("a button could not be answered: %s", type(error).__name__)

    async def _heard(self, update: Update) -> Heard | None:
        chat = update.effective_chat
        if chat is None or chat.type != ChatType.PRIVATE:
            return None
        name = f"u{update.update_id}"
        query = update.callback_query
        if query is not None:
            ask, _, code = (query.data or "").partition(":")
            number = int(ask) if ask.isdigit() else -1
            return Heard(str(chat.id), name, Picked(code, number))
        message = update.message or update.edited_message
        if message is None:
            return None
        event = await self._event(message, edited=update.edited_message is not None)
        return Heard(str(chat.id), name, event)

    async def _event(
        self, message: Message, edited: bool
    ) -> Said | Located | Odd | Brought | Missed:
        text, order = message.text or message.caption or "", message.message_id
        if edited or message.text:
            return Said(text, order, edited)
        if message.photo or message.document:
            return await self._file(message, text, order)
        if message.voice or message.audio or message.video_note:
            return Odd(Oddity.VOICE)
        if message.venue:
            at = message.venue.location
            return Located(at.latitude, at.longitude, message.venue.title)
        if message.location:
            return Located(message.location.latitude, message.location.longitude)
        return Odd(Oddity.OTHER)

    async def _file(self, message: Message, caption: str, order: int) -> Brought | Missed:
        name = (message.document.file_name or "") if message.document else "anh.jpg"
        found = message.document or message.photo[-1]
        if (found.file_size or 0) > LIMITS.bytes:
            return Missed(FileFault.TOO_LARGE, caption, order)
        try:
            file = await self.bot.get_file(found.file_id)
            data = bytes(await file.download_as_bytearray())
        except TelegramError as error:
            log.warning("a file could not be fetched: %s", type(error).__name__)
            return Missed(None, caption, order)
        return Brought(name, data, caption, order)


def by_chat(updates: Iterable[Update]) -> list[list[Update]]:
    """Updates in the order they were made, those of one chat together."""
    chats: dict[int, list[Update]] = defaultdict(list)
    for update in sorted(updates, key=lambda u: u.update_id):
        chats[update.effective_chat.id if update.effective_chat else 0].append(update)
    return list(chats.values())


def _keyboard(turn: Turn) -> InlineKeyboardMarkup | None:
    """One option a row: unit names are long. The data holds the question's number."""
    rows = [
        [InlineKeyboardButton(option.label, callback_data=f"{turn.ask}:{option.code}")]
        for option in turn.options
    ]
    return InlineKeyboardMarkup(rows) if rows else None


def _seconds(error: TelegramError) -> float:
    if not isinstance(error, RetryAfter):
        return 0.0
    wait = error.retry_after
    return float(wait) if isinstance(wait, int | float) else wait.total_seconds()
