"""`flask draw`: draw units with a seed, and repeat a draw that was made; both need no trust."""

from datetime import datetime

import click
from flask.cli import AppGroup

from intake import units
from intake.clock import today
from intake.db import db
from intake.unitbook import Kind
from intake.unitforms import label
from triage.inspections.draw import draw, list_digest, ticket
from triage.inspections.draws import UnitDraw
from triage.tallies import ANSWERING

draw_group = AppGroup("draw", help="Draw units anybody can draw again with the same seed.")


@draw_group.command("units")
@click.option("--kind", type=click.Choice([str(k) for k in ANSWERING]), required=True)
@click.option("--number", type=click.IntRange(min=1), required=True)
@click.option(
    "--seed", required=True, help="Something nobody could know, such as a lottery's result."
)
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="Units of this day; today's.")
@click.option("--leave-out", multiple=True, metavar="CODE", help="A unit not drawn from.")
def draw_units(
    kind: str, number: int, seed: str, day: datetime | None, leave_out: tuple[str, ...]
) -> None:
    """Draw without opening anything: place, code, SHA-256 of "seed:code", name."""
    book, on = units.book(), day.date() if day else today()
    there = {u.code: u for u in book.on(on) if u.kind is Kind(kind) and u.code not in leave_out}
    try:
        drawn = draw(seed, there, number)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{len(there)} units, list {list_digest(there)}")
    for place, code in enumerate(drawn, start=1):
        click.echo(f"{place} {code} {ticket(seed, code)} {label(book, there[code])}")


@draw_group.command("repeat")
@click.argument("number", type=int)
def repeat(number: int) -> None:
    """Repeat draw NUMBER from the list it was drawn from; fails where it comes out otherwise."""
    row = db.session.get(UnitDraw, number)
    if row is None:
        raise click.ClickException(f"there is no draw {number}")
    drawn = draw(row.seed, row.codes, row.number)
    click.echo(f'seed "{row.seed}", {len(row.codes)} units, list {list_digest(row.codes)}')
    for place, code in enumerate(drawn, start=1):
        click.echo(f"{place} {code} {ticket(row.seed, code)}")
    if list(drawn) != row.drawn:
        raise click.ClickException(f"not what was drawn then: {', '.join(row.drawn)}")
    click.echo("the same as then")
