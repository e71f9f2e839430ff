"""`flask backup`, `flask restore`, `flask doctor`, `flask files`: keeping an installation."""

from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from intake import attached, clockleap, keycopy, rotating
from intake import backup as backups
from intake import doctor as doctors
from intake import restore as restores
from intake import retention as retentions
from intake.db import db
from intake.signs import Health
from intake.web.here import settings, store

files_group = AppGroup("files", help="Attachments.")
keys_group = AppGroup("keys", help="What opens identities, attachments and addresses.")
KEY_FILE = click.Path(path_type=Path, dir_okay=False)


@files_group.command("rotate")
def rotate() -> None:
    """Seal the office's files anew, and give each attachment that has none a key of its own."""
    own = sum(iter(lambda: attached.give_own_keys(store()), 0))
    click.echo(f"{store().rotate()} files sealed under a new key, in files.keys")
    click.echo(f"{own} attachments given a key of their own; `flask keys rotate` seals those keys")


@keys_group.command("rotate")
def rotate_keys() -> None:
    """Seal identities' keys, addresses and talks under a new passing key; the old one goes in a day."""
    click.echo(f"{rotating.rotate()} rows sealed under a new key")
    click.echo(f"Write the copy of keys anew: flask --app app keys copy {keycopy.USUAL}")


@keys_group.command("copy")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def copy_keys(file: Path) -> None:
    """Write the keys over FILE, the one copy there should be; older ones open what was destroyed."""
    with db.engine.connect() as connection:
        click.echo(f"{keycopy.write(file, settings().instance, connection)} keys in {file}")


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--keys", type=KEY_FILE, help=f"Where the keys go; {keycopy.USUAL} beside FILE.")
@with_appcontext
def backup(file: Path, keys: Path | None) -> None:
    """Write everything but the officers' private key, while the doors stay open.

    FILE, a tar.gz, holds what was said; keep as many of them as you like. What opens identities,
    attachments and addresses goes over one file of keys: keep it elsewhere, and only the newest.
    """
    keys = keys or file.with_name(keycopy.USUAL)
    try:
        kept = backups.write(file, settings().instance, store().backend, keys)
    except backups.BackupError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:  # the disk, or the store of files
        raise click.ClickException(f"no backup was written: {error}") from error
    click.echo(f"{sum(kept.rows.values())} rows and {kept.files} files kept in {file}")
    click.echo(f"What opens identities and attachments is in {keys}: keep only the newest, apart.")
    click.echo("Both hold what people said or lead to it: keep them encrypted, elsewhere.")


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--keys", type=KEY_FILE, help=f"The copy of keys; {keycopy.USUAL} beside FILE.")
@click.option("--without-keys", is_flag=True, help="Identities and attachments stay closed.")
@with_appcontext
def restore(file: Path, keys: Path | None, without_keys: bool) -> None:
    """Put a backup into a new installation, on SQLite or PostgreSQL, whichever it came from."""
    found = None if without_keys else keys or file.with_name(keycopy.USUAL)
    try:
        back = restores.restore(file, settings().instance, store().backend, found)
    except (backups.BackupError, keycopy.NoKeyCopy) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{sum(back.rows.values())} rows and {back.files} files restored")


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Examine this installation; exits with 1 if something would fail or lose what people say."""
    found = doctors.examine(settings())
    for sign in found:
        cure = f"  -> {sign.cure}" if sign.cure else ""
        click.echo(f"{sign.health:5} {sign.name}: {sign.seen}{cure}")
    if any(sign.health is Health.BAD for sign in found):
        raise SystemExit(1)


@click.command("retention")
@click.option(
    "--terms", "file", type=click.Path(path_type=Path, exists=True), help="A CSV of ours."
)
@click.option("--dry-run", is_flag=True, help="Only say how much is past its term.")
@click.option("--believe-the-clock", is_flag=True, help="Delete though the clock looks ahead.")
@with_appcontext
def retention(file: Path | None, dry_run: bool, believe_the_clock: bool) -> None:
    """Delete what is past its term, by the dated rows of intake/data/retention.csv or a file."""
    try:
        held = retentions.terms(file or retentions.SHIPPED)
    except retentions.TermError as error:
        raise click.ClickException(str(error)) from error
    _look_at_the_clock(retentions.leap_days(file or retentions.SHIPPED), dry_run, believe_the_clock)
    shredded = 0
    for kind, term in held.items():
        if kind is retentions.Kind.LEAP:
            continue
        if term.days is None:
            said = "kept"
        elif dry_run:
            said = f"{retentions.due(term)} would be deleted after {term.days} days"
        else:
            gone = retentions.delete_due(term, store())
            shredded += gone if kind in retentions.LOCKED else 0
            said = f"{gone} deleted after {term.days} days"
        click.echo(f"{kind}: {said} ({term.source})")
    if shredded:
        rotating.rotate()
        click.echo(
            f"{shredded} keys destroyed: older backups do not open these any more, once the copy "
            f"of keys is written anew (flask --app app keys copy {keycopy.USUAL})."
        )


def _look_at_the_clock(most: int, dry_run: bool, believed: bool) -> None:
    """Stop where the clock looks ahead and nobody vouches for it; a dry run only says so."""
    if believed and not dry_run:
        clockleap.believe()
    why = clockleap.doubt(most)
    if why and dry_run:
        click.echo(f"The clock is in doubt: {why}.", err=True)
    elif why and not believed:
        raise click.ClickException(
            f"nothing is deleted: {why}. Look at `date`; set the clock, or, if it is right, "
            "repeat with --believe-the-clock."
        )
