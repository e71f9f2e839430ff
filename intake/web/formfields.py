"""From the fields of the public form to the words of a submission, and errors back. Pure."""

from collections.abc import Mapping
from datetime import date

DATES = {"occurred": "occurred_on", "received": "dossier_received_on", "promised": "promised_on"}
NO_DATE = "?"
PARTS = ("day", "month", "year")
PLAIN = (
    "submitter_type",
    "text",
    "place",
    "unit",
    "dossier_code",
    "procedure",
    "apology",
    "identity_level",
    "name",
    "contact",
)
FIELDS = (*PLAIN, "tell", "place_unknown", *(f"{d}-{p}" for d in DATES for p in PARTS))


def blank() -> dict[str, str]:
    """Every field, empty: templates may ask for any."""
    return dict.fromkeys(FIELDS, "")


def format_size(size: int) -> str:
    """Bytes as people read them: ``340 kB``, ``2,4 MB``."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} kB"
    return f"{size / 1_000_000:.1f} MB".replace(".", ",")


def typed(form: Mapping[str, str]) -> dict[str, str]:
    """The known fields of a posted form, as typed."""
    return {name: form[name] for name in FIELDS if name in form}


def words(values: Mapping[str, str]) -> dict[str, object]:
    """What the door is told. A half-typed or impossible date goes on as typed, to be refused."""
    said: dict[str, object] = {k: values[k] for k in PLAIN if values.get(k)}
    if values.get("place_unknown"):
        said.pop("place", None)
        said.pop("unit", None)
    if values.get("tell"):
        said["tell"] = True
    if said.get("identity_level") == "anonymous":
        said.pop("name", None)
        said.pop("contact", None)
    for prefix, field in DATES.items():
        day = typed_date(values, prefix)
        if day is not None:
            said[field] = day
    return said


def typed_date(values: Mapping[str, str], prefix: str) -> str | None:
    """ISO text of three boxes; None when all are empty; NO_DATE when they make no date."""
    parts = [values.get(f"{prefix}-{p}", "").strip() for p in PARTS]
    if not any(parts):
        return None
    try:
        day, month, year = (int(p) for p in parts)
        return date(year + 2000 if year < 100 else year, month, day).isoformat()
    except (ValueError, OverflowError):  # a number longer than any calendar
        return NO_DATE


def form_errors(errors: Mapping[str, list[str]]) -> dict[str, str]:
    """Errors by the form's own field names, one sentence each."""
    names = {field: prefix for prefix, field in DATES.items()}
    return {names.get(field, field): found[0] for field, found in errors.items() if found}
