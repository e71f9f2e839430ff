"""A messenger's server for tests: answers in its own thread, fails when told to."""

import json
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response


@dataclass
class Fault:
    """What a call gets instead of its answer; ``taken``: it is acted on all the same."""

    method: str
    status: int
    wait: int = 0
    taken: bool = False


class Faults:
    """Faults to come, each met once."""

    def __init__(self) -> None:
        self._coming: deque[Fault] = deque()
        self.met: list[Fault] = []

    def add(
        self,
        method: str,
        status: int,
        wait: int = 0,
        times: int = 1,
        taken: bool = False,
    ) -> None:
        """The next ``times`` calls of ``method`` fail."""
        self._coming.extend(Fault(method, status, wait, taken) for _ in range(times))

    def meet(self, method: str) -> Fault | None:
        """The fault for this call, if one waits for it."""
        for fault in list(self._coming):
            if fault.method == method:
                self._coming.remove(fault)
                self.met.append(fault)
                return fault
        return None


def answer(body: Any, status: int = 200) -> Response:
    """A JSON answer."""
    return Response(json.dumps(body), status, content_type="application/json")


@contextmanager
def serving(respond: Callable[[Request], Response]) -> Iterator[str]:
    """The address of a server that answers with ``respond`` for as long as the block lasts."""
    server = make_server("127.0.0.1", 0, Request.application(respond), threaded=True)
    server.daemon_threads = True  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
