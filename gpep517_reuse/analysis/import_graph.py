# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The modules: the scripts by their names, and who takes what from whom."""

import functools
import posixpath
import typing

from collections.abc import (
    Collection,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)

from gpep517_reuse.analysis.effects import (
    find_used,
    list_run_imports,
    patches_others,
    runs_code,
    writes_files,
)
from gpep517_reuse.analysis.findings import Reading
from gpep517_reuse.analysis.imports import LocalImport, make_absolute
from gpep517_reuse.analysis.module import (
    Source,
    find_exposed,
    find_literals,
    has_changing_docstring,
    keeps_docstring,
    reads_statically,
)
from gpep517_reuse.analysis.interpreters import STDLIB
from gpep517_reuse.analysis.scopes import Scope


# so many modules are followed that hand a name on
_MOST_STEPS = 4


class Scripts(typing.NamedTuple):
    """What ran of a project, and what of its settings tells who takes it."""

    #: The text of each file, by path.
    files: Mapping[str, bytes]
    #: The texts that these files ran besides, with the path of the file.
    texts: tuple[tuple[str, str | bytes], ...] = ()
    #: The paths of all __init__.py of the tree.
    packages: frozenset[str] = frozenset()
    #: The paths of all Python files that did not run.
    others: frozenset[str] = frozenset()
    #: Those of them that may have been tried to run.
    tried: frozenset[str] = frozenset()
    #: The words that the settings of the build hold.
    words: frozenset[str] = frozenset()
    by_flit: bool = False
    #: Modules, and names in them, that setuptools takes.
    attributes: frozenset[tuple[str, str]] = frozenset()
    #: Modules that settings name for what they hold.
    named: frozenset[str] = frozenset()
    #: The files whose code changed files, variables or the directory.
    changing: frozenset[str] = frozenset()
    #: The lines that ran, for the files for which that was seen.
    lines: Mapping[str, frozenset[int]] = {}


