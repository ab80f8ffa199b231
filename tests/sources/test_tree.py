# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the fingerprint."""

import hashlib
import os
import random
import re
import sys
import tempfile

from collections.abc import Mapping
from pathlib import Path

import hypothesis
import hypothesis.strategies as st
import pytest

from gpep517_reuse.errors import ReuseError
from gpep517_reuse.files import digest_file
from gpep517_reuse.sources.tree import (
    BUILD_BASE_PREFIX,
    Roots,
    Scan,
    Tree,
    find_differences,
    scan,
)


EMPTY = hashlib.sha256(b"").hexdigest()

# a byte that is no UTF-8 is a name like any other on Linux
NAMES = ["a", "b", "c.py", "\u00e9"] + ["\udcff"] * (
    sys.platform == "linux")

# a path, then the kind as in Tree.files and the content or target
File = tuple[str, str]
Files = Mapping[str, File]


def is_tree(files: Files) -> bool:
    """Tell whether no file lies below another."""
    return not any(other.startswith(path + "/")
                   for path in files for other in files)


TREES = st.dictionaries(
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=3).map("/".join),
    st.tuples(st.sampled_from("fx"), st.sampled_from(["", "1", "12"]))
    | st.tuples(st.just("l"), st.sampled_from(["a", "a/b", "z"])),
    max_size=5).filter(is_tree)


def make_tree(top: Path, files: Files) -> None:
    """Make the files in the order that the mapping has them in."""
    top.mkdir()
    for path, (kind, content) in files.items():
        location = top / path
        location.parent.mkdir(parents=True, exist_ok=True)
        if kind == "l":
            # targets in the mapping are below the top
            location.symlink_to("../" * path.count("/") + content)
        else:
            location.write_text(content)
            location.chmod(0o755 if kind == "x" else 0o644)


def scan_one(top: Path, **kwargs: Scan) -> Scan:
    return scan(Roots.of(top, ()), is_known_wheel=lambda _: False, **kwargs)


def scan_tree(top: Path) -> Tree:
    return scan_one(top).tree


@hypothesis.given(TREES, TREES)
def test_fingerprint_iff_same(left: Files, right: Files) -> None:
    """Two trees have the same fingerprint exactly when they have the same
    paths, kinds, executable bits and contents.
    """
    with tempfile.TemporaryDirectory() as directory:
        make_tree(Path(directory) / "left", left)
        make_tree(Path(directory) / "right", right)
        trees = [scan_tree(Path(directory) / name)
                 for name in ("left", "right")]
    assert [tree.faults for tree in trees] == [(), ()]
    assert (trees[0].fingerprint == trees[1].fingerprint) == (left == right)


@hypothesis.given(TREES, st.randoms(use_true_random=False),
                  st.integers(0, 2**31))
def test_order_and_time_do_not_count(
        files: Files, source: random.Random, mtime: int) -> None:
    """The order in which files were made, and when, does not matter."""
    shuffled = list(files.items())
    source.shuffle(shuffled)
    with tempfile.TemporaryDirectory() as directory:
        make_tree(Path(directory) / "left", files)
        make_tree(Path(directory) / "right", dict(shuffled))
        for path in (Path(directory) / "right").rglob("*"):
            if not path.is_symlink():
                os.utime(path, (mtime, mtime))
        left, right = (scan_tree(Path(directory) / name)
                       for name in ("left", "right"))
    assert left == right
    assert left.fingerprint == right.fingerprint
    # nor that in which a file system lists them
    backwards = Tree(dict(list(left.files.items())[::-1]))
    assert backwards.fingerprint == left.fingerprint


TEXTS = st.text(st.characters(exclude_characters="\0",
                              exclude_categories=["Cs"]), min_size=1)


@hypothesis.given(st.dictionaries(TEXTS, TEXTS), st.dictionaries(TEXTS, TEXTS))
def test_fingerprint_tells_files_apart(left: dict[str, str],
                                       right: dict[str, str]) -> None:
    """No two sets of files share a fingerprint, whatever their names."""
    assert (Tree(left).fingerprint == Tree(right).fingerprint) == (
        left == right)


@hypothesis.given(st.dictionaries(TEXTS, TEXTS), st.dictionaries(TEXTS, TEXTS))
def test_differences_are_those_paths(left: dict[str, str],
                                     right: dict[str, str]) -> None:
    """What differs are exactly the paths that need a change to make one
    tree of the other, sorted, whichever of them comes first.
    """
    found = find_differences(Tree(left), Tree(right))
    assert list(found) == sorted(set(found))
    assert found == find_differences(Tree(right), Tree(left))
    changed = {path: right[path] for path in found if path in right}
    kept = {path: left[path] for path in left if path not in found}
    assert {**kept, **changed} == right


