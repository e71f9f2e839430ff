"""Who said it: sealed with one key, even when many come first at once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from nacl.public import PrivateKey

from intake import identity


def test_many_who_come_first_at_once_seal_to_one_key_that_opens(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _: identity.officers_key(tmp_path), range(32)))
    assert len({bytes(key) for key in keys}) == 1
    private = PrivateKey(bytes.fromhex((tmp_path / "identity.private").read_text()))
    row = identity.seal(keys[0], "Người Thử", "0900000000")
    assert row is not None
    assert identity.unseal(private, row.box) == {"name": "Người Thử", "contact": "0900000000"}
    bound = identity.seal(keys[0], "Người Thử", "0900000000", identity.bond("LN-1", "a" * 64))
    long = identity.seal(keys[0], "Ư" * 300, "0900000000", identity.bond("LN-1", "a" * 64))
    assert bound is not None
    assert long is not None
    assert (len(bound.box), len(long.box)) == (len(row.box), len(row.box) + 512)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["identity.private", "identity.public"]


def test_the_private_half_is_for_its_owner_alone(tmp_path: Path) -> None:
    identity.officers_key(tmp_path)
    assert (tmp_path / "identity.private").stat().st_mode & 0o077 == 0
