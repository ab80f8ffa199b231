# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Installations: made by gpep517 or by us, and what is in them."""

import marshal
import os
import stat
import subprocess
import sys
import sysconfig
import typing

from collections.abc import Mapping
from pathlib import Path

import gpep517_reuse


REPOSITORY = Path(gpep517_reuse.__file__).parent.parent
# what stands before the code in bytecode
_HEADER = 16
_DEPENDS_ON_PROCESS = (
    sys.implementation.name == "pypy" or sys.version_info < (3, 12)
    or bool(sysconfig.get_config_var("Py_GIL_DISABLED")))


class Installed(typing.NamedTuple):
    """Hold what is installed at a path."""

    mode: int
    link: str
    content: object


def install(python: str | Path, module: str, wheel: Path, destdir: Path,
            *options: str | Path, epoch: int | None = 1
            ) -> "subprocess.CompletedProcess[str]":
    """Install a wheel by gpep517 or gpep517_reuse.

    With an epoch, bytecode names the source by its hash and not its time.
    """
    environment = {name: value for name, value in os.environ.items()
                   if name != "SOURCE_DATE_EPOCH"}
    if epoch is not None:
        environment["SOURCE_DATE_EPOCH"] = str(epoch)
    return subprocess.run(
        (python, "-P", "-W", "default", "-m", module, "-q", "install-wheel",
         "--destdir", destdir, *options, wheel),
        env={**environment, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True, text=True,
        check=False)


def describe(destdir: Path) -> Mapping[str, Installed]:
    """Describe all files by path.

    Of some bytecode it is the code that counts: what refers to what, in its
    bytes, depends on what the process that writes them has interned.
    """
    return {str(path.relative_to(destdir)): _describe(path)
            for path in destdir.rglob("*")
            if path.is_symlink() or not path.is_dir()}


def list_differences(one: Path, other: Path) -> list[str]:
    """List the paths at which two installations differ."""
    here, there = describe(one), describe(other)
    return sorted(path for path in here.keys() | there.keys()
                  if here.get(path) != there.get(path))


def _describe(path: Path) -> Installed:
    content: object = b"" if path.is_symlink() else path.read_bytes()
    if (isinstance(content, bytes) and content and path.suffix == ".pyc"
            and _DEPENDS_ON_PROCESS):
        code = marshal.loads(content[_HEADER:])
        content = (content[:_HEADER], code.co_filename, code)
    return Installed(stat.S_IMODE(path.lstat().st_mode),
                     str(path.readlink()) if path.is_symlink() else "",
                     content)


if __name__ == "__main__":
    print(*list_differences(*map(Path, sys.argv[1:])), sep="\n", end="")
