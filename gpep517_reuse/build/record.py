# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The build that is remembered: built here, kept for other interpreters."""

import contextlib
import os
import time
import typing

from collections.abc import Iterator, Sequence
from pathlib import Path

from gpep517_reuse.analysis.condition import Conditions
from gpep517_reuse.backends.profiles import find_all, find_by_module
from gpep517_reuse.backends.settings import Settings
from gpep517_reuse.build.backend import Built
from gpep517_reuse.build.executed import inquire
from gpep517_reuse.build.monitoring import tells_lines
from gpep517_reuse.build.paths import Scene
from gpep517_reuse.build.summary import Evidence, gather
from gpep517_reuse.decision.rules import rank_tags
from gpep517_reuse.decision.search import (
    Sources,
    read_directory,
    read_target_for,
)
from gpep517_reuse.environment.interpreter import (
    Interpreter,
    Target,
    read_interpreter,
)
from gpep517_reuse.environment.sysroot import target_platform
from gpep517_reuse.environment.variables import (
    describe_variables,
    find_programs,
    list_program_variables,
)
from gpep517_reuse.errors import ReuseError, quote
from gpep517_reuse.files import digest_file, read_regular
from gpep517_reuse.sources.recipe import BuildOptions, Request
from gpep517_reuse.sources.tree import Scan, find_touched, scan
from gpep517_reuse.store.entry import Entry
from gpep517_reuse.store.store import Store
from gpep517_reuse.wheel.archive import (
    Wheel,
    find_foreign_extensions,
    read_wheel,
)


class Before(typing.NamedTuple):
    """What was there before a build: the store, the sources, and the entries
    of these that were not reused.
    """

    store: Store
    sources: Sources
    refused: Sequence[Entry] = ()


def remember(request: Request, before: Before, built: Built, wheel: Wheel
             ) -> Entry:
    """Keep a wheel that was just built, with what is known of its build.

    Raises OSError where the wheel cannot be read or the store cannot be
    written.
    """
    store, sources = before.store, before.sources
    sha256 = digest_file(built.wheel)
    after = _scan_after(store, sources, sha256)
    scene = Scene(
        roots=sources.roots, before=sources.scan.tree, after=after.tree,
        began=sources.scan.began, own=tuple(_list_own(request, built)),
        touched=find_touched(sources.scan, after))
    settings = built.settings
    evidence = gather(built.observation, scene, wheel, sources.distributions,
                      settings)
    evidence = evidence._replace(meddling=tuple(
        program for program in evidence.meddling
        if os.path.basename(program) not in request.trusted_programs))
    faults = (*wheel.faults, *map(quote, evidence.find_faults(wheel)),
              *_find_misfits(wheel, read_target_for(
                  request.options, [wheel.name])),
              *_find_broken_promises(built, scene, settings, evidence, wheel))
    asked = Conditions(is_read=False)
    if not faults and (wheel.name.is_pure or wheel.name.is_stable):
        # else nobody gets it, whatever was asked
        with target_platform(request.options):
            asked = inquire(evidence, built.observation, scene, settings,
                            _list_met(before.refused))
    placeholders = request.name_paths()
    entry = Entry(
        wheel=wheel.name, sha256=sha256, state=sources.state,
        recipe=sources.recipe, builder=read_interpreter(),
        built=time.time_ns(), directory=read_directory(request),
        ran=evidence.ran, tools=evidence.tools,
        started=find_programs(evidence.started, placeholders),
        variables=describe_variables(
            evidence.variables | list_program_variables(
                os.environ, evidence.program_variables)
            if evidence.started else evidence.variables,
            os.environ, placeholders),
        program_variables=evidence.program_variables,
        unknown_tools=(*_find_unknown_backend(
            request.options, settings, evidence), *evidence.unknown_plugins),
        undistributed=evidence.undistributed,
        names_directory=(_names_directory(wheel, sources)
                 or _may_name_directory(evidence, sources)),
        plugins=evidence.plugins, groups=evidence.groups,
        conditions=asked.conditions, obstacles=asked.obstacles,
        is_read=asked.is_read, passed_over=asked.passed_over,
        interpreter_names=wheel.interpreter_names,
        generated=evidence.generated, faults=faults)
    store.add(entry, str(built.wheel), sources.scan.tree)
    if not evidence.changed_by_others:
        store.note_parent(after.tree.fingerprint, sources.state)
    return entry


