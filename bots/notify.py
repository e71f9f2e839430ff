"""Tell senders that there is news: what is due is sent, once, by whoever claims it.

The only writer of how a notice ended. A notice says that there is news and where to read it;
it names no unit and no inspection, because a telephone lying on a table shows it to anybody.
"""

import logging
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import func, select

from bots.delivery import Gone, Later
from bots.manners import POLICY, Manners, manners, readable
from bots.post import Postman, Sheet
from intake import outbox
from intake.clock import HERE, today
from intake.db import db, now
from intake.outbox import Letter, News, Notice, Way
from intake.ownfiles import own
from intake.rotatingkeys import KeyGone
from intake.submissions import Submission

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=2)  # longer than any server is waited for
AT_ONCE = (News.RECEIPT,)  # asked for by somebody who is awake and waits


def send_due(_all: int = 0) -> int:
    """Send what is due and may be sent now; how many went out. Safe to run twice and at once."""
    return sum(_send_way(way, postman) for way, postman in _postmen().items())


def _postmen() -> dict[Way, Postman]:
    found: dict[Way, Postman] = current_app.extensions.get("postmen", {})
    return found


def _send_way(way: Way, postman: Postman) -> int:
    rule = manners(way, today(), own(POLICY))
    left = rule.per_minute - _sent_lately(way)
    return sum(_send(notice, rule, postman) for notice in outbox.due(way, max(left, 0)))


def _sent_lately(way: Way) -> int:
    sent = select(func.count(Notice.id)).where(
        Notice.way == way, Notice.sent_at > now() - timedelta(minutes=1)
    )
    return db.session.scalar(sent) or 0


def _send(notice_id: int, rule: Manners, postman: Postman) -> bool:
    notice = outbox.claim(notice_id, LEASE)
    if notice is None or notice.box is None:
        return False
    wait = _too_early(notice, rule)
    if wait is not None:
        outbox.settle(notice_id, due_at=wait, tries=notice.tries - 1)
        return False
    return _try(notice, rule, postman)


def _try(notice: Notice, rule: Manners, postman: Postman) -> bool:
    try:
        letter = outbox.opened(current_app.extensions["settings"], notice.box or b"")
    except KeyGone:  # restored from a backup without its keys
        _give_up(notice, "nobody can open the address any more")
        return False
    sheet = written(notice, letter)
    db.session.rollback()  # nothing is locked while a server thinks
    try:
        postman.send(letter.to, sheet)
    except Gone:
        _give_up(notice, "refused for ever")
    except Later as error:
        _put_off(notice, rule, error.seconds, "put off")
    except Exception:  # one letter nobody foresaw must not stand before all the others
        log.exception("notice %s by %s broke its postman", notice.id, notice.way)
        _put_off(notice, rule, 0.0, "broke its postman")
    else:
        outbox.settle(notice.id, sent_at=now(), fault="")
        return True
    return False


def _put_off(notice: Notice, rule: Manners, seconds: float, fault: str) -> None:
    if notice.tries >= rule.tries:
        _give_up(notice, f"not taken in {notice.tries} attempts")
    else:
        outbox.settle(notice.id, due_at=now() + rule.wait(notice.tries, seconds), fault=fault)


def _give_up(notice: Notice, fault: str) -> None:
    log.warning("notice %s by %s: %s", notice.id, notice.way, fault)
    outbox.settle(notice.id, failed_at=now(), fault=fault)


def _too_early(notice: Notice, rule: Manners) -> datetime | None:
    """When it may be sent, if not now: after the quiet hours, not soon after the last."""
    if notice.news in AT_ONCE:
        return None
    local = now().astimezone(HERE)
    wait = max(local, _last(notice) + rule.between)
    wait = rule.not_before(wait)
    return wait if wait > local else None


def _last(notice: Notice) -> datetime:
    last = select(func.max(Notice.sent_at)).where(
        Notice.submission_id == notice.submission_id,
        Notice.submission_id.is_not(None),
        Notice.news.not_in(AT_ONCE),
    )
    found: datetime = db.session.scalar(last) or now() - timedelta(days=1)
    return found.astimezone(HERE)


