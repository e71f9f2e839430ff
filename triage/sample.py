"""The sample year: invented complaints played through the real door, marked as such, removable.

It alleges nothing about a real office and never loads where DATABASE_URL is set.
"""

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy import delete, select
from tqdm import tqdm

from config import Settings, WorkMode
from intake import samples, units, work
from intake.aftercare import Aftercare
from intake.clock import HERE, calendar, today
from intake.db import db
from intake.fold import fold
from intake.handling import HandlingStep
from intake.receive import Door, receive
from intake.submissions import Attachment, Channel, Message, SealedIdentity, Submission
from intake.unitbook import Kind, UnitRecord
from intake.unitforms import label
from intake.workdays import Calendar
from triage import commands
from triage.inspections.cases import (
    Finding,
    Inspection,
    InspectionMove,
    Joined,
    TaskStep,
    TeamMember,
)
from triage.inspections.fieldwork import DossierDraw, FieldNote
from triage.inspections.followups import FollowUp, ReservedOpinion
from triage.matters import Judgement, Matter
from triage.proposals import Evidence, Proposal, ProposalMove

_DATA = Path(__file__).parent / "data" / "sample_year.toml"
DAYS = 365
SEED = 2022
sample_group = AppGroup("sample", help="The invented sample year.")


@dataclass(frozen=True)
class Said:
    """One invented submission: when, in which words, by whom."""

    at: datetime
    words: dict[str, Any]
    channel: Channel


def play(settings: Settings) -> None:
    """Play the year through `receive`, then triage it; refuses a database that was given."""
    if settings.database_given:
        raise click.ClickException("The sample year never loads where DATABASE_URL is set.")
    bells, mode = work.bells(), work.bells().mode
    bells.mode = WorkMode.SILENT  # a thousand bells would each assess the province
    try:
        said = sorted(year(today()), key=lambda s: s.at)
        for one in tqdm(said, "sample year", unit=" submissions", mininterval=commands.PACE):
            door = Door(channel=one.channel, settings=settings, at=one.at, sample=True)
            receive(one.words, door)
        commands.sweep(progress=True)
    finally:
        bells.mode = mode


def year(last: date) -> Iterator[Said]:
    """The invented year that ends on ``last``: what is usual everywhere, and a few stories."""
    told = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    chance = random.Random(SEED)
    yield from _usual(told, last, chance)
    for story in told["story"]:
        yield from _story(story, last, chance)


def _usual(told: dict[str, Any], last: date, chance: random.Random) -> Iterator[Said]:
    rate = told["per_unit_month"] * 12 / DAYS
    known = calendar()
    busy = {back: _busy(known, last - timedelta(days=back)) for back in range(DAYS, 0, -1)}
    for unit in _offices(last):
        eager = chance.gammavariate(2.0, 0.5)  # some offices are simply larger
        for back, share in busy.items():
            if chance.random() < rate * eager * share:
                pool = told["praise"] if chance.random() < 0.08 else told["usual"]
                text = _filled(chance.choice(pool), unit, told, chance)
                yield _said(_dressed(text, told, chance), last, back, told, chance)
    for back in range(DAYS, 0, -1):
        if chance.random() < 0.12:
            text = _filled(chance.choice(told["nowhere"]), None, told, chance)
            yield _said(_dressed(text, told, chance), last, back, told, chance)


def _offices(day: date) -> list[UnitRecord]:
    kinds = (Kind.COMMUNE, Kind.DEPARTMENT, Kind.DISTRICT)
    return [u for u in units.book().within_reach(day) if u.kind in kinds and u.valid_on(day)]


def _busy(known: Calendar, day: date) -> float:
    """A working day against a day off, as people write."""
    return 1.25 if known.is_working(day) else 0.4


def _story(story: dict[str, Any], last: date, chance: random.Random) -> Iterator[Said]:
    told = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    unit = chance.choice([u for u in _offices(last) if u.kind == story["kind"]])
    share = story.get("business", 0.1)
    number = story.get("copies", len(story["texts"]))
    for i in range(number):
        said = story["texts"][i % len(story["texts"])]
        text = _filled(said, unit, told, chance)
        if said.startswith("{unit}"):
            text = text[:1].upper() + text[1:]
        back = chance.randint(story["end_days_ago"], story["start_days_ago"])
        who = i % story["senders"]
        one = _said(text, last, back, told | {"share_business": share}, chance)
        sender = f"{story['title']} {who}"
        yield replace(one, words=one.words | {"sender": sender})


