# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The source tree: what it holds at one moment, named by a fingerprint."""

from __future__ import annotations

import contextlib
import os
import time

from gpep517_reuse.errors import ReuseError, quote
from gpep517_reuse.files import BLOCK_SIZE, digest_file, hash_bytes
from gpep517_reuse.sources.git import (
    find_governing,
    list_parents,
    read_checkout,
)
from gpep517_reuse.values import TYPE_CHECKING, NamedTuple


if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from gpep517_reuse.files import StrPath


#: What the names of the build bases that we make begin with.
#: The dot keeps setuptools from taking one for a package.
BUILD_BASE_PREFIX = ".gpep517-reuse-build-"

# How old a change must be, in nanoseconds, before an unchanged time stamp
# shows that there was no other: file systems count in up to two seconds.
_RACY_NS = 2_000_000_000

# device, inode, size, mtime and ctime in nanoseconds
_Signature = tuple[int, int, int, int, int]


class Tree(NamedTuple):
    """What counts of a source tree."""

    #: The kind and content of each path, relative to the current directory:
    #: ``f`` (file) or ``x`` (executable file) and the SHA-256 of its bytes in
    #: hexadecimal, ``l`` (symbolic link) and its target, ``g`` (a ``.git``)
    #: and the SHA-256 of what git answers.
    files: Mapping[str, str]
    #: Why the tree is not fit for reuse, a sentence each.
    faults: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Name this state: a SHA-256, in hexadecimal."""
        # neither a path nor a link's target holds a NUL byte
        text = "\0".join((*(f"{path}\0{content}" for path, content
                            in sorted(self.files.items())), *self.faults))
        return hash_bytes(os.fsencode(text))


class Scan(NamedTuple):
    """A tree together with what makes the next scan of it cheap."""

    tree: Tree
    #: By path; none of a link.
    signatures: Mapping[str, _Signature]
    #: When the scan began, in nanoseconds since the epoch.
    began: int


class Roots(NamedTuple):
    """The directories that make up a source tree."""

    #: A real path.
    current: str
    #: Real paths, none inside another.
    directories: tuple[str, ...]
    #: Real paths of directories that do not count.
    excluded: frozenset[str] = frozenset()

    @classmethod
    def of(cls, current: StrPath, others: Iterable[StrPath],
           excluded: Iterable[StrPath] = ()) -> Roots:
        """Take the current directory and those that go with it."""
        unique = sorted({os.path.realpath(path)
                         for path in (current, *others)})
        directories = tuple(
            path for path in unique
            if not any(path.startswith(os.path.join(other, ""))
                       for other in unique if other != path))
        return cls(
            current=os.path.realpath(current), directories=directories,
            excluded=frozenset(map(os.path.realpath, excluded)))

    def locate(self, path: str) -> str:
        """Return the absolute path of what lies in the current directory."""
        return os.path.join(self.current, path)

    def hold(self, path: str) -> bool:
        """Return True if a real path lies in the tree."""
        below = path + "/"
        for directory in self.directories:
            if below.startswith(directory.rstrip("/") + "/"):
                return True
        return False


def scan(roots: Roots, *, is_known_wheel: Callable[[str], bool],
         before: Scan | None = None) -> Scan:
    """Read a source tree.

    Every file counts, but for bytecode, our own build bases, excluded
    directories, and wheels of which ``is_known_wheel`` knows the SHA-256.
    Symbolic links count by their target, a .git by what git answers.
    With an earlier scan of the same roots, files that show no trace of a
    change since are not read again.  What cannot be read or does not
    belong into a source tree becomes a fault; nothing is raised for it.
    """
    scanner = _Scanner(roots, is_known_wheel, before)
    for directory in roots.directories:
        if not scanner.add_directory(directory):
            scanner.add_surroundings(directory)
    return Scan(Tree(scanner.files, tuple(sorted(
        map(quote, scanner.faults)))),
                scanner.signatures, scanner.began)


def list_files() -> frozenset[str]:
    """List the paths of all files below the current directory."""
    return frozenset(
        os.path.normpath(os.path.join(directory, name))
        for directory, _, names in os.walk(".") for name in names)


class _Scanner:
    """Collect the files of the directories of one tree."""

    def __init__(self, roots: Roots, is_known_wheel: Callable[[str], bool],
                 before: Scan | None) -> None:
        self.roots = roots
        self.is_known_wheel = is_known_wheel
        self.before = before
        self.began = time.time_ns()
        self._current = os.path.join(roots.current, "")
        self.files: dict[str, str] = {}
        self.faults: list[str] = []
        self.signatures: dict[str, _Signature] = {}
        self._logs = frozenset(_list_logs())

    def add_directory(self, top: str) -> bool:
        """Add all files below; return whether the top has a .git."""
        pending = [top]
        while pending:
            directory = pending.pop()
            prefix = self._name_prefix(directory)
            try:
                with os.scandir(directory) as entries:
                    for entry in entries:
                        self._add_entry(entry, prefix, pending)
            except OSError as error:
                self._add_fault(prefix or ".", error)
        return os.path.lexists(os.path.join(top, ".git"))

    def add_checkout(self, git: str, *, is_above: bool = False) -> None:
        """Add what git answers about a checkout."""
        path = os.path.relpath(git, self.roots.current)
        try:
            self.files[path] = "g" + read_checkout(git, is_above=is_above)
        except ReuseError as error:
            self.faults.append(error.message)

    def add_surroundings(self, top: str) -> None:
        """Add what is above and matters: a .git that governs the tree, and
        the files to ignore, which hatchling looks for as far up as that.
        """
        governing = find_governing(top)
        for parent in list_parents(top):
            for name in (".gitignore", ".hgignore"):
                location = os.path.join(parent, name)
                if os.path.isfile(location):
                    path = os.path.relpath(location, self.roots.current)
                    with contextlib.suppress(OSError):
                        self.files[path] = (
                            "f" + digest_file(location, follow=True))
            if governing is not None and parent == os.path.dirname(governing):
                self.add_checkout(governing, is_above=True)
                break

    def _name_prefix(self, directory: str) -> str:
        """Return what the names of a directory's files begin with."""
        if directory == self.roots.current:
            return ""
        # relpath() takes a tenth of a scan
        path = (directory[len(self._current):]
                if directory.startswith(self._current)
                else os.path.relpath(directory, self.roots.current))
        return path + "/"

    def _add_entry(self, entry: os.DirEntry[str], prefix: str,
                   pending: list[str]) -> None:
        name = entry.name
        if name == ".git" and not (
                os.path.dirname(entry.path) not in self.roots.directories
                and _leads_nowhere(entry)):
            self.add_checkout(entry.path)
        elif entry.is_symlink():
            self._add_link(entry.path, prefix + name)
        elif entry.is_dir(follow_symlinks=False):
            if not (name == "__pycache__"
                    or name.startswith(BUILD_BASE_PREFIX)
                    or entry.path in self.roots.excluded):
                pending.append(entry.path)
        elif not entry.is_file(follow_symlinks=False):
            self.faults.append(f"{prefix}{name} is neither a file, "
                               "a directory nor a symbolic link")
        elif not name.endswith(".pyc"):
            self._add_file(entry, prefix + name)

    def _add_link(self, location: str, path: str) -> None:
        self.files[path] = "l" + os.readlink(location)
        if not self.roots.hold(target := os.path.realpath(location)):
            self.faults.append(
                f"symbolic link {path} leads out of the tree, to {target}")

    def _add_file(self, entry: os.DirEntry[str], path: str) -> None:
        try:
            status = entry.stat(follow_symlinks=False)
            if (status.st_dev, status.st_ino) in self._logs:
                return
            signature = (status.st_dev, status.st_ino, status.st_size,
                         status.st_mtime_ns, status.st_ctime_ns)
            digest = (self._recall(path, signature)
                      or digest_file(entry.path))
        except OSError as error:
            self._add_fault(path, error)
            return
        if path.endswith(".whl") and self.is_known_wheel(digest):
            return
        self.files[path] = ("x" if status.st_mode & 0o111 else "f") + digest
        self.signatures[path] = signature

    def _recall(self, path: str, signature: _Signature) -> str:
        """Return the digest of an earlier scan, empty if it may be stale."""
        before = self.before
        if before is None or before.signatures.get(path) != signature:
            return ""
        if max(signature[3:]) > before.began - _RACY_NS:
            return ""
        return before.tree.files[path][1:]

    def _add_fault(self, path: str, error: OSError) -> None:
        self.faults.append(f"{path} cannot be read: {error.strerror}")


