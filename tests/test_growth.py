"""The measure of growth itself: it lets the length pass and stops its square."""

import pytest

from tests.growth import grows_no_faster_than_its_length


def test_the_square_is_told_from_the_length() -> None:
    grows_no_faster_than_its_length(lambda size: sum(range(size)), 1_600_000)
    with pytest.raises(AssertionError, match="times as long"):
        grows_no_faster_than_its_length(lambda size: sum(range(size * size)), 1_600)
