"""What every test may ask for."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.services import Services

# The same examples on every run: a red test must be red for the next person too.
settings.register_profile("lang-nghe", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("lang-nghe")


@pytest.fixture(scope="session")
def services() -> Iterator[Services]:
    """PostgreSQL and Valkey, each started when first asked for."""
    servers = Services()
    yield servers
    servers.close()
