"""Whoever has the database in hand forges the past in every way we know: `flask audit verify` finds it.

The forger is a good one: after most changes every hash is computed anew, so that the chain by
itself is in order and only a head kept out of reach speaks against it.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskCliRunner

from intake import auditchain, headfile
from intake.audit import AuditEntry, note
from intake.auditchain import AuditHead, AuditLink
from intake.clock import today
from intake.db import db, now
from tests.intake.forging import chain_of, forced

INSERT = (
    "INSERT INTO audit_entry (id, at, act, subject, detail)"
    " SELECT 99, at, 'read', 'matter:99', '' FROM audit_entry WHERE id = 6"
)
SWAP = [
    INSERT,
    "UPDATE audit_link SET entry_id = 99 WHERE n = 4",
    "UPDATE audit_link SET entry_id = 4 WHERE n = 8",
    "UPDATE audit_link SET entry_id = 8 WHERE n = 4",
    "DELETE FROM audit_entry WHERE id = 99",
]
# what is done; what is said of it
FORGED = {
    "an edit": (["UPDATE audit_entry SET detail = 'x' WHERE id = 5"], "link 5, entry 5"),
    "an edit of the last": (["UPDATE audit_entry SET act = 'x' WHERE id = 12"], "link 12"),
    "who did it": (["UPDATE audit_entry SET staff_id = 1 WHERE id = 2"], "link 2, entry 2"),
    "a place taken out": (["DELETE FROM audit_link WHERE n = 7"], "link 8"),
    "an entry taken out": (
        ["DELETE FROM audit_link WHERE n = 7", "DELETE FROM audit_entry WHERE id = 7"],
        "link 8",
    ),
    "two in another order": (SWAP, "link 4, entry 8"),
    "the tail cut off": (
        ["DELETE FROM audit_link WHERE n > 9", "DELETE FROM audit_entry WHERE id > 9"],
        "shorter",
    ),
    "one slipped in with no link": (
        [INSERT, "UPDATE audit_entry SET at = '2026-01-01 00:00:00+00:00' WHERE id = 99"],
        "no link",
    ),
}
CHAINED_ANEW = {  # the forger makes every hash anew and takes the table of heads with him
    "an edit": ["UPDATE audit_entry SET detail = 'x' WHERE id = 5"],
    "one taken out of the middle": ["DELETE FROM audit_entry WHERE id = 7"],
    "one slipped into the middle": [
        "UPDATE audit_entry SET id = id + 100 WHERE id > 5",
        INSERT.replace("99, at", "6, at").replace("WHERE id = 6", "WHERE id = 5"),
    ],
    "two in another order": [
        "UPDATE audit_entry SET id = 500 WHERE id = 4",
        "UPDATE audit_entry SET id = 4 WHERE id = 8",
        "UPDATE audit_entry SET id = 8 WHERE id = 500",
    ],
    "the tail cut off": ["DELETE FROM audit_entry WHERE id > 9"],
    "all of it": ["DELETE FROM audit_entry"],
    "nothing but the hashes": ["UPDATE audit_entry SET at = '2026-01-01 00:00:00+00:00'"],
}


@pytest.fixture
def trail(embedded: Flask) -> Iterator[FlaskCliRunner]:
    """A chain with its head published, and what runs commands on it."""
    with chain_of(embedded):
        yield embedded.test_cli_runner()


def verify(trail: FlaskCliRunner, heads: Path | None = None) -> tuple[int, str]:
    """What the command says."""
    db.session.rollback()
    done = trail.invoke(args=["audit", "verify", *(["--heads", str(heads)] if heads else [])])
    return done.exit_code, done.output


@pytest.mark.parametrize("what", FORGED)
def test_what_is_forged_in_place_is_found_by_the_chain_itself(
    trail: FlaskCliRunner, what: str
) -> None:
    assert verify(trail)[0] == 0
    statements, said = FORGED[what]
    forced(*statements)
    code, output = verify(trail)
    assert (code, said in output) == (1, True), output


@pytest.mark.parametrize("what", CHAINED_ANEW)
def test_what_is_chained_anew_is_found_by_a_head_kept_elsewhere(
    trail: FlaskCliRunner, what: str, tmp_path: Path
) -> None:
    kept = tmp_path / "elsewhere.txt"
    assert trail.invoke(args=["audit", "publish", "--to", str(kept)]).exit_code == 0
    (tmp_path / headfile.NAME).unlink()  # whoever has the machine has this file too
    forced("DELETE FROM audit_link", "DELETE FROM audit_head", *CHAINED_ANEW[what])
    auditchain.seal()
    assert verify(trail)[0] == 0  # nothing here speaks against it any more
    code, output = verify(trail, kept)
    assert code == 1
    assert "head" in output


def test_the_file_beside_the_database_is_asked_without_being_named(
    trail: FlaskCliRunner, tmp_path: Path
) -> None:
    trail.invoke(args=["audit", "publish"])
    forced("DELETE FROM audit_link", "DELETE FROM audit_head", *CHAINED_ANEW["an edit"])
    auditchain.seal()
    trail.invoke(args=["audit", "publish"])  # the forger publishes: the day's line stays as it was
    assert len((tmp_path / headfile.NAME).read_text().splitlines()) == 1
    code, output = verify(trail)
    assert (code, "link 12" in output) == (1, True)


def test_an_entry_with_an_old_date_linked_at_the_end_is_found(trail: FlaskCliRunner) -> None:
    """The server itself would link it: it looks like one nobody had linked yet."""
    db.session.add(AuditEntry(act="read", subject="matter:1", at=now() - timedelta(days=3)))
    db.session.commit()
    auditchain.seal()
    code, output = verify(trail)
    assert code == 1
    assert "link 13, entry 13: the entry says it is older" in output


def test_a_head_published_by_a_clock_that_was_ahead_is_told_and_passed_over(
    trail: FlaskCliRunner,
) -> None:
    """Else every honest entry after it would be too old for ever; an old one is still found."""
    n, last = auditchain.head()
    db.session.add(auditchain.AuditHead(day=today() + timedelta(days=9), n=n, hash=last))
    note("read", "matter:1")
    db.session.commit()
    auditchain.seal()
    code, output = verify(trail)
    assert (code, "does not fit" in output) == (1, False)
    n, last = auditchain.head()
    db.session.add(auditchain.AuditHead(day=today() + timedelta(days=1), n=n, hash=last))
    db.session.commit()
    code, output = verify(trail)
    assert (code, f"head of {today() + timedelta(days=9)}" in output) == (0, True), output
    db.session.add(AuditEntry(act="read", subject="matter:1", at=now() - timedelta(days=3)))
    db.session.commit()
    auditchain.seal()
    assert verify(trail)[0] == 1


def slipped_in(days: int) -> None:
    """An entry three days old at the end of the chain, and heads of older days after it."""
    db.session.add(AuditEntry(act="read", subject="matter:1", at=now() - timedelta(days=3)))
    db.session.commit()
    auditchain.seal()
    n, last = auditchain.head()
    for day in range(days):
        db.session.add(AuditHead(day=today() - timedelta(days=400 - day), n=n, hash=last))
    db.session.commit()


def test_a_head_of_an_older_day_slipped_in_does_not_excuse_the_entry(trail: FlaskCliRunner) -> None:
    for day in (3, 2, 1):
        link = db.session.scalars(sa.select(AuditLink.hash).where(AuditLink.n == 9 - day)).one()
        db.session.add(AuditHead(day=today() - timedelta(days=day), n=9 - day, hash=link))
    slipped_in(days=3)  # as many as the honest ones would be needed, and one more
    code, output = verify(trail)
    assert (code, "link 13, entry 13: the entry says it is older" in output) == (1, True), output
    assert output.count("does not fit the days around it") == 3


def test_however_many_old_heads_are_slipped_in_one_kept_elsewhere_stands(
    trail: FlaskCliRunner, tmp_path: Path
) -> None:
    kept = tmp_path / "elsewhere.txt"
    assert trail.invoke(args=["audit", "publish", "--to", str(kept)]).exit_code == 0
    slipped_in(days=40)
    assert trail.invoke(args=["audit", "publish"]).exit_code == 0  # into the file beside as well
    code, output = verify(trail, kept)
    assert (code, "link 13, entry 13: the entry says it is older" in output) == (1, True), output


def test_the_sweep_adds_a_line_a_day_and_changes_none(
    trail: FlaskCliRunner, tmp_path: Path
) -> None:
    file = tmp_path / headfile.NAME
    for _ in range(2):
        assert trail.invoke(args=["sweep"]).exit_code == 0
    first = file.read_text()
    assert len(first.splitlines()) == 1
    file.write_text(first.replace(str(today()), "2026-01-01").rstrip("\n"))  # a day goes by
    link = db.session.scalars(sa.select(AuditLink.hash).where(AuditLink.n == 3)).one()
    db.session.add(AuditHead(day=today() - timedelta(days=1), n=3, hash=link))
    db.session.commit()
    assert trail.invoke(args=["sweep"]).exit_code == 0
    lines = file.read_text().splitlines()
    assert [line.split()[1] for line in lines] == ["12", "3", "12"]  # yesterday's, then today's
    assert verify(trail)[0] == 0
