# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The temporary directory: gone after the call, also an interrupted one."""

import contextlib
import os
import shutil
import tempfile
import time

from collections.abc import Iterator
from pathlib import Path

from gpep517_reuse.errors import ReuseError, explain


PREFIX = "gpep517-reuse-"

# those that were not removed yet
_made: list[str] = []
# so often, and so long after one another
_TRIES = 20
_PAUSE = 0.05


@contextlib.contextmanager
def make_temporary_directory() -> Iterator[Path]:
    """Make a directory for the time being; yield its path.

    Raises ReuseError where none can be made.
    """
    path = _find_path()
    # an interruption can come at any time: noted before it is there
    _made.append(path)
    try:
        _make(path)
        yield Path(path)
    finally:
        shutil.rmtree(path, ignore_errors=True)
        _made.remove(path)


def _find_path() -> str:
    """Find a path that nothing has yet."""
    try:
        top = tempfile.gettempdir()
    except OSError as error:
        # none of those that it tries can be written to
        raise ReuseError(explain(error), hint="set TMPDIR") from error
    return os.path.join(top, PREFIX + os.urandom(8).hex())


def _make(path: str) -> None:
    try:
        os.mkdir(path, 0o700)
    except OSError as error:
        raise ReuseError(f"{path} cannot be made: {explain(error)}",
                         hint="set TMPDIR") from error


def remove_temporary_directories() -> None:
    """Remove what an interruption left.

    It may have ended the removal, too, and a compiler that is ended along
    with us may still write.
    """
    for path in _made:
        for _ in range(_TRIES):
            shutil.rmtree(path, ignore_errors=True)
            if not os.path.lexists(path):
                break
            time.sleep(_PAUSE)
