"""What an entry of the audit trail is about, and its detail, in words.

What stands in the trail stays as it was written: only the page reads it out. A thing is named by
its number, never by a unit's name, so that nothing is told here that the number did not tell.
"""

import re
from collections.abc import Callable
from datetime import date

from flask_babel import gettext as _

from intake.fold import fold
from triage.console.oncewords import once

_CODE = re.compile(r"([a-z_0-9]+):(\d+)")
_FILE = re.compile(r"(.+)\.(csv|xlsx|docx|pdf)")
_COUNTED = re.compile(r"(\d+) (matters|submissions|files|letters|rows)")
_YEARS = 2000  # a plan read by its year has no smaller number
_ISO = re.compile(r"(?<![\w-])(\d{4})-(\d\d)-(\d\d)(?![\w-])")


def subject(code: str) -> str:
    """The thing in words; as it is where nobody named it."""
    file = _FILE.fullmatch(code)
    if file:
        kind = _("tệp CSV") if file[2] == "csv" else _("tệp %(kind)s", kind=files()[file[2]])
        return f"{subject(file[1])}, {kind}"
    if code.startswith("table:"):
        return _table(code.removeprefix("table:"))
    one = _CODE.fullmatch(code)
    if one and one[1] in ("plan", "self_inspections") and int(one[2]) >= _YEARS:
        return f"{_years()[one[1]]} {one[2]}"
    if one and one[1] in numbered():
        return _("%(thing)s số %(n)s", thing=numbered()[one[1]], n=one[2])
    return counted(code) or _pages().get(code, code)


def code_of(typed: str) -> str:
    """The thing somebody typed, as the trail writes it: "cuộc kiểm tra số 12" or "inspection:12"."""
    said = re.fullmatch(r"(.+?)(?: so| no\.?| number)? (\d+)", fold(typed))
    if said is None:
        return next((c for c, text in _pages().items() if fold(text) == fold(typed)), typed)
    for code, text in (_years() if int(said[2]) >= _YEARS else numbered()).items():
        if fold(text) == said[1]:
            return f"{code}:{said[2]}"
    return typed


def counted(said: str) -> str:
    """How many of what; empty for anything else."""
    found = _COUNTED.fullmatch(said)
    if found is None:
        return ""
    words: dict[str, Callable[[], str]] = {
        "matters": lambda: _("%(n)s vụ việc", n=found[1]),
        "submissions": lambda: _("%(n)s phản ánh", n=found[1]),
        "files": lambda: _("%(n)s tệp", n=found[1]),
        "letters": lambda: _("%(n)s thư", n=found[1]),
        "rows": lambda: _("%(n)s dòng", n=found[1]),
    }
    return words[found[2]]()


def dated(said: str) -> str:
    """The same, days written as Vietnamese write them."""

    def written(found: re.Match[str]) -> str:
        try:
            day = date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            return found[0]
        return f"{day.day}/{day.month}/{day.year}"

    return _ISO.sub(written, said)


@once
def numbered() -> dict[str, str]:
    """What has a number."""
    return {
        "matter": _("Vụ việc"),
        "submission": _("Phản ánh"),
        "inspection": _("Cuộc kiểm tra"),
        "proposal": _("Đề xuất"),
        "finding": _("Kết quả kiểm tra"),
        "unit": _("Đơn vị"),
        "plan": _("Kế hoạch"),
        "amendment": _("Văn bản sửa kế hoạch"),
        "task_step": _("Bước khắc phục"),
        "self_inspection": _("Báo cáo tự kiểm tra"),
        "field_note": _("Ghi chép tại chỗ"),
        "dossier_draw": _("Lượt chọn hồ sơ"),
        "kept_file": _("Tệp lưu"),
        "attachment": _("Tệp đính kèm"),
        "staff": _("Cán bộ"),
        "api_key": _("Khóa API"),
        "policy": _("Bộ ngưỡng"),
        "calibration": _("Lần hiệu chỉnh"),
        "batch": _("Danh sách nhập"),
        "link": _("Mắt xích"),
    }


def files() -> dict[str, str]:
    """Kinds of files as people call them."""
    return {"xlsx": "Excel", "docx": "Word", "pdf": "PDF"}


@once
def _years() -> dict[str, str]:
    return {"plan": _("Kế hoạch năm"), "self_inspections": _("Tự kiểm tra năm")}


@once
def _pages() -> dict[str, str]:
    return {
        "proposals": _("Danh sách đề xuất"),
        "inspections": _("Danh sách kiểm tra"),
        "unplaced": _("Phản ánh chờ xem"),
        "ended": _("Việc đã kết thúc"),
        "due": _("Danh sách đến hạn"),
        "accounts": _("Danh sách tài khoản"),
        "past the team": _("Việc của Đoàn"),
        "report": _("Báo cáo"),
        "trail": _("Sổ nhật ký"),
        "directory": _("Thư mục của tỉnh"),
        "identity": _("Khóa mở danh tính"),
    }


@once
def tables() -> dict[str, str]:
    """The console's tables by the last part of their address."""
    return {
        "de-xuat": _("đề xuất"),
        "kiem-tra": _("kiểm tra"),
        "phan-anh": _("phản ánh"),
        "den-han": _("đến hạn"),
        "ket-qua": _("kết quả kiểm tra"),
        "quan-he": _("quan hệ đã khai"),
        "phien": _("phiên đang mở"),
        "nhat-ky": _("sổ nhật ký"),
        "doan-cua-toi": _("đoàn của tôi"),
        "tai-khoan": _("tài khoản"),
        "don-vi": _("đơn vị"),
        "nhap": _("danh sách đã nhập"),
        "viec-cua-doan": _("việc của Đoàn"),
        "de-xuat-ve-doan": _("đề xuất về Đoàn"),
        "kiem-tra-cua-doan": _("kiểm tra cơ quan của Đoàn"),
        "con-thieu": _("đơn vị còn thiếu"),
        "khac-phuc": _("việc phải khắc phục"),
        "cuoc-da-ket-thuc": _("cuộc kiểm tra đã kết thúc"),
        "de-xuat-khong-kiem-tra": _("đề xuất không kiểm tra"),
        "cau-chuyen": _("câu chuyện"),
    }


def _table(slug: str) -> str:
    of_unit = re.fullmatch(r"don-vi/(\d+)/([a-z-]+)", slug)
    name = tables().get(of_unit[2] if of_unit else slug, slug)
    told = _("Bảng %(name)s", name=name)
    return _("%(table)s của đơn vị số %(n)s", table=told, n=of_unit[1]) if of_unit else told
