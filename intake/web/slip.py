"""What the pages make of a kept file and of a finished filing."""

from datetime import date
from typing import Any

import segno
from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from intake.clock import overdue_days
from intake.files import CleanFile, Store
from intake.receive import Receipt
from intake.submissions import Attachment


def kept(clean: CleanFile, store: Store) -> Attachment:
    """A cleaned file put into the store, as a row to be owned."""
    key = store.put(clean.stream)
    return Attachment(
        store_key=key,
        name=clean.name,
        media_type=clean.media_type,
        size=clean.size,
        sha256=clean.sha256,
    )


def overdue_text(promised: str) -> str:
    """One sentence on how late a dossier promised for an ISO day is; empty for no real day."""
    try:
        days = overdue_days(date.fromisoformat(promised)) or 0
    except ValueError:
        return ""
    if not days:
        return _("Chưa quá ngày hẹn trả.")
    return ngettext(
        "Đã quá hẹn %(num)s ngày làm việc, theo thông tin bạn cung cấp.",
        "Đã quá hẹn %(num)s ngày làm việc, theo thông tin bạn cung cấp.",
        days,
    )


def receipt_page(receipt: Receipt) -> dict[str, Any]:
    """What the receipt page shows; the QR leads to the status page and holds no secret."""
    status_url = url_for("web.status", reference=receipt.reference, _external=True)
    # Any of the eight masks reads; trying them all is most of the cost of a receipt.
    code = segno.make(status_url, error="m", mask=3)
    return {
        "reference": receipt.reference,
        "secret": receipt.secret,
        "status_url": status_url,
        "open_url": status_url,
        "qr_svg": Markup(code.svg_inline(scale=4, border=2, omitsize=True)),
    }
