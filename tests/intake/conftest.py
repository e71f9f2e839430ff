"""What several files of these tests stand on."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.installation import Installer, Mode
from tests.intake.geo import give_key


@pytest.fixture(scope="module")
def served(installer: Installer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One installation with a key of Open311, for a whole file of tests that only add to it."""
    with installer.install(Mode.EMBEDDED, tmp_path_factory.mktemp("conforms")) as app:
        give_key(app)
        yield app


@pytest.fixture
def client(served: Flask) -> FlaskClient:
    return served.test_client()
