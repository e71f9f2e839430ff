"""HTML set as PDF in the typeface of papers, embedded. Fetches nothing else. Needs Pango."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from triage.papers.typeface import FOLDER

STYLE = Path(__file__).parent / "report.css"  # of what is no paper of an inspection
STYLES = {
    "Regular": "",
    "Bold": "font-weight:bold",
    "Italic": "font-style:italic",
    "BoldItalic": "font-weight:bold;font-style:italic",
}
# A machine may have a font of that name cut differently: papers look the same everywhere.
FACES = "\n".join(
    f"@font-face{{font-family:Tinos;src:url('font:{name}');{style}}}"
    for name, style in STYLES.items()
)


class CannotPrint(RuntimeError):
    """This machine has no Pango, which sets the PDF."""


def styled(page: str, css: Path) -> str:
    """An HTML document with a style of ours and the typeface in its head."""
    style = f"<style>{FACES}\n{css.read_text(encoding='utf-8')}</style>"
    return page.replace("</head>", f"{style}</head>", 1)


def laid_out(page: str) -> Any:
    """The pages of an HTML document that has the typeface in its style.

    Raises :class:`CannotPrint`.
    """
    try:
        from weasyprint import HTML
    except OSError as error:
        raise CannotPrint from error
    return HTML(string=page, url_fetcher=_only_fonts()).render()


@lru_cache(maxsize=1)
def _only_fonts() -> Any:
    """What gives the four fonts of papers and refuses everything else."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OnlyFonts(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
            scheme, _, name = url.partition(":")
            if scheme != "font" or name not in STYLES:
                raise ValueError(f"a paper fetches nothing: {url}")
            data = (FOLDER / f"Tinos-{name}.ttf").read_bytes()
            return URLFetcherResponse(url, data, {"Content-Type": "font/ttf"})

    return OnlyFonts()
