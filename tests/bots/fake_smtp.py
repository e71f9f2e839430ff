"""A mail server of the test's own: speaks SMTP over a socket, keeps or refuses what it is sent."""

import base64
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage


class FakeMail(socketserver.ThreadingTCPServer):
    """``refused``: answers to the next commands, such as {"RCPT": ["550 no such person"]}.

    With ``tls`` it takes nothing before STARTTLS (or speaks TLS at once: ``wrapped``) and, with a
    ``login``, nothing before AUTH PLAIN.
    """

    allow_reuse_address = daemon_threads = True

    def __init__(
        self,
        tls: ssl.SSLContext | None = None,
        wrapped: bool = False,
        login: tuple[str, str] = ("", ""),
    ) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.tls, self.wrapped, self.login = tls, wrapped, login
        self.tried: list[tuple[str, str]] = []  # logins, right or wrong
        self.letters: list[EmailMessage] = []
        self.refused: dict[str, list[str]] = {}

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
    disable_nagle_algorithm = True
    server: FakeMail

    def handle(self) -> None:
        self.safe, self.known = self.server.tls is None, not self.server.login[0]
        if self.server.wrapped and not self._secure():
            return None
        self._say("220 fake")
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "QUIT":
                return self._say("221 bye")
            if verb == "EHLO":
                self._say("250-fake")
                self._say("250-AUTH PLAIN" if self.safe else "250-STARTTLS")
                self._say("250 SIZE")
            elif verb == "STAR":
                self._say("220 go on")
                if not self._secure():
                    return None
            elif verb == "AUTH":
                self._login(line)
            elif not (self.safe and self.known):
                self._say("530 first show who you are")
            elif self.server.refused.get(verb):
                self._say(self.server.refused[verb].pop(0))
            elif verb == "DATA":
                self._data()
            else:
                self._say("250 well")
        return None

    def _secure(self) -> bool:
        assert self.server.tls is not None
        try:
            self.request = self.server.tls.wrap_socket(self.request, server_side=True)
        except OSError:  # the other side does not trust us
            return False
        self.safe = True
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", 0)
        return True

    def _login(self, line: str) -> None:
        _nobody, user, password = base64.b64decode(line.split()[2]).decode().split("\0")
        self.server.tried.append((user, password))
        self.known = self.safe and (user, password) == self.server.login
        self._say("235 welcome" if self.known else "535 who?")

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
