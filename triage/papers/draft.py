"""One paper of one case, ready to be set: its head, its blocks, its foot. Pure.

Law: number, day of signing, signature and seal stay blank; the clerical office issues papers.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from triage.inspections.headings import Found, Scope
from triage.papers.case import CaseView, Issued, body, head
from triage.papers.days import line, unnumbered, unsigned, written
from triage.papers.kinds import Paper
from triage.papers.slots import DOTS, Block, located, reserved, slot
from triage.papers.wording import FormOfPaper, Issuer, Wording

ACT = "công tác cải cách hành chính"


@dataclass(frozen=True)
class Draft:
    """A paper as it will be set. Empty strings stand for parts this kind does not have."""

    paper: Paper
    issuer: Issuer
    nation: str
    motto: str
    number: str
    place_day: str
    name: str
    abstract: str
    to: str
    authority: str
    bases: tuple[str, ...]
    operative: str
    blocks: tuple[Block, ...]
    other_signer: str
    signer: tuple[str, ...]
    recipients: tuple[str, ...]
    attached: tuple[Block, ...] = ()  # on pages of its own, to be taken off before it is sent


def facts(case: CaseView) -> dict[str, str]:
    """What the blanks of ``papers.toml`` are filled with."""
    plan = f"Kế hoạch số ……/KH-UBND ngày …… tháng …… năm {case.year} của Ủy ban nhân dân tỉnh"
    return {
        "unit": line(body(case)),
        "head": line(head(case)),
        "year": str(case.year),
        "manner": "theo kế hoạch" if case.planned else "đột xuất",
        "focus": _focus(case),
        "plan": f"{plan} về kiểm tra {ACT} năm {case.year}",
        "decision": _named("Quyết định", case.decision, f"về việc kiểm tra {ACT}"),
        "conclusion": _named("Thông báo kết luận kiểm tra", case.conclusion, ""),
        "form": "qua hồ sơ, báo cáo trực tuyến" if case.desk else "trực tiếp tại đơn vị",
        "source": line(case.source) or DOTS[:30],
        "visit": _visit(case),
        "places": located(case),
    }


def _visit(case: CaseView) -> str:
    """The day announced; before that, room for it and the earliest it may be."""
    if case.visit or not case.earliest:
        return written(case.visit)
    days, first = case.earliest
    return (
        f"{written(None)} [sớm nhất: {written(first)}, "
        f"đủ {days:02d} ngày làm việc nếu ban hành hôm nay]"
    )


def _focus(case: CaseView) -> str:
    """What is inspected, within a sentence."""
    if not case.scopes:
        return f"việc thực hiện {ACT} theo các nội dung của kế hoạch kiểm tra năm {case.year}"
    told = (line(one).rstrip(".") for one in case.scopes)
    return "các nội dung: " + "; ".join(f"{one[:1].lower()}{one[1:]}" for one in told)


def _named(kind: str, issued: Issued | None, about: str) -> str:
    number = line(issued.number) if issued else "……"
    told = f"{kind} số {number} {written(issued.day if issued else None)}"
    return f"{told} {about}".strip()


def draft(
    paper: Paper,
    case: CaseView,
    wording: Wording,
    day: date,
    scopes: Mapping[Scope, str],
    signs: str = "",
) -> Draft:
    """The paper as of ``day``; ``scopes`` names the headings in Vietnamese.

    ``signs``: one of the form's ways to sign; the usual one where it is none of them.
    """
    if paper is not Paper.CONCLUSION:
        case = _as_found(case)
    form = wording.form(paper, past=case.past)
    known = facts(case) | {"lead": form.lead, "leader": form.leader}
    signer = form.signers.get(signs) or next(iter(form.signers.values()))

    def said(text: str) -> str:
        return text.format_map(known)

    bases = [said(text) for text in wording.bases_of(paper, day)] if form.based else []
    if form.on_proposal:
        bases.append(said(form.on_proposal))
    blocks = [b for one in form.body for b in _blocks(one, case, known, scopes)]
    symbol = wording.symbol(paper, day, past=case.past)
    return Draft(
        paper=paper,
        issuer=form.issuer,
        nation=wording.nation,
        motto=wording.motto,
        number=unnumbered(symbol) if symbol else "",
        place_day=unsigned(wording.place, day.year) if form.dated else "",
        name=form.name,
        abstract=said(form.abstract),
        to=said(form.to),
        authority=_authority(form, signer),
        bases=_ended(bases),
        operative=form.operative,
        blocks=_finished(blocks),
        other_signer=form.other_signer,
        signer=signer,
        recipients=_sent_to([said(one) for one in form.recipients]),
        attached=tuple(reserved(case)) if paper is Paper.CONCLUSION else (),
    )


def _as_found(case: CaseView) -> CaseView:
    """Without what became of it later: minutes and report are of their day."""
    bare = (replace(f, status="", replicated=(), answer="") for f in case.findings)
    return replace(case, findings=tuple(bare))


def _authority(form: FormOfPaper, signer: tuple[str, ...]) -> str:
    """Who decides: the collective where somebody signs for it, else the office it says."""
    collective = form.authority and signer[0].startswith("TM. ")
    return form.issuer.issuing.replace("\n", " ") if collective else form.authority


def _ended(bases: list[str]) -> tuple[str, ...]:
    """Each on its own line, ended by ";", the last by "." (Decree 30/2020, Appendix I)."""
    held = [re.sub(r"(\d{4}) - (?=\d{4})", "\\1\u00a0-\u00a0", b.rstrip(".;")) for b in bases]
    return tuple(f"{b}{'.' if b is held[-1] else ';'}" for b in held)


def _sent_to(recipients: list[str]) -> tuple[str, ...]:
    return tuple(f"- {one}{'.' if one is recipients[-1] else ';'}" for one in recipients)


def _finished(blocks: list[Block]) -> tuple[Block, ...]:
    """The body ends with "./." (the same place)."""
    if not blocks:
        return ()
    last = blocks[-1]
    return (*blocks[:-1], Block(last.kind, f"{last.text.rstrip('. ')}./.", last.lead))


def _blocks(
    one: str, case: CaseView, known: Mapping[str, str], scopes: Mapping[Scope, str]
) -> Iterator[Block]:
    """The blocks of one line of a body, by the marks ``papers.toml`` explains."""
    if one.startswith("?"):
        if not any(f.kind is Found.SHORTCOMING for f in case.findings):
            return
        one = one[1:]
    if one.startswith("@"):
        yield from slot(one[1:], case, scopes)
        return
    text = one.format_map(known)
    if text.startswith("# "):
        yield Block("heading", text[2:])
    elif text.startswith("- "):
        yield Block("item", text[2:])
    elif re.match(r"(?:Điều )?\d+\.\|", text):
        lead, _, rest = text.partition("|")
        yield Block("text", rest, lead)
    else:
        yield Block("text", text)
