"""The console's words for what follows a conclusion."""

from flask_babel import gettext as _

from triage.inspections.aftermath import State


def states() -> dict[State, str]:
    """How far a finding that is no shortcoming has come."""
    return {
        State.NOTED: _("Mới ghi nhận"),
        State.PROPOSED: _("Đã đề xuất nhân rộng"),
        State.APPROVED: _("Đã được duyệt nhân rộng"),
        State.REPLICATED: _("Đã nhân rộng"),
        State.SENT: _("Đã gửi, chờ trả lời"),
        State.ACCEPTED: _("Được chấp nhận"),
        State.ANSWERED: _("Đã có trả lời"),
        State.TURNED_DOWN: _("Không được chấp nhận"),
    }


def acts() -> dict[State, str]:
    """What a person does to bring it there."""
    return {
        State.PROPOSED: _("Đề xuất nhân rộng"),
        State.APPROVED: _("Duyệt nhân rộng"),
        State.REPLICATED: _("Ghi nơi đã nhân rộng"),
        State.SENT: _("Ghi đã gửi kiến nghị"),
        State.ACCEPTED: _("Ghi được chấp nhận"),
        State.ANSWERED: _("Ghi trả lời"),
        State.TURNED_DOWN: _("Ghi không được chấp nhận"),
    }


def refusals() -> dict[str, str]:
    """Why a step or an opinion was refused."""
    return {
        "where": _("Xin ghi đúng tên một đơn vị đã nhân rộng."),
        "not_in_team": _("Chỉ thành viên của đoàn ghi ý kiến bảo lưu."),
    }
