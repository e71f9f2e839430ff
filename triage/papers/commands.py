"""`flask papers`: what a clerk may change."""

import shutil
from collections import defaultdict

import click
from flask.cli import AppGroup

from intake.web.here import settings
from triage.papers.kinds import Paper
from triage.papers.rules import TITLE_ROOM, Rules, ruled
from triage.papers.setting import FOLDER
from triage.papers.templates import template
from triage.papers.typeface import broken
from triage.papers.wording import SHIPPED, Wording, read_wording

papers_group = AppGroup("papers", help="The forms of the papers of an inspection.")


@papers_group.command("export")
def export() -> None:
    """Write the Word templates and the wording where changes to them are used."""
    folder = settings().instance / FOLDER
    folder.mkdir(exist_ok=True)
    written, wording = 0, read_wording()
    for paper in Paper:
        path = folder / f"{paper}.docx"
        if not path.exists():
            path.write_bytes(template(_rules(wording, paper)))
            written += 1
    for path in SHIPPED.iterdir():
        if not (folder / path.name).exists():
            shutil.copy(path, folder / path.name)
            written += 1
    click.echo(f"{written} files written to {folder}; files already there were left as they are")


def _rules(wording: Wording, paper: Paper) -> Rules:
    """The lines under the head, for a title of the usual length."""
    form = wording.forms[paper]
    usual = form.abstract.format_map(defaultdict(lambda: "xã Bình Hàng Trung"))
    title = "\n".join(broken(usual, 14, TITLE_ROOM)) if form.name else ""
    return ruled(form.issuer.issuing, wording.motto, title)
