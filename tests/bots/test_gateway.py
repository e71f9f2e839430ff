"""Short messages over HTTP to a gateway of the test's own."""

from collections.abc import Iterator

import pytest
from werkzeug.wrappers import Request, Response

from bots.delivery import Gone, Later
from bots.post import Gateway, Sheet
from tests.bots.serving import serving

SHEET = Sheet("", "Mã tra cứu LN-0000-00000", "once-1")


class Desk:
    """What the gateway was sent, and what it answers next."""

    def __init__(self) -> None:
        self.taken: list[tuple[dict[str, str], str]] = []
        self.answer = Response("", 200)

    def respond(self, request: Request) -> Response:
        """Note the message; answer as told."""
        self.taken.append((request.get_json(), request.headers.get("Authorization", "")))
        return self.answer


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def gateway(desk: Desk) -> Iterator[Gateway]:
    with serving(desk.respond) as url:
        yield Gateway(url, "mat-khau")


def test_a_message_is_posted_with_the_token_and_its_own_number(
    gateway: Gateway, desk: Desk
) -> None:
    gateway.send("0912000000", SHEET)
    assert desk.taken == [
        ({"to": "0912000000", "text": SHEET.body, "id": "once-1"}, "Bearer mat-khau")
    ]


@pytest.mark.parametrize("status", [401, 403, 408, 429, 500, 503])
def test_what_may_pass_is_tried_again(gateway: Gateway, desk: Desk, status: int) -> None:
    desk.answer = Response("", status, {"Retry-After": "90"})
    with pytest.raises(Later) as put_off:
        gateway.send("0912000000", SHEET)
    assert put_off.value.seconds == 90


@pytest.mark.parametrize("status", [400, 404, 422])
def test_what_never_will_be_taken_is_given_up(gateway: Gateway, desk: Desk, status: int) -> None:
    desk.answer = Response("", status)
    with pytest.raises(Gone):
        gateway.send("0912000000", SHEET)


def test_a_gateway_that_is_away_is_tried_again() -> None:
    with pytest.raises(Later):
        Gateway("http://127.0.0.1:1").send("0912000000", SHEET)
