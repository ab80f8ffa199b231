# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The log: lines to standard error, as gpep517 has them.

Importing logging takes half as long as a bare interpreter start.  What is
told before anybody has imported it, is written here in the same form.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time

from gpep517_reuse.values import TYPE_CHECKING


if TYPE_CHECKING:
    import logging

    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager
    from typing import TextIO


# as logging has them
INFO = 20
WARNING = 30
ERROR = 40
_NAMES = {INFO: "INFO", WARNING: "WARNING", ERROR: "ERROR"}


def has_colors(choice: str, stream: TextIO | None,
               environ: Mapping[str, str]) -> bool:
    """Return True if a stream is to have colours: ``choice`` is "always",
    "never" or "auto", which heeds NO_COLOR (no-color.org) and TERM.
    """
    if choice != "auto":
        return choice == "always"
    return (stream is not None and not stream.closed and stream.isatty()
            and not environ.get("NO_COLOR")
            and environ.get("TERM") != "dumb")


class _Log:
    """What is logged in this process, from the given level on."""

    def __init__(self) -> None:
        # None as long as nobody said
        self._level: int | None = None
        self._is_passed_on = False
        self._colors = "auto"
        # what a line is written within, where something else is shown
        self._guard: Callable[[], AbstractContextManager[None]] | None = None

    def begin(self, level: int, *, colors: str = "auto") -> None:
        """Log what is of a level, or above it; has_colors() knows the
        colours.
        """
        self._level = level
        self._is_passed_on = False
        self._colors = colors

    def is_colored(self) -> bool:
        """Return True if standard error is to have colours."""
        return has_colors(self._colors, sys.stderr, os.environ)

    def highlight(self, message: str) -> str:
        """Give a message a colour, where standard error has some."""
        return f"\033[33m{message}\033[m" if self.is_colored() else message

    def pass_on(self) -> None:
        """Leave it to logging from now on."""
        import logging

        if self._level is not None and not self._is_passed_on:
            logging.basicConfig(
                format="{asctime} {name} {levelname} {message}", style="{",
                level=self._level)
            self._is_passed_on = True

    @contextlib.contextmanager
    def guard_lines(self, guard: Callable[[], AbstractContextManager[None]]
                    ) -> Iterator[None]:
        """Write each line within what the guard gives, meanwhile."""
        self._guard = guard
        try:
            yield
        finally:
            self._guard = None

    def take(self, name: str, level: int, message: str,
             arguments: tuple[object, ...]) -> None:
        """Log a message, with its arguments in the places of ``%s``.

        Whatever level others give to logging: setuptools gives it INFO.
        """
        if level < (self._level or 0):
            return
        if self._guard is None:
            self._write(name, level, message, arguments)
        else:
            with self._guard():
                self._write(name, level, message, arguments)

    def _write(self, name: str, level: int, message: str,
               arguments: tuple[object, ...]) -> None:
        if "logging" in sys.modules:
            self.pass_on()
            _find_logger(name).log(level, message, *arguments)
        elif level >= (self._level or WARNING):
            now = time.time()
            line = "{},{:03} {} {} {}\n".format(
                time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(now)),
                int(now % 1 * 1000), name, _NAMES[level],
                message % arguments if arguments else message)
            # a log that is full, closed or not there ends nothing
            with contextlib.suppress(AttributeError, OSError, ValueError):
                sys.stderr.write(line)


_log = _Log()
begin = _log.begin
highlight = _log.highlight
is_colored = _log.is_colored
pass_on = _log.pass_on
guard_lines = _log.guard_lines


class Logger:
    """What a module logs by."""

    def __init__(self, name: str) -> None:
        self._name = name

    def info(self, message: str, *arguments: object) -> None:
        """Log what somebody may want to know."""
        _log.take(self._name, INFO, message, arguments)

    def warning(self, message: str, *arguments: object) -> None:
        """Log what somebody should know."""
        _log.take(self._name, WARNING, message, arguments)

    def error(self, message: str, *arguments: object) -> None:
        """Log what ends the call."""
        _log.take(self._name, ERROR, message, arguments)


def _find_logger(name: str) -> logging.Logger:
    import logging

    return logging.getLogger(name)
