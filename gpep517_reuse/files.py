# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Files: opened, read and hashed without trusting what lies at a path."""

import contextlib
import errno
import hashlib
import os
import stat
import typing

from collections.abc import Iterator
from pathlib import Path


#: Files are read in blocks of so many bytes.
BLOCK_SIZE = 1 << 20

_OPEN_FLAGS = os.O_RDONLY | os.O_NONBLOCK


@contextlib.contextmanager
def open_regular(path: str | Path, *, follow: bool = False,
                 inside: int | None = None) -> Iterator[typing.BinaryIO]:
    """Open a regular file to be read, below a directory's descriptor.

    Raises OSError, also where the path is not a regular file: a FIFO or
    a symbolic link put in its place is never waited for or followed.
    """
    descriptor, _ = _open(path, follow=follow, inside=inside)
    with open(descriptor, "rb") as file:
        yield file


def _open(path: str | Path, *, follow: bool, inside: int | None
          ) -> tuple[int, int]:
    """Return the descriptor and the size of a regular file."""
    flags = _OPEN_FLAGS if follow else _OPEN_FLAGS | os.O_NOFOLLOW
    # as a text, so that PyPy's errors name it so
    descriptor = os.open(os.fspath(path), flags, dir_fd=inside)
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "not a regular file", str(path))
    return descriptor, status.st_size


def read_regular(path: str | Path) -> bytes:
    """Read a regular file, or one that a link leads to.

    Raises OSError as open_regular() does.
    """
    with open_regular(path, follow=True) as file:
        return file.read()


def digest_file(path: str | Path, *, follow: bool = False,
                inside: int | None = None) -> str:
    """Return the SHA-256 of a regular file's bytes, in hexadecimal.

    Raises OSError as open_regular() does, and where the file grows or
    shrinks meanwhile: one that grows faster than it is read has no end.
    """
    digest = hashlib.sha256(usedforsecurity=False)
    descriptor, expected = _open(path, follow=follow, inside=inside)
    # thousands of small files: a file object costs more than to hash one
    try:
        while expected >= 0 and (block := os.read(descriptor, BLOCK_SIZE)):
            digest.update(block)
            expected -= len(block)
    finally:
        os.close(descriptor)
    if expected:
        raise OSError(errno.EBUSY, "changed while it was read", str(path))
    return digest.hexdigest()


def hash_bytes(content: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content, usedforsecurity=False).hexdigest()
