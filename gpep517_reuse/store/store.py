# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The store: a directory of entries that no kill leaves half-written.

A new entry is made whole in a directory of its own and appears by a single
rename.  Nobody waits for anybody: of two writers of one entry the second
finds it there and drops its own.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import stat
import sys

from gpep517_reuse.errors import StoreError, explain
from gpep517_reuse.files import digest_file, hash_bytes
from gpep517_reuse.sources.tree import Tree
from gpep517_reuse.store.directory import (
    append_byte,
    check_status,
    copy,
    enter,
    link,
    link_or_copy,
    open_directory,
    read_text,
    stage,
    sweep,
    write_text,
)
from gpep517_reuse.store.entry import Candidate, Damaged, Entry
from gpep517_reuse.values import TYPE_CHECKING


if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gpep517_reuse.files import StrPath


_README = """\
gpep517-reuse keeps the wheels here that it built, to hand them out again to
other Python interpreters.  The directory may be deleted at any time; then
they are built again.
"""
_AMBIGUOUS = "ambiguous"
_LAYOUT = "v1"
_STATES = "states"
_WHEELS = "wheels"
# of as many bytes as an entry's wheel was handed out
_REUSES = "reuses"
# what a rename says of a directory, and of what is none
_IN_THE_WAY = frozenset({errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR})


def derive_key(state: str, recipe_digest: str) -> str:
    """Derive the name under which entries of a state and a recipe lie."""
    return hash_bytes(f"{state}\0{recipe_digest}".encode())


