# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The interpreter: its identity, and the wheel tags that it takes."""

from __future__ import annotations

import importlib.machinery
import sys

from gpep517_reuse.values import TYPE_CHECKING, NamedTuple


if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


_NAMES = {"cpython": "CPython", "pypy": "PyPy", "graalpy": "GraalPy"}

#: A directory of sys.path by this name has packaging for this tool alone.
LENT_PACKAGING = "gpep517-reuse-packaging"


class Interpreter(NamedTuple):
    """Identify one interpreter exactly.

    ``release`` is the language's version, ``version`` all of sys.version;
    ``pointer_size`` is in bytes.
    """

    implementation: str
    release: tuple[int, int, int]
    version: str
    extension_suffix: str
    abiflags: str
    pointer_size: int

    @property
    def name(self) -> str:
        """Name it for a person, as in "CPython 3.12.1"."""
        name = _NAMES.get(self.implementation, self.implementation)
        release = ".".join(map(str, self.release))
        return f"{name} {release}{self.abiflags}"

    @property
    def program(self) -> str:
        """Return what it is called as a program, as in "python3.13t"."""
        name = {"cpython": "python"}.get(self.implementation,
                                         self.implementation)
        return "{}{}.{}{}".format(name, *self.release[:2], self.abiflags)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Interpreter:
        """Take what to_json() gave; raises TypeError or KeyError else."""
        major, minor, micro = map(int, data["release"])
        return cls(
            implementation=str(data["implementation"]),
            release=(major, minor, micro), version=str(data["version"]),
            extension_suffix=str(data["extension_suffix"]),
            abiflags=str(data["abiflags"]),
            pointer_size=int(data["pointer_size"]))

    def to_json(self) -> Mapping[str, object]:
        """Return the fields as JSON knows them."""
        return self._asdict()


class Target(NamedTuple):
    """Which wheels are for an interpreter.

    ``platform`` is the platform tag of a wheel that is built here.
    ``tags`` are those of PEP 425 and PEP 803, the best first, as in
    "cp312-abi3-linux_x86_64", None where ``packaging`` is not installed,
    and not read where no candidate needs them.
    """

    interpreter: Interpreter
    platform: str
    tags: tuple[str, ...] | None = None


def read_interpreter() -> Interpreter:
    """Read the identity of the running interpreter."""
    major, minor, micro = sys.version_info[:3]
    return Interpreter(
        implementation=sys.implementation.name,
        release=(major, minor, micro), version=sys.version,
        # sysconfig has it too, at the cost of reading its whole table
        extension_suffix=next(iter(importlib.machinery.EXTENSION_SUFFIXES),
                              ""),
        abiflags=getattr(sys, "abiflags", ""),
        pointer_size=(sys.maxsize.bit_length() + 1) // 8)


def read_target(interpreter: Interpreter, *, with_tags: bool) -> Target:
    """Read which wheels the running interpreter takes.

    Under a sysroot, call it while gpep517's sysconfig for it is in force.
    """
    # a wheel for any platform is judged without
    import sysconfig

    platform = sysconfig.get_platform()
    for character in "-. ":
        platform = platform.replace(character, "_")
    return Target(interpreter=interpreter, platform=platform,
                  tags=_read_tags() if with_tags else None)


def _read_tags() -> tuple[str, ...] | None:
    # more than a bare interpreter start, and a wheel for any platform is
    # judged without it
    try:
        from packaging import tags
    except ImportError:
        return None
    return tuple(map(str, tags.sys_tags()))
