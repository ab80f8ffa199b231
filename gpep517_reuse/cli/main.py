# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The command line: gpep517's own, and what comes on top of it."""

from __future__ import annotations

import contextlib
import gc
import os
import sys

from gpep517_reuse import log
from gpep517_reuse.cli import quick
from gpep517_reuse.cli.command import load
from gpep517_reuse.errors import ReuseError, UsageError
from gpep517_reuse.values import TYPE_CHECKING


if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


logger = log.Logger(__name__)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return the exit status.

    ``argv`` is a whole sys.argv.  Whatever a backend raises passes
    through, as it does in gpep517.
    """
    way = _keep_garbage if argv is None else contextlib.nullcontext
    argv = sys.argv if argv is None else argv
    args = quick.parse(argv[1:])
    if args is None:
        from gpep517_reuse.cli import parser
        from gpep517_reuse.signals import end_by_signals

        way = end_by_signals
        if parser.is_for_gpep517(argv[1:]):
            return parser.run_gpep517(argv)
        args = parser.parse(argv)
    log.begin(args.loglevel, colors=getattr(args, "color", "auto"))
    try:
        _check_directory()
        with way():
            return load(args.command).run(args, argv)
    except ReuseError as error:
        logger.error("%s", error)  # noqa: TRY400
        return error.status


@contextlib.contextmanager
def _keep_garbage() -> Iterator[None]:
    """Have no garbage collected, nor looked for at the end of the process.

    Importing what installs a wheel, and reading scripts, takes dozens of
    collections, which find nothing; and so do those of the end, which take a
    fifth of reusing and installing.  A build may make much garbage, and has
    it collected.
    """
    # without, PyPy collects nothing at all
    if not gc.isenabled() or sys.implementation.name != "cpython":
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _check_directory() -> None:
    try:
        os.getcwd()
    except FileNotFoundError as error:
        raise UsageError("the current directory does not exist any more",
                         hint="go to the source tree") from error