class Store:
    """Keep entries in a directory.

    Every method may raise OSError or StoreError, which say that there is
    no store any more; the caller then builds without.  No descriptor is
    kept between two calls: a build script could close it.
    """

    def __init__(self, directory: str) -> None:
        self.directory = directory

    @classmethod
    def open(cls, directory: StrPath, *, create: bool
             ) -> Store:
        """Open a store, made first where ``create`` says so.

        Raises StoreError where others could have put wheels there, and
        OSError where it cannot be made.
        """
        store = cls(os.fspath(directory))
        if create:
            store._make()
        with contextlib.suppress(FileNotFoundError):
            for name in (_STATES, _WHEELS):
                with store._enter(name):
                    pass
        return store

    def _make(self) -> None:
        """Make what is not there yet."""
        with contextlib.suppress(FileExistsError):
            os.makedirs(self.directory, mode=0o755)
        with enter(self.directory) as top:
            with contextlib.suppress(FileExistsError):
                write_text("README", _README, top)
            _make_directory(_LAYOUT, top)
            sweep(top)
        with self._enter() as top:
            _make_directory(_STATES, top)
            _make_directory(_WHEELS, top)

    def _enter(self, *names: str) -> contextlib.AbstractContextManager[int]:
        """Enter the directory that all is in, or one inside it."""
        return enter(self.directory, _LAYOUT, *names)

    @contextlib.contextmanager
    def _stage(self) -> Iterator[int]:
        """Enter a fresh directory, where no others have to be looked
        through for what was left.
        """
        with enter(self.directory) as top, stage(top) as staged:
            yield staged

    def _enter_entry(self, candidate: Candidate
                     ) -> contextlib.AbstractContextManager[int]:
        path, name = os.path.split(os.path.dirname(candidate.wheel))
        return self._enter(os.path.basename(path), name)

    def walk_parents(self, state: str) -> Iterator[str]:
        """Yield a state, then those from which builds led to it."""
        seen = set()
        while state and state not in seen:
            yield state
            seen.add(state)
            try:
                with self._enter(_STATES) as states:
                    state = read_text(state, states).strip()
            except FileNotFoundError:
                return
            if not _is_digest(state):
                return

    def note_parent(self, state: str, parent: str) -> None:
        """Note that a build led from a state to another one.

        A state that was reached from two has no parent from then on.
        """
        if state == parent:
            return
        with (self._stage() as staged, self._enter(_STATES) as states):
            write_text(state, parent + "\n", staged)
            try:
                link_or_copy(state, staged, states)
            except FileExistsError:
                if read_text(state, states).strip() == parent:
                    return
                write_text(_AMBIGUOUS, _AMBIGUOUS + "\n", staged)
                os.rename(_AMBIGUOUS, state,
                          src_dir_fd=staged, dst_dir_fd=states)

    def knows_wheel(self, sha256: str) -> bool:
        """Return True if an entry's wheel has this SHA-256."""
        return os.path.lexists(self._locate(_WHEELS, sha256))

    def _locate(self, *names: str) -> str:
        return os.path.join(self.directory, _LAYOUT, *names)

    def find(self, keys: Iterable[str]) -> tuple[Candidate | Damaged, ...]:
        """Find the entries under the given keys."""
        found: list[Candidate | Damaged] = []
        for key in keys:
            path = self._locate(key)
            try:
                with self._enter(key) as shelf:
                    found.extend(_read_entry(path, name, shelf)
                                 for name in sorted(os.listdir(shelf)))
            except FileNotFoundError:
                continue
            except StoreError as error:
                found.append(Damaged(path, error.message))
        return tuple(found)

    def find_others(self, keys: Iterable[str], most: int
                    ) -> Sequence[Candidate]:
        """Find the newest entries that are not under the given keys."""
        known = {*keys, _STATES, _WHEELS}
        try:
            with self._enter() as top:
                times = {name: os.stat(name, dir_fd=top,
                                       follow_symlinks=False).st_mtime_ns
                         for name in os.listdir(top)
                         if _is_digest(name) and name not in known}
        except FileNotFoundError:
            return ()
        newest = sorted(times, key=lambda name: times[name], reverse=True)
        return [found for found in self.find(newest[:most])
                if isinstance(found, Candidate)]

    def find_all(self) -> Sequence[Candidate]:
        """Find all entries."""
        return self.find_others((), sys.maxsize)

    def measure(self, candidate: Candidate) -> int | None:
        """Return how many bytes a wheel has, None where it was not kept."""
        with self._enter_entry(candidate) as directory:
            return _measure(candidate.name.filename, directory)

    def count_reuses(self, candidate: Candidate) -> int:
        """Return how often a wheel was handed out, as far as the store could
        be written to.
        """
        with self._enter_entry(candidate) as directory:
            return _measure(_REUSES, directory) or 0

    def read_tree(self, candidate: Candidate) -> Tree | None:
        """Read what the tree of an entry held, None where it is lost."""
        try:
            with self._enter_entry(candidate) as directory:
                files = json.loads(read_text("tree.json", directory))
        except (OSError, StoreError, ValueError, RecursionError):
            return None
        return Tree(files) if isinstance(files, dict) else None

    def add(self, entry: Entry, wheel: StrPath, tree: Tree) -> None:
        """Add an entry, the wheel as a hard link where possible.

        Of a wheel that is fit for nobody, the record alone is kept.  One
        that is there already stays, unless it is damaged.
        """
        key = derive_key(entry.state, entry.recipe.digest)
        name = _name_entry(entry)
        with self._stage() as staged, self._enter() as top:
            _make_directory(name, staged)
            with open_directory(name, staged) as directory:
                write_text("entry.json", _render(entry.to_json()), directory)
                write_text("tree.json", _render(tree.files), directory)
                if not entry.faults:
                    where, filename = os.path.split(wheel)
                    with open_directory(where or ".") as source:
                        link_or_copy(filename, source, directory)
            with (open_directory(_WHEELS, top) as wheels,
                  contextlib.suppress(FileExistsError)):
                write_text(entry.sha256, "", wheels)
            _make_directory(key, top)
            with self._enter(key) as shelf:
                try:
                    os.rename(name, name, src_dir_fd=staged, dst_dir_fd=shelf)
                except OSError as error:
                    if error.errno not in _IN_THE_WAY:
                        raise
                    self._replace_damaged(key, name, staged, shelf)

    def _replace_damaged(self, key: str, name: str, staged: int, shelf: int
                         ) -> None:
        """Put an entry in the place of another one, unless that is whole."""
        found = _read_entry(self._locate(key), name, shelf)
        if isinstance(found, Candidate) and (
                found.entry.faults or self.check(found) is None):
            return
        os.rename(name, "damaged", src_dir_fd=shelf, dst_dir_fd=staged)
        os.rename(name, name, src_dir_fd=staged, dst_dir_fd=shelf)

    def check(self, candidate: Candidate) -> Damaged | None:
        """Check that an entry and its wheel are as they were added."""
        title = os.path.dirname(candidate.wheel)
        if os.path.basename(title) != _name_entry(candidate.entry):
            # one bit makes another condition of one that nobody fails
            return Damaged(title, "something changed its entry.json")
        try:
            with self._enter_entry(candidate) as directory:
                found = digest_file(candidate.name.filename,
                                    inside=directory)
        except OSError as error:
            return Damaged(candidate.wheel,
                           f"it cannot be read: {explain(error)}")
        if found != candidate.entry.sha256:
            return Damaged(candidate.wheel, (
                f"it has SHA-256 {found[:12]}..., expected "
                f"{candidate.entry.sha256[:12]}...: something changed it, "
                "or another file that is a hard link to it"))
        return None

    def hand_out(self, candidate: Candidate, wheel_dir: StrPath) -> str:
        """Place the wheel of an entry in a directory; return its path."""
        os.makedirs(wheel_dir, exist_ok=True)
        name = candidate.name.filename
        with (self._enter_entry(candidate) as directory,
              open_directory(wheel_dir) as target):
            if not link(name, directory, target):
                with stage(target) as staged:
                    link_or_copy(name, directory, staged)
                    os.rename(name, name,
                              src_dir_fd=staged, dst_dir_fd=target)
            # a store that is read-only serves all the same
            with contextlib.suppress(OSError):
                append_byte(_REUSES, directory)
        return os.path.join(wheel_dir, name)


