"""What the tests of the messengers may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from config import Settings, WorkMode
from tests.bots.fake_telegram import FakeTelegram
from tests.bots.fake_zalo import FakeZalo
from tests.bots.house import emptied
from tests.installation import Installer, Mode


@pytest.fixture(scope="session")
def house(installer: Installer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One application for all these tests, which leaves its submissions to be placed later."""
    folder = tmp_path_factory.mktemp("house")
    with installer.install(Mode.EMBEDDED, folder, work_mode=WorkMode.SILENT) as app:
        yield app


@pytest.fixture
def installed(house: Flask) -> Iterator[Flask]:
    """The application, with nothing told to it yet."""
    yield house
    emptied(house)


@pytest.fixture
def folder(installed: Flask) -> Path:
    """Where it keeps everything; another one made there is the same after a restart."""
    settings: Settings = installed.extensions["settings"]
    return settings.instance


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    """A Telegram of the test's own."""
    with FakeTelegram().open() as server:
        yield server


@pytest.fixture
def zalo() -> Iterator[FakeZalo]:
    """A Zalo of the test's own."""
    with FakeZalo().open() as server:
        yield server
