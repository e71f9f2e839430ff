"""Units come and go: who answers on the day."""

from datetime import date

import pytest

from intake.unitbook import Alias, Kind, Level, Share, UnitBook, UnitRecord
from tests.triage.map_of_units import IN_2022, IN_2026, book, choices, label, place, where
from triage.placing import Placer, Status


def test_a_text_of_2022_stays_with_the_unit_of_2022() -> None:
    assert where("UBND xã Bình Thành huyện Lấp Vò", IN_2022) == "Xã Bình Thành, Huyện Lấp Vò"


def test_an_old_commune_named_in_2026_goes_to_its_heir() -> None:
    old = place("UBND xã Bình Thành huyện Lấp Vò", IN_2022)
    found = place("UBND xã Bình Thành huyện Lấp Vò", IN_2026)
    assert old.unit_id is not None
    assert [u.id for u in book().answering(old.unit_id, IN_2026)] == [found.unit_id]
    assert f"successor_of:{old.unit_id}" in found.why


@pytest.mark.parametrize("split", ["xã Gáo Giồng", "xã Phú Thuận B, huyện Hồng Ngự"])
def test_a_split_commune_is_asked_for(split: str) -> None:
    found = place(split, IN_2026)
    assert found.status is Status.AMBIGUOUS
    assert "split_unit" in found.why
    assert len(found.candidates) == 2


def test_an_old_district_alone_is_no_answer_but_its_communes_are_offered() -> None:
    found = place("huyện Lai Vung giải quyết chậm", IN_2026)
    assert found.unit_id is None
    assert "Xã Lai Vung" in choices("huyện Lai Vung giải quyết chậm", IN_2026)


def test_an_old_district_settles_homonyms_of_old_communes() -> None:
    assert where("xã Tân Mỹ", IN_2026) == "ambiguous"
    assert where("xã Tân Mỹ, huyện Lấp Vò", IN_2026) != where(
        "xã Tân Mỹ, huyện Thanh Bình", IN_2026
    )


@pytest.mark.parametrize(
    "name", ["Xã Lai Vung", "Phường Cao Lãnh", "Xã Tân Phú Trung", "Xã Cái Bè"]
)
def test_a_name_borne_today_means_the_unit_of_today(name: str) -> None:
    found = place(name, IN_2026)
    assert found.unit_id is not None
    assert (label(found.unit_id), book().by_id[found.unit_id].valid_to) == (name, None)


def test_chau_thanh_was_a_district_and_is_a_commune() -> None:
    assert where("UBND huyện Châu Thành", IN_2022) == "Huyện Châu Thành"
    assert where("UBND xã Châu Thành", IN_2026) == "Xã Châu Thành"


def test_a_department_that_was_merged_answers_under_its_new_name() -> None:
    text = "Sở Tài nguyên và Môi trường trễ hẹn"
    assert where(text, IN_2022) == "Sở Tài nguyên và Môi trường"
    assert where(text, IN_2026) == "Sở Nông nghiệp và Môi trường"


def test_the_service_centre_of_a_commune_is_the_communes() -> None:
    text = "Trung tâm Phục vụ hành chính công xã Lấp Vò trễ hẹn"
    assert where(text, IN_2026) == "Xã Lấp Vò"


def test_the_neighbours_units_are_ours_only_after_the_merger() -> None:
    assert where("UBND huyện Cái Bè thu phí sai", IN_2022) == "none"
    assert where("UBND xã Cái Bè thu phí sai", IN_2026) == "Xã Cái Bè"


def test_a_day_before_all_records_is_read_by_the_first_ones() -> None:
    assert where("UBND xã Gáo Giồng", date(1999, 1, 1)) == "Xã Gáo Giồng, Huyện Cao Lãnh"


def test_an_empty_book_places_nothing() -> None:
    assert Placer(UnitBook([])).place("xã Gáo Giồng", IN_2022).status is Status.NONE


def test_any_book_will_do() -> None:
    day = date(2000, 1, 1)
    units = [
        UnitRecord(1, Kind.PROVINCE, Level.PROVINCE, "Tỉnh Mẫu", "1", None, day),
        UnitRecord(2, Kind.DISTRICT, Level.DISTRICT, "Huyện Thử", "2", 1, day),
        UnitRecord(3, Kind.COMMUNE, Level.COMMUNE, "Xã Ví Dụ", "3", 2, day, aliases=(Alias("VD", 1.0),)),
        UnitRecord(
            4, Kind.COMMUNE, Level.COMMUNE, "Xã Cũ Kỹ", "4", 2, day, date(2001, 1, 1),
            successors=((3, Share.WHOLE),),
        ),
    ]  # fmt: skip
    placer = Placer(UnitBook(units))
    assert placer.place("ubnd xa vi du", IN_2022).unit_id == 3
    assert placer.place("xã Cũ Kỹ huyện Thử", IN_2022).unit_id == 3
    assert placer.place("xã Cũ Kỹ", date(2000, 6, 1)).unit_id == 4
