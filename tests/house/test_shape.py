"""One subject a file, short, named for the thing, with its first sentence said."""

import ast
import re

from tests.house.source import HALL, ROOMS, Module, modules

LONGEST_FILE = 300  # lines
LONGEST_FUNCTION = 60  # lines; the median is far below
ROLES = {"utils", "helpers", "models", "forms", "common", "misc", "base", "core", "lib"}
SAYS = re.compile(r'"""\s*[^\s"]')  # as nearly all begin; what does not is parsed
OWN = modules(*ROOMS, *HALL, "tests", "benchmarks")


def lengths(module: Module) -> list[tuple[int, str]]:
    """Lines and name of every function of a module."""
    return [
        ((node.end_lineno or node.lineno) - node.lineno + 1, f"{module.name}.{node.name}")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


FUNCTIONS = sorted(found for module in modules(*ROOMS, *HALL) for found in lengths(module))


def test_a_file_fits_one_subject() -> None:
    assert [m.name for m in OWN if len(m.text.splitlines()) > LONGEST_FILE] == []


def test_a_file_says_in_one_line_what_it_is() -> None:
    told = [m for m in OWN if m.text.strip() and not SAYS.match(m.text)]
    assert [m.name for m in told if not (ast.get_docstring(m.tree) or "").strip()] == []


def test_a_file_is_named_for_a_thing_not_for_a_role() -> None:
    assert [m.name for m in OWN if m.name.rpartition(".")[2] in ROLES] == []


def test_functions_can_be_read_at_once() -> None:
    assert [name for length, name in FUNCTIONS if length > LONGEST_FUNCTION] == []


def test_half_of_all_functions_are_eleven_lines_or_less() -> None:
    assert FUNCTIONS[len(FUNCTIONS) // 2][0] <= 11


def test_nothing_real_is_mocked() -> None:
    named = [m for m in modules("tests") if "mock" in m.text]  # few need be parsed
    mocked = [m.name for m in named if any("mock" in name for name in m.imports())]
    assert mocked == []
