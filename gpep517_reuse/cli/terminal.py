# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The terminal: colours, and a line that tells what is being done."""

import contextlib
import re
import shutil
import threading
import time

from collections.abc import Iterator
from typing import TextIO

from gpep517_reuse import log


_RED, _GREEN, _YELLOW, _CYAN, _BOLD_RED = "31", "32", "33", "36", "1;31"
# what a line of a report begins with, the first that fits
_COLORS = tuple((re.compile(pattern), color) for pattern, color in (
    (r"gpep517-reuse: verdict: same:", f"1;{_GREEN}"),
    (r"gpep517-reuse: verdict: (?:unchecked|unstable):", f"1;{_YELLOW}"),
    (r"gpep517-reuse: (?:verdict|failed|reuse by file name)", _BOLD_RED),
    (r"gpep517-reuse: compared: .*: same$", _GREEN),
    (r"gpep517-reuse: compared: .*: differs$", _RED),
    (r"gpep517-reuse: (?:refused|unstable|not looked at)", _YELLOW),
    (r"gpep517-reuse: (?:built|compared|notes|\.\.\.)", ""),
    (r"gpep517-reuse: ", _RED),
    (r"@@ ", _CYAN),
    (r"-", _RED),
    (r"\+", _GREEN)))
# so often a second the line is written anew
_SECONDS = .5


def paint(text: str) -> str:
    """Give the lines of a report their colours."""
    return "".join(map(_paint_line, text.splitlines(keepends=True)))


def _paint_line(line: str) -> str:
    color = next((color for pattern, color in _COLORS
                  if pattern.match(line)), "")
    text = line.removesuffix("\n")
    return f"\033[{color}m{text}\033[m{line[len(text):]}" if color else line


class LiveLine:
    """A line at the end of a terminal that tells what is being done by whom,
    for how long.  The log goes above it.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        # who does what, since when
        self._running: dict[tuple[str, str], float] = {}
        self._done: dict[str, int] = {}
        self._lock = threading.Lock()
        self._has_ended = threading.Event()

    @contextlib.contextmanager
    def show(self) -> Iterator[None]:
        """Show it meanwhile, if the stream is a terminal."""
        if not self._stream.isatty():
            yield
            return
        thread = threading.Thread(target=self._repeat, daemon=True)
        with log.guard_lines(self._step_aside):
            thread.start()
            try:
                yield
            finally:
                self._has_ended.set()
                thread.join()
                self._erase()

    @contextlib.contextmanager
    def task(self, what: str, name: str, total: int) -> Iterator[None]:
        """Tell that somebody does a task of so many meanwhile."""
        with self._lock:
            self._running[what, name] = time.monotonic()
        try:
            yield
        finally:
            with self._lock:
                del self._running[what, name]
                self._done[what] = self._done.get(what, 0) + 1
                if self._done[what] == total:
                    del self._done[what]

    def render(self, now: float, width: int) -> str:
        """Render the line, as in "building: python3.12 14 s; 1 done"."""
        whats = dict.fromkeys(what for what, _ in self._running)
        text = "; ".join(
            f"{what}: " + ", ".join(
                f"{name} {now - since:.0f} s"
                for (task, name), since in self._running.items()
                if task == what)
            + (f"; {self._done[what]} done" if what in self._done else "")
            for what in whats)
        return text[:max(width - 1, 0)]

    @contextlib.contextmanager
    def _step_aside(self) -> Iterator[None]:
        """Leave the line to somebody else."""
        with self._lock:
            self._erase()
            yield

    def _repeat(self) -> None:
        while not self._has_ended.wait(_SECONDS):
            with self._lock:
                text = self.render(time.monotonic(),
                                   shutil.get_terminal_size().columns)
                self._stream.write(f"\r\033[K{text}")
                self._stream.flush()

    def _erase(self) -> None:
        self._stream.write("\r\033[K")
        self._stream.flush()
