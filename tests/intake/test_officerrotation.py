"""Another pair of keys, by the commands an administrator types: killed, doubled, late, damaged."""

import contextlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from intake import datakeys, identity, officerrotation, officers
from intake.db import db, now
from intake.officers import Cost, OfficerKey, WrongPassphrase
from intake.staff import Duty, ensure_staff
from intake.submissions import SealedIdentity
from tests.installation import PASSWORD
from tests.intake.test_reveals import LAN, MAI, NEW_WORDS, WORDS, instance, private, sent, staff

NAMES = ["Người Thứ Nhất", "Người Thứ Hai", "Người Thứ Ba"]


class Killed(BaseException):
    """The process ended here."""


@pytest.fixture
def sealed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """Three named submissions; two leads hold the key, whose file left the machine."""
    monkeypatch.setattr(
        officers, "Cost", lambda operations=1, memory=8 << 20: Cost(operations, memory)
    )
    monkeypatch.setattr(officerrotation, "STEP", 2)
    app.config["WTF_CSRF_ENABLED"] = False
    for name in NAMES:
        sent(app, {"identity_level": "declared", "name": name, "contact": "0900000000"})
    with app.app_context():
        for email, words in ((LAN, WORDS), (MAI, NEW_WORDS)):
            ensure_staff(email, email, (Duty.LEAD,), PASSWORD)
            db.session.commit()
            officers.give(staff(email), private(app), words)
        (instance(app) / "identity.private").unlink()
        yield app


def said(app: Flask, *args: str, typed: str = "") -> tuple[int, str]:
    done = app.test_cli_runner().invoke(args=["identity", *args], input=typed)
    return done.exit_code, done.output


def open_to(app: Flask, *who: tuple[str, str]) -> set[str]:
    """The names these officers open, each with a passphrase."""
    names = set()
    db.session.expire_all()
    for row in db.session.scalars(sa.select(SealedIdentity)).all():
        box, pair = datakeys.unlocked(instance(app), row), row.key_id
        for email, words in who:
            with contextlib.suppress(WrongPassphrase):
                key = officers.private_key(staff(email), words, pair)
                names.add(identity.unseal(key, box)["name"])
    db.session.rollback()
    return names


def pairs_sealed_to() -> set[str]:
    found = set(db.session.scalars(sa.select(SealedIdentity.key_id)))
    db.session.rollback()
    return found


def in_use(app: Flask) -> str:
    return identity.key_id(identity.officers_key(instance(app)))


