# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Build a project with every interpreter found, as a package manager does.

One copy of the sources, one reuse directory, one interpreter after the
other, each in a virtual environment with the project's own build
requirements.  Prints who built, who reused, and why.
"""

import argparse
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import typing
import venv


# annotations are in quotes, for an older Python to come to the check below
HERE = pathlib.Path(__file__).resolve().parent.parent
NAMES = ("python3.11", "python3.12", "python3.13", "python3.14",
         "python3.15", "pypy3.11")
ALL_NAMES = (*NAMES, "python3.14t", "python3.15t")
TOOLS = ("gpep517", "installer", "packaging")
# time, logger and level come before the message
MESSAGE = re.compile(
    r"^\S+ \S+ gpep517_reuse\S* [A-Z]+ (?P<message>.*)$", re.MULTILINE)


class Interpreter(typing.NamedTuple):
    """Name an interpreter, and where it is."""

    name: str
    path: pathlib.Path


class Outcome(typing.NamedTuple):
    """Tell what came of one call."""

    name: str
    status: int
    seconds: float
    messages: "tuple[str, ...]"
    log: str

    @property
    def is_reused(self) -> bool:
        """Tell whether an earlier wheel was handed out."""
        return self.messages[-1:] != () and (
            self.messages[-1].startswith("Reusing "))


def find_interpreters(names: typing.Sequence[str] = NAMES
                      ) -> "list[Interpreter]":
    """Find interpreters on PATH that really are what their names say."""
    found = []
    for name in names:
        for directory in os.environ["PATH"].split(os.pathsep):
            path = pathlib.Path(directory, name)
            # a version manager's shim may stand there for nothing
            if path.is_file() and runs(path, "import zlib, venv"):
                found.append(Interpreter(name, path))
                break
    return found


def runs(python: pathlib.Path, code: str) -> bool:
    """Tell whether an interpreter runs some code."""
    return subprocess.run(
        (python, "-c", code), stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, check=False).returncode == 0


def make_installer(directory: pathlib.Path) -> pathlib.Path:
    """Make an environment with a pip that knows the newest interpreters."""
    venv.create(directory, with_pip=True)
    python = directory / "bin" / "python"
    subprocess.run((python, "-m", "pip", "install", "-q", "-U", "pip"),
                   check=True)
    return python


def make_environment(interpreter: Interpreter, directory: pathlib.Path,
                     pip: pathlib.Path, requirements: typing.Sequence[str]
                     ) -> pathlib.Path:
    """Make a virtual environment; return its interpreter.

    Our own package is not installed, but found where it is: nothing is
    built before the build that is to be shown.
    """
    subprocess.run((interpreter.path, "-m", "venv", "--without-pip",
                    directory), check=True)
    python = directory / "bin" / "python"
    subprocess.run((pip, "-m", "pip", "--python", python, "install", "-q",
                    *TOOLS, *requirements), check=True)
    (site,) = directory.glob("lib/*/site-packages")
    (site / "gpep517-reuse.pth").write_text(f"{HERE}\n")
    return python


def read_requirements(source: pathlib.Path) -> "list[str]":
    """Read what a project needs to be built."""
    import tomllib

    try:
        with (source / "pyproject.toml").open("rb") as file:
            table = tomllib.load(file).get("build-system", {})
    except FileNotFoundError:
        table = {}
    requirements: list[str] = table.get("requires", ["setuptools"])
    return requirements


def build(name: str, python: pathlib.Path, top: pathlib.Path) -> Outcome:
    """Call build-wheel in the tree below the top directory."""
    began = time.perf_counter()
    process = subprocess.run(
        (python, "-P", "-m", "gpep517_reuse", "build-wheel",
         "--output-fd", "1", "--wheel-dir", top / f"dist-{name}",
         "--reuse-dir", top / "reuse"),
        cwd=top / "tree", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        text=True, check=False,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
    return Outcome(
        name, process.returncode, time.perf_counter() - began,
        tuple(match["message"] for match in MESSAGE.finditer(
            process.stderr)), process.stderr)


def run(source: pathlib.Path, directory: pathlib.Path) -> "list[Outcome]":
    """Build a project with all interpreters in turn."""
    interpreters = find_interpreters(ALL_NAMES)
    if not interpreters:
        sys.exit(f"none of {', '.join(ALL_NAMES)} is on PATH")
    print(f"Setting up {len(interpreters)} interpreters ...", flush=True)
    pip = make_installer(directory / "installer")
    requirements = read_requirements(source)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        pythons = list(pool.map(
            lambda item: make_environment(item, directory / item.name, pip,
                                          requirements), interpreters))
    shutil.copytree(source, directory / "tree", symlinks=True,
                    ignore=shutil.ignore_patterns(".git", ".tox", ".*cache"))
    outcomes = []
    for item, python in zip(interpreters, pythons, strict=True):
        outcomes.append(build(item.name, python, directory))
        show(outcomes[-1])
    return outcomes


def show(outcome: Outcome) -> None:
    """Print what came of one call."""
    if outcome.status:
        print(outcome.log)
        sys.exit(f"{outcome.name} failed with status {outcome.status}")
    word = "reused" if outcome.is_reused else "built "
    print(f"{outcome.name:10} {word} {outcome.seconds:5.2f} s", flush=True)
    for message in outcome.messages:
        if not message.startswith("Running: "):
            print(f"    {message}", flush=True)


def refuse_old_python() -> None:
    """Exit where this Python is older than those that are supported."""
    if sys.version_info < (3, 11):  # noqa: UP036
        newer = [item.name for item in find_interpreters()]
        sys.exit("tests/demo.py takes Python 3.11 or later, {} is {}.{}\n"
                 "hint: run it by {}".format(
                     sys.executable, *sys.version_info[:2],
                     newer[0] if newer else "a newer one"))


def main() -> int:
    """Run; return the exit status."""
    refuse_old_python()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=pathlib.Path, nargs="?",
                        default=HERE / "test-data" / "demo",
                        help="a project (default: %(default)s)")
    parser.add_argument("--expect-one-build", action="store_true",
                        help="fail where more than the first one builds")
    args = parser.parse_args()
    if not args.source.is_dir():
        parser.error(f"{args.source} is not a directory")
    with tempfile.TemporaryDirectory() as directory:
        outcomes = run(args.source.resolve(), pathlib.Path(directory))
    built = sum(not outcome.is_reused for outcome in outcomes)
    print(f"{built} built, {len(outcomes) - built} reused")
    if len(outcomes) == 1:
        print(f"It takes two to show a reuse: {outcomes[0].name} is the only "
              "one on PATH that works")
    return int(args.expect_one_build and built != 1)


if __name__ == "__main__":
    sys.exit(main())
