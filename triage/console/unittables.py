"""Tables of one unit: what was said of it, and the stories which that tells."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from flask import abort, request, url_for
from flask_babel import gettext as _
from flask_babel import to_user_timezone
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from intake import units
from intake.db import db
from intake.staff import Duty
from triage.console import words
from triage.console.lists import Column
from triage.console.pages import bp as bp
from triage.console.pages import unit_label
from triage.console.recusing import seen
from triage.console.tables import (
    MOST,
    Place,
    Table,
    folded_words,
    hang,
    masked,
    matter_columns,
)
from triage.console.why import RESTRICTED, topic_names
from triage.matters import Matter

Story = list[Matter]  # the matters that tell it, newest first


def _asked() -> int:
    unit_id: int = (request.view_args or {})["unit_id"]
    return unit_id if unit_id in units.book().by_id else abort(404)


def _said(unit_id: int) -> list[Matter]:
    """What was said of a unit and the reader may see, newest first: as on the unit's page."""
    query = (
        select(Matter)
        .options(selectinload(Matter.submission))
        .where(Matter.unit_id == unit_id, Matter.severity != RESTRICTED, seen())
        .order_by(Matter.said_at.desc(), Matter.id.desc())
    )
    return list(db.session.scalars(query.limit(MOST)))


def _matters() -> Table:
    unit_id = _asked()
    return Table(
        title=_("Phản ánh về %(unit)s", unit=unit_label(unit_id)),
        empty=_("Chưa có phản ánh nào về đơn vị này. Xem cả các phản ánh chưa rõ đơn vị."),
        rows=lambda: _said(unit_id),
        columns=tuple(c for c in matter_columns() if c.key != "don-vi"),
        url=lambda r: url_for("console.matter", matter_id=r.id),
        args={"unit_id": unit_id},
        more=folded_words,
    )


def _stories() -> Table:
    unit_id = _asked()
    return Table(
        title=_("Những câu chuyện về %(unit)s", unit=unit_label(unit_id)),
        empty=_("Chưa có phản ánh nào về đơn vị này. Xem cả các phản ánh chưa rõ đơn vị."),
        rows=lambda: told(_said(unit_id)),
        columns=(
            Column("moi-nhat", _("Mới nhất"), lambda r: _day(r[0])),
            Column("bat-dau", _("Bắt đầu"), lambda r: _day(r[-1])),
            Column("so", _("Số phản ánh"), len),
            Column("loai", _("Loại việc"), _topic),
            Column("muc", _("Mức nặng nhất"), _worst),
            Column("noi-dung", _("Lời kể đầu tiên (đã che)"), lambda r: masked(r[-1]), late=True),
        ),
        url=lambda r: url_for("console.matter", matter_id=r[0].id),
        args={"unit_id": unit_id},
        more=lambda r: " ".join(map(folded_words, r)),
    )


def told(matters: list[Matter]) -> list[Story]:
    """Matters, newest first, as the stories they tell; one that tells none is not among them."""
    found: dict[int, Story] = {}
    for one in matters:
        if one.story_id is not None:
            found.setdefault(one.story_id, []).append(one)
    return list(found.values())


def _day(row: Matter) -> Any:
    return to_user_timezone(row.said_at).date()


def _topic(story: Story) -> str:
    code = Counter(m.topic for m in story).most_common(1)[0][0]
    return topic_names().get(code, code)


def _worst(story: Story) -> str:
    code = max(m.severity for m in story)
    return f"{code} {words.severities()[code]}"


def _place(slug: str, make: Callable[[], Table], name: str) -> Place:
    readers = (Duty.TRIAGE, Duty.INSPECTOR, Duty.LEAD)
    return Place(f"don-vi/<int:unit_id>/{slug}", "units", readers, make, "unit", name)


PLACES = (
    _place("phan-anh", _matters, "unit_matters"),
    _place("cau-chuyen", _stories, "unit_stories"),
)
hang(PLACES)
