# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The flow: reuse a wheel that is fit for it, else build and remember."""

from __future__ import annotations

import contextlib
import gc
import os

from gpep517_reuse import log
from gpep517_reuse.decision.rules import Build, Reason, Reuse
from gpep517_reuse.decision.search import read_sources, search
from gpep517_reuse.environment.interpreter import read_interpreter
from gpep517_reuse.errors import ReuseError, StoreError, explain, quote, sum_up
from gpep517_reuse.sources.tree import list_files
from gpep517_reuse.store.entry import Candidate
from gpep517_reuse.store.store import Store, detach_wheels
from gpep517_reuse.values import TYPE_CHECKING, NamedTuple


if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from gpep517_reuse.decision.rules import Decision, Refusal, Requester
    from gpep517_reuse.decision.search import Sources
    from gpep517_reuse.files import StrPath
    from gpep517_reuse.sources.recipe import Request
    from gpep517_reuse.store.entry import Entry


logger = log.Logger(__name__)

# these are not of a wheel
_OF_ALL = frozenset({Reason.DISABLED, Reason.UNFIT})


class Lookup(NamedTuple):
    """What was looked for, where, and what came of it."""

    store: Store
    sources: Sources
    decision: Decision
    here: Requester


class Provided(NamedTuple):
    """The name of a wheel that is in its place, reused or built."""

    name: str
    is_reused: bool


def provide_wheel(request: Request, wheel_dir: StrPath,
                  before_build: Callable[[], None] = lambda: None) -> str:
    """Place a wheel in a directory, reused or built; return its name.

    ``before_build`` is called where it is built, before that begins.  A store
    that cannot be used is a warning, and the wheel is built.  Raises whatever
    the backend raises.
    """
    return provide_found(request, wheel_dir, try_look_up(request),
                         before_build).name


def provide_found(request: Request, wheel_dir: StrPath,
                  lookup: Lookup | None, before_build: Callable[[], None]
                  ) -> Provided:
    """Do what provide_wheel() does, when the store was looked into."""
    if lookup is not None:
        match lookup.decision:
            case Reuse(candidate=Candidate(entry=entry) as candidate):
                with _warn_of_store(
                        f"{entry.wheel.filename} cannot be handed out from "
                        f"{request.reuse_dir} to {wheel_dir}"):
                    lookup.store.hand_out(candidate, wheel_dir)
                    logger.info("Reusing %s, built by %s",
                                entry.wheel.filename, entry.builder.name)
                    return Provided(entry.wheel.filename, is_reused=True)
            case Build(refusals=refusals):
                log_refusals(refusals)
    before_build()
    return Provided(build_wheel(request, wheel_dir, lookup), is_reused=False)


def look_up(request: Request, reuse_dir: StrPath, *, create: bool,
            ask_all: bool = False) -> Lookup:
    """Look for a wheel; write nothing but, at most, an empty store.

    ``ask_all`` is search()'s.  Raises StoreError or OSError where the store
    cannot be used.
    """
    store = Store.open(reuse_dir, create=create)
    sources = read_sources(request, store)
    decision, here = search(request, store, sources, ask_all=ask_all)
    return Lookup(store, sources, decision, here)


def log_refusals(refusals: Iterable[Refusal], *,
                 with_unavoidable: bool = False) -> None:
    """Log why wheels were refused, where somebody can act on it."""
    for refusal in refusals:
        if refusal.is_avoidable or with_unavoidable:
            logger.info(log.highlight("Not reusing %s"), refusal)


def build_wheel(request: Request, wheel_dir: StrPath, lookup: Lookup | None
                ) -> str:
    """Build a wheel, isolated, and remember it; return its name."""
    # what a reuse does without
    from gpep517_reuse.signals import end_by_signals

    log.pass_on()
    with end_by_signals():
        return _build(request, wheel_dir, lookup)


