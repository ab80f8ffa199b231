# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The search: the present sources, and which wheel of theirs is reused."""

from __future__ import annotations

import contextlib
import functools
import os
import sys

from gpep517_reuse.analysis.always import answer_always
from gpep517_reuse.decision.rules import (
    Build,
    Reason,
    Refusal,
    Requester,
    Reuse,
    decide,
    judge,
    needs_tags,
)
from gpep517_reuse.environment.distributions import (
    find_plugins,
    list_directories,
    list_site_directories,
    read_distributions,
    read_undistributed,
)
from gpep517_reuse.environment.interpreter import (
    Target,
    read_interpreter,
    read_target,
)
from gpep517_reuse.environment.sysroot import target_platform
from gpep517_reuse.environment.variables import (
    describe_variables,
    find_programs,
    list_program_variables,
)
from gpep517_reuse.errors import ReuseError, quote, sum_up
from gpep517_reuse.files import read_regular
from gpep517_reuse.sources.recipe import read_recipe
from gpep517_reuse.sources.tree import Roots, find_differences, scan
from gpep517_reuse.store.entry import Candidate, Damaged, Given
from gpep517_reuse.store.store import derive_key
from gpep517_reuse.values import TYPE_CHECKING, NamedTuple


if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from gpep517_reuse.decision.rules import Decision
    from gpep517_reuse.environment.distributions import Distributions
    from gpep517_reuse.sources.recipe import BuildOptions, Recipe, Request
    from gpep517_reuse.sources.tree import Scan
    from gpep517_reuse.store.entry import Entry
    from gpep517_reuse.store.store import Store
    from gpep517_reuse.wheel.filename import WheelName

    Found = Sequence[Candidate | Damaged]


# of so many entries of other sources or recipes it is told what differs
_MOST_OTHERS = 20
# of so many files that differ, the names are told
_MOST_NAMES = 2


class Sources(NamedTuple):
    """The source tree and the recipe, as they are now."""

    roots: Roots
    scan: Scan
    recipe: Recipe
    distributions: Distributions

    @property
    def state(self) -> str:
        """Return the fingerprint of the tree."""
        return self.scan.tree.fingerprint


def read_sources(request: Request, store: Store) -> Sources:
    """Read all that an entry is filed under, and the tools at hand."""
    roots = Roots.of(os.getcwd(), request.reuse_trees, (store.directory,))
    return Sources(
        roots=roots, scan=scan(roots, is_known_wheel=store.knows_wheel),
        recipe=read_recipe(
            request.options, key=request.key,
            reuse_env=request.reuse_env, placeholders=request.name_paths()),
        distributions=read_distributions(list_directories(sys.path)))


class Search(NamedTuple):
    """What was decided, and the facts that it was decided by."""

    decision: Decision
    here: Requester


def search(request: Request, store: Store, sources: Sources, *,
           ask_all: bool) -> Search:
    """Decide which entry of the store is reused here, if any.

    ``ask_all`` asks what entries ask that are refused anyway: to tell it.
    """
    refusals = tuple(_refuse_all(request, sources))
    keys = [] if refusals else [
        derive_key(state, sources.recipe.digest)
        for state in store.walk_parents(sources.state)]
    found = store.find(keys)
    candidates = [item for item in found if isinstance(item, Candidate)]
    here = _read_here(request, [item.entry for item in candidates],
                      sources.distributions)
    here = here._replace(answers=_answer_for(request.options, [
        item.entry for item in candidates
        if ask_all or not judge(_drop_conditions(item), here)]))
    decision = _decide_checked(store, found, here)
    if isinstance(decision, Build):
        decision = Build(refusals or (
            *decision.refusals, *_refuse_others(store, sources, keys)))
    return Search(decision, here)


def _drop_conditions(candidate: Candidate) -> Candidate:
    return candidate._replace(entry=candidate.entry._replace(conditions=()))


def _refuse_all(request: Request, sources: Sources) -> Iterator[Refusal]:
    """Yield why no wheel can be reused, whichever it is."""
    if request.no_reuse:
        yield Refusal("any wheel", Reason.DISABLED,
                      "reuse is switched off by --no-reuse")
    if faults := sources.scan.tree.faults:
        yield Refusal("these sources", Reason.UNFIT, sum_up(faults))


def choose_given(paths: Sequence[str], options: BuildOptions, *,
                 expect_extension: bool) -> Search:
    """Choose among wheels of the same sources, built by whom they suit.

    The caller vouches for that; the names and what they hold are judged.
    """
    given = [_read_given(path) for path in paths]
    here = Requester(
        target=read_target_for(options, [
            item.name for item in given if isinstance(item, Given)]),
        expect_extension=expect_extension)
    return Search(decide(given, here), here)


