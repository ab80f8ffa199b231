# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Installed distributions: the tools of a build, and their plug-ins.

The names of ``*.dist-info`` directories hold name and version, so that a
look at the directories suffices where importlib.metadata costs as much as
two bare interpreter starts.
"""

import os
import typing

from collections.abc import Iterable, Mapping, Sequence


#: The groups of entry points that a distribution asks when it is loaded;
#: those that end in a dot stand for all groups that begin so.
PLUGIN_GROUPS: Mapping[str, tuple[str, ...]] = {
    "setuptools": ("distutils.", "setuptools.", "egg_info.writers",
                   "setuptools_scm.", "vcs_versioning."),
    "hatchling": ("hatch", "setuptools_scm.", "vcs_versioning."),
    "pdm-backend": ("pdm.",),
}


class Distribution(typing.NamedTuple):
    """Name an installed distribution, its version and its metadata."""

    name: str
    version: str
    directory: str
    metadata: str

    @property
    def path(self) -> str:
        """Return the path of its metadata directory or file."""
        return os.path.join(self.directory, self.metadata)


Distributions = Mapping[str, Distribution]


def normalize_name(name: str) -> str:
    """Normalize a distribution's name as PEP 503 says."""
    name = name.lower().replace("_", "-").replace(".", "-")
    while "--" in name:
        name = name.replace("--", "-")
    return name


def read_distributions(search_path: Sequence[str]) -> Distributions:
    """Find what is installed, by normalized name, the first one counting.

    ``search_path`` is a sys.path.
    """
    found: dict[str, Distribution] = {}
    for directory in search_path:
        try:
            names = os.listdir(directory or ".")
        except OSError:
            continue
        for metadata in sorted(names):
            if metadata.endswith((".dist-info", ".egg-info")):
                stem, _, _ = metadata.rpartition(".")
                name, _, version = stem.partition("-")
                # an egg-info goes on with -py3.12
                version = version.partition("-py")[0]
                found.setdefault(normalize_name(name), Distribution(
                    normalize_name(name), version, directory, metadata))
    return found


def find_loaded(distributions: Distributions, files: Iterable[str]
                ) -> Mapping[str, str]:
    """Find the distributions of loaded files: versions by name.

    ``files`` are absolute paths.
    """
    # by directory of the search path, then with slashes below it
    below: dict[str, set[str]] = {}
    for directory in {item.directory for item in distributions.values()}:
        prefix = os.path.join(os.path.abspath(directory), "")
        below[directory] = {
            path[len(prefix):].replace(os.sep, "/")
            for path in files if path.startswith(prefix)}
    return {item.name: item.version for item in distributions.values()
            if below[item.directory]
            and _owns_any(item, below[item.directory])}


def find_plugins(distributions: Distributions, groups: Iterable[str]
                 ) -> Mapping[str, frozenset[str]]:
    """Find who offers entry points: distributions' names by group."""
    found: dict[str, set[str]] = {group: set() for group in groups}
    for item in distributions.values() if found else ():
        headings = [line[1:] for line in _read_lines(item, "entry_points.txt")
                    if line.startswith("[")]
        for group, names in found.items():
            wanted = group if group.endswith(".") else f"{group}]"
            if any(heading.startswith(wanted) for heading in headings):
                names.add(item.name)
    return {group: frozenset(names) for group, names in found.items()}


def _owns_any(item: Distribution, files: set[str]) -> bool:
    record = _read_lines(item, "RECORD")
    if record:
        # a path with a comma is quoted, and never a module's
        return any(line.partition(",")[0] in files for line in record)
    tops = set(_read_lines(item, "top_level.txt")) or {
        item.name.replace("-", "_")}
    return any(path.partition("/")[0].partition(".")[0] in tops
               for path in files)


def _read_lines(item: Distribution, name: str) -> Sequence[str]:
    try:
        with open(os.path.join(item.path, name), encoding="utf-8",
                  errors="replace") as file:
            return file.read().splitlines()
    except OSError:
        return ()
