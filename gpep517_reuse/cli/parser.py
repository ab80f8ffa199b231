# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The parsers: argparse's, made of gpep517's and of what comes on top."""

from __future__ import annotations

import argparse

from gpep517 import __main__ as gpep517_main

from gpep517_reuse import __version__, log
from gpep517_reuse.cli.command import load, name_program
from gpep517_reuse.cli.options import OPTIONS
from gpep517_reuse.cli.quick import INSTALL_ROWS, REPORT_ROWS
from gpep517_reuse.values import TYPE_CHECKING


if TYPE_CHECKING:
    from collections.abc import Sequence


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
#: On top of those of gpep517's commands.
OUR_OPTIONS = {
    "build-wheel": _REUSE_OPTIONS.union(INSTALL_ROWS, REPORT_ROWS),
    "install-from-source": _REUSE_OPTIONS | {"--jobs"},
    "install-wheel": frozenset({"--jobs"}),
}


def is_for_gpep517(arguments: Sequence[str]) -> bool:
    """Return True if gpep517 knows the command and all of its options.

    It then gets them as they are: an abbreviation that is unambiguous
    there could be ambiguous next to our options.
    """
    command = _find_command(arguments)
    if command in _PASSED_ON:
        return True
    return command in OUR_OPTIONS and not any(
        argument.partition("=")[0] in OUR_OPTIONS[command] | {"-h", "--help"}
        for argument in arguments)


def run_gpep517(argv: Sequence[str]) -> int:
    """Run gpep517 itself, on a whole sys.argv; return the exit status."""
    status: int = gpep517_main.main(argv)
    return status


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Parse a whole sys.argv; exit where it is wrong, or asks for help."""
    command = _find_command(argv[1:])
    parser = argparse.ArgumentParser(
        prog=name_program(argv[0]),
        description="Build wheels with gpep517, and reuse them for other "
        "Python interpreters where that installs the same.")
    parser.add_argument(
        "-q", "--quiet", action="store_const", dest="loglevel",
        const=log.WARNING, default=log.INFO,
        help="Disable verbose progress reporting")
    parser.add_argument("--version", action="version",
                        version=f"%(prog)s {__version__}")
    subparsers = parser.add_subparsers(dest="command", required=True)
    for name, description in {**_OURS, **_PASSED_ON}.items():
        subparser = subparsers.add_parser(
            name, help=description, description=description)
        # those of one command alone are looked at
        if name == command and name in _OURS:
            load(name).add_args(subparser)
    return parser.parse_args(argv[1:])


def _find_command(arguments: Sequence[str]) -> str:
    return next((argument for argument in arguments
                 if not argument.startswith("-")), "")
