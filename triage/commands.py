"""`flask triage`, `flask sweep`: the work of triage from a command line."""

import sys
import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import inspect
from tqdm import tqdm

from intake import clockleap, units
from intake.clock import today
from intake.commands import SHIPPED
from intake.db import db
from intake.tidying import tidy
from intake.unitbook import UnitBook
from intake.unitfile import read_units, records
from intake.units import Unit
from triage import jobs
from triage.commandline import place_lines
from triage.commandline_stories import story_lines
from triage.commandline_understand import understand_lines
from triage.commandline_watch import watch_csv
from triage.commands_backtest import backtest_command
from triage.commands_outcomes import outcomes_command
from triage.jsonlines import arriving
from triage.placing import Placer
from triage.policy import load as load_policy

PACE = 0.5 if sys.stderr.isatty() else 5  # seconds between lines of progress
triage_group = AppGroup("triage", help="Placing, topics, stories: JSON lines in, JSON lines out.")
triage_group.add_command(backtest_command)
triage_group.add_command(outcomes_command)


def _heard() -> Iterator[str]:
    """Lines of standard input, each as soon as it is there."""
    return chain.from_iterable(arriving(sys.stdin.buffer))


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


@triage_group.command("place")
@click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day of lines without a date; today if not given.",
)
def place_command(day: datetime | None) -> None:
    """Which unit each line's text speaks of (in: id,text,date?)."""
    book = _kept_units() or UnitBook(records(read_units(SHIPPED)))
    _say(place_lines(_heard(), Placer(book), book, day.date() if day else today()))


def _kept_units() -> UnitBook | None:
    """The units of the database; None before there is one, so that anybody may measure."""
    if not inspect(db.engine).has_table(Unit.__tablename__):
        return None
    book = units.book()
    return book if book.by_id else None


@triage_group.command("understand")
def understand_command() -> None:
    """Topic, severity, kind and flags of each line's text (in: id,text)."""
    _say(understand_lines(_heard()))


@triage_group.command("stories")
def stories_command() -> None:
    """Story and near-copy of each line's text (in: id,unit,text,at in time order)."""
    _say(story_lines(arriving(sys.stdin.buffer)))


@triage_group.command("watch")
@click.option("--rate", default=0.5, show_default=True, help="False alarms per unit and year.")
@click.option(
    "--history-until",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Calibrate on the days up to and with this one; judge those after it.",
)
def watch_command(rate: float, history_until: datetime | None) -> None:
    """Scores and alarms of anyone's counts (in: CSV unit,date,count[,exposure][,topic])."""
    until = history_until.date() if history_until else None
    try:
        _say(watch_csv(sys.stdin, rate, until, load_policy()))
    except ValueError as error:
        raise click.ClickException(str(error)) from error


@click.command("sweep")
@click.option("--every", type=click.FloatRange(min=1), help="Again and again, seconds apart.")
@click.option("--believe-the-clock", is_flag=True, help="It is right, though it looks ahead.")
@with_appcontext
def sweep_command(every: float | None, believe_the_clock: bool) -> None:
    """Do what lost bells left undone: place the backlog, assess; then put away what expired."""
    if believe_the_clock:
        clockleap.believe()
    while True:
        for name, count in sweep_all(progress=sys.stderr.isatty()).items():
            click.echo(f"{count} {name}")
        if every is None:
            return
        time.sleep(every)


def sweep_all(progress: bool = False) -> dict[str, int]:
    """Triage's sweep, then every room's; how much each did."""
    return {"placed": sweep(progress)} | tidy()


def sweep(progress: bool = False) -> int:
    """Place every submission of the backlog, then assess; how many were placed."""
    waiting = jobs.backlog()
    shown = tqdm(waiting, "triage", unit=" submissions", mininterval=PACE, disable=not progress)
    for submission_id in shown:
        jobs.place(submission_id, then_assess=False)
    jobs.assess()
    return len(waiting)
