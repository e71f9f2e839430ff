"""A rise everywhere accuses nobody, and is told all the same."""

from datetime import timedelta

import numpy as np
from flask import Flask

from intake.clock import today
from intake.db import db
from tests.installation import ALICE
from tests.triage.inspections.office import fresh
from triage import findings, risen, tallies
from triage.adopted import policy_on
from triage.streams import Streams, gather
from triage.tallies import UnitTally
from triage.verdict import Tier


def province(chance: np.random.Generator, last_weeks: float) -> None:
    """Three hundred days at half a matter a day each, the last 14 times ``last_weeks``."""
    day, policy = today(), policy_on(today())
    tallies.bring_up_to_date(tallies.ground(day, policy))
    first = day - timedelta(days=300)
    rate = np.full(301, 0.1)
    rate[-14:] *= last_weeks
    for kept in db.session.query(UnitTally).order_by(UnitTally.unit_id):
        weights = chance.poisson(rate).astype(float)
        at = np.arange(301) + first.toordinal()
        kept.turn += 1  # as whoever writes a tally does
        kept.first_day, kept.days = first, np.stack([at, weights]).astype("<f8").tobytes()
    db.session.commit()


def streams() -> Streams:
    return gather(today(), policy_on(today()))


def test_what_trebles_everywhere_is_the_provinces_and_the_page_says_so(embedded: Flask) -> None:
    embedded.config["WTF_CSRF_ENABLED"] = False
    with embedded.app_context():
        province(np.random.default_rng(5), 3.0)
        found = findings._risen(streams(), policy_on(today()))
        assert found[risen.PROVINCE].tier is not Tier.NONE
        assert found["commune"].observed > 1.5 * found["commune"].expected
        risen.keep(found)
    page = fresh(embedded, ALICE).get("/noi-bo/de-xuat").text
    assert "Tăng chung, không riêng nơi nào" in page
    assert "Cả tỉnh:" in page


def test_an_ordinary_fortnight_is_no_rise_and_an_old_one_goes(embedded: Flask) -> None:
    with embedded.app_context():
        province(np.random.default_rng(5), 3.0)
        risen.keep(findings._risen(streams(), policy_on(today())))
        assert risen.listed()
        province(np.random.default_rng(5), 1.0)
        risen.keep(findings._risen(streams(), policy_on(today())))
        assert risen.listed() == []
