"""A draft set as a Word file or a PDF. Reads templates; no database."""

from dataclasses import asdict
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import Environment, FileSystemLoader

from triage.papers.draft import Draft
from triage.papers.templates import template

FOLDER = "papers"  # of the installation: what a clerk changed goes before what is shipped


class CannotPrint(RuntimeError):
    """This machine has no Pango, which sets the PDF; the Word file is made all the same."""


def as_docx(draft: Draft, own: Path | None = None) -> bytes:
    """The paper as a Word file, by the clerk's own template where there is one."""
    changed = own / f"{draft.paper}.docx" if own else None
    kept = changed.read_bytes() if changed and changed.exists() else _shipped()
    document = DocxTemplate(BytesIO(kept))
    document.render(_context(draft), autoescape=True)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def as_pdf(draft: Draft) -> bytes:
    """The same by the same measures, as a PDF. Raises :class:`CannotPrint`."""
    made: bytes = laid_out(draft).write_pdf()
    return made


def laid_out(draft: Draft) -> Any:
    """The pages as WeasyPrint lays them out. Raises :class:`CannotPrint`."""
    try:
        from weasyprint import HTML
    except OSError as error:
        raise CannotPrint from error
    page = _pages().get_template("paper.html").render(**_context(draft))
    return HTML(string=page, url_fetcher=_nothing).render()


def _nothing(url: str) -> Any:
    raise ValueError(f"a paper fetches nothing: {url}")


@lru_cache(maxsize=1)
def _shipped() -> bytes:
    return template()


@lru_cache(maxsize=1)
def _pages() -> Environment:
    return Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True)


def _context(draft: Draft) -> dict[str, Any]:
    told = asdict(draft)
    return told | told.pop("issuer")
