"""`flask identity`: who can open what senders sealed."""

from collections.abc import Callable
from pathlib import Path

import click
from flask.cli import AppGroup
from nacl.public import PrivateKey
from sqlalchemy import select

from intake import identity, officerrotation, officers
from intake.audit import note
from intake.db import db
from intake.officerrotation import Rotated
from intake.onlyone import Busy
from intake.staff import Duty, Staff
from intake.web.here import settings

identity_group = AppGroup("identity", help="The officers' key to sealed identities.")
FILE = "identity.private"
PASSPHRASE = click.option("--passphrase", prompt=True, hide_input=True, confirmation_prompt=True)
OPENED_WITH = click.option("--passphrase", prompt=True, hide_input=True)


@identity_group.command("add-officer")
@click.argument("email")
@click.option("--by", help="The officer who opens the key; the key file if not given.")
@click.option("--by-passphrase", default="", help="Asked for if not given.")
@PASSPHRASE
def add_officer(email: str, by: str | None, by_passphrase: str, passphrase: str) -> None:
    """Give an officer the key, or anew to one who lost the passphrase."""
    staff = _staff(email)
    if not staff.has_role(Duty.LEAD):
        raise click.ClickException(f"{email} is no lead: only leads may hold the key")
    private = _private(by, by_passphrase)
    if identity.key_id(private.public_key) != identity.key_id(_public()):
        raise click.ClickException("this is an old key: use the one identities are sealed to now")
    try:
        officers.give(staff.id, private, passphrase)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    _noted("officer_key_given", staff)
    click.echo(f"{email} can open identities now")
    if (settings().instance / FILE).exists():
        click.echo(
            f"Move {settings().instance / FILE} off this machine, once two officers hold it."
        )


@identity_group.command("remove-officer")
@click.argument("email")
def remove_officer(email: str) -> None:
    """Take the key from an officer who leaves."""
    staff = _staff(email)
    try:
        officers.take_away(settings().instance, staff.id)
    except officers.LastOfficer as error:
        raise click.ClickException(
            "nobody else holds this key: give it to another first (add-officer EMAIL --by "
            f"{email}), or run `flask identity gather --by {email}` if it is an older one"
        ) from error
    _noted("officer_key_taken", staff)
    click.echo(f"{email} can open nothing any more; `flask identity rotate` if the key was copied")


@identity_group.command("rotate")
@click.option("--by", required=True, help="The officer who opens the old key and holds the new.")
@OPENED_WITH
def rotate(by: str, passphrase: str) -> None:
    """Seal every identity to a new key; give it to the other officers afterwards. Safe to repeat."""
    done = _sealed_anew(officerrotation.rotate, by, passphrase, "officer_key_rotated")
    click.echo(f"{done.done} identities sealed to a new key, held by {by}")
    _say_left(done.left)
    click.echo(f"Now give it to the other officers: flask identity add-officer EMAIL --by {by}")


@identity_group.command("gather")
@click.option("--by", required=True, help="An officer who holds the older key.")
@OPENED_WITH
def gather(by: str, passphrase: str) -> None:
    """Seal what lies under an older key to the one in use: after a rotation that was stopped."""
    done = _sealed_anew(officerrotation.gather, by, passphrase, "officer_key_gathered")
    click.echo(f"{done.done} identities sealed to the key in use")
    _say_left(done.left)


@identity_group.command("begin-anew")
@click.option("--lost", is_flag=True, help="Every passphrase is lost, and so is identity.private.")
def begin_anew(lost: bool) -> None:
    """Make a new key when the last passphrase is lost; what is sealed so far stays sealed for good."""
    instance = settings().instance
    if (instance / FILE).exists():
        raise click.ClickException(f"{instance / FILE} is here: flask identity add-officer EMAIL")
    if not lost:
        raise click.ClickException(
            f"{officers.count(identity.key_id(_public()))} officers hold the key: any of them "
            "gives it to another (add-officer --by). If none of them can, say --lost: "
            "nothing sealed so far opens then, unless a passphrase is remembered."
        )
    officers.begin_anew(instance)
    note("officer_key_lost", "identity")
    db.session.commit()
    click.echo(f"New identities open with {instance / FILE}: give it to two officers, take it away")


def _private(by: str | None, passphrase: str) -> PrivateKey:
    if by is None:
        file = settings().instance / FILE
        if not file.exists():
            raise click.ClickException(f"no {FILE} here: say --by EMAIL of an officer")
        return officers.private_key_in_file(Path(file))
    if not passphrase:
        passphrase = click.prompt(f"Passphrase of {by}", hide_input=True)
    try:
        return officers.private_key(_staff(by).id, passphrase)
    except officers.WrongPassphrase as error:
        raise _refused(error, by) from error


def _sealed_anew(
    act: Callable[[Path, int, str], Rotated], by: str, passphrase: str, noted: str
) -> Rotated:
    """What one officer opens is sealed to another pair, and the trail says so."""
    staff = _staff(by)
    try:
        done = act(settings().instance, staff.id, passphrase)
    except (officers.WrongPassphrase, Busy) as error:
        raise _refused(error, by) from error
    _noted(noted, staff)
    return done


def _refused(error: Exception, by: str) -> click.ClickException:
    if isinstance(error, Busy):
        return click.ClickException("another rotation runs here: wait until it ends, then repeat")
    if not officers.holds_key(_staff(by).id):
        return click.ClickException(
            f"{by} holds no key: another officer gives it (add-officer --by)"
        )
    return click.ClickException(
        f"the passphrase does not open the key of {by}; if it is lost, another officer gives the "
        f"key anew: flask identity add-officer {by} --by ANOTHER"
    )


def _say_left(left: int) -> None:
    if left:
        click.echo(
            f"{left} are still under an older key: whoever holds that one runs "
            "`flask identity gather --by EMAIL` (flask doctor counts them)"
        )


def _public() -> identity.PublicKey:
    return identity.officers_key(settings().instance)


def _staff(email: str) -> Staff:
    found = db.session.scalar(select(Staff).where(Staff.email == email))
    if found is None:
        raise click.ClickException(f"no account {email}: flask staff add")
    return found


def _noted(act: str, staff: Staff) -> None:
    note(act, f"staff:{staff.id}")
    db.session.commit()
