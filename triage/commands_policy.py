"""`flask policy show|check|adopt`: the numbers people may argue about, from a date, in a name."""

from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from intake import work
from intake.clock import today
from triage import adopted
from triage.policy import Policy, PolicyError, load

policy_group = AppGroup("policy", help="The numbers people may argue about: show, check, adopt.")
DAY = click.DateTime(["%Y-%m-%d"])
FILE = click.Path(path_type=Path)


@policy_group.command("show")
@click.option("--on", "day", type=DAY, help="The day asked about; today if not given.")
@click.option("--lang", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
@with_appcontext
def show(day: datetime | None, lang: str) -> None:
    """The policy in force, every number with its sentence, and what was adopted when."""
    policy = adopted.policy_on(day.date() if day else today())
    click.echo(f"{policy.version} from {policy.effective.isoformat()} ({policy.fingerprint[:12]})")
    for entry in policy.entries.values():
        click.echo(f"{entry.key} = {entry.value:g}\n    {entry.vi if lang == 'vi' else entry.en}")
    for row in adopted.adoptions():
        click.echo(
            f"adopted {row.at.date().isoformat()} by {row.by}: {row.version} from {row.effective}"
        )


@policy_group.command("check")
@click.argument("file", type=FILE)
@with_appcontext
def check(file: Path) -> None:
    """Whether a file can be obeyed, and which numbers it changes."""
    policy = _read(file)
    click.echo(f"{policy.version}: every number is in range and has both sentences")
    _changes(adopted.policy_on(today()), policy)


@policy_group.command("adopt")
@click.argument("file", type=FILE)
@click.option("--from", "day", type=DAY, required=True, help="The first day it is in force.")
@click.option("--by", required=True, help="Who adopts it; kept in the audit trail.")
@with_appcontext
def adopt(file: Path, day: datetime, by: str) -> None:
    """Put a file in force from a day on. What was judged before keeps its numbers."""
    policy, first = _read(file), day.date()
    before = adopted.policy_on(first)
    _changes(before, policy)
    try:
        adopted.adopt(file.read_text(encoding="utf-8"), first, by)
    except PolicyError as error:
        raise click.ClickException(str(error)) from error
    work.later("seal", 0)
    click.echo(f"{policy.version} is in force from {first.isoformat()}, by {by}")
    if any(policy[key] != before[key] for key in adopted.SCORED_BY):
        click.echo("expected.* changed: run `flask triage calibrate` on that day")


def _read(file: Path) -> Policy:
    try:
        return load(file)
    except PolicyError as error:
        raise click.ClickException(str(error)) from error


def _changes(before: Policy, after: Policy) -> None:
    changes = before.changes(after)
    for key, old, new in changes:
        click.echo(f"{key}: {old:g} -> {new:g}")
    if not changes:
        click.echo(f"no number differs from {before.version}")
