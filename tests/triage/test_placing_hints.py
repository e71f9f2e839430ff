"""What is known besides the text."""

from dataclasses import replace
from functools import cache
from shutil import copytree

import pytest

from intake.unitbook import UnitBook
from intake.unitfile import UNITS, read_units, records
from tests.triage.map_of_units import IN_2022, IN_2026, book, label, place, where
from triage.placing import Hints, Placement, Placer, Status


def unit_id(name: str) -> int:
    return next(u.id for u in book().on(IN_2022) if u.name == name)


@cache
def with_prefix() -> Placer:
    """The shipped units, and H20.12 invented for one district."""
    units = [
        replace(u, dossier_prefixes=("H20.12",)) if u.name == "Huyện Lai Vung" else u
        for u in book().by_id.values()
    ]
    return Placer(UnitBook(units))


def by_code(text: str, code: str | None = None) -> Placement:
    return with_prefix().place(text, IN_2022, Hints(dossier_code=code))


def test_the_prefix_of_a_dossier_code_is_the_strongest_hint() -> None:
    found = by_code("Xã Tân Mỹ huyện Lấp Vò hẹn hoài", "H20.12-220105-0031")
    assert found.unit_id == unit_id("Huyện Lai Vung")
    assert found.why == ("dossier_prefix",)


def test_both_shapes_of_a_code_and_its_sub_units_lead_to_the_unit() -> None:
    for code in ("000.00.12.H20-220105-0031", "H20.12.05-220105-0031"):
        assert by_code("trễ", code).unit_id == unit_id("Huyện Lai Vung")


def test_a_code_in_the_text_counts_too() -> None:
    found = by_code("Hồ sơ H20.12-220105-0031 hẹn trả ngày 19/01 chưa có")
    assert found.unit_id == unit_id("Huyện Lai Vung")


@pytest.fixture(scope="module")
def by_table(tmp_path_factory: pytest.TempPathFactory) -> Placer:
    """The shipped files with two prefixes written into the table, as a keeper would."""
    folder = tmp_path_factory.mktemp("units") / "units"
    copytree(UNITS, folder)
    with (folder / "dossier_prefixes.csv").open("a", encoding="utf-8", newline="") as table:
        table.write("H20.12,district,876,2021-01-01,2025-07-01,invented,K-low\n")
        table.write("H20.12.05,commune,30211,2021-01-01,2025-07-01,invented,K-low\n")
    return Placer(UnitBook(records(read_units(folder))))


@pytest.mark.parametrize(
    ("code", "unit"),
    [
        ("H20.12-220105-0031", "Huyện Lai Vung"),
        ("h20.12 - 220105 - 0031", "Huyện Lai Vung"),
        ("000.00.12.H20-220105-0031", "Huyện Lai Vung"),
        ("H20.12.05-220105-0031", "Xã Tân Dương, Huyện Lai Vung"),
        ("H20.12.77-220105-0031", "Huyện Lai Vung"),  # the closest prefix that is known
        ("H20.13-220105-0031", "Xã Tân Mỹ, Huyện Lấp Vò"),  # of nobody known: the words decide
        ("H20.12-229905-0031", "Xã Tân Mỹ, Huyện Lấp Vò"),  # no day: no code
    ],
)
def test_a_code_in_the_text_outranks_the_commune_it_names(
    by_table: Placer, code: str, unit: str
) -> None:
    found = by_table.place(f"UBND xã Tân Mỹ, huyện Lấp Vò ngâm hồ sơ {code} hai tháng", IN_2022)
    assert found.unit_id is not None
    assert label(found.unit_id) == unit
    assert ("dossier_prefix" in found.why) is (unit != "Xã Tân Mỹ, Huyện Lấp Vò")


def test_codes_of_two_offices_leave_the_words_to_decide(by_table: Placer) -> None:
    text = "Sở Tư pháp trễ cả H20.12-220105-0031 lẫn H20.12.05-220105-0032"
    assert by_table.place(text, IN_2022).unit_id == unit_id("Sở Tư pháp")


def test_without_prefixes_of_units_a_code_decides_nothing() -> None:
    code = "H20.12-220105-0031"
    named = f"UBND xã Tân Mỹ, huyện Lấp Vò ngâm hồ sơ {code}"
    assert where(named) == "Xã Tân Mỹ, Huyện Lấp Vò"
    assert where("ngâm hồ sơ hoài", hints=Hints(dossier_code=code)) == "none"
    assert "dossier_prefix" not in place(named).why


def test_a_code_of_the_whole_province_says_nothing() -> None:
    hints = Hints(dossier_code="H20-220105-0031")
    assert where("xã Láng Biển trễ hẹn", hints=hints) == "Xã Láng Biển, Huyện Tháp Mười"
    assert by_code("chờ hoài", "H20.99-220105-0031").status is Status.NONE


def test_a_chosen_unit_is_taken_and_its_desk_answers_through_it() -> None:
    hints = Hints(unit_id=unit_id("Bộ phận Một cửa huyện Lai Vung"))
    assert where("chờ hoài không ai kêu", hints=hints) == "Huyện Lai Vung"


def test_a_chosen_unit_that_is_no_more_answers_through_its_heir() -> None:
    hints = Hints(unit_id=unit_id("Xã Láng Biển"))
    found = place("trễ hẹn", IN_2026, hints)
    assert found.status is Status.PLACED
    assert f"successor_of:{hints.unit_id}" in found.why


def test_a_chosen_body_outside_the_province_is_outside() -> None:
    assert where("chờ hoài", hints=Hints(unit_id=unit_id("Công an"))) == "outside"


def test_a_chosen_unit_nobody_knows_is_passed_over() -> None:
    assert where("xã Láng Biển", hints=Hints(unit_id=10**9)) == "Xã Láng Biển, Huyện Tháp Mười"


def test_a_stated_place_fills_what_the_text_leaves_open() -> None:
    assert where("chờ hoài", hints=Hints(stated_place="Mỹ Ngãi")) == (
        "Xã Mỹ Ngãi, Thành phố Cao Lãnh"
    )


def test_a_stated_district_settles_homonyms_of_the_text() -> None:
    found = place("xã Tân Mỹ thu phí sai", hints=Hints(stated_place="Lấp Vò"))
    assert where("xã Tân Mỹ thu phí sai", hints=Hints(stated_place="Lấp Vò")) == (
        "Xã Tân Mỹ, Huyện Lấp Vò"
    )
    assert "homonyms" not in found.why


def test_a_stated_place_that_contradicts_the_text_is_asked_about() -> None:
    found = place("Sở Tư pháp trễ hẹn", hints=Hints(stated_place="xã Tân Mỹ, Lấp Vò"))
    assert found.status is Status.AMBIGUOUS
    assert "hint_conflict" in found.why


def test_where_it_happened_does_not_make_the_police_the_communes() -> None:
    found = place("Công an hẹn hoài", hints=Hints(stated_place="xã Láng Biển"))
    assert found.unit_id is None


def test_an_ambiguous_or_empty_stated_place_decides_nothing() -> None:
    assert where("chờ hoài", hints=Hints(stated_place="Cao Lãnh")) == "ambiguous"
    assert where("chờ hoài", hints=Hints(stated_place="   ")) == "none"
    assert where("chờ hoài", hints=Hints(stated_place="nhà tôi")) == "none"
