# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The command line of building: gpep517's, and what comes on top of it."""

from __future__ import annotations

import contextlib
import os
import sys

from gpep517_reuse import log
from gpep517_reuse.cli.command import (
    Command,
    log_command,
    open_output,
)
from gpep517_reuse.cli.install import (
    add_install_args,
    add_optional_install_args,
    check_install_args,
    install,
)
from gpep517_reuse.cli.options import (
    add_report_args,
    add_reuse_args,
    list_useless,
    make_request,
)
from gpep517_reuse.reuse import provide_wheel
from gpep517_reuse.values import TYPE_CHECKING


if TYPE_CHECKING:
    import argparse

    from collections.abc import Callable, Sequence


logger = log.Logger(__name__)


def add_build_args(parser: argparse.ArgumentParser) -> None:
    """Add what a build takes, and what comes on top of it."""
    from gpep517 import __main__ as gpep517_main

    gpep517_main.add_prefix_args(parser)
    gpep517_main.add_build_args(parser)
    add_reuse_args(parser)


def _add_build_wheel_args(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("required arguments")
    group.add_argument("--output-fd", type=int, required=True,
                       help="FD to output the wheel name to")
    group.add_argument("--wheel-dir", required=True,
                       help="Directory to write the wheel into")
    add_build_args(parser)
    add_optional_install_args(parser)
    add_report_args(parser)


def _add_install_from_source_args(parser: argparse.ArgumentParser) -> None:
    add_build_args(parser)
    add_install_args(parser)


def _build_wheel(args: argparse.Namespace, argv: Sequence[str]) -> int:
    check_install_args(args)
    with (open_output(args.output_fd) as out,
          contextlib.ExitStack() as stack):
        log_command(argv, args.output_fd)
        _warn_of_useless(args)
        installers: list[Callable[[str], int]] = []

        def prepare() -> None:
            """Fork what installs, before a backend is imported."""
            if args.destdir is not None and not installers:
                from gpep517_reuse.cli.installer import start_installer

                installers.append(stack.enter_context(start_installer(args)))

        if sys.version_info < (3, 12):
            # there, even what encodes JSON shows in bytecode
            prepare()
        name = _provide(args, prepare)
        print(name, file=out)
        wheel = os.path.join(args.wheel_dir, name)
        if installers:
            return installers[0](wheel)
    if args.destdir is not None:
        install(args, wheel)
    return 0


def _warn_of_useless(args: argparse.Namespace) -> None:
    for name in list_useless(args):
        logger.warning("%s has no effect without --reuse-dir", name)


def _provide(args: argparse.Namespace, before_build: Callable[[], None]
             ) -> str:
    """Provide a wheel, and write a report where one is asked for."""
    request = make_request(args)
    if args.json is None:
        return provide_wheel(request, args.wheel_dir, before_build)
    from gpep517_reuse.cli.report import check_report, provide_and_report

    check_report(args.json)
    return provide_and_report(request, args, before_build)


def _install_from_source(args: argparse.Namespace, argv: Sequence[str]
                         ) -> int:
    log_command(argv)
    _warn_of_useless(args)
    # build-wheel does without, where it reuses
    from gpep517_reuse.signals import end_by_signals
    from gpep517_reuse.temporary import make_temporary_directory

    with end_by_signals(), make_temporary_directory() as directory:
        name = provide_wheel(make_request(args), directory)
        install(args, os.path.join(directory, name))
    return 0


BUILD_WHEEL = Command(_add_build_wheel_args, _build_wheel)
INSTALL_FROM_SOURCE = Command(_add_install_from_source_args,
                              _install_from_source)
