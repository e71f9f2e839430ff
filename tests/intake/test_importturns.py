"""A long list lets others have their turn."""

import pytest
from flask import Flask

from config import WorkMode
from intake import importing, importturns, work
from intake.sheets import read
from tests.intake.test_importing import TABLE


def test_whoever_files_while_a_long_list_is_taken_in_does_not_wait_for_its_end(
    embedded: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importturns, "TURN", 2)
    bells: work.Bells = embedded.extensions["bells"]
    done: list[str] = []

    def turn(batch_id: int) -> None:
        if not done:
            work.later("place", 999)  # somebody files while the first rows are taken in
        done.append("import")
        importturns.take_turn(batch_id)

    bells.mode = WorkMode.THREAD
    bells.jobs = {"import": turn, "place": lambda one: done.append("filed") if one == 999 else None}
    lines = [f"N-{n};08:30 03/04/2025;Hồ sơ bịa số {n} trễ hẹn.;xã Mỹ An Hưng;" for n in range(5)]
    with embedded.app_context():
        sheet = read("\n".join([TABLE.splitlines()[0], *lines]).encode())
        mapping = importing.remembered("1022", sheet.header)
        batch = importing.begin(sheet, mapping, "1022", "a.csv", None)
        bells.wait()
        assert importing.counts(batch)["taken"] == 5
    assert done == ["import", "filed", "import", "import"]
