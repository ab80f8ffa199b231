# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The rows of a report: files that differ, those together that do so in the
same way.
"""

import collections
import os
import re

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from gpep517_reuse.verify.findings import (
    Code,
    Comparison,
    Contents,
    Difference,
    Severity,
    Verification,
)
from gpep517_reuse.verify.report_text import code_finding


#: What stands for a file that is missing.
MISSING = "\N{EN DASH}"
#: What is to be said of a file, the worst first.
STANDINGS: Mapping[str, str] = {
    "differs": "a reuse would install something else",
    "refused": "a reuse would install something else, a rule refuses it",
    "unchecked": "it could not be compared",
    "unstable": "builds by one interpreter differ as well",
    "note": "worth to know, and does not matter",
    "aside": "left out, in another order, or in wheels nobody compares",
}
#: Those of which nothing follows.
FOLDED = frozenset({"note", "aside"})

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MIRRORED = {Code.FILE_ADDED: Code.FILE_REMOVED,
             Code.FILE_REMOVED: Code.FILE_ADDED}
# an extension module's name is its own up to here
_SUFFIX = re.compile(r"\.(?:abi3t?|cpython-|pypy)[^./]*\.so$")

Found = tuple[Comparison, Difference]
# a file's content, by the name of the interpreter
_Digests = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A file that differs somewhere, by all its ``paths``: an extension
    module can have one for each interpreter.

    ``cells`` are a letter per content, the same where that is, a dash where
    it is missing, and empty where it is no file.
    """

    paths: tuple[str, ...]
    cells: tuple[str, ...]
    found: tuple[Found, ...]

    @property
    def title(self) -> str:
        """Return the path, with all its suffixes, as in "a.{abi3,b}.so"."""
        if len(self.paths) == 1:
            return self.paths[0]
        stem = _SUFFIX.sub("", self.paths[0])
        kinds = sorted(path[len(stem) + 1:-len(".so")] for path in self.paths)
        return f"{stem}.{{{','.join(kinds)}}}.so"

    @property
    def standing(self) -> str:
        """Return the worst that is to be said of it."""
        known = {weigh_found(*each) for each in self.found} or {"aside"}
        return next(standing for standing in STANDINGS if standing in known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Files that differ in the same way, between the same."""

    rows: tuple[Row, ...]
    anchor: str

    @property
    def first(self) -> Row:
        """Return one that stands for all."""
        return self.rows[0]

    @property
    def title(self) -> str:
        """Name the file, or how many there are, and where."""
        if len(self.rows) == 1:
            return self.first.title
        where = os.path.commonpath([
            os.path.dirname(path) for row in self.rows for path in row.paths])
        are_modules = all(path.endswith(".so") for row in self.rows
                          for path in row.paths)
        return (f"{len(self.rows)} {'modules' if are_modules else 'files'}"
                + (f" in {where}" if where else ""))

    @property
    def codes(self) -> tuple[tuple[str, Code], ...]:
        """Return the codes of findings, with what these are about."""
        return tuple(sorted({
            (code_finding(comparison, difference), difference.code)
            for comparison, difference in self.first.found},
            key=lambda item: item[0]))

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        """Return the comparisons in which they differ."""
        found = {id(comparison): comparison
                 for comparison, _ in self.first.found}
        return tuple(found.values())


def weigh_found(comparison: Comparison, difference: Difference) -> str:
    """Return what is to be said of a difference."""
    if difference.severity is Severity.FINDING:
        return "refused" if comparison.refusal else "differs"
    return difference.severity.name.lower()


def list_groups(verification: Verification) -> tuple[Group, ...]:
    """List what differs, the worst first."""
    groups: dict[object, list[Row]] = collections.defaultdict(list)
    for row in _list_rows(verification):
        groups[row.cells, frozenset(
            (code_finding(comparison, difference), comparison.builder,
             comparison.here, comparison.wheel)
            for comparison, difference in row.found)].append(row)
    order = list(STANDINGS)
    ordered = sorted(groups.values(),
                     key=lambda rows: order.index(rows[0].standing))
    return tuple(Group(rows=tuple(rows), anchor=f"group-{number}")
                 for number, rows in enumerate(ordered, 1))


def _list_rows(verification: Verification) -> Iterator[Row]:
    found: dict[str, list[Found]] = collections.defaultdict(list)
    for comparison in verification.comparisons:
        for difference in comparison.differences:
            found[difference.path].append((comparison, difference))
    tables = [dict(contents.files) for contents in verification.contents]
    differing = {path for path in frozenset().union(*tables)
                 if len({table.get(path) for table in tables}) > 1}
    for paths in _join_names(differing | found.keys(), tables):
        yield Row(
            paths=paths,
            cells=tuple(_assign_letters([next(filter(None, map(
                table.get, paths)), None) for table in tables])),
            found=tuple(each for path in paths for each in found[path]))


def _join_names(paths: Iterable[str], tables: Sequence[_Digests]
                ) -> Iterator[tuple[str, ...]]:
    """Put together the names of one module, unless they are of one wheel."""
    names: dict[str, list[str]] = collections.defaultdict(list)
    for path in sorted(paths):
        names[_SUFFIX.sub(".*.so", path)].append(path)
    for found in names.values():
        if all(sum(path in table for path in found) < 2 for table in tables):
            yield tuple(found)
        else:
            yield from ((path,) for path in found)


def _assign_letters(digests: Iterable[str | None]) -> Iterator[str]:
    digests = tuple(digests)
    known = list(dict.fromkeys(filter(None, digests)))
    for digest in digests:
        if not known:
            yield ""
        elif digest is None:
            yield MISSING
        else:
            number = known.index(digest)
            yield (_LETTERS[number] if number < len(_LETTERS)
                   else str(number + 1))


def list_diffs(row: Row, columns: Sequence[Contents]
               ) -> tuple[tuple[Difference, tuple[Found, ...]], ...]:
    """List what differs once, whichever way round, with all who show it.

    It is the way from an earlier column to a later one, where there is one.
    """
    places = {contents.name: number
              for number, contents in enumerate(columns)}
    groups: dict[object, list[Found]] = collections.defaultdict(list)
    for comparison, difference in row.found:
        ways = (difference, _mirror(difference))
        groups[frozenset((way.code, way.path, way.old, way.new, way.severity)
                         for way in ways)].append((comparison, difference))
    return tuple(
        (min(found, key=lambda each: (
            places.get(each[0].builder, 0) > places.get(each[0].here, 0)))[1],
         tuple(found)) for found in groups.values())


def _mirror(difference: Difference) -> Difference:
    return replace(
        difference, code=_MIRRORED.get(difference.code, difference.code),
        old=difference.new, new=difference.old)
