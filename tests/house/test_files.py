"""What the repository holds: locked dependencies, true commands, nothing of anybody's desk."""

import re
import tomllib
from collections.abc import Iterator

import pytest

from tests.house.source import ROOT, tracked

LOCKS = ("requirements.txt", "requirements-dev.txt")
# Put together here, so that this file does not hold what it looks for.
DESK = [
    "/" + "work/", "/" + "tmp/", "/" + "root/", "/" + "home/",
    "pypi" + ".org", "python" + "hosted.org", "registry." + "npmjs", "deb." + "debian",
]  # fmt: skip
PROSE = {".md", ".py", ".toml", ".html", ".csv", ".jsonl", ".txt", ".yml", ".cfg", ".po", ".sh"}


def entries(lock: str) -> Iterator[tuple[str, str]]:
    """Each requirement of a lock file as (name, all its text)."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    for block in re.split(r"\n(?=[A-Za-z0-9])", text):
        yield re.split(r"[=\[ ;]", block, maxsplit=1)[0].lower(), block


@pytest.mark.parametrize("lock", LOCKS)
def test_every_dependency_is_pinned_with_its_hashes(lock: str) -> None:
    for name, block in entries(lock):
        assert re.match(r"\S+==\S+", block), name
        assert "--hash=sha256:" in block, name


def test_the_lock_serves_pythons_before_3_11_3() -> None:
    """Redis needs async-timeout there, and Debian 12 brings 3.11.2."""
    assert dict(entries("requirements.txt"))["async-timeout"].startswith("async-timeout==")


def test_every_dependency_asked_for_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = {"requirements.txt": project["project"]["dependencies"]}
    asked["requirements-dev.txt"] = [
        *asked["requirements.txt"],
        *project["dependency-groups"]["dev"],
    ]
    for lock, wishes in asked.items():
        locked = {name for name, _ in entries(lock)}
        assert {re.split(r"[\[=<>~ ]", wish)[0].lower() for wish in wishes} <= locked


def test_both_locks_name_the_same_versions() -> None:
    run, develop = ({block.split()[0] for _, block in entries(lock)} for lock in LOCKS)
    assert run <= develop


def test_no_file_speaks_of_the_desk_it_was_written_at() -> None:
    prose = [p for p in tracked() if p.suffix in PROSE or p.name in {"Makefile", "run"}]
    said = [
        (str(path.relative_to(ROOT)), word)
        for path in prose
        for word in DESK
        if word in path.read_text(encoding="utf-8")
    ]
    assert said == []
