"""Lists of partners: read, understood, taken in once."""

import contextlib
import io
import random
import tracemalloc
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import event, select

from intake import importing, importturns, work
from intake.columns import guess, neutral
from intake.db import db
from intake.moments import moment
from intake.sheets import SheetFault, decoded, read
from intake.submissions import Channel, SealedIdentity, Submission
from tests.bells import drain


def at(hour: int = 0, minute: int = 0) -> datetime:
    """A moment of the third of April 2025."""
    return datetime.combine(date(2025, 4, 3), time(hour, minute))


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
# synthetic
TABLE = """Mã phản ánh;Thời gian tiếp nhận;Nội dung phản ánh;Đơn vị;Số điện thoại
T-1;08:30 03/04/2025;Hồ sơ tách thửa nộp ở xã trễ hẹn 20 ngày chưa trả.;xã Mỹ An Hưng;912345678
T-2;31/02/2025;Nộp giấy khai sinh phải đi lại ba lần.;xã Mỹ An Hưng;
T-3;04/04/2025;;xã Mỹ An Hưng;
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1258"])
def test_a_list_is_read_in_every_encoding_of_viet_nam(encoding: str) -> None:
    apart = "Ho\u0300a hẹn" if encoding == "cp1258" else "Hòa hẹn"
    if encoding == "cp1258":
        apart = "Ho\u0300a he\u0323n"
    assert decoded(apart.encode(encoding)) == "Hòa hẹn"


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    assert read(TABLE.replace(";", delimiter).encode()).header[0] == "Mã phản ánh"


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_title_above_the_header_is_passed_over_and_rows_keep_their_numbers(
    delimiter: str,
) -> None:
    title = "Phản ánh, kiến nghị tháng 4; tổng đài 1022\n\nTừ ngày 1/4 đến ngày 30/4\n"
    sheet = read((title + TABLE.replace(";", delimiter)).encode())
    assert sheet.header[2] == "Nội dung phản ánh"
    assert sheet.numbers[0] == 5


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old"),
        ("<html><table><tr><td>Nội dung</td></tr></table></html>".encode(), "old"),
        (
            "Né\xb7i dung;H\xe5 s\xac\nH\xe5 s\xac tr\xd4 h\xd1n \xaem\xb5;1\n".encode("latin-1"),
            "text",
        ),
    ],
    ids=["a workbook of 2003", "a page called .xls", "letters of TCVN3"],
)
def test_what_old_programs_write_is_refused_by_its_name(content: bytes, code: str) -> None:
    with pytest.raises(SheetFault) as refused:
        read(content)
    assert refused.value.code == code


def test_a_workbook_is_read_and_a_torn_one_refused() -> None:
    book = openpyxl.Workbook()
    for line in (("Nội dung", "Ngày nhận"), ("Chờ lâu ở một cửa", at(8, 30))):
        book.worksheets[0].append(line)
    kept = io.BytesIO()
    book.save(kept)
    sheet = read(kept.getvalue())
    assert sheet.rows == (("Chờ lâu ở một cửa", "08:30:00 03/04/2025"),)
    with pytest.raises(SheetFault):
        read(kept.getvalue()[:900])


def workbook(sheet: bytes) -> bytes:
    """A workbook whose only sheet is made of these bytes."""
    book = openpyxl.Workbook()
    made, kept = io.BytesIO(), io.BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            is_sheet = part == "xl/worksheets/sheet1.xml"
            new.writestr(part, sheet if is_sheet else old.read(part))
    return kept.getvalue()


def rows(*cells: str) -> bytes:
    told = "".join(f'<row r="{n}">{cell}</row>' for n, cell in enumerate(cells, 1))
    return f'<worksheet xmlns="{MAIN}"><sheetData>{told}</sheetData></worksheet>'.encode()


CELL = '<c r="{0}" t="inlineStr"><is><t>Nội dung</t></is></c>'


@pytest.mark.parametrize(
    ("bomb", "code"),
    [
        (workbook(b" " * (120 * 1024 * 1024)), "too_large"),  # 120 MB out of a hundred KB
        (workbook(rows(CELL.format("A1"), CELL.format("XFD2"))), "too_large"),
        (workbook(rows(CELL.format("A1")).replace(b'r="1"', b'r="1048576"')), "too_large"),
    ],
    ids=["unpacks to too much", "is too wide", "is too long"],
)
def test_a_workbook_that_explodes_is_refused_before_it_hurts(bomb: bytes, code: str) -> None:
    assert len(bomb) < 1024 * 1024
    tracemalloc.start()
    with pytest.raises(SheetFault) as refused:
        read(bomb)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert refused.value.code == code
    assert most < 64 * 1024 * 1024


def test_entities_that_multiply_are_refused() -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha">'
    laughs += "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    body = rows(CELL.format("A1").replace("Nội dung", "&j;"), CELL.format("A2")).decode()
    with pytest.raises(SheetFault):
        read(workbook((laughs + "]>" + body).encode()))


def test_columns_are_guessed_from_the_words_of_the_header() -> None:
    header = read(TABLE.encode()).header
    found = {"source_ref": 0, "received_at": 1, "text": 2, "place": 3, "contact": 4}
    assert guess(header) == found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("08:30 03/04/2025", at(8, 30)),
        ("3-4-2025 8h30", at(8, 30)),
        ("2025-04-03T08:30:00", at(8, 30)),
        ("03/04/2025 2:15 CH", at(14, 15)),
        ("ngày 3 tháng 4 năm 2025", at()),
        ("31/02/2025", None),
        ("3/4/2025 - 5/4/2025", None),
        ("hôm nào đó", None),
    ],
)
def test_moments_are_read_as_tables_write_them(text: str, said: datetime | None) -> None:
    assert moment(text) == said


@pytest.mark.parametrize("cell", ["=1+1", "+84", "-1", "@SUM(A1)", "\t=1"])
def test_no_cell_of_a_report_is_a_formula(cell: str) -> None:
    assert neutral(cell) == f"'{cell}"


def taken(app: Flask, text: str = TABLE) -> dict[str, int]:
    with app.app_context():
        sheet = read(text.encode())
        mapping = importing.remembered("1022", sheet.header)
        batch = importing.begin(sheet, mapping, "1022", "1022.csv", None)
    drain(app)
    with app.app_context():
        return importing.counts(batch)


def test_rows_go_through_the_door_with_their_own_date(app: Flask) -> None:
    assert taken(app) == {"waiting": 0, "taken": 1, "already": 0, "unclear": 2}
    with app.app_context():
        said = db.session.scalars(select(Submission)).one()
        assert (said.channel, said.identity_level) == (Channel.IMPORT, "contactable_pseudonym")
        assert said.received_at.isoformat() == "2025-04-03T01:30:00+00:00"
        assert said.unit_id is not None


def test_a_list_sent_again_takes_nothing_twice(embedded: Flask) -> None:
    taken(embedded)
    assert taken(embedded) == {"waiting": 0, "taken": 0, "already": 1, "unclear": 2}


def test_a_row_changed_since_is_left_to_a_person(embedded: Flask) -> None:
    taken(embedded)
    assert taken(embedded, TABLE.replace("20 ngày", "30 ngày"))["unclear"] == 3


class PowerCut(BaseException):
    """What ends a process between two lines."""


def test_killed_right_after_a_filing_the_row_is_told_as_taken(embedded: Flask) -> None:
    with embedded.app_context():
        work.bells().jobs = work.bells().jobs | {"import": int}  # nobody answers the bell
        sheet = read(TABLE.encode())
        mapping = importing.remembered("1022", sheet.header)
        batch = importing.begin(sheet, mapping, "1022", "1022.csv", None)

        def cut(_session: object) -> None:
            event.remove(db.session, "after_commit", cut)
            raise PowerCut

        event.listen(db.session, "after_commit", cut)
        with pytest.raises(PowerCut):
            importing.take(batch)
        db.session.remove()
        assert len(db.session.scalars(select(Submission)).all()) == 1
        importing.take(batch)
        assert importing.counts(batch) == {"waiting": 0, "taken": 1, "already": 0, "unclear": 2}


def test_a_list_without_numbers_read_with_other_columns_takes_nothing_twice(
    embedded: Flask,
) -> None:
    plain = "\n".join(line.partition(";")[2] for line in TABLE.splitlines())
    first = {"text": 1, "place": 2}
    with embedded.app_context():
        for mapping in (first, first | {"contact": 3}):
            batch = importing.begin(read(plain.encode()), mapping, "1022", "a.csv", None)
            importing.take(batch)
        assert len(db.session.scalars(select(Submission)).all()) == 2
        assert importing.counts(batch)["taken"] == 0


def test_a_name_without_a_number_is_sealed_and_not_lost(embedded: Flask) -> None:
    taken(embedded, "Nội dung;Họ tên\nChờ lâu ở một cửa.;Không Có Thật\n")
    with embedded.app_context():
        assert db.session.scalars(select(SealedIdentity.submission_id)).all() != []
        assert db.session.scalars(select(Submission.identity_level)).one() == "anonymous"


def test_a_year_no_office_kept_lists_in_is_left_to_a_person(embedded: Flask) -> None:
    assert taken(embedded, TABLE.replace("03/04/2025", "03/04/0225"))["taken"] == 0


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_no_torn_workbook_breaks_the_reader() -> None:
    chance = random.Random(7)
    whole = workbook(rows(CELL.format("A1"), CELL.format("A2")))
    with zipfile.ZipFile(io.BytesIO(whole)) as parts:
        names = parts.namelist()
    for _ in range(300):
        torn = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(torn, "w") as new:
            hurt = chance.choice(names)
            for name in names:
                said = bytearray(old.read(name))
                if name == hurt:
                    at = chance.randrange(len(said))
                    said[at : at + chance.randrange(40)] = chance.choice([b"", b"<", b'"', b"-1"])
                new.writestr(name, bytes(said))
        with contextlib.suppress(SheetFault):
            read(torn.getvalue())


def test_a_job_that_died_goes_on_where_it_was(embedded: Flask) -> None:
    taken(embedded)
    with embedded.app_context():
        assert importturns.unfinished() == 0
        importing.take(1)
        assert len(db.session.scalars(select(Submission)).all()) == 1


def test_what_was_taken_is_no_longer_kept_beside_it(embedded: Flask) -> None:
    taken(embedded)
    with embedded.app_context():
        assert [r.box for r in db.session.scalars(select(importing.ImportRow))] == [None] * 3


def test_the_command_says_what_it_would_do_and_then_does_it(
    embedded: Flask, tmp_path: Path
) -> None:
    file = tmp_path / "1022.csv"
    file.write_text(TABLE, encoding="utf-8-sig")
    run = embedded.test_cli_runner()
    dry = run.invoke(args=["import", str(file), "--partner", "1022", "--dry-run"])
    assert "1 clear, 2 unclear\n0 of the clear ones there before" in dry.output
    done = run.invoke(args=["import", str(file), "--partner", "1022"])
    assert "1 taken" in done.output
