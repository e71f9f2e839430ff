"""`flask units`, `flask staff`, `flask worker`: what an operator types."""

import contextlib
import os
import signal
import sys
from datetime import date, datetime
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import select

from intake import audit, sittings, unitfile, units, work
from intake.clock import today
from intake.db import db
from intake.duties import not_together
from intake.hand import KINDER
from intake.staff import Duty, Staff, datastore, ensure_staff

units_group = AppGroup("units", help="Units of the state.")
staff_group = AppGroup("staff", help="Accounts of the people who work here.")
DUTIES = click.Choice([duty.value for duty in Duty])  # of an enum click would offer other names
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


@staff_group.command("add")
@click.argument("email")
@click.option("--name", required=True)
@click.option("--duty", "duties", multiple=True, type=DUTIES, required=True)
@click.option("--unit", "code", default="", help="Code of the office the person works in.")
def add_staff(email: str, name: str, duties: tuple[str, ...], code: str) -> None:
    """Make an account and print its first password."""
    home = units.book().by_code(code, today()) if code else None
    if code and home is None:
        raise click.ClickException(f"No unit has the code {code}; see `flask units`.")
    held = tuple(Duty(d) for d in duties)
    for duty in sorted(not_together(held)):
        raise click.ClickException(f"{duty} is held alone: give the other duties to somebody else.")
    password = ensure_staff(email, name, held, home_unit_id=home.id if home else None)
    if not password:
        raise click.ClickException(f"{email} has an account already.")
    click.echo(f"{email} {password}")


@staff_group.command("reset-factor")
@click.argument("email")
def reset_factor(email: str) -> None:
    """For a lost telephone: take the second factor away and end the person's sittings."""
    person = db.session.scalar(select(Staff).where(Staff.email == email))
    if person is None:
        raise click.ClickException(f"{email} has no account.")
    datastore.tf_reset(person)
    datastore.mf_set_recovery_codes(person, None)
    ended = sittings.end(person.id)
    audit.note("second factor reset", f"staff:{person.id}", "at the command line")
    db.session.commit()
    click.echo(f"{email} signs in with the password alone; {ended} sittings ended")


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
