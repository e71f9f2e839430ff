"""The console's words for inspections: stages, steps, sources, headings, refusals."""

from datetime import date

from flask_babel import format_date
from flask_babel import gettext as _

from triage.inspections.grounds import About, Place, PlaceKind
from triage.inspections.headings import Found, Scope
from triage.inspections.life import Form, Source, Stage, Step
from triage.inspections.recusal import Why
from triage.inspections.tasks import TaskAct, TaskState
from triage.papers.kinds import Paper


def stages() -> dict[str, str]:
    """How far an inspection has come."""
    return {
        Stage.ACCEPTED: _("Đã nhận, chờ trình"),
        Stage.SUBMITTED: _("Đã trình, chờ phê duyệt"),
        Stage.APPROVED: _("Đã phê duyệt, chờ quyết định"),
        Stage.DECIDED: _("Đã có quyết định"),
        Stage.TEAM_SET: _("Đã lập đoàn"),
        Stage.NOTICED: _("Đã thông báo lịch"),
        Stage.ON_SITE: _("Đang kiểm tra tại nơi"),
        Stage.DESK_REVIEW: _("Đang xem xét trên hồ sơ"),
        Stage.MINUTES: _("Đã lập biên bản"),
        Stage.REPORTED: _("Đã có báo cáo"),
        Stage.DRAFTED: _("Đã dự thảo kết luận"),
        Stage.EXPLAINED: _("Đơn vị đã giải trình"),
        Stage.CONCLUDED: _("Đã kết luận"),
        Stage.RECTIFYING: _("Đang khắc phục"),
        Stage.FILED: _("Đơn vị đã báo cáo khắc phục"),
        Stage.VERIFIED: _("Đã phúc tra"),
        Stage.CLOSED: _("Đã kết thúc"),
        Stage.PUBLISHED: _("Đã công khai"),
        Stage.CANCELLED: _("Đã hủy"),
        Stage.REFERRED: _("Đã chuyển cơ quan khác"),
        Stage.MERGED: _("Đã gộp vào cuộc khác"),
    }


def steps() -> dict[str, str]:
    """What a person does to an inspection."""
    return {
        Step.OPEN: _("Mở cuộc kiểm tra"),
        Step.SUBMIT: _("Trình phê duyệt"),
        Step.SEND_BACK: _("Trả lại"),
        Step.APPROVE: _("Phê duyệt"),
        Step.DECIDE: _("Ghi quyết định kiểm tra"),
        Step.SET_TEAM: _("Lập đoàn"),
        Step.NOTICE: _("Thông báo lịch cho đơn vị"),
        Step.ARRIVE: _("Đoàn đã đến nơi"),
        Step.REVIEW: _("Bắt đầu xem xét hồ sơ"),
        Step.MINUTES: _("Lập biên bản"),
        Step.REPORT: _("Báo cáo kết quả"),
        Step.DRAFT: _("Dự thảo kết luận"),
        Step.EXPLAIN: _("Ghi giải trình của đơn vị"),
        Step.CONCLUDE: _("Ban hành kết luận"),
        Step.RECTIFY: _("Giao khắc phục"),
        Step.FILE: _("Ghi báo cáo khắc phục"),
        Step.NOT_ENOUGH: _("Yêu cầu khắc phục thêm"),
        Step.VERIFY: _("Xác nhận đã khắc phục"),
        Step.CLOSE: _("Kết thúc"),
        Step.PUBLISH: _("Công khai kết quả"),
        Step.CANCEL: _("Hủy"),
        Step.REFER: _("Chuyển cơ quan có thẩm quyền"),
        Step.MERGE: _("Gộp vào cuộc khác"),
        Step.REOPEN: _("Mở lại, vì cuộc nhận gộp không diễn ra"),
    }


