# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of what is told of a build's log."""

import subprocess
import sys

from pathlib import Path

import pytest

from gpep517_reuse.verify.build_log import (
    explain_status,
    find_error,
    find_exception,
    summarize,
)

from shared_objects import COMPILER, needs_compiler


CHATTER = "".join(f"copying {number}\n" for number in range(60))


def run(code: str) -> str:
    """Run code in an interpreter; return all that it prints."""
    return subprocess.run(
        (sys.executable, "-c", code), stdout=subprocess.PIPE, text=True,
        stderr=subprocess.STDOUT, check=False).stdout


@pytest.mark.parametrize(("code", "exception"), [
    ("raise ValueError('a')", "ValueError: a"),
    ("try:\n    1/0\nexcept Exception:\n    raise KeyError(1)",
     "KeyError: 1"),
    ("print('done')", ""),
    ("raise SystemExit('error: a')", ""),
], ids=["one", "chained", "none", "exit"])
def test_last_exception(code: str, exception: str) -> None:
    assert find_exception(CHATTER + run(code) + "more\n") == exception


@needs_compiler
def test_first_error_of_a_compiler() -> None:
    process = subprocess.run(
        (COMPILER or "", "-c", "-x", "c", "-o", "/dev/null", "-"), text=True,
        input="int x = 1;\n#include <nowhere.h>\n", stderr=subprocess.PIPE,
        env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"}, check=False)
    assert find_error(CHATTER + process.stderr + CHATTER) == (
        "<stdin>:2:10: fatal error: nowhere.h: No such file or directory")


@needs_compiler
def test_first_error_of_a_linker() -> None:
    process = subprocess.run(
        (COMPILER or "", "-shared", "-o", "/dev/null", "-lnowhere"),
        text=True, stderr=subprocess.PIPE,
        env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"}, check=False)
    assert "cannot find -lnowhere" in find_error(
        CHATTER + process.stderr + CHATTER)


@pytest.mark.parametrize("line", [
    "a.c:3: error: 'x' undeclared",
    "error: command 'gcc' failed: No such file or directory",
    "error[E0433]: failed to resolve: use of undeclared crate",
    "../meson.build:1:0: ERROR: Unknown compiler(s): [['nowhere']]",
    "CMake Error at CMakeLists.txt:2 (project):",
])
def test_first_error(line: str) -> None:
    assert find_error(f"{CHATTER}  {line}\n{CHATTER}error: other\n") == line


def test_no_error() -> None:
    assert find_error(
        CHATTER + "compiling error.c\nwarning: errors: 0\nerrors.py\n") == ""


@pytest.mark.parametrize(("status", "log", "why"), [
    (1, CHATTER, "status 1: copying 59"),
    (1, f"{CHATTER}{run('1/0')}more\n",
     "status 1: ZeroDivisionError: division by zero"),
    (1, f"a.c:1:1: error: b\n{CHATTER}", "status 1: a.c:1:1: error: b"),
    (1, run("import flit_core.no"),
     "status 1: it has no module flit_core; install flit-core for it"),
    (1, run("import nobody.knows"),
     "status 1: it has no module nobody; install nobody for it"),
    (0, " \n", "status 0: nothing was printed"),
    (-9, "a\n\n", "ended by SIGKILL: a"),
], ids=["last line", "exception", "error", "backend",
        "another module", "nothing", "killed"])
def test_one_line(status: int, log: str, why: str) -> None:
    assert explain_status(status, log) == f"it built no wheel, {why}"


def test_summary() -> None:
    """The cause is told, wherever it stands among the rest."""
    log = (f"a.c:1:1: error: first\na.c:2:1: error: second\n{run('1/0')}"
           f"{CHATTER}")
    causes = ("The first error: a.c:1:1: error: first\n"
              "The last exception: ZeroDivisionError: division by zero\n")
    assert summarize(log, Path("/logs/a.log"), 2) == (
        f"{causes}The whole log is /logs/a.log")
    # where nothing else has them
    assert summarize(log, None, 2) == f"{causes}copying 58\ncopying 59"


def test_summary_without_a_cause() -> None:
    assert summarize(CHATTER, Path("/logs/a.log"), 2) == (
        "copying 58\ncopying 59\nThe whole log is /logs/a.log")
    assert summarize("a\n", None, 2) == "a"
