# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of who may write into a store, and of links planted in it."""

import os
import shutil

from collections.abc import Callable
from pathlib import Path

import pytest

from gpep517_reuse.cli.main import main
from gpep517_reuse.errors import StoreError
from gpep517_reuse.store.entry import Candidate, Damaged
from gpep517_reuse.store.store import Store

from samples import PURE


pytestmark = pytest.mark.once

HINT = "hint: name a directory that only this user can write to"
needs_root = pytest.mark.skipif(
    os.geteuid() != 0,
    reason="only root can give files away")


@pytest.fixture
def store(project: Path) -> Path:
    """Return a store with an entry in it."""
    store = project.parent / "store"
    assert build(store) == 0
    return store


def build(store: Path) -> int:
    return main(["gpep517-reuse", "build-wheel", "--wheel-dir",
                 str(store.parent / "dist"), "--output-fd", "2",
                 "--reuse-dir", str(store)])


def find_entry(store: Path) -> Path:
    (record,) = store.glob("v1/*/*/entry.json")
    return record.parent


def find_reasons(store: Path) -> list[str]:
    """Return why what is in a store is refused."""
    opened = Store.open(store, create=False)
    keys = [path.name for path in (store / "v1").iterdir()
            if len(path.name) == 64]
    return [found.reason if isinstance(found, Damaged) else str(
        opened.check(found)) for found in opened.find(keys)]


@pytest.mark.parametrize("mode", [0o775, 0o757, 0o777, 0o1777, 0o2770, 0o720],
                         ids=oct)
@pytest.mark.parametrize("path", ["", "v1", "v1/states", "v1/wheels"])
def test_directory_that_others_can_write_to(
        store: Path, path: str, mode: int) -> None:
    (store / path).chmod(mode)
    with pytest.raises(StoreError) as caught:
        Store.open(store, create=False)
    assert str(caught.value) == (
        f"{store / path} can be written to by others\n"
        f"hint: chmod go-w {store / path}, or "
        f"{HINT.removeprefix('hint: ')}")


@needs_root
@pytest.mark.parametrize("path", ["", "v1", "v1/states", "v1/wheels"])
def test_directory_of_another_user(store: Path, path: str) -> None:
    os.chown(store / path, 12345, -1)
    with pytest.raises(StoreError) as caught:
        Store.open(store, create=False)
    assert str(caught.value) == (
        f"{store / path} belongs to user 12345, expected root\n{HINT}")


@pytest.mark.parametrize("which", [
    lambda entry: entry.parent, lambda entry: entry,
    lambda entry: entry / "entry.json"], ids=["key", "entry", "record"])
def test_entry_that_others_can_write_to(
        store: Path, which: Callable[[Path], Path]) -> None:
    which(find_entry(store)).chmod(0o777)
    (reason,) = find_reasons(store)
    assert reason.endswith(" can be written to by others")


@needs_root
@pytest.mark.parametrize("which", [
    lambda entry: entry.parent, lambda entry: entry,
    lambda entry: entry / "entry.json"], ids=["key", "entry", "record"])
def test_entry_of_another_user(
        store: Path, which: Callable[[Path], Path]) -> None:
    os.chown(which(find_entry(store)), 12345, -1)
    (reason,) = find_reasons(store)
    assert reason.endswith(" belongs to user 12345, expected root")


@pytest.mark.parametrize("mask", [0, 0o002, 0o022, 0o077], ids=oct)
def test_what_is_made_is_for_its_owner_to_write(
        project: Path, mask: int) -> None:
    """Whatever the umask is."""
    store = project.parent / "new" / "store"
    old = os.umask(mask)
    try:
        for _ in range(2):
            assert build(store) == 0
    finally:
        os.umask(old)
    assert find_reasons(store) == ["None"]
    open_to_others = [path for path in (store, *store.rglob("*"))
                      if path.stat().st_mode & 0o022
                      # the backend's own file, by another name
                      and path.name != PURE]
    assert open_to_others == []


@pytest.mark.parametrize(("which", "reason"), [
    (lambda entry: entry.parent, "is not a directory"),
    (lambda entry: entry, "its entry.json cannot be read: Not a directory"),
    (lambda entry: entry / "entry.json",
     "its entry.json cannot be read: it is a symbolic link"),
    (lambda entry: entry / PURE, "it cannot be read: it is a symbolic link"),
], ids=["key", "entry", "record", "wheel"])
def test_planted_link(store: Path, which: Callable[[Path], Path],
                      reason: str) -> None:
    """The other side is as good as what was there, and not followed to."""
    path = which(find_entry(store))
    path.rename(store.parent / "elsewhere")
    path.symlink_to(store.parent / "elsewhere")
    (found,) = find_reasons(store)
    assert reason in found


@pytest.mark.parametrize("path", ["v1", "v1/states", "v1/wheels"])
def test_planted_link_to_a_directory(store: Path, path: str) -> None:
    elsewhere = store.parent / "elsewhere"
    (store / path).rename(elsewhere)
    (store / path).symlink_to(elsewhere)
    before = sorted(elsewhere.rglob("*"))
    for create in (True, False):
        with pytest.raises(StoreError) as caught:
            Store.open(store, create=create)
        assert str(caught.value) == (
            f"{store / path} is not a directory, or a link to one\n{HINT}")
    assert build(store) == 0
    assert sorted(elsewhere.rglob("*")) == before


def test_planted_link_to_a_state(store: Path, caplog: pytest.LogCaptureFixture
                                 ) -> None:
    """It neither leads anywhere nor is written through."""
    elsewhere = store.parent / "elsewhere"
    elsewhere.write_text("mine")
    opened = Store.open(store, create=True)
    (store / "v1/states" / ("a" * 64)).symlink_to(elsewhere)
    with pytest.raises(OSError, match="symbolic links"):
        list(opened.walk_parents("a" * 64))
    with pytest.raises(OSError, match="symbolic links"):
        opened.note_parent("a" * 64, "b" * 64)
    assert elsewhere.read_text() == "mine"
    assert caplog.text == ""


def test_store_that_is_swapped_while_it_is_entered(store: Path) -> None:
    """What is open stays open: a path is looked at once."""
    opened = Store.open(store, create=False)
    (key,) = (path.name for path in (store / "v1").iterdir()
              if len(path.name) == 64)
    (found,) = opened.find([key])
    assert isinstance(found, Candidate)
    with opened._enter(key) as shelf:
        store.rename(store.parent / "old")
        shutil.copytree(store.parent / "old", store)
        (store / "v1" / key).chmod(0o777)
        assert os.fstat(shelf).st_mode & 0o022 == 0
        assert os.listdir(shelf) == [Path(found.wheel).parent.name]
    (reason,) = find_reasons(store)
    assert reason.endswith(" can be written to by others")
