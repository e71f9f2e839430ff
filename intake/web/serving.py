"""How gunicorn serves us: ``gunicorn -c python:intake.web.serving "app:create_app()"``.

The names are gunicorn's own (its documentation, Settings); whatever its command line says goes
before them.
"""

import gc
from typing import Any

CONFIG = f"--config=python:{__name__}"

worker_class = "gthread"
threads = 4  # more take the interpreter from one another: with 8 a tenth fewer are filed a second
keepalive = 5  # seconds
limit_request_line = 8190  # bytes


def post_worker_init(_worker: Any) -> None:
    """Take what was made in order to serve out of every later collection of garbage.

    It lives as long as the process, and walking it stopped all pages for a sixth of a second.
    """
    gc.collect()
    gc.freeze()
