# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The usual build bases: where setuptools would build if nobody minded.

Scripts that know such a place by its name write there what is to be packed,
or look there for what was built: in an isolated build, that is lost.
"""

from __future__ import annotations

import contextlib
import os
import shutil

from pathlib import Path

from gpep517_reuse.backends.settings import Settings
from gpep517_reuse.build.watch import Observation
from gpep517_reuse.values import TYPE_CHECKING, NamedTuple


if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any


# the sections whose options name directories below the base, and the options
_SECTIONS = ("build", "build_py", "build_ext", "build_clib", "build_scripts",
             "install_lib", "install_scripts")
_DIRECTORIES = frozenset({
    "build_base", "build_lib", "build_purelib", "build_platlib",
    "build_scripts", "build_dir"})
_USUAL = "build"
# what is below a base and becomes a part of the wheel
_PACKED = ("lib", "scripts", "bdist")
# how setuptools looks in a traceback's list of files
_SETUPTOOLS = ("/setuptools/__init__.py", "/distutils/__init__.py")


class Bases(NamedTuple):
    """The directories of one tree that a build would use by itself."""

    #: Absolute paths, and what was in each before the build.
    contents: Mapping[str, frozenset[str]]
    #: The beginnings of the paths that a wheel is packed from.
    packed: tuple[str, ...]

    def find_use(self, observation: Observation) -> str:
        """Find a path that a build used by name, empty for none."""
        if not any(path.endswith(_SETUPTOOLS)
                   for path in observation.executed):
            return ""
        made = (path for path in self._list_new()
                if path.startswith(self.packed))
        return min((*observation.used, *made), default="")

    def find_named(self, text: str) -> str:
        """Find a path that a text names, empty for none."""
        return next((path for path in self.packed
                     if path in text or os.path.relpath(path) in text), "")

    def remove_new(self) -> None:
        """Remove what the directories did not hold before."""
        for path in self._list_new():
            if os.path.isdir(path) and not os.path.islink(path):
                shutil.rmtree(path, ignore_errors=True)
            else:
                with contextlib.suppress(OSError):
                    os.remove(path)
        for directory, known in self.contents.items():
            if not known:
                with contextlib.suppress(OSError):
                    os.rmdir(directory)

    def _list_new(self) -> Iterator[str]:
        for directory, known in self.contents.items():
            for name in _list(directory) - known:
                yield os.path.join(directory, name)


def find_bases(settings: Settings) -> Bases:
    """Find the directories that a build here would use by itself."""
    bases = {os.path.abspath(_USUAL)}
    packed = set()
    named = (*_list_directories(settings.sections), *_list_directories(
        settings.get_table("tool", "distutils")))
    for _, option, value in named:
        path = os.path.abspath(value)
        if option == "build_base":
            bases.add(path)
        else:
            packed.add(path)
    return Bases(
        contents={base: _list(base) for base in bases | packed},
        packed=(*sorted(packed), *(os.path.join(base, name)
                                   for base in sorted(bases)
                                   for name in _PACKED)))


def mirror_directories(settings: Settings, build_base: Path
                       ) -> Mapping[str, Mapping[str, str]]:
    """Mirror the directories that setup.cfg names in a build base of ours.

    Returns the paths by section and option.  Those of one tree that are one
    directory, or lie in one another, do so there as well.
    """
    usual = os.path.abspath(settings.sections.get("build", {}).get(
        "build_base", _USUAL))
    found: dict[str, dict[str, str]] = {}
    for section, option, value in _list_directories(settings.sections):
        if option != "build_base":
            path = os.path.abspath(value)
            inside = (os.path.relpath(path, usual)
                      if f"{path}/".startswith(f"{usual}/")
                      else os.path.join("other", path.lstrip("/")))
            found.setdefault(section, {})[option] = os.path.normpath(
                build_base / inside)
    return found


def _list_directories(sections: Mapping[str, Any]
                      ) -> Iterator[tuple[str, str, str]]:
    """Yield section, option and value of what names such directories."""
    for section, options in sections.items():
        if section not in _SECTIONS or not isinstance(options, dict):
            continue
        for option, value in options.items():
            name = option.replace("-", "_")
            if name in _DIRECTORIES and isinstance(value, str):
                yield section, name, value


def _list(directory: str) -> frozenset[str]:
    try:
        return frozenset(os.listdir(directory))
    except OSError:
        return frozenset()
