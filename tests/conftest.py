"""What every test may ask for."""

import gc
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import settings

from intake import counting
from tests import scratch
from tests.installation import Installer, Mode
from tests.services import Services

scratch.use_memory()

# A stretch of counting that ended in the middle of a test would be a red test of nobody's.
BEGAN = time.time()
counting.clock = lambda: BEGAN

# The same examples on every run: a red test must be red for the next person too.
settings.register_profile("lang-nghe", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("lang-nghe")


def pytest_collection_finish() -> None:
    """What is imported by now stays to the end: the collector need not walk it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


@pytest.fixture(scope="session")
def services() -> Iterator[Services]:
    """PostgreSQL and Valkey, each started when first asked for."""
    servers = Services()
    yield servers
    servers.close()


@pytest.fixture(scope="session")
def installer(services: Services, tmp_path_factory: pytest.TempPathFactory) -> Installer:
    """Makes applications on databases that are ready to use."""
    return Installer(services, tmp_path_factory.mktemp("ready"))


@pytest.fixture
def embedded(installer: Installer, tmp_path: Path) -> Iterator[Flask]:
    """An application as `make run` starts it, but working before it answers."""
    with installer.install(Mode.EMBEDDED, tmp_path) as app:
        yield app


@pytest.fixture(scope="module", params=list(Mode))
def shared(
    request: pytest.FixtureRequest, installer: Installer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """An application in each mode for all tests of a file that leave nothing behind in it."""
    with installer.install(request.param, tmp_path_factory.mktemp("shared")) as made:
        yield made


@pytest.fixture(params=list(Mode))
def app(request: pytest.FixtureRequest, installer: Installer, tmp_path: Path) -> Iterator[Flask]:
    """An application in each mode, for the paths that must be the same in both."""
    with installer.install(request.param, tmp_path) as made:
        yield made
