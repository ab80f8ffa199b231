# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The decision: which wheel serves an interpreter, and why not the others."""

from __future__ import annotations

import enum

from gpep517_reuse.environment.variables import render_difference
from gpep517_reuse.errors import sum_up
from gpep517_reuse.store.entry import Damaged, Given
from gpep517_reuse.values import TYPE_CHECKING, NamedTuple


if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gpep517_reuse.environment.interpreter import Target
    from gpep517_reuse.store.entry import Candidate, Entry
    from gpep517_reuse.wheel.filename import WheelName

    _Finding = tuple["Reason", str]


class Reason(enum.Enum):
    """Why a wheel is not reused: a stable code, and what it means."""

    TAG = "its tags are not for this interpreter"
    EXTENSION = "extension modules are expected, and it has none"
    PACKAGING = "judging a stable ABI needs the package packaging"
    OLDER = "it was built by a newer interpreter"
    FAULT = "it is fit for nobody but its builder"
    INTERPRETER_NAME = "it names an interpreter"
    IMPLEMENTATION = "another implementation built it, with project code"
    SCRIPT = "project code ran that cannot be told to ask nothing"
    CONDITION = "a build script gets another answer here"
    GENERATED = "its build wrote files that are not in the sources"
    DIRECTORY = "project code ran in another directory"
    TOOLS = "other build tools are installed here"
    VARIABLE = "an environment variable has another value here"
    BACKEND = "nothing is known of its backend, or of a plug-in"
    SOURCES = "it was built from other sources"
    RECIPE = "it was built by another recipe"
    OUTRANKED = "another wheel suits better"
    DAMAGED = "the store holds something else than was put there"
    UNFIT = "the sources are not fit for reuse"
    DISABLED = "reuse is switched off"

    @property
    def code(self) -> str:
        """Return the code, as in "interpreter-name"."""
        return self.name.lower().replace("_", "-")

    @property
    def is_avoidable(self) -> bool:
        """Return True if somebody could act on it."""
        return self not in _UNAVOIDABLE


# nobody can do anything about these
_UNAVOIDABLE = frozenset({Reason.TAG, Reason.EXTENSION, Reason.OUTRANKED})
# rules about what a wheel holds, which may be stricter than need be
_BY_CONTENT = frozenset({
    Reason.CONDITION, Reason.DIRECTORY, Reason.GENERATED,
    Reason.IMPLEMENTATION, Reason.INTERPRETER_NAME, Reason.SCRIPT,
})


class Refusal(NamedTuple):
    """Why one wheel is not reused."""

    title: str
    #: What was found first.
    reason: Reason
    sentence: str
    #: What was found besides.
    others: tuple[Reason, ...] = ()
    #: None where there is no wheel to speak of.
    candidate: Candidate | Given | None = None

    @property
    def is_avoidable(self) -> bool:
        """Return True if somebody could act on it."""
        return self.reason.is_avoidable

    @property
    def is_by_content(self) -> bool:
        """Return True if only what the wheel holds speaks against it."""
        return _BY_CONTENT.issuperset((self.reason, *self.others))

    def __str__(self) -> str:
        return f"{self.title}: {self.sentence}"


class Reuse(NamedTuple):
    """Decide for a wheel; the refusals are of the others."""

    candidate: Candidate | Given
    refusals: tuple[Refusal, ...] = ()


class Build(NamedTuple):
    """Decide that nothing can be reused."""

    refusals: tuple[Refusal, ...] = ()


Decision = Reuse | Build


class Requester(NamedTuple):
    """The facts about the place that asks for a wheel."""

    target: Target
    #: The current directory.
    directory: str = ""
    #: The versions of all installed distributions, by name.
    tools: Mapping[str, str] = {}
    #: The SHA-256 of modules that belong to no distribution, by path.
    undistributed: Mapping[str, str] = {}
    #: The distributions that offer entry points, by the group of these.
    plugins: Mapping[str, frozenset[str]] = {}
    #: The variables that the candidates' builds read, as
    #: describe_variables() has them.
    variables: Mapping[str, str] = {}
    #: Those that are set and that programs read.
    program_variables: frozenset[str] = frozenset()
    #: Where the candidates' programs are found, by name.
    programs: Mapping[str, str] = {}
    #: Backends and plug-ins that the caller vouches for.
    trusted_backends: frozenset[str] = frozenset()
    #: The answers here to the conditions' questions, at least of those
    #: candidates that nothing else stands against.
    answers: Mapping[str, str] = {}
    expect_extension: bool = False


