"""Browsers that cost next to nothing: raw sockets, kept open, in processes of their own.

A filing is what a browser does: open a form, post it, look over what comes back, send it, follow
to the receipt. Four requests; every page is read to its end.
A program's filing is one request: the words as JSON, a key of its own, no API key.
"""

import contextlib
import json
import multiprocessing
import resource
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

SAID = {
    "submitter_type": "citizen",
    "text": "Nộp hồ sơ bịa để đo, hẹn ba lần chưa trả. (synthetic) " + "Chờ lâu lắm rồi. " * 40,
    "place_unknown": "1",
    "identity_level": "declared",
    "name": "Nguyễn Văn Thử",
    "contact": "thu@example.com",
}
BLANK = ("website", "place", "unit", "dossier_code", "procedure", "occurred-day", "occurred-month",
         "occurred-year", "received-day", "received-month", "received-year", "promised-day",
         "promised-month", "promised-year")  # fmt: skip
TOLD = {k: v for k, v in SAID.items() if k != "place_unknown"}  # as the API takes it
JSON = "application/json"
API = "/api/v1/submissions"
URLENCODED = "application/x-www-form-urlencoded"
LINE = "----WebKitFormBoundaryBXoWbT6bNmLxAPqf"
PROCESSES = 2  # the clients are shared out among so many


def _form() -> bytes:
    """All fields of the form, the empty ones too, and no file chosen: as browsers send it."""
    fields = dict.fromkeys(BLANK, "") | SAID
    parts = [f'Content-Disposition: form-data; name="{n}"\r\n\r\n{v}' for n, v in fields.items()]
    nothing = 'Content-Disposition: form-data; name="files"; filename=""'
    parts.append(f"{nothing}\r\nContent-Type: application/octet-stream\r\n\r\n")
    return (
        "".join(f"--{LINE}\r\n{part}\r\n" for part in parts).encode() + f"--{LINE}--\r\n".encode()
    )


FORM = _form()


class Refused(RuntimeError):
    """An answer that is not what a browser hoped for."""


@dataclass
class Seen:
    """What the browsers of one process saw; seconds."""

    sending: list[float] = field(default_factory=list)  # the POST that is acknowledged
    wholes: list[float] = field(default_factory=list)
    failed: int = 0
    cpu: float = 0.0
    faults: set[str] = field(default_factory=set)


