# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The help of a command: one screen, with an example at its end."""

from __future__ import annotations

import argparse
import textwrap

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gpep517_reuse.cli.options import OPTIONS
from gpep517_reuse.cli.quick import BUILD_ROWS, INSTALL_ROWS


#: What a command takes of gpep517's, each explained by gpep517 itself.
_OF_GPEP517 = (BUILD_ROWS.keys() | INSTALL_ROWS.keys()) - {"--jobs"}
#: Those that a line of its own is for, with the name of their value.
_EXPLAINED = {
    "--destdir": ("DIR", "Install the wheel below this directory"),
    "--output-fd": ("FD", "Print the wheel's file name to this descriptor"),
    "--wheel-dir": ("DIR", "Put the wheel into this directory"),
}
#: Commands that take these as build-wheel does, and the room for others.
_AS_BUILD_WHEEL = frozenset({"find-wheel", "verify-reuse"})
_OF_BUILD_WHEEL = _EXPLAINED.keys() | {
    option.name for option in OPTIONS} - {"--reuse-dir"}
_WIDTH = 78


class Help(NamedTuple):
    """What a command is for, in a line, and how it is called."""

    summary: str
    usage: str = ""
    example: str = ""


COMMANDS = {
    "build-wheel": Help(
        "Build a wheel, or reuse one of another interpreter",
        "--output-fd FD --wheel-dir DIR [options]",
        "python3.13 -P -m gpep517_reuse build-wheel --reuse-dir ../reuse \\\n"
        "    --wheel-dir ../dist --output-fd 1"),
    "install-from-source": Help(
        "Build or reuse a wheel, install it and do not keep it",
        "--destdir DIR [options]",
        "python3.13 -P -m gpep517_reuse install-from-source \\\n"
        "    --reuse-dir ../reuse --destdir ../image"),
    "install-wheel": Help(
        "Install a wheel", "--destdir DIR [options] wheel",
        "python3.13 -m gpep517_reuse install-wheel --destdir ../image \\\n"
        "    --optimize all --jobs 0 ../dist/demo-1-py3-none-any.whl"),
    "find-wheel": Help(
        "Tell which wheel would be reused, and why not others",
        "--reuse-dir DIR [options]\n"
        "       %(prog)s [--expect-extension] WHEEL...",
        "python3.13 -P -m gpep517_reuse find-wheel --reuse-dir ../reuse"),
    "verify-reuse": Help(
        "Build in any case, and compare with a reuse",
        "[--python EXE]... [SOURCE] [options]\n"
        "       %(prog)s --reuse-dir DIR [options]\n"
        "       %(prog)s WHEEL WHEEL\n"
        "       %(prog)s --summary DIR",
        "gpep517-reuse verify-reuse --python python3.12 "
        "--python python3.13 demo"),
    "explain": Help(
        "Tell what the codes of logs and reports mean", "[CODE]...",
        "gpep517-reuse explain interpreter-name refused-text"),
    "get-backend": Help("Print the build backend of pyproject.toml"),
    "verify-pyc": Help("Check that all modules installed are byte-compiled"),
}


class Formatter(argparse.RawDescriptionHelpFormatter):
    """Keeps lines as they are in what comes after the options."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_WIDTH)


def fit(parser: argparse.ArgumentParser, command: str) -> None:
    """Have the help of a parser fit a screen: an option that another command
    explains is named, but for what has to be given.
    """
    of_gpep517, of_build_wheel = [], []
    for action in parser._actions:
        name = next(iter(action.option_strings), "")
        if command in _AS_BUILD_WHEEL and name in _OF_BUILD_WHEEL:
            of_build_wheel.append(name)
            action.help = argparse.SUPPRESS
        elif name in _EXPLAINED:
            action.metavar, action.help = _EXPLAINED[name]
        elif name in _OF_GPEP517:
            of_gpep517.append(name)
            action.help = argparse.SUPPRESS
    theirs = ("install-wheel" if command == "install-wheel"
              else "install-from-source")
    parser.epilog = "\n\n".join((
        *_list("gpep517-reuse build-wheel", of_build_wheel),
        *_list(f"gpep517 {theirs}", of_gpep517),
        f"example:\n{textwrap.indent(COMMANDS[command].example, '  ')}"))


def _list(command: str, names: Sequence[str]) -> Iterator[str]:
    """Yield a paragraph on options, unless there are none."""
    if names:
        listed = textwrap.fill(
            " ".join(names), _WIDTH, initial_indent="  ",
            subsequent_indent="  ", break_on_hyphens=False)
        yield f"as in {command} --help:\n{listed}"
