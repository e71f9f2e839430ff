"""A posted form is read as Flask's own parser reads it, byte for byte."""

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

from intake.web.formparser import SHORT, Parser

LINE = "----line"
Part = tuple[str, str | None, bytes]
NAMES = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters='"\\%'), max_size=9
)
PARTS = st.lists(
    st.tuples(NAMES, st.none() | NAMES, st.binary(max_size=200) | st.just(b"")), max_size=9
)
BODIES = {
    "an empty file of a sloppy program": b'a"; filename="x.pdf"\r\n\r\n--' + LINE.encode(),
    "a name of another encoding": b'a"; filename="\xe1nh.png"\r\n\r\nx\r\n--' + LINE.encode(),
    "words of another encoding": b'a"\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\n\xe1\r\n--'
    + LINE.encode(),
    "lines ended by line feeds": b'a"\n\nx\n--' + LINE.encode(),
    "an escaped mark": b'a"; filename="a\\"b.png"\r\n\r\nx\r\n--' + LINE.encode(),
}
HEADS = (  # of a part, as programs and old telephones write them
    """form-data; name="files"; filename*=UTF-8''gi%E1%BA%A5y.png""",
    """form-data; name="files"; filename="a.png"; filename*=UTF-8''gi%E1%BA%A5y.png""",
    'form-data; name="files"; filename*0="a"; filename*1=".png"',
    'form-data; name="files"; filename="a\nb.png"',
    'form-data; name="files"; filename="a.png"\nContent-Type: image/png',
    'form-data; name="files"; filename="a.png"\r\nX-More: one\nX-Other: two',
    'form-data; name="files"; filename="50%0A.png"',
    'form-data; name="files"; filename="C:\\anh\\a.png"',
    'form-data; name="text"\r\nContent-Disposition: form-data; name="other"',
    'form-data; name = "text"',
    "form-data; name=files; filename=a.png",
)


def posted(parts: list[Part]) -> bytes:
    """The body a browser makes of these."""
    said = b""
    for name, filename, content in parts:
        said += f'--{LINE}\r\nContent-Disposition: form-data; name="{name}"'.encode()
        if filename is not None:
            said += f'; filename="{filename}"\r\nContent-Type: image/png'.encode()
        said += b"\r\n\r\n" + content + b"\r\n"
    return said + f"--{LINE}--\r\n".encode()


Found = tuple[MultiDict[str, str], MultiDict[str, FileStorage]]


def told(found: Found) -> tuple[list[Any], list[Any]]:
    """Fields and files, to be compared."""
    fields, files = found[0].items(multi=True), found[1].items(multi=True)
    return list(fields), [(name, f.filename, f.content_type, f.read()) for name, f in files]


def read(parser: FormDataParser, body: bytes) -> tuple[list[Any], list[Any]]:
    """What a parser finds."""
    stream, kind = io.BytesIO(body), "multipart/form-data"
    _left, fields, files = parser.parse(stream, kind, len(body), {"boundary": LINE})
    return told((fields, files))


class Unhurried(Parser):
    """One that must not hold a body."""

    def _quickly(self, body: bytes, boundary: str) -> Found:
        raise AssertionError("held whole")


@given(PARTS)
def test_every_form_of_a_browser_is_read_alike_and_quickly(parts: list[Part]) -> None:
    body = posted([(n, f, c.replace(LINE.encode(), b"")) for n, f, c in parts])
    assert told(Parser()._quickly(body, LINE)) == read(FormDataParser(), body)


@given(st.binary(max_size=300), PARTS, st.data())
def test_what_is_no_whole_form_is_read_alike(
    noise: bytes, parts: list[Part], data: st.DataObject
) -> None:
    body = posted(parts)
    cut = data.draw(st.integers(0, len(body)))
    for odd in (body[:cut], body[:cut] + noise + body[cut:], noise):
        assert read(Parser(), odd) == read(FormDataParser(), odd)


@pytest.mark.parametrize("how", BODIES)
def test_odd_but_readable_forms_lose_no_word(how: str) -> None:
    head = (
        b'--%s\r\nContent-Disposition: form-data; name="text"\r\n\r\nch\xe1\xbb\x9d\r\n'
        % LINE.encode()
    )
    start = b'--%s\r\nContent-Disposition: form-data; name="' % LINE.encode()
    body = head + start + BODIES[how] + b"--\r\n"
    fields, files = read(Parser(), body)
    assert (fields, files) == read(FormDataParser(), body)
    assert not fields or fields[0] == ("text", "chờ")


@pytest.mark.parametrize("head", HEADS)
def test_no_part_changes_its_name_and_no_file_becomes_words(head: str) -> None:
    body = f"--{LINE}\r\nContent-Disposition: {head}\r\n\r\nx\r\n--{LINE}--\r\n".encode()
    assert read(Parser(), body) == read(FormDataParser(), body)


def test_too_many_parts_are_refused_and_a_long_body_is_not_held() -> None:
    with pytest.raises(RequestEntityTooLarge):
        read(Parser(max_form_parts=10), posted([("a", None, b"")] * 11))
    _fields, (one,) = read(Unhurried(), posted([("files", "a.png", b"x" * SHORT)]))
    assert one[-1] == b"x" * SHORT