def hints() -> dict[str, str]:
    """What to write at a step that asks for words."""
    return {
        Step.SUBMIT: _("Nhận định của cán bộ: vì sao nên kiểm tra, xem những gì."),
        Step.SEND_BACK: _("Cần bổ sung điều gì?"),
        Step.REVIEW: _(
            "Xem xét trên báo cáo nào của đơn vị (số, ngày) và kết quả theo dõi, đánh giá nào?"
        ),
        Step.MINUTES: _("Ai có mặt, đã xem gì, ý kiến đơn vị; nếu đơn vị không ký thì ghi rõ."),
        Step.REPORT: _("Tóm tắt kết quả kiểm tra."),
        Step.EXPLAIN: _(
            "Nội dung giải trình bằng văn bản; nếu đơn vị không giải trình thì ghi rõ."
        ),
        Step.FILE: _("Đơn vị báo cáo đã làm gì, có tài liệu nào kèm theo."),
        Step.NOT_ENOUGH: _("Còn thiếu điều gì?"),
        Step.VERIFY: _("Đã kiểm tra lại bằng cách nào, thấy gì."),
        Step.PUBLISH: _(
            "Công khai ở đâu? Lời này được gửi tới mọi người gửi đứng sau cuộc kiểm tra."
        ),
        Step.CANCEL: _("Vì sao không kiểm tra nữa?"),
        Step.REFER: _("Chuyển cho cơ quan nào, vì sao."),
        Step.MERGE: _("Vì sao gộp? Cuộc này dừng hẳn; bằng chứng và người gửi đi theo cuộc kia."),
    }


def sources() -> dict[str, str]:
    """Why this place."""
    return {
        Source.CITIZENS: _("Theo phản ánh của người dân"),
        Source.BUSINESSES: _("Theo phản ánh của doanh nghiệp"),
        Source.NEED: _("Theo yêu cầu thực tế"),
        Source.DRAW: _("Chọn ngẫu nhiên"),
        Source.PLAN: _("Theo kế hoạch năm"),
    }


def abouts() -> dict[str, str]:
    """What a file of a case is."""
    return {
        About.UNIT_REPORT: _("Báo cáo của đơn vị"),
        About.MONITORING: _("Kết quả theo dõi, đánh giá"),
        About.EXPLANATION: _("Kèm giải trình của đơn vị"),
        About.REMEDIED: _("Kèm báo cáo khắc phục"),
    }


def place(one: Place) -> str:
    """A place visited, by its name."""
    return _("Bộ phận Một cửa") if one.kind is PlaceKind.ONE_STOP else one.name


def forms() -> dict[str, str]:
    """The two forms of an inspection."""
    return {
        Form.ON_SITE: _("Trực tiếp tại nơi"),
        Form.ONLINE: _("Trực tuyến (xem xét báo cáo, hồ sơ)"),
    }


def kinds() -> dict[str, str]:
    """The four kinds of finding."""
    return {
        Found.SHORTCOMING: _("Khuyết điểm, hạn chế"),
        Found.GOOD_PRACTICE: _("Cách làm hay, nên nhân rộng"),
        Found.PROPOSED_SOLUTION: _("Giải pháp tháo gỡ khó khăn"),
        Found.AMENDMENT_RECOMMENDATION: _("Kiến nghị sửa đổi, bổ sung nhiệm vụ"),
    }


def scopes() -> dict[str, str]:
    """The headings of an inspection."""
    return {
        Scope.PROCEDURES_ONE_STOP: _("Giải quyết thủ tục hành chính, một cửa"),
        Scope.DIGITAL_GOVERNMENT: _("Chính quyền số"),
        Scope.ASSIGNED_TASKS: _("Nhiệm vụ giao trong kế hoạch cải cách hành chính"),
        Scope.DIRECTIVES: _("Thực hiện chỉ đạo của UBND tỉnh"),
        Scope.ORGANISATION: _("Tổ chức và hoạt động của cơ quan chuyên môn"),
        Scope.RECRUITMENT_USE: _("Tuyển dụng, sử dụng cán bộ, công chức, viên chức"),
        Scope.STAFF_QUOTA: _("Sử dụng và quản lý biên chế"),
        Scope.JOB_POSITIONS: _("Bố trí công chức theo vị trí việc làm"),
        Scope.STAFF_QUALITY: _("Chất lượng đội ngũ"),
        Scope.AUTONOMY: _("Tự chủ, tự chịu trách nhiệm"),
        Scope.OTHER: _("Nội dung khác"),
    }


