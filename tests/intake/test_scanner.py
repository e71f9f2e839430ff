"""A virus scanner that finds, that is content, that is away: spoken to over a real socket."""

import contextlib
import io
import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from config import load
from intake.filefaults import FileFault, FileRefused
from intake.scanner import inspected, scan
from tests.installation import Installer, Mode
from tests.intake.attachments import pdf, picture
from tests.intake.test_form_faults import said_at, sent

BAD = b"BAI-THU-CO-MA-DOC"


class Clamd(socketserver.BaseRequestHandler):
    """The part of clamd's protocol that is spoken: zINSTREAM, pieces with their length, an answer."""

    def handle(self) -> None:
        read = self.request.makefile("rb")
        if read.read(10) != b"zINSTREAM\0":
            self.request.sendall(b"UNKNOWN COMMAND\0")
            return
        told = b""
        while size := struct.unpack(">I", read.read(4))[0]:
            told += read.read(size)
        self.server.told.append(told)  # type: ignore[attr-defined]
        found = b"stream: Thu.Ma-Doc FOUND\0" if BAD in told else b"stream: OK\0"
        self.request.sendall(found)


@contextmanager
def clamd(server: socketserver.BaseServer) -> Iterator[socketserver.BaseServer]:
    server.told = []  # type: ignore[attr-defined]
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    )
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def where(server: socketserver.TCPServer) -> str:
    return "{}:{}".format(*server.socket.getsockname())


@pytest.fixture
def address() -> Iterator[str]:
    with clamd(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd)) as server:
        assert isinstance(server, socketserver.TCPServer)
        yield where(server)


def test_what_is_clean_is_taken_and_what_is_not_is_called_by_its_name(address: str) -> None:
    scan(io.BytesIO(b"la" * 200_000), address)
    with pytest.raises(FileRefused) as refused:
        scan(io.BytesIO(b"x" * 70_000 + BAD), address)
    assert refused.value.code is FileFault.INFECTED


def test_over_a_socket_in_a_folder_too(tmp_path: Path) -> None:
    path = tmp_path / "clamd.sock"
    with clamd(socketserver.ThreadingUnixStreamServer(str(path), Clamd)):
        scan(io.BytesIO(b"sach"), str(path))


@pytest.mark.parametrize("away", ["127.0.0.1:1", "/khong/co/clamd.sock", "vo-nghia"])
def test_away_no_file_is_taken(away: str) -> None:
    with pytest.raises(FileRefused) as refused:
        scan(io.BytesIO(b"x"), away)
    assert refused.value.code is FileFault.SCANNER_AWAY


def test_an_answer_nobody_understands_is_a_scanner_that_is_away() -> None:
    class Confused(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.sendall(b"INSTREAM size limit exceeded. ERROR\0")

    with clamd(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Confused)) as server:
        assert isinstance(server, socketserver.TCPServer)
        with pytest.raises(FileRefused) as refused:
            scan(io.BytesIO(b"x"), where(server))
    assert refused.value.code is FileFault.SCANNER_AWAY


class Silent(socketserver.BaseRequestHandler):
    """Reads all and says nothing for as long as anybody waits."""

    def handle(self) -> None:
        while self.request.recv(65_536):
            pass


class Dripping(socketserver.BaseRequestHandler):
    """Answers letter by letter and never ends."""

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                self.request.sendall(b"o" * 512)


class Hanging(socketserver.BaseRequestHandler):
    """Takes the first piece and hangs up."""

    def handle(self) -> None:
        self.request.recv(1_024)


@pytest.mark.parametrize("kind", [Silent, Dripping, Hanging])
def test_one_that_is_silent_endless_or_hangs_up_is_away(
    kind: type[socketserver.BaseRequestHandler], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intake.scanner.PATIENCE", 0.3)  # and then it is left, or this never ends
    with clamd(socketserver.ThreadingTCPServer(("127.0.0.1", 0), kind)) as server:
        server.daemon_threads = True  # type: ignore[attr-defined]
        assert isinstance(server, socketserver.TCPServer)
        with pytest.raises(FileRefused) as refused:
            scan(io.BytesIO(bytes(2_000_000)), where(server))
    assert refused.value.code is FileFault.SCANNER_AWAY


def test_without_one_nothing_is_asked(tmp_path: Path) -> None:
    given = load({"LANG_NGHE_INSTANCE": str(tmp_path)})
    assert given.clamd == ""
    assert inspected(picture(), "anh.jpg", given).media_type == "image/jpeg"


def test_on_the_form_the_file_is_refused_in_words_and_the_story_stays(
    installer: Installer, tmp_path: Path, address: str
) -> None:
    with installer.install(Mode.EMBEDDED, tmp_path, clamd=address) as app:
        page = sent(app.test_client(), files=(io.BytesIO(pdf(b"<<" + BAD + b">>")), "don.pdf"))
        assert "mã độc" in said_at(page, "files")
    with installer.install(Mode.EMBEDDED, tmp_path, clamd="127.0.0.1:1") as app:
        browser = app.test_client()
        page = sent(browser, files=(io.BytesIO(picture()), "anh.jpg"))
        assert "chưa kiểm tra được" in said_at(page, "files")
        again = browser.post(page.request.path, data={}, follow_redirects=True)
        assert again.status_code == 200
