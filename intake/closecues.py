"""What stands beside a name told in passing, and which words in capitals are none. Pure.

Words typed with their marks or all without; lists are in ``data/own_name_words.csv``.
"""

import re

from intake.fold import fold
from intake.ownnames import LIKELY_MIDDLE, listed

_CAPITAL = (
    "A-ZĐÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"  # no range says so
)
RUN = re.compile(
    rf"(?<![\w\[])[{_CAPITAL}][^\W\d_]*(?:(?: thị| văn)? [{_CAPITAL}][^\W\d_]*){{0,4}}(?![\w@])"
)


def _or(words: str) -> str:
    """One of these words, typed with its marks or all without."""
    listed = words.split("|")
    return "(?:" + "|".join(dict.fromkeys(listed + [fold(word) for word in listed])) + ")"


_SELF = _or("tôi|tui|em|mình|cháu|mik|mk|e")
_TITLE = _or(r"ông|bà|anh|chị|cô|chú|bác|dì|dượng|thím|cậu|mợ|em|a|c|e|[mM]r\.?|[mM]r?s\.?")
_TITLED = rf"(?:{_TITLE} )?"
_CHILD = _or("bé|cháu|nhóc|con bé|bé trai|bé gái")
_KIN = _or(
    "chồng|vợ|mẹ|má|ba|cha|bố|tía|ông|bà|chị|anh|em|con|cháu|cô|chú|dì|bác|cậu|cha mẹ|vợ chồng"
)
_WHICH = _or("gái|trai|nội|ngoại|ruột|rể|dâu|út|đầu|lớn|thứ hai|nhỏ")
_CLOSE = _or("bạn|hàng xóm|người quen|đồng nghiệp|chủ nhà|người nhà|bạn học|bạn gái|bạn trai")
_PARTY = (
    rf"(?:{_or('bên|người')} "
    rf"{_or('bán|mua|nhận|cho thuê|thuê|tặng|chuyển nhượng|vay|bị hại|làm chứng|thừa kế')}"
    rf"|{_or('nhân chứng|làm chứng có|làm chứng là|chứng kiến có|có mặt')})"
)
_ASKED = _or("gọi|gặp|liên hệ|lh|alo|nhắn|kb|tìm|hỏi|gửi")
_LEADS = rf"(?:{_or('cho|vô|vào|với|qua|tới|đến')} )?"
_SIGN = r"[ :,.\-\"'“(]{0,3}"


def _ends(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(patterns)}){_SIGN}$")


_ENGLISH = (
    r"(?:i am|i['’]?m|we are|this is|my (?:wife|husband|son|daughter|mother|father|friend)(?: is)?)"
)
SELF_IS = _ends(rf"{_SELF} {_or('là')}(?: {_TITLE})?")
LABELLED = _ends(
    rf"{_or('hồ sơ|hs|đơn|giấy hẹn|biên nhận')} {_or('tên')}",
    rf"{_or('người')} {_or('phản ánh|nộp|gửi|làm đơn|kiến nghị|viết|trình bày|khai')}"
    rf"(?: ?: ?(?:{_TITLE})?| {_TITLE})",
    rf"{_or('tên')} {_SELF} ?:",
    rf"{_or('vợ|chồng|mẹ|má|cha|tía|bố|ba|con|chị|anh|em|ông|bà')}(?: {_WHICH})? {_SELF},? ?\(?{_TITLE}",
    rf"{_CLOSE}(?: {_or('của')})?(?: {_SELF})?(?: {_or('nó')})? {_or('tên|là|tên là')}",
    rf"{_or('nó|bé|cháu|vợ|chồng|mẹ|má|con')} {_or('tên|tên là')}",
)  # fmt: skip
THAT_ONE_IS = _ends(rf"{_or('nó|bé')} {_or('là')}")
KIN_IS = _ends(
    rf"{_or('vợ|chồng|mẹ|má|cha|tía|bố|con trai|con gái')} {_or('là')}(?: {_TITLE})?",
    rf"{_or('tên')} {_KIN}(?: {_WHICH})?(?: {_SELF})?(?: [^\W\d_]{{2,6}}){{0,3}} {_or('là')}",
    rf"{_PARTY}(?: {_or('là|gồm')})?[ :]{{0,2}}{_TITLED}", rf"{_or('thay mặt|thay')} {_KIN} {_TITLED}",
    rf"{_KIN}(?: {_WHICH}){{0,2}} {_or('của')} {_SELF}", rf"{_KIN} {_WHICH}(?: {_SELF})?",
    rf"{_or('vợ|chồng|mẹ|má|cha|tía|bố|con|chị|anh|ông|bà')} {_or('tôi|tui|mình')}", _ENGLISH,
)  # fmt: skip
SEEN = re.compile(_PARTY)
CHILD_OF = _ends(_CHILD)
SELF_ALONE = _ends(_or("tôi|tui|mình"))
SELF_HERE = _ends(_or("tôi|tui|em|mình|cháu"))
HERE = re.compile(r" (?:ne|nek|day|day a|nha)(?![a-z])")
TRADE = _ends(_or("hộ kinh doanh|hkd|chủ hộ|chủ cơ sở|cửa hàng của"))
TITLE_ONLY = _ends(_TITLE, _or("cái bà|cái ông|thằng|con"))
CALLED = _ends(
    rf"{_ASKED} {_LEADS}{_TITLED}", rf"{_or('tên')}(?: {_or('là')})?",
    rf"{_or('kế toán|kế toán trưởng|người liên hệ|đại diện|quản lý|phụ trách')} {_or('là')} {_TITLED}",
)  # fmt: skip
OF_A_FIRM = re.compile(
    r"\0[ ,;]{1,3}(?:giam doc|ke toan(?: truong)?|dai dien|chu(?: so huu)?)[ :]{1,3}$"
)
BY_SOMEBODY = _ends(rf"{_or('do|nhờ')} {_TITLED}")
AFTER_NUMBER = re.compile(
    rf"\0{{7}} {{0,2}}(?:\(|[,\-–]? ?{_or('gặp|tên|gọi|của')} |[\-–] ){_TITLED}$"
)
TRIGGERS = listed("before_name")

