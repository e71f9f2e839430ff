"""Senders are told apart for a quarter, stay one across the seam, and are forgotten after it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

from intake import identity, senderkeys
from intake.senderkeys import Keys, across_the_seam, drop, keys

SUMMER, AUTUMN = date(2026, 9, 20), date(2026, 10, 5)
LATER = date(2026, 11, 20)


def hashed(key: bytes) -> bytes | None:
    return identity.sender_hash(key, contact="0900000000", chat="", device="")


def test_many_who_come_first_in_a_quarter_share_one_key_of_its_owner_alone(
    tmp_path: Path,
) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: keys(tmp_path, SUMMER).current, range(32)))
    assert len(set(made)) == 1
    (file,) = tmp_path.iterdir()
    assert file.stat().st_mode & 0o077 == 0


def test_a_new_quarter_has_a_key_that_has_nothing_to_do_with_the_old(tmp_path: Path) -> None:
    old = keys(tmp_path, SUMMER)
    new = keys(tmp_path, AUTUMN)
    assert new.before == old.current != new.current
    assert keys(tmp_path, LATER).before is None


def test_a_sender_on_both_sides_of_the_seam_stays_one(tmp_path: Path) -> None:
    old, new = keys(tmp_path, SUMMER), keys(tmp_path, AUTUMN)
    seen = {hashed(old.current)}
    assert across_the_seam(new, hashed, seen.__contains__) == hashed(old.current)
    assert across_the_seam(new, hashed, lambda _: False) == hashed(new.current)


def test_after_the_seam_the_old_key_is_dropped_and_nothing_links_back(tmp_path: Path) -> None:
    old = keys(tmp_path, SUMMER)
    keys(tmp_path, AUTUMN)
    assert drop(tmp_path, AUTUMN) == 0
    assert drop(tmp_path, LATER) == 1
    assert drop(tmp_path, LATER) == 0
    late = keys(tmp_path, LATER)
    assert across_the_seam(late, hashed, lambda _: True) != hashed(old.current)


def test_a_sender_of_nothing_has_no_hash() -> None:
    none = across_the_seam(Keys(b"k" * 32, b"o" * 32), lambda _: None, lambda _: True)
    assert none is None


def test_the_seam_is_as_long_as_one_voice_lasts() -> None:
    assert timedelta(days=senderkeys.SEAM_DAYS) == timedelta(days=30)
