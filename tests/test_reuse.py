# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the flow: from a request to a wheel."""

import logging
import os
import re
import shutil

from collections.abc import Callable
from pathlib import Path

import pytest

from gpep517_reuse.analysis.condition import Condition
from gpep517_reuse.decision.rules import Build, Reason, Reuse
from gpep517_reuse.environment.interpreter import read_interpreter
from gpep517_reuse.reuse import look_up, provide_wheel
from gpep517_reuse.sources.recipe import Request
from gpep517_reuse.sources.tree import Tree
from gpep517_reuse.store.store import Store

from samples import OPTIONS, PURE


HERE = read_interpreter().name


class Caller:
    """Ask for wheels of the sample project, as an ebuild does."""

    def __init__(self, project: Path, log: pytest.LogCaptureFixture) -> None:
        self.store = project.parent / "store"
        self.wheel_dir = project.parent / "dist"
        self.request = Request(OPTIONS, reuse_dir=str(self.store))
        self._log = log

    @property
    def messages(self) -> list[str]:
        """Return what is logged, but for gpep517's lines."""
        return [message for logger, _, message in self._log.record_tuples
                if logger.startswith("gpep517_reuse")]

    def set(self, **settings: str) -> None:
        """Set the config settings of the sample backend."""
        self.request = self.request._replace(
            options=OPTIONS._replace(config_json=settings))

    def call(self) -> list[str]:
        """Get a wheel; return the messages."""
        self._log.clear()
        with self._log.at_level(logging.INFO):
            name = provide_wheel(self.request, self.wheel_dir)
        assert (self.wheel_dir / name).is_file()
        return self.messages

    def look_up(self) -> Build | Reuse:
        return look_up(self.request, self.store, create=False).decision


@pytest.fixture
def caller(project: Path, caplog: pytest.LogCaptureFixture) -> Caller:
    return Caller(project, caplog)


BUILT_FIRST = f"Built {PURE} with {HERE}: nothing there to reuse"
REUSED = f"Reusing {PURE}, built by {HERE}"
BUILT_WITHOUT = f"Built {PURE} with {HERE}: without a reuse directory"
BUILT_UNASKED = (f"Built {PURE} with {HERE}: reuse is switched off by "
                 "--no-reuse")
BUILT_UNFIT = f"Built {PURE} with {HERE}: the sources are not fit for reuse"
BUILT_AFTER_ONE = f"Built {PURE} with {HERE}: 1 refused"


def test_built_once(caller: Caller) -> None:
    assert caller.call() == [BUILT_FIRST]
    first = (caller.wheel_dir / PURE).read_bytes()
    (caller.wheel_dir / PURE).unlink()
    assert caller.call() == [REUSED]
    assert (caller.wheel_dir / PURE).read_bytes() == first


def test_without_reuse_dir(caller: Caller) -> None:
    caller.request = caller.request._replace(reuse_dir=None)
    for _ in range(2):
        assert caller.call() == [BUILT_WITHOUT]
    assert not caller.store.exists()


def test_changed_sources(caller: Caller) -> None:
    caller.call()
    Path("sample.py").write_text("ANSWER = 43\n")
    assert caller.call() == [
        f"Not reusing {PURE} of {HERE}: other sources: sample.py",
        BUILT_AFTER_ONE]


def test_each_other_is_told(caller: Caller) -> None:
    """Newest first, whatever is another about them."""
    caller.call()
    Path("sample.py").write_text("ANSWER = 43\n")
    caller.request = caller.request._replace(reuse_key="a")
    caller.call()
    Path("sample.py").write_text("ANSWER = 44\n")
    caller.request = caller.request._replace(reuse_key="")
    assert caller.call()[:2] == [
        f"Not reusing {PURE} of {HERE}: another recipe: "
        "--reuse-key ('a', here not set)",
        f"Not reusing {PURE} of {HERE}: other sources: sample.py"]


