"""Attachments: what is taken, what is taken off them, and what is refused by name."""

import io
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageOps

from intake.files import LIMITS, MESSAGES, FileFault, FileRefused, Limits, inspect
from tests.intake.attachments import (
    SHEET,
    encoded,
    flate,
    huge_png,
    office,
    pdf,
    picture,
    place_and_turn,
    zipped,
)


def fault(data: bytes, name: str = "anh.jpg", limits: Limits = LIMITS) -> FileFault:
    with pytest.raises(FileRefused) as caught:
        inspect(data, name, limits)
    return caught.value.code


@pytest.mark.parametrize(
    ("data", "ending", "media_type"),
    [
        (picture("JPEG"), ".jpg", "image/jpeg"),
        (picture("PNG"), ".png", "image/png"),
        (picture("WEBP"), ".jpg", "image/jpeg"),
        (pdf(flate(b"BT (chu) Tj ET")), ".pdf", "application/pdf"),
        (
            office(),
            ".docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            office(SHEET),
            ".xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    ],
)
def test_what_is_taken_is_named_by_its_content(data: bytes, ending: str, media_type: str) -> None:
    clean = inspect(data, "Giấy hẹn.exe")
    assert (clean.name, clean.media_type) == ("Giấy hẹn" + ending, media_type)
    kept = clean.stream.read()
    assert clean.size == len(kept)
    assert clean.sha256 == sha256(kept).digest()


def test_a_document_is_kept_byte_for_byte() -> None:
    data = pdf(flate(b"BT (chu) Tj ET"))
    assert inspect(data, "a.pdf").stream.read() == data


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_place_and_camera_are_taken_off_pictures(form: str) -> None:
    data = picture(form, exif=place_and_turn())
    assert b"MayAnhRieng" in data
    kept = inspect(data, "a").stream.read()
    assert b"MayAnhRieng" not in kept
    assert b"Exif" not in kept
    assert not Image.open(io.BytesIO(kept)).getexif()


def test_comments_and_profiles_are_taken_off_pictures() -> None:
    data = picture("JPEG", comment=b"toi ten la", icc_profile=b"rieng" * 10)
    kept = inspect(data, "a").stream.read()
    assert b"toi ten la" not in kept
    assert b"rieng" not in kept


def test_what_hides_behind_the_end_of_a_picture_is_gone() -> None:
    assert b"MZ hidden" not in inspect(picture() + b"MZ hidden", "a").stream.read()


def test_a_picture_taken_sideways_stands_upright() -> None:
    kept = Image.open(inspect(picture("JPEG", exif=place_and_turn(6)), "a").stream)
    assert kept.size == (40, 60)
    red, green, _ = kept.getpixel((20, 5))  # type: ignore[misc]
    assert red > 150 > green


def test_a_large_picture_is_scaled_down_and_keeps_its_shape() -> None:
    kept = Image.open(inspect(picture("JPEG", (6_000, 3_000)), "a").stream)
    assert kept.size == (4_096, 2_048)


def test_transparent_parts_turn_white() -> None:
    drawn = Image.new("RGBA", (10, 10), (0, 0, 0, 0))
    kept = Image.open(inspect(encoded(drawn, "PNG"), "a").stream)
    assert kept.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_mode_of_png_is_drawn(mode: str) -> None:
    assert inspect(encoded(Image.new(mode, (9, 9)), "PNG"), "a").media_type == "image/png"


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_however_it_was_held_it_stands_as_it_was_seen(form: str, turn: int) -> None:
    data = picture(form, exif=place_and_turn(turn))
    with Image.open(io.BytesIO(data)) as held:
        seen = ImageOps.exif_transpose(held).convert("RGB")
    with Image.open(inspect(data, "a").stream) as kept:
        assert kept.size == seen.size
        assert ImageChops.difference(kept.convert("RGB"), seen).getextrema()[1][1] < 60


def test_the_place_in_xmp_in_a_thumbnail_and_behind_the_picture_goes() -> None:
    xmp = b"<x:xmpmeta><exif:GPSLatitude>10,27.5N</exif:GPSLatitude></x:xmpmeta>"
    exif = place_and_turn()
    exif.get_ifd(0x8769)[0x9286] = b"UNICODE\0NHA RIENG"
    data = picture("JPEG", exif=exif, xmp=xmp, comment=b"NHA RIENG") + zipped({"NHA RIENG": b""})
    assert b"GPSLatitude" in data
    kept = inspect(data, "a.jpg").stream.read()
    assert [word for word in (b"GPS", b"xmp", b"Exif", b"RIENG", b"PK\x03") if word in kept] == []


def test_of_an_animation_the_first_picture_stays_and_costs_one_picture() -> None:
    frames = [Image.new("RGB", (300, 300), (n, 0, 0)) for n in range(100)]
    for form in ("PNG", "WEBP"):
        data = encoded(frames[0], form, save_all=True, append_images=frames[1:])
        with Image.open(inspect(data, "a").stream) as kept:
            assert getattr(kept, "n_frames", 1) == 1
            assert kept.getpixel((0, 0))[0] < 3


def test_what_is_two_kinds_at_once_is_kept_as_one() -> None:
    page = b"GIF89a/*" + bytes(9) + b"*/=1;alert(1)//<script>"
    assert fault(page) == FileFault.OTHER_KIND
    both = inspect(office() + b"%PDF-1.4\n%%EOF", "a.pdf")
    assert both.name == "a.docx"
    assert b"%PDF" not in both.stream.read()


def test_a_cmyk_picture_is_drawn() -> None:
    assert inspect(encoded(Image.new("CMYK", (9, 9)), "JPEG"), "a").media_type == "image/jpeg"


def test_a_png_too_large_when_drawn_anew_becomes_a_jpeg() -> None:
    noise = Image.effect_noise((400, 400), 90)
    kept = inspect(encoded(noise, "PNG"), "a.png", Limits(bytes=180_000))
    assert (kept.media_type, kept.name) == ("image/jpeg", "a.jpg")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", FileFault.EMPTY),
        (b"MZ\x90\0\x03" + bytes(300), FileFault.PROGRAM),
        (b"\x7fELF" + bytes(300), FileFault.PROGRAM),
        (b"#!/bin/sh\necho", FileFault.PROGRAM),
        (b"<!DOCTYPE html><html><script>1</script>", FileFault.MARKUP),
        (b"\xef\xbb\xbf \n<HTML>", FileFault.MARKUP),
        ("<svg xmlns='http://www.w3.org/2000/svg'/>".encode("utf-16"), FileFault.MARKUP),
        (b"<?xml version='1.0'?><svg/>", FileFault.MARKUP),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(99), FileFault.HEIC),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(99), FileFault.SOUND_OR_FILM),
        (b"ID3\x03\0" + bytes(99), FileFault.SOUND_OR_FILM),
        (b"#!AMR\n" + bytes(99), FileFault.SOUND_OR_FILM),
        (b"RIFF\x24\0\0\0WAVEfmt " + bytes(99), FileFault.SOUND_OR_FILM),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), FileFault.OLD_OFFICE),
        (b"Rar!\x1a\x07\x00" + bytes(99), FileFault.ARCHIVE),
        (b"7z\xbc\xaf\x27\x1c" + bytes(99), FileFault.ARCHIVE),
        (zipped({"a.txt": b"a"}), FileFault.ARCHIVE),
        ("chỉ là chữ".encode(), FileFault.OTHER_KIND),
        (bytes(300), FileFault.OTHER_KIND),
        (picture("GIF"), FileFault.OTHER_KIND),
        (picture("TIFF"), FileFault.OTHER_KIND),
        (picture("JPEG")[:300], FileFault.BROKEN),
        (b"\xff\xd8\xff\xe0" + bytes(99), FileFault.BROKEN),
        (picture("PNG")[:60], FileFault.BROKEN),
        (huge_png(20_000, 20_000), FileFault.PICTURE_TOO_LARGE),
        (huge_png(9_000, 9_000), FileFault.PICTURE_TOO_LARGE),
    ],
)
@pytest.mark.filterwarnings("error::PIL.Image.DecompressionBombWarning")
def test_what_is_refused_is_called_by_its_name(data: bytes, expected: FileFault) -> None:
    assert fault(data) == expected