def decide(candidates: Iterable[Candidate | Given | Damaged], here: Requester
           ) -> Decision:
    """Choose the wheel with the best tag, of several such the newest.

    Damaged ones are refused with their reason.
    """
    refusals: list[Refusal] = []
    fit: list[Candidate | Given] = []
    for candidate in candidates:
        if isinstance(candidate, Damaged):
            refusals.append(Refusal(candidate.title, Reason.DAMAGED,
                                    candidate.reason))
        elif refusal := judge(candidate, here):
            refusals.append(refusal)
        else:
            fit.append(candidate)
    if not fit:
        return Build(tuple(refusals))
    best = min(fit, key=lambda candidate: (
        rank_name(candidate.name, here.target), -candidate.built,
        candidate.wheel))
    refusals.extend(
        Refusal(other.title, Reason.OUTRANKED,
                f"{best.title} is preferred", candidate=other)
        for other in fit if other is not best)
    return Reuse(best, tuple(refusals))


def judge(candidate: Candidate | Given, here: Requester) -> Refusal | None:
    """Judge one candidate by all rules, the cheapest first."""
    findings = list_findings(candidate, here)
    if not findings:
        return None
    reason, sentence = findings[0]
    return Refusal(candidate.title, reason, sentence, candidate=candidate,
                   others=tuple(other for other, _ in findings[1:]))


def list_findings(candidate: Candidate | Given, here: Requester
                  ) -> Sequence[_Finding]:
    """List what stands against a candidate, each reason with its sentence:
    its name alone, or all but that.
    """
    unfit = judge_name(candidate.name, here.target,
                       expect_extension=here.expect_extension)
    if unfit:
        return [unfit]
    if isinstance(candidate, Given):
        return list(_judge_content(candidate))
    findings = list(_judge_build(candidate.entry, here))
    return [*findings, *_judge_conditions(candidate.entry, here,
                                          is_refused=bool(findings))]


def judge_name(name: WheelName, target: Target, *, expect_extension: bool
               ) -> _Finding | None:
    """Judge what a wheel's name promises."""
    if not (name.is_pure or name.is_stable):
        return Reason.TAG, f"{_join(name.abis)} is the ABI of one interpreter"
    if name.is_pure and expect_extension:
        return Reason.EXTENSION, (
            "it is pure, and the package is expected to build extensions")
    if name.is_stable and target.tags is None:
        return Reason.PACKAGING, (
            "it is for a stable ABI, and without packaging installed for "
            f"{target.interpreter.name} that cannot be judged")
    if not name.tags & set(rank_tags(target)):
        return Reason.TAG, (
            f"{_join(name.tags)} is not for {target.interpreter.name} "
            f"on {target.platform}")
    return None


def needs_tags(name: WheelName, target: Target) -> bool:
    """Return True if judging a name takes the tags of ``packaging``."""
    return name.is_stable or (
        name.is_pure and name.tags.isdisjoint(rank_tags(target)))


def rank_name(name: WheelName, target: Target) -> int:
    """Return the place of a wheel's best tag, the lower the better."""
    order = rank_tags(target)
    return min(order.index(tag) for tag in name.tags if tag in order)


def rank_tags(target: Target) -> tuple[str, ...]:
    """Return the tags that a reused wheel can have, the best first.

    A pure wheel that names a version of Python speaks for that alone.
    """
    major, minor, _ = target.interpreter.release
    version = f"{major}{minor}"
    short = {"cpython": "cp", "pypy": "pp"}.get(
        target.interpreter.implementation, "")
    own = ([f"{short}{version}"] if short else []) + [
        f"py{version}", f"py{major}"]
    known = target.tags or ()
    stable = [tag for tag in known if "-abi3" in tag]
    platforms = dict.fromkeys([
        target.platform,
        *(tag.rpartition("-")[2] for tag in known), "any"])
    return (*stable, *(f"{interpreter}-none-{platform}"
                       for platform in platforms for interpreter in own))


def _judge_content(given: Given) -> Iterator[_Finding]:
    if given.faults:
        yield Reason.FAULT, sum_up(given.faults)
    if given.interpreter_names:
        yield Reason.INTERPRETER_NAME, sum_up(given.interpreter_names)