class Modules:
    """The scripts as modules.

    ``sources``, what ``ran`` of them, and ``names`` are by path; ``local``
    are the top-level names of the scripts, ``silent`` those of what lies
    beside them alone, and ``tops`` those by which scripts may be imported
    besides.
    """

    def __init__(self, scripts: Scripts) -> None:
        self.scripts = scripts
        self.sources = {path: Source(text)
                        for path, text in scripts.files.items()}
        self.ran = {path: source.prune(scripts.lines.get(path))
                    for path, source in self.sources.items()}
        self.names = {path: _name_module(path, scripts.packages)
                      for path in scripts.files}
        # two of one name, in different directories, may both have run
        self._paths: dict[str, list[str]] = {}
        for path in scripts.files:
            for name in _list_foreign_names(path):
                self._paths.setdefault(name, []).append(path)
        self._tops_of_others = {
            path: _find_top(_name_module(path, scripts.packages))
            for path in scripts.others}
        self.local = frozenset(map(_find_top, self.names.values())) - STDLIB
        self.tops = frozenset(map(_find_top, self._paths))
        self.silent = frozenset(self._tops_of_others.values()) - self.local

    @functools.cached_property
    def names_of_others(self) -> frozenset[str]:
        """All names by which what did not run can be imported."""
        return frozenset().union(*map(_list_foreign_names,
                                      self.scripts.others))

    def find_paths(self, module: str) -> Sequence[str]:
        """Return the paths of all scripts of a name."""
        return self._paths.get(module, ())

    def find_origins(self, imported: str) -> Iterator[str]:
        """Yield the paths of the scripts that what is imported may be of."""
        parts = imported.split(".")
        for number in range(1, len(parts) + 1):
            yield from self.find_paths(".".join(parts[:number]))

    def list_below(self, package: str
                   ) -> Iterator[tuple[str, Sequence[str]]]:
        """Yield the modules of a package by the rest of their names, and
        the paths of each.
        """
        for module, paths in self._paths.items():
            if module.startswith(f"{package}."):
                yield module[len(package) + 1:], paths

    def find_package(self, path: str) -> str:
        """Return the package that relative imports of a script begin at,
        by the longest of its names.
        """
        return posixpath.dirname(path).replace("/", ".")

    def find_reexports(self) -> Mapping[str, Mapping[str, str]]:
        """Find what the modules import: paths by name, by module, through
        all modules of the tree that hand them on.
        """
        found = {name: {
            bound: make_absolute(imported, self.find_package(path))
            for bound, imported in source.scope.list_imported().items()}
            for path, source in self.ran.items()
            for name in _list_foreign_names(path)}
        for _ in range(_MOST_STEPS):
            for paths in found.values():
                for bound, imported in [*paths.items()]:
                    module, _, name = imported.rpartition(".")
                    further = found.get(module, {})
                    if name == "*":
                        for other in further:
                            paths.setdefault(other, f"{module}.{other}")
                    elif name in further:
                        paths[bound] = further[name]
        return found

    def find_plain_docstrings(self) -> frozenset[str]:
        """Find the modules whose docstrings no compiler changes, by all
        names that they may have.
        """
        plain: dict[str, bool] = {}
        for path, source in self.ran.items():
            for name in _list_names(path):
                plain[name] = plain.get(name, True) and (
                    not has_changing_docstring(source))
        return frozenset(name for name, is_plain in plain.items() if is_plain)

    def find_taken_docstrings(self) -> Iterator[str]:
        """Find the modules whose docstrings flit takes, and compilers of
        3.13 change.
        """
        if self.scripts.by_flit:
            for path, module in self.names.items():
                if "." not in module and has_changing_docstring(
                        self.sources[path]):
                    yield path

    def find_modules_for_version(self) -> Iterator[str]:
        """Yield the modules that a backend imports to take a literal.

        flit takes __version__, and the first line of the docstring,
        setuptools what its settings name.  Both read a module's own literal
        without importing it: then it ran for something else.
        """
        taken = {(module, name) for module, name in self.scripts.attributes
                 if module in self._paths}
        if self.scripts.by_flit:
            if not all(keeps_docstring(self.sources[path])
                       for path, module in self.names.items()
                       if "." not in module):
                return
            taken.update((module, "__version__")
                         for module in self.names.values()
                         if "." not in module)
        # one that is not a literal may be another one's to import
        if all(self._is_literal(module, name, depth=3)
               for module, name in taken):
            for module, name in taken:
                if module not in self.scripts.named and not all(
                        reads_statically(self.sources[path], name)
                        for path in self._paths[module]):
                    yield from self._paths[module]

    def _is_literal(self, module: str, name: str, *, depth: int) -> bool:
        """Return True if a name is a literal's, here or where it is imported
        from.
        """
        paths = self.find_paths(module)
        return len(paths) == 1 and self.is_literal_of(paths[0], name,
                                                      depth=depth)

    def is_literal_of(self, path: str, name: str, *, depth: int = 3) -> bool:
        """Return True if a name of a script is a literal's, as above."""
        # what ran tells of most, without all that did not
        if not self._may_be_literal(self.ran[path].scope, path, name, depth):
            return False
        source = self.sources[path]
        return self._may_be_literal(source.scope, path, name, depth) and (
            name in source.scope.list_imported()
            or name in find_literals(source))

    def _may_be_literal(self, scope: Scope, path: str, name: str, depth: int
                        ) -> bool:
        """Return False if a name of a script is no literal's, by a part of
        what the script binds.
        """
        origin = scope.list_imported().get(name)
        if origin is None:
            return scope.may_be_literal(name)
        if not depth or not scope.is_imported_only(name):
            return False
        found, _, attribute = make_absolute(
            origin, self.find_package(path)).rpartition(".")
        return self._is_literal(found, attribute, depth=depth - 1)


