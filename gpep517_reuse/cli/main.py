# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The command line: gpep517's own, and what comes on top of it."""

import argparse
import logging
import os
import sys

from collections.abc import Sequence

from gpep517 import __main__ as gpep517_main

from gpep517_reuse import __version__
from gpep517_reuse.cli.command import Command, name_program
from gpep517_reuse.cli.install import INSTALL_OPTIONS
from gpep517_reuse.cli.options import OPTIONS
from gpep517_reuse.cli.signals import end_by_signals
from gpep517_reuse.errors import ReuseError, UsageError


logger = logging.getLogger(__name__)

_PASSED_ON = {
    "get-backend": "Print build-backend from pyproject.toml",
    "verify-pyc": "Verify that all installed modules were byte-compiled and "
                  "there are no stray .pyc files",
}
_OURS = {
    "build-wheel": "Build wheel from sources, or reuse an earlier one",
    "install-from-source": "Build or reuse a wheel, and install it "
                           "(without preserving the wheel)",
    "install-wheel": "Install the specified wheel",
    "find-wheel": "Tell which wheel build-wheel would reuse with the same "
                  "options, and why not the others",
    "verify-reuse": "Build afresh, and compare with what build-wheel would "
                    "reuse with the same options",
}
_REUSE_OPTIONS = frozenset(option.name for option in OPTIONS)
# on top of those of gpep517's commands
_OUR_OPTIONS = {
    "build-wheel": _REUSE_OPTIONS.union(INSTALL_OPTIONS),
    "install-from-source": _REUSE_OPTIONS | {"--jobs"},
    "install-wheel": frozenset({"--jobs"}),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return the exit status.

    ``argv`` is a whole sys.argv.  Whatever a backend raises passes
    through, as it does in gpep517.
    """
    argv = sys.argv if argv is None else argv
    command = next((argument for argument in argv[1:]
                    if not argument.startswith("-")), "")
    if _is_for_gpep517(command, argv[1:]):
        status: int = gpep517_main.main(argv)
        return status
    args = _make_parser(argv[0], command).parse_args(argv[1:])
    logging.basicConfig(format="{asctime} {name} {levelname} {message}",
                        style="{", level=args.loglevel)
    try:
        _check_directory()
        with end_by_signals():
            return _load(args.command).run(args, argv)
    except ReuseError as error:
        logger.error("%s", error)  # noqa: TRY400
        return error.status


def _check_directory() -> None:
    try:
        os.getcwd()
    except FileNotFoundError as error:
        raise UsageError("the current directory does not exist any more",
                         hint="go to the source tree") from error


def _is_for_gpep517(command: str, arguments: Sequence[str]) -> bool:
    """Return True if gpep517 knows the command and all of its options.

    It then gets them as they are: an abbreviation that is unambiguous
    there could be ambiguous next to our options.
    """
    if command in _PASSED_ON:
        return True
    return command in _OUR_OPTIONS and not any(
        argument.partition("=")[0] in _OUR_OPTIONS[command] | {
            "-h", "--help"} for argument in arguments)


def _make_parser(program: str, command: str) -> argparse.ArgumentParser:
    """Make a parser, with the options of one command alone."""
    parser = argparse.ArgumentParser(
        prog=name_program(program),
        description="Build wheels with gpep517, and reuse them for other "
        "Python interpreters where that installs the same.")
    parser.add_argument(
        "-q", "--quiet", action="store_const", dest="loglevel",
        const=logging.WARNING, default=logging.INFO,
        help="Disable verbose progress reporting")
    parser.add_argument("--version", action="version",
                        version=f"%(prog)s {__version__}")
    subparsers = parser.add_subparsers(dest="command", required=True)
    for name, description in {**_OURS, **_PASSED_ON}.items():
        subparser = subparsers.add_parser(
            name, help=description, description=description)
        if name == command and name in _OURS:
            _load(name).add_args(subparser)
    return parser


def _load(command: str) -> Command:
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
            from gpep517_reuse.cli.build import FIND_WHEEL

            return FIND_WHEEL
        case _:
            from gpep517_reuse.cli.verify import VERIFY_REUSE

            return VERIFY_REUSE
