"""The composition root: the only file that knows everybody."""

import os
import sys
from pathlib import Path
from typing import Any

import click
from flask import Flask, request
from flask_babel import Babel
from flask_migrate import Migrate, upgrade
from flask_security import Security
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

import config
from bots import commands as bots
from bots import notify, places
from bots.ears import AskingReader, Places, Reading, grave_in_english
from bots.phrases import is_english
from intake import (
    aftercare,
    apikeycommands,
    auditchain,
    auditcommands,
    commands,
    headfile,
    identitycommands,
    importcommands,
    importturns,
    keepcommands,
    sittings,
    staffcommands,
    tidying,
    units,
    upkeep,
    work,
)
from intake.api import describing, lists, problems, v1
from intake.clock import today
from intake.db import db
from intake.fold import fold
from intake.open311 import pages as geo
from intake.staff import Duty, datastore, ensure_staff
from intake.submissions import Submission
from intake.web import (
    brooms,
    directorydoor,
    elsewhere,
    factors,
    flasksettings,
    gate,
    guesses,
    offlineproof,
    outage,
    pages,
    passkeys,
    proofs,
    shell,
    status,
)
from intake.web.serving import CONFIG
from triage import commands as triage_commands
from triage import (
    commands_calibrate,
    commands_draw,
    commands_policy,
    jobs,
    sample,
    sweeping,
    talkgist,
)
from triage import matters as matters_table
from triage.console import rooms as console
from triage.discerning import placer
from triage.papers import commands as paper_commands
from triage.placement import Placement, Status
from triage.reports import publicpage

JOBS: dict[str, work.Job] = {
    "place": jobs.place,
    "warm": jobs.warm,
    "assess": jobs.assess,
    "seal": auditchain.seal,
    "notify": notify.send_due,
    "import": importturns.take_turn,
}


class TalkReader:
    """Triage's readers, for a talk whose sender waits for the answer."""

    def read(self, story: str) -> Reading:
        """Where and how grave; asking by words alone whether it is about a dossier."""
        told = places.vietnamese(story)
        found = placer(units.book()).places(told, today())
        about_dossier = AskingReader().read(story).about_dossier
        named = any(one.candidates or one.unit_id for one in found)
        gist = talkgist.gist(story, named or about_dossier or is_english(story))
        where = _where(found[0], told) if len(found) == 1 else Places()
        grave = gist.grave or grave_in_english(story)
        other = _outside_or_several(found)
        outside = len(found) == 1 and found[0].status is Status.OUTSIDE
        elsewhere = not named and talkgist.names_other_province(told, places.our_provinces())
        kind = (gist.praise, gist.idle, gist.idea, elsewhere, outside)
        return Reading(where, other, about_dossier and not gist.idea, grave, *kind)

    def meant(self, words: str) -> str:
        """A short message typed as raw keys, put into letters."""
        return talkgist.typed_out(words)


def _where(one: Placement, story: str) -> Places:
    """The unit, or those to choose from, by the name they were written with."""
    name, unit_ids, sure = talkgist.written(one, story)
    found = places.written(name, unit_ids) if unit_ids else ()
    ended = "district_ended" in one.why and not any(fold(name) in fold(p.label) for p in found)
    parts_of = _whole(name) if ended and len(found) > 1 else ""
    return Places(found, sure and len(found) == 1, parts_of)


def _whole(name: str) -> str:
    """What was written as its own name has it, where there is just one."""
    known = places.find_place(name)
    return known.places[0].label if known.sure else name[:1].upper() + name[1:]


def _outside_or_several(found: tuple[Placement, ...]) -> str:
    """In words, where no one unit of ours can be meant; empty otherwise."""
    if len(found) == 1 and found[0].status is not Status.OUTSIDE:
        return ""
    ids = [one.unit_id or next((c.unit_id for c in one.candidates), None) for one in found]
    return ", ".join(places.named(i).label for i in ids if i is not None)


class PageAwareApi(describing.LazyApi):
    """Errors as JSON below /api/ only; people get pages."""

    def handle_http_exception(self, error: HTTPException) -> Any:
        """One answer for a refused request, in the form the caller reads."""
        if request.path.startswith("/api/"):
            return problems.from_exception(error)
        return shell.error_page(error)


def create_app(settings: config.Settings | None = None) -> Flask:
    """An application for the given settings, or for the environment's."""
    settings = settings or config.load(os.environ)
    app = flasksettings.Application(
        __name__, static_folder=None, template_folder="intake/web/templates"
    )
    app.extensions["settings"] = settings
    app.config.from_mapping(flasksettings.flask_config(settings))
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    db.init_app(app)
    Migrate(app, db, directory=str(config.ROOT / "migrations"), render_as_batch=True)
    Babel(app, locale_selector=shell.locale)
    CSRFProtect(app)
    security = Security(
        app,
        datastore,
        totp_cls=factors.CodesOnce,
        webauthn_util_cls=passkeys.Ceremony,
        wan_signin_response_form=passkeys.Answer,
    )
    security.want_json(lambda _request: False)  # the doors of staff are pages
    _rooms(app)
    work.Bells(app, settings, JOBS)
    return app


