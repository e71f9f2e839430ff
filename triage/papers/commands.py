"""`flask papers`: what a clerk may change."""

import shutil

import click
from flask.cli import AppGroup

from intake.web.here import settings
from triage.papers.kinds import Paper
from triage.papers.setting import FOLDER
from triage.papers.templates import template
from triage.papers.wording import SHIPPED

papers_group = AppGroup("papers", help="The forms of the papers of an inspection.")


@papers_group.command("export")
def export() -> None:
    """Write the Word templates and the wording where changes to them are used."""
    folder = settings().instance / FOLDER
    folder.mkdir(exist_ok=True)
    written = 0
    for paper in Paper:
        path = folder / f"{paper}.docx"
        if not path.exists():
            path.write_bytes(template())
            written += 1
    for path in SHIPPED.iterdir():
        if not (folder / path.name).exists():
            shutil.copy(path, folder / path.name)
            written += 1
    click.echo(f"{written} files written to {folder}; files already there were left as they are")
