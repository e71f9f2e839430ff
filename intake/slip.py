"""What a receipt slip lets us compute: days overdue, apologies, re-appointments. Pure.

All of it rests on what the sender says (show GIVEN_BY_SENDER beside it); the true state of a
dossier is seen on site only. Late, late without apology in time, and re-appointed more than once
are three separate facts (Decree 61/2018, art. 19(9)).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from intake.dossier import DossierCode
from intake.sliprules import CheckCode, SlipRules, load_slip_rules
from intake.words import N_
from intake.workdays import Calendar

GIVEN_BY_SENDER = N_("theo thông tin người gửi cung cấp")

MESSAGES: dict[str, str] = {
    CheckCode.OVERDUE: N_("Trễ hẹn %(working_days)s ngày làm việc so với ngày hẹn trả %(due)s."),
    CheckCode.TERM_TOO_LONG: N_(
        "Giấy hẹn ghi ngày trả %(promised)s, dài hơn thời hạn công bố %(working_days)s "
        "ngày làm việc (đúng ra là %(due)s)."
    ),
    CheckCode.APOLOGY_MISSING: N_("Trễ hẹn nhưng không có văn bản xin lỗi."),
    CheckCode.APOLOGY_LATE: N_(
        "Văn bản xin lỗi ngày %(apology)s, muộn hơn hạn cuối %(latest)s: %(days)s ngày."
    ),
    CheckCode.REAPPOINTED_AGAIN: N_(
        "Hẹn lại %(times)s lần, trong khi chỉ được hẹn lại %(limit)s lần."
    ),
    CheckCode.SUPPLEMENT_REPEATED: N_(
        "Yêu cầu bổ sung hồ sơ %(times)s lần, trong khi chỉ được yêu cầu %(limit)s lần."
    ),
    CheckCode.SUPPLEMENT_LATE: N_(
        "Yêu cầu bổ sung sau %(working_days)s ngày làm việc kể từ ngày nhận, "
        "quá hạn %(limit)s ngày làm việc."
    ),
    CheckCode.NO_SLIP: N_("Không được cấp giấy tiếp nhận hồ sơ và hẹn trả kết quả."),
    CheckCode.REFUSED_WITHOUT_SLIP: N_("Bị từ chối nhận hồ sơ mà không có phiếu từ chối."),
    CheckCode.FEE_TOO_HIGH: N_(
        "Thu %(paid)s đồng, cao hơn mức công bố %(published)s đồng: chênh %(difference)s đồng."
    ),
    CheckCode.TERM_SHORT: N_(
        "Giấy hẹn ghi ngày trả %(promised)s, sớm hơn thời hạn công bố "
        "%(working_days)s ngày làm việc."
    ),
    CheckCode.DATES_DISAGREE: N_("Các ngày đã ghi chưa khớp nhau: %(later)s trước %(earlier)s."),
    CheckCode.CODE_DATE_DIFFERS: N_(
        "Ngày trong mã hồ sơ là %(in_code)s, ngày nộp đã ghi là %(received)s."
    ),
}


@dataclass(frozen=True)
class Slip:
    """What a sender says of one dossier as of ``today``; None means not said."""

    today: date
    code: DossierCode | None = None
    received_on: date | None = None
    promised_on: date | None = None
    reappointed: tuple[date, ...] = ()  # new promised dates, in the order they were given
    returned_on: date | None = None
    term_working_days: int | None = None  # as published for the procedure
    apology: bool | None = None
    apology_on: date | None = None
    supplements: int | None = None  # times more papers were asked for
    first_supplement_on: date | None = None
    slip_given: bool | None = None
    result_at_once: bool = False
    refused: bool = False
    refusal_slip: bool | None = None
    fee_paid: int | None = None  # đồng
    fee_published: int | None = None  # đồng


@dataclass(frozen=True)
class Check:
    """One thing seen from the papers.

    ``citation`` is the rule in force on ``on`` and None for what is no breach; ``values`` fill
    the sentence in MESSAGES (dates as the page writes them). ``near_line``: over by one day only,
    while offices count in hours.
    """

    code: CheckCode
    on: date
    citation: str | None
    values: Mapping[str, int | date]
    near_line: bool = False

    @property
    def breach(self) -> bool:
        """Whether a rule is broken, if the sender's dates are right."""
        return self.citation is not None


def checks(slip: Slip, calendar: Calendar, rules: SlipRules | None = None) -> tuple[Check, ...]:
    """Everything ``slip`` shows, breaches first; empty where too little was said.

    Raises CalendarError on days outside the calendar.
    """
    book = rules or load_slip_rules()
    found = [
        *_lateness(slip, calendar, book),
        *_apology(slip, calendar, book),
        *_repetitions(slip, calendar, book),
        *_term(slip, calendar, book),
        *_counter(slip, book),
        *_oddities(slip),
    ]
    return tuple(sorted(found, key=lambda check: not check.breach))


def binding_due(slip: Slip) -> date | None:
    """The date that binds the office: the first re-appointment, for a second does not count."""
    return slip.reappointed[0] if slip.reappointed else slip.promised_on


