"""Two readings of one request are none: what a proxy and we could take apart differently is refused."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.installation import Installer, Mode
from tests.served import Served

HEAD = b"POST /tra-cuu HTTP/1.1\r\nHost: web\r\nContent-Type: application/x-www-form-urlencoded\r\n"
HIDDEN = b"GET /xac-nhan HTTP/1.1\r\nHost: web\r\n\r\n"
SMUGGLED = {
    "both lengths": HEAD + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
    "two lengths": HEAD + b"Content-Length: 0\r\nContent-Length: 40\r\n\r\n" + HIDDEN,
    "a signed length": HEAD + b"Content-Length: +0\r\n\r\n" + HIDDEN,
    "a length of two": HEAD + b"Content-Length: 0, 40\r\n\r\n" + HIDDEN,
    "an unknown coding": HEAD + b"Transfer-Encoding: xchunked\r\n\r\n" + HIDDEN,
    "room before the colon": HEAD + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
    "a folded header": HEAD + b"Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
    "an odd chunk": HEAD + b"Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n" + HIDDEN,
    "a bare line feed": b"POST /tra-cuu HTTP/1.1\nHost: web\nContent-Length: 0\n\n" + HIDDEN,
}  # fmt: skip


@pytest.fixture(scope="module")
def server(installer: Installer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with installer.install(Mode.EMBEDDED, tmp_path_factory.mktemp("raw")) as app:
        folder = _folder(app)
        with Served(folder, {}):
            yield folder / "web"


def _folder(app: Flask) -> Path:
    found: Path = app.extensions["settings"].instance
    return found


@pytest.mark.parametrize("how", SMUGGLED)
def test_a_request_hidden_in_another_is_not_answered(server: Path, how: str) -> None:
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(5)
        line.connect(str(server))
        line.sendall(SMUGGLED[how])
        line.shutdown(socket.SHUT_WR)
        heard = b""
        while piece := line.recv(65536):
            heard += piece
    assert heard.count(b"HTTP/1.1 ") <= 1, heard[:200]
    assert b"HTTP/1.1 200" not in heard
