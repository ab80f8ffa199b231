# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Installing: what is installed with --jobs is what gpep517 installs.

The wheel holds a part of the interpreter's own standard library.
"""

import contextlib
import os
import subprocess

from pathlib import Path

import pytest

import installations

from integration.environments import NAMES, Environment, Environments
from wheels import build_wheel


pytestmark = pytest.mark.interpreters

# of so many modules, one: for the time's sake
_SHARE = 8
# tests hold what is not to be compiled
_LEFT_OUT = {"__pycache__", "test", "tests", "idlelib", "lib2to3",
             "site-packages", "dist-packages", "_pypy_test"}


def _read_library(environment: Environment) -> dict[str, str]:
    """Read modules of an interpreter's standard library."""
    top = Path(subprocess.run(
        (environment.python, "-I", "-c", "import os; print(os.__file__)"),
        stdout=subprocess.PIPE, text=True, check=True).stdout).parent
    texts = {}
    for directory, subdirectories, names in os.walk(top):
        subdirectories[:] = sorted(set(subdirectories) - _LEFT_OUT)
        for path in (Path(directory, name) for name in sorted(names)
                     if name.endswith(".py")):
            # the builder of wheels writes UTF-8; a link may lead nowhere
            with contextlib.suppress(UnicodeDecodeError, FileNotFoundError):
                texts[f"library/{path.relative_to(top)}"] = path.read_text(
                    encoding="utf-8")
    assert len(texts) > 200
    return dict(sorted(texts.items())[::_SHARE])


@pytest.mark.parametrize("name", NAMES)
def test_standard_library(tmp_path: Path, environments: Environments,
                          name: str) -> None:
    environment = environments[name]
    wheel = build_wheel(tmp_path, "sample-1-py3-none-any.whl",
                        _read_library(environment))
    outputs = {}
    for directory, module, *options in (
            ("theirs", "gpep517"), ("one", "gpep517_reuse", "--jobs", "1"),
            ("two", "gpep517_reuse", "--jobs", "2")):
        process = installations.install(
            environment.python, module, wheel, tmp_path / directory,
            "--optimize", "all", *options)
        assert process.returncode == 0, process.stderr
        outputs[directory] = process.stdout
    for directory in ("one", "two"):
        assert outputs[directory] == outputs["theirs"]
        # only PyPy can read PyPy's bytecode
        assert subprocess.run(
            (environment.python, installations.__file__,
             tmp_path / "theirs", tmp_path / directory),
            stdout=subprocess.PIPE, text=True, check=True).stdout == ""
    subprocess.run(
        (environment.python, "-m", "gpep517_reuse", "verify-pyc",
         "--destdir", tmp_path / "two"), check=True)
