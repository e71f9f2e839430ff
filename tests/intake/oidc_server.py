"""Directories to sign in by: one that keeps the rules, and one that breaks the rule it is told to."""

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

KEEPS_THE_RULES = "oidc_provider_mock"  # a whole provider, run as a process of its own


@contextmanager
def provider() -> Iterator[str]:
    """A real provider on a free port; its issuer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", KEEPS_THE_RULES, "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    issuer = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                httpx.get(f"{issuer}/jwks", timeout=1)
                break
            except httpx.HTTPError:
                assert process.poll() is None, "the provider did not start"
                time.sleep(0.05)
        yield issuer
    finally:
        process.terminate()
        process.wait(10)


def someone(issuer: str, subject: str, **claims: Any) -> None:
    """Tell the provider of a person."""
    httpx.put(f"{issuer}/users/{subject}", json=claims).raise_for_status()


def agree(there: str, subject: str) -> str:
    """What the person does at the provider; where it sends the browser back to."""
    answer = httpx.post(there, data={"sub": subject}, follow_redirects=False)
    assert answer.status_code in (302, 303), answer.text
    return answer.headers["Location"]


@dataclass
class Crooked:
    """A directory that answers correctly but for ``change``; it keeps what it was asked."""

    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1"}))
    change: dict[str, Any] = field(default_factory=dict)
    described: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=lambda: {"alg": "RS256", "kid": "1"})
    sign_with: Any = None
    userinfo: dict[str, Any] | None = None
    nonce: str = ""
    challenge: str = ""
    redeemed: list[dict[str, str]] = field(default_factory=list)
    issuer: str = ""

    def token(self) -> str:
        """The id token."""
        now = int(time.time())
        claims = {
            "iss": self.issuer, "sub": "nguoi-1", "aud": "lang-nghe", "exp": now + 600, "iat": now,
            "nonce": self.nonce, "email": "alice@kiemtra.example", "email_verified": True,
        } | self.change  # fmt: skip
        claims = {k: v for k, v in claims.items() if v is not None}
        return jwt.encode(self.header, claims, self.sign_with or self.key,
                          algorithms=["RS256", "HS256", "none"])  # fmt: skip

    def answer(self, path: str) -> dict[str, Any]:
        """One document."""
        if path.endswith("openid-configuration"):
            names = ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint")
            return (
                {"issuer": self.issuer} | {n: f"{self.issuer}/{n}" for n in names} | self.described
            )
        if path == "/jwks_uri":
            return dict(KeySet([self.key]).as_dict(private=False))
        if path == "/userinfo_endpoint":
            return self.userinfo or {}
        return {"access_token": "a", "token_type": "Bearer", "id_token": self.token()}


@contextmanager
def crooked(**broken: Any) -> Iterator[Crooked]:
    """It, served; ``there`` remembers nonce and challenge as a browser would bring them."""
    house = Crooked(**broken)

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say(house.answer(urlsplit(self.path).path))

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {k: v[0] for k, v in parse_qs(sent).items()}
            house.redeemed.append(form | {"authorization": self.headers.get("Authorization", "")})
            self._say(house.answer(urlsplit(self.path).path))

        def _say(self, what: dict[str, Any]) -> None:
            body = json.dumps(what).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    house.issuer = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield house
    server.shutdown()
    server.server_close()


OURS = OctKey.import_key("mot-bi-mat-cua-chung-ta-du-dai-de-ky")