def written(notice: Notice, letter: Letter) -> Sheet:
    """The words of a notice, in the language its submission was told in."""
    said = db.session.get(Submission, notice.submission_id) if notice.submission_id else None
    base = current_app.extensions["settings"].base_url
    with force_locale(said.locale if said else "vi"):
        subject, body = _words(notice.news, said.reference if said else "", letter.words, base)
    return Sheet(subject, body, sha256(notice.once_key.encode()).hexdigest()[:32])


def _words(news: str, reference: str, words: dict[str, str], base: str) -> tuple[str, str]:
    url = f"{base}/tra-cuu?ma={reference}"
    if news == News.RECEIPT:
        return _("Biên nhận phản ánh"), _(
            "Đã nhận phản ánh của bạn. Mã tra cứu %(reference)s, mã bí mật %(secret)s. "
            "Xem trả lời: %(url)s",
            reference=reference, secret=words.get("secret", ""), url=f"{base}/tra-cuu",
        )  # fmt: skip
    if news == News.DEADLINE and words.get("of") == "tasks":
        return _("Việc khắc phục đến hạn"), _(
            "Có %(count)s việc khắc phục sắp đến hạn hoặc đã quá hạn. Xem tại %(url)s",
            count=words.get("count", ""), url=f"{base}/noi-bo/khac-phuc",
        )  # fmt: skip
    if news == News.DEADLINE:
        return _reminder(words, f"{base}/noi-bo/den-han")
    if news == News.GUESSED:
        return _("Nhiều nơi dò mật khẩu tài khoản của bạn"), _(
            "Trong một giờ đã có %(times)s lần nhập sai mật khẩu tài khoản của bạn trên Lắng Nghe. "
            "Chưa ai vào được bằng những lần ấy. Nếu không phải bạn nhập, xin bật lớp bảo vệ thứ "
            "hai hoặc thêm khóa đăng nhập tại %(url)s và báo người quản trị.",
            times=words.get("times", ""), url=f"{base}/noi-bo/phien",
        )  # fmt: skip
    if news == News.SELF_REPORT:
        return _("Báo cáo tự kiểm tra"), _(
            "Đơn vị của anh chị chưa gửi báo cáo tự kiểm tra công tác cải cách hành chính năm "
            "%(year)s, hạn %(due)s. Xin ghi báo cáo tại %(url)s",
            year=words.get("year", ""), due=words.get("due", ""),
            url=f"{base}/noi-bo/tu-kiem-tra/don-vi-toi?nam={words.get('year', '')}",
        )  # fmt: skip
    return _("Phản ánh của bạn có tin mới"), _(
        "Phản ánh %(reference)s có tin mới. Xin mở %(url)s và ghi mã bí mật trên biên nhận để xem.",
        reference=reference, url=url,
    )  # fmt: skip


def _reminder(words: dict[str, str], url: str) -> tuple[str, str]:
    """To staff: how much is due, and first of all how much nobody touched for thirty days."""
    body = _(
        "Có %(count)s phản ánh sắp đến hạn hoặc đã quá hạn. Xem tại %(url)s",
        count=words.get("count", ""), url=url,
    )  # fmt: skip
    if not words.get("alarms"):
        return _("Việc đến hạn"), body
    alarm = _("Báo động: %(alarms)s phản ánh quá 30 ngày chưa ai xử lý.", alarms=words["alarms"])
    return _("Báo động: phản ánh chưa ai xử lý"), f"{alarm}\n\n{body}"


@click.command("notify")
@with_appcontext
def notify() -> None:
    """Send the notices that are due, and say how many wait or failed."""
    if not _postmen():
        click.echo("No way out is set up: set SMTP_HOST and MAIL_FROM, or a messenger's token.")
    click.echo(f"{send_due()} sent, {_count()} waiting, {_count(failed=True)} failed for good")


def _count(failed: bool = False) -> int:
    where: Any = Notice.failed_at.is_not(None) if failed else Notice.failed_at.is_(None)
    query = select(func.count(Notice.id)).where(where, Notice.sent_at.is_(None))
    return db.session.scalar(query) or 0


def install(app: Flask, found: dict[Way, Postman]) -> None:
    """Give an application its ways out."""
    app.extensions["postmen"] = found
    checks = app.extensions.setdefault("own tables", [])
    checks.append((POLICY, lambda kept: readable(kept, today())))
    app.cli.add_command(notify)
