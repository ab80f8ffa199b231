# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The findings: what a build script asks, and what stands in the way.

A build is repeated exactly as long as every question that its code asks has
the same answer.  So each question that stands in code which may have run is
found, as the outcome of a comparison, as a truth value or as a value,
whatever the code goes on to use; what cannot be told is an obstacle.
"""

import typing

from collections.abc import Callable, Iterable, Mapping, Sequence

from gpep517_reuse.analysis.imports import LocalImport
from gpep517_reuse.analysis.module import Source


class Asked(typing.NamedTuple):
    """A question, and where it is asked."""

    line: int
    question: str
    #: Whether it counts only where a failing import of the script is caught.
    if_caught: bool = False
    #: Whether the script fails by another answer.
    is_vital: bool = False


class Obstacle(typing.NamedTuple):
    """A line of which it cannot be told what it asks."""

    line: int
    #: What the line does, to be put after the line's number.
    what: str
    #: Whether it counts only where a failing import of the script is caught.
    if_caught: bool = False


class Hidden(typing.NamedTuple):
    """Lines that did not run."""

    first: int
    last: int
    #: What shows it, empty where it was seen.
    question: str

    def __str__(self) -> str:
        """Return the lines, and why."""
        why = f", by {self.question}" if self.question else ""
        return f"{self.first}-{self.last} did not run{why}"


class Compilation(typing.NamedTuple):
    """A line that finds out whether the tree's modules can be compiled, by
    importing them and catching syntax errors.

    What ran can be compiled, and is asked about where not every version can.
    """

    line: int


class IfTaken(typing.NamedTuple):
    """Findings that count where other scripts take a name of this one: each
    use that this one makes of it tells more.
    """

    name: str
    findings: "tuple[Finding, ...]"


Finding = Asked | Obstacle | Hidden | Compilation | IfTaken


class Reading(typing.NamedTuple):
    """All that a script asks, and what stands in the way."""

    findings: tuple[Finding, ...] = ()
    #: Whether the script catches what code elsewhere may raise.
    catches: bool = False
    #: The imports of modules of the tree.
    imports: tuple[LocalImport, ...] = ()
    #: Whether code may run that the text does not show.
    is_dynamic: bool = False

    def take(self, names: frozenset[str] | None) -> "Reading":
        """Return the reading where others take these names, None for any."""
        found: list[Finding] = []
        for item in self.findings:
            if not isinstance(item, IfTaken):
                found.append(item)
            elif names is None or item.name in names:
                found.extend(item.findings)
        return self._replace(findings=tuple(found))

    def list_asked(self, list_broken: Callable[[], Iterable[str]], *,
                   caught: bool) -> Sequence[Asked]:
        """List the questions, each where it is asked first.

        ``list_broken`` returns the paths of the tree's modules that may have
        been tried to run in vain, ``caught`` tells whether a failing import
        of the script is caught somewhere.
        """
        asked = [item for item in self.findings if isinstance(item, Asked)]
        first: dict[str, Asked] = {}
        for item in sorted(asked, key=lambda item: item.if_caught):
            if caught or not item.if_caught:
                first.setdefault(item.question, item)
        found = sorted(first.values())
        line = next((item.line for item in self.findings
                     if isinstance(item, Compilation)), None)
        if line is not None:
            found += [Asked(line, f"compiles({path!r})")
                      for path in list_broken()]
        return found

    def list_vital(self) -> Sequence[Asked]:
        """List the questions by which the script fails."""
        return [item for item in self.findings
                if isinstance(item, Asked) and item.is_vital]

    def list_obstacles(self, *, caught: bool) -> Sequence[Obstacle]:
        """List the obstacles by their lines; ``caught`` as list_asked()."""
        return sorted({item._replace(if_caught=False)
                       for item in self.findings
                       if isinstance(item, Obstacle)
                       and (caught or not item.if_caught)})

    def list_hidden(self) -> Sequence[Hidden]:
        """List the lines that did not run."""
        return [item for item in self.findings if isinstance(item, Hidden)]


class Circumstances(typing.NamedTuple):
    """What reading a script depends on, besides its text."""

    #: Asks the builder, as questions.ask() does.
    answer: Callable[[str], str]
    #: The top-level names of the tree's modules.
    local: frozenset[str] = frozenset()
    #: The top-level names of all that may be the tree's, or somebody else's.
    tops: frozenset[str] = frozenset()
    #: The package of the script, at which relative imports begin.
    package: str = ""
    #: The top-level modules that every build of this kind has.
    given: frozenset[str] = frozenset()
    #: Whether some of the texts that scripts ran may assign to names.
    evaluates_assignments: bool = False
    #: The names that the scripts define, as attributes or otherwise.
    defined: frozenset[str] = frozenset()
    #: The top-level modules of the tree that did not run.
    silent: frozenset[str] = frozenset()
    #: The paths that names of the tree's modules are imported from.
    reexports: Mapping[str, Mapping[str, str]] = {}
    #: The tree's modules whose docstring every compiler leaves as it is.
    plain_docstrings: frozenset[str] = frozenset()
    #: The script that ran this one, in its own name space.
    runner: Source | None = None

    def is_of_tree(self, path: str) -> bool:
        """Return True if a module, or what a path leads to, is the tree's."""
        return path.partition(".")[0] in self.local
