# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The command line of installing: gpep517's, and --jobs."""

from __future__ import annotations

import sys

from gpep517_reuse import log
from gpep517_reuse.cli.command import Command, log_command
from gpep517_reuse.cli.quick import INSTALL_ROWS, parse_number
from gpep517_reuse.errors import UsageError
from gpep517_reuse.sources.recipe import make_arguments
from gpep517_reuse.values import TYPE_CHECKING


if TYPE_CHECKING:
    import argparse

    from collections.abc import Sequence
    from typing import Any


# what gpep517 takes as a Path
_PATHS = ("prefix", "destdir", "interpreter", "symlink_to")


class _Optional:
    """A parser of which nothing is required that is added by way of this."""

    def __init__(self, parser: argparse.ArgumentParser) -> None:
        self._parser = parser
        self.add_argument_group = parser.add_argument_group

    def add_argument(self, *names: str, required: bool = False,
                     **options: Any) -> None:
        """Add an argument that may be absent, whatever is required."""
        del required
        self._parser.add_argument(*names, **options)


def add_optional_install_args(parser: argparse.ArgumentParser) -> None:
    """Add what installing takes, to a command that installs where --destdir
    says so.
    """
    add_install_args(_Optional(parser))


def add_install_args(parser: argparse.ArgumentParser | _Optional) -> None:
    """Add what installing takes, and what comes on top of it."""
    from gpep517 import __main__ as gpep517_main

    gpep517_main.add_install_args(parser)
    parser.add_argument(
        "--jobs", type=_parse_jobs, metavar="N",
        help="Use up to so many processes, 0: one a processor")


def install(args: argparse.Namespace, wheel: str) -> None:
    """Install a wheel as gpep517 does, and compile what it would."""
    # a build needs nothing of it
    from pathlib import Path

    from gpep517.install import install_wheel_impl

    log.pass_on()
    given = make_arguments(vars(args), _PATHS)
    if not args.optimize or args.jobs is None:
        install_wheel_impl(given, Path(wheel))
        return
    from gpep517_reuse.bytecode import compile as compilation

    jobs = compilation.count_jobs(wheel, args.jobs)
    with compilation.start_workers(jobs) as workers:
        # what replaces files may write one twice
        compiler = compilation.Compiler(workers, early=not args.overwrite)
        with compilation.watch(compiler.add):
            install_wheel_impl(given, Path(wheel))
        for source, messages in compiler.finish():
            sys.stdout.write(messages.output)
            sys.stderr.write(messages.errors)
            if args.symlink_pyc:
                compilation.link_same(source)


def check_install_args(args: argparse.Namespace) -> None:
    """Raise UsageError where installing is described and not asked for."""
    given = list_install_options(args)
    if given and args.destdir is None:
        raise UsageError(f"{given[0]} has no effect without --destdir",
                         hint="name a directory to install into")


def list_install_options(args: argparse.Namespace) -> Sequence[str]:
    """List the options of installing that were given."""
    return [name for name, row in INSTALL_ROWS.items() if str(getattr(
        args, row.attribute, row.default)) != str(row.default)]


def _parse_jobs(text: str) -> int:
    """Parse a number of processes, for argparse."""
    try:
        return parse_number(text)
    except ValueError as error:
        import argparse

        raise argparse.ArgumentTypeError(
            f"expected a number of 0 or more, got {text!r}") from error


def _add_install_wheel_args(parser: argparse.ArgumentParser) -> None:
    from gpep517 import __main__ as gpep517_main

    gpep517_main.add_prefix_args(parser)
    add_install_args(parser)
    parser.add_argument("wheel", help="Wheel to install")


def _install_wheel(args: argparse.Namespace, argv: Sequence[str]) -> int:
    log_command(argv)
    install(args, args.wheel)
    return 0


INSTALL_WHEEL = Command(_add_install_wheel_args, _install_wheel)