def test_many_changed_sources(caller: Caller) -> None:
    caller.call()
    for number in range(4):
        Path(f"{number}.py").write_text("")
    assert caller.call()[0] == (
        f"Not reusing {PURE} of {HERE}: other sources: 0.py, 1.py (+2)")


def test_sources_that_change_back(caller: Caller) -> None:
    caller.call()
    text = Path("sample.py").read_text()
    Path("sample.py").write_text("")
    caller.call()
    Path("sample.py").write_text(text)
    assert caller.call() == [REUSED]


def test_another_recipe(caller: Caller, monkeypatch: pytest.MonkeyPatch
                        ) -> None:
    caller.request = caller.request._replace(reuse_env=("SAMPLE",))
    monkeypatch.setenv("SAMPLE", "-O1")
    caller.call()
    monkeypatch.setenv("SAMPLE", "-O7")
    caller.request = caller.request._replace(reuse_key="a")
    assert caller.call() == [
        f"Not reusing {PURE} of {HERE}: another recipe: "
        "--reuse-key (not set, here 'a'), SAMPLE",
        BUILT_AFTER_ONE]


def test_build_dirs_of_interpreters_are_one(caller: Caller,
                                            monkeypatch: pytest.MonkeyPatch
                                            ) -> None:
    top = caller.wheel_dir.parent
    caller.request = caller.request._replace(reuse_env=("SAMPLE",))
    monkeypatch.setenv("SAMPLE", f"-I{top}/one/inc")
    caller.request = caller.request._replace(build_dir=str(top / "one"))
    caller.call()
    monkeypatch.setenv("SAMPLE", f"-I{top}/two/inc")
    caller.request = caller.request._replace(build_dir=str(top / "two"))
    assert caller.call() == [REUSED]
    assert not (top / "two").exists()


def test_no_reuse_builds_and_remembers(caller: Caller) -> None:
    caller.request = caller.request._replace(no_reuse=True)
    for _ in range(2):
        assert caller.call() == [
            "Not reusing any wheel: reuse is switched off by --no-reuse",
            BUILT_UNASKED]
    caller.request = caller.request._replace(no_reuse=False)
    assert caller.call() == [REUSED]


def test_expect_extension(caller: Caller) -> None:
    caller.call()
    caller.request = caller.request._replace(expect_extension=True)
    assert caller.call() == [
        f"Built {PURE} with {HERE}: 1 for other interpreters"]


def test_what_the_build_writes_does_not_hinder(caller: Caller) -> None:
    caller.set(write="generated.txt")
    assert caller.call() == [BUILT_FIRST]
    assert Path("generated.txt").is_file()
    assert caller.call() == [REUSED]


def test_used_tree_is_no_fresh_one(caller: Caller) -> None:
    caller.set(write="generated.txt")
    Path("generated.txt").write_text("used")
    caller.call()
    Path("generated.txt").unlink()
    assert caller.call()[-1] == BUILT_AFTER_ONE


def test_wheel_dir_in_the_tree(caller: Caller, project: Path) -> None:
    caller.wheel_dir = project / "dist"
    assert caller.call() == [BUILT_FIRST]
    assert caller.call() == [REUSED]


def test_store_in_the_tree(caller: Caller, project: Path) -> None:
    caller.store = project / "store"
    caller.request = caller.request._replace(reuse_dir=str(caller.store))
    assert caller.call() == [BUILT_FIRST]
    assert caller.call() == [REUSED]


def test_unfit_sources_are_built(caller: Caller) -> None:
    Path("link").symlink_to("/nonexistent/gpep517-reuse")
    for _ in range(2):
        assert caller.call() == [
            "Not reusing these sources: symbolic link link leads out of the "
            "tree, to /nonexistent/gpep517-reuse", BUILT_UNFIT]


