"""Settings of the messengers, read once from the environment. Without a token all are off."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

TELEGRAM_API = "https://api.telegram.org"
ZALO_API = "https://bot-api.zaloplatforms.com"
_SECRET = re.compile(r"[A-Za-z0-9_-]{8,256}")  # what both messengers accept


class BotSettingsError(ValueError):
    """A setting that cannot be used; the message names it and says what to write."""


@dataclass(frozen=True)
class BotSettings:
    """Which messengers we are on. With a webhook secret a messenger calls us; else we ask it."""

    telegram_token: str = ""
    telegram_api_url: str = TELEGRAM_API
    telegram_webhook_secret: str = ""
    zalo_token: str = ""
    zalo_api_url: str = ZALO_API
    zalo_webhook_secret: str = ""

    @property
    def any(self) -> bool:
        """Whether any messenger is on."""
        return bool(self.telegram_token or self.zalo_token)


def load(environ: Mapping[str, str]) -> BotSettings:
    """Read settings from ``environ``; raises :class:`BotSettingsError` with the cure."""
    return BotSettings(
        telegram_token=environ.get("TELEGRAM_TOKEN", "").strip(),
        telegram_api_url=_address(environ, "TELEGRAM_API_URL", TELEGRAM_API),
        telegram_webhook_secret=_secret(environ, "TELEGRAM_WEBHOOK_SECRET"),
        zalo_token=environ.get("ZALO_TOKEN", "").strip(),
        zalo_api_url=_address(environ, "ZALO_API_URL", ZALO_API),
        zalo_webhook_secret=_secret(environ, "ZALO_WEBHOOK_SECRET"),
    )


def _address(environ: Mapping[str, str], name: str, default: str) -> str:
    url = (environ.get(name) or default).rstrip("/")
    if not url.startswith(("https://", "http://")):
        raise BotSettingsError(f"{name} is {url!r}: write an address that begins with https://.")
    return url


def _secret(environ: Mapping[str, str], name: str) -> str:
    secret = environ.get(name, "")
    if secret and not _SECRET.fullmatch(secret):
        raise BotSettingsError(f"{name}: write 8 to 256 letters, digits, _ or -.")
    return secret
