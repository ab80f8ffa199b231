# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Installed distributions: the tools of a build, and their plug-ins.

The names of ``*.dist-info`` directories hold name and version, so that a
look at the directories suffices where importlib.metadata costs as much as
two bare interpreter starts.
"""

from __future__ import annotations

import contextlib
import os

from collections.abc import Mapping

from gpep517_reuse.files import digest_file
from gpep517_reuse.values import TYPE_CHECKING, NamedTuple


if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

# entry points that wait for a keyword of setup()
_KEYWORDS = "distutils.setup_keywords"


class Distribution(NamedTuple):
    """An installed distribution, its version and its metadata."""

    name: str
    version: str
    directory: str
    metadata: str

    @property
    def path(self) -> str:
        """Return the path of its metadata directory or file."""
        return os.path.join(self.directory, self.metadata)


class Loaded(NamedTuple):
    """What loaded modules belong to."""

    #: The versions of distributions, by name.
    tools: Mapping[str, str]
    #: The SHA-256 of modules that belong to no distribution, by path.
    undistributed: Mapping[str, str]


Distributions = Mapping[str, Distribution]


def normalize_name(name: str) -> str:
    """Normalize a distribution's name as PEP 503 says."""
    name = name.lower().replace("_", "-").replace(".", "-")
    while "--" in name:
        name = name.replace("--", "-")
    return name


def list_directories(search_path: Iterable[str]) -> tuple[str, ...]:
    """List the directories of a sys.path."""
    return tuple(os.path.abspath(path) for path in search_path
                 if path and not path.endswith(".zip"))


def list_site_directories(search_path: Iterable[str]) -> tuple[str, ...]:
    """List the directories of a sys.path but for the standard library's,
    of which the interpreter itself is the version.
    """
    library = os.path.dirname(os.path.abspath(os.__file__))
    return tuple(
        path for path in list_directories(search_path)
        if path not in {library, os.path.join(library, "lib-dynload")})


def read_distributions(directories: Iterable[str]) -> Distributions:
    """Find what is installed, by normalized name, the first one counting."""
    found: dict[str, Distribution] = {}
    for directory in directories:
        try:
            names = os.listdir(directory)
        except OSError:
            continue
        # few are, of the standard library's
        for metadata in sorted(name for name in names if name.endswith(
                (".dist-info", ".egg-info"))):
            stem, _, _ = metadata.rpartition(".")
            name, _, version = stem.partition("-")
            # an egg-info goes on with -py3.12
            version = version.partition("-py")[0]
            found.setdefault(normalize_name(name), Distribution(
                normalize_name(name), version, directory, metadata))
    return found


def find_loaded(distributions: Distributions, directories: Iterable[str],
                files: Iterable[str]) -> Loaded:
    """Find what loaded files belong to.

    ``directories`` are those of the search path but for the standard
    library's, where distributions may lie as well: PyPy has its cffi there.
    ``files`` are absolute paths.
    """
    tools: dict[str, str] = {}
    undistributed: dict[str, str] = {}
    files = set(files)
    sites = set(directories)
    # a directory in another one comes first
    for directory in sorted(
            sites | {item.directory for item in distributions.values()},
            key=len, reverse=True):
        prefix = os.path.join(directory, "")
        inside = {path for path in files if path.startswith(prefix)}
        files -= inside
        below = {path[len(prefix):] for path in inside}
        tops = {path.partition("/")[0].partition(".")[0].partition("_")[0]
                for path in below}
        unowned = set(below)
        # the first few most often own all
        for item in sorted(distributions.values(), key=lambda item: (
                item.name.partition("-")[0] not in tops)):
            if item.directory == directory and (
                    unowned or item.name.partition("-")[0] in tops) and (
                        owned := _find_owned(item, below)):
                tools[item.name] = item.version
                unowned -= owned
        if directory in sites:
            undistributed.update(read_undistributed((directory,), unowned))
    return Loaded(tools, undistributed)


def read_undistributed(directories: Sequence[str], paths: Iterable[str]
                       ) -> Mapping[str, str]:
    """Read the SHA-256 of modules, by their paths on the search path."""
    found = {}
    for path in paths:
        for directory in directories:
            with contextlib.suppress(OSError):
                found[path] = digest_file(os.path.join(directory, path),
                                          follow=True)
                break
    return found


def find_plugins(distributions: Distributions, groups: Iterable[str],
                 is_used: Callable[[str], bool] = lambda _: True
                 ) -> Mapping[str, frozenset[str]]:
    """Find who offers entry points: distributions' names by group.

    ``is_used`` tells whether a keyword may be given to setup(): what offers
    these does nothing for the others.
    """
    found: dict[str, set[str]] = {group: set() for group in groups}
    for item in distributions.values() if found else ():
        sections = _read_sections(item)
        if not any(map(is_used, sections.get(_KEYWORDS, ()))):
            sections.pop(_KEYWORDS, None)
        headings = [f"{name}]" for name in sections]
        for group, names in found.items():
            wanted = group if group.endswith(".") else f"{group}]"
            if any(heading.startswith(wanted) for heading in headings):
                names.add(item.name)
    return {group: frozenset(names) for group, names in found.items()}


def _read_sections(item: Distribution) -> dict[str, list[str]]:
    """Read the names of a distribution's entry points, by group."""
    sections: dict[str, list[str]] = {}
    names: list[str] = []
    for line in _read_lines(item, "entry_points.txt"):
        if line.startswith("["):
            names = sections.setdefault(line.strip(" \t[]"), [])
        else:
            names.append(line.partition("=")[0].strip())
    return sections


def _find_owned(item: Distribution, files: set[str]) -> set[str]:
    if not files:
        return set()
    if record := _read_lines(item, "RECORD"):
        # a path with a comma is quoted, and never a module's
        return files.intersection(line.partition(",")[0] for line in record)
    # packagers delete it
    tops = tuple(_read_lines(item, "top_level.txt")) or (
        item.name.replace("-", "_"), item.name.replace("-", "/"))
    return {path for path in files if path.startswith(tuple(
        top + end for top in tops for end in ("/", ".")))}


def _read_lines(item: Distribution, name: str) -> Sequence[str]:
    try:
        with open(os.path.join(item.path, name), encoding="utf-8",
                  errors="replace") as file:
            return file.read().splitlines()
    except OSError:
        return ()
