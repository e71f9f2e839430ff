"""The words of the papers: forms, symbols and legal bases, dated data with their sources. Pure."""

import csv
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from triage.papers.kinds import Paper

SHIPPED = Path(__file__).parents[1] / "data" / "papers"


@dataclass(frozen=True)
class Issuer:
    """Who issues: the body above (empty for none) and the body itself, in capitals."""

    superior: str
    issuing: str


@dataclass(frozen=True)
class FormOfPaper:
    """One kind of paper as its section of ``papers.toml`` has it; the body that leads, its head."""

    issuer: Issuer
    lead: str
    leader: str
    name: str
    abstract: str
    body: tuple[str, ...]
    signers: dict[str, tuple[str, ...]]  # the ways to sign, the usual one first
    recipients: tuple[str, ...]
    to: str = ""
    authority: str = ""
    based: bool = False
    on_proposal: str = ""
    operative: str = ""
    other_signer: str = ""
    dated: bool = True


@dataclass(frozen=True)
class Basis:
    """One legal basis and the kinds of paper it stands in; valid until the day before an end."""

    papers: frozenset[str]
    text: str
    valid_from: date
    valid_to: date | None
    source: str
    past: bool = False


@dataclass(frozen=True)
class Wording:
    """Everything the papers say of themselves; ``past``: of what goes past the team (domain 6.4)."""

    nation: str
    motto: str
    place: str
    forms: dict[Paper, FormOfPaper]
    past: dict[Paper, FormOfPaper]
    symbols: tuple[Basis, ...]
    bases: tuple[Basis, ...]

    def symbol(self, paper: Paper, day: date, *, past: bool = False) -> str:
        """The group of a paper's symbol on ``day``, such as ``/QĐ-UBND-HC``; empty for none.

        Where nobody says what the body that leads calls it there is room to write it.
        """
        ours = (s.text for s in self.symbols if s.past == past and _holds(s, paper, day))
        return next(ours, "/……" if past else "")

    def form(self, paper: Paper, *, past: bool = False) -> FormOfPaper:
        """The form of a paper."""
        return (self.past if past else self.forms)[paper]

    def bases_of(self, paper: Paper, day: date) -> tuple[str, ...]:
        """The legal bases in force on ``day``."""
        return tuple(b.text for b in self.bases if _holds(b, paper, day))


def _holds(basis: Basis, paper: Paper, day: date) -> bool:
    ended = basis.valid_to is not None and day >= basis.valid_to
    return paper in basis.papers and basis.valid_from <= day and not ended


def read_wording(folder: Path = SHIPPED) -> Wording:
    """The wording of a folder with the files of the shipped one.

    Raises ValueError naming the place for a date, a paper or a field that cannot be.
    """
    told = _told(folder)
    forms = _forms(told, told["papers"])
    ours = told if "past" in told else _told(SHIPPED)  # a copy older than what goes past the team
    past = _forms(ours, {k: v | ours["past"].get(k, {}) for k, v in ours["papers"].items()})
    if missing := set(Paper) - set(forms):
        raise ValueError(f"papers.toml: no form of {', '.join(sorted(missing))}")
    symbols, bases = (_dated(folder / name) for name in ("symbols.csv", "bases.csv"))
    return Wording(told["nation"], told["motto"], told["place"], forms, past, symbols, bases)


def _told(folder: Path) -> dict[str, Any]:
    with (folder / "papers.toml").open("rb") as file:
        return tomllib.load(file)


def _forms(told: dict[str, Any], papers: dict[str, dict[str, Any]]) -> dict[Paper, FormOfPaper]:
    issuers = {name: Issuer(**fields) for name, fields in told["issuers"].items()}
    leads = {name: told.get(name, "") for name in ("lead", "leader")}
    return {
        Paper(name): _form(leads | fields, issuers, told["signers"])
        for name, fields in papers.items()
    }


def _form(
    fields: dict[str, Any], issuers: dict[str, Issuer], ways: dict[str, list[str]]
) -> FormOfPaper:
    told: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in fields.items()}
    told["issuer"] = issuers[fields["issuer"]]
    told["signers"] = {name: tuple(ways[name]) for name in fields["signers"]}
    return FormOfPaper(**told)


def _dated(path: Path) -> tuple[Basis, ...]:
    with path.open(encoding="utf-8-sig", newline="") as rows:
        reader = csv.DictReader(rows)
        return tuple(_basis(row, f"{path.name}:{reader.line_num}") for row in reader)


def _basis(row: dict[str, str], where: str) -> Basis:
    try:
        return Basis(
            papers=frozenset(Paper(p) for p in row["papers"].split()),
            text=row["text"],
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            source=row["source"],
            past=row.get("past") == "yes",
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{where}: {error}") from error
