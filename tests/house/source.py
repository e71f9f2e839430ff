"""The project's own files, as the tests that read the system see them."""

import ast
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("intake", "triage", "bots")
HALL = ("app", "commands", "config")  # the modules that stand beside the rooms


@dataclass(frozen=True)
class Module:
    """One Python file: its dotted name, its text, its tree."""

    path: Path
    name: str

    @cached_property
    def text(self) -> str:
        """As written."""
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """As parsed."""
        return ast.parse(self.text, str(self.path))

    @property
    def says_pure(self) -> bool:
        """Whether its docstring takes the law of pure files upon itself."""
        return re.search(r"\bPure\b", ast.get_docstring(self.tree) or "") is not None

    def imports(self) -> Iterator[str]:
        """Every module it imports, in functions and for type checkers too."""
        for node in ast.walk(self.tree):
            yield from imported(node)


def imported(node: ast.AST) -> list[str]:
    """The modules an import statement names; ``from intake import fold`` gives ``intake.fold``."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    assert node.level == 0, "imports are absolute here"
    module = node.module or ""
    return [_module_or_name(module, alias.name) for alias in node.names]


def _module_or_name(module: str, name: str) -> str:
    inner = ROOT.joinpath(*module.split("."), name)
    return f"{module}.{name}" if inner.is_dir() or inner.with_suffix(".py").exists() else module


@cache
def modules(*tops: str) -> tuple[Module, ...]:
    """Every module below the given folders, or the top-level files of those names."""
    folders = [ROOT / top for top in tops if (ROOT / top).is_dir()]
    files = [ROOT / f"{top}.py" for top in tops if (ROOT / f"{top}.py").exists()]
    paths = [path for folder in folders for path in sorted(folder.rglob("*.py"))]
    return tuple(Module(path, _dotted(path)) for path in [*paths, *files])


def _dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def tracked() -> tuple[Path, ...]:
    """Every file the project keeps, new ones not yet committed included."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return tuple(path for path in paths if path.is_file())
