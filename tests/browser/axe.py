"""Ask axe-core what on a page keeps people out (WCAG 2.2 A and AA, and its best practices)."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_AXE = Axe()


def violations(page: Page) -> list[str]:
    """What axe finds, one line a rule with the elements meant; empty is good."""
    found: list[dict[str, Any]] = _AXE.run(page).response["violations"]
    return [f"{rule['id']}: {rule['help']} {_places(rule)}" for rule in found]


def _places(rule: dict[str, Any]) -> list[str]:
    return [str(node["target"]) for node in rule["nodes"]]