class Browser:
    """One person's browser, behind an address of its own (see TRUSTED_PROXIES)."""

    def __init__(self, port: int, number: int) -> None:
        self._port, self._number, self._count = port, number, 0
        self._socket: socket.socket | None = None
        self._cookies: dict[str, str] = {}

    def file_one(self) -> tuple[float, float]:
        """One filing; seconds of the sending POST and of the whole."""
        began = time.perf_counter()
        self.forget()
        hour = int(time.time() // 3600) % 0x1000
        form = f"/gui/{hour:03x}{secrets.token_hex(3)[:5]}"  # as our front page links to it
        self.ask("GET", form, b"", 200)
        page = self.ask("POST", form, FORM, 200)[1]
        review = f"{form}/xem-lai"
        carried = page.partition(b'name="carried" value="')[2].partition(b'"')[0].decode()
        sent = time.perf_counter()
        receipt = self.ask("POST", review, urlencode({"carried": carried}).encode(), 303)[0]
        took = time.perf_counter() - sent
        if (
            not receipt.endswith("/bien-nhan")
            or b"LN-" not in self.ask("GET", receipt, b"", 200)[1]
        ):
            raise Refused("no receipt")
        return took, time.perf_counter() - began

    def post_one(self) -> tuple[float, float]:
        """One filing of a program; its seconds, twice."""
        began = time.perf_counter()
        self.forget()
        said = json.dumps(TOLD | {"idempotency_key": secrets.token_hex(16)}).encode()
        if b"LN-" not in self.ask("POST", API, said, 201, JSON)[1]:
            raise Refused("no receipt")
        took = time.perf_counter() - began
        return took, took

    def forget(self) -> None:
        """Be somebody else from here on, at another address."""
        self._cookies.clear()
        self._count += 1

    def close(self) -> None:
        """Hang up; the next request dials again."""
        if self._socket is not None:
            self._socket.close()
        self._socket = None

    def ask(
        self, method: str, path: str, body: bytes, wanted: int, kind: str = URLENCODED
    ) -> tuple[str, bytes]:
        """Where the answer leads, and its page. Raises Refused unless it is the ``wanted`` one."""
        head = [
            f"{method} {path} HTTP/1.1",
            "Host: 127.0.0.1",
            f"X-Forwarded-For: 198.{18 + self._number % 2}.{self._number}.{self._count % 250}",
            "Cookie: " + "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
        ]
        if body:
            kind = f"multipart/form-data; boundary={LINE}" if body is FORM else kind
            head += [f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
        said = "\r\n".join([*head, "\r\n"]).encode() + body
        status, headers, page = self._exchange(said)
        if status != wanted:
            raise Refused(f"{method} {path[:5]}: {status}")
        return headers, page

    def _exchange(self, said: bytes) -> tuple[int, str, bytes]:
        for again in (False, True):
            try:
                return self._once(said)
            except (BrokenPipeError, ConnectionResetError, EOFError):
                self.close()  # it had been kept open long enough for the server
                if again:
                    raise
        raise EOFError

    def _once(self, said: bytes) -> tuple[int, str, bytes]:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=60)
        self._socket.sendall(said)
        got = b""
        while b"\r\n\r\n" not in got:
            more = self._socket.recv(65_536)
            if not more:
                raise EOFError
            got += more
        head, _blank, page = got.partition(b"\r\n\r\n")
        first, *rest = head.decode("latin-1").split("\r\n")
        length, leads, closes = 0, "", False
        for line in rest:
            name, _colon, value = line.partition(": ")
            match name.lower():
                case "content-length":
                    length = int(value)
                case "location":
                    leads = value
                case "connection":
                    closes = value == "close"
                case "set-cookie":
                    key, _is, held = value.partition(";")[0].partition("=")
                    self._cookies[key] = held
        while len(page) < length:
            page += self._socket.recv(65_536)
        if closes:
            self.close()
        return int(first.split(" ")[1]), leads, page


File = Callable[[Browser], tuple[float, float]]  # seconds of the acknowledging, of the whole


def browse(
    port: int, clients: int, seconds: float, most: int = 0, file: File = Browser.file_one
) -> Seen:
    """So many browsers filing one after the other for so long, or until ``most`` are filed."""
    processes = min(clients, PROCESSES)
    shares = [list(range(first, clients, processes)) for first in range(processes)]
    forking = multiprocessing.get_context("fork")
    with forking.Pool(processes) as pool:
        asked = [(port, share, seconds, most // processes, file) for share in shares]
        seen = pool.starmap(_share, asked)
    return Seen(
        [took for one in seen for took in one.sending],
        [took for one in seen for took in one.wholes],
        sum(one.failed for one in seen),
        sum(one.cpu for one in seen),
        set().union(*(one.faults for one in seen)),
    )


def _share(port: int, numbers: list[int], seconds: float, most: int, file: File) -> Seen:
    seen = Seen()
    until = time.perf_counter() + seconds
    before = _own_cpu()
    threads = [
        threading.Thread(target=_file, args=(Browser(port, number), until, most, seen, file))
        for number in numbers
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seen.cpu = _own_cpu() - before
    return seen


def _file(browser: Browser, until: float, most: int, seen: Seen, file: File) -> None:
    while time.perf_counter() < until and not (most and len(seen.wholes) >= most):
        try:
            sending, whole = file(browser)
        except (OSError, EOFError, Refused) as error:
            seen.failed += 1
            seen.faults.add(str(error) or type(error).__name__)
            browser.close()
            continue
        seen.sending.append(sending)
        seen.wholes.append(whole)


def _own_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


@contextlib.contextmanager
def a_free_port() -> Iterator[int]:
    """A port nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    yield port
