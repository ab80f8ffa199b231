# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The cases under Portage: what src_compile takes with the eclass, and what
without it.
"""

import functools
import pathlib
import shutil
import typing

from collections.abc import Iterator, Mapping

from bench_measure import Command, Figure, Row
from gentoo.harness import System


class Phase(typing.NamedTuple):
    """Name a package and the jobs for it, and what ours is held against: the
    reuse by file name, or none.
    """

    package: str
    jobs: int
    by_name: bool
    figure: Figure
    target: float
    implementations: int = 3

    def __str__(self) -> str:
        against = "by-name" if self.by_name else "plain"
        return f"phase-{self.package}-{against}-j{self.jobs}"


def list_phases() -> Iterator[Phase]:
    """Yield all that are measured."""
    for package in ("flit-pure", "setuptools-pure", "click", "six", "requests",
                    "jinja2"):
        yield Phase(package, 1, True, "cpu", 1)
        yield Phase(package, 2, True, "wall", 0.85)
        yield Phase(package, 2, False, "cpu", 0.75)
    yield Phase("pygments", 2, True, "wall", 0.55, 5)
    yield Phase("pygments", 2, False, "wall", 0.4, 5)


def make_row(phase: Phase, system: System, source: pathlib.Path) -> Row:
    """Have both ebuilds compile from one state, that of a fresh configure."""
    environ = {**system.environ, "MAKEOPTS": f"-j{phase.jobs}",
               "STAND_IN_PROJECTS": str(source.parent), "SAMPLE": source.name}
    ours = _compile(system, "real-1", environ)._replace(
        title="with the eclass", expected=" Reusing ")
    if phase.by_name:
        other = _compile(system, "real-0", environ)._replace(
            title="reuse by name")
    else:
        other = _compile(system, "real-0", {
            **environ, "DISTUTILS_ALLOW_WHEEL_REUSE": ""})._replace(
                title="gpep517 by each")
    return Row(
        f"src_compile -j{phase.jobs}, {phase.package}, {len(system.names)} "
        "implementations", ours, other, phase.figure, phase.target, 5)


def _compile(system: System, package: str, environ: Mapping[str, str]
             ) -> Command:
    configure = Command("", system.name_command(
        package, "clean", "configure"), system.directory, environ)
    return Command(
        "", system.name_command(package, "compile"),
        system.directory, environ, expected=" Installing ",
        prepare=functools.partial(
            _prepare, system[package].work.parent, configure))


def _prepare(directory: pathlib.Path, configure: Command) -> None:
    """Put a package back to where it was configured."""
    kept = directory.with_name(f"{directory.name}.configured")
    if kept.exists():
        shutil.rmtree(directory)
        shutil.copytree(kept, directory, symlinks=True)
    else:
        configure.run()
        # its pipes are made anew
        shutil.copytree(directory, kept, symlinks=True,
                        ignore=shutil.ignore_patterns(".ipc"))
