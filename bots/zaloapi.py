"""The Zalo Bot API, as much of it as we use: POST and JSON, the token in the address.

Documented at https://docs.zaloplatforms.com/docs/BOT (read 2026-10); an answer of status 200 may
still say ``ok: false``. The address holds the token, so it is never logged nor put in an error.
"""

import asyncio
import ipaddress
import socket
from typing import Any
from urllib.parse import urlsplit

import httpx

LONGEST = 2000  # characters of a message
TIMEOUT = 408  # error code of a poll nobody wrote to
REFUSED = frozenset({401, 404})  # of the token in the address


class ZaloError(Exception):
    """The API said no; ``code`` is its own or HTTP's, 0 where nothing answered."""

    def __init__(self, code: int, description: str = "", wait: float = 0.0) -> None:
        super().__init__(f"{code} {description}".strip())
        self.code, self.wait = code, wait

    @property
    def passing(self) -> bool:
        """Whether the same call may work later."""
        return self.code in (0, TIMEOUT, 425, 429) or self.code >= 500


class ZaloApi:
    """Calls of one bot."""

    def __init__(self, token: str, url: str) -> None:
        self._base, self._url = f"{url}/bot{token}", url
        self._http = httpx.AsyncClient(timeout=20.0)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._http.aclose()

    async def call(self, method: str, patience: float = 20.0, **values: object) -> Any:
        """The result of one method. Raises :class:`ZaloError`."""
        try:
            answer = await self._http.post(f"{self._base}/{method}", json=values, timeout=patience)
            said = answer.json()
        except httpx.HTTPError as error:
            raise ZaloError(0, type(error).__name__) from None
        except ValueError:  # an error page of something in between
            raise ZaloError(answer.status_code) from None
        if answer.status_code == httpx.codes.OK and isinstance(said, dict) and said.get("ok"):
            return said.get("result")
        raise _error(answer, said)

    async def fetch(self, url: str, limit: int) -> bytes | None:
        """A picture somebody sent, None when it is larger than ``limit`` bytes.

        Only from public addresses, or from where the API itself is. Raises :class:`ZaloError`.
        """
        ours = _same_place(url, self._url)
        asked = {"url": url} if ours else await asyncio.to_thread(_pinned, url)
        if asked is None:
            raise ZaloError(403, "not a public address")
        data = bytearray()
        try:
            async with self._http.stream("GET", **asked, follow_redirects=False) as answer:
                if answer.status_code != httpx.codes.OK:
                    raise ZaloError(answer.status_code)
                async for piece in answer.aiter_bytes():
                    data += piece
                    if len(data) > limit:
                        return None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ZaloError(0, type(error).__name__) from None
        return bytes(data)


def _error(answer: httpx.Response, said: Any) -> ZaloError:
    said = said if isinstance(said, dict) else {}
    code = said.get("error_code") or (answer.status_code if answer.is_error else 400)
    told = said.get("parameters")
    wait = str(told.get("retry_after", "")) if isinstance(told, dict) else ""
    wait = wait or answer.headers.get("Retry-After", "")
    return ZaloError(
        int(code), str(said.get("description", ""))[:200], float(wait) if wait.isdigit() else 0.0
    )


def _same_place(url: str, api: str) -> bool:
    try:
        one, other = urlsplit(url), urlsplit(api)
    except ValueError:
        return False
    return (one.scheme, one.netloc) == (other.scheme, other.netloc)


def _pinned(url: str) -> dict[str, Any] | None:
    """How to ask for an https address whose every host address is public; None for another.

    The very address that was looked at is called, by its number: asked again, the name may lead
    elsewhere. The certificate must still be the name's.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or 443
        if parts.scheme != "https" or not host:
            return None
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        numbers = [ipaddress.ip_address(address[4][0]) for address in found]
        if not numbers or not all(number.is_global for number in numbers):
            return None
        return {
            "url": httpx.URL(url).copy_with(host=str(numbers[0])),
            "headers": {"Host": host if port == 443 else f"{host}:{port}"},
            "extensions": {"sni_hostname": host},
        }
    except (OSError, ValueError, httpx.InvalidURL):
        return None
