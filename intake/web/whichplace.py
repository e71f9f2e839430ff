"""Which of several places of one name a sender means: the form asks, and remembers the answer."""

from collections.abc import Iterable, Mapping

from flask_babel import gettext as _

from intake import units
from intake.clock import today
from intake.unitsearch import Found, Hit, resolve


def place_choices(values: Mapping[str, str]) -> list[dict[str, str]]:
    """The units a typed place may mean, when it may mean several and none is chosen."""
    place = values.get("place", "").strip()
    if not place or any(values.get(k) for k in ("unit", "place_unknown", "place_settled")):
        return []
    found = resolve(units.book(), place, today())
    return [] if found.status is Found.ONE else choices(found.hits)


def settled_place(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """Whether the sender looked at the choices and said "none of these" for this very place."""
    same = before.get("place") == now.get("place")
    refused = same and "unit" in now and not now["unit"] and bool(place_choices(before))
    return {"place_settled": "1"} if refused or (same and before.get("place_settled")) else {}


def choices(hits: Iterable[Hit]) -> list[dict[str, str]]:
    """Units to choose from, as the page and the script read them."""
    return [
        {
            "id": f"#{hit.unit.id}",
            "label": hit.label,
            "note": _("nay là %(units)s", units=", ".join(u.name for u in hit.now))
            if hit.now
            else "",
        }
        for hit in hits
    ]