def test_damaged_wheel_is_built_again(caller: Caller) -> None:
    caller.call()
    (wheel,) = caller.store.glob("v1/*/*/*.whl")
    sha256 = wheel.parent.joinpath("entry.json").read_text()
    expected = re.findall('"sha256":"(.{12})', sha256)[0]
    # through the hard link, as a careless caller does
    wheel.write_bytes(b"")
    assert caller.call() == [
        f"Not reusing {wheel}: it has SHA-256 e3b0c44298fc..., expected "
        f"{expected}...: something changed it, or another file that is a "
        "hard link to it", BUILT_AFTER_ONE]


def test_missing_wheel_is_built_again(caller: Caller) -> None:
    caller.call()
    (wheel,) = caller.store.glob("v1/*/*/*.whl")
    wheel.unlink()
    assert caller.call() == [
        f"Not reusing {wheel}: it cannot be read: No such file or directory",
        BUILT_AFTER_ONE]


def test_rebuild_does_not_write_into_the_store(caller: Caller) -> None:
    caller.call()
    (kept,) = caller.store.glob("v1/*/*/*.whl")
    content = kept.read_bytes()
    caller.request = caller.request._replace(reuse_key="a")
    Path("sample.py").write_text("ANSWER = 43\n")
    caller.call()
    assert kept.read_bytes() == content


def test_store_that_everyone_can_write_to(caller: Caller) -> None:
    caller.store.mkdir()
    caller.store.chmod(0o777)
    for _ in range(2):
        assert caller.call() == [
            f"The reuse directory {caller.store} cannot be used: "
            f"{caller.store} can be written to by others\nhint: chmod go-w "
            f"{caller.store}, or name a directory that only this user can "
            "write to", BUILT_WITHOUT]


def test_store_that_is_a_file(caller: Caller) -> None:
    caller.store.write_text("")
    warning, built = caller.call()
    assert warning.startswith(
        f"The reuse directory {caller.store} cannot be used: ")
    assert built == BUILT_WITHOUT


@pytest.mark.skipif(os.geteuid() == 0, reason="root can write everywhere")
def test_store_that_is_read_only(caller: Caller) -> None:
    caller.store.mkdir()
    caller.store.chmod(0o555)
    warning, built = caller.call()
    assert warning == (f"The reuse directory {caller.store} cannot be used: "
                       "Permission denied")
    assert built == BUILT_WITHOUT


def test_store_that_is_broken(caller: Caller) -> None:
    caller.call()
    (caller.store / "v1" / "wheels").rename(caller.store / "other")
    (caller.store / "v1" / "wheels").write_text("")
    warning, built = caller.call()
    assert warning == (
        f"The reuse directory {caller.store} cannot be used: "
        f"{caller.store}/v1/wheels is not a directory, or a link to one\n"
        "hint: name a directory that only this user can write to")
    assert built == BUILT_WITHOUT


def test_store_that_is_deleted_meanwhile(caller: Caller) -> None:
    caller.set(remove=str(caller.store))
    warning, built = caller.call()
    assert warning == (f"{caller.wheel_dir / PURE} is not kept in "
                       f"{caller.store}: No such file or directory")
    assert built == BUILT_FIRST


@pytest.mark.parametrize("make", [
    lambda path: path.write_text(""),
    lambda path: (path / PURE).mkdir(parents=True)], ids=["file", "inside"])
def test_wheel_directory_that_cannot_be_used(
        caller: Caller, make: Callable[[Path], object]) -> None:
    """It is not the reuse directory's fault."""
    caller.call()
    shutil.rmtree(caller.wheel_dir)
    make(caller.wheel_dir)
    with pytest.raises(OSError, match=re.escape(str(caller.wheel_dir))):
        caller.call()
    assert caller.messages[-1].startswith(
        f"{PURE} cannot be handed out from {caller.store} to "
        f"{caller.wheel_dir}: ")


def test_stray_file_does_not_end_the_store(caller: Caller) -> None:
    caller.call()
    (caller.store / "v1" / ".DS_Store").write_text("")
    Path("sample.py").write_text("")
    assert caller.call()[-1] == BUILT_AFTER_ONE
    assert caller.call() == [REUSED]


