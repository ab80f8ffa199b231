# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Checkouts: the version and the files that git knows."""

import shutil

from pathlib import Path

import pytest

from integration.environments import Environment, Environments
from integration.harness import Workshop, make_checkout, run_git


pytestmark = [
    pytest.mark.interpreters,
    pytest.mark.skipif(shutil.which("git") is None, reason="needs git"),
]


@pytest.mark.parametrize(("project", "version_file"), [
    ("scm-setuptools", "sample/_version.py"),
    ("scm-hatch", "src/sample/_version.py"),
])
def test_reused_beside_the_generated_version_file(
        workshop: Workshop, environments: Environments, project: str,
        version_file: str) -> None:
    tree = workshop.unpack(project)
    make_checkout(tree)

    built, *others = workshop.build_in_turn(environments.pick(
        "python3.12", "python3.11", "python3.14"))

    assert built.built
    assert built.name.startswith("sample-1.2.3-")
    assert (tree / version_file).exists()
    assert "sample/_version.py" in built.members
    for other in others:
        assert other.reused, other.refusals
        assert other.sha256 == built.sha256


def test_hatch_vcs_is_reused_by_pypy(
        workshop: Workshop, older: Environment, environments: Environments
        ) -> None:
    make_checkout(workshop.unpack("scm-hatch"))
    workshop.build(older)

    assert workshop.build(environments["pypy3.11"]).reused


def test_a_file_added_to_git_is_packed(
        workshop: Workshop, older: Environment, newer: Environment) -> None:
    tree = workshop.unpack("scm-setuptools")
    (tree / ".gitignore").write_text("late.txt\n")
    make_checkout(tree)
    (tree / "sample/late.txt").write_text("late")
    first = workshop.build(older)
    assert "sample/late.txt" not in first.members

    run_git(tree, "add", "-f", "sample/late.txt")
    result = workshop.build(newer)

    assert result.built
    assert "sample/late.txt" in result.members
    assert f"{first.name} of {first.builder}: other sources: " in (
        result.refusals)
    assert ".git" in result.refusals


@pytest.mark.parametrize("project", ["scm-setuptools", "scm-hatch"])
@pytest.mark.parametrize(("command", "version"), [
    pytest.param(("tag", "v2"), "2", id="tag"),
    pytest.param(("commit", "-q", "--allow-empty", "-m", "second"),
                 "1.2.4.dev1+", id="commit"),
])
def test_another_version_is_built(
        workshop: Workshop, older: Environment, newer: Environment,
        *, project: str, command: tuple[str, ...], version: str) -> None:
    tree = workshop.unpack(project)
    make_checkout(tree)
    workshop.build(older)

    if command[0] == "tag":
        # of two tags on a commit the newer wins
        run_git(tree, "tag", "-d", "v1.2.3")
    run_git(tree, *command)
    result = workshop.build(newer)

    assert result.built
    assert result.name.startswith(f"sample-{version}")


def test_the_checkout_above_counts(
        workshop: Workshop, older: Environment, newer: Environment) -> None:
    tree = workshop.unpack("scm-setuptools", "tree/python")
    pyproject = tree / "pyproject.toml"
    pyproject.write_text(pyproject.read_text() + 'root = ".."\n')
    (tree.parent / "README").write_text("")
    make_checkout(tree.parent)
    first = workshop.build(older, cwd=tree)
    assert first.name.startswith("sample-1.2.3-")
    assert workshop.build(newer, cwd=tree).reused

    run_git(tree, "tag", "-d", "v1.2.3")
    run_git(tree, "tag", "v3")
    result = workshop.build(newer, cwd=tree)

    assert result.built
    assert result.name.startswith("sample-3-")


def test_another_pretended_version_is_built(
        workshop: Workshop, older: Environment, newer: Environment) -> None:
    workshop.unpack("scm-setuptools")
    names = []
    for environment, version in ((older, "4"), (newer, "5"), (newer, "4")):
        result = workshop.build(environment, environ={
            "SETUPTOOLS_SCM_PRETEND_VERSION": version})
        names.append((result.name.split("-")[1], result.reused))

    assert names == [("4", False), ("5", False), ("4", True)]


def test_without_git_nothing_is_reused(
        workshop: Workshop, older: Environment, newer: Environment,
        tmp_path: Path) -> None:
    tree = workshop.unpack("flit-pure")
    make_checkout(tree)
    environ = {"PATH": str(tmp_path)}
    workshop.build(older)

    result = workshop.build(newer, environ=environ)

    assert result.built
    assert "git" in result.refusals
    assert "cannot be asked" in result.refusals
