# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of source trees with things in them that are no sources."""

import itertools
import logging
import os
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import typing

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gpep517_reuse.cli.main import main
from gpep517_reuse.files import digest_file
from gpep517_reuse.sources.tree import Roots, Scan, scan

from samples import PURE


pytestmark = pytest.mark.skipif(
    not hasattr(os, "mkfifo"), reason="needs POSIX")

needs_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0,
    reason="only root can make devices")


@pytest.fixture
def build(project: Path, caplog: pytest.LogCaptureFixture,
          capsys: pytest.CaptureFixture[str]) -> Callable[[], list[str]]:
    """Return a function that builds the project, and returns the log."""
    def build() -> list[str]:
        caplog.clear()
        with caplog.at_level(logging.INFO, "gpep517_reuse.reuse"):
            assert main(["gpep517-reuse", "build-wheel", "--wheel-dir",
                         str(project.parent / "dist"), "--output-fd", "1",
                         "--reuse-dir", str(project.parent / "store")]) == 0
        assert capsys.readouterr().out == f"{PURE}\n"
        return [record.getMessage() for record in caplog.records
                if record.name == "gpep517_reuse.reuse"]
    return build


def make_fifo(path: str) -> None:
    os.mkfifo(path)


def make_socket(path: str) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)


def make_device(path: str) -> None:
    # what /dev/zero is: without an end
    os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 5))


def make_dangling_link(path: str) -> None:
    os.symlink("/nonexistent/gpep517-reuse", path)


KIND = "is neither a file, a directory nor a symbolic link"


@pytest.mark.parametrize(("make", "sentence"), [
    (make_fifo, f"bites {KIND}"), (make_socket, f"bites {KIND}"),
    pytest.param(make_device, f"bites {KIND}", marks=needs_root),
    (make_dangling_link, "symbolic link bites leads out of the tree, to "
     "/nonexistent/gpep517-reuse")],
    ids=["FIFO", "socket", "device", "dangling link"])
def test_unfit(build: Callable[[], list[str]],
               make: Callable[[str], None], sentence: str) -> None:
    """It is built without a reuse, and the log says why."""
    make("bites")
    for _ in range(2):
        log = build()
        assert log[0] == f"Not reusing these sources: {sentence}"
        assert log[-1].startswith("Built ")


@pytest.mark.parametrize("name", [
    ".git", ".gitignore", "setup.py", "setup.cfg", "hatch.toml", "x.pyc",
    "x.whl"])
def test_fifo_by_a_name_that_is_read(build: Callable[[], list[str]],
                                     name: str) -> None:
    os.mkfifo(name)
    assert build()[-1].startswith("Built ")


def test_links_that_loop(build: Callable[[], list[str]]) -> None:
    os.symlink("b", "a")
    os.symlink("a", "b")
    os.symlink("self", "self")
    os.symlink(".", "here")
    os.symlink("missing", "dangling")
    assert build()[-1].startswith("Built ")
    assert build()[-1].startswith("Reusing ")


@pytest.mark.skipif(sys.platform != "linux", reason="names are UTF-8")
def test_names_that_are_no_words(build: Callable[[], list[str]]) -> None:
    """They count like any others, and stay within a line of the log."""
    for name in (b"a\nb", b"\xff\xfe", b"\x1b[31m", b" ", b"-rf", b"'\""):
        Path(os.fsdecode(name)).write_text("")
    assert build()[-1].startswith("Built ")
    assert build()[-1].startswith("Reusing ")
    Path("a\nb").write_text("changed")
    Path(os.fsdecode(b"\xff\xfe")).write_text("changed")
    assert any("other sources: 'a\\nb', '\\udcff\\udcfe'" in line
               for line in build())
    Path("c\nd").symlink_to("/nonexistent\n")
    log = build()
    assert log[0] == ("Not reusing these sources: 'symbolic link c\\nd leads "
                      "out of the tree, to /nonexistent\\n'")


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0,
    reason="runs without root's rights by itself")
