# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Declarative pure packages: built once, by whoever comes first."""

import shutil

from pathlib import Path

import pytest

from integration.environments import (
    CHECKOUT,
    NAMES,
    TOOL,
    Environment,
    Environments,
    derive,
)
from integration.harness import Workshop, read_members, read_tree


pytestmark = pytest.mark.interpreters

PROJECTS = ("flit-pure", "hatchling-pure", "poetry-pure", "pdm-pure",
            "setuptools-pure")


@pytest.fixture(scope="module")
def bare(environments: Environments, tmp_path_factory: pytest.TempPathFactory
         ) -> Environment:
    """Return an environment without any backend, and without packaging."""
    return derive(environments["python3.12"],
                  tmp_path_factory.mktemp("bare") / "environment", TOOL)


@pytest.mark.parametrize("name", NAMES)
def test_every_interpreter_is_there(environments: Environments, name: str
                                    ) -> None:
    assert environments[name].python.exists()


@pytest.mark.parametrize(("project", "first"), [
    ("flit-pure", "python3.11"),
    ("hatchling-pure", "pypy3.11"),
    ("poetry-pure", "python3.15"),
    ("pdm-pure", "python3.13"),
    ("setuptools-pure", "python3.12"),
])
def test_built_once_and_reused_by_all_others(
        workshop: Workshop, environments: Environments, project: str,
        first: str) -> None:
    workshop.unpack(project)

    built, *others = workshop.build_in_turn(
        environments.all_found(first=first))

    assert built.built
    assert "sample/__init__.py" in built.members
    for other in others:
        assert other.reused
        assert other.builder == built.builder
        assert (other.name, other.sha256) == (built.name, built.sha256)
        assert other.wheel != built.wheel
        assert "Building wheel" not in other.finished.stderr


@pytest.mark.parametrize("project", PROJECTS)
def test_reused_without_backend_and_packaging(
        workshop: Workshop, older: Environment, bare: Environment,
        project: str) -> None:
    workshop.unpack(project)
    built = workshop.build(older)

    reused = workshop.build(bare)

    assert reused.reused
    assert reused.sha256 == built.sha256


def test_a_bare_environment_cannot_build(workshop: Workshop,
                                         bare: Environment) -> None:
    workshop.unpack("flit-pure")

    finished = workshop.run(bare, "build-wheel", "--wheel-dir", "dist",
                            "--reuse-dir", workshop.reuse_dir)

    assert finished.status == 1
    assert finished.output == ""
    assert "No module named 'flit_core'" in finished.stderr


@pytest.mark.parametrize("project", ["flit-pure", "setuptools-pure"])
def test_installed_like_gpep517_installs(
        workshop: Workshop, older: Environment, newer: Environment,
        project: str) -> None:
    workshop.unpack(project)
    expected, first, second = (
        workshop.directory / name for name in ("expected", "first", "second"))
    options = ("--prefix", "/usr", "--optimize", "all", "--destdir")
    ours = ("--reuse-dir", workshop.reuse_dir)

    # without an option of ours, it is gpep517 that acts
    plain = workshop.run(newer, "install-from-source", *options, expected,
                         cwd=workshop.unpack(project, "plain"))
    built = workshop.run(older, "install-from-source", *options, first, *ours)
    reused = workshop.run(newer, "install-from-source", *options, second,
                          *ours)

    assert plain.status == 0
    assert "gpep517_reuse" not in plain.stderr
    assert any(line.startswith("Built") for line in built.messages)
    assert any(line.startswith("Reusing") for line in reused.messages)
    assert _strip(second) == _strip(expected)
    assert len(_strip(expected)) > 5


def test_no_reuse_builds_and_remembers(
        workshop: Workshop, environments: Environments) -> None:
    workshop.unpack("flit-pure")
    first, second, third = environments.pick(
        "python3.11", "python3.12", "python3.13")
    workshop.build(first)

    again = workshop.build(second, "--no-reuse")

    assert again.built
    assert "--no-reuse" in again.refusals
    reused = workshop.build(third)
    assert reused.reused
    assert reused.builder == again.builder, "the newest is preferred"


def test_expect_extension_refuses_what_is_pure(
        workshop: Workshop, older: Environment, newer: Environment) -> None:
    workshop.unpack("flit-pure")
    workshop.build(older)

    assert workshop.build(newer, "--expect-extension").built


def test_find_wheel_names_it_and_writes_nothing(
        workshop: Workshop, older: Environment, bare: Environment) -> None:
    workshop.unpack("flit-pure")
    built = workshop.build(older)
    before = read_tree(workshop.directory)

    found = workshop.run(bare, "find-wheel", "--reuse-dir",
                         workshop.reuse_dir)

    assert found.status == 0
    wheel = Path(found.stdout.rstrip("\n"))
    assert wheel.is_relative_to(workshop.reuse_dir)
    assert read_members(wheel) == built.members
    assert read_tree(workshop.directory) == before


def test_find_wheel_tells_why_there_is_none(
        workshop: Workshop, older: Environment, bare: Environment) -> None:
    workshop.unpack("flit-pure")
    built = workshop.build(older)

    found = workshop.run(bare, "find-wheel", "--reuse-dir",
                         workshop.reuse_dir, "--reuse-key", "other")

    assert (found.status, found.stdout) == (3, "")
    assert found.refusals == [
        f"{built.name} of {built.builder}: another recipe: "
        "--reuse-key (not set, here 'other')"]


def test_our_own_package_is_built_by_ourselves(
        workshop: Workshop, environments: Environments) -> None:
    workshop.tree.mkdir()
    for name in ("COPYING", "README.rst", "pyproject.toml"):
        (workshop.tree / name).write_bytes((CHECKOUT / name).read_bytes())
    for name in ("data", "gpep517_reuse"):
        shutil.copytree(CHECKOUT / name, workshop.tree / name,
                        ignore=shutil.ignore_patterns("__pycache__"))

    built, *others = workshop.build_in_turn(environments.all_found())

    assert built.built
    assert built.name.startswith("gpep517_reuse-")
    assert all(other.reused for other in others)


def _strip(directory: Path) -> dict[str, bytes]:
    """Return what was installed, but for bytecode and its checksums.

    How bytecode is written has nothing to do with where a wheel is from.
    """
    return {
        path: b"" if path.endswith((".pyc", "RECORD")) else content
        for path, (_, content) in read_tree(directory).items()}
