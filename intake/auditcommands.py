"""`flask audit`, `flask receipt`: what anybody may check for themselves."""

from pathlib import Path

import click
from flask.cli import AppGroup

from intake import auditchain, headfile, proof
from intake.web.here import settings

audit_group = AppGroup("audit", help="The audit trail: sealed as a chain, published, verified.")
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
receipt_group = AppGroup("receipt", help="Proofs of filing.")


@audit_group.command("seal")
def seal() -> None:
    """Give every audit entry its place in the chain."""
    click.echo(f"{auditchain.seal()} audit entries sealed")


@audit_group.command("publish")
@click.option(
    "--to",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Add the line to this file too, and those of days it lacks.",
)
def publish(to: Path | None) -> None:
    """Publish today's head: keep it outside this machine, and no entry can be changed unseen."""
    headfile.keep()
    head = auditchain.heads(1)[0]
    click.echo(f"{head.day} {head.n} {head.hash.hex()}")
    if to is not None:
        headfile.keep(to)


@audit_group.command("verify")
@click.option(
    "--heads",
    type=FILE,
    help="Heads kept elsewhere, as `flask audit publish` prints them.",
)
def verify(heads: Path | None) -> None:
    """Walk the whole chain; exits with 1 and names the first thing wrong.

    The heads in the instance folder's audit-heads.txt are always asked.
    """
    beside = _kept(headfile.beside()) if headfile.beside().exists() else []
    elsewhere = _kept(heads) if heads is not None else []
    for head in auditchain.out_of_order(elsewhere, beside, auditchain.published()):
        click.echo(
            f"the head of {head.day} ({head.n} entries) does not fit the days around it: "
            "a clock was wrong, or it was slipped in"
        )
    fault = auditchain.verify(beside, elsewhere)
    if fault is not None:
        place = f"link {fault.n}, " if fault.n else ""
        raise click.ClickException(f"{place}entry {fault.entry_id}: {fault.what}")
    click.echo(f"{auditchain.head()[0]} audit entries verified")


def _kept(file: Path) -> list[auditchain.Kept]:
    try:
        return auditchain.kept_heads(file.read_text())
    except ValueError as error:
        raise click.ClickException(f"{file}, {error}, as `flask audit publish` does") from error


def _short(file: Path) -> str:
    """The file's text, whatever its bytes are; no proof is as long as this reads."""
    with file.open("rb") as opened:
        return opened.read(20_000).decode("utf-8", "replace")


@receipt_group.command("verify")
@click.argument("file", type=FILE)
@click.option("--key", help="The office's public key, in hex; this installation's if not given.")
@click.option("--text", type=FILE, help="The text it should be about.")
def verify_receipt(file: Path, key: str | None, text: Path | None) -> None:
    """Whether a proof of filing is genuine; needs no database."""
    said = text.read_text(encoding="utf-8", errors="replace") if text else None
    key = key or proof.public_key(settings().key("filing"))
    try:
        filing = proof.verify(_short(file), key, said)
    except proof.ProofError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"genuine: {filing.reference}, received {filing.received_at:%Y-%m-%d %H:%M:%S} UTC")
