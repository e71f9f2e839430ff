"""Documents keep their words and lose their makers: authors, companies, folders, EXIF, XMP."""

import io
import zipfile
import zlib

import docx
import openpyxl
import pytest
from openpyxl.comments import Comment
from PIL import Image, ImageChops
from weasyprint import HTML

from intake.files import inspect
from intake.pdfclean import without_people
from intake.picturemarks import bare_picture
from tests.growth import grows_no_faster_than_its_length
from tests.intake.attachments import flate, office, pdf, picture, place_and_turn

AUTHOR = "Nguyễn Thị Người Viết"


def read(data: bytes, name: str) -> bytes:
    return inspect(data, name).stream.read()


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.properties.creator = book.properties.lastModifiedBy = AUTHOR
    book.active["A1"] = "Lời kể còn nguyên"
    book.active["A1"].comment = Comment("ghi chú còn nguyên", AUTHOR)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_loses_its_author_and_keeps_words_and_notes() -> None:
    kept = read(workbook(), "so.xlsx")
    with zipfile.ZipFile(io.BytesIO(kept)) as package:
        inside = b"".join(package.read(name) for name in package.namelist())
    assert AUTHOR.encode() not in inside
    book = openpyxl.load_workbook(io.BytesIO(kept))
    assert book.active["A1"].value == "Lời kể còn nguyên"
    assert "ghi chú còn nguyên" in book.active["A1"].comment.text
    assert book.properties.creator != AUTHOR


def test_a_document_loses_authors_of_text_changes_and_notes_and_the_place_of_its_pictures() -> None:
    changed = f'<w:ins w:id="1" w:author="{AUTHOR}" w:date="2026-01-01"><w:t>chữ thêm</w:t></w:ins>'
    sent = office(parts={
        "docProps/core.xml": f"<x><dc:creator>{AUTHOR}</dc:creator></x>".encode(),
        "docProps/app.xml": f"<Properties><Company>{AUTHOR}</Company></Properties>".encode(),
        "docProps/custom.xml": f"<Properties>{AUTHOR}</Properties>".encode(),
        "word/document.xml": changed.encode(),
        "word/people.xml": f"<w15:person w15:author='{AUTHOR}'/>".encode(),
        "word/comments.xml": f'<w:comment w:author="{AUTHOR}" w:initials="NV">ghi</w:comment>'.encode(),
        "word/media/image1.jpeg": picture(exif=place_and_turn()),
    })  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(read(sent, "don.docx"))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    inside = b"".join(parts.values())
    assert AUTHOR.encode() not in inside
    assert b"MayAnhRieng" not in inside
    assert b'w:initials=""' in inside
    assert "chữ thêm".encode() in parts["word/document.xml"]
    assert parts["word/media/image1.jpeg"].startswith(b"\xff\xd8\xff")


def test_a_real_document_still_opens_in_its_program() -> None:
    made = docx.Document()
    made.core_properties.author = made.core_properties.last_modified_by = AUTHOR
    made.add_paragraph("Lời kể còn nguyên").runs[0].bold = True
    made.add_picture(io.BytesIO(picture(exif=place_and_turn())))
    out = io.BytesIO()
    made.save(out)
    again = docx.Document(io.BytesIO(read(out.getvalue(), "don.docx")))
    assert again.paragraphs[0].text == "Lời kể còn nguyên"
    assert again.paragraphs[0].runs[0].bold
    assert len(again.inline_shapes) == 1
    assert AUTHOR not in (again.core_properties.author, again.core_properties.last_modified_by)


def test_a_pdf_loses_who_made_it_and_stays_as_long_and_whole() -> None:
    maker = "Nguyen Thi Nguoi Viet"
    head = f"<html><head><title>{maker}</title><meta name=author content='{maker}'></head>"
    sent = bytes(HTML(string=head + "<body>Lời kể còn nguyên</body></html>").write_pdf())
    assert maker.encode() in unpacked(sent)
    assert b"WeasyPrint" in unpacked(sent)
    kept = read(sent, "don.pdf")
    assert len(kept) == len(sent)
    assert maker.encode() not in unpacked(kept)
    assert b"WeasyPrint" not in unpacked(kept)
    assert unpacked(kept).count(b"/Type /Page") == unpacked(sent).count(b"/Type /Page")


def unpacked(data: bytes) -> bytes:
    parts = [data]
    for piece in data.split(b"stream\n")[1:]:
        try:
            parts.append(zlib.decompressobj().decompress(piece))
        except zlib.error:
            continue
    return b"\n".join(parts)


@pytest.mark.parametrize(
    "hidden",
    [pdf(b"<</Author (Nguoi \\) Viet (hai))/Title (x)>>"), pdf(b"<</Author<4E67756F692056696574>>>"),
     pdf(flate(b"1 0 <</Author (Nguoi Viet hai)/Producer (Word)>>" + b" " * 60, b"/Type/ObjStm")),
     pdf(flate(b"<x:xmpmeta>Nguoi Viet</x:xmpmeta>", b"/Type/Metadata/Subtype/XML")),
     pdf(b"<</Type/Metadata>>\nstream\n<?xpacket begin=''?><x>Nguoi Viet</x>"
         b"<?xpacket end='w'?>\nendstream"),
     pdf(b"<</Type/Annot/Popup 9 0 R/BS<</W 1>>/T(Nguoi Viet)/AP<</N 8 0 R>>/Subtype /Highlight>>"),
     pdf(flate(b"1 0 <</Subtype/Text/T<4E67756F692056696574>/Contents(con)>>" + b" " * 60,
               b"/Type/ObjStm")),
     pdf(b"<</Filter/DCTDecode>>\nstream\n" + picture(exif=place_and_turn()) + b"\nendstream")],
    ids=["escaped", "hex", "packed objects", "packed xmp", "plain xmp", "a remark",
         "a packed remark", "exif"],
)  # fmt: skip
def test_wherever_the_maker_stands_it_is_blanked(hidden: bytes) -> None:
    kept = read(hidden, "x.pdf")
    seen = unpacked(kept)
    assert len(kept) == len(hidden)
    for words in (b"Nguoi", b"Viet", b"4E6775", b"MayAnhRieng"):
        assert words not in seen


def test_what_a_remark_says_and_how_a_field_is_called_stay() -> None:
    form = pdf(b"<</FT/Tx/T(ho_ten)/Subtype/Widget>>", b"<</Subtype/Text/Contents(con nguyen)>>")
    assert read(form, "x.pdf") == form


def test_a_signed_pdf_is_left_as_it_was_signed() -> None:
    signed = pdf(b"<</Type/Sig/ByteRange[0 1 2 3]/Author (Chu ky)>>")
    assert without_people(signed) == signed


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_picture_inside_is_the_same_picture_without_its_place(form: str) -> None:
    told = picture(form, exif=place_and_turn())
    bare = bare_picture(told)
    with Image.open(io.BytesIO(told)) as before, Image.open(io.BytesIO(bare)) as after:
        assert not after.getexif()
        assert ImageChops.difference(before.convert("RGB"), after.convert("RGB")).getbbox() is None
    assert bare_picture(bare) == bare


@pytest.mark.parametrize(
    "piece",
    [b"/T(x)", b"<<", b"<</Subtype/Text/T(a)>>", b"/Author(", b"stream\n", b"<?xpacket begin?>",
     b"/Author(" * 50 + b")" * 50],
)  # fmt: skip
def test_a_file_made_to_keep_us_busy_takes_no_longer_than_its_length(piece: bytes) -> None:
    grows_no_faster_than_its_length(
        lambda size: without_people(pdf(piece * (size // len(piece)))), 2_000_000
    )
