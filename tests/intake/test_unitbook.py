"""What the shipped book says of Đồng Tháp, on each side of the merger."""

from collections import Counter
from datetime import date

import pytest

from intake.unitbook import Kind, Share
from tests.intake.shelf import IN_2022, IN_2026, LAST_EVE, MERGED, bearer, of_kind, shipped

SPLIT = {
    "29995": ("Xã Phú Thuận B", {"Xã Long Phú Thuận", "Xã Tân Long"}),
    "30079": ("Xã Gáo Giồng", {"Xã Phú Cường", "Xã Phong Mỹ"}),
    "30157": ("Xã Tân Thạnh", {"Xã Thanh Bình", "Xã Tân Thạnh"}),
}


def first_words(day: date) -> Counter[str]:
    return Counter(u.name.split()[0] for u in of_kind(Kind.COMMUNE, day))


def test_2022_has_twelve_districts_and_143_communes() -> None:
    assert len(of_kind(Kind.DISTRICT, IN_2022)) == 12
    assert first_words(IN_2022) == {"Xã": 115, "Phường": 19, "Thị": 9}


def test_the_communes_of_each_district_are_those_of_the_list() -> None:
    parents = Counter(u.parent_id for u in of_kind(Kind.COMMUNE, IN_2022))
    sizes = {u.code: parents[u.id] for u in of_kind(Kind.DISTRICT, IN_2022)}
    assert sizes == dict(
        zip(map(str, range(866, 878)), (15, 9, 7, 9, 10, 12, 13, 18, 13, 13, 12, 12), strict=True)
    )


def test_the_merged_province_has_102_communes_and_no_district() -> None:
    assert first_words(MERGED) == {"Xã": 82, "Phường": 20}
    assert of_kind(Kind.DISTRICT, MERGED) == []
    assert [(u.code, u.name) for u in of_kind(Kind.PROVINCE, MERGED)] == [("82", "Tỉnh Đồng Tháp")]


def test_141_communes_are_left_in_2025_after_two_were_merged_away() -> None:
    assert len(of_kind(Kind.COMMUNE, date(2024, 12, 31))) == 143
    assert len(of_kind(Kind.COMMUNE, date(2025, 1, 1))) == 141
    assert [u.name for u in shipped().answering(bearer("29863", IN_2022).id, LAST_EVE)] == [
        "Phường Mỹ Ngãi"
    ]


def test_the_neighbours_units_are_nobody_here_before_the_merger() -> None:
    names = {u.name for u in shipped().on(LAST_EVE)}
    assert "Xã Tân Hương" not in names
    assert "Huyện Cái Bè" not in names
    assert "Tỉnh Tiền Giang" in names  # a place outside, to be recognised as such


def test_an_old_name_of_either_side_leads_to_who_answers_after_the_merger() -> None:
    reach = {u.id for u in shipped().within_reach(IN_2026)}
    for code, heir in (("28297", "Phường Long Thuận"), ("30256", "Xã Tân Phú Trung")):
        old = bearer(code, LAST_EVE)
        assert old.id in reach
        assert [u.name for u in shipped().answering(old.id, IN_2026)] == [heir]


def test_within_reach_before_the_merger_is_only_what_is_ours() -> None:
    book = shipped()
    assert not any(book.foreign(u.id) for u in book.within_reach(IN_2022))
    assert set(book.within_reach(IN_2022)) == set(book.on(IN_2022))


@pytest.mark.parametrize("code", SPLIT)
def test_a_split_commune_has_two_heirs_in_part(code: str) -> None:
    name, heirs = SPLIT[code]
    old = bearer(code, LAST_EVE)
    assert old.name == name
    assert [share for _, share in old.successors] == [Share.PART, Share.PART]
    assert {u.name for u in shipped().answering(old.id, MERGED)} == heirs


def test_only_the_three_known_communes_are_split() -> None:
    split = {u.code for u in of_kind(Kind.COMMUNE, LAST_EVE) if len(u.successors) > 1}
    assert split == set(SPLIT)


def test_a_reused_code_is_another_unit_each_time() -> None:
    days = (IN_2022, LAST_EVE, MERGED)
    bearers = [bearer("29869", day) for day in days]
    assert [u.name for u in bearers] == ["Phường 2", "Phường 1", "Phường Cao Lãnh"]
    assert len({u.id for u in bearers}) == 3


def test_every_commune_that_ended_has_an_heir_that_stood_then() -> None:
    book = shipped()
    ended = [u for u in book.by_id.values() if u.kind is Kind.COMMUNE and u.valid_to]
    assert len(ended) == 309  # 305 of the conversion table, 4 of the changes of 2025-01-01
    for unit in ended:
        assert unit.valid_to
        assert unit.successors
        assert all(book.by_id[i].valid_on(unit.valid_to) for i, _ in unit.successors), unit.name


def test_nobody_took_over_a_district() -> None:
    district = bearer("873", IN_2022)
    assert shipped().answering(district.id, IN_2026) == []
    assert district in shipped().within_reach(IN_2026)


def test_a_land_branch_in_a_district_answers_through_the_department() -> None:
    branch = bearer("DD-877", IN_2022)
    assert branch.name == "Chi nhánh Văn phòng Đăng ký đất đai huyện Châu Thành"
    assert shipped().accountable(branch.id).code == "STNMT"
    (later,) = shipped().answering(branch.id, IN_2026)
    assert shipped().accountable(later.id).code == "SNNMT"


def test_a_one_stop_desk_answers_through_its_committee() -> None:
    desk = bearer("MC-30256", IN_2022)
    assert shipped().accountable(desk.id) == bearer("30256", IN_2022)
    (later,) = shipped().answering(desk.id, IN_2026)
    assert later.name == "Trung tâm Phục vụ hành chính công xã Tân Phú Trung"
    assert shipped().accountable(later.id) == bearer("30259", IN_2026)


def test_every_unit_of_2022_has_one_one_stop_desk_and_each_new_commune_a_centre() -> None:
    assert len(of_kind(Kind.ONE_STOP, IN_2022)) == 155
    assert len(of_kind(Kind.SERVICE_CENTRE, MERGED)) == 103  # the province's own among them
    assert of_kind(Kind.ONE_STOP, MERGED) == []


@pytest.mark.parametrize(
    ("old", "heirs"),
    [
        ("STNMT", {"SNNMT"}),
        ("SNNPTNT", {"SNNMT"}),
        ("SKHDT", {"STC"}),
        ("SGTVT", {"SXD"}),
        ("STTTT", {"SKHCN"}),
        ("SLDTBXH", {"SNV", "SYT", "SGDDT"}),
        ("SNV", {"SNV"}),
    ],
)
def test_departments_merged_in_2025_lead_to_their_heirs(old: str, heirs: set[str]) -> None:
    unit = bearer(old, IN_2022)
    assert {u.code for u in shipped().answering(unit.id, IN_2026)} == heirs


def test_each_department_of_the_standard_list_is_there_in_2022() -> None:
    assert len(of_kind(Kind.DEPARTMENT, IN_2022)) == 19


def test_shared_abbreviations_weigh_little_and_stand_with_both() -> None:
    bearers = [
        (u.code, a.weight) for u in shipped().on(IN_2022) for a in u.aliases if a.text == "LV"
    ]
    assert bearers == [("875", 0.5), ("876", 0.5)]


def test_only_the_province_has_a_dossier_prefix_until_the_province_names_more() -> None:
    bearers = [(u.kind, u.dossier_prefixes) for u in shipped().on(IN_2022) if u.dossier_prefixes]
    assert bearers == [(Kind.PROVINCE, ("H20",))]
