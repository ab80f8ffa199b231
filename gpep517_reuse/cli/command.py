# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The command: what each of the command line's is made of."""

from __future__ import annotations

import contextlib
import os
import shlex
import sys

from gpep517_reuse import __version__, log
from gpep517_reuse.errors import UsageError
from gpep517_reuse.values import TYPE_CHECKING, NamedTuple


if TYPE_CHECKING:
    import argparse

    from collections.abc import Callable, Iterator, Sequence
    from typing import TextIO


logger = log.Logger(__name__)


class Command(NamedTuple):
    """What adds a command's arguments to a parser, and what runs it: on these
    and a whole sys.argv, for an exit status.
    """

    add_args: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace, Sequence[str]], int]


def name_program(path: str) -> str:
    """Return what a user would type."""
    name = os.path.basename(path)
    return "python -m gpep517_reuse" if name == "__main__.py" else name


@contextlib.contextmanager
def open_output(descriptor: int) -> Iterator[TextIO]:
    """Yield a stream that writes to a descriptor, which is closed then unless
    it is a standard one.

    Raises UsageError for one that is not open, or that is standard input.
    """
    if descriptor in {1, 2}:
        yield sys.stdout if descriptor == 1 else sys.stderr
        return
    try:
        os.write(descriptor or -1, b"")
    except (OSError, OverflowError) as error:
        raise UsageError(
            f"--output-fd {descriptor} cannot be written to",
            hint="name one that is open, as 3 is after 3>&1") from error
    with open(descriptor, "w") as stream:
        yield stream


def log_command(argv: Sequence[str], output_fd: int = 1) -> None:
    """Log the command so that it can be pasted."""
    redirection = f" {output_fd}>&1" if output_fd > 2 else ""
    logger.info("Running: %s%s", render_command(argv), redirection)


def render_command(argv: Sequence[str]) -> str:
    """Render a command so that it can be pasted anywhere."""
    command = shlex.join([sys.executable, "-P", "-m", "gpep517_reuse",
                          *argv[1:]])
    return f"cd {shlex.quote(os.getcwd())} && {command}"


def list_tools() -> Iterator[tuple[str, str]]:
    """Yield the name and version of this package, and of each that it uses
    and that is installed.
    """
    # only reports name them
    from importlib import metadata

    yield "gpep517-reuse", __version__
    for name in ("gpep517", "installer", "packaging", "pyelftools",
                 "abi3info"):
        try:
            yield name, metadata.version(name)
        except metadata.PackageNotFoundError:
            continue


def load(command: str) -> Command:
    """Import what a command takes: installing does without building, and
    building without verifying.
    """
    match command:
        case "install-wheel":
            from gpep517_reuse.cli.install import INSTALL_WHEEL

            return INSTALL_WHEEL
        case "build-wheel":
            from gpep517_reuse.cli.build import BUILD_WHEEL

            return BUILD_WHEEL
        case "install-from-source":
            from gpep517_reuse.cli.build import INSTALL_FROM_SOURCE

            return INSTALL_FROM_SOURCE
        case "find-wheel":
            from gpep517_reuse.cli.find import FIND_WHEEL

            return FIND_WHEEL
        case "explain":
            from gpep517_reuse.cli.explain import EXPLAIN

            return EXPLAIN
        case _:
            from gpep517_reuse.cli.verify import VERIFY_REUSE

            return VERIFY_REUSE
