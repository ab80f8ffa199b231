# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Reports: files for machines, or to look at."""

from __future__ import annotations

import contextlib
import os
import sys
import time

from pathlib import Path

from gpep517_reuse import log
from gpep517_reuse.decision.outcome import render_outcome, tell_outcome
from gpep517_reuse.decision.rules import Build, Reuse
from gpep517_reuse.environment.interpreter import read_interpreter
from gpep517_reuse.errors import ReuseError, UsageError, explain
from gpep517_reuse.reuse import provide_found, try_look_up
from gpep517_reuse.values import TYPE_CHECKING


if TYPE_CHECKING:
    import argparse

    from collections.abc import Callable

    from gpep517_reuse.sources.recipe import Request


#: What stands for it in the place of a file's name.
STANDARD_OUTPUT = "-"


logger = log.Logger(__name__)

def provide_and_report(request: Request, args: argparse.Namespace,
                       before_build: Callable[[], None]) -> str:
    """Provide a wheel, as provide_wheel() does, and report on that.

    A report that cannot be written is a warning: the wheel is there.
    """
    began = time.monotonic()
    lookup = try_look_up(request)
    provided = provide_found(request, args.wheel_dir, lookup, before_build)
    decision = lookup.decision if lookup else Build()
    if isinstance(decision, Reuse) and not provided.is_reused:
        # it could not be handed out, as a warning said
        decision = Build(decision.refusals)
    report = render_outcome(tell_outcome(
        decision, read_interpreter(), provided.name,
        time.monotonic() - began), args.label)
    try:
        write_atomically(args.json, report)
    except ReuseError as error:
        logger.warning("%s", error)
    return provided.name


def check_report(name: str) -> None:
    """Raise UsageError where a report cannot be written.

    It is said before what takes its time.
    """
    if name != STANDARD_OUTPUT and (
            os.path.isdir(name) or not os.access(
                os.path.dirname(name) or ".", os.W_OK)):
        raise UsageError(f"{name} cannot be written",
                         hint="name a file in a directory that is there")


def write_atomically(name: str, text: str) -> None:
    """Write a report, as a whole or not at all; raises ReuseError."""
    if name == STANDARD_OUTPUT:
        sys.stdout.write(text)
        return
    path = Path(name)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_text(text, encoding="utf-8")
        os.replace(temporary, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise ReuseError(
            f"{path} cannot be written: {explain(error)}") from error
