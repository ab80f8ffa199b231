# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of what a terminal shows."""

import io
import os
import pty
import re
import subprocess
import sys
import time

from collections.abc import Mapping

import pytest

from gpep517_reuse.cli.terminal import LiveLine, paint
from gpep517_reuse.log import has_colors


pytestmark = pytest.mark.once


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


@pytest.mark.parametrize(("choice", "stream", "environ", "expected"), [
    ("auto", Terminal(), {}, True),
    ("auto", io.StringIO(), {}, False),
    ("auto", Terminal(), {"NO_COLOR": "1"}, False),
    ("auto", Terminal(), {"NO_COLOR": ""}, True),
    ("auto", Terminal(), {"TERM": "dumb"}, False),
    ("always", io.StringIO(), {"NO_COLOR": "1"}, True),
    ("never", Terminal(), {}, False),
], ids=["terminal", "file", "no", "empty", "dumb", "always", "never"])
def test_who_has_colors(choice: str, stream: io.StringIO,
                        environ: Mapping[str, str], *, expected: bool
                        ) -> None:
    assert has_colors(choice, stream, environ) is expected


@pytest.mark.parametrize(("line", "color"), [
    ("gpep517-reuse: verdict: same: a reuse", "1;32"),
    ("gpep517-reuse: verdict: unchecked: nothing", "1;33"),
    ("gpep517-reuse: verdict: differs: a reuse", "1;31"),
    ("gpep517-reuse: failed: python9", "1;31"),
    ("gpep517-reuse: refused: a -> b: it asks", "33"),
    ("gpep517-reuse: refused-text: a.py: a -> b", "33"),
    ("gpep517-reuse: text: a.py: a -> b", "31"),
    ("gpep517-reuse: compared: a -> b: a.whl: same", "32"),
    ("gpep517-reuse: built: CPython 3.12.1: a.whl", ""),
    ("+A = 1", "32"), ("-A = 2", "31"), (" A = 3", ""),
])
def test_paint(line: str, color: str) -> None:
    painted = f"\033[{color}m{line}\033[m" if color else line
    assert paint(f"{line}\nend") == f"{painted}\nend"


def test_live_line() -> None:
    """Who does what, for how long, and no more than fits."""
    line = LiveLine(Terminal())
    with line.task("building", "python3.12", 3):
        pass
    with line.task("building", "pypy3.11", 3):
        now = time.monotonic() + 14
        assert line.render(now, 80) == "building: pypy3.11 14 s; 1 done"
        assert line.render(now, 18) == "building: pypy3.1"
    assert line.render(now, 80) == ""


_PROGRAM = """\
import sys, threading, time
from gpep517_reuse import log
from gpep517_reuse.cli.terminal import LiveLine
log.begin(log.INFO)
line = LiveLine(sys.stderr)
logger = log.Logger("sample")
with line.show(), line.task("building", "python3.12", 1):
    time.sleep(.6)
    threads = [threading.Thread(target=logger.info, args=("told %s", 1))
               for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
"""


@pytest.mark.parametrize("before", ["", "import logging\n"],
                         ids=["ours", "logging"])
def test_the_log_goes_above_it(before: str) -> None:
    """Each line of the log is one of its own, by whatever thread."""
    master, terminal = pty.openpty()
    process = subprocess.run((sys.executable, "-c", before + _PROGRAM),
                             stderr=terminal, check=False)
    os.close(terminal)
    # what a terminal turns line feeds into
    shown = os.read(master, 1 << 16).decode().replace("\r\n", "\n")
    os.close(master)
    assert process.returncode == 0
    assert "building: python3.12 " in shown
    told = [text for text in shown.replace("\r\033[K", "\n").splitlines()
            if "told" in text]
    assert len(told) == 20
    assert all(re.fullmatch(r"\S+ \S+ sample INFO told 1", text)
               for text in told)
    # and nothing is left of it
    assert shown.endswith("\r\033[K")


def test_no_terminal_shows_nothing() -> None:
    stream = io.StringIO()
    line = LiveLine(stream)
    with line.show(), line.task("building", os.devnull, 1):
        pass
    assert stream.getvalue() == ""