def covered(scope: Scope, told: str) -> str:
    """A heading as a decision names it: the open one in the words written there."""
    name = scopes()[scope]
    return f"{name}: {told.strip()}" if scope is Scope.OTHER and told.strip() else name


def refused(why: str, day: date | None = None) -> str:
    """Why, in words, with the day that stands against it; nothing for nothing."""
    return refusals(format_date(day, "d/M/yyyy") if day else "").get(why, "")


def refusals(earliest: str = "") -> dict[str, str]:
    """Why a step or a finding was refused, and what to do; ``earliest``: the day it could be."""
    return {
        "order": _("Bước này không làm được ở giai đoạn hiện nay. Xin tải lại trang."),
        "duty": _("Tài khoản của anh chị không có nhiệm vụ làm bước này."),
        "not_team": _(
            "Việc của Đoàn do người trong Đoàn ghi; anh chị không có tên trong Đoàn của cuộc này."
        ),
        "kind": _("Kiểm tra đột xuất không thông báo trước cho đơn vị."),
        "form_other": _("Quyết định ghi hình thức kiểm tra khác."),
        "notice_first": _("Kiểm tra theo kế hoạch phải thông báo lịch trước khi đến."),
        "four_eyes": _("Bước này phải do người khác làm, không phải người đã làm bước trước."),
        "recused": _("Anh chị không tham gia được vì liên quan đến đơn vị này."),
        "team_recused": _(
            "Trong đoàn có người phải tránh đơn vị này: làm việc ở đó hay ở cấp trên của nó, "
            "mới rời đi, hoặc có người thân lãnh đạo. Xin lập lại đoàn."
        ),
        "agency": _(
            "Trong đoàn có người chưa thuộc cơ quan nào của Đoàn. "
            "Xin người quản trị ghi đơn vị công tác của họ."
        ),
        "lead_agency": _("Trưởng đoàn phải là người của cơ quan chủ trì."),
        "text": _("Xin viết vài lời."),
        "number": _("Xin ghi số văn bản."),
        "day": _("Xin ghi ngày văn bản, không sau hôm nay."),
        "form": _("Xin chọn hình thức kiểm tra."),
        "scopes": _("Xin chọn ít nhất một nội dung kiểm tra."),
        "other_scope": _("Đã chọn nội dung khác: xin ghi rõ là nội dung gì."),
        "team": _("Đoàn cần ít nhất hai người, trong đó có trưởng đoàn."),
        "findings": _("Xin ghi ít nhất một kết quả trước khi dự thảo kết luận."),
        "shortcomings": _("Không có khuyết điểm nào phải khắc phục: có thể kết thúc luôn."),
        "tasks_verified": _(
            "Còn khuyết điểm chưa được người khác xác nhận đã khắc phục; xin xem từng khuyết điểm."
        ),
        "overtaken": _("Đã có người làm bước này trước. Xin xem lại."),
        "remedied": _("Còn khuyết điểm chưa được xác nhận đã khắc phục."),
        "kind_of_finding": _("Xin chọn loại kết quả."),
        "scope": _("Xin chọn nội dung kiểm tra."),
        "place": _("Xin ghi rõ nơi có khuyết điểm."),
        "root_cause": _("Xin ghi nguyên nhân."),
        "remedy": _("Xin ghi biện pháp khắc phục."),
        "due": _("Xin ghi hạn khắc phục, sau hôm nay."),
        "addressed_to": _("Xin ghi kiến nghị gửi cơ quan nào."),
        "unit": _("Xin chọn một đơn vị trong danh sách."),
        "no_unit": _("Không thấy đơn vị nào đang hoạt động có tên này. Xin gõ lại tên đơn vị."),
        "into": _("Xin chọn một cuộc kiểm tra khác mà đoàn chưa lên đường."),
        "too_soon": _(
            "Đơn vị này mới được kiểm tra, chưa đến lúc kiểm tra lại và không có việc nghiêm trọng mới."
        ),
        "under_way": _("Đơn vị này đang có một cuộc kiểm tra."),
        "draw": _("Xin ghi dãy khởi đầu và số đơn vị cần chọn, từ 1 đến 50."),
    } | _of_beginning(earliest)


