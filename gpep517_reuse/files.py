# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Files: opened, read and hashed without trusting what lies at a path."""

from __future__ import annotations

import contextlib
import errno
import os
import stat

from gpep517_reuse.values import TYPE_CHECKING


if TYPE_CHECKING:
    import hashlib

    from collections.abc import Callable, Iterator
    from typing import BinaryIO

    #: What names a file.
    StrPath = str | os.PathLike[str]


#: Files are read in blocks of so many bytes.
BLOCK_SIZE = 1 << 20

# OpenSSL hashes five times as fast as the interpreter itself, and loading it
# takes as long as this hashes so many bytes
_FEW_BYTES = 512 << 10
# where CPython keeps its own
_OWN_MODULES = ("_sha2", "_sha256")

_OPEN_FLAGS = os.O_RDONLY | os.O_NONBLOCK


class _Digests:
    """Begin SHA-256s by what takes the least time for all of them."""

    def __init__(self) -> None:
        self._left = _FEW_BYTES
        self._make = _find_own() or _load_fast()

    def begin(self, size: int) -> hashlib._Hash:
        """Begin one, of about so many bytes."""
        if self._left > 0:
            self._left -= size
            if self._left <= 0:
                self._make = _load_fast()
        return self._make(usedforsecurity=False)


def _find_own() -> Callable[..., hashlib._Hash] | None:
    """Find the interpreter's own SHA-256, if it is a compiled one."""
    for name in _OWN_MODULES:
        with contextlib.suppress(ImportError):
            module = __import__(name)
            if not getattr(module, "__file__", "").endswith(".py"):
                make: Callable[..., hashlib._Hash] = module.sha256
                return make
    return None


def _load_fast() -> Callable[..., hashlib._Hash]:
    import hashlib

    return hashlib.sha256


_digests = _Digests()


@contextlib.contextmanager
def open_regular(path: StrPath, *, follow: bool = False,
                 inside: int | None = None) -> Iterator[BinaryIO]:
    """Open a regular file to be read, below a directory's descriptor.

    Raises OSError, also where the path is not a regular file: a FIFO or
    a symbolic link put in its place is never waited for or followed.
    """
    descriptor, _ = _open(path, follow=follow, inside=inside)
    with open(descriptor, "rb") as file:
        yield file


def _open(path: StrPath, *, follow: bool,
          inside: int | None) -> tuple[int, int]:
    """Return the descriptor and the size of a regular file."""
    flags = _OPEN_FLAGS if follow else _OPEN_FLAGS | os.O_NOFOLLOW
    # as a text, so that PyPy's errors name it so
    descriptor = os.open(os.fspath(path), flags, dir_fd=inside)
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "not a regular file", str(path))
    return descriptor, status.st_size


def read_regular(path: StrPath) -> bytes:
    """Read a regular file, or one that a link leads to.

    Raises OSError as open_regular() does.
    """
    with open_regular(path, follow=True) as file:
        return file.read()


def digest_file(path: StrPath, *, follow: bool = False,
                inside: int | None = None) -> str:
    """Return the SHA-256 of a regular file's bytes, in hexadecimal.

    Raises OSError as open_regular() does, and where the file grows or
    shrinks meanwhile: one that grows faster than it is read has no end.
    """
    descriptor, expected = _open(path, follow=follow, inside=inside)
    digest = _digests.begin(expected)
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
    digest = _digests.begin(len(content))
    digest.update(content)
    return digest.hexdigest()
