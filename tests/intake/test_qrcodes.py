"""Codes made by summing are the codes a whole encoder draws."""

import random
import re

import pytest
import segno

from intake import qrcodes
from intake.receipts import new_reference

PLACES = ("http://127.0.0.1:8000/phan-anh/", "https://phananh.tinh.example.gov.vn/phan-anh/")


def drawn(svg: str) -> list[list[int]]:
    """The modules a pen following the path would blacken."""
    side = int(re.findall(r"viewBox=\"0 0 (\d+)", svg)[0])
    page = [[0] * side for _row in range(side)]
    path = re.findall(r'd="M2 2.5([^"]*)"', svg)[0]
    x = y = 2
    for step, first, second in re.findall(r"([hm])(-?\d+)(?: (\d))?", path):
        if step == "h":
            page[y][x : x + int(first)] = [1] * int(first)
        x, y = x + int(first), y + int(second or 0)
    return page


@pytest.mark.parametrize("place", PLACES)
def test_a_summed_code_is_the_encoders_own(place: str) -> None:
    random.seed(7)
    for _time in range(20):
        address = place + new_reference()
        whole = segno.make_qr(address, error="m", mask=3, boost_error=False)
        wanted = [[0, 0, *map(int, row), 0, 0] for row in whole.matrix]
        assert [row[:] for row in drawn(qrcodes.svg(address))[2:-2]] == wanted


def test_a_code_holds_no_script_and_no_style() -> None:
    svg = qrcodes.svg(PLACES[0] + new_reference())
    assert set(re.findall(r"<(\w+)", svg)) == {"svg", "path"}
    assert "style" not in svg
