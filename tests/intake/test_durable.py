"""Files that are whole or not there: killed writers, many at once, a power cut."""

import fcntl
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import count
from pathlib import Path

import pytest

import config
from intake import durable, filebox, identity, senderkeys
from intake.rotatingkeys import RotatingKeys

WRITER = """
import sys
from pathlib import Path
from intake import durable
with durable.writing(Path(sys.argv[1])) as file:
    file.write(b"half")
    file.flush()
    print("writing", flush=True)
    sys.stdin.read()
"""


def test_what_somebody_writes_is_left_alone_and_what_a_killed_one_left_is_cleared(
    tmp_path: Path,
) -> None:
    kept = tmp_path / "kept[1]"  # no pattern, though it looks like one
    durable.write(kept, b"before")
    command = [sys.executable, "-c", WRITER, str(kept)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=config.ROOT
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"writing\n"
        assert durable.clear(durable.halves(kept)) == 0
        (half,) = durable.halves(kept)
        assert half.read_bytes() == b"half"
        writer.kill()
        writer.wait()
        assert durable.clear(durable.halves(kept)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["kept[1]"]
    assert kept.read_bytes() == b"before"


def test_one_cleared_before_it_was_locked_is_begun_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked, turns = fcntl.flock, count()

    def overtaken(file: object, how: int) -> None:
        if not next(turns):
            assert durable.clear(durable.halves(tmp_path / "kept")) == 1
        locked(file, how)  # type: ignore[arg-type]

    monkeypatch.setattr(fcntl, "flock", overtaken)
    durable.write(tmp_path / "kept", b"whole")
    assert (tmp_path / "kept").read_bytes() == b"whole"
    assert os.listdir(tmp_path) == ["kept"]


def test_of_many_who_make_a_key_at_once_all_use_one_though_a_sweep_clears_meanwhile(
    tmp_path: Path,
) -> None:
    def make(turn: int) -> bytes:
        durable.clear(tmp_path.glob(f"*{durable.HALF}"))
        return durable.write_once(tmp_path / "key", lambda: b"key %d" % turn)

    with ThreadPoolExecutor(8) as pool:
        got = set(pool.map(make, range(64)))
    assert got == {(tmp_path / "key").read_bytes()}
    assert os.listdir(tmp_path) == ["key"]


def test_no_key_is_used_that_a_power_cut_would_take_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each file is flushed with all it holds, and its folder after it got its name."""
    whole: set[tuple[int, int]] = set()
    named: set[str] = set()
    flush = os.fsync

    def flushed(handle: int) -> None:
        flush(handle)
        seen = os.fstat(handle)
        whole.add((seen.st_ino, seen.st_size))
        if os.path.isdir(f"/proc/self/fd/{handle}"):
            named.update(os.listdir(f"/proc/self/fd/{handle}"))

    monkeypatch.setattr(os, "fsync", flushed)
    config.load({"LANG_NGHE_INSTANCE": str(tmp_path)})
    identity.officers_key(tmp_path)
    filebox.SealedStore(tmp_path).keys()
    RotatingKeys(tmp_path).add()
    senderkeys.keys(tmp_path, date(2026, 11, 29))
    made = {path for path in tmp_path.iterdir() if path.suffix != ".lock"}
    assert len(made) == 6
    for path in made:
        assert (path.stat().st_ino, path.stat().st_size) in whole, path.name
        assert path.name in named
        assert path.stat().st_mode & 0o077 == 0
