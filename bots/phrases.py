"""Whole messages that are no story: commands, courtesies, yes and no. Pure.

Only a message that says nothing else counts: "sửa" is a command, "sửa nhà" begins a story.
"""

import re
import unicodedata
from enum import StrEnum

from intake.fold import fold


class Command(StrEnum):
    """What a person may say at any time."""

    START = "start"
    HELP = "help"
    BACK = "back"
    FIX = "fix"
    STOP = "stop"
    STATUS = "status"
    PRIVACY = "privacy"
    FORGET = "forget"
    HUSH = "hush"
    ENGLISH = "english"
    VIETNAMESE = "vietnamese"
    THANKS = "thanks"


_PHRASES = {
    Command.START: "start|bat dau|chao|xin chao|chao ban|chao anh|chao chi|chao em|hello|hi|alo|"
    "a lo|ad oi|chao ad|shop oi|menu|hey|good morning|good afternoon",
    Command.HELP: "help|giup|giup toi|tro giup|huong dan|cach dung|lam sao",
    Command.BACK: "quay lai|quaylai|tro lai|lui lai|back|go back",
    Command.FIX: "sua|sua lai|chinh lai|edit|fix|change|correct",
    Command.STOP: "thoi|huy|huy bo|khong gui nua|khong gui|thoi khong gui|thoi khoi|khoi gui|thoi bo|"
    "bo di|thoi bo di|nghi|thoi nghi|cancel|stop|never mind|nevermind|forget it|do not send|don t send",
    Command.STATUS: "tra cuu|tracuu|tinh trang|xem tra loi|xem phan anh|status|track",
    Command.PRIVACY: "rieng tu|riengtu|bao mat|giu gi|cac ban giu gi|luu gi|privacy",
    Command.FORGET: "xoa|xoa di|xoa het|xoa du lieu|delete|forget|erase",
    Command.HUSH: "dung bao|dungbao|dung bao nua|dung bao tin|dung bao tin nua|thoi bao tin|ngung bao|"
    "ngung bao tin|khong bao tin nua|dung nhan nua|dung nhan tin nua|tat thong bao|unsubscribe|mute|"
    "no more news|stop news|stop messages|do not notify me",
    Command.ENGLISH: "in english|in english please|english please|can i write in english|"
    "can you speak english|do you speak english|do you understand english|english|tieng anh|en",
    Command.VIETNAMESE: "tieng viet|vietnamese|viet|vi",
    Command.THANKS: "cam on|cam on ban|cam on nhieu|da cam on|thank|thanks|thank you|tks|camon",
}
_COURTESY = re.compile(
    r"(?:(?:da|vang|xin|em|con|toi|tui|minh) )*(chao|cam on)"
    r"(?: (?:cac|anh|chi|em|co|chu|bac|ban|ad|admin|nha|nhe|nghen|a|nhieu|lam|rat|moi nguoi))*"
)
_MARKED = {
    "dừng": Command.STOP,
    "dừng lại": Command.STOP,
    "đừng gửi": Command.STOP,
}  # without marks it may be "đúng", yes
_STOP_FORM = re.compile(
    r"(?:(?:thoi|a|ma|da|no|nope|thanks|thank you|please|sorry|oh) )*(?:(?:khoi|khong|ko|k|"
    r"hong|hok) gui|"
    r"(?:don t|do not|dont) send|cancel)(?: (?:nua|dau|di|nhe|nha|luon|ban|it|that|anything|now))*"
)
_COMMANDS = {words: command for command, all_ in _PHRASES.items() for words in all_.split("|")}
_YES = (
    "gui|gui di|gui nhe|gui luon|dong y|ok|oke|okay|co|da|da co|u|um|vang|dung|dung roi|dung vay|"
    "da dung|phai|phai roi|da phai|duoc|duoc roi|yes|y|yeah|sure|send|send it|oki|okie|"
    "okela|okla|oks|uk|"
    "uhm|uhu|dc|dc roi|chuan|chuan roi|dung r|yep|yup|ya|nhat tri|"
    "yes please|ok please|sure please|please do|that s right|"
    "that is right|yes it is|yes send"
)
_THUMBS = ("👍", "👌", "✅")
_NO = (
    "bo qua|khong|da khong|khong co|khong biet|khong ro|khong nho|khong can|ko|ko co|ko biet|"
    "ko nho|k|hong|hong co|hong biet|hong nho|hk|chua|chua co|no|none|skip|dont know|do not know"
)
_SOFT = (
    r"(?: (?:di|le|nhanh|admin|voi nha|luon|nhe|nha|nhen|nghen|nghe|giup|gium|dum|ho|cho|e|"
    r"c|ac|a|oi|ban|em|anh|chi|ad|"
    r"toi|tui|con|chau|bac|co|chu|ong|ba|minh|voi|lai|giup|no|ik|i|nao|thoi|an danh|ngay|lien|roi|me|"
    r"nua|cai|it|now|please|that|anonymously))*"
)
_YES_FORM = re.compile(
    r"(?:(?:da|vang|u|uh|dung roi|dung r|dung vay|phai roi|chuan roi|"
    r"ok|oke|oki|okie|okay|roi|r|thi|duoc|dc|yes|thoi|a|ma|a ma) )*"
    rf"(?:gui|dong y|xac nhan|nop|send|submit|go ahead){_SOFT}"
)
_NO_FORM = re.compile(
    r"(?:(?:da|toi|em|tui|minh|noi chung) )*"
    r"(?:khong|ko|k|kh|kg|kp|hong|hok|hk|hem|hum|khum|chua|deo|deck|cha|chang|quen|mat|lam mat)"
    r"(?: (?:co|nho|biet|ro|giu|thay|cap|phat|dua|duoc|ma|ho so|giay|giay hen|hen|bien nhan|gi|"
    r"nua|dau|roi|het|luon|ca|ban|a|nha|nhe|ma so|day|bua nao|ngay nao|ngay|may|chinh xac|lam|"
    r"cai|tui|toi))*"
    r"|(?:i )?(?:do not|don t|dont|can t|cannot|never) (?:know|remember|have|got)"
    r"(?: (?:it|one|that|any|exactly|the code|a code))*"
    r"|no idea|not sure|i forgot|forgot|lost it|nope|nah|no code"
)
_WRONG = re.compile(
    r"(?:a |da |y |oi |uh )*(?:khong phai|ko phai|hong phai|khong dung|ko dung|chua dung|sai|sai roi|"
    r"nham|nham roi|lon roi|wrong|not right|that s wrong|that is wrong|incorrect)"
    r"(?: (?:vay|dau|a|roi|noi|cho|ma))*"
)
_NO_TO_BE = r"(?:kh[oô]ng|ko|h[oô]ng|k|hổng) ph[aả]i"
_NOT_BUT = re.compile(rf"\b{_NO_TO_BE}\b.*\bm[aà](?: l[aà])?\b(.+)", re.I | re.S)
_BUT_NOT = re.compile(rf"(.+?),? ch[uứớo] {_NO_TO_BE}\b.*", re.I | re.S)
_PARTS = {
    "story": "loi ke|noi dung|chuyen|story|text",
    "who": "nguoi gui|tu cach|toi la ai|sender|who",
    "place": "noi|noi xay ra|cho|dia diem|co quan|don vi|place|where",
    "when": "ngay|luc|thoi gian|khi|date|day|when",
    "code": "ma|ma ho so|ho so|code|dossier",
}
_PART = {words: part for part, all_ in _PARTS.items() for words in all_.split("|")}
_FIX_PART = {
    f"{verb} {words}": part
    for part, all_ in _PARTS.items()
    for words in all_.split("|")
    for verb in ("sua", "sua lai", "doi", "doi lai", "change", "change the", "fix", "fix the")
}
_ENGLISH_WORDS = re.compile(
    r"\b(?:and|was|were|they|with|have|had|of|this|that|office|officer|please|because|asked|told|"
    r"waiting|waited|for|is|are|been|from|after|still|nobody|weeks?|months?|days?|years?|licen[cs]e|"
    r"permit|register|registered|department|where|how|what|when|why|who|police|money|cannot|"
    r"won't|don't|didn't|can't|doesn't|i'm|i've|refused?|never)\b"
)


