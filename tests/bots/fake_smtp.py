"""A mail server of the test's own: speaks SMTP over a socket, keeps or refuses what it is sent."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage


class FakeMail(socketserver.ThreadingTCPServer):
    """``refusals``: answers to the next RCPT commands, such as "550 no such person"."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.letters: list[EmailMessage] = []
        self.refusals: list[str] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @contextmanager
    def open(self) -> Iterator["FakeMail"]:
        thread = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield self
        self.shutdown()
        self.server_close()


class _Talk(socketserver.StreamRequestHandler):
    server: FakeMail

    def handle(self) -> None:
        self._say("220 fake")
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "QUIT":
                return self._say("221 bye")
            if verb == "DATA":
                self._data()
            elif verb == "RCPT" and self.server.refusals:
                self._say(self.server.refusals.pop(0))
            else:
                self._say("250 well")
        return None

    def _data(self) -> None:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        letter = message_from_bytes(b"".join(lines), policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.server.letters.append(letter)
        self._say("250 kept")

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")
