"""One browser in which person after person does what is theirs, every page of it looked at."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Site
from tests.browser.test_every_page import LOOKS, faults_of
from tests.browser.test_path import press
from tests.triage.inspections.office import LEAD, fresh


class Walk:
    """One browser in which person after person does what is theirs."""

    def __init__(self, page: Page, site: Site, name: str) -> None:
        self.page, self.site, self.name = page, site, name
        self.faults: list[str] = []
        self.looked = 0

    def be(self, email: str, path: str) -> Page:
        """Somebody opens a page."""
        self.site.app.config["WTF_CSRF_ENABLED"] = False  # for the sign-in alone
        cookie = fresh(self.site.app, email).get_cookie("ln")
        self.site.app.config["WTF_CSRF_ENABLED"] = True
        assert cookie is not None
        mine = {"name": "ln", "value": cookie.value, "url": self.site.url}
        self.page.context.add_cookies([mine])  # type: ignore[list-item]
        answer = self.page.goto(self.site.url + path)
        assert answer is not None
        assert answer.status == 200, (email, path)
        self.look()
        return self.page

    def look(self) -> None:
        """Is the page as it stands open to all?"""
        self.looked += 1
        self.faults += faults_of(self.page, f"{self.name}-{self.looked:02}", asked=(390,))

    def take(self, email: str, case: str, step: str, **told: Any) -> None:
        """Somebody takes a step of a case with what it asks for."""
        page = self.be(email, case)
        form = page.locator(f"form:has(input[name=step][value={step}])")
        for name, value in told.items():
            fill(form.locator(f"[name={name}]"), value)
        with page.expect_navigation():
            form.locator("button").click()
        expect(page.get_by_role("alert")).to_have_count(0)

    def find(self, email: str, case: str, told: dict[str, str]) -> None:
        """Somebody writes a finding down."""
        page = self.be(email, case)
        page.get_by_text("Ghi một kết quả").click()
        form = page.locator("form:has(#root_cause)")
        for name, value in told.items():
            fill(form.locator(f"[name={name}]"), value)
        press(page, "Ghi kết quả")
        expect(page.get_by_text(told["text"]).first).to_be_visible()

    def stage(self) -> str:
        """Where the case on the page stands."""
        return self.page.locator(".govuk-tag").first.inner_text()


def fill(field: Locator, value: Any) -> None:
    """Give a field of a form what it is to hold, whatever it is."""
    kind = field.first.evaluate("e => e.tagName === 'SELECT' ? 'select' : e.type")
    if kind in ("radio", "checkbox"):
        for one in [value] if isinstance(value, str) else value:
            field.and_(field.page.locator(f"[value='{one}']")).check(force=True)
    elif kind == "select":
        field.select_option(value)
    elif kind == "file":
        field.set_input_files(value)
    else:
        field.fill(value)


def keep_papers(walk: Walk, case: str) -> None:
    """Leave every paper of the case where the pictures are, for whoever wants to look."""
    page = walk.be(LEAD, case)
    links = page.locator("form.ln-paper").evaluate_all(
        "all => all.map(f => f.getAttribute('action'))"
    )
    assert len(links) >= 3
    for link in links:
        answer = page.request.get(f"{walk.site.url}{link.replace('.docx', '.pdf')}")
        assert answer.body()[:5] == b"%PDF-"
        if LOOKS:
            name = f"{walk.name}-{walk.looked}-{link.rpartition('/')[2]}.pdf"
            (Path(LOOKS) / name).write_bytes(answer.body())
