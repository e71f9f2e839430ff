"""What an attachment may be, and the sentence for each that is refused. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from intake.words import N_

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """How much is taken. Bytes, pieces and pixels; ``unpacked`` is what a file may grow to."""

    bytes: int = 10 * MEGABYTE
    files: int = 5
    pixels: int = 60_000_000
    picture_side: int = (
        4096  # larger pictures are scaled down to it; a sheet of paper stays legible
    )
    unpacked: int = 100 * MEGABYTE
    parts: int = 2_000


LIMITS = Limits()


class FileFault(StrEnum):
    """Why a file is not taken."""

    TOO_MANY = "too_many"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    HEIC = "heic"
    OLD_OFFICE = "old_office"
    SOUND_OR_FILM = "sound_or_film"
    ARCHIVE = "archive"
    MARKUP = "markup"
    PROGRAM = "program"
    OTHER_KIND = "other_kind"
    BROKEN = "broken"
    PICTURE_TOO_LARGE = "picture_too_large"
    BOMB = "bomb"
    PROTECTED = "protected"
    ACTIVE = "active"
    INFECTED = "infected"
    SCANNER_AWAY = "scanner_away"


MESSAGES: dict[str, str] = {
    FileFault.TOO_MANY: N_(
        "Chỉ gửi được tối đa 5 tệp. Xin bỏ bớt, hoặc gộp các trang vào một tệp PDF."
    ),
    FileFault.EMPTY: N_("Tệp này trống. Xin chọn lại tệp."),
    FileFault.TOO_LARGE: N_(
        "Tệp này lớn hơn 10 MB. Xin chụp lại với cỡ ảnh nhỏ hơn, hoặc chia thành nhiều tệp."
    ),
    FileFault.HEIC: N_(
        "Ảnh HEIC của iPhone chưa mở được ở đây. Xin chụp màn hình tấm ảnh rồi gửi ảnh chụp đó, "
        "hoặc vào Cài đặt, Camera, Định dạng, chọn Tương thích nhất rồi chụp lại."
    ),
    FileFault.OLD_OFFICE: N_(
        "Tệp Word hoặc Excel kiểu cũ (doc, xls) không nhận được. "
        "Xin lưu lại thành docx, xlsx hoặc PDF rồi gửi."
    ),
    FileFault.SOUND_OR_FILM: N_(
        "Chưa nhận được tệp ghi âm hoặc phim. Xin giữ lại tệp gốc và ghi vào lời kể rằng "
        "Ông/Bà có ghi âm, ghi hình; cán bộ sẽ hướng dẫn cách nộp."
    ),
    FileFault.ARCHIVE: N_("Không nhận tệp nén (zip, rar, 7z). Xin gửi từng tệp bên trong."),
    FileFault.MARKUP: N_("Không nhận tệp trang web (html, svg). Xin chụp màn hình rồi gửi ảnh."),
    FileFault.PROGRAM: N_(
        "Tệp này là chương trình máy tính, dù mang tên khác, nên không nhận được. "
        "Xin gửi ảnh, PDF, docx hoặc xlsx."
    ),
    FileFault.OTHER_KIND: N_(
        "Không nhận được loại tệp này. Xin gửi ảnh (JPEG, PNG, WebP), PDF, docx hoặc xlsx."
    ),
    FileFault.BROKEN: N_("Tệp này bị hỏng, không mở được. Xin chụp hoặc lưu lại rồi gửi."),
    FileFault.PICTURE_TOO_LARGE: N_(
        "Ảnh này quá lớn (trên 60 triệu điểm ảnh). Xin chụp màn hình tấm ảnh rồi gửi ảnh chụp đó."
    ),
    FileFault.BOMB: N_(
        "Tệp này bung ra quá lớn nên không nhận được. Xin in ra PDF mới, hoặc gửi ảnh chụp."
    ),
    FileFault.PROTECTED: N_(
        "Tệp này có đặt mật khẩu. Xin bỏ mật khẩu rồi gửi lại, hoặc gửi ảnh chụp các trang."
    ),
    FileFault.ACTIVE: N_(
        "Tệp này có chứa lệnh tự chạy (macro, mã nhúng hoặc tệp đính kèm bên trong). "
        "Xin in ra PDF mới, hoặc gửi ảnh chụp các trang."
    ),
    FileFault.INFECTED: N_(
        "Tệp này có mã độc nên không nhận được. Xin chụp màn hình các trang rồi gửi ảnh."
    ),
    FileFault.SCANNER_AWAY: N_(
        "Lúc này chưa kiểm tra được tệp nên chưa nhận. "
        "Xin gửi lại sau ít phút, hoặc gửi phản ánh không kèm tệp."
    ),
}


class FileRefused(ValueError):
    """A file that is not taken; ``code`` is a key of MESSAGES."""

    def __init__(self, code: FileFault) -> None:
        super().__init__(code.value)
        self.code = code
