# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the build that is remembered."""

import hashlib
import os
import time

from pathlib import Path

import pytest

from gpep517_reuse.backends.settings import Settings
from gpep517_reuse.build.backend import Built
from gpep517_reuse.build.record import Before, remember
from gpep517_reuse.build.watch import Observation
from gpep517_reuse.decision.search import Sources, read_sources
from gpep517_reuse.environment.interpreter import read_interpreter
from gpep517_reuse.sources.recipe import Request
from gpep517_reuse.store.entry import Candidate, Entry
from gpep517_reuse.store.store import Store, derive_key
from gpep517_reuse.wheel.archive import read_wheel

from samples import OPTIONS, PURE
from wheels import build_wheel


HERE = read_interpreter()


class Build:
    """Stand in for a build in the sample project."""

    def __init__(self, project: Path) -> None:
        self.project = project
        self.request = Request(OPTIONS)
        self.store = Store.open(project.parent / "store", create=True)
        self.observation = Observation()
        self.wheel_dir = project.parent / "dist"
        sources = self.read_sources()
        # what is made before the build is old, whatever the clock says
        self.sources = sources._replace(scan=sources.scan._replace(
            began=sources.scan.began + 10**10))

    def read_sources(self) -> Sources:
        return read_sources(self.request, self.store)

    def write(self, path: str, text: str) -> None:
        """Write a file as the build, which is seen doing so."""
        location = self.project / path
        location.write_text(text)
        self.observation.written.add(str(location))

    def end(self, filename: str = PURE, member: str = "sample.py") -> Entry:
        wheel = build_wheel(self.wheel_dir, filename, {
            member: Path("sample.py").read_text()})
        return remember(
            self.request, Before(self.store, self.sources),
            Built(name=filename, wheel=wheel, observation=self.observation,
                  build_base=self.project.parent / "base",
                  settings=Settings("pyproject.toml")),
            read_wheel(wheel))

    def walk(self) -> list[str]:
        """Return the present state and those that led to it."""
        return [*self.store.walk_parents(self.read_sources().state)]


@pytest.fixture
def build(project: Path) -> Build:
    return Build(project)


def test_entry(build: Build) -> None:
    before = time.time_ns()
    entry = build.end()
    content = (build.wheel_dir / PURE).read_bytes()
    assert entry.wheel.filename == PURE
    assert entry.sha256 == hashlib.sha256(content).hexdigest()
    assert entry.state == build.sources.state
    assert entry.recipe == build.sources.recipe
    assert entry.builder == HERE
    assert entry.directory == os.getcwd()
    assert before <= entry.built <= time.time_ns()
    assert (entry.ran, entry.interpreter_names, entry.generated,
            entry.faults) == ((), (), (), ())


def test_kept_in_the_store(build: Build) -> None:
    entry = build.end()
    (found,) = build.store.find([
        derive_key(entry.state, entry.recipe.digest)])
    assert isinstance(found, Candidate)
    assert found.entry == entry
    assert build.store.check(found) is None
    assert build.store.read_tree(found) == build.sources.scan.tree


def test_unchanged_state_has_no_parent(build: Build) -> None:
    build.end()
    assert build.walk() == [build.sources.state]


def test_build_leads_to_another_state(build: Build) -> None:
    build.write("generated.txt", "a")
    build.write("sample.py", "b")
    build.end()
    after, before = build.walk()
    assert before == build.sources.state
    assert after != before


def test_edit_during_the_build(build: Build) -> None:
    build.write("generated.txt", "a")
    Path("pyproject.toml").write_text("")
    entry = build.end()
    assert entry.faults == (
        "pyproject.toml was changed during its build, by another process",)
    assert len(build.walk()) == 1


def test_wheel_in_the_tree_is_no_source(build: Build) -> None:
    build.wheel_dir = build.project / "dist"
    build.end()
    assert build.walk() == [build.sources.state]
    # it led to no other state
    assert os.listdir(f"{build.store.directory}/v1/states") == []


def test_made_up(build: Build) -> None:
    build.write("sample.py", "generated")
    assert build.end().generated == ("sample.py",)


def test_own_directories_are_not_foreign(build: Build) -> None:
    top = build.project.parent
    for name in ("base", "two", "four"):
        (top / name).mkdir()
        (top / name / "a").write_text("")
        build.observation.read.add(str(top / name / "a"))
    build.request = Request(OPTIONS, reuse_paths=(str(top / "two"),))
    assert build.end().faults == (
        f"its build read {top}/four/a, which is not in the sources",)


def test_named(build: Build) -> None:
    assert build.end(member="sample3.12.pth").interpreter_names == (
        "sample3.12.pth names 3.12",)


def test_foreign_extension_module(build: Build) -> None:
    major, minor, _ = HERE.release
    tag = f"cp{major}{minor}"
    member = "_x.cpython-39-x86_64-linux-gnu.so"
    entry = build.end(f"sample-1-{tag}-{tag}-linux_x86_64.whl", member)
    assert entry.faults == (
        f"{member} is not for {HERE.name}, which built it",)


def test_stable_abi_that_does_not_fit_the_builder(build: Build) -> None:
    pytest.importorskip("packaging.tags")
    build.observation.told_of_limited_api = True
    entry = build.end("sample-1-cp399-abi3-linux_x86_64.whl", "_x.abi3.so")
    assert entry.faults == (
        f"its tags do not fit {HERE.name}, its builder",)
