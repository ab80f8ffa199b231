# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the demonstration, as far as it comes without a build."""

import subprocess
import sys

import pytest

import demo


# no older Python is at hand everywhere
_AS_AN_OLDER_ONE = """\
import runpy, sys
sys.version_info = (3, 9, 2)
sys.modules["tomllib"] = None
runpy.run_path(sys.argv[1], run_name="__main__")
"""


def test_older_python_is_refused() -> None:
    process = subprocess.run(
        (sys.executable, "-c", _AS_AN_OLDER_ONE, demo.__file__),
        env={"PATH": "/nowhere"}, capture_output=True, text=True,
        check=False)
    assert (process.returncode, process.stdout, process.stderr) == (1, "", (
        f"tests/demo.py takes Python 3.11 or later, {sys.executable} is 3.9\n"
        "hint: run it by a newer one\n"))


@pytest.mark.parametrize(("names", "is_told"), [
    (["python3.13"], True), (["python3.13", "pypy3.11"], False)],
    ids=["one", "two"])
def test_one_shows_no_reuse(
        monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
        names: list[str], *, is_told: bool) -> None:
    monkeypatch.setattr(sys, "argv", ["demo.py"])
    monkeypatch.setattr(demo, "run", lambda *_: [
        demo.Outcome(name, 0, 1.0, (), "") for name in names])
    assert demo.main() == 0
    out = capsys.readouterr().out
    assert ("It takes two to show a reuse: python3.13 is the only one on "
            "PATH that works\n" in out) is is_told
