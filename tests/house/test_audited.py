"""Every write of the staff, and every reading of a case, leaves an entry in the audit trail."""

import ast
from collections.abc import Iterator

from tests.house.source import ROOMS, Module, modules

TARGETS = {"intake.audit.note", "intake.audit.AuditEntry"}
# Views that write or show nothing of a case: each with its reason.
NOT_NOTED = {
    "triage.console.imports.look_at_list": "shows an uploaded list back before it is taken in",
}
READ = {  # what shows a case, what was said, or a list of them
    "triage.console.pages.proposals",
    "triage.console.deciding.proposal",
    "triage.console.inspections.inspections",
    "triage.console.inspections.inspection",
    "triage.console.matters.unplaced",
    "triage.console.matters.matter",
    "triage.console.clocks.due",
    "triage.console.offices.unit",
    "triage.console.offices.search",
    "triage.console.packs.pack",
    "triage.console.fieldpages.field",
    "triage.console.papers.paper",
    "triage.console.remedypages.remedy",
    "triage.console.seats.seat",
    "triage.console.ended.ended_case",
    "triage.console.ended.ended_proposal",
    "triage.console.trail.trail",
    "triage.console.reveals.reveal",
}


def functions() -> dict[str, tuple[Module, ast.FunctionDef]]:
    """Every function of the rooms, methods by the name of their class."""
    found = {}
    for module in modules(*ROOMS):
        for node in module.tree.body:
            if isinstance(node, ast.FunctionDef):
                found[f"{module.name}.{node.name}"] = (module, node)
    return found


FUNCTIONS = functions()


def imports(module: Module) -> dict[str, str]:
    """What each imported name of a module stands for."""
    names: dict[str, str] = {}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom):
            names |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
    return names


IMPORTS = {module.name: imports(module) for module in modules(*ROOMS)}


def named(module: Module, node: ast.expr) -> str:
    """The full name of a function spoken of in a module."""
    known = IMPORTS[module.name]
    if isinstance(node, ast.Name):
        return known.get(node.id, f"{module.name}.{node.id}")
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{known.get(node.value.id, node.value.id)}.{node.attr}"
    return ""


def spoken_of(name: str) -> Iterator[str]:
    """What a function calls, or hands on to be called."""
    module, function = FUNCTIONS[name]
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            yield named(module, node.func)
            for given in (*node.args, *(k.value for k in node.keywords)):
                yield named(module, given)


def notes(name: str) -> bool:
    """Whether a function, or anything it calls, writes an entry."""
    seen, todo = set[str](), [name]
    while todo:
        here = todo.pop()
        if here in TARGETS:
            return True
        if here in FUNCTIONS and here not in seen:
            seen.add(here)
            todo += spoken_of(here)
    return False


def views(method: str) -> Iterator[str]:
    """The console's views by how they are asked."""
    for name, (module, function) in FUNCTIONS.items():
        if module.name.startswith("triage.console."):
            marks = (m.func for m in function.decorator_list if isinstance(m, ast.Call))
            if any(isinstance(m, ast.Attribute) and m.attr == method for m in marks):
                yield name


def test_every_form_of_the_staff_is_noted() -> None:
    silent = [name for name in views("post") if not notes(name) and name not in NOT_NOTED]
    assert silent == []


def test_every_reading_of_a_case_is_noted() -> None:
    there = set(views("get"))
    assert READ - there == set()
    assert sorted(name for name in READ if not notes(name)) == []


def test_what_is_taken_away_as_a_file_is_noted() -> None:
    files = {n for n in views("get") if n.endswith(("_csv", "_xlsx", "_file", "_photo", "_pdf"))}
    assert [name for name in sorted(files) if not notes(name)] == []
