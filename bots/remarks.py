"""What people say about the talk itself: "wait", "what do you mean", "you ask too much". Pure.

Only a whole short message counts; the same words inside a story are the story's. None of them is
ever written into a story.
"""

import re
from enum import StrEnum

from bots.phrases import plain

LONGEST = 10  # words; longer is a story


class Remark(StrEnum):
    """What a message says of the talk."""

    WAIT = "wait"
    LOST = "lost"  # does not understand what we asked, or what comes next
    WHICH_CODE = "which_code"
    ENOUGH = "enough"  # tired of questions
    NAMED = "named"  # wishes to say who they are
    NO_LINK = "no_link"
    NEW_LINK = "new_link"
    NO_SECRET = "no_secret"
    DENOUNCE = "denounce"  # the bare word
    COMPLAIN = "complain"  # the bare word
    OPENING = "opening"  # "I want to report something"
    NO_NAME = "no_name"  # begins with their name


_ME = r"(?:(?:da|a|oi|u|uh|ua|thoi|ma|cho|xin|chao|alo|ad|ban|anh|chi|em|toi|tui|minh|bac|con|chau) )*"
_END = r"(?: (?:da|nha|nhe|a|ban|oi|vay|the|ta|nua|troi|day|luon|di|ha|qua|roi|chau|ad))*"
_NOT = r"(?:khong|ko|k|hong|hok|hem|khum|chua|chang)"
_WAIT = (
    rf"{_ME}(?:khoan|khoan khoan|tu tu|tu tu nao|(?:cho|doi)(?: \w+)? (?:chut|ti|xiu|xi|lat|da|ty)|"
    r"de (?:toi|tui|em|minh|bac|con|chau|coi|xem|nghi|tim|kiem)(?: (?:nghi|tim|coi|xem|kiem|hoi|"
    r"nho|lai|suy|ma|giay|hen|da|ky|ho|so|code))*|lat nua|chut nua|mai (?:noi|ke|gui)(?: tiep)?)"
    rf"{_END}|(?:please )?(?:wait|hold on|hang on|one moment|one sec(?:ond)?|just a (?:moment|minute|"
    r"sec(?:ond)?))(?: please| a moment| a minute)?"
)
_LOST = (
    rf"{_ME}(?:{_NOT} hieu(?: (?:gi|lam|y|het|cau|nay|hoi|ban|noi|ca))*|la sao|(?:y|nghia) la (?:sao|"
    r"gi)|gi|gi the|cai gi|ha|hu|ua|roi sao|sao nua|(?:gio|bay gio|roi|xong|gio thi) (?:lam gi|sao|"
    r"lam sao|phai (?:lam|ghi|tra loi) (?:gi|sao))|phai (?:lam|tra loi|ghi) (?:gi|sao)|"
    rf"(?:tai sao|sao) (?:phai )?hoi(?: (?:cai )?(?:do|nay|vay))?|hoi (?:de )?lam (?:gi|chi)){_END}"
    r"|(?:sorry )?(?:i )?(?:do not|don t|dont|didn t|did not) (?:get|understand)(?: .{0,20})?|"
    r"what do you mean|(?:and |so )?(?:what|then what)(?: now| next)?|what happens (?:next|now|then)|"
    r"what should i (?:do|write|say)(?: now| here| next)?|huh|why(?: do you ask)?"
)
_WHICH_CODE = (
    rf"{_ME}(?:cai )?ma(?: (?:so|ho so|do|nay))*(?: (?:nam|thi|coi|xem|lay|tim))? (?:o dau|cho nao|"
    rf"o cho nao|la gi|la cai gi|la sao|gi|nao|ra sao|dau){_END}"
    r"|where (?:is|do i find|can i find|do i see) (?:the|my|that|this) (?:dossier )?code|"
    r"(?:what|which) (?:is (?:a|the|this) )?(?:dossier )?code"
)
_ENOUGH = (
    r"(?:(?:sao|da|toi|tui|em|minh|moi|ma|ua|cu|oi|troi|gi) )*(?:hoi (?:gi )?(?:ma )?(?:hoai|nhieu|mai|"
    r"lam|toi hoi lui|di hoi lai|lam the|dai|lang nhang)|(?:da |moi |vua )?(?:noi|ke|ghi|tra loi|viet) "
    r"(?:roi|o tren)(?: (?:ma|do|con|gi|hoi|sao|nua|hoai))*|rac roi|phien (?:phuc|ghe)?|"
    rf"nhieu (?:cau|chuyen|khau)){_END}"
    r"|(?:i )?(?:have |ve )?already (?:told|said|wrote|answered)(?: .{0,15})?|stop asking(?: .{0,12})?|"
    r"(?:you ask )?too many questions"
)
_WISH = r"(?:(?:muon|xin|can|de|cho phep) )?"
_NAMED = (
    rf"{_ME}(?:{_WISH}(?:cho biet|de lai|ghi|khai|cung cap|noi)(?: ro| ca| luon)? (?:ten|ho ten|"
    r"danh tinh|so dien thoai|sdt|so dt|so|lien lac|lien he|dia chi)(?: .{0,20})?|gui co ten|"
    rf"{_NOT} (?:can |muon )?(?:gui )?an danh|(?:lien lac|lien he|goi)(?: lai)?(?: voi| cho)? (?:toi|"
    rf"em|tui|minh|bac)(?: .{{0,15}})?){_END}"
    r"|(?:i (?:want to|would like to|d like to|can) |can i |let me )?(?:give|leave|tell)(?: you)? my "
    r"(?:name|phone|number|contact)(?: .*)?|(?:please )?(?:call|contact) me(?: .{0,15})?"
)
_NO_LINK = (
    rf"{_ME}{_NOT} (?:(?:muon|can|dam|biet|thich|ranh) )?(?:mo|bam|vao|nhan|click|xem)(?: "
    rf"(?:cai|duong))* "
    rf"(?:link|lien ket|trang|web)(?: .{{0,12}})?|{_ME}(?:so|ngai) (?:bam |mo |vao |cai "
    rf")*(?:link|lua dao)"
    r"(?: .{0,15})?|no link|i (?:will not|won t|do not want to|don t want to) (?:open|"
    r"click)(?: .{0,20})?"
)
_NEW_LINK = (
    rf"{_ME}(?:cai )?(?:link|lien ket|duong link|trang|web)(?: (?:nay|do|cua ban))* {_NOT} "
    rf"(?:mo|vao|bam|"
    rf"xem|len|dung|chay)(?: duoc)?(?: .{{0,10}})?|{_ME}{_NOT} (?:mo|vao|bam) duoc(?: (?:cai )?(?:link|"
    rf"lien ket|trang|web).{{0,10}})?|(?:cai )?(?:link|lien ket) (?:bi )?(?:loi|het han|hu|"
    rf"chet)(?: .{{0,10}})?|"
    rf"{_ME}(?:cho|gui|xin)(?: lai)?(?: toi| em| tui)?(?: cai)? (?:link|lien ket)(?: .{{0,10}})?|"
    r"(?:the |your )?link (?:does not|doesn t|did not|didn t|is|has) .{0,20}|(?:a )?new link(?: please)?"
)
_NO_SECRET = (
    rf"{_ME}(?:{_NOT} (?:con |nho |giu |co |luu |biet |thay )+(?:cai )?(?:ma|bien nhan|ma bi "
    rf"mat)(?: .{{0,15}})?|"
    r"(?:mat|quen|xoa|lam mat|lo xoa|that lac)(?: \w+)? (?:ma|bien nhan|tin nhan|ma bi "
    r"mat)(?: .{0,15})?|"
    rf"(?:cap|gui|cho)(?: lai)?(?: \w+)? ma(?: bi mat)?(?: .{{0,12}})?){_END}"
    r"|(?:i )?(?:lost|forgot|do not have|don t have) (?:my |the |it|both )*(?:codes?|secret|receipt)?"
)
_LEGAL_END = (
    r"(?: (?:o day|duoc|khong|ko|k|can bo|mot|nguoi|thi|sao|nhu the nao|o dau|lam|viec|chuyen|nay|"
    r"a|nha|nhe|don|voi|tinh|can|gi))*"
)
_DENOUNCE = (
    rf"{_ME}(?:muon |can |xin |de )?(?:(?:lam|gui|nop|viet|dua) )?(?:don )?(?:to cao|to "
    rf"giac){_LEGAL_END}"
    r"|(?:i want to |i would like to )?(?:denounce|file a denunciation)(?: someone| an official)?"
)
_COMPLAIN = (
    rf"{_ME}(?:muon |can |xin |de )?(?:(?:lam|gui|nop|viet|dua) )?(?:don )?khieu (?:nai|"
    rf"kien){_LEGAL_END}"
)
_ABOUT = (
    r"(?: (?:mot|1|chut|vai|viec|chuyen|dieu|nay|cai|it|xiu|giup|duoc khong|duoc|a|voi|ve|the|vay|ko|"
    r"khong|nha|can bo|co quan|nha nuoc|thai do|tieu cuc|noi|ke|hoi|nhan vien|o day))*"
)
_OPENING = (
    rf"{_ME}(?:(?:muon|can|co the|xin|duoc|dang) )*(?:phan anh|phan anh kien nghi|gop y|kien "
    rf"nghi|bao cao|"
    rf"trinh bay|than phien|len tieng|hoi|noi|ke){_ABOUT}"
    r"|co ai (?:khong|ko|o do khong|truc khong|day khong|nghe khong)|(?:test|thu|thu xem|thu coi)"
    rf"|{_ME}(?:dang )?co (?:mot |1 |chut )?(?:viec|chuyen|van de)(?: (?:nay|nho|muon|can|"
    rf"hoi|noi|ke|phan anh|nho))*"
    rf"|{_ME}(?:nam nay )?\d\d tuoi{_END}"
    r"|(?:hi |hello )?i (?:want|would like|d like|need|have) (?:to )?(?:a )?(?:report|"
    r"complain|complaint|"
    r"problem|question|feedback|say)(?: (?:something|about|an|a|office|official|problem|"
    r"here))*|anyone (?:here|there)"
)
_NO_NAME = (
    r"(?:da |chao |xin chao )*(?:toi|tui|em|minh|con|bac|chau) (?:ten|ten la|la ten)(?: "
    r"\w+){1,4}|my name is(?: \w+){1,4}"
)
_FORMS = {
    Remark.WAIT: _WAIT,
    Remark.WHICH_CODE: _WHICH_CODE,
    Remark.NO_SECRET: _NO_SECRET,
    Remark.LOST: _LOST,
    Remark.ENOUGH: _ENOUGH,
    Remark.NAMED: _NAMED,
    Remark.NO_LINK: _NO_LINK,
    Remark.NEW_LINK: _NEW_LINK,
    Remark.DENOUNCE: _DENOUNCE,
    Remark.COMPLAIN: _COMPLAIN,
    Remark.OPENING: _OPENING,
    Remark.NO_NAME: _NO_NAME,
}
_REMARKS = {remark: re.compile(form) for remark, form in _FORMS.items()}


def remark(text: str) -> Remark | None:
    """What a whole short message says of the talk."""
    words = plain(text)
    if len(words.split()) > LONGEST:
        return None
    return next((kind for kind, form in _REMARKS.items() if form.fullmatch(words)), None)
