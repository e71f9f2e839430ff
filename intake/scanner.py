"""An optional virus scanner beside the other checks: clamd, spoken to over its socket.

Set up but away, no file is taken until it is back (`FileFault.SCANNER_AWAY`); words are taken
always. Protocol: clamd(8), INSTREAM.
"""

import logging
import socket
import struct
import time
from typing import BinaryIO

from config import Settings
from intake import files
from intake.filefaults import LIMITS, FileFault, FileRefused
from intake.files import CleanFile

log = logging.getLogger(__name__)
PATIENCE = 20.0  # seconds for an answer
_PIECE = 64 * 1024
_LONGEST = 4_096  # bytes of an answer


def inspected(source: BinaryIO | bytes, filename: str, settings: Settings) -> CleanFile:
    """As `files.inspect`, and scanned where a scanner is set up. Raises FileRefused."""
    clean = files.inspect(source, filename, LIMITS)
    if settings.clamd:
        scan(clean.stream, settings.clamd)
        clean.stream.seek(0)
    return clean


def scan(stream: BinaryIO, address: str) -> None:
    """Let clamd read the whole stream. Raises FileRefused: INFECTED, or SCANNER_AWAY."""
    try:
        said = _asked(stream, address)
    except (OSError, ValueError) as error:
        log.error("clamd at %s does not answer (%s)", address, type(error).__name__)
        raise FileRefused(FileFault.SCANNER_AWAY) from error
    if said.endswith(b"FOUND"):
        log.warning("clamd found something in an attachment: it is not taken")
        raise FileRefused(FileFault.INFECTED)
    if not said.endswith(b"OK"):
        log.error("clamd answers %r", said[:80])
        raise FileRefused(FileFault.SCANNER_AWAY)


def _asked(stream: BinaryIO, address: str) -> bytes:
    with _line(address) as line:
        line.sendall(b"zINSTREAM\0")
        while piece := stream.read(_PIECE):
            line.sendall(struct.pack(">I", len(piece)) + piece)
        line.sendall(struct.pack(">I", 0))
        said, until = b"", time.monotonic() + PATIENCE
        while not said.endswith(b"\0") and (more := line.recv(4_096)):
            said += more
            if len(said) > _LONGEST or time.monotonic() > until:  # drips, or never ends
                raise TimeoutError
    return said.rstrip(b"\0\n")


def _line(address: str) -> socket.socket:
    """A connection to ``/path/of/socket`` or ``host:port``."""
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(PATIENCE)
        try:
            line.connect(address)
        except OSError:
            line.close()
            raise
        return line
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), PATIENCE)