BESIDE = re.compile(
    r"[ ,:(\-]{1,3}(?:(?:qua|theo|o|tai) )?"
    r"(?:(?:so|sdt|dt|dien thoai|zalo|so dt|so ban)[ :]{0,2})?\0"
)
IDENTIFIED = re.compile(r"[ ,:(\-]{1,3}(?:so )?(?:cccd|cmnd|cmt|can cuoc)[ :so]{0,5}\0")
FOR_CALLS = re.compile(r" lien he(?: qua)?(?: so| sdt| dt)?[ :]{0,2}\0")
FAVOUR = re.compile(
    r" (?:nop|lam|viet|di|ky|gui|khai|nhan|lay)(?: [a-z]{1,6}){0,2} (?:gium|dum|thay|ho|giup)(?![a-z])"
)
SPEAKS = re.compile(
    r" (?:keu|bieu|ke|noi|bao|cho hay|nho) (?:toi|tui|em|minh|rang|la|lai)(?![a-z])"
)
SAW = re.compile(
    r"(?: (?:cung|deu|co))? (?:lam chung|chung kien|biet ro|nghe (?:thay|het|ro)|nhin thay"
    r"|thay (?:het|ro|tan mat))(?![a-z])"
)
CLOSED = re.compile(r" ?[.,;:!?)\n(]| ?$| [\-–] ")
GOES_ON = re.compile(
    r" ?[.,;:!?)\n]| ?$| (?:nha|nhe|ne|nghe|nghen|a|day|o|dung|ben|ban|lam|sinh|hoc|xin|co|muon|dang"
    r"|da|goi|nop|di|bi|k|ko|va|sdt|dt|so|moi|con|hom|hoi|tu|duoi|chu)(?![a-z])"
)
SAYS_WHAT = listed("says_what")  # after "tôi là", with a capital, and no name
SAYS_WHAT |= frozenset(map(fold, SAYS_WHAT))
NO_NAME = re.compile(
    r"(?:zalo|viber|facebook|fb|tel|sdt|dt|hotline|vn|[a-z]*bank|bidv|acb|momo|vcb|shb|vib|mb|cmnd|cccd|cmt"
    r"|stk|mst|so|bhyt|bhxh|e?mail|vnd|usd)$"
)
OFFICE = re.compile(
    r"(?<![a-z])(?:can bo|cong chuc|vien chuc|nhan vien|dia chinh|tu phap|ho tich|cong an|chu tich"
    r"|bi thu|(?:truong|pho) (?:ap|khom|thon|phong|tram|cong an|ban|doan)|giam doc|lanh dao|mot cua"
    r"|bac si|y si|y ta|dieu duong|hieu truong|hieu pho|giao vien|thay giao|co giao|tiep dan|bao ve"
    r"|cong chung|kiem lam|thue|quay|to truong|doi truong|(?:lam|ben|tren|o) (?:xa|phuong|huyen|so"
    r"|uy ban|ubnd)|lam ben|ubnd|uy ban|thanh nien|phu nu|xa doi|quan su|chuyen vien)(?![a-z])"
)
PLACED = re.compile(r"(?<![a-z])(?:cau|cho|kenh|rach|quan|tiem|duong|hem|nga|dinh|chua|mieu) $")
BORN = re.compile(
    r"(?: ?[,(])? (?:sinh nam|sn|nam nay|cccd|cmnd|khong biet chu|[0-9]{2} tuoi|ngu tai"
    r"|thuong tru)(?![a-z])"
)
IN_NAME_OF = re.compile(r"(?:mang|dung|ghi|lay) ten(?: la)? $")
AND = re.compile(
    rf"(?:,?(?P<and> {_or('và|với|cùng|and')})|(?P<of>,? con(?: {_or('của')})?)|,)"
    rf" (?P<title>{_TITLE} )?(?=[{_CAPITAL}])"
)
RANKS = listed("rank")
OFFICES = listed("body")
FOLDED_OFFICES = frozenset(map(fold, OFFICES)) - {"phong", "dien", "khoa", "vien", "phuong"}
MIDDLES = LIKELY_MIDDLE | {"van", "thi"}
NAMESAKES = frozenset(map(fold, listed("namesake")))
GIVEN = listed("given")
FOLDED_GIVEN = frozenset(map(fold, GIVEN)) - {"phuong", "thuy", "hai"}
TITLED_OR_NAMED = _ends(_TITLE, _or("tên"))
