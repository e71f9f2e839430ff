"""The console's words for codes: states, acts, reasons, why a matter counts."""

from collections.abc import Mapping

from flask_babel import format_date, format_decimal
from flask_babel import gettext as _

from triage.fair import Why
from triage.inspections.life import Source
from triage.inspections.spacing import Spacing
from triage.placement import Status as Placing
from triage.workflow import Act, DeclineReason, State


def states() -> dict[str, str]:
    """Where a proposal stands."""
    return {
        State.PROPOSED: _("Chờ quyết định"),
        State.DEFERRED: _("Để lại sau"),
        State.ACCEPTED: _("Đã nhận để kiểm tra"),
        State.DECLINED: _("Không kiểm tra"),
        State.DECLINING: _("Một người đề nghị không kiểm tra, chờ người thứ hai"),
        State.MERGED: _("Đã gộp vào một cuộc kiểm tra"),
    }


def acts() -> dict[str, str]:
    """What was done to a proposal."""
    return {
        Act.ACCEPT: _("Nhận để kiểm tra"),
        Act.DECLINE: _("Không kiểm tra"),
        Act.DEFER: _("Để lại sau"),
        Act.RESUME: _("Đưa lại vào danh sách"),
        Act.CONFIRM: _("Người thứ hai đồng ý không kiểm tra"),
        Act.RETURN: _("Không đồng ý bỏ qua, đưa lại vào danh sách"),
        Act.MERGE: _("Gộp vào một cuộc kiểm tra khác"),
        Act.REPROPOSE: _("Đề xuất lại vì có phản ánh mới"),
    }


def tests_met() -> str:
    """What an acceptance says besides, where the evidence is all nameless."""
    return _("xác nhận đủ ba điều kiện của khoản 2 Điều 25 Luật Tố cáo")


def decline_reasons() -> dict[str, str]:
    """The closed list of reasons not to inspect."""
    return {
        DeclineReason.INSUFFICIENT_SPECIFICS: _("Thông tin chưa đủ cụ thể"),
        DeclineReason.DUPLICATE_OF: _("Trùng với một đề xuất khác"),
        DeclineReason.OUTSIDE_COMPETENCE: _("Không thuộc thẩm quyền kiểm tra"),
        DeclineReason.ALREADY_INSPECTED_RECENTLY: _("Mới kiểm tra gần đây"),
        DeclineReason.ALREADY_RECTIFIED: _("Đơn vị đã khắc phục"),
        DeclineReason.EXPLAINED_BY_SYSTEM_OUTAGE: _("Do hệ thống, cổng dịch vụ công gặp sự cố"),
        DeclineReason.EXPLAINED_BY_VOLUME: _("Tương xứng với số hồ sơ tăng lên"),
        DeclineReason.COORDINATED_SUBMISSIONS: _("Các phản ánh được gửi có sắp đặt"),
        DeclineReason.WRONG_UNIT: _("Không đúng đơn vị"),
        DeclineReason.HANDLED_AS_COMPLAINT_OR_DENUNCIATION: _(
            "Đã chuyển xử lý theo đường khiếu nại, tố cáo"
        ),
        DeclineReason.DEFERRED_CAPACITY: _("Chưa đủ người, đủ thời gian (ghi ngày xem lại)"),
        DeclineReason.OTHER: _("Lý do khác"),
    }


def counting() -> dict[str, str]:
    """Why a matter counts, counts less or does not count."""
    return {
        Why.COUNTED: _("Được tính"),
        Why.ANONYMOUS: _("Nặc danh, tính nhẹ hơn"),
        Why.BURST_COPIES: _("Một nội dung chép lại, tính nhẹ"),
        Why.BURST_NETWORK: _("Gửi dồn từ một mạng, tính nhẹ"),
        Why.BURST_STRANGERS: _("Dồn dập, không tên, không cụ thể, tính nhẹ"),
        Why.PRAISE: _("Lời khen, không tính"),
        Why.QUESTION: _("Câu hỏi, không tính"),
        Why.OUT_OF_REACH: _("Ngoài phạm vi của tỉnh, không tính"),
        Why.RESTRICTED: _("Chuyển riêng cho người có trách nhiệm, không tính"),
        Why.NEAR_COPY: _("Chép lại, không tính"),
        Why.SAME_SENDER: _("Cùng một người gửi, không tính thêm"),
        Why.SAME_DOSSIER: _("Cùng một hồ sơ, không tính thêm"),
    }


