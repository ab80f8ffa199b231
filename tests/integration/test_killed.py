# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Calls that are killed at any point."""

import shutil
import signal

from collections.abc import Iterator
from pathlib import Path

import pytest

from integration.environments import CHECKOUT, Environments
from integration.faults import Outcome, Worker, find_leftovers, read_entries
from integration.harness import read_members
from samples import PURE


pytestmark = pytest.mark.interpreters

# so many kills of each kind of call
_KILLS = 55


@pytest.fixture(scope="module")
def worker(environments: Environments,
           tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    with Worker(environments["python3.13"],
                tmp_path_factory.mktemp("home")) as worker:
        yield worker


class Place:
    """A tree, a store and a directory for wheels, to be made anew."""

    def __init__(self, directory: Path, worker: Worker) -> None:
        self.tree = directory / "tree"
        self.store = directory / "store"
        self.wheels = directory / "dist"
        self._kept = directory / "kept"
        self._worker = worker
        shutil.copytree(CHECKOUT / "test-data/leaving-traces",
                        self._kept / "tree")

    def build(self, *options: str, **fault: object) -> Outcome:
        return self._worker.build(self.tree, self.store, self.wheels,
                                  *options, **fault)

    def fill(self) -> None:
        """Have the wheel in the store from now on."""
        self.renew()
        assert self.build().status == 0
        shutil.copytree(self.store, self._kept / "store")

    def renew(self) -> None:
        for path in (self.tree, self.store, self.wheels):
            shutil.rmtree(path, ignore_errors=True)
        shutil.copytree(self._kept / "tree", self.tree)
        if (self._kept / "store").exists():
            shutil.copytree(self._kept / "store", self.store)


@pytest.fixture
def place(tmp_path: Path, worker: Worker) -> Place:
    return Place(tmp_path, worker)


@pytest.mark.parametrize(("kind", "is_filled", "links"), [
    ("kill anywhere", False, True), ("kill in the store", False, True),
    ("kill in the store", True, True), ("kill in the store", False, False),
], ids=["anywhere", "storing", "handing out", "storing without hard links"])
def test_killed(place: Place, kind: str, is_filled: bool, links: bool
                ) -> None:
    """Wherever a call is killed, no half entry is there, the next one gets
    a right wheel, and nothing is left of the first.
    """
    if is_filled:
        place.fill()
    place.renew()
    total = place.build(kind=kind, links=links).passed
    expected = read_members(place.wheels / PURE)
    left = 0
    points = range(1, total, max(1, total // _KILLS))
    for point in points:
        place.renew()
        outcome = place.build(kind=kind, code=signal.SIGKILL, at=point,
                              links=links)
        assert outcome.status == -signal.SIGKILL
        read_entries(place.store)
        left += bool(find_leftovers(place.store / "v1", place.wheels))
        outcome = place.build(links=links)
        assert (outcome.status, outcome.answer) == (0, f"{PURE}\n")
        assert not outcome.warns
        assert read_members(place.wheels / PURE) == expected
        assert read_entries(place.store)
        assert find_leftovers(place.store / "v1", place.wheels) == []
    assert len(points) >= _KILLS
    # or nothing was swept
    assert left or kind == "kill anywhere"
