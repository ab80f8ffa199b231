# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The places: where the files lie that a build was seen to use."""

from __future__ import annotations

import functools
import os
import stat
import sys

from gpep517_reuse.build.watch import Observation
from gpep517_reuse.files import digest_file
from gpep517_reuse.sources.recipe import USER_CONFIG
from gpep517_reuse.sources.tree import Roots, Tree, find_differences
from gpep517_reuse.values import TYPE_CHECKING, NamedTuple


if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


# directories of the system, whose state is the caller's business
_SYSTEM = ("/bin", "/etc", "/lib", "/lib32", "/lib64", "/proc", "/sbin",
           "/sys", "/usr", "/Library", "/System")
#: Programs that tell about the sources or the machine, not the
#: interpreter, and write nothing.
HARMLESS_PROGRAMS = frozenset({"git", "hg", "uname"})
# the module of an interpreter that holds sysconfig's variables
_SYSCONFIG_DATA = "_sysconfigdata_"
# file systems keep time by a clock that ticks every ten milliseconds
_TICK_NS = 20_000_000


class Scene(NamedTuple):
    """The place of a build: its tree, before and after, and when it began, in
    nanoseconds since the epoch.

    ``own`` are directories that the caller vouches for, ``touched`` files
    that were written anew meanwhile, and be it with the same content.
    """

    roots: Roots
    before: Tree
    after: Tree
    began: int
    own: tuple[str, ...]
    touched: frozenset[str] = frozenset()


