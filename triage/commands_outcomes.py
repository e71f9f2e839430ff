"""`flask triage outcomes`: what people decided on the machine's proposals, and why not."""

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from intake.db import db
from triage.inspections.results import outcomes
from triage.outcomes import lines, precisions
from triage.proposals import Proposal, ProposalMove
from triage.workflow import State


@click.command("outcomes")
@with_appcontext
def outcomes_command() -> None:
    """Accepted and declined by reason, with intervals; invented matters left out."""
    rows = db.session.execute(
        select(ProposalMove.target, ProposalMove.reason)
        .join(Proposal, ProposalMove.proposal_id == Proposal.id)
        .where(Proposal.sample.is_(False))
    ).all()
    declined = [row.reason for row in rows if row.target == State.DECLINED]
    accepted = sum(row.target == State.ACCEPTED for row in rows)
    for line in lines(declined, accepted, precisions(outcomes())):
        click.echo(line)
