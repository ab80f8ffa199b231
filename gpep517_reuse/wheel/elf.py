# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The extension module in ELF: what it imports, exports and needs."""

import importlib
import io
import re
import struct
import typing

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gpep517_reuse.errors import ReuseError


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


def is_elf(content: bytes) -> bool:
    """Return True if something says that it is ELF."""
    return content.startswith(b"\x7fELF")


def read_module(content: bytes) -> Module:
    """Read a shared object.

    Raises ReuseError where it is damaged, is none, or where pyelftools is
    missing.
    """
    if not is_elf(content):
        raise ReuseError("it is not an ELF file")
    errors, open_file = import_pyelftools()
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


def import_pyelftools() -> tuple[tuple[type[Exception], ...], typing.Any]:
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
