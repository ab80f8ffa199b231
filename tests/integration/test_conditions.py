# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Code of the project that asks, and is reused as far as the answers go."""

import json

from collections.abc import Mapping, Sequence

import pytest

from integration.environments import (
    FREE_THREADED,
    MOST_DIFFERENT,
    TOOL,
    Environment,
    Environments,
    derive,
)
from integration.harness import Workshop, write_files


pytestmark = pytest.mark.interpreters

_SETUP_SCRIPTS = {
    "plain": """\
        from setuptools import setup
        setup()
        """,
    "version guard": """\
        import sys
        from setuptools import setup
        if sys.version_info < (3, 8):
            sys.exit("this needs Python 3.8")
        setup()
        """,
    "free threading": """\
        import sysconfig
        from setuptools import setup
        classifiers = ["Programming Language :: Python :: 3"]
        if sysconfig.get_config_var("Py_GIL_DISABLED"):
            classifiers.append("Private :: Without a lock")
        setup(classifiers=classifiers)
        """,
    "a command that nobody runs": """\
        import sys
        from setuptools import Command, setup
        class Test(Command):
            def run(self):
                print(sys.modules)
        setup(cmdclass={"test": Test})
        """,
}

# what asks by the same words, wherever a backend lets a project ask
_HOOKS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "setup.py": ("setuptools-pure", {"setup.py": """\
        import sys
        from setuptools import setup
        NEW = sys.version_info >= (3, 12)
        setup(keywords=["new" if NEW else "old"])
        """}),
    "sample/answer.py": ("setuptools-pure", {"setup.cfg": """\
        [metadata]
        name = sample
        version = attr: sample.answer.VERSION
        [options]
        packages = sample
        """, "sample/answer.py": """\
        import sys
        NEW = sys.version_info >= (3, 12)
        VERSION = "2" if NEW else "1"
        """}),
    "hatch_build.py": ("hatchling-pure", {"pyproject.toml": """\
        [build-system]
        requires = ["hatchling"]
        build-backend = "hatchling.build"
        [project]
        name = "sample"
        dynamic = ["version"]
        [tool.hatch.metadata.hooks.custom]
        """, "hatch_build.py": """\
        import sys
        from hatchling.metadata.plugin.interface import MetadataHookInterface
        NEW = sys.version_info >= (3, 12)
        class Hook(MetadataHookInterface):
            def update(self, metadata):
                metadata["version"] = "2" if NEW else "1"
        """}),
    "pdm_build.py": ("pdm-pure", {"pdm_build.py": """\
        import sys
        from pathlib import Path
        NEW = sys.version_info >= (3, 12)
        def pdm_build_update_files(context, files):
            if NEW:
                files["sample/new.py"] = Path("src/sample/__init__.py")
        """}),
    "backend/own_backend.py": ("in-tree-backend", {
        "backend/own_backend.py": """\
        import sys
        import flit_core.buildapi
        NEW = sys.version_info >= (3, 12)
        def build_wheel(wheel_directory, config_settings=None,
                        metadata_directory=None):
            backend = flit_core.buildapi if NEW else None
            return backend.build_wheel(wheel_directory)
        """}),
}


def count_builds(workshop: Workshop, environments: Sequence[Environment]
                 ) -> int:
    results = workshop.build_in_turn(environments)
    assert results[0].built
    return sum(result.built for result in results)


@pytest.mark.parametrize("case", _SETUP_SCRIPTS)
def test_setup_script_runs_once_for_each_implementation(
        workshop: Workshop, environments: Environments, case: str) -> None:
    """Get one build for all of CPython, and one more for PyPy, or for what
    has no GIL, if that was asked for.
    """
    tree = workshop.unpack("setuptools-pure")
    write_files(tree, {"setup.py": _SETUP_SCRIPTS[case]})
    found = environments.all_found(first="python3.13",
                                   among=MOST_DIFFERENT)
    others = {environment.name for environment in found
              if environment.name.startswith("pypy")
              or (case == "free threading"
                  and environment.name in FREE_THREADED)}

    assert count_builds(workshop, found) == 1 + len(others)


def test_another_implementation_is_told_before_its_own_plug_in(
        workshop: Workshop, environments: Environments) -> None:
    """Tell CPython, with a cffi of its own, what nobody can change of what
    PyPy, which comes with one, has built.
    """
    tree = workshop.unpack("setuptools-pure")
    write_files(tree, {"setup.py": """\
        from platform import python_implementation
        from setuptools import setup
        if python_implementation() == "Other":
            setup(cffi_modules=["make.py:ffi"])
        else:
            setup()
        """})
    first, second = environments.pick("pypy3.11", "python3.12")
    here = derive(second, workshop.directory / "here",
                  (*TOOL, "packaging", "setuptools"))
    metadata = here.site_packages / "cffi-9.dist-info"
    metadata.mkdir()
    (metadata / "entry_points.txt").write_text(
        "[distutils.setup_keywords]\ncffi_modules = cffi:add\n")

    built = workshop.build(first)

    assert workshop.build(here).refusals == (
        f"{built.name} of {built.builder}: project code ran during its build "
        f"(setup.py), by {built.builder}, another implementation")


