"""`flask units`, `flask worker`: what an operator types."""

import contextlib
import os
import signal
import sys
from datetime import date, datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from intake import unitfile, units, work
from intake.hand import KINDER

units_group = AppGroup("units", help="Units of the state.")
SHIPPED = Path(__file__).parent / "data" / "units"


def load_shipped_units() -> units.Imported:
    """The units that come with the program."""
    records = unitfile.records(unitfile.read_units(SHIPPED))
    return units.save_records(records, source=SHIPPED.name)


@units_group.command("load")
def load() -> None:
    """Load the units that come with the program; a second run changes nothing."""
    _say(load_shipped_units())


@units_group.command("import")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--valid-from",
    type=click.DateTime(["%Y-%m-%d"]),
    required=True,
    help="The first day the list is valid.",
)
def import_list(file: Path, valid_from: datetime) -> None:
    """Load a province's CSV with the columns level,gso_code,full_name,parent_code."""
    try:
        rows = unitfile.read_csv_list(file, _day(valid_from))
        _say(units.save_records(unitfile.records(rows), source=file.name))
    except unitfile.UnitFileError as error:
        raise click.ClickException(str(error)) from error


def _day(moment: datetime) -> date:
    return moment.date()


def _say(done: units.Imported) -> None:
    click.echo(f"units: {done.added} added, {done.changed} changed, {done.unchanged} unchanged")


@click.command("worker")
@click.option("--burst", is_flag=True, help="Stop when the queue is empty.")
def worker(burst: bool) -> None:
    """Answer bells from Redis (needs REDIS_URL)."""
    if work.bells().mode is not work.WorkMode.RQ:
        raise click.ClickException(
            "REDIS_URL is not set, so the web process does the work itself. "
            "Set REDIS_URL=redis://… to use workers."
        )
    work.serve_queue(burst=burst)


@click.command("hand", hidden=True)
def hand() -> None:
    """Answer the bells of the web process that started this one; they come line by line."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the starter's, whose end is ours
    with contextlib.suppress(OSError):
        os.nice(KINDER)
    work.serve_pipe(sys.stdin)
