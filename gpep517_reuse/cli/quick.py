# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The quick way through a command line, for what package managers call.

argparse, and gpep517's parsers, take longer to import than a reuse takes
otherwise.  A command line is parsed here where each of its options is known
and spelt out; any other one is left to them, and so is each error.
"""

from __future__ import annotations

import json
import os
import sys
import types

from gpep517_reuse import log
from gpep517_reuse.cli.options import OPTIONS
from gpep517_reuse.values import TYPE_CHECKING, NamedTuple


if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any


class Row(NamedTuple):
    """An option: what argparse makes of it."""

    #: The name of its value.
    attribute: str
    #: What makes the value of a text; None where there is no text, and the
    #: value is ``constant``.
    parse: Callable[[str], Any] | None = str
    default: object = None
    constant: object = True
    is_required: bool = False
    is_repeated: bool = False


def parse_levels(text: str) -> list[int]:
    """Parse optimization levels, as in "0,2" or "all"."""
    levels = text.split(",")
    return [0, 1, 2] if "all" in levels else [int(level) for level in levels]


def _parse_path(text: str) -> str:
    """Take a path that pathlib would write so; raises ValueError."""
    if os.path.normpath(text) != text:
        raise ValueError(text)
    return text


def parse_number(text: str) -> int:
    """Parse a number of processes, 0 for one on each processor.

    Raises ValueError.
    """
    if not text.isdecimal():
        raise ValueError(text)
    return int(text) or count_processors()


def count_processors() -> int:
    """Return how many processors are available to this process."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _flag(attribute: str) -> Row:
    return Row(attribute, parse=None, default=False)


#: The versions of gpep517 of which the options were read.
KNOWN_VERSIONS = frozenset(map(str, range(19, 24)))
#: gpep517's own options of a build.
BUILD_ROWS = {
    "--prefix": Row("prefix", parse=_parse_path),
    "--backend": Row("backend"),
    "--fallback-backend": Row(
        "fallback_backend", default="setuptools.build_meta:__legacy__"),
    "--no-fallback-backend": Row(
        "fallback_backend", parse=None, constant=None,
        default="setuptools.build_meta:__legacy__"),
    "--pyproject-toml": Row("pyproject_toml", default="pyproject.toml"),
    "--allow-compressed": _flag("allow_compressed"),
    "--config-json": Row("config_json", parse=json.loads),
    "--sysroot": Row("sysroot", parse=_parse_path),
}
#: Those of installing, and --jobs.
INSTALL_ROWS = {
    "--destdir": Row("destdir"),
    "--interpreter": Row("interpreter", default=sys.executable),
    "--optimize": Row("optimize", parse=parse_levels, default=[]),
    "--overwrite": _flag("overwrite"),
    "--symlink-pyc": _flag("symlink_pyc"),
    "--symlink-to": Row("symlink_to"),
    "--verify-tags": _flag("verify_tags"),
    "--jobs": Row("jobs", parse=parse_number),
}
_OUR_ROWS = {
    option.name: Row(
        option.attribute, parse=str, default=[] if option.is_repeated
        else option.default, is_repeated=option.is_repeated)
    if option.metavar else _flag(option.attribute) for option in OPTIONS}
_ROWS = {**BUILD_ROWS, **INSTALL_ROWS, **_OUR_ROWS}
#: Those of reporting.
REPORT_ROWS = {"--json": Row("json"), "--label": Row("label", default="")}
#: What each command that is parsed here takes.
COMMANDS: Mapping[str, Mapping[str, Row]] = {
    "build-wheel": {
        **_ROWS, **REPORT_ROWS,
        "--output-fd": Row("output_fd", parse=int, is_required=True),
        "--wheel-dir": Row("wheel_dir", is_required=True)},
    "install-from-source": {
        **_ROWS, "--destdir": Row("destdir", is_required=True)},
}


def parse(arguments: Sequence[str]) -> Any:  # an argparse.Namespace, or None
    """Parse a command line that reuses; return None for any other one."""
    level = log.INFO
    first, *rest = arguments or [""]
    if first in {"-q", "--quiet"}:
        level = log.WARNING
        first, *rest = rest or [""]
    rows = COMMANDS.get(first)
    if rows is None:
        return None
    values = {row.attribute: row.default for row in rows.values()}
    # gpep517 takes the option since version 21
    rows = {**rows}
    del rows["--verify-tags"]
    try:
        given = dict(_take(rows, rest, values))
    except ValueError:
        return None
    if "--reuse-dir" not in given or any(
            row.is_required and name not in given
            for name, row in rows.items()):
        return None
    if values["destdir"] is not None and not _is_known_gpep517():
        return None
    return types.SimpleNamespace(command=first, loglevel=level, **values)


def _is_known_gpep517() -> bool:
    """Return True if what installs has no option that is not listed here."""
    from gpep517 import __version__

    return __version__.partition(".")[0] in KNOWN_VERSIONS


def _take(rows: Mapping[str, Row], arguments: Sequence[str],
          values: dict[str, Any]) -> Iterator[tuple[str, Row]]:
    """Set the values that are given, and yield which; raises ValueError for
    what is not known, or not to be parsed.
    """
    rest = iter(arguments)
    for argument in rest:
        name, equals, text = argument.partition("=")
        if (row := rows.get(name)) is None:
            raise ValueError(name)
        value: object = row.constant
        if row.parse is not None:
            if not equals:
                text = next(rest, "")
            # argparse knows what to say
            if not text or text.startswith("-"):
                raise ValueError(name)
            value = row.parse(text)
        elif equals:
            raise ValueError(name)
        if row.is_repeated:
            value = [*values[row.attribute], value]
        values[row.attribute] = value
        yield name, row
