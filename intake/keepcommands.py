"""`flask backup`, `flask restore`, `flask doctor`, `flask files`: keeping an installation."""

from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from intake import backup as backups
from intake import doctor as doctors
from intake import restore as restores
from intake import retention as retentions
from intake.web.here import settings, store

files_group = AppGroup("files", help="Attachments.")


@files_group.command("rotate")
def rotate() -> None:
    """Seal every attachment anew under a new key; what was kept unsealed is sealed too."""
    click.echo(f"{store().rotate()} files sealed under a new key, in files.keys")


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@with_appcontext
def backup(file: Path) -> None:
    """Write everything but the officers' private key to one tar.gz file, while the doors stay open."""
    try:
        kept = backups.write(file, settings().instance)
    except backups.BackupError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{sum(kept.rows.values())} rows and {kept.files} files kept in {file}")
    click.echo("It holds the server's key and what people said: keep it encrypted, elsewhere.")


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@with_appcontext
def restore(file: Path) -> None:
    """Put a backup into a new installation, on SQLite or PostgreSQL, whichever it came from."""
    try:
        back = restores.restore(file, settings().instance)
    except backups.BackupError as error:
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
    if any(sign.health is doctors.Health.BAD for sign in found):
        raise SystemExit(1)


@click.command("retention")
@click.option(
    "--terms", "file", type=click.Path(path_type=Path, exists=True), help="A CSV of ours."
)
@click.option("--dry-run", is_flag=True, help="Only say how much is past its term.")
@with_appcontext
def retention(file: Path | None, dry_run: bool) -> None:
    """Delete what is past its term, by the dated rows of intake/data/retention.csv or a file."""
    try:
        held = retentions.terms(file or retentions.SHIPPED)
    except retentions.TermError as error:
        raise click.ClickException(str(error)) from error
    for kind, term in held.items():
        if term.days is None:
            said = "kept"
        elif dry_run:
            said = f"{retentions.due(term)} would be deleted after {term.days} days"
        else:
            said = f"{retentions.delete_due(term, store())} deleted after {term.days} days"
        click.echo(f"{kind}: {said} ({term.source})")