@hypothesis.given(TREES, TREES)
def test_second_scan_is_like_the_first(left: Files, right: Files) -> None:
    """A scan that may recall an earlier one finds what one without it
    finds.
    """
    with tempfile.TemporaryDirectory() as directory:
        top = Path(directory) / "tree"
        make_tree(top, left)
        before = scan_one(top)
        for path in left:
            (top / path).unlink()
        hypothesis.assume(is_tree({**left, **right}))
        for path, (_, content) in right.items():
            (top / path).parent.mkdir(parents=True, exist_ok=True)
            (top / path).write_text(content)
        assert scan_one(top, before=before).tree == scan_tree(top)


def test_files_are_described(tmp_path: Path) -> None:
    make_tree(tmp_path / "tree", {"a": ("f", ""), "b/c": ("x", "1"),
                                  "d": ("l", "a")})
    assert scan_tree(tmp_path / "tree") == Tree({
        "a": f"f{EMPTY}", "d": "la",
        "b/c": f"x{hashlib.sha256(b'1').hexdigest()}"})


def test_any_executable_bit_counts(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    (tmp_path / "a").chmod(0o610)
    assert scan_tree(tmp_path).files == {"a": f"x{EMPTY}"}


@pytest.mark.parametrize("path", [
    pytest.param("__pycache__/a.txt", id="pycache"),
    pytest.param("pkg/__pycache__/a.cpython-312.pyc", id="pycache below"),
    pytest.param("a.pyc", id="pyc"),
    pytest.param(f"{BUILD_BASE_PREFIX}1/lib/a.py", id="build base"),
    pytest.param(f"pkg/{BUILD_BASE_PREFIX}7/a", id="build base below"),
])
def test_not_counted(tmp_path: Path, path: str) -> None:
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_bytes(b"")
    assert scan_tree(tmp_path) == Tree({})


@pytest.mark.parametrize("path", [
    "build/lib/a.py", "a.egg-info/SOURCES.txt", ".hidden", ".gitignore",
    ".tox/a", "a.pyc/b", "a.pyo", "dist/a-1-py3-none-any.whl",
    f"{BUILD_BASE_PREFIX}1", "__pycache__", "gpep517-reuse-builds/a",
])
def test_counted(tmp_path: Path, path: str) -> None:
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_bytes(b"")
    assert scan_tree(tmp_path) == Tree({path: f"f{EMPTY}"})


def test_excluded_directory(tmp_path: Path) -> None:
    (tmp_path / "store" / "v1").mkdir(parents=True)
    (tmp_path / "store" / "v1" / "a").write_bytes(b"")
    (tmp_path / "store2").mkdir()
    (tmp_path / "store2" / "a").write_bytes(b"")
    (tmp_path / "link").symlink_to("store")
    roots = Roots.of(tmp_path, (), [tmp_path / "link"])
    found = scan(roots, is_known_wheel=lambda _: False)
    assert found.tree == Tree({"store2/a": f"f{EMPTY}", "link": "lstore"})


def test_known_wheel_does_not_count(tmp_path: Path) -> None:
    for name in ("known.whl", "other.whl", "known.txt"):
        (tmp_path / name).write_text(name.partition(".")[0])
    known = hashlib.sha256(b"known").hexdigest()
    found = scan(Roots.of(tmp_path, ()), is_known_wheel=known.__eq__)
    assert sorted(found.tree.files) == ["known.txt", "other.whl"]


@pytest.mark.parametrize("name", [".gitignore", ".hgignore"])
def test_what_is_ignored_above_the_tree_counts(tmp_path: Path, name: str
                                               ) -> None:
    top = tmp_path / "a" / "b"
    top.mkdir(parents=True)
    before = scan_tree(top)
    (tmp_path / name).write_bytes(b"")
    after = scan_tree(top)
    assert find_differences(before, after) == (f"../../{name}",)


@pytest.mark.parametrize("target", ["../outside", "/outside", "a/../../x"])
def test_link_out_of_the_tree(tmp_path: Path, target: str) -> None:
    top = tmp_path / "tree"
    (top / "a").mkdir(parents=True)
    (top / "link").symlink_to(target)
    assert scan_tree(top) == Tree({"link": f"l{target}"}, (
        "symbolic link link leads out of the tree, to "
        f"{os.path.realpath(top / target)}",))


def test_link_into_another_root(tmp_path: Path) -> None:
    for name in ("current", "include", "include/below"):
        (tmp_path / name).mkdir()
    (tmp_path / "include" / "a.h").write_bytes(b"")
    (tmp_path / "current" / "link").symlink_to("../include/a.h")
    roots = Roots.of(tmp_path / "current", [
        tmp_path / "include", tmp_path / "include" / "below"])
    assert roots.directories == (f"{tmp_path.resolve()}/current",
                                 f"{tmp_path.resolve()}/include")
    found = scan(roots, is_known_wheel=lambda _: False)
    assert found.tree == Tree({"../include/a.h": f"f{EMPTY}",
                               "link": "l../include/a.h"})


def test_link_to_itself(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("link")
    assert scan_tree(tmp_path).files == {"link": "llink"}


def test_linked_directory_is_not_entered(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b").write_bytes(b"")
    (tmp_path / "a" / "loop").symlink_to("..")
    assert scan_tree(tmp_path) == Tree({"a/b": f"f{EMPTY}",
                                        "a/loop": "l.."})


@pytest.mark.parametrize(("path", "held"), [
    ("/src", True), ("/src/a", True), ("/src2", False), ("/", False),
    ("/other/a", True)])
def test_roots_hold(path: str, held: bool) -> None:
    roots = Roots("/src", ("/src", "/other"))
    assert roots.hold(path) is held


def test_root_directory_holds_everything() -> None:
    assert Roots("/", ("/",)).hold("/usr")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs FIFOs")
def test_special_file_is_a_fault(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    assert scan_tree(tmp_path) == Tree({}, (
        "fifo is neither a file, a directory nor a symbolic link",))


@pytest.mark.skipif(os.geteuid() == 0, reason="root can read everything")
def test_unreadable_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    (tmp_path / "a").chmod(0)
    (tmp_path / "b").mkdir(0)
    assert scan_tree(tmp_path) == Tree({}, (
        "a cannot be read: Permission denied",
        "b/ cannot be read: Permission denied"))


def test_missing_root_is_a_fault(tmp_path: Path) -> None:
    found = scan(Roots.of(tmp_path, [tmp_path.parent / "gone"]),
                 is_known_wheel=lambda _: False)
    assert found.tree == Tree({}, (
        "../gone/ cannot be read: No such file or directory",))


def test_faults_count() -> None:
    assert Tree({}, ("a",)).fingerprint != Tree({}).fingerprint


def test_git_of_a_submodule_in_an_sdist_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / ".git").write_text("gitdir: ../.git/modules/a\n")
    roots = Roots.of(tmp_path, ())
    tree = scan(roots, is_known_wheel=lambda _: False).tree
    assert tree.faults == ()
    assert len(tree.files) == 1


def test_git_that_cannot_be_asked_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / ".git").write_text("gitdir: nowhere\n")
    found = scan_tree(tmp_path)
    assert found.files == {}
    (fault,) = found.faults
    assert re.fullmatch(
        rf"git, which governs the tree by {re.escape(str(tmp_path))}/\.git, "
        "(fails: .+|cannot be asked: .+)", fault)


def test_old_files_are_recalled(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    real = scan_one(tmp_path)
    # as if it had been read long after the file was written
    generated = real._replace(tree=Tree({"a": "x" + "00" * 32}),
                            began=real.began + 10**10)
    assert scan_one(tmp_path, before=generated).tree == Tree(
        {"a": "f" + "00" * 32})
    # by its own clock, the file is too young to be believed
    young = generated._replace(began=real.began)
    assert scan_one(tmp_path, before=young).tree == real.tree


def test_rewritten_files_are_read_again(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("1")
    before = scan_one(tmp_path)._replace(began=2**62)
    status = path.stat()
    path.write_text("2")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    path.chmod(0o600)
    (tmp_path / "b").write_text("3")
    os.replace(tmp_path / "b", path)
    assert scan_one(tmp_path, before=before).tree == Tree(
        {"a": "f" + hashlib.sha256(b"3").hexdigest()})


def test_digest_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    content = b"1" * ((1 << 20) + 1)
    path.write_bytes(content)
    assert digest_file(path) == hashlib.sha256(content).hexdigest()


def test_digest_file_follows_when_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "link").symlink_to("file")
    assert digest_file(tmp_path / "link", follow=True) == EMPTY
    with pytest.raises(OSError, match="link"):
        digest_file(tmp_path / "link")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs FIFOs")
def test_digest_file_never_waits(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    with pytest.raises(OSError, match="not a regular file"):
        digest_file(tmp_path / "fifo")


def test_scan_raises_nothing_of_ours() -> None:
    assert not issubclass(OSError, ReuseError)
    assert scan_tree(Path("/nonexistent/gpep517-reuse")).files == {}
