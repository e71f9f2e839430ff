"""HTML set as PDF in the typeface of papers, embedded. Fetches nothing else. Needs Pango."""

from typing import Any

from weasyprint import HTML  # raises OSError where there is no Pango
from weasyprint.urls import URLFetcher, URLFetcherResponse

from triage.papers.typeface import FOLDER

STYLES = {"Regular": "", "Bold": "font-weight:bold", "Italic": "font-style:italic"}
STYLES["BoldItalic"] = f"{STYLES['Bold']};{STYLES['Italic']}"
# A machine may have a font of that name cut differently: papers look the same everywhere.
FACES = "\n".join(
    f"@font-face{{font-family:Tinos;src:url('font:{name}');{style}}}"
    for name, style in STYLES.items()
)


class _OnlyFonts(URLFetcher):  # type: ignore[misc]
    """Gives the four fonts of papers and refuses everything else."""

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        scheme, _, name = url.partition(":")
        if scheme != "font" or name not in STYLES:
            raise ValueError(f"a paper fetches nothing: {url}")
        data = (FOLDER / f"Tinos-{name}.ttf").read_bytes()
        return URLFetcherResponse(url, data, {"Content-Type": "font/ttf"})


def laid_out(page: str) -> Any:
    """The pages of an HTML document whose style begins with :data:`FACES`."""
    return HTML(string=page, url_fetcher=_OnlyFonts()).render()
