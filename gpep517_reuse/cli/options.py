# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The options of a build that come on top of gpep517's, each said once."""

from __future__ import annotations

import os

from gpep517_reuse.errors import UsageError
from gpep517_reuse.sources.recipe import BuildOptions, Request
from gpep517_reuse.values import TYPE_CHECKING, NamedTuple


if TYPE_CHECKING:
    import argparse

    from collections.abc import Callable, Iterator
    from typing import Any


def _accept(_value: Any) -> None:
    """Take any value."""


def _check_reuse_dir(directory: str) -> None:
    if os.path.abspath(directory) == os.getcwd():
        raise UsageError(
            "--reuse-dir is the current directory, or empty",
            hint="name a directory of its own, such as ../reuse")


def _check_build_dir(directory: str) -> None:
    if os.path.exists(directory) and not os.path.isdir(directory):
        raise UsageError(f"--build-dir {directory} is not a directory",
                         hint="name a directory, which need not be there")


def _check_reuse_tree(directory: str) -> None:
    if not os.path.isdir(directory):
        raise UsageError(f"--reuse-tree {directory} is not a directory",
                         hint="name a directory that is there")


def _check_reuse_path(path: str) -> None:
    if os.path.normpath(path) == ".":
        raise UsageError("--reuse-path is empty", hint="name a path")


def _check_reuse_env(name: str) -> None:
    beginning = name.removesuffix("*")
    if not beginning or not {*"*="}.isdisjoint(beginning):
        raise UsageError(
            f"--reuse-env {name!r} is not the name of a variable",
            hint="name one without its value, or the beginning of some, "
            "as in CMAKE_*")


def _check_trust_backend(name: str) -> None:
    if not name.replace("-", "_").isidentifier():
        raise UsageError(
            f"--trust-backend {name!r} is not the name of a module or of a "
            "plug-in", hint="name it as the log line does")


def _check_trust_program(name: str) -> None:
    if not name or "/" in name:
        raise UsageError(f"--trust-program {name!r} is not the name of a "
                         "program", hint="name it as the log line does")


class Option(NamedTuple):
    """An option, from the command line to its field of a request."""

    name: str
    #: The field of Request that it gives.
    field: str
    help: str
    #: What its value is called, empty for an option without one.
    metavar: str = ""
    #: Whether that is a path.
    is_path: bool = False
    default: object = None
    #: Whether it may be given more than once.
    is_repeated: bool = False
    #: Raises UsageError for a value that nobody can have meant.
    check: Callable[[Any], None] = _accept
    #: Whether it does nothing without a reuse directory.
    is_for_store: bool = True
    #: Whether it holds for builds elsewhere as well, in copies of the tree.
    is_for_copies: bool = False

    @property
    def attribute(self) -> str:
        """Return the name that argparse gives to its value."""
        return self.name.removeprefix("--").replace("-", "_")

    def list_given(self, args: argparse.Namespace) -> tuple[Any, ...]:
        """Return the values that were given."""
        value = getattr(args, self.attribute)
        if self.is_repeated:
            return tuple(value)
        return () if value == self.default or value is False else (value,)


OPTIONS = (
    Option(
        "--reuse-dir", "reuse_dir", metavar="DIR", is_path=True,
        check=_check_reuse_dir,
        help="Keep wheels here, and reuse them where proven right"),
    Option(
        "--no-reuse", "no_reuse",
        help="Build in any case, and keep the wheel"),
    Option(
        "--build-dir", "build_dir", metavar="DIR", is_path=True,
        is_for_store=False, check=_check_build_dir,
        help="Have setuptools build in there, and leave it there"),
    Option(
        "--expect-extension", "expect_extension", is_for_copies=True,
        help="Never reuse a pure wheel"),
    Option(
        "--reuse-tree", "reuse_trees", metavar="DIR", is_path=True,
        is_repeated=True, check=_check_reuse_tree,
        help="Another directory with sources (repeatable)"),
    Option(
        "--reuse-env", "reuse_env", metavar="NAME", is_repeated=True,
        check=_check_reuse_env, is_for_copies=True,
        help="Another variable that counts, or NAME* (repeatable)"),
    Option(
        "--reuse-path", "reuse_paths", metavar="PATH", is_path=True,
        is_repeated=True, check=_check_reuse_path, is_for_copies=True,
        help="A path that may differ by design (repeatable)"),
    Option(
        "--reuse-key", "reuse_key", metavar="TEXT", default="",
        is_for_copies=True,
        help="Reuse only what was kept with the same text"),
    Option(
        "--trust-backend", "trusted_backends", metavar="NAME",
        is_repeated=True, check=_check_trust_backend, is_for_copies=True,
        help="Vouch for an unknown backend or plug-in (repeatable)"),
    Option(
        "--trust-program", "trusted_programs", metavar="NAME",
        is_repeated=True, check=_check_trust_program, is_for_copies=True,
        help="Vouch for a program that builds start (repeatable)"),
)


def add_reuse_args(parser: argparse.ArgumentParser) -> None:
    """Add the options to a parser, in a group of their own."""
    group = parser.add_argument_group("reuse options")
    for option in OPTIONS:
        if not option.metavar:
            group.add_argument(option.name, action="store_true",
                               help=option.help)
        elif option.is_repeated:
            group.add_argument(
                option.name, action="append", default=[],
                metavar=option.metavar, help=option.help)
        else:
            group.add_argument(
                option.name, default=option.default, metavar=option.metavar,
                help=option.help)


def add_report_args(parser: argparse._ActionsContainer) -> None:
    """Add what writes a report for machines."""
    parser.add_argument("--json", metavar="FILE",
                        help="Write a report for machines")
    parser.add_argument("--label", default="", metavar="TEXT",
                        help="Name this call in the report")


def list_useless(args: argparse.Namespace) -> tuple[str, ...]:
    """List the options that have no effect without --reuse-dir."""
    return () if args.reuse_dir is not None else tuple(
        option.name for option in OPTIONS
        if option.is_for_store and option.list_given(args))


def make_request(args: argparse.Namespace) -> Request:
    """Make a request of the arguments; raises UsageError."""
    for option in OPTIONS:
        for value in option.list_given(args):
            option.check(value)
    given: dict[str, Any] = {
        option.field: (option.list_given(args) if option.is_repeated
                       else getattr(args, option.attribute))
        for option in OPTIONS}
    return Request(
        options=BuildOptions(**{name: _name(getattr(args, name))
                                for name in BuildOptions._fields}),
        wheel_dir=_name(getattr(args, "wheel_dir", None)), **given)


def _name(value: Any) -> Any:
    """Return a path as a text, as this tool takes paths."""
    return os.fspath(value) if isinstance(value, os.PathLike) else value


def list_for_copies(args: argparse.Namespace) -> Iterator[str]:
    """Yield the options that hold for builds elsewhere, as given there."""
    for option in OPTIONS:
        if not option.is_for_copies:
            continue
        for value in option.list_given(args):
            text = os.path.abspath(value) if option.is_path else value
            yield f"{option.name}={text}" if option.metavar else option.name
