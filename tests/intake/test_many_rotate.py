"""Keys are changed by several at once, and a far store breaks off: nothing is closed by it."""

import io
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from intake.filebox import SealedStore
from intake.filestore import FolderStore
from intake.rotatingkeys import RotatingKeys
from intake.s3store import Bucket, FarStore, S3Store, StoreAway


def at_once(*acts: Callable[[], object]) -> list[object]:
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        gate.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_passing_keys_added_and_dropped_by_many_at_once_lose_none_that_sealed(
    tmp_path: Path,
) -> None:
    boxes: list[bytes] = []

    def change() -> None:
        keys = RotatingKeys(tmp_path)
        for turn in range(10):
            keys.add()
            boxes.append(keys.seal(b"%d" % turn))
            keys.drop_old()

    at_once(*[change] * 4)
    keys = RotatingKeys(tmp_path)
    assert len(keys.all()) == 41
    assert {keys.open(box) for box in boxes} == {b"%d" % turn for turn in range(10)}


def test_files_sealed_anew_by_two_at_once_while_others_are_put_all_open(tmp_path: Path) -> None:
    store = SealedStore(tmp_path)
    names = [store.put(io.BytesIO(b"mot")) for _file in range(20)]

    def put() -> None:
        names.extend(store.put(io.BytesIO(b"mot")) for _file in range(20))

    at_once(store.rotate, store.rotate, put)
    assert {store.open(name).read() for name in names} == {b"mot"}
    assert len(store.keys()) == 2


class Breaking(BaseHTTPRequestHandler):
    """A far store that takes half of what is sent, and sends half of what is asked for."""

    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        self.rfile.read(10)
        self.connection.close()

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        self.wfile.write(bytes(1_000))
        self.wfile.flush()
        self.connection.close()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def breaking() -> Iterator[S3Store]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Breaking) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield S3Store(Bucket(f"http://127.0.0.1:{server.server_port}", "b", "k", "s", patience=1.0))
        server.shutdown()


def test_an_upload_that_breaks_off_leaves_the_file_with_us(tmp_path: Path) -> None:
    near = FolderStore(tmp_path / "files")
    with breaking() as far:
        store = SealedStore(tmp_path, FarStore(far, near))
        name = store.put(io.BytesIO(b"mot" * 100_000))
        assert store.open(name).read() == b"mot" * 100_000
        assert list(near.older(-1.0)) == [name]


@pytest.mark.slow
def test_a_download_that_breaks_off_is_a_store_that_is_away_not_half_a_file() -> None:
    with breaking() as far, pytest.raises(StoreAway), far.open("a" * 32) as body:
        body.read()