def _filled(text: str, unit: UnitRecord | None, told: dict[str, Any], chance: random.Random) -> str:
    name = label(units.book(), unit) if unit else ""
    return text.format(
        unit=name[:1].lower() + name[1:] if unit and unit.kind != Kind.DEPARTMENT else name,
        proc=chance.choice(told["procedures"]),
        days=chance.randint(4, 40),
        n=chance.randint(2, 6),
        hour=chance.choice((8, 9, 10)),
        weekday=chance.choice(("thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu")),
    )


def _dressed(text: str, told: dict[str, Any], chance: random.Random) -> str:
    whole = f"{chance.choice(told['openings'])}{text}.{chance.choice(told['closings'])}"
    whole = whole[:1].upper() + whole[1:]
    return fold(whole) if chance.random() < told["share_nodia"] else whole


def _said(text: str, last: date, back: int, told: dict[str, Any], chance: random.Random) -> Said:
    day = last - timedelta(days=back)
    at = datetime.combine(day, time(chance.randint(6, 21), chance.randint(0, 59)), HERE)
    channels = told["channels"]
    words: dict[str, Any] = {
        "text": text,
        "submitter_type": "business" if chance.random() < told["share_business"] else "citizen",
        "sender": f"invented {chance.getrandbits(64)}",
        "identity_level": "anonymous",
    }
    if chance.random() > told["share_anonymous"]:
        words |= {
            "identity_level": "contactable_pseudonym",
            "contact": f"nguoi{chance.getrandbits(40)}@mau.example",
        }
        del words["sender"]
    return Said(at, words, Channel(chance.choices(list(channels), list(channels.values()))[0]))


@sample_group.command("remove")
def remove_command() -> None:
    """Remove every invented submission and all that rests on it."""
    click.echo(f"{remove()} invented submissions removed")


def remove() -> int:
    """Delete the sample year: proposals on it first, then matters, then what was said.

    A calibration measured on invented matters then counts no more; see triage.adopted.
    """
    said = select(Submission.id).where(Submission.sample)
    matters = select(Matter.id).where(Matter.submission_id.in_(said))
    proposals = select(Proposal.id).where(Proposal.sample)
    cases = select(Inspection.id).where(Inspection.sample)
    findings = select(Finding.id).where(Finding.inspection_id.in_(cases))
    for table, column, among in (
        (TaskStep, TaskStep.finding_id, findings),
        (FollowUp, FollowUp.finding_id, findings),
        (ReservedOpinion, ReservedOpinion.inspection_id, cases),
        (Finding, Finding.inspection_id, cases),
        (FieldNote, FieldNote.inspection_id, cases),
        (DossierDraw, DossierDraw.inspection_id, cases),
        (TeamMember, TeamMember.inspection_id, cases),
        (Joined, Joined.inspection_id, cases),
        (Joined, Joined.proposal_id, proposals),
        (InspectionMove, InspectionMove.inspection_id, cases),
        (Inspection, Inspection.id, cases),
        (Evidence, Evidence.proposal_id, proposals),
        (ProposalMove, ProposalMove.proposal_id, proposals),
        (Proposal, Proposal.id, proposals),
        (Judgement, Judgement.matter_id, matters),
        (Matter, Matter.submission_id, said),
        (Aftercare, Aftercare.submission_id, said),
        (HandlingStep, HandlingStep.submission_id, said),
        (Message, Message.submission_id, said),
        (Attachment, Attachment.submission_id, said),
        (SealedIdentity, SealedIdentity.submission_id, said),
    ):
        db.session.execute(delete(table).where(column.in_(among)))
    gone = db.session.execute(delete(Submission).where(Submission.sample))
    db.session.commit()
    samples.changed()
    return int(gone.rowcount)  # type: ignore[attr-defined]
