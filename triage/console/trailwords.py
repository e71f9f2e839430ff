"""The console's words for the audit trail: what was done, and what is wrong with the chain."""

from flask_babel import gettext as _

from intake.auditchain import Fault, Wrong
from triage.console import followwords, inspectionwords, words
from triage.console.oncewords import once


@once
def acts() -> dict[str, str]:
    """What an entry says was done; an act without a word is shown as its code."""
    return (
        inspectionwords.steps()
        | {
            "received": _("Tiếp nhận phản ánh"),
            "read": _("Mở xem"),
            "search": _("Tìm kiếm"),
            "export": _("Tải xuống"),
            "verify": _("Kiểm tra sổ, xác minh"),
            "judge": _("Ghi nhận định"),
            "find": _("Ghi kết quả"),
            "note": _("Ghi chép tại chỗ"),
            "paper": _("Lấy văn bản"),
            "draw": _("Chọn ngẫu nhiên"),
            "attach": _("Đính kèm tệp"),
            "file": _("Nộp báo cáo"),
            "begin": _("Bắt đầu kế hoạch"),
            "put": _("Đưa vào kế hoạch"),
            "strike": _("Bỏ khỏi kế hoạch"),
            "issue": _("Ghi kế hoạch đã ban hành"),
            "amend": _("Ghi văn bản sửa kế hoạch"),
        }
        | _on_senders()
        | _on_keys_and_accounts()
        | _decisions()
    )


def _on_senders() -> dict[str, str]:
    return {
        "desk": _("Ghi tiếp nhận"),
        "import": _("Nhập danh sách"),
        "caller": _("Tra người đã gửi trước"),
        "heard": _("Đã đọc, không cần trả lời"),
        "answer": _("Viết cho người gửi"),
        "deadlines": _("Ghi thời hạn"),
        "remind": _("Nhắc đơn vị"),
        "purge": _("Xóa nội dung đã bàn giao"),
        "hand over": _("Bàn giao"),
        "words opened": _("Mở nguyên văn để in"),
        "file opened": _("Mở tệp đính kèm"),
        "identity past its term": _("Hủy danh tính hết hạn lưu"),
        "attachment past its term": _("Hủy tệp hết hạn lưu"),
        "sitting past its term": _("Xóa phiên hết hạn lưu"),
    }


def _on_keys_and_accounts() -> dict[str, str]:
    return {
        "officer_key_given": _("Trao khóa mở danh tính"),
        "officer_key_taken": _("Thu khóa mở danh tính"),
        "officer_key_rotated": _("Thay khóa mở danh tính"),
        "officer_key_gathered": _("Gom về khóa mới"),
        "officer_key_lost": _("Báo mất khóa mở danh tính"),
        "adopt": _("Áp dụng bộ ngưỡng"),
        "calibrate": _("Hiệu chỉnh ngưỡng"),
        "accept complaint": _("Thụ lý khiếu nại"),
        "ended sittings": _("Kết thúc phiên"),
        "second factor reset": _("Đặt lại lớp bảo vệ thứ hai"),
        "signed_in": _("Đăng nhập"),
        "sign_in_guessed": _("Nhiều nơi dò mật khẩu"),
        "sign_in_refused": _("Thư mục không cho vào"),
        "directory_bound": _("Nhận ra người của thư mục"),
        "password_changed": _("Đổi mật khẩu"),
        "password_reset": _("Đặt lại mật khẩu"),
        "duties_changed": _("Đổi nhiệm vụ"),
        "account_added": _("Tạo tài khoản"),
        "account_disabled": _("Khóa tài khoản"),
        "account_enabled": _("Mở lại tài khoản"),
        "passkey_added": _("Thêm khóa đăng nhập"),
        "passkey_removed": _("Bỏ khóa đăng nhập"),
        "reveal_asked": _("Đề nghị mở danh tính"),
        "reveal_allowed": _("Cho phép mở danh tính"),
        "reveal_refused": _("Không cho mở danh tính"),
        "reveal_wrong_passphrase": _("Gõ sai cụm mật khẩu"),
        "reveal_guessed": _("Gõ sai cụm mật khẩu nhiều lần, phải chờ"),
        "reveal_misplaced": _("Không mở: phần niêm phong là của phản ánh khác"),
        "reveal_opened": _("Mở danh tính"),
        "api_key_made": _("Tạo khóa API"),
        "api_key_revoked": _("Thu hồi khóa API"),
        "declare_tie": _("Khai quan hệ"),
        "withdraw_tie": _("Rút quan hệ đã khai"),
        "reserve_opinion": _("Ghi ý kiến bảo lưu"),
    }


def act(code: str, subject: str) -> str:
    """What was done to this thing: a step of a case and another act may share a code."""
    if subject.startswith("inspection:") and code in _steps():
        return _steps()[code]
    return _("Kiểm tra sổ") if (code, subject) == ("verify", "trail") else acts().get(code, code)


@once
def _steps() -> dict[str, str]:
    return inspectionwords.steps()


def _decisions() -> dict[str, str]:
    """What was decided on proposals, and what followed a conclusion."""
    followed = {f"follow_{state}": text for state, text in followwords.acts().items()}
    tasks = {f"task_{act}": text for act, text in inspectionwords.task_acts().items()}
    return {str(act): text for act, text in words.acts().items()} | followed | tasks


def fault(found: Fault) -> str:
    """What is wrong, and where."""
    said = {
        Wrong.MISSING: _("Mất một mắt xích trước mắt xích %(n)s.", n=found.n),
        Wrong.GONE: _("Mất dòng sổ của mắt xích %(n)s.", n=found.n),
        Wrong.CHANGED: _("Dòng sổ của mắt xích %(n)s hoặc trước đó đã bị sửa.", n=found.n),
        Wrong.HEAD: _("Dấu đã công bố cho mắt xích %(n)s không khớp.", n=found.n),
        Wrong.SHORT: _("Sổ ngắn hơn dấu đã công bố: chỉ còn đến mắt xích %(n)s.", n=found.n),
        Wrong.BACKDATED: _(
            "Dòng sổ của mắt xích %(n)s ghi giờ cũ hơn dấu đã công bố trước nó.", n=found.n
        ),
        Wrong.UNLINKED: _("Có dòng sổ quá một giờ chưa được niêm."),
    }
    return said[found.what]
