"""On the spot while the server is killed: what was written waits, and arrives once."""

import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Route, expect

from tests.browser.conftest import PHONE, Site
from tests.browser.test_field import at_the_place, stored, writes
from tests.processes import running
from tests.triage.inspections.office import opened, staffed, until_arrival

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(scope="module")
def visit(site: Site, port: int) -> Site:
    """A case whose team is on the spot, served by a process of its own that can be killed."""
    until_arrival(staffed(site.app), opened(site.app))
    return Site(site.app, f"http://127.0.0.1:{port}")


@pytest.fixture
def telephone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(**PHONE)
    context.set_default_timeout(20_000)
    yield context
    context.close()


def server(visit: Site, port: int, folder: Path) -> AbstractContextManager[None]:
    """A real server of the same installation; the end of the block is `kill -9`."""
    given = visit.app.extensions["settings"]
    environ = {"LANG_NGHE_INSTANCE": str(given.instance), "SECRET_KEY": given.secret.decode()}
    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "flask", "--app", root / "app.py", "run", "-p", port]
    account = {"env": dict(os.environ) | environ | {"PYTHONPATH": str(root)}}
    return running(command, folder, signal.SIGKILL, lambda: answers(port), account)


def answers(port: int) -> bool:
    with socket.socket() as door:
        return door.connect_ex(("127.0.0.1", port)) == 0


def test_notes_outlive_a_server_killed_before_and_after_it_stored_them(
    visit: Site, port: int, telephone: BrowserContext, tmp_path: Path
) -> None:
    before = len(stored(visit))
    with server(visit, port, tmp_path):
        page = at_the_place(visit, telephone)
    assert not answers(port)
    writes(page, "Quầy 2 không có người.")  # nobody is there to take it
    writes(page, "Bảng phí cũ.", photo=True)
    expect(page.locator("#waiting")).to_have_text("2 ghi chép chưa gửi")
    page.reload()  # out of what the telephone carries
    expect(page.locator("#waiting")).to_have_text("2 ghi chép chưa gửi")
    assert len(stored(visit)) == before
    met: list[int] = []

    def stored_and_killed(route: Route) -> None:
        met.append(route.fetch().status)
        route.abort()

    telephone.route("**/gui", stored_and_killed)
    lost = page.expect_event("requestfailed", lambda asked: asked.url.endswith("/gui"))
    with server(visit, port, tmp_path), lost:
        page.locator("#send").click()
    telephone.unroute("**/gui")
    assert met[:1] == [200]  # the server had it; the telephone never heard
    expect(page.locator("#waiting")).to_have_text("2 ghi chép chưa gửi")
    with server(visit, port, tmp_path):
        page.locator("#send").click()
        expect(page.locator("#waiting")).to_have_text("0 ghi chép chưa gửi")
    assert stored(visit)[before:] == [(True, False), (True, True)]
