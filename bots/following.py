"""What became of a submission, and the two-way thread, inside a talk. Pure."""

import re
from collections.abc import Callable
from dataclasses import replace

from bots import sentences
from bots.asking import onward, pose, say_only
from bots.ears import Ears
from bots.memory import Step, Talk
from bots.phrases import plain
from bots.telling import is_long, tell
from bots.turns import Said
from bots.wishes import Judge, Judged, LookUp, NotWritten, Opened, Reply, Write
from intake import receipts

_REFERENCE = re.compile(r"\bLN[-\s]?[0-9A-Z]{4}[-\s]?[0-9A-Z]{5}\b", re.I)
_SECRET = re.compile(r"\b(?:[0-9A-Z]{4}[-\s]){5}[0-9A-Z]\b", re.I)

_LIKE_ONE = re.compile(r"LN[-\s]?(?=\S*\d)[0-9A-Z-]{3,14}", re.I)  # mistyped, or cut short
BESIDE = 5  # words beside a reference that ask for it; more tell a story that names it

_SAID = {
    "fixed": ("xong", "xong roi", "da xong", "da xong roi", "on roi", "done", "fixed", "solved"),
    "half": ("xong mot phan", "mot phan", "duoc mot phan", "half", "partly"),
    "not_fixed": ("chua xong", "chua", "van chua", "van chua xong", "not fixed", "not yet"),
    "reopened": ("xem lai", "yeu cau xem lai", "mo lai", "reopen"),
}


def both_codes(text: str) -> LookUp | None:
    """Reference and secret where a text holds both, as a forwarded receipt does."""
    reference, secret = _REFERENCE.search(text), _SECRET.search(text)
    if not (reference and secret):
        return None
    try:
        return LookUp(receipts.clean_reference(reference[0]), receipts.clean_secret(secret[0]))
    except receipts.ReceiptError:
        return None


def names_one(text: str) -> bool:
    """Whether a short message is about a submission sent before: its reference, and few words."""
    found = _REFERENCE.search(text)
    if found:
        return len(plain(text.replace(found[0], "")).split()) <= BESIDE
    return bool(_LIKE_ONE.fullmatch(text.strip()))


def ask_codes(talk: Talk, ears: Ears) -> Reply:
    """Ask for reference and secret; a story half told waits meanwhile."""
    return pose(replace(talk, reference="", opened=0), Step.CODES, ears)


def codes_said(talk: Talk, said: Said, ears: Ears) -> Reply:
    """One of the two codes; both together are known before they come here."""
    found = _REFERENCE.search(said.text)
    if is_long(said.text) and not found:
        return tell(_closed(talk), said, ears)
    try:
        if not talk.reference:
            reference = receipts.clean_reference(found[0] if found else said.text)
            return pose(replace(talk, reference=reference), Step.CODES, ears)
        return Reply(talk, wish=LookUp(talk.reference, receipts.clean_secret(said.text)))
    except receipts.ReceiptError as error:
        message = ears.say_in(talk.lang)(receipts.MESSAGES[error.code])
        return pose(talk, Step.CODES, ears, message)


def opened(talk: Talk, found: Opened, ears: Ears) -> Reply:
    """Show how it stands and what can be done."""
    say = ears.say_in(talk.lang)
    talk = replace(
        talk, opened=found.submission, reference=found.reference, verdicts=found.verdicts
    )
    text = sentences.standing(say, found)
    return pose(talk, Step.OPENED, ears, text)


def not_opened(talk: Talk, ears: Ears) -> Reply:
    """Which of the two codes is wrong is not said."""
    say = ears.say_in(talk.lang)
    message = say("Mã tra cứu và mã bí mật không khớp. Xin so lại với biên nhận.")
    return pose(replace(talk, reference="", opened=0), Step.CODES, ears, message)


def opened_said(talk: Talk, said: Said, ears: Ears) -> Reply:
    """Words while a submission is open: its outcome, for its thread, or a new story? Ask."""
    code = next((c for c, words in _SAID.items() if plain(said.text) in words), "")
    if talk.step is Step.OPENED and code:
        known = code in talk.verdicts or code == "fixed"  # "xong" with nothing to say it of: leave
        return opened_picked(talk, code, ears) if known else pose(talk, Step.WRITE, ears)
    return pose(replace(talk, held=said.text), Step.WHICH, ears)


def opened_picked(talk: Talk, code: str, ears: Ears) -> Reply:
    """Write to the staff, ask for erasure, or leave."""
    say = ears.say_in(talk.lang)
    if code == "write":
        return pose(talk, Step.WRITE, ears)
    if code == "erase":
        words = say("Tôi đề nghị xóa thông tin cho biết tôi là ai trong phản ánh này.")
        return Reply(talk, wish=Write(talk.opened, words))
    if code in talk.verdicts:
        return Reply(talk, wish=Judge(talk.opened, code))
    return leave(talk, code, ears)


def judged(talk: Talk, outcome: Judged, ears: Ears) -> Reply:
    """The sender's word on the answer is kept; reopened, they may say what is still wrong."""
    say = ears.say_in(talk.lang)
    reopened = talk.verdicts == ("reopened",) and not outcome.verdicts
    talk = replace(talk, verdicts=outcome.verdicts)
    if reopened:
        return pose(talk, Step.WRITE, ears, say("Đã yêu cầu xem lại."))
    return pose(talk, Step.OPENED, ears, say("Đã ghi. Cảm ơn bạn đã cho biết."))


def which_picked(talk: Talk, code: str, ears: Ears) -> Reply:
    """Put the held words where they belong."""
    held, talk = talk.held, replace(talk, held="")
    if code == "write":
        return Reply(talk, wish=Write(talk.opened, held))
    if code == "new":
        return tell(_closed(talk), Said(held), ears)
    return pose(talk, Step.OPENED, ears)


def write_said(talk: Talk, said: Said, ears: Ears) -> Reply:
    """A message to the staff."""
    return Reply(talk, wish=Write(talk.opened, said.text))


def written(talk: Talk, ears: Ears) -> Reply:
    """It is kept."""
    say = ears.say_in(talk.lang)
    return pose(talk, Step.OPENED, ears, say("Lời nhắn của bạn đã được gửi."))


def not_written(talk: Talk, outcome: NotWritten, ears: Ears) -> Reply:
    """It is not, and why."""
    return pose(talk, Step.WRITE, ears, outcome.why)


def leave(talk: Talk, _code: str, ears: Ears) -> Reply:
    """Close it; a story half told goes on."""
    talk = _closed(talk)
    if talk.told.story:
        return onward(talk, ears)
    say = ears.say_in(talk.lang)
    return say_only(talk, say("Dạ. Khi nào cần, bạn cứ nhắn."))


def _closed(talk: Talk) -> Talk:
    return replace(talk, step=Step.IDLE, offered=(), reference="", opened=0, held="", verdicts=())


TEXTS: dict[Step, Callable[[Talk, Said, Ears], Reply]] = {
    Step.CODES: codes_said,
    Step.OPENED: opened_said,
    Step.WHICH: opened_said,
    Step.WRITE: write_said,
}
PICKS: dict[Step, Callable[[Talk, str, Ears], Reply]] = {
    Step.CODES: leave,
    Step.OPENED: opened_picked,
    Step.WHICH: which_picked,
}
LEAVABLE = frozenset({Step.CODES, Step.OPENED, Step.WRITE, Step.WHICH})