def _build(request: Request, wheel_dir: StrPath, lookup: Lookup | None) -> str:
    from pathlib import Path

    from gpep517_reuse.build.backend import build
    from gpep517_reuse.build.record import (
        Before,
        find_strangers,
        read_built,
        remember,
    )

    if os.path.isdir(wheel_dir):
        with contextlib.suppress(OSError):
            # what the backend then writes into the store, fails its check
            detach_wheels(wheel_dir)
    with _collect_garbage():
        built = build(request.options, Path(wheel_dir), request.build_dir,
                      lookup.sources.scan.tree.files.keys() if lookup else
                      list_files())
    interpreter = read_interpreter()
    try:
        wheel = read_built(built)
    except ReuseError as error:
        logger.warning("Nothing is kept for reuse: %s", error.message)
    else:
        broken = (*wheel.faults, *find_strangers(wheel, interpreter))
        if broken:
            logger.warning("No reuse of %s: %s", built.wheel, sum_up(broken))
        if built.usual_base:
            logger.warning("Nothing is kept for reuse: the build uses %s by "
                           "that name", quote(built.usual_base))
        elif lookup is not None and not lookup.sources.scan.tree.faults:
            with (_warn_of_store(f"{built.wheel} is not kept in "
                                 f"{request.reuse_dir}"), _warn_of_script()):
                before = Before(lookup.store, lookup.sources, [
                    refusal.candidate.entry
                    for refusal in lookup.decision.refusals
                    if isinstance(refusal.candidate, Candidate)])
                _log_faults(remember(request, before, built, wheel), broken)
    logger.info("Built %s with %s: %s", quote(str(built.name)),
                interpreter.name, _explain(lookup))
    return built.name


@contextlib.contextmanager
def _collect_garbage() -> Iterator[None]:
    """Have garbage collected, where it is not, that a build makes."""
    if gc.isenabled():
        yield
        return
    # what is there is none, and would be looked through each time
    gc.freeze()
    gc.enable()
    try:
        yield
    finally:
        # not at the end of the process, but now
        gc.collect()
        gc.disable()


def _log_faults(entry: Entry, known: Collection[str]) -> None:
    """Log why nobody else gets a wheel whose name is for others as well."""
    if entry.wheel.is_pure or entry.wheel.is_stable:
        for fault in entry.faults:
            if fault not in known:
                logger.info("No reuse of %s: %s", entry.wheel.filename, fault)


def try_look_up(request: Request) -> Lookup | None:
    """Look for a wheel, None where there is no store to be used."""
    if request.reuse_dir is not None:
        with _warn_of_store(f"The reuse directory {request.reuse_dir} "
                            "cannot be used"):
            return look_up(request, request.reuse_dir, create=True)
    return None


@contextlib.contextmanager
def _warn_of_store(what: str) -> Iterator[None]:
    """Turn what a store can raise into a warning that begins so."""
    try:
        yield
    except OSError as error:
        logger.warning("%s: %s", what, explain(error))
    except StoreError as error:
        logger.warning("%s: %s", what, error)


@contextlib.contextmanager
def _warn_of_script() -> Iterator[None]:
    """Turn what a build script can raise after its end into a warning.

    An audit hook cannot be removed, and may raise anything at any time.
    """
    try:
        yield
    except (OSError, StoreError):
        raise
    except Exception as error:  # noqa: BLE001
        logger.warning("Nothing is kept for reuse: %r", error)


def _explain(lookup: Lookup | None) -> str:
    """Say in a few words why nothing was reused."""
    if lookup is None:
        return "without a reuse directory"
    refusals = lookup.decision.refusals
    for refusal in refusals:
        if refusal.reason in _OF_ALL:
            # verify-reuse is no --no-reuse
            return (refusal.sentence if refusal.reason is Reason.DISABLED
                    else refusal.reason.value)
    by_tag = sum(not refusal.is_avoidable for refusal in refusals)
    parts = [f"{len(refusals) - by_tag} refused"] * (by_tag < len(refusals))
    parts += [f"{by_tag} for other interpreters"] * (by_tag > 0)
    return ", ".join(parts) or "nothing there to reuse"
