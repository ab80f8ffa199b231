# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The conditions: what a build's scripts asked, and what they were told.

The scripts are those files of the project that were seen to run.  Of the
modules among them, one from which only literal constants are taken asks on
its own account, and is passed over with all that it imports.
"""

import functools
import posixpath

from collections.abc import Callable, Collection, Iterable, Iterator

from gpep517_reuse.analysis.condition import (
    OF_TEXT,
    Condition,
    Conditions,
)
from gpep517_reuse.analysis.findings import Circumstances, Reading
from gpep517_reuse.analysis.grammar import find_newer_grammar
from gpep517_reuse.analysis.import_graph import Imports, Modules, Scripts
from gpep517_reuse.analysis.module import Source, find_defined
from gpep517_reuse.analysis.questions import SINCE_3_13, QuestionError
from gpep517_reuse.analysis.visitor import read_script
from gpep517_reuse.analysis.vocabulary import SETUPTOOLS


# in an expression
_ASSIGNMENT = ":="


def read_conditions(scripts: Scripts, answer: Callable[[str], str]
                    ) -> Conditions:
    """Read the conditions from the scripts of a build.

    ``answer`` asks the builder, as questions.ask() does.
    """
    return _Collector(scripts, answer).collect()


class _Collector:
    """Read each script as far as its questions are the wheel's."""

    def __init__(self, scripts: Scripts, answer: Callable[[str], str]
                 ) -> None:
        self._scripts = scripts
        self._modules = modules = Modules(scripts)
        self._texts = [(path, Source(text)) for path, text in scripts.texts]
        # what ran can be compiled
        true = frozenset(f"compiles({path!r})" for path, source
                         in modules.sources.items() if not source.error)
        by_setuptools = any(posixpath.basename(path) == "setup.py"
                            for path in scripts.files)
        self._base = Circumstances(
            answer=functools.cache(lambda question: (
                "True" if question in true else answer(question))),
            local=modules.local, tops=modules.tops,
            silent=modules.silent, reexports=modules.find_reexports(),
            plain_docstrings=modules.find_plain_docstrings(),
            given=SETUPTOOLS if by_setuptools else frozenset(),
            evaluates_assignments=any(
                _ASSIGNMENT in (text if isinstance(text, str)
                                else text.decode(errors="replace"))
                for _, text in scripts.texts),
            defined=frozenset().union(
                *map(find_defined, modules.ran.values()),
                *(find_defined(source) for _, source in self._texts)))
        self._readings = {path: self._read(path) for path in scripts.files}

    def collect(self) -> Conditions:
        """Return what all scripts ask together."""
        imports = Imports(self._modules, self._readings)
        needed, passed_over = imports.sort_out()
        taken = imports.find_taken()
        # a failing import in what they import decides as well
        guarded = any(reading.catches
                      for path, reading in self._readings.items()
                      if path not in passed_over)
        found = [
            (path, self._readings[path].take(taken[path]),
             guarded and path in needed)
            for path in self._scripts.files if path not in passed_over]
        found += [(path + OF_TEXT, self._read_text(path, source), False)
                  for path, source in self._texts]
        return self._sum_up(found, passed_over)

    def _read(self, path: str) -> Reading:
        return read_script(self._modules.ran[path], self._base._replace(
            package=self._modules.find_package(path)))

    def _read_text(self, path: str, source: Source) -> Reading:
        """Read a text, of which the script that ran it may take any name."""
        return read_script(source, self._base._replace(
            package=self._modules.find_package(path),
            runner=self._modules.ran[path])).take(None)

    def _sum_up(self, found: Iterable[tuple[str, Reading, bool]],
                passed_over: Collection[str]) -> Conditions:
        """Make conditions of the readings of scripts by path, each with
        whether a failing import of the script is caught.
        """
        read = sorted(
            (path, reading.list_asked(self._list_broken, caught=caught),
             reading.list_obstacles(caught=caught), reading.list_hidden())
            for path, reading, caught in found)
        conditions: dict[str, Condition] = {}
        obstacles = [f"{path}:{line} {what}" for path, _, hindering, _ in read
                     for line, what, *_ in hindering]
        # a file can be asked for
        obstacles += [f"{path}{OF_TEXT}:{line} is of a grammar that not every "
                      "version has" for path, source in self._texts
                      if (line := find_newer_grammar(source))]
        for path, line, question in (
                *((path, line, question) for path, asked, _, _ in read
                  for line, question, *_ in asked),
                *self._list_asked_besides(passed_over)):
            try:
                conditions.setdefault(question, Condition(
                    path, line, question, self._base.answer(question)))
            except QuestionError as error:
                obstacles.append(f"{path}:{line} asks {question}: {error}")
        notes = (*(f"{path}: only literal constants are taken from it, or it "
                   "is imported from where only these are"
                   for path in passed_over),
                 *(f"{path}:{lines}" for path, *_, hidden in read
                   for lines in hidden))
        return Conditions(tuple(sorted(conditions.values())),
                          tuple(obstacles), tuple(sorted(notes)))

    def _list_broken(self) -> Iterator[str]:
        """Yield what may have been tried to run, and cannot be compiled by
        the builder: what can, and did not run, was not tried.
        """
        for path in sorted(self._scripts.tried):
            try:
                is_compiled = self._base.answer(f"compiles({path!r})")
            except QuestionError:
                is_compiled = ""
            if is_compiled != "True":
                yield path

    def _list_asked_besides(self, passed_over: Collection[str]
                            ) -> Iterator[tuple[str, int, str]]:
        """Yield path, line and question of what scripts are asked by others:
        imports, and the grammar, by which the build fails, where nothing
        else of them counts, and docstrings.
        """
        for path in sorted(passed_over):
            for line, question, *_ in self._readings[path].list_vital():
                yield path, line, question
        for path, source in self._modules.sources.items():
            if line := find_newer_grammar(source):
                yield path, line, f"compiles({path!r})"
        for path in self._modules.find_taken_docstrings():
            yield path, 1, SINCE_3_13
