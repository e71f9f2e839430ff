"""Precision with intervals, declines by reason, and no threshold changed."""

import pytest
from flask import Flask

from tests.triage.test_commands_policy import typed
from triage.outcomes import Outcome, lines, precisions, wilson


def test_the_interval_is_wilsons() -> None:
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(0, 5)[0] == 0.0
    with pytest.raises(ValueError, match="between 0"):
        wilson(3, 2)


def test_places_are_kept_apart_by_how_they_were_chosen() -> None:
    seen = [Outcome("proposed", ("late",)), Outcome("proposed"), Outcome("random")]
    assert [(p.chosen, p.confirmed, p.visits) for p in precisions(seen)] == [
        ("proposed", 1, 2),
        ("random", 0, 1),
    ]
    said = list(lines(["other", "other", "wrong_unit"], 1, precisions(seen)))
    assert said[0].startswith("accepted 1 of 4 decided")
    assert said[1] == "declined other: 2"


def test_the_command_speaks_of_nothing_decided_too(embedded: Flask) -> None:
    assert "accepted 0 of 0 decided" in typed(embedded, "triage", "outcomes").output
