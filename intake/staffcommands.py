"""`flask staff`: accounts of the people who work here. Every change is in the audit trail."""

import secrets

import click
from flask.cli import AppGroup
from flask_security import hash_password
from sqlalchemy import select

from intake import audit, sittings, units
from intake.clock import today
from intake.db import db
from intake.duties import not_together
from intake.staff import Duty, Role, Staff, datastore, ensure_staff

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
    password = ensure_staff(email, name, _held(duties), home_unit_id=home.id if home else None)
    if not password:
        raise click.ClickException(f"{email} has an account already.")
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
    person = _person(email)
    wanted = [datastore.find_or_create_role(duty) for duty in _held(duties)]
    person.roles = [role for role in wanted if isinstance(role, Role)]
    _done(person, "duties_changed", ",".join(sorted(duties)))


@staff_group.command("disable")
@click.argument("email")
def disable(email: str) -> None:
    """Shut an account and end its sittings; what the person did stays under the name."""
    person = _person(email)
    person.active = False
    _done(person, "account_disabled")


@staff_group.command("enable")
@click.argument("email")
def enable(email: str) -> None:
    """Open an account again."""
    person = _person(email)
    person.active = True
    _done(person, "account_enabled")


@staff_group.command("reset-password")
@click.argument("email")
def reset_password(email: str) -> None:
    """Print a new password; the old one and all sittings end."""
    person = _person(email)
    password = secrets.token_urlsafe(12)
    person.password = hash_password(password)
    _done(person, "password_reset")
    click.echo(f"{email} {password}")


@staff_group.command("reset-factor")
@click.argument("email")
def reset_factor(email: str) -> None:
    """For a lost telephone or key: take every second factor away and end the sittings."""
    person = _person(email)
    datastore.tf_reset(person)
    datastore.mf_set_recovery_codes(person, None)
    datastore.webauthn_reset(person)
    _done(person, "second factor reset", "at the command line")


def _held(duties: tuple[str, ...]) -> tuple[Duty, ...]:
    held = tuple(Duty(d) for d in duties)
    for duty in sorted(not_together(held)):
        raise click.ClickException(f"{duty} is held alone: give the other duties to somebody else.")
    return held


def _person(email: str) -> Staff:
    person = db.session.scalar(select(Staff).where(Staff.email == email))
    if person is None:
        raise click.ClickException(f"{email} has no account.")
    return person


def _done(person: Staff, act: str, detail: str = "") -> None:
    """Note it and end what is open: whoever is signed in signs in again as what they now are."""
    ended = sittings.end(person.id)
    audit.note(act, f"staff:{person.id}", detail)
    db.session.commit()
    click.echo(f"{person.email}: {act.replace('_', ' ')}; {ended} sittings ended")
