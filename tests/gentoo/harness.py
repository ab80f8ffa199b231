# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The system: what ebuild(1) of the real Portage needs to run ebuilds."""

import grp
import os
import pwd
import re
import shutil
import subprocess
import sys
import typing

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from integration.environments import CHECKOUT, Environment


STAND_IN = CHECKOUT / "test-data" / "portage" / "gentoo"
SAMPLES = CHECKOUT / "test-data" / "portage" / "samples"
OVERLAY = CHECKOUT / "gentoo"
ECLASS = OVERLAY / "eclass" / "gpep517-reuse.eclass"

# Portage's own environment is what it calls the prefix
_PREFIX = Path(sys.prefix)
# a build, or what is installed without one
_WAY = re.compile(
    r" gpep517 INFO (The backend produced|Installing) \S+\.whl")
_FEATURES = (
    # root in a container has no use for these, and may not have them
    "-sandbox", "-usersandbox", "-userpriv", "-network-sandbox",
    "-ipc-sandbox", "-pid-sandbox", "-mount-sandbox",
    "-news", "-binpkg-logs", "nostrip")


class Finished(typing.NamedTuple):
    """Hold what a call of ebuild(1) left."""

    status: int
    log: str

    @property
    def notices(self) -> Sequence[str]:
        """Return the QA notices of our own eclass."""
        return sorted(set(re.findall(
            r"QA Notice: ((?:reuse by|gpep517-reuse|verify-reuse) .*)",
            self.log)))


class Package:
    """Look at what was made of one ebuild."""

    def __init__(self, directory: Path, names: Sequence[str]) -> None:
        self._directory = directory
        self._names = names
        self.temp = directory / "temp"
        self.work = directory / "work"

    @property
    def sources(self) -> Path:
        return self.work / self._directory.name

    @property
    def ways(self) -> Mapping[str, Sequence[str]]:
        """Tell how each implementation came by its wheels, in order."""
        return {name: list(_list_ways(self.read_log(name)))
                for name in self._names}

    def read_log(self, name: str) -> str:
        """Read what was logged for one implementation."""
        path = self.temp / f"build-{name.replace('.', '_')}.log"
        return path.read_text() if path.exists() else ""

    def forget_logs(self) -> None:
        for path in self.temp.glob("build-*.log"):
            path.unlink()

    def read_image(self, name: str) -> Mapping[str, bytes]:
        """Return the files for one implementation, but for bytecode."""
        usr = self.usr
        return {
            str(path.relative_to(directory)): path.read_bytes()
            for directory in (usr / "lib" / name / "site-packages",
                              usr / "lib" / "python-exec" / name)
            for path in sorted(directory.rglob("*"))
            if path.is_file() and path.suffix != ".pyc"}

    @property
    def usr(self) -> Path:
        return self._directory / "image" / _PREFIX.relative_to("/") / "usr"

    def read_wheels(self) -> Sequence[str]:
        """Return DISTUTILS_WHEELS as phases leave it, below the work
        directory; the keys of an associative array, in order of names.
        """
        return self._ask("""
            if [[ $(declare -p DISTUTILS_WHEELS) == "declare -A"* ]]; then
                printf '%s\\n' "${!DISTUTILS_WHEELS[@]}" | sort
            else
                printf '%s\\n' "${DISTUTILS_WHEELS[@]}"
            fi""")

    def read_wheel_path(self) -> str:
        (path,) = self._ask("echo ${DISTUTILS_WHEEL_PATH}")
        return path

    def _ask(self, script: str) -> Sequence[str]:
        process = subprocess.run(
            ("bash", "-c", f'source "${{1}}" 2> /dev/null\n{script}', "bash",
             self.temp / "environment"), check=True, text=True,
            stdout=subprocess.PIPE, env={"PATH": "/usr/bin:/bin"})
        return [line.removeprefix(f"{self.work}/")
                for line in process.stdout.splitlines()]


