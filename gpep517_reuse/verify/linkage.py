# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The linkage of an extension module, in place of its bytes.

Compilers and headers make other bytes of the same source; what a module
takes from others, and gives, tells whether one can stand for the other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gpep517_reuse.verify.elf import Module
from gpep517_reuse.verify.findings import Code, Difference, Severity, contrast
from gpep517_reuse.verify.nondeterminism import Builds


@dataclass(frozen=True, slots=True, kw_only=True)
class Linkage:
    """Hold a module, and what is known of its builder.

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
