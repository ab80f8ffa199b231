# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Extension modules in ELF: what they import, export and need, compared."""

import importlib
import io
import re
import struct
import typing

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from gpep517_reuse.errors import ReuseError
from gpep517_reuse.verify.findings import Code, Difference, Severity, contrast
from gpep517_reuse.verify.nondeterminism import Builds
from gpep517_reuse.wheel.installed import Installed


#: What to do where one of the libraries is missing.
HINT = "install pyelftools and abi3info"

# as in cp311-abi3, cp39.cp310-abi3-linux_x86_64, cp315-abi3.abi3t-any
_STABLE_TAG = re.compile(
    r"(?P<interpreters>[a-z0-9.]+)-(?:abi3t?)(?:\.abi3t?)*(?:-.+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """What a shared object has to do with others.

    ``imports`` are undefined dynamic symbols, ``exports`` global ones that
    it defines, without their versions.  ``needs`` are names of libraries,
    ``run_path`` the directories that they are looked for in, ``machine``
    is as in "EM_X86_64", and ``bits`` 32 or 64.
    """

    machine: str
    bits: int
    imports: frozenset[str] = frozenset()
    exports: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    run_path: tuple[str, ...] = ()


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


def is_elf(content: bytes) -> bool:
    """Return True if something says that it is ELF."""
    return content.startswith(b"\x7fELF")


def read_extensions(installed: Installed) -> Extensions:
    """Read the shared objects of a wheel, those that can be read.

    Raises nothing: what is missing here is said to be.
    """
    contents = {path: file.content for path, file in installed.files.items()
                if is_elf(file.content)}
    if not contents:
        return Extensions()
    try:
        _import_pyelftools()
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


def read_module(content: bytes) -> Module:
    """Read a shared object.

    Raises ReuseError where it is damaged, is none, or where pyelftools is
    missing.
    """
    if not is_elf(content):
        raise ReuseError("it is not an ELF file")
    errors, open_file = _import_pyelftools()
    try:
        return _read_file(open_file(io.BytesIO(content)))
    except errors as error:
        raise ReuseError(
            "it cannot be read as an ELF file: "
            f"{str(error) or type(error).__name__}",
            hint="build it again") from error


def find_abi_violations(module: Module, tag: str, *,
                        own: frozenset[str] = frozenset()
                        ) -> tuple[str, ...]:
    """Find the imported symbols that a tag's stable ABI does not have.

    ``tag`` is as in "cp311-abi3", with or without a platform (PEP 425,
    PEP 803); one of another ABI promises nothing, so nothing is found.
    ``own`` are the symbols that the package itself defines.  Raises
    ReuseError where abi3info is missing.
    """
    version = _parse_version(tag)
    symbols = sorted(symbol for symbol in module.imports - module.exports - own
                     if symbol.startswith(("Py", "_Py")))
    if version is None or not symbols:
        return ()
    added = _import_abi()
    return tuple(symbol for symbol in symbols
                 if symbol not in added or added[symbol] > version)


def _parse_version(tag: str) -> tuple[int, int] | None:
    """Return the oldest version of the stable ABI that a tag stands for."""
    match = _STABLE_TAG.fullmatch(tag)
    versions = [] if match is None else [
        (int(text[2]), int(text[3:] or 0))
        for text in match["interpreters"].split(".")
        if re.fullmatch(r"cp\d+", text)]
    return min(versions, default=None)


def _import_abi() -> Mapping[str, tuple[int, int]]:
    """Return the symbols of the stable ABI, and when they came."""
    try:
        # optional
        abi3info = importlib.import_module("abi3info")
    except ImportError as error:
        raise ReuseError("abi3info is missing, and knows the stable ABI",
                         hint=HINT) from error
    return {item.symbol.name: (item.added.major, item.added.minor)
            for table in (abi3info.FUNCTIONS, abi3info.DATAS)
            for item in table.values()}


def _import_pyelftools() -> tuple[tuple[type[Exception], ...], typing.Any]:
    """Return what pyelftools raises for damaged files, and what reads one.

    Much of what it raises comes from far below where the damage is.
    """
    try:
        # optional
        elffile = importlib.import_module("elftools.elf.elffile")
        exceptions = importlib.import_module("elftools.common.exceptions")
        construct = importlib.import_module("elftools.construct.core")
    except ImportError as error:
        raise ReuseError("pyelftools is missing, and reads ELF files",
                         hint=HINT) from error
    return (exceptions.ELFError, construct.ConstructError, ArithmeticError,
            AssertionError, AttributeError, LookupError, MemoryError,
            OSError, TypeError, ValueError, struct.error), elffile.ELFFile


def _read_file(file: typing.Any) -> Module:
    imports, exports = set(), set()
    for symbol in _iterate_symbols(file):
        if symbol["st_info"]["bind"] == "STB_LOCAL" or not symbol.name:
            continue
        if symbol["st_shndx"] == "SHN_UNDEF":
            imports.add(symbol.name)
        # a weak one is the compiler's copy of what stands in a header
        elif symbol["st_info"]["bind"] != "STB_WEAK":
            exports.add(symbol.name)
    needs, run_path = _read_dynamic(file)
    return Module(
        machine=str(file["e_machine"]), bits=file.elfclass,
        imports=frozenset(imports), exports=frozenset(exports),
        needs=frozenset(needs), run_path=tuple(run_path))


def _iterate_symbols(file: typing.Any) -> Iterator[typing.Any]:
    table = file.get_section_by_name(".dynsym")
    tables = file.iter_segments("PT_DYNAMIC") if table is None else [table]
    for found in tables:
        yield from found.iter_symbols()


def _read_dynamic(file: typing.Any) -> tuple[list[str], list[str]]:
    needs: list[str] = []
    paths: dict[str, list[str]] = {}
    for segment in file.iter_segments("PT_DYNAMIC"):
        for tag in segment.iter_tags():
            if tag.entry.d_tag == "DT_NEEDED":
                needs.append(tag.needed)
            elif tag.entry.d_tag == "DT_RPATH":
                paths["rpath"] = tag.rpath.split(":")
            elif tag.entry.d_tag == "DT_RUNPATH":
                paths["runpath"] = tag.runpath.split(":")
    # where there are both, the loader takes the newer kind
    return needs, paths.get("runpath", paths.get("rpath", []))


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
