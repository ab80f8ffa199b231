# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The command: what each of the command line's is made of."""

import argparse
import logging
import os
import shlex
import sys
import typing

from collections.abc import Callable, Sequence


logger = logging.getLogger(__name__)


class Command(typing.NamedTuple):
    """What adds a command's arguments to a parser, and what runs it: on these
    and a whole sys.argv, for an exit status.
    """

    add_args: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace, Sequence[str]], int]


def name_program(path: str) -> str:
    """Return what a user would type."""
    name = os.path.basename(path)
    return "python -m gpep517_reuse" if name == "__main__.py" else name


def log_command(argv: Sequence[str], output_fd: int = 1) -> None:
    """Log the command so that it can be pasted."""
    command = shlex.join([sys.executable, "-P", "-m", "gpep517_reuse",
                          *argv[1:]])
    redirection = f" {output_fd}>&1" if output_fd > 2 else ""
    logger.info("Running: cd %s && %s%s", shlex.quote(os.getcwd()), command,
                redirection)
