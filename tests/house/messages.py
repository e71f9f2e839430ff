"""Gather the sentences people read, and keep each language's file of translations in step.

``python -m tests.house.messages`` rewrites ``intake/translations/<language>/LC_MESSAGES/messages.po``:
what was said differently loses its translation, what is no longer said goes, the rest stays.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "intake" / "translations"
LANGUAGES = ("en",)  # beside Vietnamese, the language the sentences are written in
SPEAKERS = ("intake", "triage", "bots")
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "_l": None,
    "N_": None,
    "say": None,  # what pure files are handed instead of a translator
    "gettext": None,
    "ngettext": (1, 2),
}
METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2")]
OPTIONS = {"**.html": {"silent": "false"}, "**.txt": {"silent": "false"}}


def gather() -> Catalog:
    """Every sentence marked for translation in code and templates."""
    catalog = Catalog(project="lang-nghe", charset="utf-8")
    for message, comments, context in _found():
        catalog.add(message, auto_comments=comments, context=context)
    return catalog


def _found() -> Iterator[tuple[str | tuple[str, ...], list[str], str | None]]:
    for room in SPEAKERS:
        walk = extract_from_dir(ROOT / room, METHODS, OPTIONS, KEYWORDS, ("translators:",))
        yield from ((message, comments, context) for _, _, message, comments, context in walk)
    for hall in sorted(ROOT.glob("*.py")):
        for _, message, comments, context in extract_from_file("python", hall, KEYWORDS):
            yield message, comments, context


def kept(language: str) -> Catalog:
    """The translations of a language as its file has them; empty where there is none yet."""
    path = po_file(language)
    if not path.exists():
        return Catalog(locale=language, project="lang-nghe", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def po_file(language: str) -> Path:
    """Where a language's translations are kept."""
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


def bring_up_to_date(language: str) -> int:
    """Rewrite a language's file after the code; returns how many sentences it still lacks."""
    catalog = kept(language)
    catalog.update(gather(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    path = po_file(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, width=100, no_location=True, sort_output=True)
    return sum(not all(forms(message.string) or [""]) for message in catalog if message.id)


def forms(string: str | Sequence[str] | None) -> tuple[str, ...]:
    """A message's singular and plural, or its one form, or none."""
    return (string,) if isinstance(string, str) else tuple(string or ())


if __name__ == "__main__":
    for name in LANGUAGES:
        print(f"{name}: {bring_up_to_date(name)} sentences without a translation")