JS = b"5 0 <</S/JavaScript>>"
HIDDEN_HEX = (
    b"1 0 obj<</Type/ObjStm/Filter/ASCIIHexDecode>>stream\n" + JS.hex().encode() + b">\nendstream"
)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (pdf(end=b""), FileFault.BROKEN),
        (pdf(flate(bytes(120_000_000))), FileFault.BOMB),
        (pdf(flate(bytes(60_000_000)), flate(bytes(60_000_000))), FileFault.BOMB),
        (pdf(b"<</Filter[/FlateDecode /FlateDecode]>>\nstream\nx\nendstream"), FileFault.BOMB),
        (pdf(b"<</S/JavaScript/JS(app.alert)>>"), FileFault.ACTIVE),
        (pdf(b"<</S/J#61vaScript>>"), FileFault.ACTIVE),
        (pdf(b"<</S/Launch/F(cmd.exe)>>"), FileFault.ACTIVE),
        (pdf(b"<</Names<</EmbeddedFiles 3 0 R>>>>"), FileFault.ACTIVE),
        (pdf(flate(b"5 0 <</S/JavaScript>>", b"/Type/ObjStm")), FileFault.ACTIVE),
        (pdf(flate(b"5 0 <</S/#4a#61vaScript>>", b"/Type/O#62jStm")), FileFault.ACTIVE),
        (pdf(flate(bytes(1_048_570) + b"/JavaScript ", b"/Type/ObjStm")), FileFault.ACTIVE),
        (pdf(flate(bytes(20_000_000), b"/Type/ObjStm")), FileFault.BOMB),
        (pdf(b"<</Encrypt 3 0 R>>"), FileFault.PROTECTED),
        (pdf(b"<</S/SubmitForm/F(http://a.example)>>"), FileFault.ACTIVE),
        (pdf(b"<</S/GoToR/F(\\\\a\\b)>>"), FileFault.ACTIVE),
        (pdf(b"<</Subtype/FileAttachment/FS<</EF<</F 2 0 R>>>>>>"), FileFault.ACTIVE),
        (pdf(HIDDEN_HEX), FileFault.ACTIVE),
        (
            pdf(flate(b"5 0 <</S/X>>", b"/Type/ObjStm/DecodeParms<</Predictor 12>>")),
            FileFault.ACTIVE,
        ),
        (pdf(flate(b"5 0 <</S/JavaScript>>", b"/N 1/First 4")), FileFault.ACTIVE),
        (pdf(b"1 0 obj (a stream\n) endobj", flate(JS, b"/Type/ObjStm")), FileFault.ACTIVE),
        (pdf(flate(JS, b"/Type/ObjStm").replace(b"stream\n", b"stream \r", 1)), FileFault.ACTIVE),
        (pdf(b"/First stream x " * 9_000), FileFault.BOMB),
        (pdf(b"<</Type/Filespec/F(a.exe)/EF<</F 5 0 R>>>>"), FileFault.ACTIVE),
        (pdf(b"<</Type/Filespec/F(a.exe)/EF % here\n 7 0 R>>"), FileFault.ACTIVE),
        (pdf(flate(b"5 0 <</F(a.exe)/#45F 7 0 R>>", b"/Type/ObjStm")), FileFault.ACTIVE),
        (pdf() + zipped({"a.txt": b"a"}), FileFault.ACTIVE),
    ],
)
def test_a_bad_pdf_is_refused(data: bytes, expected: FileFault) -> None:
    assert fault(data, "a.pdf") == expected


