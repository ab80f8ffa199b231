# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The program diffoscope, which looks deeper into what differs."""

import shutil
import subprocess

from pathlib import Path

from gpep517_reuse.errors import ReuseError


_PROGRAM = "diffoscope"
_STATUS_DIFFERS = 1


def has_diffoscope() -> bool:
    """Return True if it is on PATH."""
    return shutil.which(_PROGRAM) is not None


def run_diffoscope(builder: Path, here: Path) -> str:
    """Compare two wheels, whose directories are not told.

    Returns its text, empty where it finds nothing.  Raises ReuseError.
    """
    try:
        process = subprocess.run(
            (_PROGRAM, "--no-progress", "--text", "-", "--text-color",
             "never", builder, here), stdin=subprocess.DEVNULL,
            capture_output=True, text=True, errors="replace", check=False)
    except OSError as error:
        raise ReuseError(f"{_PROGRAM} cannot be run: {error.strerror}",
                         hint="leave out --diffoscope") from error
    if process.returncode not in {0, _STATUS_DIFFERS}:
        last = process.stderr.strip().rpartition("\n")[2]
        raise ReuseError(
            f"{_PROGRAM} failed, status {process.returncode}: {last}",
            hint="leave out --diffoscope")
    return process.stdout.replace(str(builder), f"builder/{builder.name}"
                                  ).replace(str(here), f"here/{here.name}")
