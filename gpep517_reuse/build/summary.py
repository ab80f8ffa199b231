# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The evidence: what a build did, as far as it decides who may reuse it."""

from __future__ import annotations

import os
import re
import sys


from gpep517_reuse.backends.profile import Profile
from gpep517_reuse.backends.profiles import (
    PROFILES,
    find_all,
    find_by_path,
)
from gpep517_reuse.backends.settings import Settings, list_texts
from gpep517_reuse.build.paths import Places, Scene
from gpep517_reuse.build.variables import Reader
from gpep517_reuse.build.watch import Observation
from gpep517_reuse.environment.distributions import (
    Distributions,
    find_loaded,
    find_plugins,
    list_site_directories,
    normalize_name,
)
from gpep517_reuse.environment.variables import HARMLESS_VARIABLES, WHOLE
from gpep517_reuse.errors import sum_up
from gpep517_reuse.files import read_regular
from gpep517_reuse.sources.tree import find_differences
from gpep517_reuse.wheel.archive import (
    Wheel,
    digest_script,
    is_extension,
    is_script,
)
from gpep517_reuse.values import TYPE_CHECKING, NamedTuple


if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence


# how a requirement begins (PEP 508)
_REQUIRED = r"[A-Za-z0-9][A-Za-z0-9._-]*"


class Evidence(NamedTuple):
    """What a build is judged by, of all that was seen of it."""

    #: Files of the source tree that ran as code, and modules elsewhere that
    #: belong to no distribution.
    ran: tuple[str, ...]
    #: Other files that ran, of which nothing is known.
    elsewhere: tuple[str, ...]
    #: The SHA-256 of these modules, by absolute path.
    modules: Mapping[str, str]
    #: Programs that were started, as they were given.
    started: tuple[str, ...]
    #: Those of them that may have decided anything.
    meddling: tuple[str, ...]
    #: The variables that were read.
    variables: frozenset[str]
    #: Variables that the programs may have read besides.
    program_variables: tuple[str, ...]
    #: Whether what was read may not be all.
    is_environment_lost: bool
    #: The versions of distributions of which a module was loaded, by name.
    tools: Mapping[str, str]
    #: The SHA-256 of loaded modules that belong to no distribution, by path.
    undistributed: Mapping[str, str]
    #: The versions of distributions that offer entry points in the groups.
    plugins: Mapping[str, str]
    #: The groups of entry points in which plug-ins are looked for.
    groups: tuple[str, ...]
    #: Plug-ins that were loaded and of which nothing is known.
    unknown_plugins: tuple[str, ...]
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
        # one that the store knows does not count as a source
        yield from (f"{member} is packed, and not a source"
                    for member in self.generated if member.endswith(".whl"))
        if wheel.name.is_stable and not wheel.has_extensions:
            yield "it is for a stable ABI, and holds no extension module"
        if wheel.name.is_pure or self.generated:
            done = ("decided anything" if wheel.name.is_pure
                    else f"written {sum_up(self.generated)}")
            for program in self.meddling:
                yield (f"its build started {os.path.basename(program)}, "
                       f"which may have {done}; --trust-program vouches for "
                       "it")
        if self.is_environment_lost:
            yield ("its build put something else in the place of os.environ, "
                   "so that it is not seen what it read")