def test_a_large_picture_after_an_outline_is_no_bomb() -> None:
    data = pdf(b"<</Type/Outlines/First 5 0 R>>", flate(bytes(20_000_000), b"/Subtype/Image"))
    assert inspect(data, "a.pdf").size == len(data)


def test_a_pdf_of_forms_and_signatures_is_taken() -> None:
    data = pdf(b"<</AcroForm<</SigFlags 3>>/OpenAction[3 0 R/Fit]>>", flate(b"BT ET"))
    assert inspect(data, "a.pdf").size == len(data)


class Endless(io.RawIOBase):
    """A sender who never stops."""

    given = 0

    def read(self, size: int = -1) -> bytes:
        assert size > 0, "never ask for all of it"
        self.given += size
        return b"\xff\xd8\xff" + bytes(size - 3)


def test_reading_stops_just_above_the_limit() -> None:
    endless = Endless()
    with pytest.raises(FileRefused) as caught:
        inspect(endless, "a.jpg")  # type: ignore[arg-type]
    assert caught.value.code is FileFault.TOO_LARGE
    assert endless.given < 11 * 1024 * 1024


def test_a_file_of_exactly_the_limit_is_taken() -> None:
    data = pdf(flate(b"x"))
    assert inspect(data, "a.pdf", Limits(bytes=len(data))).size == len(data)
    assert fault(data, "a.pdf", Limits(bytes=len(data) - 1)) == FileFault.TOO_LARGE


def test_every_fault_has_a_sentence_and_the_sentences_know_the_limits() -> None:
    assert set(MESSAGES) == set(FileFault)
    assert f"{LIMITS.bytes // 1024 // 1024} MB" in MESSAGES[FileFault.TOO_LARGE]
    assert f"{LIMITS.files} tệp" in MESSAGES[FileFault.TOO_MANY]
    assert f"{LIMITS.pixels // 1_000_000} triệu" in MESSAGES[FileFault.PICTURE_TOO_LARGE]


SEEDS = [picture("JPEG"), picture("PNG"), picture("WEBP"), pdf(flate(b"x")), office(), b""]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(SEEDS), st.integers(0, 400), st.binary(max_size=40), st.text(max_size=30))
def test_no_bytes_break_the_inspection(seed: bytes, cut: int, junk: bytes, name: str) -> None:
    data = seed[:cut] + junk + seed[cut + len(junk) :]
    try:
        clean = inspect(data, name)
    except FileRefused as refused:
        assert refused.code in MESSAGES  # noqa: PT017 - either end is right
    else:
        assert clean.size > 0
