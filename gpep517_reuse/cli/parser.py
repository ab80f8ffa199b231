# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The parsers: argparse's, made of gpep517's and of what comes on top."""

from __future__ import annotations

import argparse
import sys

from gpep517 import __main__ as gpep517_main

from gpep517_reuse import log
from gpep517_reuse.cli.command import list_tools, load, name_program
from gpep517_reuse.cli.help import COMMANDS, Formatter, fit
from gpep517_reuse.cli.options import OPTIONS
from gpep517_reuse.cli.quick import BUILD_ROWS, INSTALL_ROWS, REPORT_ROWS
from gpep517_reuse.values import TYPE_CHECKING


if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from typing import Any, NoReturn


_PASSED_ON = frozenset({"get-backend", "verify-pyc"})
_REUSE_OPTIONS = frozenset(option.name for option in OPTIONS)
# from which ratio on one word is taken for another that was meant
_CLOSE = 0.75
# those of its commands that ours extend, not looked at one by one
_OF_GPEP517 = frozenset({
    "--output-fd", "--wheel-dir", *BUILD_ROWS, *INSTALL_ROWS}) - {"--jobs"}
#: On top of those of gpep517's commands.
OUR_OPTIONS = {
    "build-wheel": _REUSE_OPTIONS.union(INSTALL_ROWS, REPORT_ROWS),
    "install-from-source": _REUSE_OPTIONS | {"--jobs"},
    "install-wheel": frozenset({"--jobs"}),
}


class _ShowVersions(argparse.Action):
    """Prints the versions of what a bug report is about, and exits."""

    def __call__(self, parser: argparse.ArgumentParser, *_args: Any,
                 **_options: Any) -> None:
        """Print them in one line."""
        (_, ours), *others = list_tools()
        used = ", ".join(f"{name} {version}" for name, version in others)
        sys.stdout.write(f"{parser.prog} {ours} ({used})\n")
        parser.exit()


def is_for_gpep517(arguments: Sequence[str]) -> bool:
    """Return True if gpep517 knows the command and all of its options.

    It then gets them as they are: an abbreviation that is unambiguous
    there could be ambiguous next to our options.
    """
    command = _find_command(arguments)
    if command in _PASSED_ON:
        return True
    return command in OUR_OPTIONS and not any(
        _is_ours(argument.partition("=")[0], OUR_OPTIONS[command])
        for argument in arguments)


def _is_ours(name: str, ours: Collection[str]) -> bool:
    """Return True if an option is one of ours, or is meant to be one."""
    if name in {"-h", "--help", *ours}:
        return True
    return (name.startswith("--") and not any(
        known.startswith(name) for known in _OF_GPEP517)
        and bool(_suggest(name, ours)))


def _suggest(word: str, known: Collection[str]) -> list[str]:
    """Suggest what may have been meant, the likeliest first."""
    # a call that is right does without
    import difflib

    beginning = [item for item in known if item.startswith(word)]
    return sorted(beginning) or difflib.get_close_matches(
        word, known, cutoff=_CLOSE)


def run_gpep517(argv: Sequence[str]) -> int:
    """Run gpep517 itself, on a whole sys.argv; return the exit status."""
    status: int = gpep517_main.main(argv)
    return status


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Parse a whole sys.argv; exit where it is wrong, or asks for help."""
    command = _find_command(argv[1:])
    parser = make_parser(name_program(argv[0]), {command})
    if command and command not in COMMANDS:
        for other in _suggest(command, COMMANDS)[:1]:
            parser.error(f"there is no command {command}; did you mean "
                         f"{other}?")
    args, unknown = parser.parse_known_args(argv[1:])
    if unknown:
        _refuse(unknown, parser, command)
    return args


def _refuse(unknown: Sequence[str], parser: argparse.ArgumentParser,
            command: str) -> NoReturn:
    """Exit for arguments that a command does not take, and name what may
    have been meant.
    """
    subparsers = next(action for action in parser._actions
                      if isinstance(action, argparse._SubParsersAction))
    subparser: argparse.ArgumentParser = subparsers.choices[command]
    known = [name for action in subparser._actions
             for name in action.option_strings]
    meant = [found for argument in unknown if argument.startswith("--")
             for found in _suggest(argument.partition("=")[0], known)[:1]]
    question = f"; did you mean {', '.join(meant)}?" if meant else ""
    subparser.error(f"unrecognized arguments: {' '.join(unknown)}{question}")


def make_parser(program: str, commands: Collection[str]
                ) -> argparse.ArgumentParser:
    """Make the parser of a program, which knows the options of some
    commands, and the names of all.
    """
    parser = argparse.ArgumentParser(
        prog=program, formatter_class=Formatter,
        description="Build wheels with gpep517, and reuse them for other "
        "Python interpreters where\nthat installs the same.",
        epilog="%(prog)s COMMAND --help has the options of a command, with "
        "an example;\nman gpep517-reuse explains them all.")
    parser.add_argument(
        "-q", "--quiet", action="store_const", dest="loglevel",
        const=log.WARNING, default=log.INFO,
        help="Disable verbose progress reporting")
    parser.add_argument("--version", action=_ShowVersions, nargs=0,
                        default=argparse.SUPPRESS,
                        help="Show the versions of this and of what it uses")
    subparsers = parser.add_subparsers(
        title="commands", dest="command", metavar="command", required=True)
    for name, text in COMMANDS.items():
        subparser = subparsers.add_parser(
            name, help=text.summary, description=text.summary,
            formatter_class=Formatter,
            usage=f"%(prog)s {text.usage}" if text.usage else None)
        if name in commands and name not in _PASSED_ON:
            load(name).add_args(subparser)
            fit(subparser, name)
    return parser


def _find_command(arguments: Sequence[str]) -> str:
    return next((argument for argument in arguments
                 if not argument.startswith("-")), "")
