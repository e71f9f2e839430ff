"""The commands of JSON lines answer while more is to come, whatever the size of a line."""

import io
import json
import os
import select
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.cli import ScriptInfo

from app import create_app
from tests import installation
from triage.jsonlines import arriving

PATIENCE = 30  # seconds
MEGABYTE = "hồ sơ ở xã Láng Biển trễ hẹn hoài " * 25_000


class Talk:
    """A command at work on two pipes, as in a shell."""

    def __init__(self, app: Flask, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        hears, self._mouth = os.pipe()
        self._ear, says = os.pipe()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(os.fdopen(hears, "rb")))
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(os.fdopen(says, "wb")))
        told = {"obj": ScriptInfo(create_app=lambda: app), "standalone_mode": False}
        self._work = threading.Thread(
            target=app.cli.main, args=(["triage", name],), kwargs=told, daemon=True
        )
        self._work.start()
        self._heard = b""

    def say(self, **line: object) -> None:
        rest = json.dumps(line).encode() + b"\n"
        while rest:
            rest = rest[os.write(self._mouth, rest) :]

    def answer(self) -> dict[str, object]:
        while b"\n" not in self._heard:
            ready, _, _ = select.select([self._ear], [], [], PATIENCE)
            assert ready, "nothing is said before the input ends"
            self._heard += os.read(self._ear, 1 << 16)
        line, _, self._heard = self._heard.partition(b"\n")
        return dict(json.loads(line))

    def end(self) -> None:
        os.close(self._mouth)
        self._work.join(PATIENCE)
        assert not self._work.is_alive()
        os.close(self._ear)


@pytest.mark.parametrize(
    ("name", "key"), [("stories", "story"), ("place", "status"), ("understand", "severity")]
)
def test_a_line_is_answered_before_the_next_is_sent(
    name: str, key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = Talk(create_app(installation.settings(tmp_path, {})), name, monkeypatch)
    for number, text in enumerate(["UBND xã Láng Biển trễ hẹn", MEGABYTE, ""]):
        talk.say(id=number, unit=1, text=text, at=number)
        answer = talk.answer()
        assert answer["id"] == number
        assert key in answer
    talk.end()


class Dripping(io.RawIOBase):
    """Bytes that come in the given pieces."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces: Iterator[bytes] = iter(pieces)

    def read(self, size: int = -1) -> bytes:
        return next(self._pieces, b"")


def test_lines_are_put_together_from_pieces_that_cut_letters_and_signs() -> None:
    whole = "\ufeffmột\r\nhai\n\nba".encode() + b"\xff"
    drops = Dripping([bytes([byte]) for byte in whole])
    assert list(arriving(drops)) == [["một\r"], ["hai"], [""], ["ba\udcff"]]  # type: ignore[arg-type]
    assert list(arriving(Dripping([whole]))) == [["một\r", "hai", ""], ["ba\udcff"]]  # type: ignore[arg-type]
