# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of byte-compilation: as gpep517 does it, and in parallel."""

import os
import re
import stat
import subprocess
import sys
import typing

from collections.abc import Mapping
from pathlib import Path

import pytest

import gpep517_reuse

from installations import describe, install
from wheels import build_wheel


REPOSITORY = Path(gpep517_reuse.__file__).parent.parent
NAME = "sample-1-py3-none-any.whl"
# enough to be worth a process or two
LARGE: Mapping[str, str] = {"large.py": 1_500_000 * "#" + "\n"}
MODULES: Mapping[str, str] = {
    **LARGE,
    "sample/__init__.py": '"""A sample."""\nfrom sample.a import f\n',
    "sample/plain.py": "x = [1, 1.5, 300, 'a b', ('a b', 300)]\n",
    "sample/empty.py": "",
    "sample/asserts.py": "def f(x):\n    assert x, 'a b'\n    return x\n",
    "sample/debug.py": "if __debug__:\n    x = 'a b'\ny = __debug__\n",
    "sample/dead.py": "if 0:\n    assert x\nassert 1\n",
    "sample/documented.py": "def f():\n    'A docstring.'\n    assert f\n",
    "sample/nested.py": "class A:\n    def f(self):\n        'Do it.'\n",
    "sample/strings.py": "class A:\n    x = 'A.'\n    'no docstring'\n",
    "sample/latin.py": "# coding: utf-8\nx = '\u00e4'\n",
    "sample/data.txt": "no module",
    "sample/script.pyw": "x = 1",
    "sample-1.data/platlib/other.py": "'docstring'\n",
    "sample-1.data/scripts/run.py": "#!python\nassert 1\n",
    "sample-1.data/data/share/a.py": "x = 1\n",
}
BROKEN: Mapping[str, str] = {
    **LARGE,
    "sample/a.py": "x = 1\n", "sample/b.py": "x = (\n",
    "sample/c.py": "# coding: nonsense\n", "sample/d.py": "x = '\u00e4' 1\n",
    "sample/e.py": "return\n", "sample/f.py": "x = 1\x00\n",
    "sample/g.py": "x = 2\n"}
# several jobs are what depends on the interpreter
JOBS = pytest.mark.parametrize("jobs", [
    pytest.param("1", marks=pytest.mark.once), "2",
    pytest.param("0", marks=pytest.mark.once)])


def run_ours(wheel: Path, destdir: Path, *options: str | Path
             ) -> "subprocess.CompletedProcess[str]":
    return install(sys.executable, "gpep517_reuse", wheel, destdir, *options)


def run_theirs(wheel: Path, destdir: Path, *options: str | Path
               ) -> "subprocess.CompletedProcess[str]":
    return install(sys.executable, "gpep517", wheel, destdir, *options)


@JOBS
@pytest.mark.parametrize("options", [
    ("--optimize", "all"), ("--optimize", "all", "--symlink-pyc"), *(
        pytest.param(options, marks=pytest.mark.once) for options in (
            (), ("--optimize", "0"), ("--optimize", "2,1"),
            ("--optimize", "1,2", "--prefix", "/opt/x"),
            ("--optimize", "2,0", "--symlink-pyc"),
            ("--optimize", "1", "--interpreter", "/opt/bin/python"))),
], ids=" ".join)
def test_installs_what_gpep517_does(tmp_path: Path, jobs: str,
                                    options: tuple[str, ...]) -> None:
    wheel = build_wheel(tmp_path, NAME, MODULES, entry_points=(
        "[console_scripts]\nsample = sample:f\n"))
    theirs = run_theirs(wheel, tmp_path / "theirs", *options)
    ours = run_ours(wheel, tmp_path / "ours", "--jobs", jobs, *options)
    assert (ours.returncode, ours.stdout) == (0, theirs.stdout)
    installed = describe(tmp_path / "ours")
    assert installed == describe(tmp_path / "theirs")
    assert any(path.endswith(".pyc") for path in installed) is bool(options)


@JOBS
def test_over_an_earlier_installation(tmp_path: Path, jobs: str) -> None:
    # bytecode that is a link is not written to, and that is said
    wheel = build_wheel(tmp_path, NAME, MODULES)
    options = ("--optimize", "all", "--symlink-pyc")
    for run, name in ((run_theirs, "theirs"), (run_ours, "ours")):
        assert run(wheel, tmp_path / name, *options).returncode == 0
    again = ("--optimize", "all", "--overwrite")
    theirs = run_theirs(wheel, tmp_path / "theirs", *again)
    ours = run_ours(wheel, tmp_path / "ours", "--jobs", jobs, *again)
    assert "will be changed into a regular file" in ours.stdout
    assert ours.stdout.replace("/ours/", "/theirs/") == theirs.stdout
    assert describe(tmp_path / "ours") == describe(tmp_path / "theirs")


