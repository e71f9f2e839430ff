"""Settings, read once from the environment. Development needs none of them."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from intake import durable

ROOT = Path(__file__).resolve().parent


class WorkMode(StrEnum):
    """Where a rung bell is answered."""

    INLINE = "inline"  # before the call returns: tests, commands
    THREAD = "thread"  # one worker thread of this process: the embedded default
    HAND = "hand"  # one process beside this one, started at the first bell: `make run`
    RQ = "rq"  # RQ workers behind Redis
    SILENT = "silent"  # nowhere: only `flask sweep` does the work


@dataclass(frozen=True)
class S3:
    """An S3-compatible store for attachments."""

    endpoint: str
    bucket: str
    access_key: str
    secret_key: str = field(repr=False)
    region: str = "us-east-1"


class SettingsError(ValueError):
    """A setting that cannot be used; the message names it and says what to write."""


@dataclass(frozen=True)
class Settings:
    """Everything that differs between two installations."""

    instance: Path
    database_url: str
    database_given: bool
    redis_url: str | None
    work_mode: WorkMode
    secret: bytes = field(repr=False)
    province_code: str
    base_url: str
    locale: str = "vi"
    timezone: str = "Asia/Ho_Chi_Minh"
    proxies: int = 0
    secure_cookies: bool = False
    second_factor: tuple[str, ...] = ()  # duties that must have one
    oidc_issuer: str = ""  # the province's own directory of people; empty where there is none
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    oidc_name: str = ""
    upload_limit: int = 60 * 1024 * 1024
    s3: S3 | None = None
    clamd: str = ""  # unix socket or host:port of a virus scanner
    files_url: str = ""  # another address of this server, to which no cookie goes
    jurisdiction: str = "dongthap.gov.vn"  # what Open311 calls the province

    def key(self, purpose: str) -> bytes:
        """A 32-byte key for one purpose, so that no two uses of the secret share a key."""
        return hmac.new(self.secret, purpose.encode(), hashlib.sha256).digest()


def load(environ: Mapping[str, str]) -> Settings:
    """Read settings from ``environ``; raises :class:`SettingsError` with the cure."""
    instance = Path(environ.get("LANG_NGHE_INSTANCE") or ROOT / "instance").resolve()
    instance.mkdir(parents=True, exist_ok=True)
    redis_url = environ.get("REDIS_URL") or None
    base_url = environ.get("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
    return Settings(
        instance=instance,
        database_url=_database_url(environ, instance),
        database_given=bool(environ.get("DATABASE_URL")),
        redis_url=redis_url,
        work_mode=WorkMode.RQ if redis_url else WorkMode.THREAD,
        secret=_secret(environ, instance),
        province_code=environ.get("PROVINCE_CODE", "82"),
        base_url=base_url,
        proxies=_whole_number(environ, "TRUSTED_PROXIES", 0),
        second_factor=tuple(environ.get("REQUIRE_SECOND_FACTOR", "").replace(",", " ").split()),
        jurisdiction=environ.get("JURISDICTION_ID", "dongthap.gov.vn"),
        secure_cookies=base_url.startswith("https://"),
        s3=_s3(environ),
        clamd=environ.get("CLAMD", ""),
        files_url=environ.get("FILES_URL", "").rstrip("/"),
        **_directory(environ),
    )


def _s3(environ: Mapping[str, str]) -> S3 | None:
    needed = ("S3_ENDPOINT", "S3_BUCKET", "S3_ACCESS_KEY", "S3_SECRET_KEY")
    given = [environ.get(name, "") for name in needed]
    if not any(given):
        return None
    missing = [name for name, value in zip(needed, given, strict=True) if not value]
    if missing:
        raise SettingsError(f"S3 needs {', '.join(missing)} too.")
    endpoint, bucket, access, secret = given
    return S3(endpoint, bucket, access, secret, environ.get("S3_REGION", "us-east-1"))


def _directory(environ: Mapping[str, str]) -> dict[str, Any]:
    issuer = environ.get("OIDC_ISSUER", "")
    if not issuer:
        return {}
    if not issuer.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        raise SettingsError("OIDC_ISSUER must begin with https://.")
    if not environ.get("OIDC_CLIENT_ID") or not environ.get("OIDC_CLIENT_SECRET"):
        raise SettingsError("OIDC_ISSUER needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET too.")
    return {
        "oidc_issuer": issuer,
        "oidc_client_id": environ["OIDC_CLIENT_ID"],
        "oidc_client_secret": environ["OIDC_CLIENT_SECRET"],
        "oidc_name": environ.get("OIDC_NAME", "thư mục của tỉnh"),
    }


def _database_url(environ: Mapping[str, str], instance: Path) -> str:
    given = environ.get("DATABASE_URL", "")
    for old in ("postgres://", "postgresql://"):
        if given.startswith(old):  # SQLAlchemy 2.0 would look for psycopg2
            return "postgresql+psycopg://" + given.removeprefix(old)
    return given or f"sqlite:///{instance / 'lang-nghe.db'}"


def _secret(environ: Mapping[str, str], instance: Path) -> bytes:
    given = environ.get("SECRET_KEY", "")
    if given:
        if len(given) < 32:
            raise SettingsError("SECRET_KEY is too short: write at least 32 random characters.")
        return given.encode()
    return durable.write_once(instance / "secret.key", lambda: secrets.token_hex(32).encode())


def _whole_number(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name, str(default))
    if not text.isdigit():
        raise SettingsError(f"{name} is {text!r}: write a whole number.")
    return int(text)
