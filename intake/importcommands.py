"""`flask import`: a partner's list taken in from a file."""

import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from intake import columns, importing
from intake.sheets import SheetFault, read


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--partner", required=True, help="Whose list it is, always by the same name.")
@click.option("--column", "given", multiple=True, help="FIELD=HEADER, where the guess is wrong.")
@click.option("--dry-run", is_flag=True, help="Say what would happen and write nothing.")
@with_appcontext
def import_command(file: Path, partner: str, given: tuple[str, ...], dry_run: bool) -> None:
    """Take in a CSV or XLSX of the 1022 line or a partner; a second run takes nothing twice."""
    try:
        sheet = read(file.read_bytes())
    except SheetFault as error:
        raise click.ClickException(f"{file.name} cannot be read: {error.code}") from error
    mapping = importing.remembered(partner, sheet.header) | _given(given, sheet.header)
    if "text" not in mapping:
        raise click.ClickException("Which column holds the words? Say --column text=HEADER.")
    for field, i in mapping.items():
        click.echo(f"{field}: {sheet.header[i]}")
    if dry_run:
        rows = list(
            importing.understood(sheet, mapping, partner, current_app.extensions["settings"])
        )
        unclear = [row for row in rows if row.fault]
        for row in unclear:
            click.echo(f"row {row.number}: {row.fault}")
        click.echo(f"{len(sheet.rows) - len(unclear)} clear, {len(unclear)} unclear")
        click.echo(f"{importing.there_before(rows)} of the clear ones there before")
        return
    batch_id = importing.begin(sheet, mapping, partner, file.name, None, ring=False)
    with click.progressbar(length=len(sheet.rows), label=file.name, file=sys.stderr) as bar:
        importing.take(batch_id, bar.update)
    found = importing.counts(batch_id)
    click.echo(", ".join(f"{number} {outcome}" for outcome, number in found.items()))
    for cells in importing.report(batch_id):
        if cells[3]:
            click.echo(f"row {cells[0]}: {cells[3]}", file=sys.stderr)


def _given(pairs: tuple[str, ...], header: tuple[str, ...]) -> dict[str, int]:
    found: dict[str, int] = {}
    for pair in pairs:
        field, _equals, head = pair.partition("=")
        if field not in columns.WORDS or head not in header:
            raise click.ClickException(f"--column {pair}: no such field or no such header")
        found[field] = header.index(head)
    return found
