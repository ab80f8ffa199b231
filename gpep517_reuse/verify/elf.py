# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Extension modules, compared by what they import, export and need."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from gpep517_reuse.errors import ReuseError
from gpep517_reuse.verify.findings import Code, Difference, Severity, contrast
from gpep517_reuse.verify.nondeterminism import Builds
from gpep517_reuse.wheel.elf import (
    Module,
    find_abi_violations,
    import_pyelftools,
    is_elf,
    read_module,
)
from gpep517_reuse.wheel.installed import Installed


@dataclass(frozen=True, slots=True, kw_only=True)
class Extensions:
    """What is known of a wheel's shared objects, by path.

    ``violations`` are the symbols that the stable ABI of the wheel's tags
    does not have; ``lacking`` are the libraries that could not be asked.
    """

    modules: Mapping[str, Module] = field(default_factory=dict)
    violations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lacking: tuple[str, ...] = ()

    def rename(self, names: Mapping[str, str]) -> "Extensions":
        """Give shared objects other paths."""
        return replace(
            self, modules={names.get(path, path): module
                           for path, module in self.modules.items()},
            violations={names.get(path, path): found
                        for path, found in self.violations.items()})


def read_extensions(installed: Installed) -> Extensions:
    """Read the shared objects of a wheel, those that can be read.

    Raises nothing: what is missing here is said to be.
    """
    contents = {path: file.content for path, file in installed.files.items()
                if is_elf(file.content)}
    if not contents:
        return Extensions()
    try:
        import_pyelftools()
    except ReuseError:
        return Extensions(lacking=("pyelftools",))
    modules = {}
    for path, content in contents.items():
        try:
            modules[path] = read_module(content)
        except ReuseError:
            continue
    own = frozenset().union(*(module.exports for module in modules.values()))
    violations = {}
    try:
        for path, module in modules.items():
            if found := {symbol for tag in installed.tags for symbol in
                         find_abi_violations(module, tag, own=own)}:
                violations[path] = tuple(sorted(found))
    except ReuseError:
        return Extensions(modules=modules, lacking=("abi3info",))
    return Extensions(modules=modules, violations=violations)


@dataclass(frozen=True, slots=True, kw_only=True)
class Linkage:
    """A module, and what is known of its builder.

    ``violations`` are symbols that the stable ABI of its wheel's tags does
    not have.  ``release`` is the version of the builder's language, None
    where it is not known; ``prefixes`` are directories that it lies in.
    """

    module: Module
    violations: tuple[str, ...] = ()
    release: tuple[int, ...] | None = None
    prefixes: tuple[str, ...] = ()

    @property
    def own_run_path(self) -> tuple[str, ...]:
        """Return the directories of the run path that lie in a prefix."""
        return tuple(path for path in self.module.run_path
                     if any(_lies_in(path, prefix)
                            for prefix in self.prefixes))


def compare_linkage(path: str, linkages: Builds[Linkage]
                    ) -> Iterator[Difference]:
    """Yield how two modules of one path differ."""
    modules = linkages.map(lambda linkage: linkage.module)
    yield from contrast(Code.EXTENSION_MACHINE, path, modules.map(
        lambda module: (f"{module.machine}, {module.bits} bits",)))
    yield from contrast(
        Code.EXTENSION_IMPORTS, path,
        modules.map(lambda module: tuple(sorted(module.imports))),
        severity=_weigh_imports(linkages))
    yield from contrast(Code.EXTENSION_EXPORTS, path, modules.map(
        lambda module: tuple(sorted(module.exports))))
    yield from contrast(Code.EXTENSION_NEEDS, path, modules.map(
        lambda module: tuple(sorted(module.needs))))
    yield from contrast(
        Code.EXTENSION_RUN_PATH, path, modules.map(
            lambda module: tuple(filter(None, [":".join(module.run_path)]))),
        severity=_weigh_run_path(linkages))
    yield from _tell_violations(path, linkages)


def _weigh_imports(linkages: Builds[Linkage]) -> Severity:
    """Weigh that headers name other symbols.

    What older ones name is there in a newer interpreter, and does what it
    did; what newer ones name may do something else in an older one, as
    PyArg_ParseTuple does under PY_SSIZE_T_CLEAN.
    """
    builder, here = linkages.builder.release, linkages.here.release
    return Severity.NOTE if builder and here and builder[:2] < here[:2] else (
        Severity.FINDING)


def _weigh_run_path(linkages: Builds[Linkage]) -> Severity:
    """Weigh that libraries are looked for elsewhere.

    Many interpreters put their own directory into all that they link.
    """
    builder, here = (
        _leave_out_own(linkage, other) for linkage, other in (
            (linkages.builder, linkages.here),
            (linkages.here, linkages.builder)))
    return Severity.NOTE if builder == here else Severity.FINDING


def _leave_out_own(linkage: Linkage, other: Linkage) -> Sequence[str]:
    """Return a run path without what lies in the builder's prefix alone:
    /usr is everybody's.
    """
    return [path for path in linkage.module.run_path
            if path not in linkage.own_run_path
            or any(_lies_in(path, prefix) for prefix in other.prefixes)]


def _lies_in(path: str, prefix: str) -> bool:
    return f"{path}/".startswith(f"{prefix.rstrip('/')}/")


def _tell_violations(path: str, linkages: Builds[Linkage]
                     ) -> Iterator[Difference]:
    """Tell which symbols nobody promised; only those of the builder's
    module would be installed by a reuse.
    """
    old, new = linkages.builder.violations, linkages.here.violations
    if old or new:
        yield Difference(
            code=Code.STABLE_ABI, path=path, old=old, new=new,
            severity=Severity.FINDING if old else Severity.NOTE)