def _read_given(path: str) -> Given | Damaged:
    # a search in a store opens no wheel
    from pathlib import Path

    from gpep517_reuse.wheel.archive import read_wheel

    try:
        wheel = read_wheel(Path(path))
        built = os.stat(path).st_mtime_ns
    except (OSError, ReuseError) as error:
        return Damaged(path, str(error).partition("\n")[0])
    return Given(name=wheel.name, wheel=path, built=built,
                 interpreter_names=wheel.interpreter_names,
                 faults=wheel.faults)


def read_target_for(options: BuildOptions, names: Sequence[WheelName]
                    ) -> Target:
    """Read which wheels are taken here, as far as judging these needs."""
    interpreter = read_interpreter()
    for_all = f"py{interpreter.release[0]}-none-any"
    if options.sysroot is None and all(
            for_all in name.tags for name in names):
        return Target(interpreter=interpreter, platform="any")
    with target_platform(options):
        target = read_target(interpreter, with_tags=False)
        if any(needs_tags(name, target) for name in names):
            target = read_target(interpreter, with_tags=True)
    return target


def _read_here(request: Request, entries: Sequence[Entry],
               distributions: Distributions) -> Requester:
    """Read the facts that judging these entries takes."""
    groups = {group for entry in entries for group in entry.groups}
    placeholders = request.name_paths()
    for_programs = list_program_variables(os.environ, {
        name for entry in entries for name in entry.program_variables}
        ) if any(entry.started for entry in entries) else frozenset()
    return Requester(
        target=read_target_for(
            request.options, [entry.wheel for entry in entries]),
        directory=read_directory(request),
        tools={name: item.version for name, item in distributions.items()},
        undistributed=read_undistributed(list_site_directories(sys.path), {
            path for entry in entries for path in entry.undistributed}),
        plugins=find_plugins(distributions, groups, _find_words(entries)),
        variables=describe_variables(for_programs.union(
            *(entry.variables for entry in entries)), os.environ,
            placeholders),
        program_variables=for_programs,
        programs=find_programs(
            {name for entry in entries for name in entry.started},
            placeholders),
        trusted_backends=frozenset(request.trusted_backends),
        expect_extension=request.expect_extension)


def _find_words(entries: Sequence[Entry]) -> Callable[[str], bool]:
    """Return what tells whether a word stands in what these builds ran, or
    in their settings.
    """
    @functools.cache
    def read() -> bytes:
        paths = {"pyproject.toml", "setup.cfg"}.union(
            *(entry.ran for entry in entries))
        texts = []
        for path in sorted(paths):
            with contextlib.suppress(OSError):
                texts.append(read_regular(path))
        return b"\n".join(texts)

    return lambda word: word.encode() in read()


def read_directory(request: Request) -> str:
    """Return the current directory, or the name that stands for it."""
    return request.name_paths().replace_in(os.path.realpath(os.getcwd()))


def _answer_for(options: BuildOptions, entries: Sequence[Entry]
                ) -> Mapping[str, str]:
    questions = {condition.question for entry in entries
                 for condition in entry.conditions}
    if not questions:
        return {}
    answers = dict(answer_always())
    questions -= answers.keys()
    if not questions:
        return answers
    # most entries come with no other, and syntax trees take time to import
    from gpep517_reuse.analysis.questions import QuestionError, ask

    with target_platform(options):
        for question in questions:
            with contextlib.suppress(QuestionError):
                answers[question] = ask(question)
    return answers


def _decide_checked(store: Store, found: Found, here: Requester) -> Decision:
    """Decide, until the wheel decided for is the one that was built."""
    decision = decide(found, here)
    while isinstance(decision, Reuse):
        candidate = decision.candidate
        damage = (store.check(candidate)
                  if isinstance(candidate, Candidate) else None)
        if damage is None:
            break
        found = [damage if item is candidate else item for item in found]
        decision = decide(found, here)
    return decision


def _refuse_others(store: Store, sources: Sources, keys: Sequence[str]
                   ) -> Iterator[Refusal]:
    """Yield what tells the newest other entries from what is asked for."""
    for other in store.find_others(keys, _MOST_OTHERS):
        settings = other.entry.recipe.render_differences(sources.recipe)
        if settings:
            yield Refusal(other.entry.title, Reason.RECIPE,
                          f"another recipe: {settings}")
            continue
        tree = store.read_tree(other)
        if tree is None:
            continue
        known = tree.files.keys() & sources.scan.tree.files.keys()
        # an edit first: of what builds wrote, much was not there before
        paths = [*map(quote, sorted(
            find_differences(tree, sources.scan.tree),
            key=lambda path: path not in known))]
        yield Refusal(other.entry.title, Reason.SOURCES,
                      f"other sources: {sum_up(paths, _MOST_NAMES)}")
