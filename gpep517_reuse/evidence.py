# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The evidence: what a build did, as far as it decides who may reuse it."""

import functools
import os
import sys
import typing

from collections.abc import Iterator, Mapping
from pathlib import Path

from gpep517_reuse.distributions import (
    PLUGIN_GROUPS,
    Distributions,
    find_loaded,
    find_plugins,
)
from gpep517_reuse.fingerprint import (
    Roots,
    Tree,
    find_differences,
)
from gpep517_reuse.observation import Observation
from gpep517_reuse.wheel import Wheel, digest_script, is_script


# directories of the system, whose state is the caller's business
_SYSTEM = ("/bin", "/dev", "/etc", "/lib", "/lib32", "/lib64", "/proc",
           "/run", "/sbin", "/sys", "/usr",
           "/Library", "/System")
# programs that tell about the sources or the machine, not the interpreter
_HARMLESS = frozenset({"git", "hg", "uname"})


class Evidence(typing.NamedTuple):
    """Hold what an observed build is judged by.

    ``ran`` are files of the tree, ``started`` programs, ``tools`` versions
    by name, ``plugins`` likewise, of those that offer entry points in
    ``groups``; ``made_up`` are members of the wheel that are no files of
    the tree, ``foreign`` files outside of the tree that were read,
    ``meddled`` older files that something else changed during the build.
    """

    ran: tuple[str, ...]
    started: tuple[str, ...]
    tools: Mapping[str, str]
    plugins: Mapping[str, str]
    groups: tuple[str, ...]
    made_up: tuple[str, ...]
    foreign: tuple[str, ...]
    meddled: tuple[str, ...]

    def find_faults(self, wheel: Wheel) -> Iterator[str]:
        """Yield why the wheel is fit for nobody but this build's caller."""
        for path in self.foreign:
            yield f"its build read {path}, which is not in the sources"
        for path in self.meddled:
            yield f"{path} was changed during its build, by another process"
        if wheel.name.is_pure:
            for program in self.started:
                if program not in _HARMLESS:
                    yield (f"its build started {program}, which may have "
                           "decided anything")


class Scene(typing.NamedTuple):
    """Name the place of a build: its tree, before and after, and our own
    directories.
    """

    roots: Roots
    before: Tree
    after: Tree
    own: tuple[Path, ...]


def gather(observation: Observation, scene: Scene, wheel: Wheel,
           distributions: Distributions) -> Evidence:
    """Draw from an observation what the rules need."""
    places = _Places(scene)
    tools = find_loaded(distributions, observation.executed)
    groups = tuple(sorted({group for name in tools
                           for group in PLUGIN_GROUPS.get(name, ())}))
    offering = frozenset().union(
        *find_plugins(distributions, groups).values())
    return Evidence(
        ran=tuple(sorted(places.find_ran(observation,
                                         setuptools="setuptools" in tools))),
        started=tuple(sorted(observation.started)),
        tools=tools, groups=groups,
        plugins={name: distributions[name].version for name in offering},
        made_up=tuple(sorted(_find_made_up(wheel, scene))),
        foreign=tuple(sorted(places.find_foreign(observation))),
        meddled=tuple(sorted(places.find_meddled(observation))))


class _Places:
    """Tell of observed paths where they lie."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._own = tuple(map(_with_slash, scene.own))
        self._allowed = (*self._own, *map(_with_slash, _find_allowed()))
        # most files of a build lie in a few directories
        self._resolve = functools.cache(_resolve)

    def find_ran(self, observation: Observation, *, setuptools: bool
                 ) -> Iterator[str]:
        """Find what ran of the tree's files, and of those that the build
        made, relative to the current directory.
        """
        made = set(map(self._locate, observation.written))
        ran = {path for path in map(self._locate, observation.executed)
               if self._scene.roots.hold(path)
               or path.startswith(self._own) or path in made}
        if setuptools:
            # it runs the text of setup.py, which then has no file name
            script = str(self._scene.roots.current / "setup.py")
            ran.update({script} & set(map(self._locate, observation.read)))
        return map(self._relate, ran)

    def find_foreign(self, observation: Observation) -> Iterator[str]:
        """Find the files that were read and are neither the tree's nor the
        interpreter's, the system's or the build's own.
        """
        made = set(map(self._locate, observation.written))
        for path in map(self._locate, observation.read):
            if (not self._scene.roots.hold(path)
                    and not path.startswith(self._allowed)
                    and made.isdisjoint(_list_upwards(path))
                    and os.path.isfile(path)):
                yield path

    def find_meddled(self, observation: Observation) -> Iterator[str]:
        """Find the older files that changed but not by this process."""
        changed = [path for path in find_differences(
            self._scene.before, self._scene.after)
            if path in self._scene.before.files]
        if not changed:
            return
        made = set(map(self._locate, observation.written))
        for path in changed:
            location = self._locate(os.path.join(
                self._scene.roots.current, path))
            if made.isdisjoint(_list_upwards(location)):
                yield path

    def _locate(self, path: str) -> str:
        """Resolve the links of a path, but for its last part."""
        directory, name = os.path.split(path)
        return os.path.join(self._resolve(directory), name)

    def _relate(self, path: str) -> str:
        return os.path.relpath(
            path, self._scene.roots.current).replace(os.sep, "/")


def _find_allowed() -> Iterator[str]:
    yield from _SYSTEM
    prefixes = {sys.prefix, sys.base_prefix, sys.exec_prefix,
                sys.base_exec_prefix}
    yield from prefixes
    for prefix in prefixes:
        # an offset prefix, as Gentoo Prefix has it, has an /etc of its own
        if os.path.basename(prefix) == "usr":
            yield os.path.join(os.path.dirname(prefix), "etc")
    yield from filter(None, sys.path)


def _resolve(directory: str) -> str:
    return os.path.realpath(directory)


def _with_slash(path: str | Path) -> str:
    return os.path.join(os.path.realpath(path), "")


def _list_upwards(path: str) -> Iterator[str]:
    """Yield a path and those of the directories that it lies in."""
    while True:
        yield path
        parent = os.path.dirname(path)
        if parent == path:
            return
        path = parent


def _find_made_up(wheel: Wheel, scene: Scene) -> Iterator[str]:
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