def _breach(
    book: SlipRules, code: CheckCode, on: date, near_line: bool = False, **values: int | date
) -> Iterator[Check]:
    """The check, if a rule on it was in force that day."""
    rule = book.on(code, on)
    if rule is not None:
        yield Check(code, on, rule.citation, values, near_line)


def _limit(book: SlipRules, code: CheckCode, on: date) -> int | None:
    rule = book.on(code, on)
    return rule.limit if rule else None


def _lateness(slip: Slip, calendar: Calendar, book: SlipRules) -> Iterator[Check]:
    due = binding_due(slip)
    if due is None:
        return
    late = calendar.working_days_between(due, slip.returned_on or slip.today)
    if late:
        yield from _breach(
            book, CheckCode.OVERDUE, due, late == 1, working_days=late, due=due,
            since_first=calendar.working_days_between(
                slip.promised_on or due, slip.returned_on or slip.today
            ),
        )  # fmt: skip


def _apology(slip: Slip, calendar: Calendar, book: SlipRules) -> Iterator[Check]:
    """Owed for the first promise, at least a day before it (art. 19(9))."""
    due = slip.promised_on
    end = slip.returned_on or slip.today
    if due is None or not (slip.reappointed or calendar.working_days_between(due, end)):
        return
    if slip.apology is False:
        yield from _breach(book, CheckCode.APOLOGY_MISSING, due)
    days_before = _limit(book, CheckCode.APOLOGY_LATE, due)
    if slip.apology_on is None or slip.apology is False or days_before is None:
        return
    latest = due - timedelta(days=days_before)
    over = (slip.apology_on - latest).days
    if over > 0:
        yield from _breach(
            book, CheckCode.APOLOGY_LATE, due, over == 1,
            apology=slip.apology_on, latest=latest, days=over,
        )  # fmt: skip


def _repetitions(slip: Slip, calendar: Calendar, book: SlipRules) -> Iterator[Check]:
    counted = (
        (CheckCode.REAPPOINTED_AGAIN, len(slip.reappointed), slip.promised_on),
        (CheckCode.SUPPLEMENT_REPEATED, slip.supplements or 0, slip.received_on),
    )
    for code, times, day in counted:
        on = day or slip.today
        limit = _limit(book, code, on)
        if limit is not None and times > limit:
            yield from _breach(book, code, on, times=times, limit=limit)
    if slip.received_on is None or slip.first_supplement_on is None:
        return
    limit = _limit(book, CheckCode.SUPPLEMENT_LATE, slip.received_on)
    took = calendar.working_days_between(slip.received_on, slip.first_supplement_on)
    if limit is not None and took > limit:
        yield from _breach(
            book, CheckCode.SUPPLEMENT_LATE, slip.received_on, took == limit + 1,
            working_days=took, limit=limit,
        )  # fmt: skip


def _term(slip: Slip, calendar: Calendar, book: SlipRules) -> Iterator[Check]:
    """The slip against the published term: its promise may itself be too late, or oddly soon."""
    received, promised = slip.received_on, slip.promised_on
    if received is None or promised is None or not slip.term_working_days:
        return
    due = calendar.add_working_days(received, slip.term_working_days)
    over = calendar.working_days_between(due, promised)
    under = calendar.working_days_between(promised, due)
    if over:
        yield from _breach(
            book, CheckCode.TERM_TOO_LONG, received, over == 1,
            working_days=over, due=due, promised=promised,
        )  # fmt: skip
    elif under and promised >= received:
        values: dict[str, int | date] = {"working_days": under, "promised": promised}
        yield Check(CheckCode.TERM_SHORT, received, None, values, under == 1)


def _counter(slip: Slip, book: SlipRules) -> Iterator[Check]:
    """What went wrong at the counter: no slip, no refusal slip, too high a fee."""
    on = slip.received_on or slip.today
    if slip.slip_given is False and not (slip.result_at_once or slip.refused):
        yield from _breach(book, CheckCode.NO_SLIP, on)
    if slip.refused and slip.refusal_slip is False:
        yield from _breach(book, CheckCode.REFUSED_WITHOUT_SLIP, on)
    paid, published = slip.fee_paid, slip.fee_published
    if paid is not None and published is not None and paid > published:
        yield from _breach(
            book, CheckCode.FEE_TOO_HIGH, on,
            paid=paid, published=published, difference=paid - published,
        )  # fmt: skip


def _oddities(slip: Slip) -> Iterator[Check]:
    """Dates that cannot all be right: nobody's breach, but worth asking about."""
    chain = [slip.received_on, slip.promised_on, *slip.reappointed]
    known = [day for day in chain if day is not None]
    for earlier, later in pairwise(known):
        if later < earlier:
            values = {"earlier": earlier, "later": later}
            yield Check(CheckCode.DATES_DISAGREE, later, None, values)
    if slip.code and slip.received_on and slip.code.filed_on != slip.received_on:
        values = {"in_code": slip.code.filed_on, "received": slip.received_on}
        yield Check(CheckCode.CODE_DATE_DIFFERS, slip.received_on, None, values)