@JOBS
def test_linked_to_another_installation(tmp_path: Path, jobs: str) -> None:
    wheel = build_wheel(tmp_path, NAME, {"sample/a.py": "'doc'\n"})
    for name, ours in (("theirs", ()), ("ours", ("--jobs", jobs))):
        run = run_ours if ours else run_theirs
        assert run(wheel, tmp_path / name, "--prefix", "/one").returncode == 0
        (target,) = (tmp_path / name).rglob("site-packages")
        process = run(
            wheel, tmp_path / name, "--prefix", "/two", "--optimize", "all",
            "--symlink-to", os.path.relpath(
                target, tmp_path / name / "two" / target.relative_to(
                    tmp_path / name / "one")), *ours)
        assert process.returncode == 0, process.stderr
    installed = describe(tmp_path / "ours")
    assert installed == describe(tmp_path / "theirs")
    assert [path for path, value in installed.items()
            if value.link and path.endswith("a.py")]


@JOBS
def test_errors_are_reported_as_by_gpep517(tmp_path: Path, jobs: str) -> None:
    wheel = build_wheel(tmp_path, NAME, BROKEN)
    options = ("--optimize", "all")
    theirs = run_theirs(wheel, tmp_path / "theirs", *options)
    ours = run_ours(wheel, tmp_path / "ours", "--jobs", jobs, *options)
    assert ours.returncode == theirs.returncode == 0
    assert ours.stdout.replace("/ours/", "/theirs/") == theirs.stdout
    assert ours.stdout.count("*** Error compiling ") == 3 * (len(BROKEN) - 3)
    assert describe(tmp_path / "ours") == describe(tmp_path / "theirs")


@JOBS
def test_what_cannot_be_compiled_cannot_be_linked(tmp_path: Path, jobs: str
                                                  ) -> None:
    wheel = build_wheel(tmp_path, NAME, BROKEN)
    options = ("--optimize", "all", "--symlink-pyc")
    theirs = run_theirs(wheel, tmp_path / "theirs", *options)
    ours = run_ours(wheel, tmp_path / "ours", "--jobs", jobs, *options)
    assert ours.returncode == theirs.returncode == 1
    for process in (ours, theirs):
        assert "*** Error compiling" in process.stdout
        assert "FileNotFoundError" in process.stderr.splitlines()[-1]


@JOBS
def test_file_that_is_written_twice(tmp_path: Path, jobs: str) -> None:
    # what is compiled is the last one
    wheel = build_wheel(tmp_path, NAME, {
        **LARGE, **{f"m{number}.py": f"x = {number}\n"
                    for number in range(50)},
        **{f"sample-1.data/purelib/m{number}.py": f"y = '{number}'\n"
           for number in range(50)}})
    options = ("--optimize", "all", "--overwrite")
    theirs = run_theirs(wheel, tmp_path / "theirs", *options)
    ours = run_ours(wheel, tmp_path / "ours", "--jobs", jobs, *options)
    assert (ours.returncode, ours.stdout) == (0, theirs.stdout)
    assert describe(tmp_path / "ours") == describe(tmp_path / "theirs")


@JOBS
def test_over_files_of_another_wheel(tmp_path: Path, jobs: str) -> None:
    other = build_wheel(tmp_path / "other", NAME, {"z.py": "x = 2\n"})
    wheel = build_wheel(tmp_path, NAME, {**MODULES, "z.py": "x = 1\n"})
    left = []
    for run, name, more in ((run_theirs, "theirs", ()),
                            (run_ours, "ours", ("--jobs", jobs))):
        assert run(other, tmp_path / name).returncode == 0
        process = run(wheel, tmp_path / name, "--optimize", "all", *more)
        assert process.returncode == 1
        assert re.search(r"FileExistsError: File already exists: .*/z\.py\n$",
                         process.stderr)
        # of files that were written, there may be bytecode by then
        left.append({path: value for path, value in describe(
            tmp_path / name).items() if not path.endswith(".pyc")})
    assert left[0] == left[1]


def test_warnings_are_printed(tmp_path: Path) -> None:
    wheel = build_wheel(tmp_path, NAME, {
        **LARGE, "a.py": "x = 1 is 1\n", "b.py": ""})
    for jobs in ("1", "2"):
        process = run_ours(wheel, tmp_path / jobs, "--jobs", jobs,
                           "--optimize", "0")
        assert process.stderr.count("SyntaxWarning") == 1


