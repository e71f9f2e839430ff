"""What a case gives for the slots of a paper's body. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from triage.inspections.headings import Found, Scope
from triage.papers.case import CaseView, FindingView, body
from triage.papers.days import line, lines, written

DOTS = "………………………………………………………………………………"
ATTACHED = (
    "(Của thành viên Đoàn kiểm tra, kèm theo dự thảo Thông báo kết luận kiểm tra tại {unit}; "
    "không gửi đơn vị được kiểm tra)"
)
TESTED = (
    "Các phản ánh làm căn cứ đều không rõ họ tên người gửi. Ông (bà) {who} đã xem xét và xác nhận "
    "{day}: các phản ánh có đủ điều kiện để kiểm tra theo khoản 2 Điều 25 Luật Tố cáo, gồm nội dung "
    "rõ về người, nơi có hành vi vi phạm; có tài liệu, chứng cứ cụ thể; có cơ sở để thẩm tra, xác minh."
)
FOLLOWED = {
    Found.GOOD_PRACTICE: "Tình trạng nhân rộng",
    Found.PROPOSED_SOLUTION: "Tình trạng",
    Found.AMENDMENT_RECOMMENDATION: "Tình trạng",
}
OUTSIDE = "; ghi nhận thêm, ngoài nội dung của Quyết định"
HEADINGS = {
    Found.GOOD_PRACTICE: "Điển hình tốt cần nhân rộng",
    Found.SHORTCOMING: "Hạn chế, thiếu sót",
    Found.PROPOSED_SOLUTION: "Giải pháp đề xuất",
    Found.AMENDMENT_RECOMMENDATION: "Kiến nghị sửa đổi, bổ sung nhiệm vụ",
}


@dataclass(frozen=True)
class Block:
    """A paragraph: ``heading``, ``item`` of a list, or ``text`` with a ``lead`` in bold."""

    kind: str
    text: str
    lead: str = ""


def slot(name: str, case: CaseView, scopes: Mapping[Scope, str]) -> Iterator[Block]:
    """What the case gives for a slot; dots to fill in by hand where it gives nothing."""
    if name in _SLOTS:
        yield from _SLOTS[name](case, scopes)
        return
    said = "review" if case.desk and name == "minutes" else name  # a desk review has no minutes
    told = lines(case.texts.get(said, "")) or (DOTS,)
    yield from (Block("text", paragraph) for paragraph in told)


def reserved(case: CaseView) -> Iterator[Block]:
    """What members hold against the draft, each in the member's name."""
    if case.opinions:
        yield Block("title", "Ý KIẾN BẢO LƯU")
        yield Block("note", ATTACHED.format(unit=line(body(case))))
    for number, one in enumerate(case.opinions, 1):
        yield Block("heading", f"{number}. Ông (bà) {line(one.name)}, {written(one.day)}")
        yield from (Block("text", paragraph) for paragraph in lines(one.text))


def _team(case: CaseView, _scopes: Mapping[Scope, str]) -> Iterator[Block]:
    parts = ["Trưởng đoàn"] + ["Thành viên"] * len(case.team)
    named = zip(case.team, parts, strict=False)
    yield from _listed([f"Ông (bà) {line(who)}: {part}" for who, part in named] or [DOTS])


def _reasons(case: CaseView, _scopes: Mapping[Scope, str]) -> Iterator[Block]:
    yield from (Block("item", line(reason)) for reason in case.reasons)
    if case.tested:
        who, day = case.tested
        yield Block("text", TESTED.format(who=line(who), day=written(day)))


def _shortcomings(case: CaseView, scopes: Mapping[Scope, str]) -> Iterator[Block]:
    short = [f for f in case.findings if f.kind is Found.SHORTCOMING]
    for number, one in enumerate(short, 1):
        yield from _finding(one, f"{number}.", scopes)


def _covered(case: CaseView, scopes: Mapping[Scope, str]) -> Iterator[Block]:
    """The headings chosen; where nobody chose, all of the plan's."""
    every = [told for scope, told in scopes.items() if scope is not Scope.OTHER]
    return _listed([line(one).rstrip(".") for one in case.scopes] or every)


def _places(case: CaseView, _scopes: Mapping[Scope, str]) -> Iterator[Block]:
    if not case.desk:
        yield Block("text", f"Nơi kiểm tra: {located(case)}.")


def located(case: CaseView) -> str:
    """The places visited, on one line; dots where nobody wrote them down."""
    return "; ".join(map(line, case.places)) or DOTS[:50]


def _inputs(case: CaseView, _scopes: Mapping[Scope, str]) -> Iterator[Block]:
    """The files a desk review rests on."""
    if case.desk:
        yield Block("text", "Báo cáo, tài liệu đã xem xét:")
        yield from _listed([line(one).rstrip(".") for one in case.inputs] or [DOTS])


def _scopes_found(case: CaseView, scopes: Mapping[Scope, str]) -> Iterator[Block]:
    found = dict.fromkeys(f.scope for f in case.findings)
    return _listed([scopes[scope] for scope in found])


def _listed(told: list[str]) -> Iterator[Block]:
    for place, one in enumerate(told, 1):
        yield Block("item", f"{one}{';' if place < len(told) else '.'}")


def _findings(case: CaseView, scopes: Mapping[Scope, str]) -> Iterator[Block]:
    found = case.findings
    if not found:
        yield Block("text", DOTS)
    kinds = [kind for kind in Found if any(f.kind is kind for f in found)]
    for number, kind in enumerate(kinds, 1):
        yield Block("heading", f"{number}. {HEADINGS[kind]}")
        for one in found:
            if one.kind is kind:
                yield from _finding(one, "", scopes)


def _finding(one: FindingView, lead: str, scopes: Mapping[Scope, str]) -> Iterator[Block]:
    said = lines(one.text) or (DOTS,)
    heading = f"{scopes[one.scope]}{OUTSIDE if one.outside else ''}"
    yield Block("text" if lead else "item", f"({heading}) {said[0]}", lead)
    yield from (Block("text", more) for more in said[1:])
    for name, value in (
        ("Nơi có hạn chế", one.place),
        ("Nguyên nhân", one.root_cause),
        ("Biện pháp khắc phục", one.remedy),
        ("Kiến nghị gửi", one.addressed_to),
        (FOLLOWED.get(one.kind, ""), one.status),
        ("Nơi đã nhân rộng", "; ".join(map(line, one.replicated))),
        ("Nội dung trả lời", one.answer),
    ):
        if line(value):
            yield Block("text", f"{name}: {line(value).rstrip('.')}.")
    if one.due:
        yield Block("text", f"Thời hạn khắc phục: {written(one.due)}.")


_SLOTS: dict[str, Callable[[CaseView, Mapping[Scope, str]], Iterator[Block]]] = {
    "team": _team,
    "reasons": _reasons,
    "findings": _findings,
    "seen": _findings,
    "shortcomings": _shortcomings,
    "scopes": _covered,
    "headings": _scopes_found,
    "places": _places,
    "inputs": _inputs,
}
