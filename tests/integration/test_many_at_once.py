# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Many calls at once, of several interpreters, with one store."""

import collections
import concurrent.futures
import contextlib
import itertools
import shutil

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from integration.environments import CHECKOUT, Environment, Environments
from integration.faults import Outcome, Worker, find_leftovers, read_entries
from integration.harness import read_members


pytestmark = pytest.mark.interpreters

_PROCESSES = 16
_RUNS = 512
# one runs code of its own, which is for one directory alone
_PROJECTS = (("leaving-traces", "sample.py"),
             ("flit-pure", "sample/data.txt"))


class _Tree:
    """A copy of a project, with a file in it that makes the difference."""

    def __init__(self, directory: Path, number: int) -> None:
        project, self._file = _PROJECTS[number % 2]
        self._project = CHECKOUT / "test-data" / project
        self.directory = directory / f"tree-{number}"
        self.renew()

    def renew(self) -> None:
        shutil.rmtree(self.directory, ignore_errors=True)
        shutil.copytree(self._project, self.directory)

    def write(self, number: int) -> None:
        (self.directory / self._file).write_text(f"{number}\n")

    def assert_right(self, outcome: Outcome, wheels: Path) -> None:
        assert outcome.status == 0, outcome.log
        assert not outcome.warns, outcome.log
        packed = read_members(wheels / outcome.answer[:-1])[self._file]
        assert packed == (self.directory / self._file).read_bytes()


@contextlib.contextmanager
def _start(environments: Sequence[Environment], home: Path
           ) -> Iterator[Sequence[Worker]]:
    """Start 16 processes, of each interpreter in turn, of PyPy but one."""
    quick = [environment for environment in environments
             if not environment.name.startswith("pypy")]
    turn = itertools.islice(itertools.chain(
        environments, itertools.cycle(quick)), _PROCESSES)
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(Worker(environment, home))
               for environment in turn]


def _run_all(run: Callable[[int], None]) -> None:
    with concurrent.futures.ThreadPoolExecutor(_PROCESSES) as pool:
        # raises what one of them raised
        collections.deque(pool.map(run, range(_PROCESSES)), 0)


def test_one_store_and_many_trees(environments: Environments, tmp_path: Path
                                  ) -> None:
    """Each of 512 calls ends with the wheel of its own sources, the store
    has no entry twice, and nothing is left over.
    """
    store = tmp_path / "store"

    def run(number: int) -> None:
        tree = _Tree(tmp_path, number)
        wheels = tmp_path / f"dist-{number}"
        # each takes the next when it is done: PyPy is slow to warm up
        for turn in turns:
            if turn % 4 == 0:
                tree.renew()
            tree.write(turn % 5)
            options = ("--no-reuse",) if turn % 7 == 3 else ()
            outcome = workers[number].build(tree.directory, store, wheels,
                                            *options)
            tree.assert_right(outcome, wheels)
            reused.append(outcome.reused)

    # a step of an iterator that is written in C is one for threads
    turns = iter(range(_RUNS))
    reused: list[bool] = []
    with _start(environments.all_found(first="python3.11"), tmp_path
                ) as workers:
        _run_all(run)

    assert len(reused) == _RUNS
    assert sum(reused) > _RUNS / 4
    entries = read_entries(store)
    assert entries
    for found in entries.values():
        facts = [candidate.entry._replace(built=0) for candidate in found]
        assert all(facts.count(fact) == 1 for fact in facts)
    assert find_leftovers(store, *tmp_path.glob("dist-*")) == []


def test_one_directory_for_wheels(environments: Environments, tmp_path: Path
                                  ) -> None:
    """Calls that place the same wheel in one directory all end well."""
    store, wheels = tmp_path / "store", tmp_path / "dist"

    def run(number: int) -> None:
        tree = _Tree(tmp_path, 2 * number + 1)
        outcome = workers[number].build(tree.directory, store, wheels)
        tree.assert_right(outcome, wheels)
        assert outcome.reused

    with _start(environments.pick("python3.11", "python3.12"), tmp_path
                ) as workers:
        first = _Tree(tmp_path, 1)
        assert workers[0].build(first.directory, store, wheels).status == 0
        _run_all(run)

    assert find_leftovers(store, wheels) == []


@pytest.mark.parametrize("project", [0, 1], ids=[
    name for name, _ in _PROJECTS])
def test_one_tree_is_the_callers_fault(
        environments: Environments, tmp_path: Path, project: int) -> None:
    """Calls in one tree that changes meanwhile may get what they like; no
    entry is left by which others get something wrong.
    """
    store = tmp_path / "store"
    tree = _Tree(tmp_path, project)

    def run(number: int) -> None:
        for turn in range(3):
            if number % 4 == 0:
                tree.write(turn)
            workers[number].build(tree.directory, store,
                                  tmp_path / f"dist-{number}")

    with _start([environments["python3.11"]], tmp_path) as workers:
        _run_all(run)
        assert read_entries(store)
        for number in range(3):
            tree.renew()
            tree.write(number)
            for _ in range(2):
                outcome = workers[0].build(tree.directory, store,
                                           tmp_path / "dist")
                tree.assert_right(outcome, tmp_path / "dist")
