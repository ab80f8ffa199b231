# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The settings of a build, as the project wrote them."""

from __future__ import annotations

import contextlib
import functools
import tomllib

from pathlib import Path

from gpep517_reuse.files import read_regular
from gpep517_reuse.values import TYPE_CHECKING


if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any


#: The question that tells the version of the language.
RELEASE = "sys.version_info[:2]"


class Settings:
    """What pyproject.toml and setup.cfg say; empty what cannot be read."""

    def __init__(self, pyproject: str | Path) -> None:
        self.text = read_text(pyproject)
        self.setup_cfg = read_text(Path(pyproject).with_name("setup.cfg"))

    @functools.cached_property
    def tables(self) -> Mapping[str, Any]:
        """Return all of pyproject.toml."""
        try:
            return tomllib.loads(self.text)
        except (tomllib.TOMLDecodeError, RecursionError):
            return {}

    @functools.cached_property
    def sections(self) -> Mapping[str, Mapping[str, str]]:
        """Return all of setup.cfg: values by section and option."""
        if not self.setup_cfg:
            return {}
        # most projects have none by now
        import configparser

        parser = configparser.RawConfigParser()
        with contextlib.suppress(configparser.Error):
            parser.read_string(self.setup_cfg)
        return {section: dict(parser.items(section))
                for section in parser.sections()}

    def get(self, *keys: str) -> Any:
        """Return a value of pyproject.toml by its path, None for none."""
        found: Any = self.tables
        for key in keys:
            found = found.get(key) if isinstance(found, dict) else None
        return found

    def get_table(self, *keys: str) -> Mapping[str, Any]:
        """Return a table of pyproject.toml by its path, empty for none."""
        found = self.get(*keys)
        return found if isinstance(found, dict) else {}

    def list_tables(self, *keys: str) -> list[Mapping[str, Any]]:
        """Return the tables of an array, by its path."""
        found = self.get(*keys)
        return [item for item in found if isinstance(item, dict)] if (
            isinstance(found, list)) else []

    def find_line(self, text: str) -> int:
        """Find the first line of pyproject.toml that holds a text."""
        return next((number for number, line
                     in enumerate(self.text.splitlines(), 1)
                     if text in line), 1)


def list_texts(value: object) -> Iterator[str]:
    """Yield all texts in a value of TOML, those of tables inside included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from list_texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from list_texts(item)


def read_text(path: str | Path) -> str:
    """Read a file of settings, empty where it cannot be read."""
    try:
        return read_regular(path).decode(errors="replace")
    except OSError:
        return ""
