"""From a proposal to a submitted case by Tab, Space and Enter alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, Visitor
from tests.browser.walking import Walk
from tests.installation import ALICE
from tests.test_main_line import ALIKE, file, proposed
from tests.triage.inspections.office import staffed

pytestmark = pytest.mark.slow
FARTHEST = 150  # stops between two things one wants
# What has the focus, whether it can be seen, and whether anything marks it.
FOCUSED = """() => {
  const e = document.activeElement, box = e.getBoundingClientRect(), looks = getComputedStyle(e);
  const near = e.closest('.govuk-radios__item, .govuk-checkboxes__item');
  const label = near && getComputedStyle(near.querySelector('label'), '::before');
  return {id: e.id, name: e.name || '', text: (e.innerText || '').trim(), body: e === document.body,
    seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight,
    marked: looks.outlineStyle !== 'none' || looks.boxShadow !== 'none' ||
      !!label && (label.outlineStyle !== 'none' || label.boxShadow !== 'none')};
}"""


def tab_to(page: Page, wanted: Callable[[dict[str, str]], bool]) -> None:
    """Press Tab until the focus is where it is wanted, seen and marked at every stop."""
    for _stop in range(FARTHEST):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUSED)
        if here["body"]:
            continue
        assert here["seen"], here
        assert here["marked"], here
        if wanted(here):
            return
    raise AssertionError("no way there by keyboard")


def test_a_proposal_becomes_a_submitted_case_without_a_mouse(desk: Visitor, site: Site) -> None:
    app = staffed(site.app)
    for n, words in enumerate(ALIKE):
        file(app, words, sender=f"người thứ {n}")
    (row,) = proposed(app).values()
    page = Walk(desk.page, site, "keyboard").be(ALICE, f"/noi-bo/de-xuat/{row.id}")
    tab_to(page, lambda here: here["name"] == "act")
    page.keyboard.press("Space")
    for test in ("clear_subject", "specific_evidence", "verifiable"):
        tab_to(page, lambda here, test=test: here["id"] == test)  # type: ignore[misc]
        page.keyboard.press("Space")
    tab_to(page, lambda here: here["text"] == "Ghi quyết định")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page, lambda here: here["text"] == "Tới cuộc kiểm tra")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page, lambda here: here["name"] == "text")
    page.keyboard.insert_text("Nhiều người nói hồ sơ trễ.")
    tab_to(page, lambda here: here["text"].startswith("Trình"))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".govuk-tag").first).to_have_text("Đã trình, chờ phê duyệt")
