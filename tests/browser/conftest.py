"""A real browser in front of a real server."""

import logging
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from werkzeug.serving import make_server

from tests.installation import Installer, Mode

expect.set_options(timeout=20_000)  # milliseconds: a busy machine is slow, not wrong

NAMES = ("chromium", "chromium-browser", "google-chrome")
# Nothing but our own server is asked for anything; a container's root needs --no-sandbox.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "locale": "vi-VN",
}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}, "locale": "vi-VN"}


@dataclass(frozen=True)
class Site:
    """An application being served, and where."""

    app: Flask
    url: str


@pytest.fixture(scope="module")  # its event loop must be gone when others start theirs
def browser() -> Iterator[Browser]:
    """Headless Chromium; tests that need it are skipped where there is none."""
    named = [os.environ.get("CHROMIUM"), *map(shutil.which, NAMES)]
    executable = next(filter(None, named), None)
    if executable is None:
        pytest.skip(f"no browser: install one of {', '.join(NAMES)}, or set CHROMIUM to its path")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def site(installer: Installer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One application for the tests of a file, served on a free port of this machine."""
    folder = tmp_path_factory.mktemp("site")
    with installer.install(Mode.EMBEDDED, folder) as app, serving(app) as url:
        yield Site(app, url)


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The application behind a socket for as long as the block lasts; yields its address."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


class Visitor:
    """One person's browser; whatever it complains about is kept."""

    def __init__(self, context: BrowserContext, site: Site) -> None:
        self.context, self.site = context, site
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._watch)

    def _hear(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.text} {message.location.get('url')}")

    def _watch(self, request: Any) -> None:
        if not request.url.startswith((self.site.url, "data:", "blob:")):
            self.complaints.append(f"asked elsewhere: {request.url}")

    def go(self, path: str) -> None:
        """Open a page of the site."""
        self.page.goto(self.site.url + path)


@pytest.fixture
def phone(browser: Browser, site: Site) -> Iterator[Visitor]:
    """Somebody with a small telephone."""
    yield from _visit(browser, site, PHONE)


@pytest.fixture
def plain_phone(browser: Browser, site: Site) -> Iterator[Visitor]:
    """The same with JavaScript off."""
    yield from _visit(browser, site, PHONE | {"java_script_enabled": False})


@pytest.fixture
def desk(browser: Browser, site: Site) -> Iterator[Visitor]:
    """Somebody at a desk."""
    yield from _visit(browser, site, DESK)


def _visit(browser: Browser, site: Site, looks: dict[str, Any]) -> Iterator[Visitor]:
    context = browser.new_context(**looks)
    context.set_default_timeout(10_000)
    visitor = Visitor(context, site)
    yield visitor
    context.close()
    assert visitor.complaints == []