def gather(observation: Observation, scene: Scene, wheel: Wheel,
           distributions: Distributions, settings: Settings) -> Evidence:
    """Draw from an observation what the rules need."""
    places = Places(scene)
    directories = list_site_directories(sys.path)
    # a script may have put the tree on the search path
    tools, undistributed = find_loaded(distributions, directories, (
        path for path in observation.executed
        if not places.is_of_tree(path)))
    if observation.started:
        # a program may have imported any of them
        tools = {**tools, **_find_required(settings, distributions)}
    profiles = find_all(tools)
    modules = {
        location: digest for path, digest in undistributed.items()
        for directory in directories if path.endswith(".py")
        and (location := os.path.join(directory, path))
        in observation.executed}
    groups = tuple(sorted({group for profile in profiles
                           for group in profile.plugin_groups}))
    offering = frozenset().union(
        *find_plugins(distributions, groups).values())
    return Evidence(
        ran=tuple(sorted({*places.find_ran(
            observation, setuptools="setuptools" in tools), *modules})),
        elsewhere=tuple(sorted(places.find_elsewhere(observation))),
        modules=modules,
        started=tuple(sorted(observation.started)),
        meddling=tuple(sorted(places.find_meddling(
            observation.started, frozenset().union(
                *(profile.programs for profile in profiles))))),
        variables=frozenset(_list_variables(observation, directories)),
        program_variables=tuple(sorted({
            name for profile in profiles for name in profile.variables
        })) if observation.started else (),
        is_environment_lost=observation.variables.is_lost,
        tools=tools, undistributed=undistributed, groups=groups,
        plugins={name: distributions[name].version for name in offering},
        unknown_plugins=tuple(sorted(
            (offering & tools.keys()) - PROFILES.keys())),
        generated=tuple(sorted(_find_generated(
            wheel, scene, _find_same(observation, scene, directories)))),
        foreign=tuple(sorted(places.find_foreign(observation))),
        changed_by_others=tuple(sorted(
            places.find_changed_by_others(observation))))


def _find_required(settings: Settings, distributions: Distributions
                   ) -> Mapping[str, str]:
    """Find what of the requirements is installed: versions by name."""
    required = list_texts(settings.get("build-system", "requires"))
    names = {normalize_name(match[0]) for text in required
             if (match := re.match(_REQUIRED, text.strip()))}
    return {name: distributions[name].version for name in names
            if name in distributions}


# what is seen, or compared, by what it leads to
_LEADING = frozenset({"HOME", "PATH"})
# what starts programs, and what chooses the language of messages
_STARTING = "/subprocess.py"
_TRANSLATING = "/gettext.py"
# of this, each option is compared
_EXTRA_CONFIG = "DIST_EXTRA_CONFIG"


def _list_variables(observation: Observation, directories: Sequence[str]
                    ) -> Iterator[str]:
    """Yield the variables that count, of those that were read."""
    def is_known(reader: Reader) -> bool:
        return _find_profile(reader.caller, directories) is not None

    for name, readers in observation.variables.variables.items():
        if name in HARMLESS_VARIABLES or name == _EXTRA_CONFIG:
            continue
        counting = [reader for reader in readers
                    if not reader.file.endswith(_TRANSLATING)]
        if name in _LEADING:
            counting = [reader for reader in counting if not (
                reader.file.endswith(_STARTING) or is_known(reader))]
        if counting:
            yield name
    # those that are known pass it on to programs, or look for few names
    if not all(map(is_known, observation.variables.sweeps)):
        yield WHOLE


def _find_same(observation: Observation, scene: Scene,
               directories: Sequence[str]) -> Iterator[str]:
    """Yield the digests of files that the build wrote into the tree and that
    are the same for every interpreter, by the profile of who wrote them.
    """
    for path in find_differences(scene.before, scene.after):
        content = scene.after.files.get(path, "")
        location = os.path.normpath(scene.roots.locate(path))
        authors = observation.authors.get(location)
        if authors and content[:1] in {"f", "x"} and all(
                (profile := _find_profile(author, directories))
                and profile.writes_same for author in authors):
            yield content[1:]


def _find_profile(file: str, directories: Sequence[str]) -> Profile | None:
    """Find the profile of what a file of the search path belongs to."""
    for directory in directories:
        if file.startswith(f"{directory}/") and (
                profile := find_by_path(file[len(directory) + 1:])):
            return profile
    return None


def _find_generated(wheel: Wheel, scene: Scene, same: Iterable[str]
                    ) -> Iterator[str]:
    """Find the members that are not, byte for byte, files of the tree, or
    made in it by who makes the ``same`` for everybody.
    """
    known = {content[1:] for content in scene.before.files.values()
             if content[0] in "fx"}.union(same)
    is_stable = wheel.name.is_stable
    for member, digest in wheel.members.items():
        if is_stable and is_extension(member):
            # of these, a stable ABI is what a compiler made sure of
            continue
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
            location = scene.roots.locate(path)
            if scene.after.files.get(path) == content:
                yield digest_script(read_regular(location))
