# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the observation."""

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile

from collections.abc import Callable
from pathlib import Path

import hypothesis
import hypothesis.strategies as st
import pytest

from gpep517_reuse.build.watch import Observation, observe

from samples import take


def run_file(path: Path) -> None:
    """Run a file as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    spec.loader.exec_module(importlib.util.module_from_spec(spec))


def test_executed(tmp_path: Path) -> None:
    path = tmp_path / "sample.py"
    path.write_text("")
    with observe() as observation:
        run_file(path)
    assert str(path) in observation.executed


def test_executed_from_bytecode(tmp_path: Path) -> None:
    path = tmp_path / "sample.py"
    path.write_text("")
    run_file(path)
    with observe() as observation:
        run_file(path)
    assert str(path) in observation.executed


def test_nothing_is_seen_before_and_after(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("")
    with observe() as observation:
        pass
    path.read_text()
    with observe() as other:
        path.read_text()
    assert str(path) not in observation.read
    assert str(path) in other.read


def test_observed_when_it_fails(tmp_path: Path) -> None:
    seen = []

    def fail() -> None:
        with observe() as observation:
            seen.append(observation)
            (tmp_path / "a").write_text("")
            raise RuntimeError("the backend fails")

    with pytest.raises(RuntimeError, match="the backend fails"):
        fail()
    (tmp_path / "b").write_text("")
    assert str(tmp_path / "a") in seen[0].written
    assert str(tmp_path / "b") not in seen[0].written


def open_read(path: Path) -> None:
    path.read_bytes()


def open_low_read(path: Path) -> None:
    os.close(os.open(path, os.O_RDONLY))


@pytest.mark.parametrize("act", [open_read, open_low_read])
def test_read(tmp_path: Path, act: Callable[[Path], None]) -> None:
    path = tmp_path / "a"
    path.write_text("")
    with observe() as observation:
        act(path)
    assert str(path) in observation.read
    assert str(path) not in observation.written


def write(path: Path) -> None:
    path.write_bytes(b"")


def append(path: Path) -> None:
    with path.open("a"):
        pass


def update(path: Path) -> None:
    with path.open("r+"):
        pass


def write_low(path: Path) -> None:
    os.close(os.open(path, os.O_WRONLY))


def append_low(path: Path) -> None:
    os.close(os.open(path, os.O_RDWR | os.O_APPEND))


def remove(path: Path) -> None:
    path.unlink()


def rename_away(path: Path) -> None:
    path.rename(path.with_name("b"))


def replace_it(path: Path) -> None:
    path.with_name("b").write_text("")
    path.with_name("b").replace(path)


def change_mode(path: Path) -> None:
    path.chmod(0o755)


def link_anew(path: Path) -> None:
    path.unlink()
    path.symlink_to("b")


def make_directory(path: Path) -> None:
    path.unlink()
    path.mkdir()


def cut(path: Path) -> None:
    os.truncate(path, 0)


def copy_there(path: Path) -> None:
    shutil.copyfile(__file__, path)


@pytest.mark.parametrize("act", [
    write, append, update, write_low, append_low, remove, rename_away,
    replace_it, change_mode, link_anew, make_directory, cut, copy_there])
def test_written(tmp_path: Path, act: Callable[[Path], None]) -> None:
    path = tmp_path / "a"
    path.write_text("1")
    with observe() as observation:
        act(path)
    assert str(path) in observation.written


def remove_there(directory: int) -> None:
    os.remove("a", dir_fd=directory)


def change_mode_there(directory: int) -> None:
    os.chmod("a", 0o755, dir_fd=directory)


def link_there(directory: int) -> None:
    os.symlink("b", "c", dir_fd=directory)
    os.rename("c", "a", src_dir_fd=directory, dst_dir_fd=directory)


def rename_from_there(directory: int) -> None:
    os.rename("a", "b", src_dir_fd=directory)


def remove_all_there(directory: int) -> None:
    shutil.rmtree(os.readlink(f"/proc/self/fd/{directory}"))


@pytest.mark.parametrize("act", [
    remove_there, change_mode_there, link_there, rename_from_there,
    remove_all_there])
def test_written_in_an_open_directory(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
        act: Callable[[int], None]) -> None:
    """A name is not that of a file of the current directory."""
    here, there = tmp_path / "here", tmp_path / "there"
    for directory in (here, there):
        directory.mkdir()
        (directory / "a").write_text("")
    monkeypatch.chdir(here)
    descriptor = os.open(there, os.O_RDONLY)
    try:
        with observe() as observation:
            act(descriptor)
    finally:
        os.close(descriptor)
    assert {str(there), str(there / "a")} & observation.written
    assert str(here / "a") not in observation.written


def test_relative_and_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch
                            ) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a").write_text("")
    with observe() as observation:
        os.close(os.open(b"./a", os.O_RDONLY))
    assert str(tmp_path / "a") in observation.read


@pytest.mark.parametrize("path", [
    "{}/./a", "{}//a", "{}/b/../a", "{}/a/", "{}/b/.."])
def test_paths_are_normalized(tmp_path: Path, path: str) -> None:
    observation = Observation()
    given = path.format(tmp_path)
    take(observation, "open", (given, "r", 0))
    assert observation.read == {os.path.normpath(given)}


class Liar(str):
    """A text that says of itself what is not so."""

    __slots__ = ()

    def startswith(self, *_args: object) -> bool:
        return True

    def __contains__(self, _part: object) -> bool:
        return False


def test_texts_that_lie(tmp_path: Path) -> None:
    observation = Observation()
    take(observation, "open", (Liar(f"{tmp_path}/b/../a"), "r", 0))
    assert observation.read == {str(tmp_path / "a")}
    assert {type(path) for path in observation.read} == {str}


def test_links_are_not_resolved(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("")
    (tmp_path / "b").symlink_to("a")
    with observe() as observation:
        (tmp_path / "b").read_text()
    assert str(tmp_path / "b") in observation.read


def start_popen(program: str) -> None:
    subprocess.run((program, "-c", ""), check=True)


def start_shell(program: str) -> None:
    subprocess.run(f'"{program}" -c ""', shell=True, check=True)


def start_system(program: str) -> None:
    assert os.system(f'"{program}" -c ""') == 0


def start_spawn(program: str) -> None:
    assert os.spawnv(os.P_WAIT, program, [program, "-c", ""]) == 0


def start_posix_spawn(program: str) -> None:
    pid = os.posix_spawn(program, [program, "-c", ""], os.environ)
    assert os.waitpid(pid, 0)[1] == 0


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX")
@pytest.mark.parametrize(("start", "names"), [
    (start_popen, {"python"}), (start_shell, {"sh"}),
    (start_system, {"sh"}),
    pytest.param(start_posix_spawn, {"python"}, marks=pytest.mark.skipif(
        not hasattr(os, "posix_spawn"), reason="PyPy has no posix_spawn")),
    # a process that forks itself may be anything
    (start_spawn, {"python", "os.fork"}),
])
def test_started(tmp_path: Path, start: Callable[[str], None],
                 names: set[str]) -> None:
    program = tmp_path / "python"
    program.write_text("#!/bin/sh\nexit 0\n")
    program.chmod(0o755)
    with observe() as observation:
        start(str(program))
    assert observation.started
    assert {*map(os.path.basename, observation.started)} <= names


def test_missing_program() -> None:
    with observe() as observation, pytest.raises(FileNotFoundError):
        subprocess.run(("/nonexistent/gpep517-reuse",), check=True)
    assert observation.started == {
        "/nonexistent/gpep517-reuse"}


def test_multiprocessing(tmp_path: Path) -> None:
    path = tmp_path / "multiprocessing" / "popen_sample.py"
    path.parent.mkdir()
    path.write_text("")
    with observe() as observation:
        run_file(path)
    assert observation.started == {"multiprocessing"}


@pytest.mark.parametrize(("event", "args", "started"), [
    ("subprocess.Popen", ("/usr/bin/git", ["git"], None, None),
     {"/usr/bin/git"}),
    ("subprocess.Popen", (None, ["gcc", "-c"], None, None), {"gcc"}),
    ("subprocess.Popen", (None, b"/bin/cc", None, None), {"/bin/cc"}),
    ("subprocess.Popen", (b"git", [], None, None), {"git"}),
    ("os.system", ("gcc -c a.c",), {"gcc"}),
    ("os.system", (b"git describe --tags 2> /dev/null",), {"git"}),
    ("os.system", ("git 'a b' \"c d\" >/dev/null 2>&1",), {"git"}),
    ("os.system", ("git log | head",), {"sh"}),
    ("os.system", ("git log; python a.py",), {"sh"}),
    ("os.system", ("git log `python a.py`",), {"sh"}),
    ("os.system", ("git $(python a.py)",), {"sh"}),
    ("os.system", ('git "$(python a.py)"',), {"sh"}),
    ("os.system", ("git log > a.py",), {"sh"}),
    ("os.system", ("git log\npython a.py",), {"sh"}),
    ("os.system", ("git log 2>/dev/nullify",), {"sh"}),
    ("os.system", ("git log &",), {"sh"}),
    ("os.system", ("GIT_DIR=a git log",), {"sh"}),
    ("os.system", ("",), {"sh"}), ("os.system", (), {"sh"}),
    ("subprocess.Popen", ("/bin/sh", ["/bin/sh", "-c", "git log"], None,
                          None), {"git"}),
    ("subprocess.Popen", ("/bin/sh", ["/bin/sh", "-c", "./a | b"], None,
                          None), {"sh"}),
    ("os.exec", (Path("/bin/a"), [], None), {"/bin/a"}),
    ("os.fork", (), {"os.fork"}),
    ("os.spawn", (os.P_WAIT, "/bin/a", [], None), {"os.spawn"}),
    ("pty.spawn", (["/bin/a"],), {"/bin/a"}),
    ("pty.spawn", ([],), {"pty.spawn"}),
    ("open", ("a", "r", 0), set()),
])
def test_take_started(event: str, args: tuple[object, ...],
                      started: set[str]) -> None:
    observation = Observation()
    take(observation, event, args)
    assert observation.started == started


EVENTS = st.sampled_from([
    "open", "exec", "import", "compile", "os.chmod", "os.rename",
    "os.remove", "shutil.rmtree", "subprocess.Popen", "os.system", "os.exec",
    "os.fork", "pty.spawn", "sample"])
VALUES = (st.none() | st.booleans() | st.integers() | st.text(max_size=3)
          | st.binary(max_size=3) | st.lists(st.none() | st.text(max_size=3),
                                             max_size=2))


@hypothesis.given(EVENTS, st.lists(VALUES, max_size=4).map(tuple))
@hypothesis.example("open", ("\ud800\0",))
@hypothesis.example("compile", ("", b"\xff"))
@hypothesis.example("subprocess.Popen", (None,))
@hypothesis.example("subprocess.Popen", ("\ud800",))
def test_events_that_a_script_made_up(event: str, args: tuple[object, ...]
                                      ) -> None:
    """Whatever a script hands to sys.audit(), observing harms nothing."""
    observation = Observation()
    take(observation, event, args)
    observation.lines.end()
    for paths in (observation.executed, observation.read,
                  observation.written):
        assert all(map(os.path.isabs, paths))


def test_temporary_files(tmp_path: Path) -> None:
    with observe() as observation:
        descriptor, path = tempfile.mkstemp(dir=tmp_path)
        os.close(descriptor)
    assert path in observation.written


def test_text_without_a_file() -> None:
    with observe() as observation:
        exec(compile("a = 1", "<string>", "exec"), {})
    assert __file__ in observation.nameless
    if sys.implementation.name == "cpython":
        assert (__file__, "a = 1") in [
            (path, os.fsdecode(text)) for path, text in observation.texts]


@pytest.mark.skipif(sys.version_info < (3, 12) or (
    sys.implementation.name != "cpython"), reason="lines are not told")
def test_lines_are_told_from_the_first_code_of_a_project(tmp_path: Path
                                                         ) -> None:
    path = tmp_path / "sample.py"
    path.write_text("def f():\n    pass\nf()\n")
    with observe() as observation:
        importlib.util.find_spec("this")
    assert not observation.lines.ran
    with observe() as observation:
        run_file(path)
    assert observation.lines.ran[str(path)] == {1, 2, 3}
    assert str(path) in observation.lines.modules
