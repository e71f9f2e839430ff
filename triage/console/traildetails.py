"""The details of the audit trail in words, each act's its own way; free words stay words, masked."""

import re
from collections.abc import Callable
from urllib.parse import parse_qsl

from flask_babel import gettext as _

from intake.redact import mask
from triage.console import clocks, inspectionwords, trailthings, trailwords
from triage.console.accountpages import duty_words
from triage.console.oncewords import once
from triage.console.tiespages import kinds

_PAIR = re.compile(r"([a-z_]+):(\d+)")
_PERIOD = re.compile(r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)")
_CALIBRATED = re.compile(r"(.+), (\d+) units, (\S+) to (\S+)")
_ADOPTED = re.compile(r"(\S+) -> (\S+) from (\d{4}-\d\d-\d\d) by ([^:]*): (.*)", re.DOTALL)
_DUE = re.compile(r"([a-z_0-9]+) (\d{4}-\d\d-\d\d) ([a-z_]+)")


def told(act: str, said: str) -> str:
    """A detail fit to read. What somebody typed is masked; what a machine wrote needs no mask."""
    if not said:
        return ""
    own = _by_act().get(act)
    found = own(said) if own else ""
    return found or _plain(said) or trailthings.dated(mask(said).text)


def _by_act() -> dict[str, Callable[[str], str]]:
    return {
        "adopt": _adopted,
        "calibrate": _calibrated,
        "export": _exported,
        "read": _read,
        "paper": _paper,
        "deadlines": _deadlines,
        "accept complaint": _complaint,
        "declare_tie": _tie,
        "withdraw_tie": lambda said: _("dòng số %(n)s", n=said),
        "account_added": _duties,
        "duties_changed": _duties,
        "api_key_made": lambda said: said,
        "signed_in": lambda said: ", ".join(_ways().get(w, w) for w in said.split(", ")),
        "desk": lambda said: ", ".join(_ways().get(w, w) for w in said.split("|") if w),
        "sign_in_guessed": lambda said: _("%(n)s lần sai mật khẩu", n=said.partition(" ")[0]),
        "reveal_refused": lambda said: trailthings.subject(f"staff:{said}"),
    }


def _plain(said: str) -> str:
    """A thing with its number, a number of things, a period, one of our own short words."""
    period = _PERIOD.fullmatch(said)
    if period:
        days = map(trailthings.dated, period.groups())
        return _("từ %(first)s đến %(last)s", **dict(zip(("first", "last"), days, strict=True)))
    pair = _PAIR.fullmatch(said)
    if pair and pair[1] in trailthings.numbered():
        return trailthings.subject(said).lower()
    return trailthings.counted(said) or _short().get(said, "")


@once
def _short() -> dict[str, str]:
    return {
        "whole": _("còn nguyên"),
        "ended": _("trang việc đã kết thúc"),
        "seat": _("trang của thành viên đoàn"),
        "pack": _("tài liệu mang theo"),
        "field": _("trang mang đi hiện trường"),
        "field notes": _("ghi chép tại chỗ"),
        "photo": _("ảnh"),
        "file": _("tệp"),
        "identity": _("trang mở danh tính"),
        "message": _("gửi lời nhắn"),
        "ask": _("hỏi thêm"),
        "answer": _("trả lời"),
        "refer": _("chỉ nơi giải quyết"),
        "sealed": _("danh tính giữ niêm phong"),
        "deleted": _("danh tính đã xóa"),
    }


@once
def _ways() -> dict[str, str]:
    return {
        "password": _("mật khẩu"),
        "second factor": _("lớp bảo vệ thứ hai"),
        "tf": _("lớp bảo vệ thứ hai"),
        "authenticator": _("mã trên điện thoại"),
        "webauthn": _("khóa đăng nhập"),
        "directory": _("thư mục của tỉnh"),
        "hotline": _("gọi điện"),
        "counter": _("đến quầy"),
        "letter": _("gửi thư"),
        "told": _("trả lời ngay"),
        "settled": _("giải quyết tại chỗ"),
        "handed": _("chuyển người phân loại"),
    }


def _adopted(said: str) -> str:
    found = _ADOPTED.fullmatch(said)
    if found is None:
        return ""
    named = {"old": found[1], "new": found[2], "day": trailthings.dated(found[3]), "by": found[4]}
    moved = _("không số nào đổi") if found[5] == "no number changed" else found[5]
    first = _("bản %(new)s thay bản %(old)s, từ ngày %(day)s, do %(by)s", **named)
    return f"{first}: {moved.replace(' -> ', ' → ')}"


def _calibrated(said: str) -> str:
    found = _CALIBRATED.fullmatch(said)
    if found is None:
        return ""
    told = {"first": trailthings.dated(found[3]), "last": trailthings.dated(found[4])}
    told |= {"n": found[2], "source": found[1]}
    return _("%(n)s đơn vị, từ %(first)s đến %(last)s; số liệu %(source)s", **told)


def _exported(said: str) -> str:
    rows, _semicolon, query = said.partition("; ")
    return ", ".join(filter(None, (trailthings.counted(rows), _sought(query))))


def _read(said: str) -> str:
    """What was looked for in a table, or the filter of the trail itself."""
    if re.fullmatch(r"(?:(?:nguoi|viec|ve|truoc)=[^&]*&?)+", said):
        named = {"nguoi": _("người"), "viec": _("việc"), "ve": _("về"), "truoc": _("trước dòng")}
        asked = [f"{named[k]} {_filtered(k, v)}" for k, v in parse_qsl(said)]
        return _("lọc theo: %(asked)s", asked=", ".join(asked)) if asked else _("không lọc")
    return "" if _plain(said) else _sought(said)


def _filtered(key: str, value: str) -> str:
    if key == "viec":
        value = trailwords.acts().get(value, value)
    return mask(trailthings.subject(value) if key == "ve" else value).text


def _sought(query: str) -> str:
    return _("tìm “%(words)s”", words=mask(query).text) if query else ""


def _paper(said: str) -> str:
    name, _dot, form = said.rpartition(".")
    named = inspectionwords.papers().get(name, name)
    return f"{named}, {_('tệp %(kind)s', kind=trailthings.files().get(form, form))}"


def _deadlines(said: str) -> str:
    def one(part: str) -> str:
        found = _DUE.fullmatch(part)
        if found is None:
            return part
        named = clocks.steps().get(found[1], found[1]).lower()
        how = clocks.standings().get(found[3], "").lower()
        return f"{named}: {_('hạn')} {trailthings.dated(found[2])}{f' ({how})' if how else ''}"

    return "; ".join(map(one, said.split(", ")))


def _complaint(said: str) -> str:
    case, _bar, day = said.partition("|")
    first = _("lần hai") if case.startswith("second") else _("lần đầu")
    more = [
        *([_("vùng xa")] if "_remote" in case else []),
        *([_("phức tạp")] if "_complex" in case else []),
    ]
    return ", ".join([first, *more, _("thụ lý ngày %(day)s", day=trailthings.dated(day))])


def _tie(said: str) -> str:
    kind, _colon, unit = said.partition(":")
    named = {str(tie): text for tie, text in kinds().items()}.get(kind, kind)
    return f"{named} {trailthings.subject(f'unit:{unit}').lower()}"


def _duties(said: str) -> str:
    named = {str(duty): text for duty, text in duty_words().items()}
    return ", ".join(named.get(one, one) for one in said.split(","))
