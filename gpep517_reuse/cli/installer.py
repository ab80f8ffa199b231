# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The installer: a process that is forked before a wheel is built.

Bytecode tells, on CPython 3.11, which characters were interned where it was
compiled; a backend and the reading of scripts intern many, and the encoder of
JSON some.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import traceback

from gpep517_reuse.cli.install import install
from gpep517_reuse.signals import end_by_signals
from gpep517_reuse.values import TYPE_CHECKING


if TYPE_CHECKING:
    import argparse

    from collections.abc import Callable, Iterator
    from typing import NoReturn


# no path has it
_END = b"\0"


@contextlib.contextmanager
def start_installer(args: argparse.Namespace
                    ) -> Iterator[Callable[[str], int]]:
    """Fork, and yield what has a wheel installed, for an exit status.

    What was forked ends with this context, or with this process.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(writing)
        _install_what_is_named(args, reading)
    os.close(reading)
    statuses: list[int] = []

    def install_wheel(wheel: str) -> int:
        os.write(writing, os.fsencode(wheel) + _END)
        statuses.append(os.waitpid(child, 0)[1])
        return int(statuses[0] != 0)

    try:
        yield install_wheel
    finally:
        os.close(writing)
        if not statuses:
            os.kill(child, signal.SIGTERM)
            os.waitpid(child, 0)


def _install_what_is_named(args: argparse.Namespace, reading: int
                           ) -> NoReturn:
    """Wait for the path of a wheel, install it, and exit."""
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    # while another process builds
    import gpep517_reuse.bytecode.compile  # noqa: F401

    if sys.version_info < (3, 12):
        # what is loaded may intern as well: by how it was compiled itself
        import gpep517.__main__  # noqa: F401
    name, status = b"", 1
    while not name.endswith(_END):
        part = os.read(reading, 4096)
        if not part:
            os._exit(status)
        name += part
    try:
        with end_by_signals():
            install(args, os.fsdecode(name.removesuffix(_END)))
        status = 0
    except BaseException:  # noqa: BLE001
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
