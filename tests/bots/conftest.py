"""What the tests of the messengers may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bots.fake_telegram import FakeTelegram
from tests.bots.fake_zalo import FakeZalo
from tests.bots.house import copied, make_ready


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database made ready."""
    folder = tmp_path_factory.mktemp("ready")
    make_ready(folder)
    return folder


@pytest.fixture
def folder(ready: Path, tmp_path: Path) -> Path:
    """An installation's own folder."""
    return copied(ready, tmp_path)


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
