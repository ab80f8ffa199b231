# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""What is installed beside the package: up to date, and of use in a shell."""

import io
import re
import shutil
import subprocess

from collections.abc import Sequence
from pathlib import Path

import pytest

from gpep517_reuse import __version__

from generate_data import (
    COMPLETIONS,
    HERE,
    MAN_PAGE,
    render_completion,
    render_man_page,
)


# what generates them says the same with every interpreter but PyPy, which has
# its own argparse
pytestmark = pytest.mark.once

OLD = "run: PYTHONPATH=. python tests/generate_data.py"
COMPLETE = """\
source "$1"; shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
COMPREPLY=()
_shtab_gpep517_reuse
printf '%s\\n' "${COMPREPLY[@]}"
"""


def strip_macros(page: str) -> str:
    """Leave out the macros at the beginning, which are docutils' own."""
    return page[page.index("\n.TH "):]


def test_man_page() -> None:
    doubts = io.StringIO()
    page = render_man_page(doubts)
    assert doubts.getvalue() == ""
    assert strip_macros(page) == strip_macros(
        MAN_PAGE.read_text(encoding="utf-8")), OLD
    assert f'"{__version__}"' in page


def test_man_page_is_read_by_man() -> None:
    man = shutil.which("man")
    if man is None:
        pytest.skip("man is not installed")
    process = subprocess.run(
        (man, "-l", MAN_PAGE), check=True, text=True, stdout=subprocess.PIPE,
        env={"MANPAGER": "cat", "MANWIDTH": "80", "LC_ALL": "C.UTF-8",
             "PATH": "/usr/bin:/bin"})
    text = re.sub(r".\x08", "", process.stdout)
    assert re.search(r"^N(AME|ame)\n +gpep517-reuse - build a Python wheel",
                     text, re.MULTILINE)
    assert re.search(r"^ +--reuse-dir DIR\n", text, re.MULTILINE)


@pytest.mark.parametrize("shell", COMPLETIONS)
def test_completion_is_up_to_date(shell: str) -> None:
    assert COMPLETIONS[shell].read_text(
        encoding="utf-8") == render_completion(shell), OLD


def complete(directory: Path, *words: str) -> Sequence[str]:
    """Return what bash offers for the last of some words."""
    process = subprocess.run(
        ("bash", "--norc", "-c", COMPLETE, "bash", COMPLETIONS["bash"],
         "gpep517-reuse", *words), cwd=directory, check=True, text=True,
        stdout=subprocess.PIPE)
    return process.stdout.split()


@pytest.mark.skipif(shutil.which("bash") is None,
                    reason="bash is not installed")
@pytest.mark.parametrize(("words", "offered"), [
    (("find",), ["find-wheel"]),
    (("verify-",), ["verify-reuse", "verify-pyc"]),
    (("build-wheel", "--reuse-d"), ["--reuse-dir"]),
    (("build-wheel", "--trust-"), ["--trust-backend", "--trust-program"]),
    (("build-wheel", "--pref"), ["--prefix"]),
    (("install-wheel", "--reuse-d"), []),
    (("verify-pyc", "--des"), ["--destdir"]),
    (("build-wheel", "--reuse-dir", "di"), ["directory"]),
    (("build-wheel", "--no-reuse", "--json", "di"), ["directory", "disk"]),
], ids=str)
def test_bash(tmp_path: Path, words: Sequence[str], offered: Sequence[str]
              ) -> None:
    (tmp_path / "directory").mkdir()
    (tmp_path / "disk").touch()
    assert sorted(complete(tmp_path, *words)) == sorted(offered)


@pytest.mark.skipif(shutil.which("zsh") is None,
                    reason="zsh is not installed")
def test_zsh() -> None:
    subprocess.run(("zsh", "-n", COMPLETIONS["zsh"]), check=True)


def test_all_data_is_known() -> None:
    """Nobody puts a file there that nothing here makes."""
    assert {path for path in (HERE / "data").rglob("*") if path.is_file()
            } == {MAN_PAGE, *COMPLETIONS.values()}
