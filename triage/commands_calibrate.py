"""`flask triage calibrate`: measure which score chance reaches how often here, show and keep it."""

import click
import numpy as np
from flask.cli import with_appcontext

from intake.clock import today
from intake.samples import any_sample
from triage import adopted, tallies
from triage.calibrate import WARM_UP, YEAR_DAYS, calibrate
from triage.commandline_calibrate import power_lines, rate_lines
from triage.power import power
from triage.streams import gather
from triage.surveillance import Settings, watch
from triage.thresholds import SIMULATED


@click.command("calibrate")
@click.option("--dry-run", is_flag=True, help="Show the table and keep nothing.")
@with_appcontext
def calibrate_command(dry_run: bool) -> None:
    """Thresholds for stated rates of false alarms, from this deployment's own trailing year."""
    day = today()
    policy = adopted.policy_on(day)
    tallies.bring_up_to_date(tallies.ground(day, policy))
    streams = gather(day, policy)
    units, days = streams.table.shape
    settings = Settings.for_policy(policy)
    calibration, usual = SIMULATED, np.full(1, policy["expected.prior_per_unit_month"])
    if days >= WARM_UP:
        seen = watch(streams.table, streams.first_day, policy=policy, days_off=streams.days_off)
        calibration = calibrate(seen)
        usual = seen.watcher.usual() * 365.25 / 12
    click.echo(
        f"{units} units, {streams.first_day.isoformat()} to {day.isoformat()} ({days} days; "
        f"{WARM_UP + YEAR_DAYS} are needed for a year of own data), policy {policy.version}"
    )
    invented = any_sample()
    if invented:
        click.echo(
            "invented matters are among them: this measures the sample year, and goes with it"
        )
    for line in rate_lines(calibration, units):
        click.echo(line)
    rate = policy["propose.false_alarms_per_unit_year"]
    history = min(max(days, 91), YEAR_DAYS)
    found = power(calibration.threshold(rate), usual, settings, history)
    for line in power_lines(rate, found):
        click.echo(line)
    if not dry_run:
        row = adopted.store(calibration, policy, streams.first_day, day, units, sample=invented)
        click.echo(f"kept as calibration {row.id}; the next weighing uses it")
