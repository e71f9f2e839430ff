"""Where a picture is fetched from is a public address, and the very one that was looked at."""

import asyncio
import socket
from typing import Any

import pytest

from bots.zaloapi import ZaloApi, ZaloError, _pinned

Found = list[tuple[Any, ...]]


def found(*numbers: str) -> Found:
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 443)) for one in numbers]


@pytest.mark.parametrize(
    "url",
    [
        "http://203.0.114.9/a.jpg",  # not over TLS
        "https://127.0.0.1/a.jpg",
        "https://[::1]/a.jpg",
        "https://[::ffff:127.0.0.1]/a.jpg",
        "https://10.0.0.7/a.jpg",
        "https://169.254.169.254/latest/meta-data/",
        "https://0x7f.1/a.jpg",
        "https://2130706433/a.jpg",
        "https://127.1/a.jpg",
        "https://0/a.jpg",
        "https://[fd00::1]/a.jpg",
        "https://localhost/a.jpg",
        "https://user@127.0.0.1/a.jpg",
        "https://203.0.114.9\\@127.0.0.1/a.jpg",
        "https://127.0.0.1:99999/a.jpg",
        "https:///a.jpg",
        "https://[/a.jpg",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "",
    ],
)
def test_no_address_of_our_own_network_is_called(url: str) -> None:
    assert _pinned(url) is None
    with pytest.raises(ZaloError, match="not a public address"):
        asyncio.run(ZaloApi("1:x", "https://bot-api.example").fetch(url, 1000))


def test_the_address_that_was_looked_at_is_the_one_called(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that answers otherwise when asked a second time leads nowhere else."""
    answers = [found("203.0.114.9"), found("127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: answers.pop(0))
    asked = _pinned("https://anh.example:8443/a.jpg?x=1")
    assert asked
    assert str(asked["url"]) == "https://203.0.114.9:8443/a.jpg?x=1"
    assert asked["headers"] == {"Host": "anh.example:8443"}
    assert asked["extensions"] == {"sni_hostname": "anh.example"}, "the certificate is the name's"


def test_a_name_with_one_address_of_ours_among_others_is_not_called(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mixed = found("203.0.114.9", "192.168.1.1")
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: mixed)
    assert _pinned("https://anh.example/a.jpg") is None
