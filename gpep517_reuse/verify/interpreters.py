# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The interpreters that are to build: found, and asked where they lie."""

import contextlib
import json
import os
import re
import shutil
import subprocess

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gpep517_reuse.errors import UsageError
from gpep517_reuse.verify.rebuild import Processes


# what stands for all that PATH has, and what they are called
_ALL = "all"
_NAME = re.compile(r"(?:python|pypy)3\.\d+t?")
# what stands for python3.12
_VERSION = re.compile(r"\d+\.\d+t?")
_TELL = """\
import json, sys
print(json.dumps([[sys.prefix, sys.base_prefix], [
    sys.prefix, sys.version, getattr(sys, "abiflags", "")]]))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """An interpreter: ``name`` is what it was called, ``path`` is absolute,
    and it lies in ``prefixes``.  Those of one environment are equal in
    ``identity``, by whatever names.
    """

    name: str
    path: str
    prefixes: tuple[str, ...]
    identity: tuple[str, ...]


def find_programs(names: Sequence[str], processes: Processes
                  ) -> tuple[Program, ...]:
    """Find interpreters by their names or paths, "3.12" for python3.12, and
    "all" for all that PATH has.

    Raises UsageError for one that is none, and for one environment that is
    named twice.
    """
    programs = tuple(_ask_all(
        [name for name in names if name != _ALL], processes))
    if _ALL in names:
        return tuple({program.identity: program for program in (
            *_ask_path(processes), *programs)}.values())
    known: dict[tuple[str, ...], Program] = {}
    for program in programs:
        other = known.setdefault(program.identity, program)
        if other is not program:
            names = sorted({f"--python {each.name}"
                            for each in (other, program)})
            raise UsageError(
                f"{' and '.join(names)} {_count(names)} the same environment",
                hint="name each environment once")
    return programs


def _count(names: Sequence[str]) -> str:
    return "twice is" if len(names) == 1 else "are"


def _ask_path(processes: Processes) -> Iterator[Program]:
    """Ask all of PATH that are called as an interpreter is, and are one."""
    found = set()
    for directory in os.get_exec_path():
        with contextlib.suppress(OSError):
            found |= {name for name in os.listdir(directory)
                      if _NAME.fullmatch(name)}
    for name in sorted(found, key=lambda name: (
            name.startswith("pypy"), len(name), name)):
        if path := shutil.which(name):
            with contextlib.suppress(UsageError):
                yield _ask(name, os.path.abspath(path), processes)


def _ask_all(names: Sequence[str], processes: Processes
             ) -> Iterator[Program]:
    for name in names:
        path = shutil.which(name) or (
            shutil.which(f"python{name}") if _VERSION.fullmatch(name)
            else None)
        if path is None:
            raise _refuse(name)
        # its links are its own: an environment's lead out of it
        yield _ask(name, os.path.abspath(path), processes)


def _refuse(name: str) -> UsageError:
    """Tell why a name leads to no program."""
    if os.path.isdir(name):
        return UsageError(f"--python {name} is a directory",
                          hint="name the interpreter in it")
    if "/" in name and os.path.exists(name):
        return UsageError(f"--python {name} cannot be executed",
                          hint="check its mode")
    return UsageError(f"--python {name}: there is no such program",
                      hint="name one that is on PATH, or its path")


def _ask(name: str, path: str, processes: Processes) -> Program:
    try:
        process = processes.run((path, "-P", "-c", _TELL),
                                stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE)
        prefixes, identity = json.loads(process.stdout)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"--python {name} is not a Python 3.11 or later",
            hint="name one, such as python3.13") from error
    return Program(name=name, path=path, prefixes=tuple(prefixes),
                   identity=tuple(identity))
