"""A draft set as a Word file or a PDF. Reads templates; no database."""

from dataclasses import asdict
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import Environment, FileSystemLoader

from triage.papers import printing
from triage.papers.draft import Draft
from triage.papers.rules import TITLE_ROOM, Rules, ruled
from triage.papers.templates import attach, template
from triage.papers.typeface import broken

FOLDER = "papers"  # of the installation: what a clerk changed goes before what is shipped


def as_docx(draft: Draft, own: Path | None = None) -> bytes:
    """The paper as a Word file, by the clerk's own template where there is one."""
    changed = own / f"{draft.paper}.docx" if own else None
    told = _context(draft)
    ours = changed.read_bytes() if changed and changed.exists() else template(_rules(told))
    document = DocxTemplate(BytesIO(ours))
    document.render(told, autoescape=True)
    _hold_foot(document.docx)
    attach(document.docx, [(b.kind, b.text) for b in draft.attached])
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def as_pdf(draft: Draft) -> bytes:
    """The same by the same measures, as a PDF. Raises :class:`printing.CannotPrint`."""
    made: bytes = laid_out(draft).write_pdf()
    return made


def laid_out(draft: Draft) -> Any:
    """The pages as WeasyPrint lays them out. Raises :class:`printing.CannotPrint`."""
    told = _context(draft)
    page = _pages().get_template("paper.html")
    return printing.laid_out(page.render(told, rules=_rules(told), faces=printing.FACES))


@lru_cache(maxsize=1)
def _pages() -> Environment:
    return Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True)


def _context(draft: Draft) -> dict[str, Any]:
    told = asdict(draft)
    told |= told.pop("issuer")
    if draft.name and draft.abstract:
        told["abstract"] = "\n".join(broken(draft.abstract, 14, TITLE_ROOM))
    return told


def _rules(told: dict[str, Any]) -> Rules:
    return ruled(told["issuing"], told["motto"], told["abstract"] if told["name"] else "")


def _hold_foot(document: Any) -> None:
    """The last words stay on the page of the signature: no signature stands on a page alone."""
    if not document.tables:
        return
    above = document.tables[-1]._tbl.getprevious()
    for paragraph in document.paragraphs:
        if paragraph._p is above or (paragraph._p.getnext() is above):
            paragraph.paragraph_format.keep_with_next = True
