"""What the pages of the year's plan say, in the reader's language."""

from flask_babel import gettext as _
from flask_babel import ngettext

from intake import units
from intake.unitforms import label
from triage.inspections.life import Form
from triage.inspections.programme import Reason, Why


def quarters() -> dict[int, str]:
    """The four quarters."""
    return {1: _("Quý I"), 2: _("Quý II"), 3: _("Quý III"), 4: _("Quý IV")}


def forms() -> dict[str, str]:
    """The two forms, short."""
    return {Form.ON_SITE: _("Trực tiếp"), Form.ONLINE: _("Trực tuyến (xem hồ sơ)")}


def because(reason: Reason) -> str:
    """One reason of a suggestion as a sentence."""
    n = reason.number
    if reason.code is Why.EVERY:
        return _("Chỉ tiêu: mọi đơn vị loại này.")
    if reason.code is Why.PARENT_EMPTY:
        return _("%(unit)s chưa có xã nào trong kế hoạch.", unit=_named(reason.unit_id))
    if reason.code is Why.FEWER:
        return ngettext(
            "Chỉ tiêu còn thiếu %(num)s đơn vị.", "Chỉ tiêu còn thiếu %(num)s đơn vị.", n
        )
    if reason.code is Why.MOST_FEEDBACK:
        return ngettext(
            "Nhiều phản ánh nhất: %(num)s trong 12 tháng.",
            "Nhiều phản ánh nhất: %(num)s trong 12 tháng.",
            n,
        )
    if reason.code is Why.FEEDBACK:
        return ngettext("%(num)s phản ánh trong 12 tháng.", "%(num)s phản ánh trong 12 tháng.", n)
    if reason.code is Why.NEVER:
        return _("Chưa kiểm tra lần nào (theo hệ thống này).")
    return ngettext("Lâu chưa kiểm tra: %(num)s tháng.", "Lâu chưa kiểm tra: %(num)s tháng.", n)


def _named(unit_id: int | None) -> str:
    book = units.book()
    return label(book, book.by_id[unit_id]) if unit_id is not None else ""


def refusals() -> dict[str, str]:
    """Why something on a plan was refused, and what to do."""
    return {
        "number": _("Xin ghi số văn bản."),
        "day": _("Xin ghi ngày ký, không sau hôm nay."),
        "signer": _("Xin ghi người ký."),
        "text": _("Xin viết vài lời."),
        "slot": _("Xin chọn quý và hình thức; tháng, nếu ghi, phải nằm trong quý."),
        "scopes": _("Xin chọn ít nhất một nội dung kiểm tra."),
        "issued": _("Kế hoạch đã ban hành trước đó. Xin tải lại trang."),
        "amendment": _("Kế hoạch đã ban hành: thay đổi phải theo một văn bản điều chỉnh."),
        "there": _("Đơn vị này đã có trong kế hoạch."),
        "not_there": _("Đơn vị này không còn trong kế hoạch. Xin tải lại trang."),
        "overtaken": _("Người khác vừa sửa chỗ này. Xin tải lại trang."),
        "unit": _("Xin chọn một đơn vị trong danh sách."),
        "no_unit": _("Không thấy đơn vị nào có tên này. Xin gõ lại tên đơn vị."),
        "recused": _("Anh chị không tham gia được vì liên quan đến đơn vị này."),
        "under_way": _("Đơn vị này đang có một cuộc kiểm tra."),
        "begun": _("Dòng này của kế hoạch đã mở cuộc kiểm tra trong năm."),
        "too_soon": _(
            "Đơn vị này mới được kiểm tra, chưa đến lúc kiểm tra lại và không có việc nghiêm trọng mới."
        ),
        "empty": _("Kế hoạch chưa có đơn vị nào."),
    }


def heads() -> list[str]:
    """The columns of a plan as a file."""
    return [_("Đơn vị"), _("Quý"), _("Tháng"), _("Hình thức"), _("Nội dung kiểm tra"), _("Lý do")]
