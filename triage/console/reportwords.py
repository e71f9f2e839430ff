"""The words of the leaders' report for codes of the other rooms."""

from flask_babel import get_locale
from flask_babel import gettext as _

from intake.submissions import Channel, SubmitterType
from triage.fields import fields as fields_of_procedure
from triage.flags import Kind
from triage.inspections.aftermath import State


def channels() -> dict[str, str]:
    """The doors."""
    return {
        Channel.WEB: _("Trang web"),
        Channel.API: _("Chương trình khác (API)"),
        Channel.OPEN311: _("Open311"),
        Channel.TELEGRAM: _("Telegram"),
        Channel.ZALO: _("Zalo"),
        Channel.DESK: _("Điện thoại, tại quầy, thư"),
        Channel.IMPORT: _("Danh sách nhập vào"),
    }


def senders() -> dict[str, str]:
    """The two sources."""
    return {SubmitterType.CITIZEN: _("Người dân"), SubmitterType.BUSINESS: _("Doanh nghiệp")}


def kinds() -> dict[str, str]:
    """What a submission is."""
    return {
        Kind.FEEDBACK: _("Phản ánh"),
        Kind.RECOMMENDATION: _("Kiến nghị"),
        Kind.PRAISE: _("Khen ngợi"),
        Kind.QUESTION: _("Hỏi đáp"),
        Kind.COMPLAINT_LEGAL_LIKE: _("Có dấu hiệu khiếu nại"),
        Kind.DENUNCIATION_LIKE: _("Có dấu hiệu tố cáo"),
        Kind.NOT_A_MATTER: _("Không phải vụ việc"),
    }


def fields() -> dict[str, str]:
    """The fields of procedure in the reader's language."""
    english = str(get_locale()) == "en"
    found = fields_of_procedure()
    return {c: f.en if english else f.vi for c, f in found.items()} | {"other": _("Lĩnh vực khác")}


def followed() -> dict[str, str]:
    """What came of good practices, solutions and recommendations."""
    return {
        State.APPROVED: _("Cách làm hay được duyệt nhân rộng"),
        State.REPLICATED: _("Lần nhân rộng tại đơn vị khác"),
        State.SENT: _("Giải pháp, kiến nghị đã gửi"),
        State.ACCEPTED: _("Giải pháp, kiến nghị được chấp nhận"),
    }
