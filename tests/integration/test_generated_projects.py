# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Projects made up of settings and modules: never a wrong wheel.

What each interpreter is handed out is what a plain build by it makes.
"""

import os
import textwrap
import typing

from collections.abc import Mapping
from pathlib import Path

import pytest

from hypothesis import HealthCheck, event, given, settings, strategies as st

from integration.environments import Environment, Environments
from integration.harness import Workshop, read_installed


pytestmark = pytest.mark.interpreters

#: As many examples as fit into a minute; more by the variable.
EXAMPLES = max(8, int(os.environ.get("GPEP517_REUSE_EXAMPLES", "0")) // 10)
CONDITIONS = st.sampled_from([
    "True", "sys.version_info >= (3, 12)", "sys.version_info >= (3, 9)",
    "os.environ.get('SAMPLE_MORE')", "hasattr(sys, 'monitoring')",
    "sys.implementation.name == 'cpython'",
    "importlib.util.find_spec('distutils')", "'itertools' in sys.modules",
    "len(os.environ.get('SAMPLE_MORE', '')) > 1"])
IMPORTS = "import importlib.util, os, sys\n"


class Project(typing.NamedTuple):
    """The files of a project, and the variables of both calls."""

    files: Mapping[str, str]
    first: Mapping[str, str]
    second: Mapping[str, str]


@st.composite
def make_projects(draw: st.DrawFn) -> Project:
    """Make a project of which a command, a version and a list of packages
    may come from one module or from several.
    """
    condition = draw(CONDITIONS)
    version = draw(st.sampled_from([
        "VERSION = '1'", "from sample._version import VERSION",
        f"VERSION = '1' if {draw(CONDITIONS)} else '2'",
        "VERSION = '1'\nos.environ.setdefault('SAMPLE_MORE', 'x')"]))
    command = textwrap.dedent(f"""\
        from setuptools.command.build_py import build_py
        class Build(build_py):
            def find_package_modules(self, *args):
                found = super().find_package_modules(*args)
                if {condition}:
                    return found
                return [item for item in found if item[1] != "more"]
        """)
    module = draw(st.sampled_from(["both", "sample.both"]))
    has_command = draw(st.booleans())
    settings_of = draw(st.sampled_from(["pyproject.toml", "setup.cfg",
                                        "setup.py"]))
    files = {
        "sample/__init__.py": "", "sample/more.py": "",
        "sample/_version.py": "VERSION = '3'\n",
        f"{module.replace('.', '/')}.py": "".join((
            IMPORTS, f"{version}\n", command if has_command else "")),
        **_write_settings(settings_of, module, has_command=has_command)}
    variables = st.sampled_from([{}, {}, {"SAMPLE_MORE": "1"},
                                 {"SAMPLE_MORE": "many"}])
    return Project(files, draw(variables), draw(variables))


def _write_settings(file: str, module: str, *, has_command: bool
                    ) -> Mapping[str, str]:
    """Write the settings that name a module's version and command."""
    system = ('[build-system]\nrequires = ["setuptools"]\n'
              'build-backend = "setuptools.build_meta"\n'
              'backend-path = ["."]\n' if file == "setup.py" else
              '[build-system]\nrequires = ["setuptools"]\n'
              'build-backend = "setuptools.build_meta"\n')
    match file:
        case "pyproject.toml":
            return {file: system + textwrap.dedent(f"""\
                [project]
                name = "sample"
                dynamic = ["version"]
                [tool.setuptools]
                packages = ["sample"]
                [tool.setuptools.dynamic]
                version = {{attr = "{module}.VERSION"}}
                """) + (f'[tool.setuptools.cmdclass]\nbuild_py = '
                        f'"{module}.Build"\n' if has_command else "")}
        case "setup.cfg":
            return {"pyproject.toml": system, file: textwrap.dedent(f"""\
                [metadata]
                name = sample
                version = attr: {module}.VERSION
                [options]
                packages = sample
                """) + (f"cmdclass =\n    build_py = {module}.Build\n"
                        if has_command else "")}
    return {"pyproject.toml": system, file: textwrap.dedent(f"""\
        import sys
        sys.path.insert(0, ".")
        from setuptools import setup
        import {module}
        setup(name="sample", version={module}.VERSION, packages=["sample"],
              cmdclass={{{f'"build_py": {module}.Build' * has_command}}})
        """)}


@pytest.fixture
def pair(environments: Environments) -> tuple[Environment, Environment]:
    first, second = environments.pick("python3.13", "python3.11")
    return first, second


@settings(max_examples=EXAMPLES, deadline=None,
          suppress_health_check=list(HealthCheck))
@given(make_projects(), st.booleans())
def test_any_project(tmp_path_factory: pytest.TempPathFactory,
                     pair: tuple[Environment, Environment],
                     project: Project, is_newer_first: bool) -> None:
    """Whatever is written where, the second interpreter gets its own."""
    workshop = Workshop(tmp_path_factory.mktemp("project").resolve() / "work")
    _write(workshop.tree, project.files)
    for number, (environment, environ) in enumerate(zip(
            pair if is_newer_first else pair[::-1],
            (project.first, project.second), strict=True)):
        plain = workshop.directory / f"plain-{number}"
        _write(plain, project.files)
        expected = workshop.run(
            environment, "build-wheel", "--wheel-dir", "../expected",
            cwd=plain, environ=environ)
        own = workshop.directory / f"own-{number}"
        finished = workshop.run(
            environment, "build-wheel", "--wheel-dir", own, "--reuse-dir",
            workshop.reuse_dir, environ=environ)
        assert finished.status == expected.status, finished.stderr
        assert read_installed(own) == read_installed(
            workshop.directory / "expected"), environment.name
        for wheel in (workshop.directory / "expected").glob("*"):
            wheel.unlink()
        event(f"call {number}, " + (
            "reused" if any(message.startswith("Reusing ")
                            for message in finished.messages) else "built"))


def _write(top: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