def _of_beginning(earliest: str) -> dict[str, str]:
    return {
        "notice_before": _(
            "Thông báo không thể có ngày trước quyết định kiểm tra, ngày %(earliest)s.",
            earliest=earliest,
        ),
        "visit": _("Xin ghi ngày đoàn bắt đầu làm việc."),
        "visit_early": _(
            "Ngày bắt đầu quá gần ngày thông báo: phải để đơn vị đủ ngày làm việc chuẩn bị, "
            "sớm nhất là ngày %(earliest)s.",
            earliest=earliest,
        ),
        "too_early": _(
            "Chưa đến ngày đã báo cho đơn vị: sớm nhất là ngày %(earliest)s.",
            earliest=earliest,
        ),
        "places": _("Xin ghi đoàn kiểm tra tại đâu: Bộ phận Một cửa, hoặc phòng nào."),
        "inputs": _(
            "Xem xét trên hồ sơ phải có hồ sơ: xin đính kèm báo cáo của đơn vị "
            "hoặc kết quả theo dõi trước khi báo cáo."
        ),
        "file": _("Xin chọn tệp cần đính kèm."),
    }


def away() -> dict[str, str]:
    """Why a person keeps away from a unit."""
    return {
        Why.HOME: _("làm việc ở đơn vị này, cấp trên hoặc đơn vị trực thuộc"),
        Why.WORKED: _("mới làm việc ở đơn vị này hoặc cấp trên của nó"),
        Why.RELATIVE: _("đã khai có người thân lãnh đạo đơn vị"),
        Why.PAST_THE_TEAM: _("việc của chính Đoàn, chỉ người được Chủ tịch ủy quyền xem"),
    }


def papers() -> dict[str, str]:
    """The papers of an inspection."""
    return {
        Paper.PROPOSAL: _("Tờ trình"),
        Paper.DECISION: _("Quyết định kiểm tra"),
        Paper.NOTICE: _("Thông báo lịch kiểm tra"),
        Paper.INTRODUCTION: _("Giấy giới thiệu"),
        Paper.MINUTES: _("Biên bản kiểm tra"),
        Paper.REPORT: _("Báo cáo kết quả kiểm tra"),
        Paper.CONCLUSION: _("Thông báo kết luận kiểm tra"),
        Paper.RECTIFICATION: _("Công văn yêu cầu khắc phục"),
        Paper.REPLY: _("Phiếu trả lời người gửi"),
    }


def task_states() -> dict[str, str]:
    """How far a task of rectification is."""
    return {
        TaskState.OPEN: _("Chưa báo cáo khắc phục"),
        TaskState.REPORTED: _("Đã báo cáo, chờ xác minh"),
        TaskState.SENT_BACK: _("Bị trả lại, cần làm thêm"),
        TaskState.VERIFIED: _("Đã xác minh khắc phục"),
    }


def task_acts() -> dict[str, str]:
    """What was done to a task."""
    return {
        TaskAct.REPORTED: _("Báo cáo khắc phục"),
        TaskAct.SENT_BACK: _("Trả lại"),
        TaskAct.VERIFIED: _("Xác minh đã khắc phục"),
    }


def chosen() -> dict[str, str]:
    """How the place of an inspection came up: see :data:`triage.inspections.results.CHOSEN`."""
    return {
        "proposed": _("Đột xuất, theo phản ánh"),
        "practical need": _("Đột xuất, theo yêu cầu thực tế"),
        "random draw": _("Đột xuất, chọn ngẫu nhiên"),
        "planned": _("Theo kế hoạch năm"),
    }
