"""Build the virtual environment from a lock file. Standard library only; parses on any Python 3.

``python3 .ci/environment.py requirements.txt`` makes ``.venv`` when it is missing, then installs
what the lock names, hashes checked, and nothing else: a lock is whole, so no dependency is looked up
(the pip that comes with Python 3.11 would take the newest release of ``coverage[toml]``, wanted by
pytest-cov, over the locked ``coverage``, and then refuse it for having no hash). ``pip check`` says
afterwards whether the lock was indeed whole. Old Pythons get a sentence instead of a syntax error,
which is why this file uses none of the newer syntax.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
FLOOR = (3, 11)


def fail(sentence: str) -> None:
    """End with one readable sentence and a non-zero status."""
    sys.exit("\n  " + sentence + "\n")


def check_version() -> None:
    """Refuse a Python the locks were not made for."""
    if sys.version_info < FLOOR:
        fail(
            "Python %d.%d or newer is needed, this is %s (%s). Try: make PYTHON=python3.12 ..."
            % (FLOOR + (sys.version.split()[0], sys.executable))
        )


def make_venv() -> Path:
    """The environment's interpreter, made when it is not there or no longer starts."""
    python = VENV / "bin" / "python"
    if python.exists() and subprocess.run([str(python), "-c", "import pip"]).returncode == 0:
        return python
    print("Making .venv with Python " + sys.version.split()[0], flush=True)
    if subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)]).returncode:
        fail(
            "Python's venv module did not work. On Debian and Ubuntu: apt-get install python3-venv"
        )
    return python


def locked(lock: Path) -> int:
    """How many packages a lock names; a few may not be for this machine."""
    return sum("==" in line and line[0].isalnum() for line in lock.read_text().splitlines())


def install_with_pip(python: Path, lock: Path) -> int:
    """Run pip, showing one counting line instead of its three screens; all of it when it fails."""
    command = [str(python), "-m", "pip", "install", "--no-input", "--progress-bar", "off"]
    command += ["--disable-pip-version-check", "--require-hashes", "--no-deps"]
    command += ["-r", str(lock)]
    pip = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert pip.stdout is not None
    total, seen, said = locked(lock), 0, []
    for line in pip.stdout:
        said.append(line)
        if line.startswith(("Collecting ", "Processing ", "Requirement already")):
            seen += 1
            show("%d of about %d packages" % (seen, total), last=False, tick=seen)
        elif line.startswith("Installing"):
            show("%d packages here, unpacking them" % seen, last=True)
    if pip.wait():
        sys.stdout.write("".join(said[-40:]))
    return pip.returncode


def show(text: str, last: bool, tick: int = 0) -> None:
    """A line that overwrites itself on a terminal, and comes every 25 packages elsewhere."""
    if sys.stdout.isatty():
        print("\r  " + text.ljust(50), end="\n" if last else "", flush=True)
    elif last or tick % 25 == 0:
        print("  " + text, flush=True)


def install(python: Path, lock: Path) -> None:
    """Install with uv when the machine has it (some 10 times quicker), with pip otherwise."""
    print("Installing " + lock.name, flush=True)
    uv = shutil.which("uv")
    if uv:
        command = [uv, "pip", "install", "--python", str(python), "--require-hashes"]
        command += ["--no-deps"]
        status = subprocess.run([*command, "-r", str(lock)]).returncode
    else:
        status = install_with_pip(python, lock)
    if status or subprocess.run([str(python), "-m", "pip", "-q", "check"]).returncode:
        fail("Installing %s failed; what the installer said is above." % lock.name)


if __name__ == "__main__":
    check_version()
    install(make_venv(), ROOT / sys.argv[1])
