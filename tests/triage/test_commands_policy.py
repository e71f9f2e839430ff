"""`flask policy` and `flask triage calibrate`, as somebody types them."""

from datetime import timedelta
from pathlib import Path

from click.testing import Result
from flask import Flask

from intake.clock import today
from tests.triage.test_adopted import text
from triage import adopted
from triage.policy import SHIPPED


def typed(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=list(words))


def test_the_policy_is_shown_with_its_sentences(embedded: Flask) -> None:
    said = typed(embedded, "policy", "show", "--lang", "vi").output
    assert "propose.capacity_per_month = 4\n    Số cuộc kiểm tra đột xuất" in said


def test_a_file_that_cannot_be_obeyed_is_refused_in_one_line(
    embedded: Flask, tmp_path: Path
) -> None:
    file = tmp_path / "p.toml"
    file.write_text(text("x", capacity_per_month="0"), encoding="utf-8")
    done = typed(embedded, "policy", "check", str(file))
    assert done.exit_code == 1
    assert "propose.capacity_per_month: 0 is outside 1 to 200" in done.output
    assert "cannot be read" in typed(embedded, "policy", "check", str(tmp_path / "no")).output


def test_a_file_is_adopted_from_a_day_in_a_name(embedded: Flask, tmp_path: Path) -> None:
    file, soon = tmp_path / "p.toml", today() + timedelta(days=2)
    file.write_text(text("x", capacity_per_month="6"), encoding="utf-8")
    done = typed(embedded, "policy", "adopt", str(file), "--from", str(soon), "--by", "An")
    assert "propose.capacity_per_month: 4 -> 6" in done.output
    assert f"x is in force from {soon}, by An" in done.output
    assert "6" in typed(embedded, "policy", "show", "--on", str(soon)).output
    again = typed(embedded, "policy", "check", str(SHIPPED))
    assert "no number differs" in again.output


def test_a_calibration_of_an_empty_province_is_the_simulator_s(embedded: Flask) -> None:
    done = typed(embedded, "triage", "calibrate")
    assert done.exit_code == 0, done.output
    assert "calibrated on the simulator" in done.output
    with embedded.app_context():
        kept = adopted.calibration_on(today())
    assert kept.source == "simulator"
    assert kept.measured == today()
