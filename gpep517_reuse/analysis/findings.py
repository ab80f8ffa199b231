# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The reading of a build script: what it asks, and what stands in the way.

A build is repeated exactly as long as every question that its code asks has
the same answer.  So each question that stands in code which may have run is
found, as the outcome of a comparison, as a truth or as a value, whatever the
code goes on to use; where it cannot be told what is asked, that is said.
"""

import typing

from collections.abc import Callable, Mapping

from gpep517_reuse.analysis.module import Source


class Asked(typing.NamedTuple):
    """Name a question, and the line that asks it."""

    line: int
    question: str


class Obstacle(typing.NamedTuple):
    """Name a line of which it cannot be told what it asks."""

    line: int
    what: str


class Hidden(typing.NamedTuple):
    """Name lines that did not run, and the question that shows it, empty
    where that was seen.
    """

    first: int
    last: int
    question: str


class LocalImport(typing.NamedTuple):
    """Name an import of a module of the tree.

    ``names`` are those that are taken from it if nothing else of it is
    used, else empty; ``guarded`` tells whether a failure is caught;
    ``bound`` is the name that the module has in the script, if any.
    """

    line: int
    module: str
    names: frozenset[str]
    guarded: bool
    bound: str = ""


class Reading(typing.NamedTuple):
    """Hold all that a script asks, and what stands in the way.

    ``compiles`` is the line that asks whether the tree's modules can be
    compiled, by importing them and catching syntax errors, 0 for none;
    ``catches`` tells whether it catches what code elsewhere may raise.
    ``private`` are the names of which others were taken to know nothing;
    ``if_guarded`` and ``hindering_if_guarded`` come on top where a failing
    import of the script is caught.
    """

    asked: tuple[Asked, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    hidden: tuple[Hidden, ...] = ()
    imports: tuple[LocalImport, ...] = ()
    is_dynamic: bool = False
    compiles: int = 0
    catches: bool = False
    private: frozenset[str] = frozenset()
    if_guarded: tuple[Asked, ...] = ()
    hindering_if_guarded: tuple[Obstacle, ...] = ()

    def as_guarded(self) -> "Reading":
        """Return what it is where a failing import of it is caught."""
        known = {question for _, question in self.asked}
        return self._replace(
            asked=(*self.asked, *(asked for asked in self.if_guarded
                                  if asked.question not in known)),
            obstacles=tuple(sorted({*self.obstacles,
                                    *self.hindering_if_guarded})))


class Circumstances(typing.NamedTuple):
    """Hold what reading a script depends on, besides its text.

    ``answer`` asks the builder, as questions.ask() does; ``local`` are the
    top-level names of the tree's modules, ``tops`` all that may be one, or
    somebody else's; ``exported`` are the names that
    others may take from the script, besides those that begin with two
    underscores, None for all; ``package`` is the script's own, for relative
    imports; ``given`` are top-level modules that every build of this kind
    has, ``silent`` those of the tree that did not run; ``reexports`` are the
    paths that names of the tree's modules are imported from;
    ``plain_docstrings`` are those of the tree's modules that every compiler
    leaves as they are; ``runner`` is the script that ran this one, in its
    own name space; ``called`` are the first lines of the functions that were
    called, None where that was not seen.
    """

    answer: Callable[[str], str]
    local: frozenset[str] = frozenset()
    tops: frozenset[str] = frozenset()
    exported: frozenset[str] | None = frozenset()
    package: str = ""
    given: frozenset[str] = frozenset()
    silent: frozenset[str] = frozenset()
    reexports: Mapping[str, Mapping[str, str]] = {}
    plain_docstrings: frozenset[str] = frozenset()
    runner: Source | None = None
    called: frozenset[int] | None = None
