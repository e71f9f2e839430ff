"""What staff begin an answer with: dated places elsewhere, templates and their blanks. Pure."""

import csv
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
BLANK = re.compile(r"\[\[(.*?)\]\]", re.S)


@dataclass(frozen=True)
class Elsewhere:
    """A place a matter may belong to instead: who, where, how; ``form`` names a petition."""

    code: str
    form: str
    name: str
    where: str
    how: str
    source: str


@lru_cache(maxsize=2)
def templates(path: Path = DATA / "answer_templates.toml") -> Mapping[str, Mapping[str, str]]:
    """Each template's text by code and language."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _petitions() -> Mapping[str, Any]:
    return tomllib.loads((DATA / "petitions.toml").read_text(encoding="utf-8"))


def petition(form: str) -> dict[str, Any]:
    """A petition to print: head, day, title, lines; empty for a place that needs none."""
    kept = _petitions()
    return {"head": kept["head"], "day": kept["day"]} | kept[form] if form else {}


def begun(code: str, lang: str, facts: Mapping[str, str]) -> str:
    """A template with what is known filled in; empty for a code there is none of."""
    found = templates().get(code)
    return found[lang if lang in found else "vi"].format_map(facts) if found else ""


def blanks(words: str) -> list[str]:
    """What the person who answers has still to write."""
    return [one.strip() for one in BLANK.findall(words)]


def places(lang: str, day: date) -> dict[str, Elsewhere]:
    """The places in force on a day, in a language, by code."""
    tongue = "en" if lang == "en" else "vi"
    return {
        row["code"]: Elsewhere(
            row["code"],
            row["form"],
            row[f"name_{tongue}"],
            row[f"where_{tongue}"],
            row[f"how_{tongue}"],
            row["source"],
        )
        for row in _rows()
        if row["valid_from"] <= str(day) and (not row["valid_to"] or str(day) <= row["valid_to"])
    }


@lru_cache(maxsize=1)
def _rows() -> list[dict[str, str]]:
    with (DATA / "elsewhere.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
