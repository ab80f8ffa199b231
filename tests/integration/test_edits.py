# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Sources that change between two interpreters, and those that do not."""

import os
import shutil

from collections.abc import Callable
from pathlib import Path

import pytest

from integration.environments import Environment, Environments
from integration.harness import Result, Workshop


pytestmark = pytest.mark.interpreters


def _change_byte(tree: Path) -> None:
    path = tree / "sample/data.txt"
    status = path.stat()
    path.write_bytes(path.read_bytes().replace(b"some", b"sume"))
    # as cp --preserve and patch --set-time leave it
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def _change_mode(tree: Path) -> None:
    (tree / "sample/data.txt").chmod(0o755)


def _change_link(tree: Path) -> None:
    (tree / "sample/link.txt").unlink()
    (tree / "sample/link.txt").symlink_to("same.txt")


def _replace_by_link(tree: Path) -> None:
    (tree / "sample/same.txt").unlink()
    (tree / "sample/same.txt").symlink_to("data.txt")


def _add_file(tree: Path) -> None:
    (tree / "sample/added.py").write_text("")


def _add_hidden_file(tree: Path) -> None:
    (tree / "sample/.hidden").write_text("")


def _remove_file(tree: Path) -> None:
    (tree / "sample/same.txt").unlink()


def _rename_file(tree: Path) -> None:
    (tree / "sample/same.txt").rename(tree / "sample/other.txt")


@pytest.mark.parametrize(("edit", "named"), [
    pytest.param(_change_byte, "sample/data.txt", id="one byte"),
    pytest.param(_change_mode, "sample/data.txt", id="mode"),
    pytest.param(_change_link, "sample/link.txt", id="link"),
    pytest.param(_replace_by_link, "sample/same.txt", id="file to link"),
    pytest.param(_add_file, "sample/added.py", id="added"),
    pytest.param(_add_hidden_file, "sample/.hidden", id="hidden"),
    pytest.param(_remove_file, "sample/same.txt", id="removed"),
    pytest.param(_rename_file, "sample/other.txt, sample/same.txt",
                 id="renamed"),
])
def test_edited_sources_are_built_again(
        workshop: Workshop, older: Environment, newer: Environment,
        edit: Callable[[Path], None], named: str) -> None:
    tree = workshop.unpack("flit-pure")
    shutil.copyfile(tree / "sample/data.txt", tree / "sample/same.txt")
    (tree / "sample/link.txt").symlink_to("data.txt")
    first = workshop.build(older)
    original = first.members

    edit(tree)
    result = workshop.build(newer)

    assert result.built
    assert result.refusals == (
        f"{first.name} of {first.builder}: other sources: {named}")
    assert set(result.members) == {
        "sample-1.dist-info/" + name for name in (
            "METADATA", "RECORD", "WHEEL", "entry_points.txt")
    } | {str(path.relative_to(tree)) for path
         in (tree / "sample").iterdir() if path.name != "__pycache__"}
    if edit is _change_byte:
        assert result.members["sample/data.txt"] != (
            original["sample/data.txt"])


def test_sources_put_back_are_reused(
        workshop: Workshop, older: Environment, newer: Environment) -> None:
    tree = workshop.unpack("flit-pure")
    first = workshop.build(older)
    original = (tree / "sample/data.txt").read_bytes()
    (tree / "sample/data.txt").write_bytes(b"other")
    edited = workshop.build(older)
    (tree / "sample/data.txt").write_bytes(original)

    result = workshop.build(newer)

    assert edited.built
    assert result.reused
    assert result.sha256 == first.sha256


def test_touched_sources_are_reused(
        workshop: Workshop, older: Environment, newer: Environment) -> None:
    tree = workshop.unpack("setuptools-pure")
    workshop.build(older)

    for path in tree.rglob("*"):
        os.utime(path, (1, 1))
    (tree / "sample/__pycache__").mkdir(exist_ok=True)
    (tree / "sample/__pycache__/__init__.cpython-399.pyc").write_bytes(b"")

    assert workshop.build(newer).reused


def test_edited_backend_of_the_tree_is_used(
        workshop: Workshop, older: Environment) -> None:
    tree = workshop.unpack("in-tree-backend")
    first, second = workshop.build_in_turn((older, older))
    assert (first.reused, second.reused) == (False, True)

    with (tree / "backend/own_backend.py").open("a") as file:
        file.write("# edited\n")
    result = workshop.build(older)

    assert result.built
    assert "other sources: backend/own_backend.py" in result.refusals


def test_edited_reuse_tree_is_seen(
        workshop: Workshop, older: Environment, newer: Environment) -> None:
    workshop.unpack("flit-pure")
    shared = workshop.directory / "shared"
    shared.mkdir()
    (shared / "header.h").write_text("1")
    options = ("--reuse-tree", "../shared")
    first = workshop.build(older, *options)
    assert workshop.build(newer, *options).reused

    (shared / "header.h").write_text("2")
    result = workshop.build(newer, *options)

    assert result.built
    assert result.refusals == (
        f"{first.name} of {first.builder}: other sources: ../shared/header.h")