def _list_logs() -> Iterator[tuple[int, int]]:
    """Yield device and inode of the files that this process logs into."""
    for descriptor in (1, 2):
        with contextlib.suppress(OSError):
            status = os.fstat(descriptor)
            yield status.st_dev, status.st_ino


def _leads_nowhere(entry: os.DirEntry[str]) -> bool:
    """Return True if a .git is all that an sdist has of a submodule's."""
    if not entry.is_file(follow_symlinks=False):
        return False
    try:
        with open(entry.path, encoding="utf-8", errors="replace") as file:
            target = file.read(BLOCK_SIZE).removeprefix("gitdir:").strip()
    except OSError:
        return False
    return not os.path.exists(
        os.path.join(os.path.dirname(entry.path), target))


def find_differences(before: Tree, after: Tree) -> tuple[str, ...]:
    """Find the paths, sorted, that one tree has and the other has not."""
    return tuple(sorted(
        path for path in before.files.keys() | after.files.keys()
        if before.files.get(path) != after.files.get(path)))


def find_touched(before: Scan, after: Scan) -> frozenset[str]:
    """Find the files that are others by now, or were written meanwhile.

    Their content may be the same again: what was read in between was not.
    A change of mode or of the number of links is none.
    """
    return frozenset(
        path for path, signature in before.signatures.items()
        if path in after.signatures
        and after.signatures[path][:4] != signature[:4])
