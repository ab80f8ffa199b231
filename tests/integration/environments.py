# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The environments: a virtual one with the backends per interpreter.

This package is in them by a .pth file that names the checkout, not by
PYTHONPATH: that is a variable which builds can see and pass on to the
programs that they start, and which ``python -E`` and ``-I`` drop.
"""

import csv
import fcntl
import functools
import os
import shutil
import subprocess
import sys
import typing

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

import pytest


CHECKOUT = Path(__file__).resolve().parents[2]
FREE_THREADED = ("python3.14t", "python3.15t")
NAMES = ("python3.11", "python3.12", "python3.13", "python3.14",
         "python3.15", *FREE_THREADED, "pypy3.11")
# what is true of all is true of these; to try all of them takes its time
MOST_DIFFERENT = ("python3.11", "python3.13", "python3.15", "python3.15t",
                  "pypy3.11")
# what it takes to run this package
TOOL = ("gpep517", "installer")
_REQUIREMENTS = (
    *TOOL, "flit_core", "hatch-vcs", "hatchling", "meson-python",
    # it knows abi3t tags from this version on
    "packaging>=26.1",
    "pdm-backend", "poetry-core", "setuptools", "setuptools-scm")
_SCRIPT = """\
#!{python}
import sys
from gpep517_reuse.cli.main import main
if __name__ == "__main__":
    sys.exit(main())
"""


class Environment(typing.NamedTuple):
    """Name a virtual environment, and the interpreter that it is for."""

    name: str
    directory: Path

    @property
    def programs(self) -> Path:
        return self.directory / "bin"

    @property
    def python(self) -> Path:
        return self.programs / "python"

    @property
    def script(self) -> Path:
        """Return this package's console script."""
        return self.programs / "gpep517-reuse"

    @property
    def site_packages(self) -> Path:
        (path,) = self.directory.glob("lib/*/site-packages")
        return path


class Environments:
    """Make the environments as they are asked for, each once."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._found: dict[str, Environment] = {}

    @classmethod
    def of_run(cls, factory: pytest.TempPathFactory) -> typing.Self:
        """Return those of a run of tests, or those that are kept."""
        kept = os.environ.get("GPEP517_REUSE_VENVS")
        directory = factory.getbasetemp()
        if "PYTEST_XDIST_WORKER" in os.environ:
            # that of all workers
            directory = directory.parent
        return cls(Path(kept).resolve() if kept
                   else directory / "environments")

    def __getitem__(self, name: str) -> Environment:
        """Skip the test where the interpreter is missing."""
        if name not in self._found:
            self._found[name] = self._make(name)
        return self._found[name]

    def pick(self, *names: str) -> tuple[Environment, ...]:
        return tuple(self[name] for name in names)

    def all_found(self, *, first: str = "", among: Sequence[str] = NAMES
                  ) -> tuple[Environment, ...]:
        """Return those of some, or else of all, that are there, the named
        one first.

        Those that are not are told by test_pure.
        """
        names = [name for name in NAMES if _find_interpreter(name)]
        if len(names) < 2:
            pytest.skip(f"fewer than two of {', '.join(NAMES)} are on PATH")
        chosen = [name for name in names if name in among]
        return self.pick(*sorted(chosen if len(chosen) > 1 else names,
                                 key=lambda name: name != first))

    def _make(self, name: str) -> Environment:
        found = _find_interpreter(name)
        if found is None:
            message = f"{name} is not on PATH"
            if _is_required(name):
                pytest.fail(message)
            pytest.skip(message)
        made = Environment(name, self._directory / name)
        wanted = "\n".join((*found, str(CHECKOUT), *_list_required()))
        stamp = self._directory / f"{name}.txt"
        self._directory.mkdir(parents=True, exist_ok=True)
        # another process of the same test run may be at it
        with (self._directory / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not stamp.exists() or stamp.read_text() != wanted:
                stamp.unlink(missing_ok=True)
                _create(found.path, made)
                _install(made, _list_required())
                stamp.write_text(wanted)
        return made


def derive(environment: Environment, directory: Path,
           distributions: Collection[str],
           versions: Mapping[str, str] | None = None) -> Environment:
    """Make an environment with a few distributions of another one.

    With their RECORDs, those of other names are left out; some can get
    another version number.
    """
    made = Environment(environment.name, directory)
    _create(str(environment.python), made)
    for name in distributions:
        _copy_distribution(environment, made, name, (versions or {}).get(name))
    return made


class _Interpreter(typing.NamedTuple):
    """Tell where an interpreter is, and which one."""

    path: str
    version: str


@functools.cache
def _find_interpreter(name: str) -> _Interpreter | None:
    """Find an interpreter, None unless it runs.

    The shims of pyenv and asdf are on PATH for each that any user has, and
    links of a virtual environment for the one that it is for.
    """
    path = shutil.which(name)
    if path is None:
        return None
    process = subprocess.run(
        (path, "-c", "import os, sys\n"
         "print(os.path.realpath(sys.executable), ascii(sys.version),"
         " sep='\\n', end='')"),
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        check=False)
    return (None if process.returncode
            else _Interpreter(*process.stdout.splitlines()))


def _is_required(name: str) -> bool:
    """Return True if the caller says that an interpreter is there."""
    return (os.environ.get("GPEP517_REUSE_ALL_INTERPRETERS") == "1"
            and name not in os.environ.get("GPEP517_REUSE_MAY_LACK",
                                           "").split())


def _list_required() -> Iterator[str]:
    yield from _REQUIREMENTS
    if shutil.which("ninja") is None:
        yield "ninja"


def _create(interpreter: str, environment: Environment) -> None:
    subprocess.run(
        (interpreter, "-m", "venv", "--clear", "--without-pip",
         environment.directory), check=True)
    (environment.site_packages / "gpep517-reuse.pth").write_text(
        f"{CHECKOUT}\n")
    environment.script.write_text(
        _SCRIPT.format(python=environment.python))
    environment.script.chmod(0o755)


def _install(environment: Environment, requirements: Iterator[str]) -> None:
    process = subprocess.run(
        (sys.executable, "-m", "pip", "-q", "--python", environment.python,
         "install", "--no-compile", "--no-warn-script-location",
         *requirements),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        check=False)
    if process.returncode:
        pytest.fail(f"pip fails for {environment.name}:\n{process.stdout}")


def _copy_distribution(source: Environment, target: Environment, name: str,
                       version: str | None) -> None:
    (info,) = source.site_packages.glob(
        f"{name.replace('-', '_')}-*.dist-info")
    with (info / "RECORD").open(newline="") as record:
        paths = [row[0] for row in csv.reader(record)]
    for path in paths:
        copy = target.site_packages / path
        # no console scripts
        if not path.startswith("../"):
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source.site_packages / path, copy)
    if version is not None:
        copy = target.site_packages / info.name
        copy.rename(copy.with_name(
            f"{info.name.partition('-')[0]}-{version}.dist-info"))