def detach_wheels(wheel_dir: StrPath) -> None:
    """Give a directory's wheels a file of their own each.

    A backend that writes a wheel anew would else write into the store,
    through the hard link that was handed out.
    """
    linked = [name for name in os.listdir(wheel_dir)
              if name.endswith(".whl") and stat.S_ISREG((status := os.lstat(
                  os.path.join(wheel_dir, name))).st_mode)
              and status.st_nlink > 1]
    if not linked:
        return
    with open_directory(wheel_dir) as target, stage(target) as staged:
        for name in linked:
            copy(name, target, staged)
            os.rename(name, name, src_dir_fd=staged, dst_dir_fd=target)


def _make_directory(name: str, inside: int) -> None:
    with contextlib.suppress(FileExistsError):
        # others must not write there, whatever the umask
        os.mkdir(name, 0o755, dir_fd=inside)


def _read_entry(directory_of_key: str, name: str, shelf: int
                ) -> Candidate | Damaged:
    title = os.path.join(directory_of_key, name)
    try:
        with open_directory(name, shelf) as directory:
            check_status(title, directory)
            entry = Entry.from_json(json.loads(
                read_text("entry.json", directory)))
        key = derive_key(entry.state, entry.recipe.digest)
    except OSError as error:
        return Damaged(title, "its entry.json cannot be read: "
                       + explain(error))
    except StoreError as error:
        return Damaged(title, error.message)
    except (ValueError, RecursionError) as error:
        return Damaged(title, f"its entry.json is not valid: {error}")
    if key != os.path.basename(directory_of_key):
        return Damaged(title, "its entry.json is of another state or recipe")
    return Candidate(entry, os.path.join(title, entry.wheel.filename))


def _is_digest(text: str) -> bool:
    """Return True for a SHA-256 in hexadecimal."""
    return len(text) == 64 and not text.strip("0123456789abcdef")


def _measure(name: str, inside: int) -> int | None:
    try:
        return os.stat(name, dir_fd=inside, follow_symlinks=False).st_size
    except FileNotFoundError:
        return None


def _name_entry(entry: Entry) -> str:
    """Name an entry: what differs in more than its time has another name.

    Interpreters often build the same bytes, and are asked other questions.
    """
    facts = json.dumps({**entry.to_json(), "built": 0}, sort_keys=True)
    digest = hash_bytes(facts.encode())
    # a name may have 255 bytes
    stem = entry.wheel.filename.removesuffix(".whl").encode()[:200].decode(
        errors="ignore")
    return f"{stem}-{digest[:12]}"


def _render(data: Mapping[str, object]) -> str:
    return json.dumps(data, sort_keys=True, separators=(",", ":")) + "\n"