def plain(text: str) -> str:
    """A message as it is compared: folded, without signs and a leading slash."""
    return " ".join(re.sub(r"[^\w\s]", " ", fold(text)).split())


def command(text: str) -> Command | None:
    """The command a whole message is."""
    marked = unicodedata.normalize("NFC", text.strip(" .!").casefold())
    words = plain(text)
    return _MARKED.get(marked) or _COMMANDS.get(words) or _courtesy(words)


def _courtesy(words: str) -> Command | None:
    """A greeting or thanks, to whomever; "cảm ơn cán bộ xã ..." is praise, and a story."""
    found = _COURTESY.fullmatch(words)
    if found:
        return {"chao": Command.START, "cam on": Command.THANKS}[found[1]]
    return Command.STOP if _STOP_FORM.fullmatch(words) else None


def part_to_fix(text: str) -> str:
    """The part named by "sửa ngày", "đổi nơi", ...; empty for anything else."""
    return _FIX_PART.get(plain(text), "")


def part(text: str) -> str:
    """The part a whole message names; empty for anything else."""
    return _PART.get(plain(text), "")


def is_yes(text: str) -> bool:
    """Whether a whole message agrees."""
    words = plain(text)
    return text.strip() in _THUMBS or words in _YES.split("|") or bool(_YES_FORM.fullmatch(words))


def is_send(text: str) -> bool:
    """Whether a whole message says to send it, not only yes."""
    return bool(_YES_FORM.fullmatch(plain(text)))


def is_no(text: str) -> bool:
    """Whether a whole message says no, none or "I do not know"."""
    words = plain(text)
    return words in _NO.split("|") or bool(_NO_FORM.fullmatch(words))


def is_wrong(text: str) -> bool:
    """Whether a whole message says that what we showed is not right."""
    return bool(_WRONG.fullmatch(plain(text)))


def is_english(text: str, least: int = 0) -> bool:
    """Whether a message is in English: two of its words and no Vietnamese mark, or four."""
    found = len(set(_ENGLISH_WORDS.findall(text.lower().replace("’", "'"))))
    return found >= max(least, 2 if text.replace("’", "'").isascii() else 4)


def instead(text: str) -> str:
    """What is meant in "không phải A mà là B" and "B chứ không phải A": B; empty elsewhere."""
    found = _NOT_BUT.search(text) or _BUT_NOT.fullmatch(text)
    return found[1].strip(" .,!") if found else ""
