"""Shared rises in words, for the head of the short list."""

from datetime import date

from flask_babel import format_date
from flask_babel import gettext as _

from intake.unitbook import Kind
from triage import risen
from triage.explain import in_short
from triage.risen import PROVINCE, SharedRise


def shared_rises() -> list[dict[str, str]]:
    """What rose everywhere: among whom, what came against what is usual, since when."""
    return [_told(row) for row in risen.listed()]


def _told(row: SharedRise) -> dict[str, str]:
    among = {
        PROVINCE: _("Cả tỉnh"),
        Kind.COMMUNE: _("Các xã, phường"),
        Kind.DEPARTMENT: _("Các sở, ngành"),
        Kind.DISTRICT: _("Các huyện, thành phố"),
        Kind.SERVICE_CENTRE: _("Các trung tâm phục vụ hành chính công"),
    }
    since = date.fromisoformat(row.verdict["since"])
    return {
        "among": among[row.among],
        "why": in_short({"verdict": row.verdict}, _),
        "since": format_date(since, "d/M/yyyy"),
    }
