"""One at a time over a file of the instance folder, whichever process or node asks. No database.

The lock ends with its process, however that ends.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Busy(RuntimeError):
    """Another holds the lock."""


@contextmanager
def alone(over: Path, wait: bool = True) -> Iterator[None]:
    """Hold the lock of ``over``, a file that may be replaced meanwhile. Raises Busy unless waiting."""
    with over.with_name(f"{over.name}.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError as error:
            raise Busy from error
        yield