class System:
    """Run ebuilds for some interpreters, in a directory.

    These are in one place, as Gentoo has them: usr/bin, with our package
    installed for each in usr/lib.
    """

    def __init__(self, directory: Path, environments: Sequence[Environment],
                 *, stand_in: Path = STAND_IN) -> None:
        self.directory = directory
        self.names = [environment.name for environment in environments]
        self._usr = directory / "usr"
        self._root = directory / "root" / _PREFIX.relative_to("/")
        for path in ("etc/portage", "home", self._root, "tmp", "usr/bin"):
            (directory / path).mkdir(parents=True)
        self._link_interpreters(environments)
        self._configure(stand_in)

    def _link_interpreters(self, environments: Sequence[Environment]
                           ) -> None:
        programs = self._usr / "bin"
        for environment in environments:
            program = programs / environment.name
            program.write_text(
                f'#!/bin/sh\nexec {environment.python} "$@"\n')
            program.chmod(0o755)
            sitedir = self.find_sitedir(environment.name)
            sitedir.mkdir(parents=True)
            (sitedir / "gpep517_reuse").symlink_to(CHECKOUT / "gpep517_reuse")
            for tool in ("meson", "ninja"):
                if ((environment.programs / tool).exists()
                        and not (programs / tool).exists()):
                    (programs / tool).symlink_to(environment.programs / tool)

    def find_sitedir(self, name: str) -> Path:
        return self._usr / "lib" / name / "site-packages"

    def _configure(self, stand_in: Path) -> None:
        portage = self.directory / "etc" / "portage"
        (portage / "make.profile").symlink_to(
            stand_in / "profiles" / "stand-in")
        targets = " ".join(name.replace(".", "_") for name in self.names)
        (portage / "make.conf").write_text(
            f'PYTHON_TARGETS="{targets}"\n'
            f'FEATURES="{" ".join(_FEATURES)}"\n'
            f'PORTAGE_TMPDIR="{self.directory}/tmp"\n'
            f'PORTAGE_DEPCACHEDIR="{self.directory}/cache"\n'
            f'DISTDIR="{self.directory}/distfiles"\n'
            f'STAND_IN_USR="{self._usr}"\n'
            f'STAND_IN_PROJECTS="{CHECKOUT}/test-data"\n')
        self._repositories = {"gentoo": stand_in, "samples": SAMPLES,
                              "gpep517-reuse": OVERLAY}
        self._write_repositories("")

    def _write_repositories(self, more: str, path: Path | None = None
                            ) -> None:
        sections = "".join(
            f"[{name}]\nlocation = {path}\n{more if name == 'samples' else ''}"
            for name, path in self._repositories.items())
        path = path or self.directory / "etc" / "portage" / "repos.conf"
        path.write_text(f"[DEFAULT]\nmain-repo = gentoo\n{sections}")

    def replace_stand_in(self, repository: Path) -> None:
        """Let another repository be Gentoo's."""
        self._repositories["gentoo"] = repository
        self._write_repositories("")

    def use_bash(self, bash: str) -> None:
        """Run ebuilds by another bash than the system's."""
        (self._usr / "bin" / "bash").symlink_to(bash)

    def take_instructions(self) -> None:
        """Leave it to files beside the one of repos.conf which repositories
        there are, but for Gentoo's and the samples.
        """
        del self._repositories["gpep517-reuse"]
        path = self.directory / "etc" / "portage" / "repos.conf"
        path.unlink()
        path.mkdir()
        self._write_repositories("", path / "samples.conf")

    def override(self, repository: Path) -> None:
        """Let another repository's eclasses replace others for samples."""
        self._repositories["local"] = repository
        self._write_repositories("eclass-overrides = local\n")

    def write_bashrc(self, text: str) -> None:
        (self.directory / "etc" / "portage" / "bashrc").write_text(text)

    def __getitem__(self, package: str) -> Package:
        """Return a package by name and version, as in "flit-pure-1"."""
        return Package(self.directory / "tmp" / "portage" / "dev-python"
                       / package, self.names)

    def ebuild(self, package: str, *phases: str, repository: Path = SAMPLES,
               **variables: str) -> Finished:
        """Run phases of an ebuild, whatever comes of it."""
        self[package].forget_logs()
        process = subprocess.run(
            self.name_command(package, *phases, repository=repository),
            env={**self.environ, **variables}, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            check=False)
        return Finished(process.returncode, process.stdout)

    def name_command(self, package: str, *phases: str,
                     repository: Path = SAMPLES) -> tuple[str | Path, ...]:
        """Return the command that runs phases of an ebuild."""
        name = package.rpartition("-")[0]
        return (find_ebuild(), repository / "dev-python" / name
                / f"{package}.ebuild", *phases)

    def install(self, package: str, *, repository: Path = SAMPLES,
                **variables: str) -> Package:
        """Run all phases up to src_install; fails unless they succeed."""
        finished = self.ebuild(package, "clean", "compile", "install",
                               repository=repository, **variables)
        if finished.status:
            pytest.fail(finished.log, pytrace=False)
        return self[package]

    def read_metadata(self, package: str, key: str) -> str:
        """Return what portageq(1) says of an ebuild's metadata."""
        return subprocess.run(
            (find_ebuild().with_name("portageq"), "metadata",
             self._root, "ebuild",
             f"dev-python/{package}", key), env=self.environ, text=True,
            stdout=subprocess.PIPE, check=True).stdout

    def run_python(self, package: str, name: str, code: str
                   ) -> subprocess.CompletedProcess[str]:
        """Run code with what was installed for an implementation."""
        sitedir = self[package].usr / "lib" / name / "site-packages"
        return subprocess.run(
            (self._usr / "bin" / name, "-P", "-c", code), text=True,
            env={**self.environ, "PYTHONPATH": str(sitedir)}, check=False,
            capture_output=True)

    @property
    def environ(self) -> dict[str, str]:
        """Return all variables that a process gets."""
        return {
            "HOME": str(self.directory / "home"), "LC_ALL": "C.UTF-8",
            "PATH": f"{self._usr}/bin:/usr/bin:/bin:/usr/sbin:/sbin",
            "NO_COLOR": "1", "PORTAGE_CONFIGROOT": str(self.directory),
            "ROOT": str(self.directory / "root"),
            "PORTAGE_USERNAME": pwd.getpwuid(os.geteuid()).pw_name,
            "PORTAGE_GRPNAME": grp.getgrgid(os.getegid()).gr_name}


def _list_ways(log: str) -> Iterator[str]:
    """Yield for each wheel that is installed whether it was built."""
    way = "reused"
    for verb in _WAY.findall(log):
        if verb == "Installing":
            yield way
        way = "reused" if verb == "Installing" else "built"


def find_ebuild() -> Path:
    """Find Portage's ebuild(1) next to the interpreter that runs us.

    Raises FileNotFoundError.
    """
    path = shutil.which("ebuild", path=str(Path(sys.executable).parent))
    if path is None:
        raise FileNotFoundError("Portage is not installed for "
                                f"{sys.executable}: tox does that")
    return Path(path)
