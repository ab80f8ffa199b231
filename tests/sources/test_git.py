# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the checkout."""

import shutil
import subprocess

from collections.abc import Callable
from pathlib import Path

import pytest

from gpep517_reuse.errors import ReuseError
from gpep517_reuse.sources.git import find_governing, read_checkout
from gpep517_reuse.sources.tree import Roots, Tree, scan


needs_git = pytest.mark.skipif(shutil.which("git") is None,
                               reason="needs git")

Change = Callable[[Path], None]


def run_git(directory: Path, *arguments: str) -> None:
    subprocess.run(
        ("git", "-c", "user.name=a", "-c", "user.email=a@example.org",
         "-c", "commit.gpgSign=false", "-c", "init.defaultBranch=main",
         *arguments), cwd=directory, check=True, capture_output=True)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a checkout with one commit."""
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, "/dev/null")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    directory = tmp_path / "checkout"
    directory.mkdir()
    run_git(directory, "init", "-q")
    (directory / "a").write_text("1")
    run_git(directory, "add", "a")
    run_git(directory, "commit", "-qm", "first")
    return directory


def tag(directory: Path) -> None:
    run_git(directory, "tag", "v1")


def commit(directory: Path) -> None:
    run_git(directory, "commit", "-q", "--allow-empty", "-m", "second")


def switch(directory: Path) -> None:
    run_git(directory, "switch", "-qc", "other")


def track(directory: Path) -> None:
    (directory / "b").write_text("2")
    run_git(directory, "add", "b")


def untrack(directory: Path) -> None:
    run_git(directory, "rm", "-q", "--cached", "a")


@needs_git
@pytest.mark.parametrize("change", [tag, commit, switch, track, untrack])
def test_what_counts(checkout: Path, change: Change) -> None:
    before = read_checkout(f"{checkout}/.git")
    change(checkout)
    assert read_checkout(f"{checkout}/.git") != before


def touch(directory: Path) -> None:
    (directory / "a").touch()
    run_git(directory, "status")


def add_untracked(directory: Path) -> None:
    (directory / "c").write_text("3")


def configure(directory: Path) -> None:
    run_git(directory, "config", "user.name", "b")


@needs_git
@pytest.mark.parametrize("change", [touch, add_untracked, configure])
def test_what_does_not_count(checkout: Path, change: Change) -> None:
    before = read_checkout(f"{checkout}/.git")
    change(checkout)
    assert read_checkout(f"{checkout}/.git") == before


@needs_git
def test_without_a_commit(checkout: Path) -> None:
    empty = checkout / "empty"
    empty.mkdir()
    run_git(empty, "init", "-q")
    before = read_checkout(f"{empty}/.git")
    track(empty)
    assert read_checkout(f"{empty}/.git") != before


@needs_git
def test_broken(tmp_path: Path) -> None:
    git = tmp_path / ".git"
    git.write_text("gitdir: /nonexistent/gpep517-reuse\n")
    with pytest.raises(ReuseError) as caught:
        read_checkout(str(git))
    assert str(caught.value) == (
        f"git, which governs the tree by {git}, fails: fatal: not a git "
        "repository: /nonexistent/gpep517-reuse\n"
        f"hint: try: git -C {tmp_path} status")


def test_without_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch
                     ) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ReuseError) as caught:
        read_checkout(f"{tmp_path}/.git")
    assert str(caught.value) == (
        f"git, which governs the tree by {tmp_path}/.git, cannot be asked: "
        "No such file or directory\nhint: install git")


def test_find_governing(tmp_path: Path) -> None:
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    assert find_governing(str(below)) == f"{tmp_path}/.git"
    (tmp_path / "a" / ".git").symlink_to("nowhere")
    assert find_governing(str(below)) == f"{tmp_path}/a/.git"


def test_its_own_is_not_above(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert find_governing(str(tmp_path)) != f"{tmp_path}/.git"


@needs_git
def test_scan_in_a_checkout(checkout: Path) -> None:
    tree = scan_tree(checkout)
    assert tree.faults == ()
    assert sorted(tree.files) == [".git", "a"]
    assert tree.files[".git"] == "g" + read_checkout(f"{checkout}/.git")


@needs_git
def test_scan_below_a_checkout(checkout: Path) -> None:
    below = checkout / "below"
    below.mkdir()
    (below / "b").write_text("2")
    before = scan_tree(below)
    assert sorted(before.files) == ["../.git", "b"]
    tag(checkout)
    assert scan_tree(below).fingerprint != before.fingerprint


def scan_tree(directory: Path) -> Tree:
    return scan(Roots.of(directory, ()),
                is_known_wheel=lambda _: False).tree
