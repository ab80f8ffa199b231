# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The evidence: what a build did, as far as it decides who may reuse it."""

import sys
import typing

from collections.abc import Iterator, Mapping

from gpep517_reuse.build.paths import HARMLESS_PROGRAMS, Places, Scene
from gpep517_reuse.build.watch import Observation
from gpep517_reuse.environment.distributions import (
    PLUGIN_GROUPS,
    Distributions,
    find_loaded,
    find_plugins,
    list_site_directories,
)
from gpep517_reuse.wheel.archive import Wheel, digest_script, is_script


class Evidence(typing.NamedTuple):
    """What a build is judged by, of all that was seen of it."""

    #: Files of the source tree that ran as code.
    ran: tuple[str, ...]
    #: Programs that were started.
    started: tuple[str, ...]
    #: The versions of distributions of which a module was loaded, by name.
    tools: Mapping[str, str]
    #: The SHA-256 of loaded modules that belong to no distribution, by path.
    undistributed: Mapping[str, str]
    #: The versions of distributions that offer entry points in the groups.
    plugins: Mapping[str, str]
    #: The groups of entry points in which plug-ins are looked for.
    groups: tuple[str, ...]
    #: Members of the wheel that are no files of the source tree.
    generated: tuple[str, ...]
    #: Files outside of the source tree that were read.
    foreign: tuple[str, ...]
    #: Older files that something else changed during the build.
    changed_by_others: tuple[str, ...]

    def find_faults(self, wheel: Wheel) -> Iterator[str]:
        """Yield why the wheel is fit for nobody but this build's caller."""
        for path in self.foreign:
            yield f"its build read {path}, which is not in the sources"
        for path in self.changed_by_others:
            yield f"{path} was changed during its build, by another process"
        if wheel.name.is_stable and not wheel.has_extensions:
            yield "it is for a stable ABI, and holds no extension module"
        if wheel.name.is_pure:
            for program in self.started:
                if program not in HARMLESS_PROGRAMS:
                    yield (f"its build started {program}, which may have "
                           "decided anything")


def gather(observation: Observation, scene: Scene, wheel: Wheel,
           distributions: Distributions) -> Evidence:
    """Draw from an observation what the rules need."""
    places = Places(scene)
    tools, undistributed = find_loaded(
        distributions, list_site_directories(sys.path), observation.executed)
    groups = tuple(sorted({group for name in tools
                           for group in PLUGIN_GROUPS.get(name, ())}))
    offering = frozenset().union(
        *find_plugins(distributions, groups).values())
    return Evidence(
        ran=tuple(sorted(places.find_ran(observation,
                                         setuptools="setuptools" in tools))),
        started=tuple(sorted(observation.started)),
        tools=tools, undistributed=undistributed, groups=groups,
        plugins={name: distributions[name].version for name in offering},
        generated=tuple(sorted(_find_generated(wheel, scene))),
        foreign=tuple(sorted(places.find_foreign(observation))),
        changed_by_others=tuple(sorted(
            places.find_changed_by_others(observation))))


def _find_generated(wheel: Wheel, scene: Scene) -> Iterator[str]:
    """Find the members that are not, byte for byte, files of the tree."""
    known = {content[1:] for content in scene.before.files.values()
             if content[0] in "fx"}
    for member, digest in wheel.members.items():
        if digest not in known and not (
                is_script(member) and digest in _digest_scripts(
                    member.rpartition("/")[2], scene)):
            yield member


def _digest_scripts(name: str, scene: Scene) -> Iterator[str]:
    """Yield the digests, without the first line, of the tree's files of
    this name, as they were before the build.
    """
    for path, content in scene.before.files.items():
        if path.rpartition("/")[2] == name and content[0] in "fx":
            location = scene.roots.current / path
            if scene.after.files.get(path) == content:
                yield digest_script(location.read_bytes())
