"""`flask staff`: accounts of the people who work here. Every change is in the audit trail."""

import click
from flask.cli import AppGroup
from sqlalchemy import select

from intake import accounts, units
from intake.clock import today
from intake.db import db
from intake.duties import not_together
from intake.staff import Duty, Staff

staff_group = AppGroup("staff", help="Accounts of the people who work here.")
DUTIES = click.Choice([duty.value for duty in Duty])  # of an enum click would offer other names


@staff_group.command("add")
@click.argument("email")
@click.option("--name", required=True)
@click.option("--duty", "duties", multiple=True, type=DUTIES, required=True)
@click.option("--unit", "code", default="", help="Code of the office the person works in.")
def add(email: str, name: str, duties: tuple[str, ...], code: str) -> None:
    """Make an account and print its first password."""
    home = units.book().by_code(code, today()) if code else None
    if code and home is None:
        raise click.ClickException(f"No unit has the code {code}; see `flask units`.")
    try:
        password = accounts.add(email, name, _held(duties), home.id if home else None, shut=False)
    except accounts.AccountRefused as refused:
        raise click.ClickException(f"{email} has an account already.") from refused
    click.echo(f"{email} {password}")


@staff_group.command("list")
def listed() -> None:
    """Every account: its duties, its second factors, whether it is open."""
    for person in db.session.scalars(select(Staff).order_by(Staff.email)):
        factors = ["code"] if person.tf_primary_method else []
        factors += [f"{len(person.webauthn)} passkeys"] if person.webauthn else []
        duties = ",".join(sorted(role.name for role in person.roles))
        shut = "" if person.active else "  disabled"
        click.echo(f"{person.email}  {person.name}  {duties}  {'+'.join(factors) or '-'}{shut}")


@staff_group.command("duties")
@click.argument("email")
@click.argument("duties", nargs=-1, type=DUTIES, required=True)
def change_duties(email: str, duties: tuple[str, ...]) -> None:
    """Give a person these duties and no others."""
    _say(email, "duties changed", accounts.give_duties(_person(email), _held(duties), shut=False))


@staff_group.command("disable")
@click.argument("email")
def disable(email: str) -> None:
    """Shut an account and end its sittings; what the person did stays under the name."""
    _put(email, active=False)


@staff_group.command("enable")
@click.argument("email")
def enable(email: str) -> None:
    """Open an account again."""
    _put(email, active=True)


@staff_group.command("reset-password")
@click.argument("email")
def reset_password(email: str) -> None:
    """Print a new password; the old one and all sittings end."""
    password, ended = accounts.reset_password(_person(email), shut=False)
    _say(email, "password reset", ended)
    click.echo(f"{email} {password}")


@staff_group.command("reset-factor")
@click.argument("email")
def reset_factor(email: str) -> None:
    """For a lost telephone or key: take every second factor away and end the sittings."""
    ended = accounts.reset_factor(_person(email), False, "at the command line")
    _say(email, "second factor reset", ended)


def _put(email: str, active: bool) -> None:
    done = "enabled" if active else "disabled"
    try:
        _say(email, f"account {done}", accounts.put(_person(email), active))
    except accounts.AccountRefused as refused:
        raise click.ClickException(f"{email} is {done} already.") from refused


def _held(duties: tuple[str, ...]) -> set[Duty]:
    held = {Duty(d) for d in duties}
    for duty in sorted(not_together(held)):
        raise click.ClickException(f"{duty} is held alone: give the other duties to somebody else.")
    return held


def _person(email: str) -> Staff:
    person = db.session.scalar(select(Staff).where(Staff.email == email))
    if person is None:
        raise click.ClickException(f"{email} has no account.")
    return person


def _say(email: str, what: str, ended: int) -> None:
    click.echo(f"{email}: {what}; {ended} sittings ended")
