# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The processes: what is started beside this one, and ends with it."""

import subprocess
import threading

from collections.abc import Sequence
from typing import Any

from gpep517_reuse.errors import ReuseError


class Processes:
    """Run processes in any number of threads, until all are to end."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[str]] = set()
        self._has_ended = False

    def run(self, command: Sequence[object], **options: Any
            ) -> "subprocess.CompletedProcess[str]":
        """Run one as subprocess.run() does, in text, without input.

        Raises OSError where it cannot be started, and ReuseError after
        end().
        """
        arguments = list(map(str, command))
        with self._lock:
            if self._has_ended:
                raise ReuseError("it was interrupted")
            process = subprocess.Popen(
                arguments, stdin=subprocess.DEVNULL, text=True,
                errors="replace", **options)
            self._running.add(process)
        try:
            output, errors = process.communicate()
        except BaseException:
            # it cleans up, as this process does
            process.terminate()
            process.wait()
            raise
        finally:
            with self._lock:
                self._running.discard(process)
        return subprocess.CompletedProcess(
            arguments, process.returncode, output, errors)

    def end(self) -> None:
        """Ask all to end, and start no more."""
        with self._lock:
            self._has_ended = True
            for process in self._running:
                process.terminate()
