# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The store: a directory of entries that no kill leaves half-written.

A new entry is made whole under a temporary name and appears by a single
rename.  There is no lock: of two writers of one entry the second finds it
there and drops its own.
"""

import contextlib
import errno
import json
import logging
import os
import re
import shutil
import stat

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from gpep517_reuse.entry import Candidate, Damaged, Entry
from gpep517_reuse.errors import StoreError
from gpep517_reuse.fingerprint import Tree, digest_file, hash_bytes


logger = logging.getLogger(__name__)

_README = """\
gpep517-reuse keeps the wheels here that it built, to hand them out again to
other Python interpreters.  The directory may be deleted at any time; then
they are built again.
"""
_DIGEST = re.compile("[0-9a-f]{64}")
_AMBIGUOUS = "ambiguous"
_TEMPORARY_PREFIX = ".new-"
# a record of more bytes is none of ours
_MOST_BYTES = 64 << 20


def derive_key(state: str, recipe_digest: str) -> str:
    """Derive the name under which entries of a state and a recipe lie."""
    return hash_bytes(f"{state}\0{recipe_digest}".encode())


class Store:
    """Keep entries in a directory.

    Every method may raise OSError, which says that there is no store any
    more; the caller then builds without.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._top = directory / "v1"

    @classmethod
    def open(cls, directory: Path, *, create: bool) -> "Store":
        """Open a store, made first where ``create`` says so.

        Raises StoreError where others could have put wheels there, and
        OSError where it cannot be made.
        """
        store = cls(directory)
        store._check_owner()
        if create:
            (store._top / "states").mkdir(parents=True, exist_ok=True)
            (store._top / "wheels").mkdir(exist_ok=True)
            with contextlib.suppress(FileExistsError), open(
                    directory / "README", "x", encoding="utf-8") as file:
                file.write(_README)
            store._check_owner()
        return store

    def _check_owner(self) -> None:
        """Raise StoreError where others could put wheels."""
        if os.name != "posix":
            return
        with contextlib.suppress(FileNotFoundError):
            _check_status(self.directory, os.stat(self.directory))
            # where the store lies is the caller's affair; not so inside
            _check_status(self._top, os.lstat(self._top))

    def walk_parents(self, state: str) -> Iterator[str]:
        """Yield a state, then those from which builds led to it."""
        seen = set()
        while state and state not in seen:
            yield state
            seen.add(state)
            try:
                text = _read_text(self._top / "states" / state)
            except FileNotFoundError:
                return
            state = text.strip()
            if not _DIGEST.fullmatch(state):
                return

    def note_parent(self, state: str, parent: str) -> None:
        """Note that a build led from a state to another one.

        A state that was reached from two has no parent from then on.
        """
        if state == parent:
            return
        path = self._top / "states" / state
        with self._write_temporary(parent) as temporary:
            try:
                os.link(temporary, path)
            except FileExistsError:
                known = _read_text(path).strip()
            except OSError:
                # a file system without hard links
                os.replace(temporary, path)
                return
            else:
                return
        if known != parent:
            with self._write_temporary(_AMBIGUOUS) as temporary:
                os.replace(temporary, path)

    def knows_wheel(self, sha256: str) -> bool:
        """Tell whether an entry's wheel has this SHA-256."""
        return os.path.lexists(self._top / "wheels" / sha256)

    def find(self, keys: Iterable[str]) -> tuple[Candidate | Damaged, ...]:
        """Find the entries under the given keys."""
        found: list[Candidate | Damaged] = []
        for key in keys:
            try:
                names = sorted(os.listdir(self._top / key))
            except (FileNotFoundError, NotADirectoryError):
                continue
            found.extend(self._read_entry(self._top / key / name)
                         for name in names)
        return tuple(found)

    def find_others(self, keys: Iterable[str], most: int
                    ) -> Sequence[Candidate]:
        """Find the newest entries that are not under the given keys."""
        known = {*keys, "states", "wheels"}
        if not self._top.is_dir():
            return ()
        others = [path for path in self._top.iterdir()
                  if path.name not in known
                  and not path.name.startswith(_TEMPORARY_PREFIX)]
        others.sort(key=lambda path: path.lstat().st_mtime_ns, reverse=True)
        return [found for found in self.find(
            path.name for path in others[:most])
            if isinstance(found, Candidate)]

    def read_tree(self, candidate: Candidate) -> Tree | None:
        """Read what the tree of an entry held, None where it is lost."""
        try:
            files = json.loads(_read_text(
                candidate.wheel.parent / "tree.json"))
        except (OSError, ValueError):
            return None
        return Tree(files) if isinstance(files, dict) else None

    def add(self, entry: Entry, wheel: Path, tree: Tree) -> None:
        """Add an entry, the wheel as a hard link where possible.

        Of a wheel that is fit for nobody, the record alone is kept.
        """
        key = derive_key(entry.state, entry.recipe.digest)
        final = self._top / key / _name_entry(entry)
        temporary = self._top / _make_temporary_name()
        temporary.mkdir(mode=0o700)
        try:
            _write_json(temporary / "entry.json", entry.to_json())
            _write_json(temporary / "tree.json", dict(tree.files))
            if not entry.faults:
                _link_or_copy(wheel, temporary / wheel.name)
            (self._top / "wheels" / entry.sha256).touch()
            final.parent.mkdir(exist_ok=True)
            os.rename(temporary, final)
        except OSError as error:
            shutil.rmtree(temporary, ignore_errors=True)
            if error.errno not in {errno.EEXIST, errno.ENOTEMPTY}:
                raise
            logger.debug("%s is there already", final)

    def check(self, candidate: Candidate) -> Damaged | None:
        """Check that the wheel of an entry is the one that was built."""
        try:
            found = digest_file(candidate.wheel)
        except OSError as error:
            return Damaged(candidate.entry.title, (
                f"its wheel cannot be read: {error.strerror}"))
        if found != candidate.entry.sha256:
            return Damaged(candidate.entry.title, (
                f"its wheel has SHA-256 {found[:12]}..., "
                f"expected {candidate.entry.sha256[:12]}..."))
        return None

    def hand_out(self, candidate: Candidate, wheel_dir: Path) -> Path:
        """Place the wheel of an entry in a directory."""
        wheel_dir.mkdir(parents=True, exist_ok=True)
        target = wheel_dir / candidate.entry.wheel.filename
        temporary = wheel_dir / _make_temporary_name()
        try:
            _link_or_copy(candidate.wheel, temporary)
            os.replace(temporary, target)
        finally:
            temporary.unlink(missing_ok=True)
        return target

    def _read_entry(self, directory: Path) -> Candidate | Damaged:
        title = f"{directory.parent.name[:12]}/{directory.name}"
        try:
            entry = Entry.from_json(json.loads(
                _read_text(directory / "entry.json")))
            key = derive_key(entry.state, entry.recipe.digest)
            os.fsencode(entry.wheel.filename)
        except OSError as error:
            return Damaged(title, "its record cannot be read: "
                           f"{error.strerror}")
        except (ValueError, RecursionError) as error:
            return Damaged(title, f"its record is not valid: {error}")
        if key != directory.parent.name:
            return Damaged(title, "its record is of another state or recipe")
        return Candidate(entry, directory / entry.wheel.filename)

    @contextlib.contextmanager
    def _write_temporary(self, text: str) -> Iterator[Path]:
        path = self._top / _make_temporary_name()
        try:
            path.write_text(text + "\n", encoding="utf-8")
            yield path
        finally:
            path.unlink(missing_ok=True)


