"""Files of units: what is read, what is forgiven, and what each fault is told to do."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from intake.unitbook import Kind, UnitBook
from intake.unitfile import UNITS, UnitFileError, read_csv_list, read_units, records

DAY = date(2021, 1, 1)
HEAD = "level,gso_code,full_name,parent_code\n"
PROVINCE = "province,83,Tỉnh Bến Tre,\n"
DISTRICT = "district,829,Thành phố Bến Tre,83\n"
COMMUNE = "commune,28756,Phường Phú Khương,829\n"
LIST = "units_dongthap_2021_11.csv"
MAP = "units_dongthap_old_to_new_2025.csv"


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "bentre.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return shutil.copytree(UNITS, tmp_path / "units")


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_any_provinces_list_becomes_a_book(tmp_path: Path) -> None:
    rows = read_csv_list(written(tmp_path, HEAD + PROVINCE + DISTRICT + COMMUNE), DAY, "list")
    book = UnitBook(records(rows))
    ward = book.by_code("28756", DAY)
    assert ward
    assert ward.parent_id
    assert book.by_id[ward.parent_id].name == "Thành phố Bến Tre"
    assert {r.source for r in rows} == {"list"}


def test_parents_may_come_after_their_children(tmp_path: Path) -> None:
    rows = read_csv_list(written(tmp_path, HEAD + COMMUNE + DISTRICT + PROVINCE), DAY)
    assert [r.kind for r in rows] == [Kind.PROVINCE, Kind.DISTRICT, Kind.COMMUNE]


def test_communes_may_stand_right_beneath_the_province(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + PROVINCE + "commune,28756,Phường Phú Khương,83\n")
    assert read_csv_list(path, DAY)[1].parent == (Kind.PROVINCE, "83", DAY)


@pytest.mark.parametrize(
    "text",
    [
        b"\xef\xbb\xbf" + (HEAD + PROVINCE).encode(),
        (HEAD + PROVINCE).replace("\n", "\r\n").encode(),
        (HEAD + "\n,,,\n" + PROVINCE).encode(),
        (HEAD + "province,83, Tỉnh  Bến Tre ,\n").encode(),
        (HEAD + "province,83,Ti\u0309nh Bê\u0301n Tre,\n").encode(),
        ("gso_code,level,parent_code,full_name,note\n83,province,,Tỉnh Bến Tre,x\n").encode(),
    ],
    ids=["byte order mark", "CRLF", "blank lines", "spaces", "decomposed", "other columns"],
)
def test_what_spreadsheets_do_to_files_is_forgiven(tmp_path: Path, text: bytes) -> None:
    (row,) = read_csv_list(written(tmp_path, text), DAY)
    assert (row.code, row.name) == ("83", "Tỉnh Bến Tre")


FAULTS: dict[str, tuple[str | bytes, int, str, str]] = {
    "missing column": (
        "level,gso_code,full_name\nprovince,83,Tỉnh Bến Tre\n", 1,
        "'parent_code' is missing", "must name level,gso_code,full_name,parent_code",
    ),
    "semicolons": (HEAD.replace(",", ";") + "x\n", 1, "semicolons", "save it with commas"),
    "column twice": (HEAD.strip() + ",level\n", 1, "'level' comes twice", "delete one"),
    "duplicate code": (
        HEAD + PROVINCE + DISTRICT + DISTRICT, 4,
        "code 829 is on line 3 already", "correct the code",
    ),
    "unknown parent": (HEAD + PROVINCE + COMMUNE, 3, "parent 829 is not in", "add its line"),
    "no parent": (HEAD + "district,829,Thành phố Bến Tre,\n", 2, "parent_code ''", "give every"),
    "parent below": (
        HEAD + PROVINCE + DISTRICT + "district,830,Huyện Châu Thành,829\n", 4,
        "a district under a district", "higher level",
    ),
    "unknown level": (
        HEAD + "tỉnh,83,Tỉnh Bến Tre,\n", 2,
        "level 'tỉnh' is unknown", "province, district, commune",
    ),
    "empty name": (HEAD + "province,83, ,\n", 2, "'full_name' is empty", "fill it in"),
    "empty code": (HEAD + "province,,Tỉnh Bến Tre,\n", 2, "'gso_code' is empty", "fill it in"),
    "null byte": (HEAD + PROVINCE + "district,829\0,x,83\n", 3, "null byte", "CSV UTF-8"),
    "Excel's Unicode text": ((HEAD + PROVINCE).encode("utf-16"), 1, "not in UTF-8", "CSV UTF-8"),
    "windows encoding": (
        HEAD.encode() + "province,83,Bến Tre,\n".encode("cp1258", "replace") + b"\xea\n", 3,
        "not in UTF-8", "CSV UTF-8",
    ),
    "too few cells": (HEAD + "province,83\n", 2, "2 cells where the first line names 4", "comma"),
    "stray quote": (HEAD + 'province,83,"Tỉnh" Bến Tre,\n', 2, "do not pair", "inside a cell"),
    "empty file": ("", 1, "the file is empty", "start with level,"),
    "no units": (HEAD, 1, "names no unit", "add a line"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_names_file_line_and_cure(tmp_path: Path, fault: str) -> None:
    text, line, said, cure = FAULTS[fault]
    with pytest.raises(UnitFileError) as caught:
        read_csv_list(written(tmp_path, text), DAY)
    assert str(caught.value).startswith(f"bentre.csv, line {line}: ")
    assert said in caught.value.fault
    assert cure in caught.value.cure


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnitFileError, match=r"none\.csv: the file cannot be read"):
        read_csv_list(tmp_path / "none.csv", DAY)


FOLDER_FAULTS = {
    "map forgets a commune": (
        MAP, "30256,Xã Tân Bình,", "30259,Xã Tân Phú Trung,",
        "Xã Tân Bình (30256) is missing",
    ),
    "map has an unknown share": (MAP, "Nhập toàn bộ", "Nhập hết", "line 2: the note 'Nhập hết'"),
    "map calls a heir by two names": (
        MAP, "28249,Phường Đạo Thạnh", "28249,Phường Đạo Thành", "line 3: 28249 is called"
    ),
    "list has another province": (
        LIST, "province,87", "province,88", "parent 87 is not in the file"
    ),
    "change of no commune": ("changes.csv", ",29863,", ",11111,", "no commune 11111 on 2024-12-31"),
    "department of no parent": (
        "departments.csv", "Services,VPUBND", "Services,XYZ", "parent XYZ does not exist"
    ),
    "successors of what goes on": (
        "departments.csv", "2025-03-01,SXD,", ",SXD,", "has not ended has successors"
    ),
    "cell left out": ("departments.csv", "2025-03-01,SXD,", "2025-03-01,", "10 cells where"),
    "unknown heir": ("departments.csv", "2025-03-01,SXD,", "2025-03-01,SXDX,", "no unit SXDX on"),
    "end before beginning": (
        "departments.csv", "2020-11-01,2025-03-01,SXD", "2020-11-01,2019-03-01,SXD", "not after"
    ),
    "date written otherwise": ("departments.csv", "2020-11-01", "01/11/2020", "is not a date"),
    "alias of nobody": ("aliases.csv", "district,875,LV", "district,885,LV", "no district 885"),
    "alias of no weight": ("aliases.csv", "LV,0.5", "LV,50", "'50' in 'weight' is not a weight"),
    "prefix of nobody": ("dossier_prefixes.csv", "province,87", "district,87", "no district 87"),
    "desk of no kind": ("desks.csv", "district,one_stop", "district,counter", "kind 'counter'"),
    "list of no shape": ("lists.csv", ",map,", ",maps,", "line 4: the shape 'maps' is unknown"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FOLDER_FAULTS)
def test_a_fault_in_the_folder_is_told_too(copy: Path, fault: str) -> None:
    name, old, new, said = FOLDER_FAULTS[fault]
    edit(copy / name, old, new)
    with pytest.raises(UnitFileError) as caught:
        read_units(copy)
    assert caught.value.path.name == name
    assert said in str(caught.value)


def test_every_row_says_where_it_comes_from_and_how_sure_it_is() -> None:
    rows = read_units()
    assert [r.key for r in rows if not r.source] == []
    assert [r.key for r in rows if r.certainty.split(";")[0].split()[0] not in
            ("V", "K-high", "K-med", "K-low")] == []  # fmt: skip


def test_keys_are_unique_and_parents_come_first() -> None:
    rows = read_units()
    seen = set()
    for row in rows:
        assert row.key not in seen
        assert row.parent is None or row.parent in seen
        seen.add(row.key)


def test_no_unit_outlives_its_parent() -> None:
    rows = {r.key: r for r in read_units()}
    for row in rows.values():
        if row.parent:
            parent = rows[row.parent]
            assert row.valid_from >= parent.valid_from, row
            assert parent.valid_to is None or (row.valid_to or date.max) <= parent.valid_to, row


def test_ids_follow_the_rows_and_nothing_else() -> None:
    rows = read_units()
    assert records(rows) == records(read_units())
    renamed = (replace(rows[0], name="Tỉnh khác"), *rows[1:])
    assert [r.id for r in records(renamed)] == [r.id for r in records(rows)]


def test_a_spelling_of_the_later_list_becomes_an_alias() -> None:
    row = next(r for r in read_units() if r.code == "30055" and r.valid_to)
    assert (row.name, [a.text for a in row.aliases]) == ("Xã Mỹ Quý", ["Xã Mỹ Quí"])