def _list_met(refused: Sequence[Entry]) -> Sequence[str]:
    """List the obstacles that earlier builds met.

    None, where this interpreter's own wheel was refused: what it asks is read
    then, so that it serves the next time.  And none of those that met them
    without knowing which lines ran, where that is known here: what they took
    from a module may not be taken at all.
    """
    here = read_interpreter()
    if any(entry.builder == here for entry in refused):
        return ()
    return [obstacle for entry in refused
            if entry.is_read and (
                tells_lines(entry.builder) or not tells_lines(here))
            for obstacle in entry.obstacles]


def _find_broken_promises(built: Built, scene: Scene, settings: Settings,
                          evidence: Evidence, wheel: Wheel) -> Iterator[str]:
    """Yield why a wheel for a stable ABI may not be for it."""
    if wheel.name.is_stable:
        # few are
        from gpep517_reuse.build.limited_api import find_broken_promises

        yield from find_broken_promises(
            built.wheel, built.observation, scene, settings,
            find_all(evidence.tools))


def _find_unknown_backend(options: BuildOptions, settings: Settings,
                          evidence: Evidence) -> Iterator[str]:
    """Yield the module of the backend, unless it is the tree's own or there
    is a profile of it.
    """
    backend = options.backend or settings.get(
        "build-system", "build-backend") or options.fallback_backend or ""
    module = str(backend).partition(":")[0]
    path = module.replace(".", "/")
    if not find_by_module(module) and not any(
            ran.removesuffix(".py").removesuffix("/__init__").endswith(path)
            for ran in evidence.ran):
        yield module.partition(".")[0]


def read_built(built: Built) -> Wheel:
    """Read a wheel that was just built.

    Raises ReuseError where what the backend answered is not to be relied
    on: it names no file in the directory, or threads are still at work.
    """
    if os.path.basename(built.name) != built.name:
        raise ReuseError(f"the backend answered {str(built.name)!r}, "
                         "expected the name of a file")
    if built.threads:
        raise ReuseError("the build left threads running: "
                         + ", ".join(built.threads))
    return read_wheel(built.wheel)


def _scan_after(store: Store, sources: Sources, sha256: str) -> Scan:
    """Scan the tree again; the wheel just built is not one of its files."""
    return scan(
        sources.roots, before=sources.scan,
        is_known_wheel=lambda digest: (
            digest == sha256 or store.knows_wheel(digest)))


def _list_own(request: Request, built: Built) -> Iterator[str]:
    """Yield the directories that a build may read from, besides."""
    yield str(built.build_base)
    yield from request.reuse_paths
    if request.options.sysroot is not None:
        yield request.options.sysroot


def _names_directory(wheel: Wheel, sources: Sources) -> bool:
    """Return True if the metadata holds where the tree lies."""
    names = sources.roots.directories
    if b"file:" in wheel.metadata:
        # to write one takes modules that are slow to import
        names += tuple(Path(directory).as_uri() for directory in names)
    return any(os.fsencode(name) in wheel.metadata for name in names)


def _may_name_directory(evidence: Evidence, sources: Sources) -> bool:
    """Return True if setuptools-scm may take the version from the name of the
    directory.
    """
    if "setuptools-scm" not in evidence.tools:
        return False
    for name in ("pyproject.toml", "setup.py", "setup.cfg"):
        with contextlib.suppress(OSError):
            if b"parentdir_prefix_version" in read_regular(
                    sources.roots.locate(name)):
                return True
    return False


def find_strangers(wheel: Wheel, interpreter: Interpreter) -> Iterator[str]:
    """Yield which extension modules are not for the one that built them:
    setuptools packs those that another build left in the tree.
    """
    for member in find_foreign_extensions(wheel,
                                          interpreter.extension_suffix):
        yield f"{member} is not for {interpreter.name}, which built it"


def _find_misfits(wheel: Wheel, target: Target) -> Iterator[str]:
    """Yield what is wrong with a wheel for the one that just built it."""
    yield from find_strangers(wheel, target.interpreter)
    if not wheel.name.is_stable:
        return
    if target.tags is None:
        yield ("its tags cannot be judged without packaging, which is not "
               f"installed for {target.interpreter.name}, its builder")
    elif wheel.name.tags.isdisjoint(rank_tags(target)):
        yield f"its tags do not fit {target.interpreter.name}, its builder"
