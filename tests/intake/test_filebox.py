"""What lies on disk cannot be read without the key, and what was changed is noticed."""

import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.filebox import FileDamaged, SealedStore
from intake.filestore import FolderStore

WORDS = "Ảnh chụp giấy hẹn, dữ liệu bịa.".encode() * 9_000  # synthetic; several pieces


@pytest.fixture
def store(tmp_path: Path) -> SealedStore:
    return SealedStore(tmp_path)


def on_disk(instance: Path, key: str) -> Path:
    return instance / "files" / key[:2] / key[2:4] / key


def test_what_was_put_comes_back_and_the_disk_shows_nothing(
    store: SealedStore, tmp_path: Path
) -> None:
    key = store.put(io.BytesIO(WORDS))
    assert store.open(key).read() == WORDS
    assert WORDS[:24] not in on_disk(tmp_path, key).read_bytes()
    assert (tmp_path / "files.keys").stat().st_mode & 0o077 == 0


@given(size=st.sampled_from([0, 1, 65_535, 65_536, 65_537, 131_072, 200_000]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=14)
def test_every_length_comes_back(store: SealedStore, size: int) -> None:
    assert store.open(store.put(io.BytesIO(WORDS[:size]))).read() == WORDS[:size]


@pytest.mark.parametrize("at", [5, 20, 60, -1])
def test_one_changed_byte_is_noticed(store: SealedStore, tmp_path: Path, at: int) -> None:
    key = store.put(io.BytesIO(WORDS))
    data = bytearray(on_disk(tmp_path, key).read_bytes())
    data[at] ^= 1
    on_disk(tmp_path, key).write_bytes(data)
    with pytest.raises(FileDamaged):
        store.open(key)


def test_a_file_cut_between_two_pieces_is_noticed(store: SealedStore, tmp_path: Path) -> None:
    key = store.put(io.BytesIO(WORDS))
    data = on_disk(tmp_path, key).read_bytes()
    on_disk(tmp_path, key).write_bytes(data[: 4 + 8 + 24 + 65_536 + 17])
    with pytest.raises(FileDamaged, match="end"):
        store.open(key)


def test_rotating_seals_everything_anew_older_plain_files_too(
    store: SealedStore, tmp_path: Path
) -> None:
    plain = FolderStore(tmp_path / "files").put(io.BytesIO(WORDS))
    sealed = store.put(io.BytesIO(WORDS))
    before = on_disk(tmp_path, sealed).read_bytes()
    assert store.rotate() == 2
    assert store.rotate() == 2
    assert len(store.keys()) == 2
    for key in (plain, sealed):
        assert store.open(key).read() == WORDS
        assert WORDS[:24] not in on_disk(tmp_path, key).read_bytes()
    assert on_disk(tmp_path, sealed).read_bytes() != before


def test_one_damaged_file_stops_no_rotation_and_keeps_every_key(
    store: SealedStore, tmp_path: Path
) -> None:
    kept, cut = store.put(io.BytesIO(WORDS)), store.put(io.BytesIO(WORDS))
    whole = on_disk(tmp_path, cut).read_bytes()
    on_disk(tmp_path, cut).write_bytes(whole[:99])
    assert [store.rotate(), store.rotate()] == [1, 1]
    assert store.open(kept).read() == WORDS
    on_disk(tmp_path, cut).write_bytes(whole)  # it comes back from a backup
    assert store.open(cut).read() == WORDS
    assert store.rotate() == 2
    assert len(store.keys()) == 2


def test_without_the_key_nothing_opens(store: SealedStore, tmp_path: Path) -> None:
    key = store.put(io.BytesIO(WORDS))
    (tmp_path / "files.keys").unlink()
    with pytest.raises(FileDamaged, match=r"files\.keys"):
        SealedStore(tmp_path).open(key)
