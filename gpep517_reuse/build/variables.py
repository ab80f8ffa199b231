# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The variables: which of the environment a build reads, and who reads them.

Only reads by way of os.environ are seen, and these all are: what programs
read is known by the programs alone.
"""

from __future__ import annotations

import contextlib
import functools
import os
import sys
import types

from gpep517_reuse.values import TYPE_CHECKING, NamedTuple


if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any



# what stands between a reader and the mapping
_ACCESSORS = frozenset({
    __file__, "<frozen os>", "<frozen _collections_abc>", os.__file__,
    sys.modules["_collections_abc"].__file__,
})
_LIBRARY = os.path.join(os.path.dirname(os.__file__), "")
# what passes the environment on to programs
_PASSING_ON = os.path.join(_LIBRARY, "subprocess.py")


class Reader(NamedTuple):
    """Who reads: the files of the code that does, and of its caller.

    ``caller`` is the first one that is not the standard library's.
    """

    file: str
    caller: str


class Reads:
    """Collect what is read, by whom, and by whom it is changed."""

    def __init__(self) -> None:
        #: The readers of each variable.
        self.variables: dict[str, set[Reader]] = {}
        #: The readers of the environment as a whole.
        self.sweeps: set[Reader] = set()
        #: Who sets variables, or removes them.
        self.writers: set[Reader] = set()
        #: Whether a script put something else in the place of os.environ.
        self.is_lost = False
        self._swept: set[tuple[types.CodeType | None, int]] = set()

    def note(self, key: object) -> None:
        """Note that somebody reads a variable."""
        place, reader = _find_reader()
        # as dict(os.environ) does, one after the other
        if place not in self._swept and isinstance(key, bytes):
            self.variables.setdefault(os.fsdecode(key), set()).add(reader)

    def note_sweep(self) -> None:
        """Note that somebody reads the names of all variables."""
        place, reader = _find_reader()
        self._swept.add(place)
        if reader.file != _PASSING_ON:
            self.sweeps.add(reader)

    def note_change(self) -> None:
        """Note that somebody changes a variable."""
        self.writers.add(_find_reader()[1])


class _Watched(dict[bytes, bytes]):
    """What os.environ keeps its variables in, while it is watched."""

    def __init__(self, variables: dict[bytes, bytes], reads: Reads) -> None:
        super().__init__(variables)
        self.reads = reads

    def __getitem__(self, key: bytes) -> bytes:
        self.reads.note(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.reads.note(key)
        return super().__contains__(key)

    def get(self, key: bytes, default: Any = None) -> Any:
        self.reads.note(key)
        return super().get(key, default)

    def pop(self, key: bytes, *default: Any) -> Any:
        self.reads.note(key)
        self.reads.note_change()
        return super().pop(key, *default)

    def setdefault(self, key: bytes, default: Any = None
                   ) -> Any:
        self.reads.note(key)
        self.reads.note_change()
        return super().setdefault(key, default)

    def __setitem__(self, key: bytes, value: bytes) -> None:
        self.reads.note_change()
        super().__setitem__(key, value)

    def __delitem__(self, key: bytes) -> None:
        self.reads.note(key)
        self.reads.note_change()
        super().__delitem__(key)

    def __iter__(self) -> Iterator[bytes]:
        self.reads.note_sweep()
        return super().__iter__()

    def __len__(self) -> int:
        self.reads.note_sweep()
        return super().__len__()

    def keys(self) -> Any:
        self.reads.note_sweep()
        return super().keys()

    def values(self) -> Any:
        self.reads.note_sweep()
        return super().values()

    def items(self) -> Any:
        self.reads.note_sweep()
        return super().items()

    def copy(self) -> dict[bytes, bytes]:
        self.reads.note_sweep()
        return super().copy()


@contextlib.contextmanager
def watch_variables() -> Iterator[Reads]:
    """Collect which variables are read meanwhile by way of os.environ."""
    reads = Reads()
    environ: Any = os.environ
    views: tuple[Any, ...] = (environ, os.environb)
    variables = environ._data
    watched = _Watched(variables, reads)
    for view in views:
        view._data = watched
    try:
        yield reads
    finally:
        reads.is_lost = os.environ is not environ or any(
            view._data is not watched for view in views)
        variables.clear()
        variables.update(dict.items(watched))
        os.environ = environ  # noqa: B003
        for view in views:
            view._data = variables


def _find_reader() -> tuple[tuple[types.CodeType | None, int], Reader]:
    """Find who reads, and which instruction of its code does."""
    frame: types.FrameType | None = sys._getframe(2)
    # each look at a frame's code is an audit event
    while frame is not None and (
            file := (code := frame.f_code).co_filename) in _ACCESSORS:
        frame = frame.f_back
    if frame is None:
        return (None, 0), Reader("", "")
    place = code, frame.f_lasti
    caller = file
    while is_of_library(caller):
        frame = frame.f_back
        if frame is None:
            return place, Reader(file, "")
        caller = frame.f_code.co_filename
    return place, Reader(file, caller)


@functools.cache
def is_of_library(file: str) -> bool:
    """Return True for the standard library's files but distutils'."""
    return file.startswith("<frozen ") or (
        file.startswith(_LIBRARY) and "-packages/" not in file
        and not file.startswith("distutils/", len(_LIBRARY)))