def kill_at(step: int, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Before the numbered commit, or change of a file, everything ends."""
    seen = [0]
    commit, replace = db.session.commit, Path.replace

    def counted() -> None:
        seen[0] += 1
        if seen[0] == step:
            raise Killed

    def committing() -> None:
        counted()
        commit()

    def replacing(self: Path, to: Path) -> Path:
        counted()
        return replace(self, to)

    monkeypatch.setattr(db.session, "commit", committing)
    monkeypatch.setattr(Path, "replace", replacing)
    return seen


def test_killed_at_any_step_everything_opens_and_the_same_command_ends_it(
    sealed: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = 0
    while True:
        step += 1
        old = in_use(sealed)
        with monkeypatch.context() as patched:
            kill_at(step, patched)
            try:
                officerrotation.rotate(instance(sealed), staff(LAN), WORDS)
            except Killed:
                db.session.rollback()
            else:
                break
        assert open_to(sealed, (LAN, WORDS), (MAI, NEW_WORDS)) == set(NAMES), step
        assert open_to(sealed, (LAN, WORDS)) == set(NAMES), step
        code, output = said(sealed, "rotate", "--by", LAN, "--passphrase", WORDS)
        assert (code, in_use(sealed) != old) == (0, True), output
        assert pairs_sealed_to() == {in_use(sealed)}
        assert not (instance(sealed) / officerrotation.UNDER_WAY).exists()
        key = officers.private_key(staff(LAN), WORDS)
        officers.give(staff(MAI), key, NEW_WORDS)
    assert step >= 6


def test_the_files_of_a_stopped_rotation_hold_no_private_key(
    sealed: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        kill_at(5, patched)
        with pytest.raises(Killed):
            officerrotation.rotate(instance(sealed), staff(LAN), WORDS)
    db.session.rollback()
    fresh = officers.private_key(staff(LAN), WORDS)
    kept = b"".join(p.read_bytes() for p in instance(sealed).iterdir() if p.is_file())
    assert bytes(fresh).hex().encode() not in kept
    assert bytes(fresh) not in kept


def test_an_officer_leaves_a_passphrase_is_lost_and_every_answer_says_what_to_do(
    sealed: Flask,
) -> None:
    code, output = said(sealed, "rotate", "--by", LAN, "--passphrase", "không phải cụm này")
    assert (code, f"add-officer {LAN} --by ANOTHER" in output) == (1, True)
    code, output = said(sealed, "rotate", "--by", LAN, "--passphrase", WORDS)
    assert (code, "3 identities" in output, f"--by {LAN}" in output) == (0, True, True)
    code, output = said(sealed, "rotate", "--by", MAI, "--passphrase", NEW_WORDS)
    assert (code, "holds no key" in output) == (1, True)  # not given the new one yet
    given = ("add-officer", MAI, "--by", LAN, "--by-passphrase", WORDS)
    assert said(sealed, *given, typed=f"{NEW_WORDS}\n{NEW_WORDS}\n")[0] == 0
    assert open_to(sealed, (MAI, NEW_WORDS)) == set(NAMES)
    assert said(sealed, "remove-officer", MAI)[0] == 0
    assert open_to(sealed, (MAI, NEW_WORDS)) == set()
    code, output = said(sealed, "remove-officer", LAN)
    assert (code, "add-officer EMAIL --by" in output) == (1, True)
    assert open_to(sealed, (LAN, WORDS)) == set(NAMES)


def test_of_two_rotations_at_once_one_is_told_to_wait(sealed: Flask) -> None:
    with officerrotation._alone(instance(sealed)):
        code, output = said(sealed, "rotate", "--by", MAI, "--passphrase", NEW_WORDS)
    assert (code, "another rotation runs here" in output) == (1, True)
    assert said(sealed, "rotate", "--by", MAI, "--passphrase", NEW_WORDS)[0] == 0


def test_two_at_once_on_nodes_that_share_no_lock_leave_everything_to_somebody(
    sealed: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(officerrotation, "_alone", contextlib.nullcontext)
    with monkeypatch.context() as patched:  # one stops between two batches ...
        kill_at(5, patched)
        with pytest.raises(Killed):
            officerrotation.rotate(instance(sealed), staff(LAN), WORDS)
    db.session.rollback()
    officerrotation.rotate(instance(sealed), staff(MAI), NEW_WORDS)  # ... another runs to its end
    both = ((LAN, WORDS), (MAI, NEW_WORDS))
    assert open_to(sealed, *both) == set(NAMES)
    assert "gather --by" in sealed.test_cli_runner().invoke(args=["doctor"]).output
    said(sealed, "gather", "--by", LAN, "--passphrase", WORDS)
    said(sealed, "gather", "--by", MAI, "--passphrase", NEW_WORDS)
    assert (open_to(sealed, *both), pairs_sealed_to()) == (set(NAMES), {in_use(sealed)})


def test_what_was_sealed_to_the_old_pair_a_moment_too_late_is_gathered(sealed: Flask) -> None:
    public = (instance(sealed) / "identity.public").read_text()
    officerrotation.rotate(instance(sealed), staff(LAN), WORDS)
    fresh = (instance(sealed) / "identity.public").read_text()
    (instance(sealed) / "identity.public").write_text(public)
    sent(sealed, {"identity_level": "declared", "name": "Người Đến Muộn", "contact": "0900000000"})
    (instance(sealed) / "identity.public").write_text(fresh)
    assert "Người Đến Muộn" in open_to(sealed, (LAN, WORDS))
    code, output = said(sealed, "gather", "--by", LAN, "--passphrase", WORDS)
    assert (code, output.startswith("1 identities")) == (0, True)
    assert pairs_sealed_to() == {in_use(sealed)}


def test_a_day_later_the_old_key_is_gone_from_the_database(sealed: Flask) -> None:
    before = in_use(sealed)
    officerrotation.rotate(instance(sealed), staff(LAN), WORDS)
    assert officers.count(before) == 1
    db.session.execute(sa.update(OfficerKey).values(made_at=now() - timedelta(days=2)))
    db.session.commit()
    officerrotation.gather(instance(sealed), staff(LAN), WORDS)
    assert officers.count(before) == 0


def test_one_damaged_identity_does_not_stop_the_others(sealed: Flask) -> None:
    row = db.session.get_one(SealedIdentity, 2)
    row.box = row.box[:-1] + bytes([row.box[-1] ^ 1])
    db.session.commit()
    code, output = said(sealed, "rotate", "--by", LAN, "--passphrase", WORDS)
    assert code == 0
    assert len(open_to_undamaged(sealed)) == 2, output


def open_to_undamaged(app: Flask) -> set[str]:
    rows = db.session.scalars(sa.select(SealedIdentity).where(SealedIdentity.submission_id != 2))
    key = officers.private_key(staff(LAN), WORDS)
    return {identity.unseal(key, datakeys.unlocked(instance(app), row))["name"] for row in rows}
