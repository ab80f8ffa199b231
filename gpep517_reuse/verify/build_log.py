# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The log of a build by another process: kept whole, told in a few lines."""

import os
import re
import signal
import tempfile

from collections.abc import Iterator
from pathlib import Path

from gpep517_reuse.backends.profiles import find_by_module
from gpep517_reuse.temporary import PREFIX


_TRACEBACK = "Traceback (most recent call last):"
_MISSING = re.compile(r"ModuleNotFoundError: No module named '([\w.]+)'")
# as compilers, linkers, Cargo, Meson and setuptools put it
_ERROR = re.compile(
    r":\d+(?::\d+)?: (?:fatal )?error: |"
    r"\bld(?:\.\w+)?: (?:error|cannot find|undefined)|"
    r"^\s*(?:fatal |CMake )?error(?:\[\w+\]| at \S+)?:", re.IGNORECASE)


def find_exception(log: str) -> str:
    """Find the last exception that ended a process, empty for none."""
    _, found, rest = log.rpartition(_TRACEBACK)
    return next((line for line in rest.splitlines()
                 if line.strip() and not line[0].isspace()),
                "") if found else ""


def find_error(log: str) -> str:
    """Find the first line that is a compiler's error, empty for none."""
    return next((line.strip() for line in log.splitlines()
                 if _ERROR.search(line)), "")


def explain_status(status: int, log: str) -> str:
    """Explain in one line why a build built no wheel."""
    last = next(filter(None, map(str.strip, reversed(log.splitlines()))),
                "nothing was printed")
    how = (f"ended by {signal.Signals(-status).name}" if status < 0
           else f"status {status}")
    exception = find_exception(log)
    if match := _MISSING.match(exception):
        top = match[1].partition(".")[0]
        profile = find_by_module(match[1])
        return (f"it built no wheel, {how}: it has no module {top}; install "
                f"{profile.name if profile else top} for it")
    why = exception or find_error(log) or last
    return f"it built no wheel, {how}: {why}"


def keep_log(log: str, directory: Path | None, name: str) -> Path:
    """Write a log as a file of a directory, or as a temporary one that
    stays; return its path.

    Raises OSError.
    """
    if directory is None:
        descriptor, made = tempfile.mkstemp(".log", f"{PREFIX}{name}-")
        path = Path(made)
        os.close(descriptor)
    else:
        directory.mkdir(parents=True, exist_ok=True)
        path = directory / f"{name}.log"
    path.write_text(log, encoding="utf-8", errors="backslashreplace")
    return path


def summarize(log: str, path: Path | None, most: int) -> str:
    """Say what went wrong, and name the file that has the whole log.

    Its last lines are told where nothing in it says that, or no file has it.
    """
    causes = tuple(_list_causes(log))
    last = () if causes and path else log.splitlines()[-most:]
    where = [f"The whole log is {path}"] if path else ()
    return "\n".join((*causes, *last, *where))


def _list_causes(log: str) -> Iterator[str]:
    for what, line in (("The first error", find_error(log)),
                       ("The last exception", find_exception(log))):
        if line:
            yield f"{what}: {line}"
