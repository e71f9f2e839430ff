"""Pages carry no script or style of their own, and ask nobody but us for anything."""

import re
from pathlib import Path

import pytest

from tests.house.source import ROOT, tracked

TEMPLATES = [p for p in tracked() if p.suffix == ".html" and "templates" in p.parts]
STYLES = [p for p in tracked() if p.suffix in {".css", ".scss"}]
INLINE = {
    "a style attribute": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "a script between tags": re.compile(r"<script\b(?![^>]*\bsrc=)[^>]*>", re.I),
    "a script in an attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.I),
    "a javascript: address": re.compile(r"javascript:", re.I),
    "something fetched from elsewhere": re.compile(
        r"<(?:script|link|img|iframe|source|form)\b[^>]*\b(?:src|href|action)=[\"'](?:https?:)?//",
        re.I,
    ),
}


def offenders(paths: list[Path], pattern: re.Pattern[str]) -> list[str]:
    return [
        str(path.relative_to(ROOT))
        for path in paths
        if pattern.search(path.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("what", INLINE)
def test_no_template_holds(what: str) -> None:
    assert TEMPLATES
    assert offenders(TEMPLATES, INLINE[what]) == []


def test_no_stylesheet_fetches_from_elsewhere() -> None:
    assert STYLES
    assert offenders(STYLES, re.compile(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//")) == []


def test_no_template_switches_escaping_off() -> None:
    assert offenders(TEMPLATES, re.compile(r"[^\"'\s]\s*\|\s*safe\b|autoescape\s+false")) == []


@pytest.mark.parametrize(
    ("what", "html"),
    [
        ("a style attribute", '<p class="x" style="color: red">'),
        ("a style element", "<style>p {}</style>"),
        ("a script between tags", "<script type='module'>go()</script>"),
        ("a script in an attribute", '<button type="button" onclick="go()">'),
        ("something fetched from elsewhere", '<script src="//cdn.example/x.js"></script>'),
    ],
)
def test_the_patterns_see_what_they_look_for(what: str, html: str) -> None:
    assert INLINE[what].search(html)
    assert not INLINE[what].search('<script src="/static/x.js"></script><p class="on">a = b</p>')
