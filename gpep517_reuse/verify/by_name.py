# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The reuse by file name: what a search that reads no wheel would do.

It is the one of Gentoo's distutils-r1.eclass: a wheel that was built before
in the same directory, whatever became of the sources, if its path matches.
"""

import fnmatch
import json
import os
import shutil
import typing

from collections.abc import Iterator
from pathlib import Path

from gpep517_reuse.environment.interpreter import Interpreter
from gpep517_reuse.errors import StoreError, explain
from gpep517_reuse.verify.findings import Code, Comparison, Severity


# below the reuse directory
_DIRECTORY = "by-name"
_RECORD = "record.json"


class Kept(typing.NamedTuple):
    """A wheel that the search would find: ``path`` is where it was built,
    ``directory`` the one that was the current one.
    """

    wheel: Path
    path: str
    directory: str
    builder: Interpreter

    def is_for(self, here: Interpreter, directory: str, *,
               expect_extension: bool) -> bool:
        """Return True if the search would hand it out."""
        if self.directory != directory:
            return False
        if not expect_extension and fnmatch.fnmatchcase(
                self.path, "*py3-none*"):
            return True
        return (here.implementation == "cpython" and "t" not in here.abiflags
                and fnmatch.fnmatchcase(self.path, "*-abi3-*"))


def find_kept(reuse_dir: Path, here: Interpreter, *, expect_extension: bool
              ) -> Kept | None:
    """Find the wheel that would be handed out in the current directory.

    Raises StoreError where what is kept cannot be read.
    """
    directory = os.getcwd()
    return next((kept for kept in _read_all(reuse_dir / _DIRECTORY)
                 if kept.is_for(here, directory,
                                expect_extension=expect_extension)), None)


def keep(reuse_dir: Path, wheel: Path, builder: Interpreter) -> None:
    """Keep a wheel that such a search would have had to build.

    Raises StoreError where that cannot be done.
    """
    top = reuse_dir / _DIRECTORY
    try:
        top.mkdir(exist_ok=True)
        place = top / str(len(os.listdir(top)) + 1)
        place.mkdir()
        shutil.copyfile(wheel, place / wheel.name)
        (place / _RECORD).write_text(json.dumps({
            "wheel": wheel.name, "path": os.path.abspath(wheel),
            "directory": os.getcwd(), "builder": builder.to_json()}))
    except OSError as error:
        raise StoreError(f"{wheel} cannot be kept in {top}: "
                         + explain(error)) from error


def _read_all(top: Path) -> Iterator[Kept]:
    """Yield what is kept, in the order in which it was built."""
    try:
        for number in range(1, len(os.listdir(top)) + 1):
            place = top / str(number)
            data = json.loads((place / _RECORD).read_text())
            yield Kept(
                wheel=place / os.path.basename(data["wheel"]),
                path=data["path"], directory=data["directory"],
                builder=Interpreter.from_json(data["builder"]))
    except FileNotFoundError:
        return
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{top} cannot be read: {error}") from error


def name_reuse(builder: Interpreter, here: Interpreter) -> str:
    """Name who would reuse whose, as in "python3.13 <- python3.12"."""
    return f"{here.program} <- {builder.program}"


def count_changes(comparison: Comparison) -> str:
    """Return what would be wrong, as in "9 files added, 2 changed"."""
    kinds = {Code.FILE_ADDED: "added", Code.FILE_REMOVED: "removed"}
    paths: dict[str, set[str]] = {"added": set(), "changed": set(),
                                  "removed": set()}
    for difference in comparison.differences:
        if difference.severity is Severity.FINDING:
            paths[kinds.get(difference.code, "changed")].add(difference.path)
    parts = [f"{len(found)} {kind}" for kind, found in paths.items() if found]
    if not parts:
        return ""
    count, kind = parts[0].split()
    parts[0] = f"{count} file{'s' * (count != '1')} {kind}"
    return ", ".join(parts)