def placements() -> dict[str, str]:
    """How a matter is placed."""
    return {
        Placing.PLACED: _("Đã rõ đơn vị"),
        Placing.AMBIGUOUS: _("Có thể là nhiều đơn vị"),
        Placing.OUTSIDE: _("Ngoài phạm vi của tỉnh"),
        Placing.NONE: _("Chưa rõ đơn vị"),
    }


def voices(told: Mapping[str, int]) -> str:
    """People and firms, counted apart."""
    return _(
        "%(people)s từ người dân, %(firms)s từ doanh nghiệp",
        people=told.get(Source.CITIZENS, 0),
        firms=told.get(Source.BUSINESSES, 0),
    )


def spaced(one: Spacing | None) -> str:
    """Why nobody should come again yet; empty where somebody may."""
    if one is None:
        return ""
    return _(
        "Đoàn đã đến ngày %(last)s. Theo quy định đang dùng, chưa kiểm tra lại trước ngày %(free)s, "
        "trừ khi có việc nghiêm trọng mới.",
        last=format_date(one.last, "d/M/yyyy"),
        free=format_date(one.free, "d/M/yyyy"),
    )


def severities() -> dict[str, str]:
    """The five levels of severity."""
    return {
        "S0": _("Lời khen"),
        "S1": _("Nhẹ"),
        "S2": _("Vừa"),
        "S3": _("Nghiêm trọng"),
        "S4": _("Đặc biệt nghiêm trọng"),
    }


def terms() -> dict[str, str]:
    """The terms of a visit's worth."""
    return {
        "evidence": _("Bằng chứng thống kê"),
        "severity": _("Mức nghiêm trọng"),
        "senders": _("Số người gửi khác nhau"),
        "last_visit": _("Lâu chưa kiểm tra"),
        "coverage": _("Chỉ tiêu kiểm tra còn thiếu"),
    }


def measured(term: str, raw: float) -> str:
    """What a term of the worth was measured as, in words."""
    if term == "last_visit" and raw < 0:
        return _("chưa kiểm tra lần nào")
    texts = {
        "evidence": _("điểm bất thường %(n)s", n=_short(raw)),
        "severity": _("trung bình %(n)s", n=_short(raw)),
        "senders": _("%(n)s người gửi", n=_short(raw)),
        "last_visit": _("%(n)s ngày trước", n=_short(raw)),
        "coverage": _("%(n)s%% đơn vị cùng loại", n=_short(100 * raw)),
    }
    return texts.get(term, _short(raw))


def _short(number: float) -> str:
    return str(format_decimal(round(number, 1) if number < 10 else round(number)))


def two_places(number: float) -> str:
    """A number of the formula, as the reader's language writes it."""
    return str(format_decimal(number, "0.00"))


def cases() -> dict[str, str]:
    """The cases in words, with the longest term the law gives each."""
    who = {"first": _("Lần đầu"), "second": _("Lần hai")}
    how = {
        "": _("thường"),
        "_complex": _("phức tạp"),
        "_remote": _("vùng sâu, vùng xa"),
        "_remote_complex": _("vùng sâu, vùng xa, phức tạp"),
    }
    return {f"{w}{h}": f"{who[w]}, {how[h]}" for w in who for h in how}


def unit_kinds() -> dict[str, str]:
    """The kinds of unit."""
    return {
        "province": _("Tỉnh"),
        "district": _("Huyện, thành phố"),
        "commune": _("Xã, phường, thị trấn"),
        "department": _("Sở, ngành"),
        "service_centre": _("Trung tâm hành chính công"),
        "one_stop": _("Bộ phận Một cửa"),
        "land_office": _("Chi nhánh đăng ký đất đai"),
        "outside": _("Ngoài phạm vi của tỉnh"),
    }
