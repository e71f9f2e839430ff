"""Installations with an inspection office."""

import pytest
from flask import Flask

from tests.triage.inspections.office import staffed


@pytest.fixture
def house(app: Flask) -> Flask:
    """An installation with a head of teams and an approver, in each mode."""
    return staffed(app)


@pytest.fixture
def desk(embedded: Flask) -> Flask:
    """The same on one machine, where the mode makes no difference."""
    return staffed(embedded)
