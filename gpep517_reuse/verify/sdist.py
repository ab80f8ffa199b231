# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The source: a directory, or an sdist, unpacked without trusting it."""

import lzma
import os
import stat
import tarfile
import zipfile
import zlib

from collections.abc import Iterator
from pathlib import Path

from gpep517_reuse.errors import UsageError


_EXECUTABLE = 0o111
_HINT = "name a directory or an sdist"
# what some backend begins with: without any, setuptools builds a wheel of
# nothing all the same
_BEGINNINGS = ("pyproject.toml", "setup.py", "setup.cfg")

# what tarfile raises for archives that are broken in one way or another
_UNREADABLE = (tarfile.TarError, zlib.error, lzma.LZMAError, EOFError,
               OSError, OverflowError, ValueError, zipfile.BadZipFile,
               NotImplementedError, RuntimeError)


def unpack_sdist(sdist: Path, directory: Path) -> Path:
    """Unpack a .tar.gz, or a .zip; return the one directory in it.

    Members with an absolute name, such as would lie elsewhere, and such as
    are anything but files, directories and links inside, end it (PEP 706).
    Raises UsageError.
    """
    if not sdist.is_file():
        what = "is no regular file" if sdist.exists() else "does not exist"
        raise UsageError(f"{sdist} {what}", hint=_HINT)
    if sdist.suffix == ".whl":
        raise UsageError(f"{sdist} is a wheel, and needs no build",
                         hint="give two wheels to have them compared")
    try:
        if zipfile.is_zipfile(sdist) and not tarfile.is_tarfile(sdist):
            _unpack_zip(sdist, directory)
        else:
            _unpack_tar(sdist, directory)
    except _UNREADABLE as error:
        what = str(error).partition("\n")[0].rstrip(":")
        raise UsageError(f"{sdist} cannot be unpacked: {what}",
                         hint=_HINT) from error
    tops = list(directory.iterdir())
    if len(tops) != 1 or not tops[0].is_dir() or tops[0].is_symlink():
        names = ", ".join(sorted(path.name for path in tops)[:3]) or "nothing"
        raise UsageError(
            f"{sdist} holds {names}, expected one directory",
            hint="unpack it, and name the directory")
    return tops[0]


def _unpack_tar(sdist: Path, directory: Path) -> None:
    if not hasattr(tarfile, "data_filter"):
        raise UsageError(
            "this Python is too old to unpack an sdist safely",
            hint="take a newer one, or unpack it and name the directory")
    if not tarfile.is_tarfile(sdist):
        raise UsageError(f"{sdist} is not an sdist", hint=_HINT)
    with tarfile.open(sdist) as archive:
        archive.extractall(directory, _check_names(archive), filter="data")
        # a damaged header passes for the end, unless the sums are read
        while archive.fileobj and archive.fileobj.read(1 << 20):
            pass


def _unpack_zip(sdist: Path, directory: Path) -> None:
    with zipfile.ZipFile(sdist) as archive:
        for member in archive.infolist():
            mode = member.external_attr >> 16
            kind = stat.S_IFMT(mode)
            if (os.path.isabs(member.filename)
                    or ".." in member.filename.split("/")
                    or kind not in {0, stat.S_IFREG, stat.S_IFDIR}):
                raise ValueError(f"{member.filename!r} would lie elsewhere")
            path = archive.extract(member, directory)
            if mode & stat.S_IXUSR and not member.is_dir():
                # zipfile leaves that out
                os.chmod(path, os.stat(path).st_mode | _EXECUTABLE)


def check_project(directory: Path) -> None:
    """Raise UsageError where a directory has nothing that is built."""
    if not any((directory / name).exists() for name in _BEGINNINGS):
        raise UsageError(
            f"{directory} is no project: it has neither "
            f"{' nor '.join(_BEGINNINGS)}",
            hint="name the directory of one, or its sdist")


def _check_names(archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    """Refuse what the filter "data" makes relative."""
    for member in archive:
        if os.path.isabs(member.name):
            raise tarfile.AbsolutePathError(member)
        yield member
