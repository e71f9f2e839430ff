"""A name is tied to its submission inside the box: moved elsewhere, it is shown to nobody."""

import pytest
import sqlalchemy as sa
from flask import Flask
from nacl.public import PrivateKey

from intake import datakeys, identity, officerrotation, officers, reveals
from intake.db import db
from intake.reveals import Refused
from intake.submissions import SealedIdentity
from tests.intake import test_reveals as told
from tests.intake.test_reveals import (
    LAN,
    MAI,
    NAME,
    PHONE,
    QUICK,
    REASON,
    WORDS,
    acts,
    instance,
    lead,
    opened,
    sent,
    staff,
)

installed, sealed = told.installed, told.sealed


def two_allowed(app: Flask) -> None:
    """A second named submission; opening the first is allowed."""
    sent(app, {"identity_level": "declared", "name": "Người Thứ Hai", "contact": "0911111111"})
    reveals.ask(1, staff(LAN), REASON)
    reveals.allow(1, staff(MAI))


def test_a_name_moved_to_a_submission_that_may_be_opened_is_shown_to_nobody(sealed: Flask) -> None:
    two_allowed(sealed)
    rows = {row.submission_id: (row.box, row.key_id) for row in identities()}
    keys = {key.name: key.box for key in db.session.scalars(sa.select(datakeys.DataKey))}
    for here, there in ((1, 2), (2, 1)):
        row = db.session.get_one(SealedIdentity, here)
        row.box, row.key_id = rows[there]
        own = db.session.get_one(datakeys.DataKey, datakeys.of_identity(here))
        own.box = keys[datakeys.of_identity(there)]
    db.session.commit()
    with pytest.raises(Refused, match=reveals.MISPLACED):
        reveals.open_once(1, staff(LAN), WORDS)
    assert acts() == ["reveal_asked", "reveal_allowed", "reveal_misplaced"]
    assert reveals.opened_on(1) == []
    page = lead(sealed, LAN).post(
        "/noi-bo/vu-viec/1/danh-tinh", data={"act": "open", "passphrase": WORDS}
    )
    assert (page.status_code, "Người Thứ Hai" in page.text) == (422, False)
    assert "cơ sở dữ liệu đã bị sửa" in page.text


def test_a_rotation_keeps_what_ties_a_name_to_its_submission(sealed: Flask) -> None:
    two_allowed(sealed)
    before = bonds(sealed, officers.private_key(staff(LAN), WORDS))
    officerrotation.rotate(instance(sealed), staff(LAN), WORDS, QUICK)
    assert bonds(sealed, officers.private_key(staff(LAN), WORDS)) == before
    assert len(set(before)) == 2
    assert reveals.open_once(1, staff(LAN), WORDS)["name"] == NAME


def identities() -> list[SealedIdentity]:
    query = sa.select(SealedIdentity).order_by(SealedIdentity.submission_id)
    return list(db.session.scalars(query))


def bonds(app: Flask, key: PrivateKey) -> list[str]:
    return [opened(app, key, row)["of"] for row in identities()]


def test_a_box_of_before_opens_with_a_word_that_nothing_ties_it_here(sealed: Flask) -> None:
    row = db.session.get_one(SealedIdentity, 1)
    older = identity.seal(identity.officers_key(instance(sealed)), NAME, PHONE)
    assert older is not None
    row.box = datakeys.relocked(instance(sealed), row, older.box)
    db.session.commit()
    reveals.ask(1, staff(LAN), REASON)
    reveals.allow(1, staff(MAI))
    page = lead(sealed, LAN).post(
        "/noi-bo/vu-viec/1/danh-tinh", data={"act": "open", "passphrase": WORDS}
    )
    assert (NAME in page.text, "chưa ghi kèm mã phản ánh" in page.text) == (True, True)
