"""Senders who try again until they are told that it was taken, whatever breaks meanwhile."""

import contextlib
import re
import threading
import time
import uuid
from dataclasses import dataclass, field

import httpx

_CARRIED = re.compile(r'name="carried" value="([^"]+)"')
_REFERENCE = re.compile(r"LN-[0-9A-Z]{4}-[0-9A-Z]{5}")
PAUSE = 0.05  # seconds before trying again


@dataclass
class Acknowledged:
    """What was acknowledged: its reference by its text, empty where none was shown yet."""

    texts: dict[str, str] = field(default_factory=dict)
    kept: int = 0  # "kept", by the form while the database was away


def by_api(stop: threading.Event, base: str, acknowledged: Acknowledged) -> None:
    """A program: the same idempotency key until it is answered."""
    with httpx.Client(timeout=10) as client:
        while not stop.is_set():
            key, text = _new(client)
            said = {"text": text, "idempotency_key": key}
            while not stop.is_set():
                with contextlib.suppress(httpx.HTTPError):
                    answer = client.post(f"{base}/api/v1/submissions", json=said)
                    if answer.status_code in (200, 201):
                        acknowledged.texts[text] = answer.json()["reference"]
                        break
                time.sleep(PAUSE)


def by_form(stop: threading.Event, base: str, acknowledged: Acknowledged) -> None:
    """A person: the same form until it is sent."""
    with httpx.Client(base_url=base, timeout=10) as client:
        while not stop.is_set():
            client.cookies.clear()
            _key, text = _new(client)
            form = ""
            while not stop.is_set():
                with contextlib.suppress(httpx.HTTPError, KeyError):
                    form = form or client.get("/gui").headers["Location"]
                    reference = _sent(client, form, text)
                    if reference is not None:
                        acknowledged.kept += not reference
                        acknowledged.texts[text] = reference
                        break
                time.sleep(PAUSE)


def _sent(client: httpx.Client, form: str, text: str) -> str | None:
    """The reference; empty where it was kept; None where it was not taken."""
    fields = {"submitter_type": "citizen", "identity_level": "anonymous", "place_unknown": "1"}
    answer = client.post(form, data=fields | {"text": text})
    if answer.status_code == 202:
        return ""
    carried = _CARRIED.search(answer.text)
    if carried:
        answer = client.post(answer.headers["Content-Location"], data={"carried": carried[1]})
        if answer.status_code == 202:
            return ""
    if answer.status_code == 303 and answer.headers["Location"].endswith("/bien-nhan"):
        shown = _REFERENCE.search(client.get(answer.headers["Location"]).text)
        return shown[0] if shown else None
    return None


def _new(client: httpx.Client) -> tuple[str, str]:
    """A key and invented words nobody else says; from another address each time."""
    key = uuid.uuid4().hex
    client.headers["X-Forwarded-For"] = f"198.{18 + int(key[:2], 16) % 2}.{int(key[2:4], 16)}.7"
    return key, f"Chuyện bịa {key}, chờ lâu chưa xong."
