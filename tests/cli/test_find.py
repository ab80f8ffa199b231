# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of find-wheel's command line."""

import logging
import re
import sys

from pathlib import Path

import pytest

from gpep517_reuse.cli.main import main
from gpep517_reuse.environment.interpreter import read_interpreter

from samples import PURE
from wheels import build_wheel


HERE = read_interpreter().name
TITLE = f"{PURE} of {HERE}"


def run(*arguments: str | Path) -> int:
    return main(["gpep517-reuse", *map(str, arguments)])


def build(project: Path) -> None:
    assert run("-q", "build-wheel", "--wheel-dir", project.parent / "dist",
               "--output-fd", "1", "--reuse-dir", project.parent / "store"
               ) == 0


def find(project: Path, *options: str) -> int:
    return run("find-wheel", "--wheel-dir", project.parent / "dist",
               "--reuse-dir", project.parent / "store", *options)


def read_variable(project: Path) -> None:
    """Have the sample project's backend read a variable."""
    backend = project / "backend" / "sample_backend.py"
    backend.write_text(backend.read_text()
                       + "\nimport os\nos.environ.get('SAMPLE')\n")


@pytest.mark.usefixtures("project")
def test_a_store_that_is_not_there(caplog: pytest.LogCaptureFixture) -> None:
    assert run("find-wheel", "--reuse-dir", "no") == 3
    assert caplog.record_tuples == [
        ("gpep517_reuse.cli.find", logging.WARNING, "no does not exist")]


@pytest.mark.parametrize(("options", "message"), [
    (("nothere.whl",),
     "nothere.whl does not exist\nhint: name wheels that are there"),
    *(((PURE, *options), f"{options[0]} has no effect with wheels\n"
       "hint: leave it out") for options in (
        ("--no-reuse",), ("--build-dir", "b"), ("--reuse-tree", "."),
        ("--reuse-env", "A"), ("--reuse-path", "p"), ("--reuse-key", "k"),
        ("--trust-backend", "b"), ("--trust-program", "p"),
        ("--wheel-dir", "d"), ("--explain",), ("--list",))),
])
def test_given_wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                      caplog: pytest.LogCaptureFixture,
                      options: tuple[str, ...], message: str) -> None:
    monkeypatch.chdir(tmp_path)
    build_wheel(tmp_path, PURE)
    assert run("find-wheel", *options) == 2
    assert caplog.messages == [message]


def test_explain_what_is_reused(project: Path,
                                capsys: pytest.CaptureFixture[str]) -> None:
    build(project)
    capsys.readouterr()
    assert find(project, "--explain") == 0
    assert capsys.readouterr().out == f"{TITLE} is reused.\n"


@pytest.mark.parametrize("wanted", [(), (PURE,)], ids=["nearest", "named"])
def test_explain(project: Path, capsys: pytest.CaptureFixture[str],
                 monkeypatch: pytest.MonkeyPatch, wanted: tuple[str, ...]
                 ) -> None:
    read_variable(project)
    build(project)
    monkeypatch.setenv("SAMPLE", "1")
    capsys.readouterr()
    assert find(project, "--explain", *wanted) == 3
    assert capsys.readouterr().out == f"""\
{PURE}, built by {HERE}, is not reused by {HERE}:

variable: an environment variable has another value here
  SAMPLE was not set for its builder, is set here
  what helps: set the variable to the same value for all, or leave it unset
"""


def test_explain_what_is_not_there(
        project: Path, caplog: pytest.LogCaptureFixture,
        capsys: pytest.CaptureFixture[str]) -> None:
    (project / "other.py").write_text("")
    build(project)
    (project / "other.py").write_text("1")
    capsys.readouterr()
    store = project.parent / "store"
    assert find(project, "--explain", "other.whl") == 1
    assert caplog.messages[-1] == (
        f"{store} holds no other.whl of these sources\n"
        "hint: see what it holds with --list")
    assert find(project, "--explain") == 3
    assert capsys.readouterr().out == (
        "No wheel comes near to a reuse.\n"
        f"{TITLE}: other sources: other.py\n")


def test_list(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(3):
        build(project)
    capsys.readouterr()
    (kept,) = (project.parent / "store").glob("v1/*/*/*.whl")
    assert find(project, "--list") == 0
    heading, line = capsys.readouterr().out.splitlines()
    assert re.split("  +", heading) == [
        "wheel", "built by", "size", "built", "reused"]
    wheel, builder, size, built, reused = re.split("  +", line)
    assert (wheel, builder, reused) == (PURE, HERE, "2")
    assert size == f"{-(-kept.stat().st_size // 1024)} KiB"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", built)


def test_list_nothing(project: Path, caplog: pytest.LogCaptureFixture,
                      capsys: pytest.CaptureFixture[str]) -> None:
    assert find(project, "--list") == 0
    assert caplog.messages == [f"{project.parent / 'store'} does not exist"]
    assert capsys.readouterr().out == "wheel  built by  size  built  reused\n"


def test_table_on_a_terminal(
        project: Path, capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch) -> None:
    read_variable(project)
    build(project)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    capsys.readouterr()
    assert find(project) == 0
    assert capsys.readouterr().err == (
        f"reused  wheel{' ' * (len(TITLE) - 5)}  why not\n"
        f"yes     {TITLE}\n")
    monkeypatch.setenv("SAMPLE", "1")
    assert find(project) == 3
    assert capsys.readouterr().err.splitlines()[1] == (
        f"no      {TITLE}  variable: SAMPLE was not set for its builder, is "
        "set here")
