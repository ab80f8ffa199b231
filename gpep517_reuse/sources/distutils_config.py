# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""DIST_EXTRA_CONFIG: what setuptools reads after its other settings."""

from __future__ import annotations

import os

from gpep517_reuse.errors import UsageError
from gpep517_reuse.values import TYPE_CHECKING


if TYPE_CHECKING:
    import configparser

    from collections.abc import Mapping
    from pathlib import Path

    from gpep517_reuse.files import StrPath


#: The environment variable that names the file.
VARIABLE = "DIST_EXTRA_CONFIG"


def _make_parser() -> configparser.RawConfigParser:
    """Make a parser that reads as setuptools does, and leaves the values as
    they are written.
    """
    # few callers set an option, or projects a directory
    import configparser

    class Parser(configparser.RawConfigParser):
        def optionxform(self, optionstr: str) -> str:
            return optionstr

    # a [DEFAULT] section is to stay one of its own
    return Parser(default_section="")


def read_extra_config(path: StrPath) -> Mapping[str, Mapping[str, str]]:
    """Read the options of each section, but for the build base.

    In the values, every ``%`` is still doubled.  Empty where there is no
    such file: setuptools ignores the variable then.  Raises UsageError
    where the file does not parse.
    """
    if not os.path.isfile(path):
        return {}
    # a file is there
    from configparser import Error

    parser = _make_parser()
    try:
        with open(path, encoding="utf-8") as file:
            parser.read_file(file, str(path))
    except (Error, ValueError, OSError) as error:
        message = " ".join(str(error).split())
        raise UsageError(
            f"{VARIABLE} names a file that cannot be used: {message}",
            hint=f"correct {path}, or unset the variable") from error
    return {
        section: {
            option: value for option, value in parser.items(section)
            if (section, option.replace("-", "_")) != ("build", "build_base")
        } for section in parser.sections()}


def write_extra_config(path: Path, build_base: Path,
                       options: Mapping[str, Mapping[str, str]],
                       directories: Mapping[str, Mapping[str, str]]
                       ) -> None:
    """Write a file with these options, this build base and, where the
    options do not name them, these directories by section and option.
    """
    base = _double(str(build_base))
    with path.open("w", encoding="utf-8", errors="surrogateescape") as file:
        if not (options or directories or "\n" in base):
            file.write(f"[build]\nbuild_base = {base}\n")
            return
        parser = _make_parser()
        parser.read_dict({
            section: {option: _double(value)
                      for option, value in named.items()}
            for section, named in directories.items()})
        parser.read_dict({"build": {}, **options})
        parser.set("build", "build_base", base)
        parser.write(file)


def _double(text: str) -> str:
    """Write a text as a value that stands for it."""
    return text.replace("%", "%%")