def test_what_a_used_tree_gave_is_not_for_a_fresh_one(
        workshop: Workshop, environments: Environments) -> None:
    first, second, third = environments.pick(
        "python3.11", "python3.12", "python3.13")
    tree = workshop.unpack("setuptools-pure")
    # a plain build, which leaves more than ours do
    plain = workshop.run(first, "build-wheel", "--wheel-dir",
                         workshop.directory / "plain")
    assert plain.status == 0
    assert (tree / "build/lib/sample").is_dir()
    used = workshop.build(second)
    assert used.built
    assert workshop.build(third).reused

    shutil.rmtree(tree)
    workshop.unpack("setuptools-pure")
    result = workshop.build(third)

    assert result.built
    assert (f"{used.name} of {used.builder}: other sources: "
            "build/lib/sample/__init__.py") in result.refusals


def test_an_edit_of_the_builds_own_traces_counts(
        workshop: Workshop, older: Environment, newer: Environment) -> None:
    """SOURCES.txt decides what include_package_data packs."""
    tree = workshop.unpack("setuptools-pure")
    workshop.build(older)
    (tree / "sample.egg-info/SOURCES.txt").write_text("")

    result = workshop.build(newer)

    assert result.built
    assert "sample.egg-info/SOURCES.txt" in result.refusals


def test_edited_bytecode_that_is_packed_is_never_stale(
        workshop: Workshop, newer: Environment) -> None:
    """Bytecode is no part of the fingerprint."""
    tree = workshop.unpack("setuptools-pure")
    setup_cfg = tree / "setup.cfg"
    setup_cfg.write_text(setup_cfg.read_text().replace("*.txt", "*.pyc"))
    (tree / "sample/legacy.pyc").write_bytes(b"one")
    assert workshop.build(newer).members["sample/legacy.pyc"] == b"one"

    (tree / "sample/legacy.pyc").write_bytes(b"two")

    assert workshop.build(newer).members["sample/legacy.pyc"] == b"two"


def test_a_wheel_that_is_packed_is_never_stale(
        workshop: Workshop, older: Environment, newer: Environment) -> None:
    """Wheels of entries are no part of the fingerprint."""
    tree = workshop.unpack("setuptools-pure")
    setup_cfg = tree / "setup.cfg"
    setup_cfg.write_text(setup_cfg.read_text().replace("*.txt", "*.whl"))
    bundled = tree / "sample/bundled-1-py3-none-any.whl"
    contents = []
    for number in range(2):
        other = workshop.unpack("flit-pure", f"bundled-{number}")
        (other / "sample/data.txt").write_text(f"{number}")
        contents.append(workshop.build(older, cwd=other).wheel.read_bytes())
    bundled.write_bytes(contents[0])
    workshop.build(older)

    bundled.write_bytes(contents[1])
    result = workshop.build(newer)

    assert result.members[f"sample/{bundled.name}"] == contents[1]


def test_unpatched_copies_are_reused(
        workshop: Workshop, older: Environment, newer: Environment) -> None:
    for project in ("flit-pure", "setuptools-pure"):
        copies = [workshop.unpack(project, f"{project}-{environment.name}")
                  for environment in (older, newer)]

        first = _build_in_copy(workshop, older, copies[0])
        second = _build_in_copy(workshop, newer, copies[1])

        assert (first.reused, second.reused) == (False, True)


@pytest.mark.parametrize("inside", ["build", "."], ids=["inside", "itself"])
@pytest.mark.parametrize("project", ["flit-pure", "setuptools-pure"])
def test_differently_patched_copies_are_built_each(
        workshop: Workshop, environments: Environments, project: str,
        inside: str) -> None:
    """This is how DISTUTILS_IN_SOURCE_BUILD goes."""
    turn = environments.pick("python3.11", "python3.12", "pypy3.11")
    for environment in turn:
        copy = workshop.unpack(project, f"tree-{environment.name}")
        (copy / "sample/data.txt").write_text(environment.name)

        result = _build_in_copy(workshop, environment, copy, inside)

        assert result.built
        assert result.members["sample/data.txt"].decode() == environment.name
        if environment is not turn[0]:
            assert "sample/data.txt" in result.refusals


@pytest.mark.parametrize(("project", "last"), [
    ("flit-pure", "pypy3.11"), ("setuptools-pure", "python3.13")])
def test_wheel_directories_in_the_tree_do_not_count(
        workshop: Workshop, environments: Environments, project: str,
        last: str) -> None:
    tree = workshop.unpack(project)

    built, *others = [
        workshop.build(environment, wheel_dir=Path(f"dist-{environment.name}"))
        for environment in environments.pick(
            "python3.11", "python3.12", last)]

    assert built.built
    for other in others:
        assert other.reused
        assert other.wheel.is_relative_to(tree)


def test_the_wheel_of_a_plain_build_is_no_edit(
        workshop: Workshop, older: Environment, newer: Environment) -> None:
    """It lies in the tree, and the store learns only later whose it is."""
    workshop.unpack("flit-pure")
    plain = workshop.run(older, "build-wheel", "--wheel-dir", "dist")
    assert plain.status == 0
    assert workshop.build(older).built

    assert workshop.build(newer).reused


def _build_in_copy(workshop: Workshop, environment: Environment, copy: Path,
                   inside: str = "build") -> Result:
    build_dir = copy / inside
    return workshop.build(
        environment, "--build-dir", build_dir, cwd=copy,
        wheel_dir=build_dir / "dist", environ={"BUILD_DIR": str(build_dir)})