def test_backend_that_fails(caller: Caller) -> None:
    caller.set(**{"raise": "", "environ": ""})
    with pytest.raises(RuntimeError, match="the backend fails"):
        caller.call()
    assert list(caller.store.glob("v1/*/*/entry.json")) == []


def test_environment_that_the_backend_empties(caller: Caller) -> None:
    before = dict(os.environ)
    caller.set(environ="")
    assert caller.call() == [BUILT_FIRST]
    assert dict(os.environ) == before


def test_what_is_no_wheel(caller: Caller) -> None:
    name = "sample-1-py3-none-any.zip"
    caller.set(wheel=name)
    assert caller.call() == [
        f"Nothing is kept for reuse: {caller.wheel_dir / name} cannot be "
        f"read as a wheel: '{name}' is not the name of a wheel",
        f"Built {name} with {HERE}: nothing there to reuse"]


def test_traces_of_another_build_are_warned_of(caller: Caller) -> None:
    caller.set(member="build/lib/sample.py")
    warning, built = caller.call()
    assert warning == (f"No reuse of {caller.wheel_dir / PURE}: "
                       "build/lib/sample.py comes from another build's base")
    assert built == BUILT_FIRST
    assert caller.look_up() != Build()


def test_foreign_extension_module_is_warned_of(caller: Caller) -> None:
    major, minor, _ = read_interpreter().release
    tag = f"cp{major}{minor}"
    name = f"sample-1-{tag}-{tag}-linux_x86_64.whl"
    member = "_x.cpython-39-x86_64-linux-gnu.so"
    caller.set(wheel=name, member=member)
    warning, built = caller.call()
    assert member in warning
    assert built == f"Built {name} with {HERE}: nothing there to reuse"


def test_look_up_writes_nothing(caller: Caller) -> None:
    caller.call()
    before = list_files(caller.store)
    assert isinstance(caller.look_up(), Reuse)
    Path("sample.py").write_text("")
    decision = caller.look_up()
    assert [refusal.reason for refusal in decision.refusals] == [
        Reason.SOURCES]
    assert list_files(caller.store) == before


@pytest.mark.parametrize("ask_all", [True, False])
def test_what_is_refused_is_asked_only_to_be_told(
        caller: Caller, *, ask_all: bool) -> None:
    caller.call()
    store = Store.open(caller.store, create=False)
    (candidate,) = store.find_all()
    asked = Condition("setup.py", 1, "sys.maxsize > 1", "True")
    store.add(candidate.entry._replace(
        builder=candidate.entry.builder._replace(version="other"),
        obstacles=("setup.py:2 uses sys.modules",), conditions=(asked,)),
        candidate.wheel, Tree({}))

    found = look_up(caller.request, caller.store, create=False,
                    ask_all=ask_all)

    assert isinstance(found.decision, Reuse)
    assert [refusal.sentence for refusal in found.decision.refusals] == [
        "setup.py:2 uses sys.modules"]
    assert (asked.question in found.here.answers) is ask_all


def list_files(directory: Path) -> list[tuple[Path, int]]:
    return sorted((path, path.lstat().st_mtime_ns)
                  for path in directory.rglob("*"))


def test_flit(project: Path, caplog: pytest.LogCaptureFixture) -> None:
    pytest.importorskip("flit_core.buildapi")
    Path("sample.py").write_text('"""Sample"""\n\n__version__ = "1"\n')
    Path("pyproject.toml").write_text(
        '[build-system]\nrequires = []\n'
        'build-backend = "flit_core.buildapi"\n[project]\nname = "sample"\n'
        'dynamic = ["version", "description"]\nrequires-python = ">=3"\n')
    caller = Caller(project, caplog)
    assert caller.call() == [BUILT_FIRST]
    assert caller.call() == [REUSED]
    decision = caller.look_up()
    assert isinstance(decision, Reuse)
    assert decision.refusals == ()
