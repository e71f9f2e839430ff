"""The sweep's clock, for whoever has no cron: the same work again every so many seconds."""

import logging
import threading
from collections.abc import Callable

from flask import Flask

log = logging.getLogger(__name__)
EVERY = 300.0  # seconds between two sweeps of an installation on one machine


def start(app: Flask, work: Callable[[], object], every: float = EVERY) -> threading.Event:
    """Do ``work`` in a thread of its own, first after ``every`` seconds; set the event to stop.

    What fails is logged and tried again the next time.
    """
    stop = threading.Event()

    def run() -> None:
        while not stop.wait(every):
            try:
                with app.app_context():
                    work()
            except Exception:
                log.exception("the sweep failed; the next one will try again")

    threading.Thread(target=run, name="upkeep", daemon=True).start()
    return stop
