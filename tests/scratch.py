"""Where the tests keep their folders and databases: in memory, where there is room for them.

Every database here is made, written and thrown away within seconds, and a disk that is asked to
flush each time takes most of the tests' time.
"""

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")  # Linux's folder in memory; it is small inside containers
ROOM = 3 * 1024**3  # bytes free: a whole run was seen to hold 0.6 GiB at a time


def use_memory() -> None:
    """Let all temporary folders of this run lie in memory; TMPDIR, where it is set, outranks it."""
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK | os.X_OK):
        return
    if shutil.disk_usage(MEMORY).free < ROOM:
        return
    os.environ["TMPDIR"] = str(MEMORY)  # for the processes the tests start
    tempfile.tempdir = str(MEMORY)
