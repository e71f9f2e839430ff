"""The clock of the sweep goes on whatever happens, and stops when told."""

import threading

from flask import Flask, current_app

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