ROOMS = (
    status.bp,
    pages.bp,
    proofs.bp,
    offlineproof.bp,
    elsewhere.bp,
    geo.bp,
    publicpage.bp,
    *console.ROOMS,
)


def _rooms(app: Flask) -> None:
    api = PageAwareApi(app)
    api.register_blueprint(lists.bp)
    api.describe(geo.describe)
    for blueprint in ROOMS:
        if blueprint.name not in app.blueprints:
            app.register_blueprint(blueprint)
    app.extensions["not for the public"] = matters_table.not_for_the_public
    for public in (v1.bp, pages.bp, geo.bp):  # no session of staff to ride on; see samesite
        app.extensions["csrf"].exempt(public)
    shell.install(app)
    brooms.install(app)
    sittings.install(app)
    factors.install(app)
    passkeys.install(app)
    directorydoor.install(app)
    gate.install(app)
    guesses.install(app)
    outage.install(app)
    sweeping.install(app)
    tidying.register(app, "senders asked how they fared since", aftercare.ask_due)
    tidying.register(app, "lists half taken in", importturns.unfinished)
    tidying.register(app, "audit entries sealed", auditchain.seal)
    tidying.register(app, "heads of the audit trail published", headfile.keep)
    bots.install(app, reader=TalkReader())
    triage_commands.triage_group.add_command(commands_calibrate.calibrate_command)
    for command in (
        serve,
        commands.units_group,
        staffcommands.staff_group,
        commands.worker,
        commands.hand,
        importcommands.import_command,
        apikeycommands.apikey_group,
        keepcommands.backup,
        keepcommands.restore,
        keepcommands.doctor,
        keepcommands.files_group,
        keepcommands.keys_group,
        keepcommands.retention,
        identitycommands.identity_group,
        auditcommands.audit_group,
        auditcommands.receipt_group,
        triage_commands.triage_group,
        commands_policy.policy_group,
        triage_commands.sweep_command,
        sample.sample_group,
        paper_commands.papers_group,
        commands_draw.draw_group,
    ):
        app.cli.add_command(command)


SIGN_IN = (  # and the body each comes for
    ("an@langnghe.example", "Nguyễn Thị An", (Duty.INSPECTOR, Duty.LEAD, Duty.TRIAGE), "SNV"),
    ("binh@langnghe.example", "Trần Văn Bình", (Duty.INSPECTOR,), "SKHCN"),
    ("dung@langnghe.example", "Phạm Thị Dung", (Duty.APPROVER,), ""),
    ("chi@langnghe.example", "Lê Kim Chi", (Duty.TRIAGE,), ""),
)


def serving() -> Flask:
    """What the server of one machine runs: the application, and its own clock for the sweep."""
    app = create_app()
    app.extensions["bells"].lend_hand()
    upkeep.start(app, triage_commands.sweep_all)
    return app


@click.command("serve")
@click.option("--port", default=8000, show_default=True)
def serve(port: int) -> None:
    """Migrate, load the units, play the sample year when there is nothing yet, and serve."""
    settings: config.Settings = click.get_current_context().obj.load_app().extensions["settings"]
    prepare(settings)
    url = f"http://127.0.0.1:{port}"
    click.echo(f"\nLắng Nghe: {url}   console: {url}/noi-bo/   (Ctrl-C stops)")
    sys.stdout.flush()
    gunicorn = f"-m gunicorn app:serving() --bind 127.0.0.1:{port} --log-level warning"
    command = [sys.executable, *gunicorn.split(), "--workers", "1", CONFIG]
    os.execv(sys.executable, command)


def prepare(settings: config.Settings) -> None:
    """Everything a first run needs; a later run finds it done."""
    upgrade()
    done = commands.load_shipped_units()
    if done.added:
        click.echo(f"units: {done.added} loaded")
    if not settings.database_given:
        _local_accounts(settings.instance)
        if db.session.scalar(select(Submission.id).limit(1)) is None:
            sample.play(settings)
    jobs_left = len(jobs.backlog())
    if jobs_left:
        triage_commands.sweep(progress=True)


def _local_accounts(instance: Path) -> None:
    """Accounts to look around with, for a machine of one's own; printed at every start."""
    kept = instance / "sign-in.txt"
    for email, name, duties, code in SIGN_IN:
        office = units.book().by_code(code, today())
        password = ensure_staff(email, name, duties, home_unit_id=office.id if office else None)
        if password:
            with kept.open("a", encoding="utf-8") as file:
                file.write(f"{email}  {password}  ({name})\n")
            kept.chmod(0o600)
    if kept.exists():
        click.echo("Staff sign-in (this machine only):\n" + kept.read_text(encoding="utf-8"))
