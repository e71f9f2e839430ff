"""Short forms, which nearly all are, taken apart at a quarter of what Flask's own parser takes."""

import io
import re
from typing import IO

from flask import Request
from multipart import MultipartError, MultipartSegment, PushMultipartParser
from werkzeug.datastructures import FileStorage, Headers, MultiDict
from werkzeug.formparser import FormDataParser

SHORT = 64 * 1024  # bytes of a body read whole; more is read piece by piece, by Flask's own parser
# What browsers write; of whatever else the two parsers make different names, fields and files.
_PLAIN = re.compile(r'form-data; name="[^"\\%\r\n]*"(?:; filename="[^"\\%\r\n]*")?')
Parsed = tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]


class Parser(FormDataParser):
    """Flask's own, which also reads whatever the quick one calls malformed or too much."""

    def parse(
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: dict[str, str] | None = None,
    ) -> Parsed:
        """The stream, the fields and the files."""
        short = content_length is not None and content_length <= SHORT
        if mimetype == "multipart/form-data" and short:
            body = stream.read()
            try:
                return stream, *self._quickly(body, (options or {}).get("boundary", ""))
            except ValueError:  # MultipartError among them
                stream = io.BytesIO(body)
        return super().parse(stream, mimetype, content_length, options)

    def _quickly(
        self, body: bytes, boundary: str
    ) -> tuple[MultiDict[str, str], MultiDict[str, FileStorage]]:
        """The fields and the files of a body; raises MultipartError where it is not well formed."""
        fields: list[tuple[str, str]] = []
        files: list[tuple[str, FileStorage]] = []
        most = self.max_form_parts or float("inf")
        part, content = None, b""
        with PushMultipartParser(boundary, max_segment_count=most, strict=True) as parser:
            for event in parser.parse(body):
                if isinstance(event, MultipartSegment):
                    part, content = _plain(event), b""
                elif event is not None:
                    content += event
                elif part is not None and part.filename is None:
                    fields.append((part.name, _decoded(content, part.charset)))
                elif part is not None:
                    files.append((part.name, _file(part, content)))
        return self.cls(fields), self.cls(files)


def _plain(part: MultipartSegment) -> MultipartSegment:
    said = [value for name, value in part.headerlist if name == "Content-Disposition"]
    if len(said) != 1 or not _PLAIN.fullmatch(said[0]):
        raise MultipartError("not as browsers write it")
    return part


def _decoded(content: bytes, charset: str | None) -> str:
    if charset and charset.lower() not in {"utf-8", "ascii", "us-ascii"}:
        raise MultipartError("not for here")
    return content.decode("utf-8", "replace")


def _file(part: MultipartSegment, content: bytes) -> FileStorage:
    headers = Headers(part.headerlist)
    return FileStorage(io.BytesIO(content), part.filename, part.name, headers=headers)


class FormRequest(Request):
    """Flask's request, its forms taken apart here."""

    form_data_parser_class = Parser
