"""What the sweep does for triage, in this order: what a lost job or a passing night left."""

from flask import Flask

from intake import tidying
from intake.web.here import store
from triage import leaving, reminders, selfreminders, storybook
from triage.inspections import opening, telling
from triage.reports import publicpage

BROOMS = (
    ("submissions handed over emptied", lambda: leaving.purge_left(store())),
    ("matters whose story was drawn again", storybook.draw_again),
    ("inspections opened for accepted proposals", opening.from_accepted),
    ("senders told of a published inspection", telling.tell_senders),
    ("reminders put down", reminders.remind),
    ("quarters the public may read", publicpage.publish_quarters),
    ("units reminded of their own report", selfreminders.remind),
)


BY_THE_CLOCK = {"quarters the public may read"}


def install(app: Flask) -> None:
    """Hand the sweep its work."""
    for name, broom in BROOMS:
        tidying.register(app, name, broom, name in BY_THE_CLOCK)