def test_a_command_that_runs(workshop: Workshop, environments: Environments
                             ) -> None:
    tree = workshop.unpack("setuptools-pure")
    write_files(tree, {"setup.py": """\
        import sys
        from setuptools import setup
        from setuptools.command.build_py import build_py
        class Build(build_py):
            def run(self):
                print(sys.modules)
                super().run()
        setup(cmdclass={"build_py": Build})
        """})
    first, second = environments.pick("python3.13", "python3.12")

    assert workshop.build(first).built
    assert "setup.py:6 uses sys.modules" in workshop.build(second).refusals


def _refuse(workshop: Workshop, first: Environment, second: Environment
            ) -> str:
    """Build by both; return why the second one is not served."""
    built, again = workshop.build_in_turn((first, second))
    assert built.built
    assert again.built
    return again.refusals


def test_what_an_earlier_build_met(
        workshop: Workshop, environments: Environments) -> None:
    """It stands against this build as well, which is read no further: not
    even its builder gets it, until it asked for that again.
    """
    tree = workshop.unpack("setuptools-pure")
    write_files(tree, {"setup.py": """\
        import importlib.util
        import sys
        from setuptools import setup
        print(sys.modules)
        is_there = importlib.util.find_spec("anything") is not None
        setup(py_modules=["more"] if is_there else [])
        """, "more.py": ""})
    first, second = environments.pick("python3.12", "python3.13")
    here = derive(second, workshop.directory / "here", (*TOOL, "setuptools"))
    met = "setup.py:4 uses sys.modules"

    assert met in _refuse(workshop, first, here)
    (here.site_packages / "anything.py").touch()
    assert "was not read, since nobody else is served: " + met in (
        workshop.build(here).refusals)
    built = workshop.build(here)
    assert built.reused
    assert "more.py" in built.members
    (here.site_packages / "anything.py").unlink()
    again = workshop.build(here)
    assert again.built
    assert "more.py" not in again.members
    assert "importable('anything'): True for its builder" in again.refusals


def test_what_an_earlier_build_met_elsewhere(
        workshop: Workshop, environments: Environments) -> None:
    """Where its line does not run here, the next one is served."""
    tree = workshop.unpack("setuptools-pure")
    write_files(tree, {"setup.py": """\
        import sys
        from setuptools import setup
        if sys.version_info < (3, 13):
            print(sys.modules)
        setup()
        """})
    first, second, third = environments.pick(
        "python3.12", "python3.13", "python3.14")

    assert "setup.py:4 uses sys.modules" in (
        _refuse(workshop, first, second))
    assert workshop.build(third).reused


def test_what_was_met_without_knowing_what_ran(
        workshop: Workshop, environments: Environments) -> None:
    """From the module, a literal is taken: by a function that does not run,
    more.
    """
    tree = workshop.unpack("setuptools-pure")
    (tree / "pyproject.toml").unlink()
    write_files(tree, {"setup.py": """\
        from setuptools import setup
        from helper import NAME
        def unused():
            from helper import find
            return find()
        setup(name=NAME, version="1", packages=["sample"])
        """, "helper.py": """\
        import sys
        NAME = "sample"
        print(sys.modules)
        def find():
            return sys.version
        """})
    first, second, third = environments.pick(
        "python3.11", "python3.12", "python3.13")

    assert "helper.py:3 uses sys.modules" in (
        _refuse(workshop, first, second))
    assert workshop.build(third).reused


@pytest.mark.parametrize("script", _HOOKS)
def test_question_decides(workshop: Workshop, environments: Environments,
                          script: str) -> None:
    """Reuse where the answer is the same, and build where it is not."""
    project, files = _HOOKS[script]
    tree = workshop.unpack(project)
    write_files(tree, files)
    first, second, other = environments.pick(
        "python3.12", "python3.13", "python3.11")
    # where the name is used
    line = max(number for number, text in enumerate(
        (tree / script).read_text().splitlines(), 1) if "NEW" in text)

    assert workshop.build(first).built
    assert workshop.build(second).reused
    found = workshop.run(other, "find-wheel", "--json", "--reuse-dir",
                         workshop.reuse_dir)

    assert found.status == 3
    (refusal,) = json.loads(found.stdout)["refused"]
    assert refusal["sentence"].endswith(
        f"{script}:{line} asks sys.version_info >= (3, 12): "
        "True for its builder, False here")
    assert {"path": script, "line": line, "answer": "True", "here": "False",
            "question": "sys.version_info >= (3, 12)"} in (
                refusal["reading"]["conditions"])


def test_files_that_are_merely_packed_ask_nothing(
        workshop: Workshop, environments: Environments) -> None:
    tree = workshop.unpack("setuptools-pure")
    write_files(tree, {"setup.py": _SETUP_SCRIPTS["plain"],
                 "sample/asking.py": "import sys\nVERSION = sys.version\n"})
    first, second = environments.pick("python3.13", "python3.12")

    assert workshop.build(first).built
    assert workshop.build(second).reused


def test_poetry_script_is_refused(
        workshop: Workshop, environments: Environments) -> None:
    """It runs in a process of its own, and its wheel says so by its tag."""
    tree = workshop.unpack("poetry-pure")
    with (tree / "pyproject.toml").open("a") as file:
        file.write('[tool.poetry.build]\nscript = "build.py"\n')
    write_files(tree, {"build.py": "print('anything')\n"})
    builder, *others = environments.all_found()

    assert "-cp311-cp311-" in workshop.build(builder).name
    for environment in others:
        found = workshop.run(environment, "find-wheel", "--json",
                             "--reuse-dir", workshop.reuse_dir)
        (refusal,) = json.loads(found.stdout)["refused"]
        assert refusal["reason"] == "tag"
