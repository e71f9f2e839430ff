"""What people say beside their story: questions to the machine, anger, a cry for help. Pure.

Only short messages count; the same words inside a story are the story's.
"""

import re
import unicodedata
from enum import StrEnum

from bots.phrases import plain

SHORT = 10  # words; longer is a story


class Question(StrEnum):
    """What somebody wants to know of us."""

    HOW = "how"
    HOW_LONG = "how_long"
    WHO_READS = "who_reads"
    MACHINE = "machine"
    MINE = "mine"
    KEPT = "kept"
    LAW = "law"  # what a procedure costs, takes or needs


_HOW = (
    r"(?:(?:cho|xin) (?:\w+ )?hoi )?(?:vay |gio )?(?:(?:(?:toi|tui|em|minh) )?"
    r"(?:lam sao|lam the nao|lam cach nao|cach nao|phai lam gi|gui sao|gui kieu gi|gui o dau|"
    r"phan anh sao|phan anh o dau|khieu nai o dau|day la (?:dau|gi|trang gi|ai)|ban lam duoc gi|"
    r"ban la gi|dung sao|xai sao)"
    r"|how (?:do|can) i\b|what (?:is this|can you do)|who are you|where do i)(?: .*)?"
)
_HOW_LONG = (
    r"(?:(?:gui roi|roi|vay|khoang|mat|mat khoang|thi|the|roi thi) )*"
    r"(?:bao lau|khi nao|chung nao|bao gio|may ngay|how long|when (?:will|do|can))"
    r"(?!.*\b(?:ho so|giay)\b).*"
)
_WHO_READS = (
    r"(?:vay |the |ma )?(?:ai (?:se )?(?:doc|xem|nhan|biet)|co ai doc|"
    r"who (?:will )?(?:reads?|sees?|gets?))\b.*"
    r"|(?:co |vay co |toi co |minh co )*(?:lo ten|lo danh tinh|bi lo|an danh|bi tra thu|"
    r"biet (?:toi|em|tui) la ai)(?: khong| ko| k| hong| ha| a| vay)*"
    r"|(?:(?:toi|em|tui|minh|con|ten toi|ten em|ten) )*(?:co|so)? ?(?:bi )?(?:lo ten|lo danh tinh|"
    r"lo|tra thu|tra dua|tru dap|truy ra|an toan|biet ten|bao mat|lam kho|phien phuc gi)"
    r"(?: (?:gi|ra|ten|toi|em|ai|luon))*(?: khong| ko| k| hong| ha| a| vay| lam| qua)+"
    r"|(?:(?:toi|em|tui|minh) )?(?:muon |xin |can )(?:duoc )?(?:an danh|giau ten|giu kin)(?: .{0,15})?"
    r"|(?:xin )?(?:dung|khong (?:muon|duoc)) (?:ghi|lo|noi|tiet lo|cho ai biet)(?: ra| ro)? "
    r"ten(?: .{0,12})?"
    r"|(?:(?:nhung |ma )?(?:toi|em|tui|minh|bac) )?(?:so|ngai|lo) (?:bi |ho |no )?(?:tra "
    r"thu|tra dua|tru dap|"
    r"lo|lo ten|kho de|lam kho|phien)(?: (?:lam|qua|ten|a|thoi|nen|do|toi|em))*"
    r"|(?:is (?:it|this) )(?:anonymous|safe).*|will they know.*"
)
_KEPT = (
    r"(?:vay )?(?:cac ban|ban|may|o day|ben ban|tinh) (?:co )?(?:giu|luu|biet|ghi)(?: lai)? (?:nhung )?"
    r"(?:gi|thong tin gi|du lieu gi|ten)(?: .{0,15})?|what do you (?:keep|know|store|save)(?: .*)?"
)
_MACHINE = (
    r"(?:(?:ban|may|day|ad|em|anh|chi|dang) )*(?:la )?"
    r"(?:robot|bot|chatbot|may tra loi|may|nguoi that|nguoi hay may)"
    r"(?: (?:ha|a|khong|ko|phai khong|vay|tra loi|do|hay nguoi|hay may|that))*"
    r"|(?:(?:toi|em|tui|cho|xin|can|muon|duoc) )*(?:gap|noi chuyen voi|chat voi|lien he) "
    r"(?:\w+ )?(?:nguoi that|nhan vien|nguoi|tong dai|ad)(?: .{0,12})?"
    r"|(?:are you|is this|am i talking to) an? (?:bot|robot|human|machine|real).*"
    r"|(?:(?:i want to |can i |let me )?(?:talk|speak) to )?(?:a )?(?:real |human )"
    r"(?:person|human|being|agent)?"
)
_MINE = (
    r"(?:(?:phan anh|don|tin|ho so phan anh|cau hoi) (?:cua |ma )?(?:toi|em|tui|minh|con)"
    r"(?: (?:da )?gui)?(?: hom .{1,12})?|ket qua|gui roi ma|sao) "
    r"(?:toi dau|sao|ra sao|the nao|(?:van )?chua (?:thay )?(?:ai )?(?:tra loi|phan hoi|giai quyet)|"
    r"lau vay|lau qua|chua thay gi|gi chua|co chua|da co chua)(?: (?:roi|vay|het|a|ha|nua|ca|vay a))*"
    r"|(?:da )?gui (?:di )?(?:duoc )?chua(?: (?:vay|a|ban))*"
    r"|(?:any|is there an?) (?:news|answer|update|reply).*|what about my (?:report|complaint).*"
)
_LAW_ASKED = re.compile(
    r"\b(?:bao nhieu|bao lau|may (?:ngay|tien|loai)|(?:can|gom|nop|mang|chuan bi)(?: "
    r"\w+){0,3} gi|gi (?:khong|ko)|"
    r"o dau|the nao|lam sao|ra sao|duoc (?:khong|ko|hong)|phai (?:khong|ko)|dung (?:khong|ko)|"
    r"how (?:much|long|many)|what (?:papers|documents|do i need)|where (?:do|can|should) i)\b"
)
_PROCEDURE = re.compile(
    r"\b(?:thu tuc|giay to|khai sinh|khai tu|ket hon|ly hon|can cuoc|cccd|ho chieu|so do|so "
    r"hong|tach thua|"
    r"sang ten|ho khau|tam tru|thuong tru|cong chung|chung thuc|giay phep|le phi|theo luat|quy dinh|"
    r"bang lai|ly lich|phep xay|kinh doanh|certificate|licen[cs]e|permit|passport|procedure|fee)\b"
)
_TOLD = re.compile(
    r"\b(?:bi|ma|chua|tre|cham|toi nop|em nop|da nop|nop roi|hen|doi|thu (?!tuc)\w+|can bo|"
    r"nhan vien|nguoi ta|ho|hanh|"
    r"cua toi|cua em|sao|hoai|they|my|waited|asked)\b"
)
_QUESTIONS = {
    Question.KEPT: re.compile(_KEPT),
    Question.HOW: re.compile(_HOW),
    Question.HOW_LONG: re.compile(_HOW_LONG),
    Question.WHO_READS: re.compile(_WHO_READS),
    Question.MACHINE: re.compile(_MACHINE),
    Question.MINE: re.compile(_MINE),
}
# Told by letters alone where no marks are needed to tell; else by the marks themselves.
_ANGER = re.compile(
    r"\b(?:dm|dmm|dcm|vcl|vkl|clgt|deo (?:nho|biet|co|can|thay|hieu|lam|tra|ai|gi|quan tam)|"
    r"dit me|tui bay|khon nan|mat day|lua dao|buc minh|buc xuc|tuc qua|"
    r"fuck\w*|shit|bullshit|damn)\b"
)
_MARKED_ANGER = re.compile(
    r"\b(?:đéo|đếch|địt|đụ má|mẹ mày|má mày|đồ chó|chó chết|vô học|bọn mày|bọn bay|tụi mày)\b"
)
_HELP = re.compile(
    r"\b(?:chay nha|nha chay|cuu voi|cuu toi|cuu em|dang bi danh|dang danh (?:toi|em|nguoi)|"
    r"(?:nguoi|no|ho) (?:dang )?danh (?:toi|em|tui)|doi giet|dam chet|cam dao|on fire|"
    r"help me now|call (?:the )?police)\b"
)


def question(text: str) -> Question | None:
    """The question to us a whole short message is."""
    words = plain(text)
    if len(words.split()) > SHORT:
        return None
    found = next((q for q, form in _QUESTIONS.items() if form.fullmatch(words)), None)
    return found or (Question.LAW if _asks_of_law(words) else None)


def _asks_of_law(words: str) -> bool:
    """A procedure and a question word, and nothing that happened to anybody."""
    asked = _LAW_ASKED.search(words) and _PROCEDURE.search(words)
    return bool(asked and not _TOLD.search(words))


def angry(text: str) -> bool:
    """Whether somebody swears or says how upset they are."""
    marked = unicodedata.normalize("NFC", text).casefold()
    return bool(_ANGER.search(plain(text)) or _MARKED_ANGER.search(marked))


def urgent(text: str) -> bool:
    """Whether somebody may be in danger now."""
    return bool(_HELP.search(plain(text)))


def denounces(story: str) -> bool:
    """Whether a story says that it is a denunciation."""
    return bool(re.search(r"\bto cao\b", plain(story)))


def complains(story: str) -> bool:
    """Whether a story says that it is a complaint at law."""
    return bool(re.search(r"\bkhieu nai\b", plain(story)))
