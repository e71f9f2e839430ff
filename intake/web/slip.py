"""What the pages make of a kept file and of a finished filing."""

import logging
from collections.abc import Callable
from datetime import date
from typing import Any, BinaryIO, cast

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup
from werkzeug.datastructures import FileStorage

from intake import attached, files, qrcodes
from intake.attached import row_of
from intake.clock import overdue_days
from intake.filebox import SealedStore
from intake.files import CleanFile
from intake.receive import Receipt
from intake.scanner import inspected
from intake.submissions import Attachment, Draft
from intake.web.here import public_url, settings

log = logging.getLogger(__name__)


def take_blind(row: Draft, sent: list[FileStorage], store: SealedStore) -> list[str]:
    """As `take_files`, while the database is away: each gets a key of its own when it is back."""
    return take_files(row, sent, store, lambda clean, box: row_of(clean, box.put(clean.stream)))


def take_files(
    row: Draft,
    sent: list[FileStorage],
    store: SealedStore,
    keep: Callable[[CleanFile, SealedStore], Attachment] = attached.keep,
) -> list[str]:
    """Keep the good files in ``row``, each once; a sentence for each refused one."""
    refused: list[str] = []
    for turn, upload in enumerate(u for u in sent if u.filename):
        if turn >= files.LIMITS.files:
            refused.append(_(files.MESSAGES["too_many"]))
            break
        upload.stream.seek(0)  # read before, where the database went away half-way
        try:
            clean = inspected(cast(BinaryIO, upload.stream), upload.filename or "", settings())
            if clean.sha256 in {file.sha256 for file in row.attachments}:
                continue  # the form was posted again
            if len(row.attachments) >= files.LIMITS.files:
                refused.append(_(files.MESSAGES["too_many"]))
                break
            row.attachments.append(keep(clean, store))
        except files.FileRefused as error:
            refused.append(f"{upload.filename}: {_(files.MESSAGES[error.code])}")
        except OSError:
            log.exception("a file could not be kept")
            why = _("máy chủ tạm hết chỗ nên chưa giữ được tệp này; xin gửi lại không kèm tệp.")
            refused.append(f"{upload.filename}: {why}")
    return refused


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
    status_url = public_url("web.status", reference=receipt.reference)
    return {
        "reference": receipt.reference,
        "secret": receipt.secret,
        "status_url": status_url,
        "open_url": status_url,
        "qr_svg": Markup(qrcodes.svg(status_url)),
    }
