# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Faults put in the way of a call, and what the store has to be after it."""

import concurrent.futures
import contextlib
import json
import os
import re
import shutil
import subprocess
import types
import typing

from collections.abc import Callable, Mapping
from pathlib import Path

from gpep517_reuse.store.entry import Candidate
from gpep517_reuse.store.store import Store

from integration.environments import CHECKOUT, TOOL, Environment


_PROGRAM = Path(__file__).with_name("fault_worker.py")


class Outcome(typing.NamedTuple):
    """Hold what came of a call.

    ``status`` is as subprocess has it, ``answer`` what went to standard
    output, ``passed`` the number of points where a fault could have been.
    """

    status: int
    answer: str
    log: str
    passed: int

    @property
    def reused(self) -> bool:
        return "Reusing " in self.log.splitlines()[-1]

    @property
    def warns(self) -> bool:
        return re.search(
            " WARNING (The reuse directory .* cannot be used|.* cannot be "
            "handed out from|.* is not kept in) ", self.log) is not None


class Worker:
    """Run command lines by one process that forks for each."""

    def __init__(self, environment: Environment, home: Path) -> None:
        # else some other test does so between two calls, and the points that
        # they pass are not the same
        subprocess.run(
            (environment.python, "-m", "compileall", "-q",
             CHECKOUT / "gpep517_reuse",
             *(environment.site_packages / name for name in TOOL)),
            check=True)
        self._process = subprocess.Popen(
            (environment.python, "-P", _PROGRAM), stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True, env={
                "HOME": str(home), "LC_ALL": "C.UTF-8",
                "PATH": f"{environment.programs}:/usr/bin:/bin",
                "TMPDIR": str(home), "PYTHONDONTWRITEBYTECODE": "1"})

    def __enter__(self) -> typing.Self:
        return self

    def __exit__(self, kind: type[BaseException] | None,
                 error: BaseException | None,
                 trace: types.TracebackType | None) -> None:
        with contextlib.suppress(BrokenPipeError):
            self._process.communicate()

    def build(self, tree: Path, store: Path, wheel_dir: Path, *options: str,
              **fault: object) -> Outcome:
        return self.run(tree, "build-wheel", "--output-fd", "1",
                        "--wheel-dir", str(wheel_dir), "--reuse-dir",
                        str(store), *options, **fault)

    def run(self, cwd: Path, *argv: str, **fault: object) -> Outcome:
        assert self._process.stdin
        assert self._process.stdout
        json.dump({"cwd": str(cwd), "argv": argv, "fault": fault},
                  self._process.stdin)
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return Outcome(**json.loads(self._process.stdout.readline()))


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

    def build_while(self, change: Callable[[], None]) -> Outcome:
        """Build, and change something when the backend has begun."""
        gate = self.tree.parent / "gate"
        os.mkfifo(gate)
        backend = self.tree / "backend/sample_backend.py"
        # waits twice for the other side, before and after
        backend.write_text(backend.read_text() + (
            f"for mode in 'w', 'r':\n    open({str(gate)!r}, mode).close()\n"))
        with concurrent.futures.ThreadPoolExecutor() as pool:
            outcome = pool.submit(self.build)
            gate.open().close()
            change()
            gate.open("w").close()
            return outcome.result()

    def renew_tree(self) -> None:
        shutil.rmtree(self.tree, ignore_errors=True)
        shutil.copytree(self._kept / "tree", self.tree)

    def renew(self) -> None:
        self.renew_tree()
        for path in (self.store, self.wheels):
            shutil.rmtree(path, ignore_errors=True)
        if (self._kept / "store").exists():
            shutil.copytree(self._kept / "store", self.store)


def read_entries(directory: Path) -> Mapping[str, tuple[Candidate, ...]]:
    """Read a store's entries by key; fails unless all of them are whole."""
    store = Store.open(directory, create=False)
    entries: dict[str, tuple[Candidate, ...]] = {}
    for key in os.listdir(directory / "v1") if (
            directory / "v1").exists() else ():
        if len(key) == 64:
            found = store.find([key])
            whole = tuple(item for item in found
                          if isinstance(item, Candidate))
            assert whole == found
            # of what is fit for nobody, the record alone is kept
            assert not any(store.check(candidate) for candidate in whole
                           if not candidate.entry.faults)
            entries[key] = whole
    return entries


def find_leftovers(*directories: Path) -> list[str]:
    """Find what was staged and stayed."""
    return [path.name for directory in directories
            for path in directory.glob(".gpep517-reuse-new-*")]
