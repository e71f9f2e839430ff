"""The clock of the sweep goes on whatever happens, and stops when told."""

import threading

import pytest
from flask import Flask, current_app

from app import serving
from intake import upkeep


def test_the_sweep_comes_again_after_one_that_failed(embedded: Flask) -> None:
    again = threading.Event()
    runs: list[str] = []

    def work() -> None:
        runs.append(current_app.name)
        if len(runs) == 1:
            raise OSError("disk gone")
        again.set()

    stop = upkeep.start(embedded, work, every=0.01)
    assert again.wait(5)
    stop.set()
    assert set(runs) == {embedded.name}


def test_the_server_of_one_machine_has_its_clock(
    embedded: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG_NGHE_INSTANCE", str(embedded.extensions["settings"].instance))
    before = set(threading.enumerate())
    serving()
    assert [t.name for t in set(threading.enumerate()) - before] == ["upkeep"]
