# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The source distribution: unpacked without trusting it."""

import tarfile

from pathlib import Path

from gpep517_reuse.errors import UsageError


def unpack_sdist(sdist: Path, directory: Path) -> Path:
    """Unpack a .tar.gz; return the one directory in it.

    Members that would lie elsewhere, or be anything but files, directories
    and links inside, end it (tarfile's "data" filter, PEP 706).  Raises
    UsageError.
    """
    try:
        with tarfile.open(sdist) as archive:
            archive.extractall(directory, filter="data")
    except (tarfile.TarError, EOFError, OSError) as error:
        raise UsageError(f"{sdist} cannot be unpacked: {error}",
                         hint="name a directory or an sdist") from error
    tops = [path for path in directory.iterdir() if path.is_dir()]
    if len(tops) != 1:
        raise UsageError(
            f"{sdist} holds {len(tops)} directories, expected one",
            hint="unpack it, and name the directory")
    return tops[0]
