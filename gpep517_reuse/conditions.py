# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The conditions: what a build's scripts asked, and what they were told.

The scripts are those files of the project that were seen to run.  Of the
modules among them, one from which only literal constants are taken asks on
its own account, and is passed over with all that it imports.
"""

import functools
import posixpath
import typing

from collections.abc import (
    Callable,
    Collection,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)

from gpep517_reuse.condition import Condition, Conditions
from gpep517_reuse.literals import (
    find_exposed,
    find_literals,
    find_reexports,
    has_plain_docstring,
    keeps_docstring,
    patches_others,
)
from gpep517_reuse.questions import SINCE_3_13, QuestionError
from gpep517_reuse.reading import Asked, Circumstances, LocalImport, Reading
from gpep517_reuse.script import read_script
from gpep517_reuse.vocabulary import SETUPTOOLS


class Scripts(typing.NamedTuple):
    """Hold what ran: the text of each file by its path, and the texts that
    these files ran besides, with the path of the file that did.

    ``packages`` are the paths of all __init__.py of the tree, ``others``
    those of all Python files that did not run, ``words`` those that the
    settings of the build hold.  ``by_flit`` tells that flit-core built;
    ``attributes`` are modules and names in them that setuptools takes.
    ``called`` are the first lines of the functions that were called, for
    the files for which that was seen.
    """

    files: Mapping[str, bytes]
    texts: tuple[tuple[str, str | bytes], ...] = ()
    packages: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    by_flit: bool = False
    attributes: frozenset[tuple[str, str]] = frozenset()
    called: Mapping[str, frozenset[int]] = {}


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
        self._names = {path: _name_module(path, scripts.packages)
                       for path in scripts.files}
        # two of one name, in different directories, may both have run
        self._modules: dict[str, list[str]] = {}
        for path, name in self._names.items():
            self._modules.setdefault(name, []).append(path)
        # the top-level names of what did not run, by path
        self._silent = {
            path: _find_top(_name_module(path, scripts.packages))
            for path in scripts.others}
        by_setuptools = any(posixpath.basename(path) == "setup.py"
                            for path in scripts.files)
        self._base = Circumstances(
            answer=functools.cache(answer),
            local=frozenset(map(_find_top, self._modules)),
            silent=frozenset(self._silent.values()).difference(
                map(_find_top, self._modules)),
            reexports={name: find_reexports(scripts.files[path])
                       for path, name in self._names.items()},
            plain_docstrings=frozenset(_list_plain_docstrings(scripts.files)),
            given=SETUPTOOLS if by_setuptools else frozenset())
        self._readings = {path: self._read(path) for path in scripts.files}

    def collect(self) -> Conditions:
        """Return what all scripts ask together."""
        needed, passed_over = self._sort_out()
        taken = self._find_taken()
        # a failing import in what they import decides as well
        guarded = any(reading.catches_imports
                      for path, reading in self._readings.items()
                      if path not in passed_over)
        readings = {
            path: self._read(path, exported=taken[path],
                             guarded=guarded and path in needed)
            for path in self._scripts.files if path not in passed_over}
        found = [*readings.items(),
                 *((path, self._read_text(path, text))
                   for path, text in self._scripts.texts)]
        return self._sum_up(found, passed_over)

    def _read(self, path: str, *,
              exported: frozenset[str] | None = frozenset(),
              guarded: bool = False) -> Reading:
        name = self._names[path]
        package = (name if posixpath.basename(path) == "__init__.py"
                   else name.rpartition(".")[0])
        return read_script(self._scripts.files[path], self._base._replace(
            exported=exported, guarded=guarded, package=package,
            called=self._scripts.called.get(path)))

    def _read_text(self, path: str, text: str | bytes) -> Reading:
        return read_script(text, self._base._replace(
            exported=None, package=self._names.get(path, ""),
            runner=self._scripts.files[path]))

    def _find_taken(self) -> Mapping[str, frozenset[str] | None]:
        """Find the names that are taken from each script by others, None
        for all of them.

        A backend takes those that its settings name.
        """
        taken: dict[str, frozenset[str] | None] = dict.fromkeys(
            self._readings, self._scripts.words)
        for reading in self._readings.values():
            for module, names in _list_taken(reading.imports):
                for path in self._modules.get(module, ()):
                    known = taken[path]
                    taken[path] = (None if known is None or not names
                                   else known | names)
        return taken

    def _sort_out(self) -> tuple[Collection[str], Collection[str]]:
        """Return the modules that scripts import, and those passed over."""
        for_version = set(self._find_modules_for_version())
        imported = {target for path in self._readings
                    for target in self._follow(path, all_of_them=True)}
        first = self._readings.keys() - imported - for_version
        needed = self._close(first, all_of_them=False)
        everything = self._close(first | for_version, all_of_them=True)
        # in a cycle, or imported in a way that does not show
        needed |= self._close(self._readings.keys() - everything,
                              all_of_them=False)
        if any(self._readings[path].is_dynamic for path in needed) or any(
                patches_others(self._scripts.files[path])
                for path in self._readings.keys() - needed):
            needed = set(self._readings)
        return needed - first, self._readings.keys() - needed

    def _find_modules_for_version(self) -> Iterator[str]:
        """Yield the modules that a backend imports to take a literal.

        flit takes __version__, and the first line of the docstring,
        setuptools what its settings name.
        """
        taken = {(module, name) for module, name in self._scripts.attributes
                 if module in self._modules}
        if self._scripts.by_flit:
            if not all(keeps_docstring(self._scripts.files[path])
                       for path, module in self._names.items()
                       if "." not in module):
                return
            taken.update((module, "__version__") for module in self._modules
                         if "." not in module)
        # one that is not a literal may be another one's to import
        if all(self._is_literal(module, name, depth=3)
               for module, name in taken):
            for module, _ in taken:
                yield from self._modules[module]

    def _is_literal(self, module: str, name: str, *, depth: int) -> bool:
        """Tell whether a name is a literal's, here or where it is imported
        from.
        """
        paths = self._modules.get(module, ())
        if len(paths) != 1 or not depth:
            return False
        text = self._scripts.files[paths[0]]
        source = find_reexports(text).get(name)
        if source is None:
            return name in find_literals(text)
        if source.startswith("."):
            package = module if posixpath.basename(
                paths[0]) == "__init__.py" else module.rpartition(".")[0]
            source = f"{package}{source}"
        found, _, attribute = source.rpartition(".")
        return self._is_literal(found, attribute, depth=depth - 1)

    def _close(self, paths: Iterable[str], *, all_of_them: bool) -> set[str]:
        """Return the scripts and all that they import."""
        found: set[str] = set()
        pending = list(paths)
        while pending:
            path = pending.pop()
            if path not in found:
                found.add(path)
                pending.extend(self._follow(path, all_of_them=all_of_them))
        return found

    def _follow(self, path: str, *, all_of_them: bool) -> Iterator[str]:
        """Yield the modules that a script imports, but for those of which
        it takes literal constants only.
        """
        for imported in self._readings[path].imports:
            if not all_of_them and self._takes_literals(imported):
                continue
            names = [imported.module, *(
                f"{imported.module}.{name}" for name in imported.names)]
            parts = imported.module.split(".")
            names += [".".join(parts[:number])
                      for number in range(1, len(parts))]
            for name in names:
                for target in self._modules.get(name, ()):
                    if target != path:
                        yield target

    def _takes_literals(self, imported: LocalImport) -> bool:
        paths = self._modules.get(imported.module, ())
        return (bool(paths and imported.names) and not imported.guarded
                and all(self._has_literals(path, imported.names)
                        for path in paths))

    def _has_literals(self, path: str, names: frozenset[str]) -> bool:
        """Tell whether what is taken from a module are literals only, be it
        by scripts or by a backend, which finds it imported already.
        """
        text = self._scripts.files[path]
        return names | find_exposed(text, self._scripts.words) <= (
            find_literals(text))

    def _find_taken_docstrings(self) -> Iterator[str]:
        """Find the modules whose docstrings flit takes, and compilers of
        3.13 change.
        """
        if self._scripts.by_flit:
            for path, module in self._names.items():
                if "." not in module and not has_plain_docstring(
                        self._scripts.files[path]):
                    yield path

    def _list_importable(self) -> Sequence[str]:
        """List what an import of the tree's modules may have to compile:
        that it did not run may be why.
        """
        return sorted({*self._scripts.files, *(
            path for path, top in self._silent.items()
            if top in self._base.local)})

    def _sum_up(self, found: Iterable[tuple[str, Reading]],
                passed_over: Collection[str]) -> Conditions:
        conditions: dict[str, Condition] = {}
        obstacles: list[str] = []
        notes = [f"{path}: only literal constants are taken from it, or it "
                 "is imported from where only these are"
                 for path in passed_over]
        for path, reading in sorted(found):
            obstacles.extend(f"{path}:{obstacle.line} {obstacle.what}"
                             for obstacle in reading.obstacles)
            notes.extend(
                f"{path}:{hidden.first}-{hidden.last} did not run" + (
                    f", by {hidden.question}" if hidden.question else "")
                for hidden in reading.hidden)
            asked = [*reading.asked]
            if reading.compiles:
                asked += [Asked(reading.compiles, f"compiles({name!r})")
                          for name in self._list_importable()]
            for line, question in asked:
                try:
                    conditions.setdefault(question, Condition(
                        path, line, question, self._base.answer(question)))
                except QuestionError as error:
                    obstacles.append(f"{path}:{line} asks {question}: "
                                     f"{error}")
        for path in self._find_taken_docstrings():
            conditions.setdefault(SINCE_3_13, Condition(
                path, 1, SINCE_3_13, self._base.answer(SINCE_3_13)))
        return Conditions(tuple(sorted(conditions.values())),
                          tuple(obstacles), tuple(sorted(notes)))


def _list_taken(imports: Iterable[LocalImport]
                ) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the modules that are imported, and the names taken from them,
    which is nothing where they do not show.
    """
    for imported in imports:
        yield imported.module, imported.names
        if not imported.names:
            # a.b.c is found through a and through b
            parts = imported.module.split(".")
            for number in range(1, len(parts)):
                yield ".".join(parts[:number]), frozenset()


def _name_module(path: str, packages: Collection[str]) -> str:
    """Name a module by the packages that it lies in."""
    directory, name = posixpath.split(path)
    parts = [] if name == "__init__.py" else [
        name.removesuffix(".py")]
    while posixpath.join(directory, "__init__.py") in packages:
        directory, name = posixpath.split(directory)
        parts.insert(0, name)
    return ".".join(parts)


def _list_plain_docstrings(files: Mapping[str, bytes]) -> Iterator[str]:
    """Yield the modules whose docstrings no compiler changes, by all names
    that they may have.
    """
    plain: dict[str, bool] = {}
    for path, text in files.items():
        parts = path.removesuffix(".py").removesuffix("/__init__").split("/")
        for number in range(len(parts)):
            name = ".".join(parts[number:])
            plain[name] = plain.get(name, True) and has_plain_docstring(text)
    return (name for name, is_plain in plain.items() if is_plain)


def _find_top(module: str) -> str:
    return module.partition(".")[0]
