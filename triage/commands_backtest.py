"""`flask triage backtest`: what another policy would have proposed, on history as it was known."""

from datetime import datetime, timedelta
from pathlib import Path

import click
from flask.cli import with_appcontext

from intake import units
from intake.clock import today
from intake.unitforms import label
from triage import adopted
from triage.backtest import replay
from triage.console.backtestpage import page
from triage.knowledge import history
from triage.policy import Policy, PolicyError, load
from triage.sidebyside import as_csv, compare, summary

DAY = click.DateTime(["%Y-%m-%d"])
FILE = click.Path(path_type=Path)


@click.command("backtest")
@click.option("--policy", "new_file", type=FILE, required=True, help="The policy to try.")
@click.option("--against", type=FILE, help="The policy to compare with; the one in force if not.")
@click.option("--from", "begin", type=DAY, required=True, help="First day played.")
@click.option("--to", "end", type=DAY, help="Last day played; yesterday if not given.")
@click.option("--csv", "csv_file", type=FILE, help="Write every event of both here.")
@click.option("--html", "html_file", type=FILE, help="Write a page with charts here.")
@click.option("--lang", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
@with_appcontext
def backtest_command(
    new_file: Path,
    against: Path | None,
    begin: datetime,
    end: datetime | None,
    csv_file: Path | None,
    html_file: Path | None,
    lang: str,
) -> None:
    """Old and new policy side by side, each day with what was known on that day."""
    first = begin.date()
    last = end.date() if end else today() - timedelta(days=1)
    if last < first:
        raise click.ClickException(f"--to {last} lies before --from {first}; give a later day")
    old = _read(against) if against else adopted.policy_on(today())
    new = _read(new_file)
    past = history(first - timedelta(days=1))
    grounds = (adopted.calibration_on(today(), old), adopted.calibration_on(today(), new))
    found = compare(
        *(tuple(replay(past, p, c, first, last)) for p, c in zip((old, new), grounds, strict=True))
    )
    for line in summary(found, old.version, new.version, _name):
        click.echo(line)
    if csv_file:
        csv_file.write_text(as_csv(found, _name), encoding="utf-8-sig")
    if html_file:
        text = page(found, (old, new), grounds, (first, last), _name, lang)
        html_file.write_text(text, encoding="utf-8")


def _read(file: Path) -> Policy:
    try:
        return load(file)
    except PolicyError as error:
        raise click.ClickException(str(error)) from error


def _name(unit_id: int) -> str:
    book = units.book()
    return label(book, book.by_id[unit_id])
