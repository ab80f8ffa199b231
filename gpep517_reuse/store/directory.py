# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The directory: entered by descriptors, past no link and no open door.

What lies in a directory that only this user and root can write to was put
there by them, and stays so between two looks at it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat

from gpep517_reuse.errors import StoreError
from gpep517_reuse.files import open_regular
from gpep517_reuse.values import TYPE_CHECKING


if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from gpep517_reuse.files import StrPath


# what a directory is called in which something is made ready
_STAGE_PREFIX = ".gpep517-reuse-new-"
_HINT = "name a directory that only this user can write to"
# a record of more bytes is none of ours
_MOST_BYTES = 64 << 20


@contextlib.contextmanager
def open_directory(path: StrPath, inside: int | None = None
                   ) -> Iterator[int]:
    """Yield the descriptor of a directory, below that of another one.

    Raises OSError where there is none: below another one, a symbolic link
    is none.
    """
    descriptor = _open(path, inside)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _open(path: StrPath, inside: int | None = None) -> int:
    flags = os.O_RDONLY | os.O_DIRECTORY
    flags |= 0 if inside is None else os.O_NOFOLLOW
    return os.open(path, flags, dir_fd=inside)


@contextlib.contextmanager
def enter(top: str, *names: str) -> Iterator[int]:
    """Yield the descriptor of a directory of ours, or of one inside it.

    A link may lead to the top, which is the caller's affair.  Raises
    FileNotFoundError where one on the way is not there, and StoreError
    where it is no directory, or others could have put something into it.
    """
    path = top
    descriptor = None
    try:
        try:
            descriptor = _open(top)
            check_status(path, descriptor)
            for name in names:
                path = os.path.join(path, name)
                outer, descriptor = descriptor, _open(name, descriptor)
                os.close(outer)
                check_status(path, descriptor)
        except NotADirectoryError as error:
            raise StoreError(f"{path} is not a directory, or a link to one",
                             hint=_HINT) from error
        yield descriptor
    finally:
        if descriptor is not None:
            os.close(descriptor)


def check_status(path: str, descriptor: int) -> None:
    """Raise StoreError where others can write to what is open."""
    status = os.fstat(descriptor)
    user = os.geteuid()
    if status.st_uid not in {0, user}:
        raise StoreError(
            f"{path} belongs to user {status.st_uid}, expected "
            + (f"{user} or root" if user else "root"), hint=_HINT)
    if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        import shlex

        raise StoreError(
            f"{path} can be written to by others",
            hint=f"chmod go-w {shlex.quote(path)}, or {_HINT}")


@contextlib.contextmanager
def stage(directory: int) -> Iterator[int]:
    """Yield a fresh directory inside one, which goes again, with all that
    was not moved out of it.
    """
    # a reuse most often stages nothing
    import shutil

    sweep(directory)
    with contextlib.ExitStack() as stack:
        while True:
            name = f"{_STAGE_PREFIX}{os.getpid()}-{os.urandom(6).hex()}"
            for _ in range(2):
                # an interruption may end the first one
                stack.callback(shutil.rmtree, name, ignore_errors=True,
                               dir_fd=directory)
            os.mkdir(name, 0o700, dir_fd=directory)
            with contextlib.suppress(FileNotFoundError):
                # else swept before it could be locked
                staged = stack.enter_context(open_directory(name, directory))
                if _lock(staged) is not False and os.fstat(staged).st_nlink:
                    break
        yield staged


def sweep(directory: int) -> None:
    """Remove what processes that were killed had staged in a directory.

    Who is at work holds a lock on what is staged.
    """
    for name in os.listdir(directory):
        if name.startswith(_STAGE_PREFIX):
            with (contextlib.suppress(OSError),
                  open_directory(name, directory) as staged):
                if _lock(staged):
                    import shutil

                    shutil.rmtree(name, ignore_errors=True, dir_fd=directory)


def _lock(descriptor: int) -> bool | None:
    """Lock what is open as long as it is, never waiting.

    Returns True if nobody else has it locked, None where there are no locks.
    """
    # a reuse locks nothing
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


def read_text(name: str, inside: int) -> str:
    """Read a file of ours.

    Raises OSError where it is a symbolic link, or huge, and StoreError
    where others can write to it.
    """
    with open_regular(name, inside=inside) as file:
        check_status(name, file.fileno())
        if os.fstat(file.fileno()).st_size > _MOST_BYTES:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), name)
        content = file.read(_MOST_BYTES)
    return content.decode("utf-8", "surrogateescape")


def write_text(name: str, text: str, inside: int) -> None:
    """Write a new file; raises FileExistsError where there is one."""
    with _create(name, inside) as file:
        file.write(text.encode())


def append_byte(name: str, inside: int) -> None:
    """Make a file one byte longer; raises OSError where that cannot be.

    Of several processes that do so at once, none is lost.
    """
    descriptor = os.open(
        name, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW
        | os.O_NONBLOCK, 0o644, dir_fd=inside)
    try:
        os.write(descriptor, b".")
    finally:
        os.close(descriptor)


def copy(name: str, source: int, target: int) -> None:
    """Copy a regular file to another directory, under the same name.

    Its time tells when it was built, as that of a link does.
    """
    import shutil

    with (open_regular(name, inside=source) as original,
          _create(name, target) as file):
        shutil.copyfileobj(original, file)
        file.flush()
        status = os.fstat(original.fileno())
        os.utime(file.fileno(), ns=(status.st_atime_ns, status.st_mtime_ns))


def link(name: str, source: int, target: int) -> bool:
    """Give a file a name in another directory; return whether that is
    possible, and nothing in its way.
    """
    try:
        os.link(name, name, src_dir_fd=source, dst_dir_fd=target,
                follow_symlinks=False)
    except (OSError, NotImplementedError):
        return False
    return True


def link_or_copy(name: str, source: int, target: int) -> None:
    """Give a file a name in another directory, or copy it there."""
    if not link(name, source, target):
        copy(name, source, target)


def _create(name: str, inside: int) -> BinaryIO:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    return open(os.open(name, flags, 0o644, dir_fd=inside), "wb")
