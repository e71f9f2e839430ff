"""Word and Excel files: what is refused, and what is taken off those that are taken."""

import io
import zipfile

import pytest

from intake.files import FileFault, FileRefused, inspect
from tests.intake.attachments import SHEET, office, zipped

MB = 1024 * 1024


def fault(data: bytes) -> FileFault:
    with pytest.raises(FileRefused) as caught:
        inspect(data, "a.docx")
    return caught.value.code


TEMPLATE = (
    '<Relationships><Relationship Type="http://x/attachedTemplate" Target="http://x/t"'
    ' TargetMode="External"/></Relationships>'
)


def lying(data: bytes) -> bytes:
    """A package whose directory says its parts are tiny."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        true_size = max(part.file_size for part in package.infolist())
    return data.replace(true_size.to_bytes(4, "little"), (10).to_bytes(4, "little"))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (office(parts={"big.xml": bytes(120_000_000)}), FileFault.BOMB),
        (lying(office(parts={"big.xml": bytes(120_000_000)})), FileFault.BROKEN),
        (office(parts={f"{n}.xml": b"" for n in range(2_100)}), FileFault.BOMB),
        (office(parts={"word/vbaProject.bin": b"x"}), FileFault.ACTIVE),
        (office(parts={"word/embeddings/oleObject1.bin": b"x"}), FileFault.ACTIVE),
        (office(suffix="macroEnabled.main"), FileFault.ACTIVE),
        (
            office(
                parts={
                    "word/_rels/settings.xml.rels": b'<Relationship Type="http://x/attachedTemplate"'
                    b' Target="http://x/t.dotm" TargetMode="External"/>'
                }
            ),
            FileFault.ACTIVE,
        ),
        (office(parts={"word/_rels/a.rels": TEMPLATE.encode("utf-16")}), FileFault.ACTIVE),
        (
            office(parts={"word/_rels/a.rels": TEMPLATE.replace("dT", "d&#84;").encode()}),
            FileFault.ACTIVE,
        ),
        (office(parts={"word/_rels/a.rels": b"<!DOCTYPE a><a/>"}), FileFault.ACTIVE),
        (office(parts={"word/_rels/a.rels": b"<a" + b" " * MB + b"/>"}), FileFault.BOMB),
        (office(parts={"word/embeddings/a.xls": b"\xd0\xcf\x11\xe0"}), FileFault.ACTIVE),
        (office(parts={"../../a.xml": b""}), FileFault.ACTIVE),
        (office(parts={"word/embeddings/a.docx": zipped({"x": b""})}), FileFault.ARCHIVE),
        (
            office(parts={"a.docx": office(parts={"word/vbaProject.bin": b"x"})}),
            FileFault.ACTIVE,
        ),
        (office(parts={"a.docx": office(parts={"b.docx": office()})}), FileFault.ARCHIVE),
        (office("presentationml.presentation"), FileFault.OTHER_KIND),
        (office()[:-30], FileFault.BROKEN),
        (b"PK\x03\x04" + bytes(500), FileFault.BROKEN),
    ],
)
def test_a_bad_package_is_refused(data: bytes, expected: FileFault) -> None:
    assert fault(data) == expected


def field(*pieces: str) -> dict[str, bytes]:
    """A text with a field written in so many pieces."""
    runs = "".join(
        f"<w:r><w:instrText xml:space='preserve'>{p}</w:instrText></w:r>" for p in pieces
    )
    return {"word/document.xml": f"<w:document>{runs}</w:document>".encode()}


def drawing(inside: str) -> dict[str, bytes]:
    return {
        "word/media/image1.svg": f"<svg xmlns='http://www.w3.org/2000/svg'>{inside}</svg>".encode()
    }


STARTS = {
    "dde": field(" DDEAUTO c:\\\\cmd.exe '/k calc' "),
    "dde in pieces": field(" DD", "E c:\\x"),
    "dde escaped": field(" &#68;DEAUTO c:\\x"),
    "dde in one attribute": {
        "word/header1.xml": b'<w:hdr><w:fldSimple w:instr=" DDE cmd x "><w:r/></w:fldSimple></w:hdr>'
    },
    "dde in utf-16": {
        "word/document.xml": "<w:document><w:instrText>DDE x</w:instrText></w:document>".encode(
            "utf-16"
        )
    },
    "dde behind a megabyte": {
        "word/document.xml": b"<w:p/>" * 200_000 + field("DDE x")["word/document.xml"]
    },
    "a workbook's link": {
        "xl/externalLinks/externalLink1.xml": b'<x><ddeLink ddeService="cmd"/></x>'
    },
    "a page": {"word/afchunk.htm": b"\xef\xbb\xbf <HTML><script>1</script></HTML>"},
    "a mail": {"word/afchunk.mht": b"MIME-Version: 1.0\r\n"},
    "a script in a drawing": drawing("<script>alert(1)</script>"),
    "a handler in a drawing": drawing("<rect onload = 'x()'/>"),
    "a drawing that fetches": drawing("<image href='http://spy/x.png'/>"),
    "a page in a drawing": drawing("<foreignObject><p/></foreignObject>"),
}


@pytest.mark.parametrize("what", STARTS)
def test_what_starts_something_in_a_text_or_drawing_is_refused(what: str) -> None:
    assert fault(office(parts=STARTS[what])) == FileFault.ACTIVE


def test_ordinary_fields_and_drawings_are_taken() -> None:
    parts = field(' TOC \\o "1-3" ', " PAGE ", " MERGEFIELD DDE_KHONG_PHAI ") | drawing(
        "<defs><linearGradient id='a'/></defs><rect fill='url(#a)' width='9'/><use href='#a'/>"
    )
    assert inspect(office(parts=parts), "a.docx").name == "a.docx"


def test_a_package_with_a_password_is_refused_with_its_cure() -> None:
    data = bytearray(office())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert fault(bytes(data)) == FileFault.PROTECTED


def test_no_picture_elsewhere_tells_who_opens_a_document_and_no_inner_file_its_maker() -> None:
    far = b'<R><Relationship Type="http://x/image" Target="http://spy" TargetMode="External"/></R>'
    table = office(SHEET, parts={"docProps/core.xml": b"<a>Nguyen Van A</a>"})
    parts = {"word/_rels/document.xml.rels": far, "word/embeddings/a.xlsx": table}
    with zipfile.ZipFile(inspect(office(parts=parts), "a.docx").stream) as kept:
        assert b"spy" not in kept.read("word/_rels/document.xml.rels")
        with zipfile.ZipFile(io.BytesIO(kept.read("word/embeddings/a.xlsx"))) as inner:
            assert b"Nguyen" not in inner.read("docProps/core.xml")


def test_ordinary_links_in_a_document_are_no_harm() -> None:
    rels = b'<Relationship Type="http://x/hyperlink" Target="http://x" TargetMode="External"/>'
    clean = inspect(office(parts={"word/_rels/document.xml.rels": rels}), "a.docx")
    assert clean.name == "a.docx"
