"""Vietnamese is what the sentences are written in; English follows each of them."""

import re
import unicodedata
from collections.abc import Iterator

import jinja2
import pytest

from tests.house import messages
from tests.house.source import ROOT, tracked

PLACE = re.compile(r"%\((\w+)\)[sd]")
VIETNAMESE = re.compile("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.I)


NAMES = re.compile("Lắng Nghe|Tiếng Việt")  # the same in every language


def said() -> list[str]:
    return [text for m in messages.gather() if m.id for text in messages.forms(m.id)]


def test_sentences_are_gathered_from_code_and_templates() -> None:
    assert len(said()) > 100


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_sentence_is_translated_and_nothing_else_is(language: str) -> None:
    now = {m.id for m in messages.gather() if m.id}
    kept = {m.id for m in messages.kept(language) if m.id and all(messages.forms(m.string))}
    assert now - kept == set(), "say them in English: make translations, then edit the .po"
    assert kept - now == set(), "nobody says these any more: make translations"


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_a_translation_keeps_the_places_of_its_sentence(language: str) -> None:
    for m in messages.kept(language):
        places = {place for text in messages.forms(m.id) for place in PLACE.findall(text)}
        for text in messages.forms(m.string):
            assert set(PLACE.findall(text)) == places, m.id


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_no_translation_is_a_guess_or_a_leftover(language: str) -> None:
    catalog = messages.kept(language)
    assert [m.id for m in catalog if m.id and m.fuzzy] == []
    assert list(catalog.obsolete) == []


def test_sentences_are_written_in_composed_unicode() -> None:
    assert [text for text in said() if text != unicodedata.normalize("NFC", text)] == []


def untranslated() -> Iterator[tuple[str, str]]:
    """Vietnamese standing in a template outside every expression."""
    for path in tracked():
        if path.suffix == ".html" and "templates" in path.parts:
            for _, kind, text in jinja2.Environment().lex(path.read_text(encoding="utf-8")):
                if kind == "data" and VIETNAMESE.search(NAMES.sub("", text)):
                    yield str(path.relative_to(ROOT)), text.strip()


def test_no_template_speaks_past_the_translator() -> None:
    assert list(untranslated()) == []
