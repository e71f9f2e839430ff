"""The sentences of :mod:`triage.explain`: Vietnamese msgids, to be read aloud. Pure."""


def N_(msgid: str) -> str:  # noqa: N802
    """Mark a msgid for the extractor; the translation happens in ``say``."""
    return msgid


DECIMAL = N_("%(whole)s,%(tenths)s")

HEADLINES = {
    "propose": N_(
        "Nên xem xét kiểm tra đột xuất: phản ánh về cơ quan này nhiều hơn hẳn bình thường."
    ),
    "review": N_("Cần cán bộ xem lại ngay: có phản ánh nghiêm trọng, nêu rõ sự việc."),
    "watch": N_("Cần theo dõi: phản ánh về cơ quan này đang nhiều hơn bình thường."),
    "none": N_("Chưa có gì khác thường: số phản ánh về cơ quan này ở mức thường thấy."),
}

CAUTION = N_(
    "Cảnh báo này chỉ là lý do để xem xét, không phải bằng chứng cơ quan đã làm sai; "
    "quyết định là của người có thẩm quyền."
)

REASONS = {
    "usual_rare": N_("Bình thường, khoảng %(months)s tháng mới có một phản ánh về cơ quan này."),
    "usual": N_("Bình thường, mỗi tháng có khoảng %(usual)s phản ánh về cơ quan này."),
    "came_whole": N_(
        "Trong %(days)s ngày qua có %(seen)s phản ánh được tính, mỗi người gửi chỉ tính một lần; "
        "bình thường chừng ấy ngày chỉ có khoảng %(expected)s."
    ),
    "came_weighted": N_(
        "Trong %(days)s ngày qua, số phản ánh tương đương %(seen)s phản ánh sau khi cân trọng số "
        "(mỗi người gửi chỉ tính một lần; phản ánh nặc danh hoặc gửi dồn được tính nhẹ hơn); "
        "bình thường chừng ấy ngày chỉ có khoảng %(expected)s."
    ),
    "short_whole": N_(
        "Trong %(days)s ngày qua có %(seen)s phản ánh được tính; bình thường khoảng %(expected)s."
    ),
    "short_weighted": N_(
        "Trong %(days)s ngày qua có tương đương %(seen)s phản ánh sau khi cân trọng số; "
        "bình thường khoảng %(expected)s."
    ),
    "since": N_("Phản ánh bắt đầu nhiều lên từ khoảng ngày %(since)s."),
    "chance_often": N_(
        "Nếu chỉ do ngẫu nhiên, mỗi cơ quan cũng gặp mức này khoảng %(n)s lần một năm."
    ),
    "chance_never": N_("Nếu chỉ do ngẫu nhiên, hơn 100 năm một cơ quan mới gặp mức này một lần."),
    "chance_rare": N_(
        "Nếu chỉ do ngẫu nhiên, khoảng %(n)s năm một cơ quan mới gặp mức này một lần."
    ),
    "lower_bound": N_(
        "Tính thận trọng (cận dưới của khoảng tin cậy 95%%), mức này vẫn ít nhất gấp %(times)s lần "
        "bình thường."
    ),
    "senders": N_("Các phản ánh được tính đến từ %(n)s người gửi khác nhau."),
    "topic": N_("Nhiều nhất là chuyện: %(topic)s (%(share)s%% số phản ánh được tính)."),
    "story": N_("%(n)s phản ánh cùng kể một chuyện: “%(story)s”."),
    "serious": N_("Có %(n)s phản ánh thuộc mức nghiêm trọng (S3)."),
}

HOLDS = {
    "few_senders": N_("Số người gửi khác nhau chưa đủ mức tối thiểu để máy đề xuất kiểm tra."),
    "few_specifics": N_("Phần lớn phản ánh chưa nêu rõ ngày giờ, nơi chốn, sự việc."),
    "visited_recently": N_(
        "Cơ quan này vừa được kiểm tra hoặc vừa có quyết định kiểm tra, còn trong thời gian chờ."
    ),
    "small_unit_wait": N_(
        "Các phản ánh dồn vào quá ít ngày, trong khi cơ quan này vốn ít bị phản ánh; "
        "nên chờ thêm vài ngày."
    ),
    "beyond_capacity": N_(
        "Đã hết số cuộc kiểm tra đột xuất của tháng này; những nơi xếp sau chuyển sang theo dõi."
    ),
    "decided_recently": N_(
        "Một đề xuất về cơ quan này vừa bị từ chối; hết thời gian chờ máy mới đề xuất lại."
    ),
}

BURSTS = {
    "copies": N_(
        "%(n)s phản ánh gần như chép một nội dung, gửi trong vòng %(hours)s giờ; đã tính nhẹ đi."
    ),
    "network": N_(
        "%(n)s phản ánh không nêu cụ thể đến từ cùng một mạng trong vòng %(hours)s giờ; "
        "đã tính nhẹ đi."
    ),
    "strangers": N_(
        "%(n)s phản ánh không tên, không nêu cụ thể, cùng nói một chuyện, đến trong vòng "
        "%(hours)s giờ; đã tính nhẹ đi."
    ),
}

WARNINGS = {
    "one_hand": N_("Mới chỉ có một người gửi; cần thêm tiếng nói khác trước khi tin."),
    "few_senders": N_("Mới có %(n)s người gửi khác nhau, còn ít."),
    "anonymous": N_(
        "Tất cả phản ánh được tính đều nặc danh: trước khi quyết định, cán bộ phải ghi nhận đủ ba "
        "điều kiện của khoản 2 Điều 25 Luật Tố cáo."
    ),
    "half_anonymous": N_("Quá nửa số phản ánh được tính là nặc danh."),
    "copied": N_("%(n)s phản ánh chép lại gần nguyên văn một phản ánh đã có, không được tính."),
    "one_story": N_(
        "Phần lớn phản ánh kể cùng một chuyện: có thể nhiều người cùng gặp một việc, cũng có thể "
        "cùng chép một bài."
    ),
    "repeats": N_("%(n)s phản ánh trùng người gửi hoặc trùng hồ sơ, không được tính thêm."),
    "cold_start": N_(
        "Mới có %(days)s ngày số liệu về cơ quan này, nên mức “bình thường” chủ yếu dựa vào giả "
        "định chung và vào các cơ quan khác."
    ),
    "simulator": N_(
        "Tỷ lệ báo động nhầm đang được ước lượng bằng mô phỏng, vì chưa đủ một năm số liệu thật."
    ),
    "shared_rise": N_(
        "Phản ánh về các cơ quan khác cũng đang tăng (gấp khoảng %(times)s lần bình thường); "
        "phần tăng chung đã được trừ ra."
    ),
    "new_channel": N_(
        "Ngày %(day)s có thêm một kênh tiếp nhận mới; phản ánh có thể nhiều lên chỉ vì thế."
    ),
    "outage": N_(
        "Khoảng ngày %(day)s nhiều nơi cùng báo lỗi cổng dịch vụ công; một phần phản ánh có thể do "
        "sự cố ấy chứ không do cơ quan này."
    ),
}
