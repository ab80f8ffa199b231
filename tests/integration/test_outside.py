# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Builds that take more than the tree has: never a stale wheel."""

import os
import tempfile

from collections.abc import Iterator
from pathlib import Path

import pytest

from integration.environments import Environment, Environments
from integration.harness import Workshop


pytestmark = pytest.mark.interpreters


@pytest.fixture
def memory() -> Iterator[Workshop]:
    """Yield a workshop below a directory of the system's."""
    if not os.access("/dev/shm", os.W_OK):
        pytest.skip("/dev/shm is not there, or cannot be written to")
    with tempfile.TemporaryDirectory(dir="/dev/shm") as directory:
        yield Workshop(Path(directory).resolve() / "work")


@pytest.mark.parametrize("first", ["python3.11", "pypy3.11"])
def test_included_file_from_outside(
        workshop: Workshop, newer: Environment, environments: Environments,
        first: str) -> None:
    table = _unpack(workshop)
    built = workshop.build(environments[first])
    assert built.members["sample/table.txt"] == b"one"
    fault = f"its build read {table}, which is not in the sources"
    assert f"No reuse of {built.name}: {fault}" in built.finished.messages

    table.write_bytes(b"two")
    result = workshop.build(newer)

    assert result.members["sample/table.txt"] == b"two"
    assert fault in result.refusals


@pytest.mark.parametrize("options", [
    pytest.param(("--build-dir", ".."), id="build-dir"),
    pytest.param(("--build-dir", "../shared"), id="build-dir beside"),
    pytest.param((), id="wheel-dir"),
])
def test_included_file_from_a_directory_of_ours(
        workshop: Workshop, older: Environment, newer: Environment,
        options: tuple[str, ...]) -> None:
    """A directory that the caller names can hold sources, too."""
    table = _unpack(workshop)
    wheel_dir = None if options else Path("..")
    built = workshop.build(older, *options, wheel_dir=wheel_dir)
    assert built.members["sample/table.txt"] == b"one"

    table.write_bytes(b"two")
    result = workshop.build(newer, *options, wheel_dir=wheel_dir)

    assert result.members["sample/table.txt"] == b"two"


def test_included_file_below_a_directory_of_the_system(
        memory: Workshop, older: Environment, newer: Environment) -> None:
    """PORTAGE_TMPDIR=/dev/shm is nothing out of the ordinary."""
    table = _unpack(memory)
    memory.build(older)

    table.write_bytes(b"two")

    assert memory.build(newer).members["sample/table.txt"] == b"two"


def test_included_file_of_a_reuse_tree(
        workshop: Workshop, environments: Environments) -> None:
    table = _unpack(workshop)
    first, second, third = environments.pick(
        "python3.11", "python3.12", "python3.13")
    options = ("--reuse-tree", "../shared")
    assert workshop.build(first, *options).built
    assert workshop.build(second, *options).reused

    table.write_bytes(b"two")
    result = workshop.build(third, *options)

    assert result.built
    assert result.members["sample/table.txt"] == b"two"
    assert "other sources: ../shared/table.txt" in result.refusals


@pytest.mark.parametrize(("project", "package"), [
    ("hatchling-pure", "src/sample"), ("setuptools-pure", "sample")])
@pytest.mark.parametrize("of_file", [False, True], ids=["directory", "file"])
def test_link_out_of_the_tree(
        workshop: Workshop, older: Environment, newer: Environment,
        project: str, package: str, *, of_file: bool) -> None:
    directory = workshop.unpack(project) / package
    shared = workshop.directory / "shared"
    shared.mkdir()
    (shared / "data.txt").write_bytes(b"one")
    link = directory / "data.txt"
    link.unlink(missing_ok=True)
    if of_file:
        link.symlink_to(shared / "data.txt")
    else:
        link.symlink_to("more/data.txt")
        (directory / "more").symlink_to(os.path.relpath(shared, directory))
    built = workshop.build(older)
    assert built.members["sample/data.txt"] == b"one"

    (shared / "data.txt").write_bytes(b"two")
    result = workshop.build(newer)

    assert result.built
    assert result.members["sample/data.txt"] == b"two"
    assert "leads out of the tree" in result.refusals


def test_ignored_by_a_file_above_the_tree(
        workshop: Workshop, older: Environment, newer: Environment) -> None:
    """hatchling looks for .gitignore up to the root directory."""
    tree = workshop.unpack("hatchling-pure")
    (tree / "src/sample/data.txt").write_text("")
    assert "sample/data.txt" in workshop.build(older).members

    (workshop.directory / ".gitignore").write_text("data.txt\n")

    assert "sample/data.txt" not in workshop.build(newer).members


def _unpack(workshop: Workshop) -> Path:
    """Unpack a project; return the path of the file outside of it."""
    workshop.unpack("force-include")
    table = workshop.directory / "shared/table.txt"
    table.parent.mkdir()
    table.write_bytes(b"one")
    return table
