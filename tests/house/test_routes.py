"""Closed by default: every address is either said to be public here, or asks who is there."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, Rule

from intake.staff import Duty, ensure_staff
from tests.installation import ALICE, BOB, CHARLIE, DANA, PASSWORD

# Everything anybody may open. Whoever adds a line here says so in a review.
PUBLIC = {
    "web.elsewhere", "web.elsewhere_one",
    "web.home", "web.privacy", "web.static", "web.find_unit", "web.overdue",
    "web.report", "web.form", "web.look_over", "web.review", "web.send", "web.receipt",
    "web.find", "web.open_status",
    "web.receipt_proof", "web.proofs", "web.check_proof", "web.published_heads", "web.offline_proof",
    "figures.figures", "figures.as_json", "figures.as_csv",
    "api.Submissions", "api.Units", "api.Services", "api-docs.openapi_json",
    "open311.discovery", "open311.service_list", "open311.definition",
    "open311.requests", "open311.single", "open311.token",
    "security.login", "security.static", "security.wan_signin", "security.wan_signin_response",
    "directory.leave", "directory.arrive", "directory.left",
}  # fmt: skip
# Public too, but only with the secret of one submission, of one talk, of one messenger.
WITH_SECRET = {
    "web.status", "web.say_more", "web.say_verdict", "web.say_later", "web.status_proof",
    "web.own_file", "api.Status",
    "api.Messages", "open311.file",
    "links.look", "links.follow", "given.file",
    "webhooks.telegram", "webhooks.zalo",
}  # fmt: skip
# Forgets who asked, and shows nothing.
HARMLESS = {"security.logout", "web.close_status"}
UNUSED = {"security.two_factor_rescue"}  # 404 for everybody; see factors
LOGIN = "/noi-bo/dang-nhap"
INSPECTIONS = {
    "console.inspections", "console.inspection", "console.step", "console.find", "console.paper",
    "console.task",
    "console.pack", "console.draw_for_pack", "console.field", "console.field_worker",
    "console.field_ready", "console.field_send", "console.field_notes", "console.field_photo",
    "console.plans_start", "console.plan", "console.change_plan", "console.plan_file",
    "console.plan_csv", "console.plan_xlsx",
    "console.opening", "console.open_by_hand", "console.coverage", "console.learning", "console.numbers",
    "console.table_proposals", "console.table_proposals_csv", "console.table_proposals_xlsx",
    "console.table_inspections", "console.table_inspections_csv", "console.table_inspections_xlsx",
}  # fmt: skip


@pytest.fixture
def open_gates(embedded: Flask) -> FlaskClient:
    """A stranger whom no missing form token saves: only guards stand between."""
    embedded.config["WTF_CSRF_ENABLED"] = False
    return embedded.test_client()


def address(rule: Rule) -> str:
    """An address that matches the rule."""
    values: dict[str, int | str] = {}
    for name, converter in rule._converters.items():
        if isinstance(converter, AnyConverter):
            values[name] = min(converter.items)
        else:
            values[name] = 1 if "Integer" in converter.__class__.__name__ else "x"
    built = rule.build(values, append_unknown=False)
    assert built is not None
    return built[1]


def ways(app: Flask, endpoints: set[str] | None = None) -> Iterator[tuple[str, str, str]]:
    """(endpoint, method, address) of every way in, or of some."""
    for rule in app.url_map.iter_rules():
        if endpoints is None or rule.endpoint in endpoints:
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule.endpoint, method, address(rule)


def private(app: Flask) -> set[str]:
    return {r.endpoint for r in app.url_map.iter_rules()} - PUBLIC - WITH_SECRET - HARMLESS - UNUSED


def test_what_is_called_public_exists(embedded: Flask) -> None:
    there = {rule.endpoint for rule in embedded.url_map.iter_rules()}
    assert (PUBLIC | WITH_SECRET | HARMLESS | UNUSED) - there == set()


def test_a_stranger_is_sent_to_the_sign_in_from_every_other_address(
    embedded: Flask, open_gates: FlaskClient
) -> None:
    opened = []
    for endpoint, method, path in ways(embedded, private(embedded)):
        answer = open_gates.open(path, method=method)
        shut = answer.status_code in {401, 403} or LOGIN in answer.headers.get("Location", "")
        if not shut:
            opened.append((endpoint, method, answer.status))
    assert opened == []


def test_without_the_secret_nothing_opens(embedded: Flask, open_gates: FlaskClient) -> None:
    for endpoint, method, path in ways(embedded, WITH_SECRET):
        answer = open_gates.open(path, method=method, follow_redirects=True)
        ended = answer.status_code in {401, 403, 404, 410}
        assert ended or answer.request.path == "/tra-cuu", (endpoint, answer.status)


def test_no_address_breaks_whoever_asks(embedded: Flask, open_gates: FlaskClient) -> None:
    embedded.testing = False
    for endpoint, method, path in ways(embedded):
        assert open_gates.open(path, method=method).status_code < 500, endpoint


@pytest.mark.parametrize(
    ("email", "shut"),
    [
        (ALICE, set[str]()),
        (CHARLIE, {"console.proposals", "console.proposal", "console.decide", *INSPECTIONS}),
        (
            DANA,
            {"console.proposals", "console.proposal", "console.matter", "console.search"}
            | INSPECTIONS,
        ),
    ],
)
def test_a_duty_opens_only_what_it_needs(
    embedded: Flask, open_gates: FlaskClient, email: str, shut: set[str]
) -> None:
    sign_in(open_gates, email)
    ways_in = list(ways(embedded, private(embedded)))
    refused = {e for e, m, path in ways_in if open_gates.open(path, method=m).status_code == 403}
    assert shut <= refused


@pytest.mark.parametrize("duty", list(Duty))
def test_whoever_signs_in_finds_a_first_page(embedded: Flask, duty: Duty) -> None:
    embedded.config["WTF_CSRF_ENABLED"] = False
    with embedded.app_context():
        ensure_staff("moi@kiemtra.example", "Người mới", (duty,), PASSWORD)
    client = embedded.test_client()
    sign_in(client, "moi@kiemtra.example")
    page = client.get("/noi-bo/", follow_redirects=True)
    assert page.status_code == 200


def test_every_answer_carries_the_strict_headers(embedded: Flask, open_gates: FlaskClient) -> None:
    for path in ("/", "/gui", "/api/v1/openapi.json", LOGIN, "/nowhere"):
        headers = open_gates.get(path, follow_redirects=True).headers
        policy = headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy or "default-src 'self'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] in {"no-referrer", "same-origin"}


def test_a_wrong_password_opens_nothing(embedded: Flask, open_gates: FlaskClient) -> None:
    sign_in(open_gates, BOB, "mot-mat-khau-khac")
    assert open_gates.get("/noi-bo/de-xuat").status_code in {302, 303, 401}


def sign_in(client: FlaskClient, email: str, password: str = PASSWORD) -> None:
    client.post(LOGIN, data={"email": email, "password": password})


def test_a_page_of_a_sister_site_posts_nothing_in_a_senders_name(embedded: Flask) -> None:
    """SameSite lets the other names of the domain through; these forms hold no token."""
    browser = embedded.test_client()
    asked = [(e, path) for e, method, path in ways(embedded) if method == "POST"]
    asked = [(e, path) for e, path in asked if e.startswith("web.")]
    assert len(asked) >= 8
    for where in ("same-site", "cross-site"):
        for endpoint, path in asked:
            answer = browser.post(path, headers={"Sec-Fetch-Site": where})
            assert answer.status_code == 403, endpoint