class Imports:
    """Which scripts import which, and what they take from them.

    ``readings`` are by path.
    """

    def __init__(self, modules: Modules, readings: Mapping[str, Reading]
                 ) -> None:
        self._modules = modules
        self._readings = readings
        self._imported = {target for path in readings
                          for target in self._follow(path, all_of_them=True)}

    def find_taken(self) -> Mapping[str, frozenset[str] | None]:
        """Find the names that are taken from each script by others, None
        for all of them.

        A backend takes those that its settings name.  Code that loads
        scripts by paths or texts may take any.
        """
        words = self._modules.scripts.words
        # else who imports it does not show: by another name, or by its path
        taken: dict[str, frozenset[str] | None] = {
            path: words if path in self._imported or (
                not posixpath.dirname(path)) or (
                    self._modules.names[path].rpartition(".")[2] in words)
            else None for path in self._readings}
        if any(reading.is_dynamic for reading in self._readings.values()):
            return dict.fromkeys(taken)
        before = None
        while before != taken:
            # who takes a module from another one takes all of it
            before = dict(taken)
            for path, reading in self._readings.items():
                for imported in reading.imports:
                    self._take(imported, before[path], taken)
        return taken

    def _take(self, imported: LocalImport, passed_on: frozenset[str] | None,
              taken: dict[str, frozenset[str] | None]) -> None:
        """Add what an import takes, by a script of which others take what
        is passed on.
        """
        names = imported.names
        if imported.bound and (passed_on is None
                               or imported.bound in passed_on):
            names = frozenset()
        for path in self._modules.find_paths(imported.module):
            known = taken[path]
            taken[path] = (None if known is None or not names
                           else known | names)
        for module, paths in self._modules.list_below(imported.module):
            if not names or module.partition(".")[0] in names:
                taken.update(dict.fromkeys(paths))

    def sort_out(self) -> tuple[Collection[str], Collection[str]]:
        """Return the scripts that others import, and those passed over."""
        for_version = set(self._modules.find_modules_for_version())
        first = self._readings.keys() - self._imported - for_version
        needed = self._close(first, all_of_them=False)
        everything = self._close(first | for_version, all_of_them=True)
        # in a cycle, or imported in a way that does not show
        needed |= self._close(self._readings.keys() - everything,
                              all_of_them=False)
        if any(self._readings[path].is_dynamic for path in needed) or any(
                self._has_effect(path, needed)
                for path in self._readings.keys() - needed):
            needed = set(self._readings)
        return needed - first, self._readings.keys() - needed

    def _has_effect(self, path: str, needed: Collection[str]) -> bool:
        """Return True if a script changes more than itself: files, what it
        imports, or what others know of it; or may run what did not run here.
        """
        source = self._modules.sources[path]
        package = self._modules.find_package(path)
        if (path in self._modules.scripts.changing or runs_code(source)
                or not self._modules.names_of_others.isdisjoint(
                    list_run_imports(source, package))
                or patches_others(source)
                or writes_files(source, at_once=True)):
            return True
        return any(
            target in needed and not self._modules.is_literal_of(
                target, imported.rpartition(".")[2])
            for imported in find_used(source, package, at_once=False)
            for target in self._modules.find_origins(imported)) or any(
                writes_files(self._modules.sources[target], at_once=False)
                for imported in find_used(source, package, at_once=True)
                for target in self._modules.find_origins(imported)
                if target != path)

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
                for target in self._modules.find_paths(name):
                    if target != path:
                        yield target

    def _takes_literals(self, imported: LocalImport) -> bool:
        paths = self._modules.find_paths(imported.module)
        return (bool(paths and imported.names) and not imported.guarded
                and all(self._has_literals(path, imported.names)
                        for path in paths))

    def _has_literals(self, path: str, names: frozenset[str]) -> bool:
        """Return True if what is taken from a module are literals only, be it
        by scripts or by a backend, which finds it imported already.
        """
        def is_literal(name: str) -> bool:
            return self._modules.is_literal_of(path, name)

        # a module of a package is bound by nothing, nor does a star show
        return names <= self._modules.ran[path].scope.list_bound() and (
            all(map(is_literal, names)) and all(map(is_literal, find_exposed(
                self._modules.sources[path], self._modules.scripts.words))))


def _name_module(path: str, packages: Collection[str]) -> str:
    """Name a module by the packages that it lies in."""
    directory, name = posixpath.split(path)
    parts = [] if directory and name == "__init__.py" else [
        name.removesuffix(".py")]
    # where the tree itself is one, nothing here tells its name
    while directory and posixpath.join(directory, "__init__.py") in packages:
        directory, name = posixpath.split(directory)
        parts.insert(0, name)
    return ".".join(parts)


def _list_names(path: str) -> Iterator[str]:
    """List the names by which a script can be imported, as the search path
    may begin anywhere.
    """
    parts = path.removesuffix(".py").removesuffix("/__init__").split("/")
    for number in range(len(parts)):
        yield ".".join(parts[number:])


def _list_foreign_names(path: str) -> Iterator[str]:
    """List such names but for those that the standard library has."""
    return (name for name in _list_names(path)
            if _find_top(name) not in STDLIB)


def _find_top(module: str) -> str:
    return module.partition(".")[0]