def test_headers_tell_the_time_of_the_source(tmp_path: Path) -> None:
    wheel = build_wheel(tmp_path, NAME, MODULES)
    assert install(sys.executable, "gpep517_reuse", wheel, tmp_path / "a",
                   "--optimize", "all", "--jobs", "2", epoch=None
                   ).returncode == 0
    (package,) = (tmp_path / "a").rglob("sample")
    for source in package.glob("*.py"):
        status = source.stat()
        paths = list(package.glob(f"__pycache__/{source.stem}.*.pyc"))
        assert len(paths) == 3
        for path in paths:
            assert path.read_bytes()[4:16] == b"".join(
                number.to_bytes(4, "little") for number in
                (0, int(status.st_mtime), status.st_size))


def test_bytecode_of_one_size_is_not_linked(tmp_path: Path) -> None:
    # by size and time alone, False would be installed as True
    wheel = build_wheel(tmp_path, NAME, {**LARGE, **{
        f"m{number}.py": "x = __debug__\n" for number in range(30)}})
    assert run_ours(wheel, tmp_path / "a", "--optimize", "0,1", "--jobs", "2",
                    "--symlink-pyc").returncode == 0
    assert not [path for path in (tmp_path / "a").rglob("*.pyc")
                if path.is_symlink() and "large" not in path.name]


def test_modes_follow_the_umask(tmp_path: Path) -> None:
    wheel = build_wheel(tmp_path, NAME, {"a.py": "x = 1\n"})
    before = os.umask(0o077)
    try:
        run_ours(wheel, tmp_path / "a", "--optimize", "all", "--jobs", "1")
    finally:
        os.umask(before)
    assert {stat.S_IMODE(path.stat().st_mode) for path in
            (tmp_path / "a").rglob("*.pyc")} == {0o600}


# a limit of processes does not bind root
FEWER_FORKS = """
import os, sys
left, fork = int(sys.argv.pop(1)), os.fork
def fork_or_fail():
    global left
    left -= 1
    if left < 0:
        raise BlockingIOError(11, "Resource temporarily unavailable")
    return fork()
os.fork = fork_or_fail
"""
FEWER_FILES = """
import resource, sys
limit = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
"""
RUN = "from gpep517_reuse.cli.main import main\nsys.exit(main(sys.argv))\n"


class Trouble(typing.NamedTuple):
    """Name what is wrong with a machine, and how it shows."""

    script: str
    number: int
    message: str


@pytest.mark.parametrize("trouble", [
    Trouble(FEWER_FORKS, 0, "Resource temporarily unavailable"),
    Trouble(FEWER_FORKS, 2, "Resource temporarily unavailable"),
    Trouble(FEWER_FILES, 13, "Too many open files"),
], ids=["no fork", "two forks", "few files"])
def test_without_processes(tmp_path: Path, trouble: Trouble) -> None:
    wheel = build_wheel(tmp_path, NAME, {**LARGE, **{
        f"m{number}.py": "x = 1\n" for number in range(5)}})
    process = subprocess.run(
        (sys.executable, "-c", trouble.script + RUN, str(trouble.number),
         "-q", "install-wheel", "--destdir", tmp_path / "a",
         "--optimize", "all", "--jobs", "3", wheel),
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)}, timeout=60,
        capture_output=True, text=True,
        check=False)
    assert (process.returncode, process.stdout) == (0, "")
    assert re.fullmatch(
        r".* WARNING No processes can be forked, so files are byte-compiled "
        rf"one after the other: \[Errno \d+\] {trouble.message}.*\n",
        process.stderr)
    assert len(list((tmp_path / "a").rglob("*.pyc"))) == 18


LIST_MODULES = """
import sys
from gpep517_reuse.cli.main import main
main(sys.argv)
print(*(name for name in sys.modules if name in {
    "multiprocessing", "concurrent.futures.process", "compileall",
    "gpep517_reuse.bytecode.compile"}))
"""


@pytest.mark.parametrize(("jobs", "modules", "expected"), [
    ((), LARGE, {"compileall"}),
    (("--jobs", "1"), LARGE, {"compileall", "gpep517_reuse.bytecode.compile"}),
    (("--jobs", "2"), {}, {"compileall", "gpep517_reuse.bytecode.compile"}),
    (("--jobs", "2"), LARGE, {
        "compileall", "gpep517_reuse.bytecode.compile", "multiprocessing",
        "concurrent.futures.process"}),
], ids=["default", "one", "two of little", "two"])
def test_one_worker_imports_no_multiprocessing(
        tmp_path: Path, jobs: tuple[str, ...], modules: Mapping[str, str],
        expected: set[str]) -> None:
    wheel = build_wheel(tmp_path, NAME, {**modules, "a.py": "", "b.py": ""})
    output = subprocess.run(
        (sys.executable, "-c", LIST_MODULES, "-q", "install-wheel",
         "--destdir", tmp_path / "a", "--optimize", "0", *jobs, wheel),
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.PIPE, text=True, check=True).stdout
    assert set(output.split()) == expected
