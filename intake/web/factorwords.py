"""Every sentence Flask-Security may show with our settings, in our words."""

from typing import Any

from flask_babel import lazy_gettext as _l


def messages() -> dict[str, tuple[Any, str]]:
    """Settings that replace its English."""
    said = {**_signing_in(), **_passwords(), **_second(), **_keys()}
    return {f"SECURITY_MSG_{key}": told for key, told in said.items()}


def _signing_in() -> dict[str, tuple[Any, str]]:
    wrong = _l("Thư điện tử hoặc mật khẩu chưa đúng.")
    return {
        "GENERIC_AUTHN_FAILED": (wrong, "error"),
        "USER_DOES_NOT_EXIST": (wrong, "error"),
        "IDENTITY_NOT_REGISTERED": (wrong, "error"),
        "INVALID_PASSWORD": (wrong, "error"),
        "DISABLED_ACCOUNT": (_l("Tài khoản này đã khóa. Xin hỏi người quản trị."), "error"),
        "EMAIL_NOT_PROVIDED": (_l("Xin nhập thư điện tử."), "error"),
        "INVALID_EMAIL_ADDRESS": (_l("Địa chỉ thư điện tử chưa đúng."), "error"),
        "PASSWORD_NOT_PROVIDED": (_l("Xin nhập mật khẩu."), "error"),
        "LOGIN": (_l("Xin đăng nhập để mở trang này."), "info"),
        "REFRESH": (_l("Xin đăng nhập lại để mở trang này."), "info"),
        "UNAUTHENTICATED": (_l("Xin đăng nhập để mở trang này."), "error"),
        "UNAUTHORIZED": (_l("Trang này không dành cho tài khoản của bạn."), "error"),
        "REAUTHENTICATION_REQUIRED": (_l("Xin đăng nhập lại để mở trang này."), "error"),
        "REAUTHENTICATION_SUCCESSFUL": (_l("Đã xác nhận lại."), "info"),
        "ANONYMOUS_USER_REQUIRED": (_l("Anh chị đang đăng nhập rồi."), "error"),
        "INVALID_REDIRECT": (_l("Địa chỉ chuyển đến không thuộc trang này."), "error"),
        "API_ERROR": (_l("Yêu cầu không đọc được. Xin thử lại từ đầu."), "error"),
        "INVALID_INPUT": (_l("Nội dung nhập chưa đúng."), "error"),
        "INVALID_INPUT_LENGTH": (_l("Nội dung nhập quá dài."), "error"),
    }


def _passwords() -> dict[str, tuple[Any, str]]:
    return {
        "PASSWORD_INVALID_LENGTH": (_l("Mật khẩu cần ít nhất %(length)s ký tự."), "error"),
        "PASSWORD_TOO_SIMPLE": (_l("Mật khẩu còn dễ đoán. Xin thêm vài từ."), "error"),
        "PASSWORD_IS_THE_SAME": (_l("Mật khẩu mới phải khác mật khẩu cũ."), "error"),
        "PASSWORD_MISMATCH": (_l("Hai lần nhập mật khẩu mới chưa giống nhau."), "error"),
        "RETYPE_PASSWORD_MISMATCH": (_l("Hai lần nhập mật khẩu mới chưa giống nhau."), "error"),
        "PASSWORD_CHANGE": (_l("Đã đổi mật khẩu. Các phiên ở máy khác đã kết thúc."), "success"),
    }


def _second() -> dict[str, tuple[Any, str]]:
    code = _l("Mã chưa đúng hoặc đã hết hạn. Xin nhập mã mới.")
    return {
        "INVALID_CODE": (code, "error"),
        "INVALID_PASSWORD_CODE": (code, "error"),
        "TWO_FACTOR_INVALID_TOKEN": (code, "error"),
        "INVALID_RECOVERY_CODE": (code, "error"),
        "NO_RECOVERY_CODES_SETUP": (_l("Chưa lấy mã dự phòng nào."), "info"),
        "TWO_FACTOR_LOGIN_SUCCESSFUL": (_l("Đã đăng nhập."), "success"),
        "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (_l("Đã bật lớp bảo vệ thứ hai."), "success"),
        "TWO_FACTOR_PERMISSION_DENIED": (_l("Xin đăng nhập lại từ đầu."), "error"),
        "TWO_FACTOR_METHOD_NOT_AVAILABLE": (_l("Xin chọn một cách trong danh sách."), "error"),
        "TWO_FACTOR_DISABLED": (_l("Đã tắt lớp bảo vệ thứ hai."), "success"),
        "TWO_FACTOR_SETUP_EXPIRED": (_l("Đã quá lâu. Xin bắt đầu lại."), "error"),
    }


def _keys() -> dict[str, tuple[Any, str]]:
    unknown = _l("Khóa này không mở được tài khoản nào ở đây.")
    return {
        "WEBAUTHN_EXPIRED": (_l("Đã quá lâu. Xin bắt đầu lại."), "error"),
        "WEBAUTHN_NAME_REQUIRED": (_l("Xin đặt tên cho khóa."), "error"),
        "WEBAUTHN_NAME_INUSE": (_l("Đã có khóa tên “%(name)s”. Xin đặt tên khác."), "error"),
        "WEBAUTHN_NAME_NOT_FOUND": (_l("Không có khóa nào tên như vậy."), "error"),
        "WEBAUTHN_NAME_DISALLOWED_CHARACTERS": (
            _l("Tên khóa chỉ gồm chữ, số, khoảng trắng và gạch nối."),
            "error",
        ),
        "WEBAUTHN_CREDENTIAL_DELETED": (_l("Đã bỏ khóa “%(name)s”."), "success"),
        "WEBAUTHN_REGISTER_SUCCESSFUL": (_l("Đã thêm khóa “%(name)s”."), "success"),
        "WEBAUTHN_CREDENTIAL_ID_INUSE": (_l("Khóa này đã được thêm rồi."), "error"),
        "WEBAUTHN_UNKNOWN_CREDENTIAL_ID": (unknown, "error"),
        "WEBAUTHN_ORPHAN_CREDENTIAL_ID": (unknown, "error"),
        "WEBAUTHN_MISMATCH_USER_HANDLE": (unknown, "error"),
        "WEBAUTHN_NO_VERIFY": (_l("Không xác nhận được khóa. Xin thử lại."), "error"),
        "WEBAUTHN_CREDENTIAL_WRONG_USAGE": (
            _l("Khóa này được thêm để dùng ở bước khác. Xin đăng nhập bằng mật khẩu."),
            "error",
        ),
    }
