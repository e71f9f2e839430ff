"""Invented sentences of three stories, and entries made of texts. They allege nothing of anybody.

synthetic: yes
"""

from triage.stories import Entry

BRIDGE = (
    "Cầu ván bắc qua kênh mục nát, sụp mấy tấm rồi",
    "cay cau go trong ap hu nang, xe may khong dam qua",
    "Lan can cầu gãy, tụi nhỏ đi học rất nguy hiểm",
    "Đề nghị sửa cầu vì trụ cầu nghiêng sắp sập",
)
LATE = (
    "Hồ sơ sang tên đất của tôi quá hẹn hai tháng chưa trả",
    "lam so do hen 30 ngay ma ba thang chua xong",
    "Giấy chứng nhận quyền sử dụng đất trễ hẹn không một lời xin lỗi",
)
NOISE = (
    "Hàng xóm hát karaoke loa kéo tới nửa đêm",
    "quan nhau mo nhac am i ca dem khong ai ngu duoc",
    "Tiếng ồn loa kẹo kéo suốt ngày, con nít không học bài được",
)
DAY = 86_400.0


def entries(*texts: str, unit: int = 1, first: int = 0) -> list[Entry]:
    """A text a day about a unit, with ids from ``first``."""
    return [Entry(first + i, unit, text, i * DAY) for i, text in enumerate(texts)]
