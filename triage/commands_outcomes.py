"""`flask triage outcomes`: what people decided, why not, and what inspections confirmed."""

import click
from flask.cli import with_appcontext

from triage.inspections.results import decisions, outcomes
from triage.outcomes import lines, precisions


@click.command("outcomes")
@with_appcontext
def outcomes_command() -> None:
    """Accepted, declined by reason, confirmed, with intervals; invented matters left out."""
    said = decisions()
    for line in lines(said.declined, said.accepted, precisions(outcomes())):
        click.echo(line)