def detach_wheels(wheel_dir: Path) -> None:
    """Give a directory's wheels a file of their own each.

    A backend that writes a wheel anew would else write into the store,
    through the hard link that was handed out.
    """
    for wheel in wheel_dir.glob("*.whl"):
        if wheel.is_file() and wheel.stat().st_nlink > 1:
            temporary = wheel_dir / _make_temporary_name()
            shutil.copy2(wheel, temporary)
            os.replace(temporary, wheel)


def _name_entry(entry: Entry) -> str:
    """Name an entry: what differs in more than its time has another name.

    Interpreters often build the same bytes, and are asked other questions.
    """
    facts = json.dumps({**entry.to_json(), "built": 0}, sort_keys=True)
    digest = hash_bytes(facts.encode())
    return f"{entry.wheel.filename.removesuffix('.whl')}-{digest[:12]}"


def _make_temporary_name() -> str:
    return f"{_TEMPORARY_PREFIX}{os.getpid()}-{os.urandom(6).hex()}"


def _check_status(path: Path, status: os.stat_result) -> None:
    hint = "name a directory that only this user can write to"
    if not stat.S_ISDIR(status.st_mode):
        raise StoreError(f"{path} is not a directory", hint=hint)
    if status.st_uid not in {0, os.geteuid()}:
        raise StoreError(
            f"{path} belongs to user {status.st_uid}, expected "
            f"{os.geteuid()} or root", hint=hint)
    if status.st_mode & stat.S_IWOTH:
        raise StoreError(f"{path} can be written to by everyone", hint=hint)


def _link_or_copy(source: Path, target: Path) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copyfile(source, target, follow_symlinks=False)


def _read_text(path: Path) -> str:
    """Read a file of ours; OSError where it is a symbolic link."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)
    flags |= getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
    with open(os.open(path, flags), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "not a regular file", str(path))
        content = file.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
    return content.decode("utf-8", "surrogateescape")


def _write_json(path: Path, data: Mapping[str, object]) -> None:
    with path.open("w", encoding="utf-8") as file:
        json.dump(data, file, sort_keys=True, separators=(",", ":"))
        file.write("\n")
