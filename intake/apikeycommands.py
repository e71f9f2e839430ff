"""`flask apikey`: keys for programs that file for others."""

import click
from flask.cli import AppGroup

from intake import apikeys
from intake.apikeys import Scope

apikey_group = AppGroup("apikey", help="Keys of programs that file through the API.")
SCOPES = click.Choice([scope.value for scope in Scope])


@apikey_group.command("create")
@click.argument("name")
@click.option("--scope", "scopes", type=SCOPES, multiple=True, required=True, help="May repeat.")
def create(name: str, scopes: tuple[str, ...]) -> None:
    """Make a key and print it, once. NAME says whose it is."""
    try:
        click.echo(apikeys.create(name, {Scope(scope) for scope in scopes}))
    except apikeys.NameTaken as error:
        raise click.ClickException(f"there is a key {name!r} already: choose another") from error


@apikey_group.command("list")
def listed() -> None:
    """Every key: since when, until when, for what. Never the key itself."""
    for row in apikeys.known():
        until = f"revoked {row.revoked_at:%Y-%m-%d}" if row.revoked_at else "valid"
        click.echo(f"{row.name}\t{row.scopes}\tmade {row.made_at:%Y-%m-%d}\t{until}")


@apikey_group.command("revoke")
@click.argument("name")
def revoke(name: str) -> None:
    """End a key at once; what was filed with it stays."""
    if not apikeys.revoke(name):
        raise click.ClickException(f"no valid key is named {name!r}: see `flask apikey list`")
    click.echo(f"{name} is revoked")
