# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The workshop: a source tree, a reuse directory, and who builds there."""

import hashlib
import os
import re
import shutil
import subprocess
import textwrap
import typing
import zipfile

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from integration.environments import CHECKOUT, Environment


_LOG = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ (?P<logger>[\w.]+) "
                  r"(?P<level>[A-Z]+) (?P<message>.*)$")
_OUTCOME = re.compile(
    r"(?P<verb>Reusing|Built) (?P<name>\S+\.whl)(?:, built by| with) "
    r"(?P<builder>[^:]+)")


class Finished(typing.NamedTuple):
    """Hold what a process left.

    ``output`` is what came on the descriptor for the answer.
    """

    status: int
    output: str
    stdout: str
    stderr: str

    @property
    def messages(self) -> Sequence[str]:
        """Return the log's messages, without time, name and level."""
        return [match["message"] for line in self.stderr.splitlines()
                if (match := _LOG.match(line))]

    @property
    def warnings(self) -> Sequence[str]:
        return [match["message"] for line in self.stderr.splitlines()
                if (match := _LOG.match(line))
                and match["level"] == "WARNING"]

    @property
    def refusals(self) -> Sequence[str]:
        """Return why wheels were not reused."""
        return [message.removeprefix("Not reusing ")
                for message in self.messages
                if message.startswith("Not reusing ")]


class Result(typing.NamedTuple):
    """Hold a wheel that was asked for and how it was come by."""

    wheel: Path
    members: Mapping[str, bytes]
    sha256: str
    reused: bool
    builder: str
    finished: Finished

    def __repr__(self) -> str:
        """Say first what a failing assertion is about."""
        return "\n".join((f"<{self.finished.messages[-1]}",
                          *self.finished.refusals, f"{self.wheel}>"))

    @property
    def name(self) -> str:
        return self.wheel.name

    @property
    def built(self) -> bool:
        return not self.reused

    @property
    def refusals(self) -> str:
        """Return why wheels were not reused, line by line."""
        return "\n".join(self.finished.refusals)

    @property
    def warnings(self) -> str:
        return "\n".join(self.finished.warnings)

    @property
    def extensions(self) -> Sequence[str]:
        """Return the names of the extension modules in it."""
        return [name for name in self.members if name.endswith(".so")]


class Workshop:
    """Build in one tree with one reuse directory, as the eclass does."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.tree = directory / "tree"
        self.reuse_dir = directory / "reuse"
        self.home = directory / "home"
        self._temporary = directory / "tmp"
        for path in (self.home, self._temporary):
            path.mkdir(parents=True)

    def unpack(self, project: str, name: str = "tree") -> Path:
        """Copy a sample project; return the directory of the copy."""
        tree = self.directory / name
        shutil.copytree(CHECKOUT / "test-data" / project, tree, symlinks=True,
                        ignore=shutil.ignore_patterns("__pycache__"))
        return tree

    def build(self, environment: Environment, *options: str | Path,
              environ: Mapping[str, str] | None = None,
              cwd: Path | None = None, wheel_dir: Path | None = None,
              prefix: Sequence[str | Path] = ()) -> Result:
        """Run build-wheel; fails unless it puts a wheel there."""
        wheel_dir = wheel_dir or self.directory / f"dist-{environment.name}"
        finished = self.run(
            environment, "build-wheel", "--wheel-dir", wheel_dir,
            "--reuse-dir", self.reuse_dir, *options,
            environ=environ, cwd=cwd, prefix=prefix)
        lines = finished.stderr.splitlines()
        last = _LOG.match(lines[-1]) if lines else None
        outcome = last and _OUTCOME.fullmatch(
            last["message"].partition(": ")[0])
        if finished.status or not outcome:
            pytest.fail(_describe(environment, finished), pytrace=False)
        assert finished.output == f"{outcome['name']}\n"
        wheel = (cwd or self.tree) / wheel_dir / outcome["name"]
        return Result(
            wheel=wheel, members=read_members(wheel),
            sha256=hashlib.sha256(wheel.read_bytes()).hexdigest(),
            reused=outcome["verb"] == "Reusing",
            builder=outcome["builder"], finished=finished)

    def build_in_turn(self, environments: Sequence[Environment],
                      *options: str | Path) -> Sequence[Result]:
        return [self.build(environment, *options)
                for environment in environments]

    def run(self, environment: Environment, command: str,
            *options: str | Path, environ: Mapping[str, str] | None = None,
            cwd: Path | None = None, prefix: Sequence[str | Path] = ()
            ) -> Finished:
        """Run a command of this package, whatever its status.

        ``prefix`` are programs to run it by.
        """
        reader, writer = os.pipe()
        output = (("--output-fd", str(writer)) if command == "build-wheel"
                  else ())
        program = (*prefix, environment.python, "-P", "-m", "gpep517_reuse")
        if environment.script in prefix:
            program = tuple(prefix)
        with (open(reader, encoding="utf-8") as answer,
              subprocess.Popen(
                  (*program, command, *output, *options),
                  cwd=cwd or self.tree, pass_fds=(writer,),
                  env={**self.environ(environment), **(environ or {})},
                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                  stderr=subprocess.PIPE, text=True, encoding="utf-8",
              ) as process):
            os.close(writer)
            # an answer is shorter than a pipe holds
            stdout, stderr = process.communicate()
            return Finished(process.returncode, answer.read(), stdout,
                            stderr)

    def environ(self, environment: Environment) -> dict[str, str]:
        """Return all variables of a process, none of ours."""
        return {
            "HOME": str(self.home), "LC_ALL": "C.UTF-8",
            "PATH": f"{environment.programs}:/usr/local/bin:/usr/bin:/bin",
            "TMPDIR": str(self._temporary),
            # no one's settings, and a version without the day in it
            "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


def read_members(wheel: Path) -> Mapping[str, bytes]:
    """Return the content of each file, checked, by path."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def read_installed(directory: Path) -> Mapping[str, bytes]:
    """Return what is installed of the wheel in a directory, if there is one.

    A module for the stable ABI is never the same bytes twice.
    """
    return {name: b"" if name.endswith(".so") else content
            for wheel in directory.glob("*.whl")
            for name, content in read_members(wheel).items()
            if not name.endswith((".dist-info/RECORD", ".dist-info/WHEEL"))}


def read_tree(directory: Path) -> Mapping[str, tuple[int, bytes]]:
    """Return mode and content of each file, by path."""
    return {str(path.relative_to(directory)): (
                path.lstat().st_mode, path.read_bytes())
            for path in sorted(directory.rglob("*")) if path.is_file()}


def write_files(tree: Path, files: Mapping[str, str]) -> None:
    """Write files by their paths; what all lines are indented by is not of
    the texts.
    """
    for name, text in files.items():
        (tree / name).write_text(textwrap.dedent(text))


def make_checkout(tree: Path, *, tag: str = "v1.2.3") -> None:
    """Make a tree a git checkout, with all files committed."""
    run_git(tree, "init", "-q")
    run_git(tree, "add", ".")
    run_git(tree, "commit", "-q", "-m", "first")
    run_git(tree, "tag", tag)


def run_git(tree: Path, *arguments: str) -> None:
    subprocess.run(
        ("git", "-c", "user.name=Nobody", "-c", "user.email=nobody@invalid",
         *arguments), cwd=tree, check=True, stdin=subprocess.DEVNULL,
        env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull,
             "GIT_CONFIG_NOSYSTEM": "1"})


def _describe(environment: Environment, finished: Finished) -> str:
    return (f"{environment.name}: status {finished.status}, output "
            f"{finished.output!r}\n{finished.stdout}\n{finished.stderr}")
