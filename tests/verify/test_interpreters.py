# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of finding the interpreters that are to build."""

import sys

from pathlib import Path

import pytest

from gpep517_reuse.errors import UsageError
from gpep517_reuse.verify.interpreters import find_programs
from gpep517_reuse.verify.rebuild import Processes


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a directory of programs, the only one on PATH."""
    directory = tmp_path / "bin"
    directory.mkdir()
    monkeypatch.setenv("PATH", str(directory))
    monkeypatch.chdir(tmp_path)
    return directory


def find(*names: str) -> list[tuple[str, str]]:
    return [(program.name, program.path)
            for program in find_programs(names, Processes())]


def test_by_version(programs: Path) -> None:
    (programs / "python3.12").symlink_to(sys.executable)
    assert find("3.12") == [("3.12", str(programs / "python3.12"))]


def test_all(programs: Path) -> None:
    (programs / "python3.12").symlink_to(sys.executable)
    # the same one, no Python, not one by name, not to be executed
    (programs / "pypy3.11").symlink_to(programs / "python3.12")
    (programs / "python3.13").write_text("#!/bin/sh\n")
    (programs / "python3.13").chmod(0o755)
    (programs / "python3.12-config").symlink_to(sys.executable)
    (programs / "python3.14").write_text("")
    assert len(find("all")) == 1
    assert len(find("all", "python3.12")) == 1


@pytest.mark.parametrize(("name", "message"), [
    ("3.12", "--python 3.12: there is no such program\n"
     "hint: name one that is on PATH, or its path"),
    ("./file", "--python ./file cannot be executed\nhint: check its mode"),
    ("bin", "--python bin is a directory\nhint: name the interpreter in it"),
    ("./true", "--python ./true is not a Python 3.11 or later\n"
     "hint: name one, such as python3.13"),
])
@pytest.mark.usefixtures("programs")
def test_no_interpreter(name: str, message: str) -> None:
    Path("file").write_text("")
    Path("true").symlink_to("/bin/true")
    with pytest.raises(UsageError) as caught:
        find(name)
    assert str(caught.value) == message
