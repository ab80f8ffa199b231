# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Write what is installed beside the package: the man page, made of the
manual, and what shells complete, made of the parsers.

The files are kept in the repository, so that to build or to install us takes
neither docutils nor shtab.  A test tells when they are out of date.
"""

import argparse
import sys
import typing

from collections.abc import Iterator
from pathlib import Path

import docutils.core
import shtab

from gpep517 import __main__ as gpep517_main

from gpep517_reuse.cli.command import load
from gpep517_reuse.cli.help import COMMANDS
from gpep517_reuse.cli.parser import make_parser


HERE = Path(__file__).resolve().parents[1]
DATA = HERE / "data" / "share"
PROGRAM = "gpep517-reuse"
MAN_PAGE = DATA / "man" / "man1" / f"{PROGRAM}.1"
COMPLETIONS = {
    "bash": DATA / "bash-completion" / "completions" / PROGRAM,
    "zsh": DATA / "zsh" / "site-functions" / f"_{PROGRAM}"}
# by what --help calls it
_KINDS: dict[object, object] = {
    "DIR": shtab.DIRECTORY, "EXE": shtab.FILE, "FILE": shtab.FILE,
    "PATH": shtab.FILE, "SOURCE|WHEEL": shtab.FILE}
# which --help has no name for
_FILES = {"interpreter", "pyproject_toml", "wheel"}
_DIRECTORIES = {"destdir", "prefix", "symlink_to", "sysroot", "wheel_dir"}


def render_man_page(warning_stream: typing.TextIO = sys.stderr) -> str:
    """Render the manual as a man page."""
    page = docutils.core.publish_string(
        (HERE / "docs" / "manual.rst").read_text(encoding="utf-8"),
        writer="manpage", settings_overrides={
            "report_level": 1, "warning_stream": warning_stream,
            "output_encoding": "unicode"})
    assert isinstance(page, str)
    return page


def render_completion(shell: str) -> str:
    """Render what a shell completes: gpep517's options as well as ours."""
    parser = make_parser(PROGRAM, set())
    for name, subparser in list_subparsers(parser):
        if COMMANDS[name].example:
            load(name).add_args(subparser)
        elif name == "get-backend":
            subparser.add_argument("--output-fd")
            subparser.add_argument("--pyproject-toml")
        else:
            gpep517_main.add_prefix_args(subparser)
            gpep517_main.add_install_path_args(subparser)
        for action in subparser._actions:
            tell_kind(action)
    return shtab.complete(parser, shell)


def list_subparsers(parser: argparse.ArgumentParser
                    ) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Yield the commands and their parsers."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.items()


def tell_kind(action: argparse.Action) -> None:
    """Tell what completes an action's value; nothing depends on where this
    runs.
    """
    kind = _KINDS.get(action.metavar)
    if action.dest in _FILES:
        kind = shtab.FILE
    elif action.dest in _DIRECTORIES:
        kind = shtab.DIRECTORY
    if kind is not None and action.nargs != 0:
        vars(action)["complete"] = kind
    if action.help:
        action.help = action.help.replace(sys.executable, "this one")


def main() -> None:
    """Write all of them."""
    texts = {MAN_PAGE: render_man_page()}
    texts |= {path: render_completion(shell)
              for shell, path in COMPLETIONS.items()}
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
