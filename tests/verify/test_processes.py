# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the processes that end with this one."""

import os
import signal
import subprocess
import sys

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gpep517_reuse.errors import ReuseError
from gpep517_reuse.verify.rebuild import Processes


def test_run() -> None:
    finished = Processes().run(
        (sys.executable, "-c", "import sys; print(sys.stdin.read(), end='!');"
         "sys.exit(3)"), stdout=subprocess.PIPE)
    assert (finished.returncode, finished.stdout) == (3, "!")


def test_end(tmp_path: Path) -> None:
    processes = Processes()
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    waiting = (sys.executable, "-c", "import signal, sys; "
               "open(sys.argv[1], 'w').close(); signal.pause()", gate)
    with ThreadPoolExecutor() as executor:
        finished = executor.submit(processes.run, waiting)
        gate.read_text()
        processes.end()
        assert finished.result().returncode == -signal.SIGTERM
    with pytest.raises(ReuseError, match=r"\Ait was interrupted\Z"):
        processes.run(waiting)