class Places:
    """Tell of observed paths where they lie."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        directories = [*scene.own, *_find_allowed()]
        self._allowed = tuple(
            os.path.join(os.path.realpath(path), "") for path in directories)
        self._withheld = tuple(_find_withheld(self._allowed, scene.roots))
        # what is tracked there counts
        self._checkouts = tuple(
            os.path.join(os.path.dirname(os.path.normpath(
                scene.roots.locate(path))), "")
            for path, content in scene.before.files.items()
            if content.startswith("g"))
        self._user_config = os.path.expanduser(USER_CONFIG)
        # a build uses a file more than once, and most lie in a few directories
        self._locate = functools.cache(self._locate_anew)
        self._resolve = functools.cache(self._resolve_anew)

    def is_of_tree(self, path: str) -> bool:
        """Return True if an observed path leads to a file of the tree."""
        hold = self._scene.roots.hold
        return hold(self._locate(path)) or (
            os.path.islink(path) and hold(os.path.realpath(path)))

    def find_ran(self, observation: Observation, *, setuptools: bool
                 ) -> Iterator[str]:
        """Find what ran of the tree's files, and of those that the build
        made, relative to the current directory.
        """
        made = set(map(self._locate, observation.written))
        ran = {path for path in map(self._locate, observation.executed)
               if self._scene.roots.hold(path) or path in made
               or (not self._is_allowed(path) and self._is_new(path))}
        if setuptools:
            # it runs the text of setup.py, which then has no file name
            script = self._scene.roots.locate("setup.py")
            ran.update({script} & set(map(self._locate, observation.read)))
        return map(self._relate, ran)

    def find_elsewhere(self, observation: Observation) -> Iterator[str]:
        """Find the files that ran from archives and from places that are
        nobody's: not the tree's, nor the interpreter's, nor of a directory
        on the search path.
        """
        prefixes = {sys.prefix, sys.base_prefix, sys.exec_prefix,
                    sys.base_exec_prefix, *filter(os.path.isdir, sys.path)}
        known = tuple(os.path.join(os.path.realpath(path), "")
                      for path in (*prefixes, os.path.dirname(os.__file__)))
        made = set(map(self._locate, observation.written))
        for path in map(self._locate, observation.executed):
            if not (path.startswith(known) or self._scene.roots.hold(path)
                    or path in made or self._is_new(path)
                    or self._is_of_sysroot(path)):
                yield path

    def find_foreign(self, observation: Observation) -> Iterator[str]:
        """Find the files that were read and are neither the tree's nor the
        interpreter's, the system's or made by the build.
        """
        for path in map(self._locate, observation.listed):
            # what searches upwards for a checkout lists all above the tree
            below = path.rstrip("/") + "/"
            if not (self._scene.roots.hold(path) or self._is_allowed(below)
                    or self._is_newer(path)
                    or below.startswith(self._checkouts)
                    or any(str(directory).startswith(below) for directory
                           in self._scene.roots.directories)):
                yield path
        for path in map(self._locate, observation.read):
            if not (self._scene.roots.hold(path) or self._is_allowed(path)
                    or self._relate(path) in self._scene.before.files
                    or self._is_new(path)):
                yield path

    def find_meddling(self, started: Iterable[str],
                      harmless: frozenset[str] = frozenset()
                      ) -> Iterator[str]:
        """Find the programs that may have decided or written anything.

        ``started`` are given as names or paths; ``harmless`` are names
        besides those of HARMLESS_PROGRAMS.  One of the tree's is not what
        its name says.
        """
        for program in started:
            if os.path.basename(program) not in (
                    HARMLESS_PROGRAMS | harmless) or (
                        "/" in program and not self._is_allowed(
                            self._locate(os.path.abspath(program)))):
                yield program

    def find_changed_by_others(self, observation: Observation
                               ) -> Iterator[str]:
        """Find the files that changed but not by this process.

        What other programs of the build made anew is theirs, if there are
        any.
        """
        is_alone = not any(self.find_meddling(observation.started))
        changed = set(find_differences(self._scene.before, self._scene.after))
        if is_alone:
            changed |= self._scene.touched
        else:
            changed &= self._scene.before.files.keys()
        if not changed:
            return
        made = set(map(self._locate, observation.written))
        for path in changed:
            # that of another directory of the tree begins with ..
            location = self._locate(os.path.normpath(os.path.join(
                self._scene.roots.current, path)))
            if made.isdisjoint(_list_upwards(location)) and not (
                    self._is_wheel_known_by_now(path)):
                yield path

    def _is_allowed(self, path: str) -> bool:
        return path == self._user_config or (
            path.startswith(self._allowed)
            and not path.startswith(self._withheld))

    def _is_of_sysroot(self, path: str) -> bool:
        """Return True for what sysconfig takes its variables from, in a
        directory that the caller vouches for.
        """
        return os.path.basename(path).startswith(_SYSCONFIG_DATA) and any(
            path.startswith(os.path.join(os.path.realpath(own), ""))
            for own in self._scene.own)

    def _is_new(self, path: str) -> bool:
        """Return True if a path is no file from before the build."""
        try:
            status = os.stat(path)
        except OSError:
            return True
        return not stat.S_ISREG(status.st_mode) or self._is_newer(path)

    def _is_newer(self, path: str) -> bool:
        """Return True if a path changed during the build, or is gone."""
        try:
            return os.stat(path).st_ctime_ns > self._scene.began - _TICK_NS
        except OSError:
            return True

    def _is_wheel_known_by_now(self, path: str) -> bool:
        """Return True if a wheel of the tree just does not count any more."""
        if not path.endswith(".whl") or path in self._scene.after.files:
            return False
        try:
            digest = digest_file(self._scene.roots.locate(path))
        except OSError:
            return False
        return digest == self._scene.before.files[path][1:]

    def _locate_anew(self, path: str) -> str:
        """Resolve the links of a path, but for its last part."""
        directory, _, name = path.rpartition("/")
        return self._resolve(directory or "/") + name

    def _resolve_anew(self, directory: str) -> str:
        """Resolve the links of a directory's path; a slash ends it."""
        parent, _, name = directory.rpartition("/")
        if not name or os.path.islink(directory):
            return os.path.join(os.path.realpath(directory), "")
        return f"{self._resolve(parent or '/')}{name}/"

    def _relate(self, path: str) -> str:
        return os.path.relpath(path, self._scene.roots.current)


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


def _find_withheld(allowed: Iterable[str], roots: Roots) -> Iterator[str]:
    """Yield what of the allowed directories is the tree's neighbourhood."""
    for top in allowed:
        for directory in map(str, roots.directories):
            if f"{directory}/".startswith(top):
                first = directory[len(top):].partition("/")[0]
                yield os.path.join(top, first, "") if first else top


def _list_upwards(path: str) -> Iterator[str]:
    """Yield a path and those of the directories that it lies in."""
    while True:
        yield path
        parent = os.path.dirname(path)
        if parent == path:
            return
        path = parent