def _judge_build(entry: Entry, here: Requester) -> Iterator[_Finding]:
    """Yield what stands against an entry apart from its name."""
    interpreter = here.target.interpreter
    if entry.wheel.is_stable and (
            interpreter.release[:2] < entry.builder.release[:2]):
        yield Reason.OLDER, (
            f"{entry.builder.name} built it, with newer headers than those "
            f"of {interpreter.name}")
    if entry.faults:
        yield Reason.FAULT, sum_up(entry.faults)
    if entry.ran and (
            entry.builder.implementation != interpreter.implementation):
        # whatever else could be changed, this would stay
        yield Reason.IMPLEMENTATION, (
            f"project code ran during its build ({sum_up(entry.ran)}), by "
            f"{entry.builder.name}, another implementation")
    # what somebody could change comes before what the project did
    yield from _judge_tools(entry, here)
    yield from _judge_variables(entry, here)
    if entry.builder != interpreter:
        yield from _judge_other_builder(entry, here)
    elif not entry.is_read:
        yield Reason.SCRIPT, ("what project code asks was not read, since "
                              "nobody else is served: "
                              + sum_up(entry.obstacles or entry.faults))
    if entry.directory != here.directory and (
            entry.names_directory or entry.ran):
        why = ("its metadata names the directory" if entry.names_directory else
               f"project code ran during its build ({sum_up(entry.ran)})")
        yield Reason.DIRECTORY, (
            f"it was built in {entry.directory}, and {why}")


def _judge_other_builder(entry: Entry, here: Requester
                         ) -> Iterator[_Finding]:
    for name in entry.unknown_tools:
        if name not in here.trusted_backends:
            yield Reason.BACKEND, (
                f"{name} took part in its build, and nothing is known of "
                "that; --trust-backend vouches for it")
    if entry.interpreter_names:
        yield Reason.INTERPRETER_NAME, sum_up(entry.interpreter_names)
    if entry.obstacles:
        yield Reason.SCRIPT, sum_up(entry.obstacles)
    if entry.ran and entry.generated:
        yield Reason.GENERATED, (
            f"its build wrote {sum_up(entry.generated)}, which may depend on "
            "the interpreter")


def _judge_conditions(entry: Entry, here: Requester, *, is_refused: bool
                      ) -> Iterator[_Finding]:
    for condition in entry.conditions:
        answer = here.answers.get(condition.question)
        if answer != condition.answer and not (answer is None and is_refused):
            yield Reason.CONDITION, (
                f"{condition.path}:{condition.line} asks "
                f"{condition.question}: {condition.answer} for its builder, "
                f"{answer or 'not asked'} here")


def _judge_tools(entry: Entry, here: Requester) -> Iterator[_Finding]:
    offering = frozenset().union(*(
        here.plugins.get(group, ()) for group in entry.groups))
    # a plug-in that did nothing was not loaded, and is none of the tools
    known = {name: version for name, version in entry.plugins.items()
             if name in offering}
    for name, version in sorted({**known, **entry.tools}.items()):
        if (found := here.tools.get(name, version)) != version:
            yield Reason.TOOLS, (
                f"it was built with {name} {version}, here is {found}")
    for path, digest in sorted(entry.undistributed.items()):
        if here.undistributed.get(path, digest) != digest:
            yield Reason.TOOLS, (
                f"it was built with another {path} than is here")
    for name, path in sorted(entry.started.items()):
        if path != (found := here.programs.get(name, path)):
            yield Reason.TOOLS, (
                f"its build started {name}, which was "
                f"{path or 'not there'}, and is {found or 'not there'} here")
    for name in sorted(offering - entry.plugins.keys()):
        yield Reason.TOOLS, (
            f"it was built without {name} {here.tools.get(name, '')}, which "
            "is a plug-in of its build tools here")


def _judge_variables(entry: Entry, here: Requester) -> Iterator[_Finding]:
    names = entry.variables.keys() | (
        here.program_variables if entry.started else set())
    for name in sorted(names):
        builder, value = (known.get(name, "") for known in (
            entry.variables, here.variables))
        if builder != value:
            yield Reason.VARIABLE, render_difference(name, builder, value)


def _join(parts: frozenset[str]) -> str:
    return ".".join(sorted(parts))
