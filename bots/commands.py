"""`flask bot`: what an operator types, and how the messengers are joined to an application."""

import asyncio
import logging
import os
import signal

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from bots import inbox, links, notify, post, talks, webhooks
from bots.delivery import Refused
from bots.ears import AskingReader, Reader
from bots.settings import BotSettings, load
from bots.switchboard import Switchboard
from config import Settings
from intake import outbox, rotating, tidying

OFF = (
    "No messenger is set up: set TELEGRAM_TOKEN (from @BotFather) or ZALO_TOKEN "
    "(from Zalo Bot Creator) and try again."
)


def install(app: Flask, settings: BotSettings | None = None, reader: Reader | None = None) -> None:
    """Give an application its messengers; without a token they stay off.

    ``reader`` understands stories during the talk; without one the talk asks for more.
    Needs ``app.extensions["settings"]``, and "csrf" where CSRF tokens are asked.
    """
    settings = settings if settings is not None else load(os.environ)
    app.extensions["switchboard"] = Switchboard(app, settings, reader or AskingReader())
    for blueprint in (links.bp, webhooks.bp):
        app.register_blueprint(blueprint)
        if "csrf" in app.extensions:
            app.extensions["csrf"].exempt(blueprint)
    app.cli.add_command(bot)
    chats = {"telegram": settings.telegram_token, "zalo": settings.zalo_token}
    ways = post.postmen(os.environ, [k for k, v in chats.items() if v], app.extensions["settings"])
    notify.install(app, ways)
    tidying.register(app, "talks put away", talks.forget_old, by_the_clock=True)
    tidying.register(app, "updates nobody could hear put away", _forget_broken, by_the_clock=True)
    inbox.clear(app.extensions["settings"])
    app.extensions.setdefault("signs", []).append(inbox.signs)
    tidying.register(app, "half-written updates cleared", _clear)
    tidying.register(app, "notices sent", notify.send_due)
    tidying.register(app, "addresses put away", outbox.forget_old, by_the_clock=True)
    rotating.register(app, (talks.KeptTalk.id, talks.KeptTalk.box), talks.older)


def _forget_broken(_limit: int = 0) -> int:
    return inbox.forget_broken(current_app.extensions["settings"])


def _clear() -> int:
    return inbox.clear(current_app.extensions["settings"])


class _Stop(click.ClickException):
    """Said in one sentence; the exit code tells a wrong setting from a crash."""

    exit_code = 2


@click.command("bot")
@click.option(
    "--set-webhooks",
    is_flag=True,
    help="Tell the messengers with a webhook secret where to call, and end.",
)
@click.option(
    "--delete-webhooks", is_flag=True, help="Have all messengers wait to be asked again, and end."
)
@with_appcontext
def bot(set_webhooks: bool, delete_webhooks: bool) -> None:
    """Listen to the messengers whose tokens are set.

    A messenger with a webhook secret (TELEGRAM_WEBHOOK_SECRET, ZALO_WEBHOOK_SECRET) calls the web
    server instead; then this only says what was left unsaid.
    """
    board: Switchboard = current_app.extensions["switchboard"]
    if not board.settings.any:
        raise _Stop(OFF)
    hush()
    try:
        if set_webhooks or delete_webhooks:
            asyncio.run(_webhooks(board, set_webhooks))
        else:
            asyncio.run(_until_stopped(board))
    except* Refused as group:
        raise _Stop(str(_first(group))) from None


def hush() -> None:
    """Quiet whoever logs the addresses it calls: the messengers' hold their tokens."""
    for noisy in ("httpx", "httpcore", "telegram"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _first(error: BaseException) -> BaseException:
    """The one error inside groups of groups."""
    return _first(error.exceptions[0]) if isinstance(error, BaseExceptionGroup) else error


async def _until_stopped(board: Switchboard) -> None:
    running = asyncio.ensure_future(board.run(lambda: click.echo("listening; Ctrl-C stops")))
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, running.cancel)
    try:
        await running
    except asyncio.CancelledError:
        click.echo("stopped")


async def _webhooks(board: Switchboard, wanted: bool) -> None:
    house: Settings = board.app.extensions["settings"]
    if wanted and not house.base_url.startswith("https://"):
        raise _Stop(f"BASE_URL is {house.base_url}: messengers only call https:// addresses.")
    async with board.opened() as messengers:
        for channel, (messenger, _office) in messengers.items():
            if not wanted:
                await messenger.delete_webhook()
            elif board.calls_us(channel):
                await messenger.set_webhook(f"{house.base_url}/bot/{channel}")
            else:
                raise _Stop(f"Set {channel.upper()}_WEBHOOK_SECRET first.")
            click.echo(f"{channel}: done")
