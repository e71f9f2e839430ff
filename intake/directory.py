"""The province's own directory of people, by OpenID Connect: whom it says somebody is.

The authorization code flow with PKCE, state and nonce (OpenID Connect Core 1.0, RFC 7636, RFC
9207). Only what the configured issuer signed for us, now and for this very sign-in, counts. Knows
no account and no page.
"""

import secrets
from base64 import b64encode
from dataclasses import asdict, dataclass
from hmac import compare_digest
from time import time
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import httpx
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

PATIENCE = 5.0  # seconds for one answer
LONGEST = 600  # seconds between leaving for the directory and coming back
LEEWAY = 120  # seconds by which its clock may differ
SIGNATURES = ["RS256", "PS256", "ES256", "EdDSA"]  # never none, never our own secret
SCOPES = "openid email profile"


class DirectoryDown(RuntimeError):
    """It does not answer, or not as a directory does."""


class DirectoryRefused(RuntimeError):
    """What came back is not a sign-in of ours; the message says what is wrong, for the log."""


@dataclass(frozen=True)
class Leaving:
    """What must come back, and with what it is redeemed."""

    state: str
    nonce: str
    verifier: str
    at: float

    def kept(self) -> dict[str, Any]:
        """For the sealed cookie of the browser that leaves."""
        return asdict(self)


@dataclass(frozen=True)
class Told:
    """Who somebody is by the directory. ``email`` is empty unless the directory verified it."""

    issuer: str
    subject: str
    email: str


@dataclass(frozen=True)
class Directory:
    """One issuer, and who we are to it."""

    issuer: str
    client_id: str
    client_secret: str
    back: str  # where people come back to

    def leave(self) -> tuple[str, Leaving]:
        """The address to send a browser to, and what to keep meanwhile."""
        start = self._endpoint(self._described(), "authorization_endpoint")
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        leaving = Leaving(state, nonce, verifier, at=time())
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.back,
            "scope": SCOPES,
            "state": leaving.state,
            "nonce": leaving.nonce,
            "code_challenge": create_s256_code_challenge(leaving.verifier),
            "code_challenge_method": "S256",
        }
        return f"{start}{'&' if '?' in start else '?'}{urlencode(asked)}", leaving

    def arrive(self, args: dict[str, str], leaving: Leaving) -> Told:
        """Who came back. Raises DirectoryRefused or DirectoryDown."""
        if not compare_digest(args.get("state", "").encode(), leaving.state.encode()):
            raise DirectoryRefused("state")
        if not 0 <= time() - leaving.at <= LONGEST:
            raise DirectoryRefused("late")
        if args.get("iss", self.issuer) != self.issuer:
            raise DirectoryRefused("issuer")
        if "code" not in args:
            raise DirectoryRefused(args.get("error", "no code")[:60])
        described = self._described()
        granted = self._redeem(described, args["code"], leaving.verifier)
        claims = self._claims(described, str(granted.get("id_token", "")), leaving.nonce)
        return self._told(described, claims, str(granted.get("access_token", "")))

    def end(self, onward: str) -> str:
        """Where a browser signs out of the directory too; empty where it has no such place."""
        there = self._described().get("end_session_endpoint")
        if not isinstance(there, str) or not self._safe(there):
            return ""
        asked = {"client_id": self.client_id, "post_logout_redirect_uri": onward}
        return f"{there}{'&' if '?' in there else '?'}{urlencode(asked)}"

    def _described(self) -> dict[str, Any]:
        where = f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"
        described = _json("GET", where)
        if described.get("issuer") != self.issuer:  # OpenID Connect Discovery 1.0, 4.3
            raise DirectoryRefused("issuer")
        return described

    def _endpoint(self, described: dict[str, Any], name: str) -> str:
        there = described.get(name)
        if not isinstance(there, str) or not self._safe(there):
            raise DirectoryDown(f"no {name}")
        return there

    def _safe(self, address: str) -> bool:
        """As safe as the issuer's own address."""
        scheme = urlsplit(address).scheme
        return scheme == "https" or scheme == urlsplit(self.issuer).scheme

    def _redeem(self, described: dict[str, Any], code: str, verifier: str) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.back,
            "code_verifier": verifier,
        }
        pair = f"{quote(self.client_id, safe='')}:{quote(self.client_secret, safe='')}"
        basic = {"Authorization": "Basic " + b64encode(pair.encode()).decode()}
        return _json("POST", self._endpoint(described, "token_endpoint"), data=form, headers=basic)

    def _claims(self, described: dict[str, Any], token: str, nonce: str) -> dict[str, Any]:
        keys = _json("GET", self._endpoint(described, "jwks_uri"))
        try:
            read = jwt.decode(token, KeySet.import_key_set(keys), algorithms=SIGNATURES)  # type: ignore[arg-type]
            wanted = {
                "iss": {"essential": True, "value": self.issuer},
                "aud": {"essential": True, "value": self.client_id},
                "nonce": {"essential": True, "value": nonce},
            }
            claims = CodeIDToken(
                read.claims, read.header, wanted, {"nonce": nonce, "client_id": self.client_id}
            )
            claims.validate(leeway=LEEWAY)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise DirectoryRefused(f"id token: {type(error).__name__}") from error
        return dict(claims)

    def _told(self, described: dict[str, Any], claims: dict[str, Any], token: str) -> Told:
        if "email" not in claims and "userinfo_endpoint" in described:
            bearer = {"Authorization": f"Bearer {token}"}
            more = _json("GET", self._endpoint(described, "userinfo_endpoint"), headers=bearer)
            if more.get("sub") != claims["sub"]:
                raise DirectoryRefused("userinfo of somebody else")
            claims = more | claims
        verified = claims.get("email_verified") is True and isinstance(claims.get("email"), str)
        return Told(self.issuer, str(claims["sub"]), claims["email"] if verified else "")


def _json(method: str, address: str, **more: Any) -> dict[str, Any]:
    """One answer, never from another address than the one asked."""
    try:
        answer = httpx.request(method, address, timeout=PATIENCE, follow_redirects=False, **more)
        said = answer.json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise DirectoryDown(type(error).__name__) from error
    if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR or not isinstance(said, dict):
        raise DirectoryDown(str(answer.status_code))
    if answer.status_code != httpx.codes.OK:
        raise DirectoryRefused(str(said.get("error", answer.status_code))[:60])
    return said
