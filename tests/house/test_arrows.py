"""Who may import whom: app -> all; triage -> intake; bots -> intake; pure -> pure."""

import ast
import subprocess
import sys
from pathlib import Path

from tests.house.source import HALL, ROOMS, ROOT, imported, modules

# What one room may import of ours, itself included.
ALLOWED = {
    "intake": {"intake", "config"},
    "triage": {"triage", "intake", "config"},
    "bots": {"bots", "intake", "config"},
}
# Libraries a pure file may use: they compute, they touch neither database, net nor clock.
PURE_LIBRARIES = {"numpy", "holidays", "stdnum", "segno", "PIL", "puremagic"}
# The cores of the design: these stay pure whatever their docstring says.
CORES = {
    "intake.fold", "intake.dossier", "intake.workdays", "intake.unitbook",
    "triage.placing", "triage.topics", "triage.stories", "triage.surveillance",
    "triage.policy", "triage.workflow", "bots.dialogue",
}  # fmt: skip
CLOCKS = {"date.today", "datetime.now", "datetime.utcnow", "time.time", "time.monotonic"}
OURS = {*ROOMS, *HALL, "tests", "benchmarks"}
PURE = [module for module in modules(*ROOMS) if module.says_pure]


def top(name: str) -> str:
    return name.partition(".")[0]


def test_a_room_imports_only_rooms_below_it() -> None:
    against = [
        (module.name, name)
        for module in modules(*ROOMS)
        for name in module.imports()
        if top(name) in OURS - ALLOWED[top(module.name)]
    ]
    assert against == []


def test_a_pure_file_imports_only_the_standard_library_numpy_and_pure_files() -> None:
    pure = {module.name for module in PURE}
    libraries = sys.stdlib_module_names | PURE_LIBRARIES
    impure = [
        (module.name, name)
        for module in PURE
        for name in module.imports()
        if name not in pure and top(name) not in libraries
    ]
    assert impure == []


def test_the_cores_say_that_they_are_pure() -> None:
    there = {module.name for module in modules(*ROOMS)}
    assert CORES & there == CORES & {module.name for module in PURE}


def test_a_pure_file_reads_no_clock() -> None:
    asking = [
        (module.name, ast.unparse(node))
        for module in PURE
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node) in CLOCKS
    ]
    assert asking == []


def test_own_modules_are_imported_at_the_top_of_the_file() -> None:
    hidden = [
        (module.name, name)
        for module in modules(*ROOMS, *HALL)
        for function in ast.walk(module.tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        for name in imported(node)
        if top(name) in OURS
    ]
    assert hidden == []


def test_only_the_file_of_bells_knows_the_queue() -> None:
    knowing = {m.name for m in modules(*ROOMS, *HALL) if "rq" in map(top, m.imports())}
    assert knowing == {"intake.work"}


def test_the_import_contracts_of_pyproject_hold() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-cache", "--no-logo"], cwd=ROOT, capture_output=True)
    assert done.returncode == 0, done.stdout.decode()