# the child is done before it could wait for a thread of its parent
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_unreadable_as_another_user(project: Path) -> None:
    """What this user may not read makes a tree unfit; root gives up being
    root to see it.
    """
    (project / "secret.txt").write_text("")
    (project / "secret.txt").chmod(0)
    (project / "closed").mkdir(mode=0)
    for directory in (project, project.parent):
        directory.chmod(0o755)
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.chroot(project)
            os.setgid(65534)
            os.setuid(65534)
            os.chdir("/")
            os.write(writer, "\n".join(
                scan_here(Path("/")).tree.faults).encode())
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    os.close(writer)
    with open(reader) as file:
        assert file.read().splitlines() == [
            "closed/ cannot be read: Permission denied",
            "secret.txt cannot be read: Permission denied"]


def scan_here(top: Path) -> Scan:
    return scan(Roots.of(top, ()), is_known_wheel=lambda _: False)


@pytest.fixture
def quick_path(tmp_path: Path) -> Iterator[Path]:
    """Return a directory where many files are quickly made."""
    memory = "/dev/shm"
    if not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=memory) as directory:
        yield Path(directory)


@pytest.mark.once
def test_many_files(quick_path: Path) -> None:
    """100,000 files are a tree like any other."""
    for number in range(100):
        directory = quick_path / str(number)
        directory.mkdir()
        for name in range(1000):
            os.close(os.open(f"{directory}/{name}",
                             os.O_CREAT | os.O_WRONLY, 0o644))
    found = scan_here(quick_path)
    assert len(found.tree.files) == 100_000
    assert found.tree.faults == ()
    assert len(found.tree.fingerprint) == 64


def test_deep_directories(tmp_path: Path) -> None:
    """A path that is too long for the system is said to be."""
    descriptor = os.open(tmp_path, os.O_RDONLY)
    name = "d" * 200
    for _ in range(50):
        os.mkdir(name, dir_fd=descriptor)
        inner = os.open(name, os.O_RDONLY, dir_fd=descriptor)
        os.close(descriptor)
        descriptor = inner
    os.close(descriptor)
    (fault,) = scan_here(tmp_path).tree.faults
    assert fault.endswith(" cannot be read: File name too long")
    # pytest cannot remove it either
    subprocess.run(("rm", "-r", tmp_path / name), check=True)


@pytest.mark.skipif(not os.path.exists("/proc/version"),
                    reason="needs a file with other bytes than its size")
def test_file_that_is_longer_than_its_size() -> None:
    with pytest.raises(OSError, match="changed while it was read"):
        digest_file("/proc/version")


def test_file_that_grows_faster_than_it_is_read(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has no end; the other hand stops after some time all the same."""
    path = tmp_path / "log"
    path.write_bytes(b"a")
    read, turns = os.read, itertools.count()

    def read_and_grow(descriptor: int, size: int) -> bytes:
        block = read(descriptor, size)
        if next(turns) < 100:
            os.truncate(path, path.stat().st_size + size)
        return block

    monkeypatch.setattr(os, "read", read_and_grow)
    with pytest.raises(OSError, match="changed while it was read"):
        digest_file(path)
    assert next(turns) < 100


def test_tree_that_changes_while_it_is_read(tmp_path: Path) -> None:
    """Files that come, go and change their kind make a tree unfit at most;
    what is scanned once they are at rest is what is there.
    """
    stop = threading.Event()

    def change() -> None:
        while not stop.is_set():
            for make in (lambda path: path.write_text("a"), os.mkfifo,
                         Path.mkdir, lambda path: path.symlink_to("a")):
                for number in range(20):
                    typing.cast(Callable[[Path], None], make)(
                        tmp_path / str(number))
                for number in range(20):
                    path = tmp_path / str(number)
                    if path.is_dir() and not path.is_symlink():
                        path.rmdir()
                    else:
                        path.unlink()

    thread = threading.Thread(target=change)
    thread.start()
    try:
        for _ in range(50):
            scan_here(tmp_path)
    finally:
        stop.set()
        thread.join()
    assert scan_here(tmp_path).tree.files == {}
