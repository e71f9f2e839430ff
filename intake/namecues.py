"""After which words a name of the sender, or of their own people, is to be expected. Pure.

Everything is matched in small letters without marks. "Tên" is sure; "là" and "ký tên" need what
follows to look like a name; after a bare "tôi" only surname, middle name and name will do.
"""

import re
from collections.abc import Set
from enum import StrEnum


class Cue(StrEnum):
    """How surely a name follows."""

    SURE = "sure"
    LIKELY = "likely"
    BARE = "bare"
    RAW_KEYS = "raw keys"  # typed in Telex with the key off


_SELF = r"(?:toi|tui|em|minh|chau|con|chung toi|mk|mik|mih|e|t|toi day|tui day|em day)"
_KIN = (
    r"(?:(?:chong|vo|me|ma|ba|cha|bo|tia|ong|noi|ngoai|chi|anh|em|con|chau|co|chu|di|bac|cau)"
    r"(?: gai| trai| noi| ngoai| ruot| re| dau| ut)?)"
)
_SIGNS = "|".join(
    (
        r"k[iy] ten|k[iy] va ghi ro ho ten|kinh thu|kinh don",
        r"(?:kinh chao|tran trong)(?: (?:kinh chao|cam on))?",
        r"(?:nguoi|ng|ben) (?:viet(?: don)?|ky|lam don|phan anh|kien nghi|gui|khai"
        r"|nop(?: don| ho so)?|dung don"
        r"|trinh bay|khieu nai|to cao|de nghi|yeu cau|bao tin|(?:duoc )?uy quyen)"
        r"(?: ten)?(?: la)?(?: (?:ong|ba|anh|chi))?",
        r"dai dien (?:theo phap luat )?(?:cua )?(?:ben |phia )?(?:cong ty|doanh nghiep|dn|co so|htx"
        r"|hop tac xa|ho kinh doanh|chung toi|gia dinh)(?: (?:toi|em|chung toi))? la"
        r"(?: (?:ong|ba|anh|chi|co))?|ky thay(?=[ ]?:)",
        r"dai dien(?: ho| gia dinh| theo phap luat)?|chu (?:ho|tai khoan|so huu|the)",
        r"thay mat [a-z ]{2,25}(?=[,:]| [a-z]{2,6} [a-z]{2,6} [a-z]{1,7}$)",
        r"(?:dung|mang|ghi) ten(?! phan anh)|khai (?:sinh|tu) (?:cua|cho)",
        r"(?:ho so|hs|don|(?:giay|the|so|bang) [a-z ]{2,20}) cua(?: (?:ong|ba|anh|chi|em|co|bac))?",
        r"ho (?:va )?ten(?: nguoi gui| nguoi nop| nguoi khai)?|lien he(?: gap)?",
    )
)
CUES: dict[Cue, str] = {
    Cue.SURE: (
        rf"(?:{_SELF}|{_KIN} {_SELF}) (?:ten|ho ten)(?: that| day du| khai sinh| goi)?(?: la)?"
        rf"|ten {_SELF} la|ten that(?: la)?"
        r"|(?:nick|ten) (?:zalo|face ?book|fb|face|tik ?tok)(?: cua)?(?: (?:toi|tui|em|minh))?(?: la)?"
        rf"|my (?:full )?name is(?! (?:not|still|also|on|in|wrong|the|[a-z]+(?:ed|ing|ly))(?![a-z]))"
        rf"|{_SELF} ho [a-z]{{1,7}},? ten(?: la)?"
    ),
    Cue.LIKELY: (
        rf"{_SELF} la|{_KIN} {_SELF} ?(?:la|:|,)(?: (?:ong|ba|anh|chi|chau|em|be))?|ten {_SELF}(?! la\b)"
        rf"|{_SELF}(?=[ ]?[:,])|(?:chong|vo|con|me|ma|cha|bo|tia)(?=[ ]?:)|i am|i[\'’]m"
        rf"|(?:{_SELF} )?dung don la|{_SIGNS}"
    ),
    Cue.BARE: r"(?:toi|tui|em|minh)",
    Cue.RAW_KEYS: (
        r"(?:tooi|tui|em|minhf|minh|chaus|con|toi) (?:teen|hoj teen|laf)(?: laf)?"
        r"|teen (?:tooi|em|minhf) laf|kys teen"
    ),
}
_DOUBLED = (
    ("aa", "a"),
    ("ee", "e"),
    ("oo", "o"),
    ("dd", "d"),
    ("aw", "a"),
    ("ow", "o"),
    ("uw", "u"),
)


def is_raw_surname(word: str, surnames: Set[str]) -> bool:
    """Whether a word typed in raw keys ("Nguyeenx", "Traan2") is one of these folded surnames."""
    small = re.sub(r"[0-9]", "", word.casefold().rstrip("."))
    for pair, letter in _DOUBLED:
        small = small.replace(pair, letter)
    bare = re.sub(r"[sfrxj]$", "", small)
    inside = re.sub(r"[sfrxj](?=[a-z]?[a-z]?$)", "", small)  # "Trafn": the tone typed early
    return {small, bare, inside} & surnames != set()


# Right before these a name stands for itself: the officer complained of, a street, a school.
OTHERS = re.compile(
    r"(?<![a-z])(?:ong|ba|anh|chi|co|chu|thay|bac|cau|di|thim|dong chi|d/c|can bo|cong chuc|vien chuc"
    r"|nhan vien|chu tich|bi thu|pho|truong|giam doc|chuyen vien|bac si|y si|y ta|giao vien|luat su"
    r"|cong an|dia chinh|ke toan|thu quy|trung uy|dai uy|thieu ta|duong|pho|hem|cau|cho|kenh|ben"
    r"|thpt|thcs|tieu hoc|mam non|benh vien|phong kham|quan|tiem|cong ty|dn|nha thuoc|so|xa|phuong"
    r"|ap|khom|huyen|tinh|tp|thi tran|ten)[\s:.]{1,2}$"
)
SPEAKS = re.compile(
    r"[ ,:]{1,2}(?:xin|kinh|de nghi|phan anh|kien nghi|trinh bay|mong)(?![a-z])"
    r"|[ ]?,[ ](?:ngu|o|so nha|ap|khom|to [0-9]|sinh nam|sn|[0-9]{2} tuoi)(?![a-z])"
)
