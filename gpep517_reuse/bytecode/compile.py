# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Byte-compilation: what installer does at its end, and meanwhile.

The standard library's compileall does it, so that messages, headers,
modes and what is passed over are what they are without this module.
"""

from __future__ import annotations

import compileall
import contextlib
import filecmp
import importlib.machinery
import importlib.util
import io
import itertools
import os
import shutil
import sys
import zipfile

from pathlib import PurePath

from installer import destinations
from installer.destinations import SchemeDictionaryDestination
from installer.records import RecordEntry
from installer.utils import Scheme

from gpep517_reuse import log
from gpep517_reuse.bytecode.levels import find_repeated
from gpep517_reuse.values import TYPE_CHECKING, NamedTuple


if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Executor, Future
    from types import CodeType
    from typing import Any, BinaryIO, TextIO


logger = log.Logger(__name__)

# Below so many bytes of source, at three levels, one more worker takes longer
# to start than it saves.
_LEAST_SHARE = 250_000
# Files that a worker is given at once, for a task costs more than a small one.
_CHUNK = 4


class Source(NamedTuple):
    """An installed file, the directory that its bytecode tells, and the levels
    to compile it at.
    """

    path: str
    directory: PurePath
    levels: Sequence[int]


class Messages(NamedTuple):
    """What compiling a file prints to the standard streams."""

    output: str
    errors: str


@contextlib.contextmanager
def watch(note: Callable[[Source], None]) -> Iterator[None]:
    """Have installer tell what it would compile at its end, each file as
    soon as it is written, in place of compiling it.
    """

    class Destination(SchemeDictionaryDestination):
        def write_file(self, scheme: Scheme, path: str | os.PathLike[str],
                       stream: BinaryIO,
                       is_executable: bool,  # noqa: FBT001
                       ) -> RecordEntry:
            record = super().write_file(scheme, path, stream, is_executable)
            if (self.bytecode_optimization_levels
                    and scheme in ("purelib", "platlib")
                    and record.path.endswith(".py")):
                note(_name_source(self, scheme, record.path))
            return record

        def finalize_installation(
                self, scheme: Scheme, record_file_path: str,
                records: Iterable[tuple[Scheme, RecordEntry]]) -> None:
            self.bytecode_optimization_levels = ()
            super().finalize_installation(scheme, record_file_path, records)

    with _replace(destinations, SchemeDictionaryDestination.__name__,
                  Destination):
        yield


def _name_source(destination: SchemeDictionaryDestination, scheme: Scheme,
                 path: str) -> Source:
    """Name a file as installer does, in messages and in bytecode."""
    directory = destination.scheme_dict[scheme]
    location = os.path.abspath(os.path.join(directory, path))
    if destination.destdir is not None:
        location = os.path.join(
            PurePath(destination.destdir), location.lstrip("/"))
    return Source(location, PurePath(directory, path).parent,
                  tuple(destination.bytecode_optimization_levels))


def count_jobs(wheel: str, most: int) -> int:
    """Return how many workers pay for a wheel, up to so many."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            sizes = [member.file_size for member in archive.infolist()
                     if member.filename.endswith(".py")]
    except (OSError, zipfile.BadZipFile):
        # whoever installs it says so
        return 1
    jobs = max(1, min(most, len(sizes), 1 + sum(sizes) // _LEAST_SHARE))
    logger.info("Byte-compiling %d files, %d at once", len(sizes), jobs)
    return jobs


@contextlib.contextmanager
def start_workers(jobs: int) -> Iterator[Executor | None]:
    """Fork workers; yields None for less than two, and after a warning
    where that cannot be done.
    """
    if jobs < 2:
        yield None
        return
    # one process does without
    from gpep517_reuse.signals import end_by_signals

    with end_by_signals():
        executor = _fork(jobs)
        try:
            yield executor
        finally:
            if executor is not None:
                executor.shutdown(cancel_futures=True)


class Compiler:
    """Compile files, by workers if there are any: with ``early``, as soon
    as a file is added, which then must not be added again.
    """

    def __init__(self, workers: Executor | None, *, early: bool) -> None:
        self._workers = workers
        self._early = early
        self._sources: list[Source] = []
        self._tasks: list[Future[Sequence[Messages]]] = []

    def add(self, source: Source) -> None:
        """Add a file."""
        self._sources.append(source)
        if (self._early and self._workers
                and len(self._sources) % _CHUNK == 0):
            self._begin(self._workers, self._sources[-_CHUNK:])

    def finish(self) -> Iterator[tuple[Source, Messages]]:
        """Yield the files, in order, with what compiling them prints."""
        sources = tuple({source.path: source for source in self._sources
                         }.values())
        if not self._workers:
            return zip(sources, map(_compile, sources), strict=True)
        for start in range(_CHUNK * len(self._tasks), len(sources), _CHUNK):
            self._begin(self._workers, sources[start:start + _CHUNK])
        return zip(sources, itertools.chain.from_iterable(
            task.result() for task in self._tasks), strict=True)

    def _begin(self, workers: Executor, sources: Sequence[Source]) -> None:
        self._tasks.append(workers.submit(_compile_all, sources))


def _fork(jobs: int) -> Executor | None:
    """Fork workers; None, after a warning, where that cannot be done."""
    # one worker does without
    import multiprocessing

    from concurrent.futures import ProcessPoolExecutor

    before = multiprocessing.active_children()
    executor = None
    try:
        executor = ProcessPoolExecutor(
            jobs, multiprocessing.get_context("fork"),
            initializer=_end_by_signals_alone)
        # with the first task, all of them are forked
        executor.submit(int)
    except (ImportError, NotImplementedError, OSError, ValueError) as why:
        logger.warning("No processes can be forked, so files are "
                       "byte-compiled one after the other: %s", why)
        # those that could be would be waited for at exit
        for process in multiprocessing.active_children():
            if process not in before:
                process.kill()
                process.join()
        if executor is not None:
            executor.shutdown()
        return None
    return executor


def _end_by_signals_alone() -> None:
    """Leave it to the process that forked this one to clean up."""
    import signal

    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)


def _compile_all(sources: Sequence[Source]) -> Sequence[Messages]:
    return [_compile(source) for source in sources]


def _compile(source: Source) -> Messages:
    output, errors = _Capture(sys.stdout), _Capture(sys.stderr)
    repeated: set[int] = set()
    with (contextlib.redirect_stdout(output),
          contextlib.redirect_stderr(errors), _look(repeated)):
        for level in source.levels:
            if level not in repeated or not _copy(source, level - 1, level):
                compileall.compile_file(
                    source.path, optimize=level, quiet=1,
                    ddir=source.directory)
    return Messages(output.getvalue(), errors.getvalue())


@contextlib.contextmanager
def _look(repeated: set[int]) -> Iterator[None]:
    """Note the levels whose bytecode will be that of the level before.

    The code itself is not kept: bytecode tells whether something else
    refers to what is in it.
    """
    original = importlib.machinery.SourceFileLoader
    compile_source: Any = original.source_to_code

    def source_to_code(loader: object, data: bytes, path: object, *,
                       _optimize: int) -> CodeType:
        code: CodeType = compile_source(loader, data, path,
                                        _optimize=_optimize)
        repeated.update(find_repeated(_optimize, code, data))
        return code

    # where py_compile finds it; imports have a reference of their own
    with _replace(importlib.machinery, original.__name__, type(
            original.__name__, (original,),
            {source_to_code.__name__: source_to_code})):
        yield


def _copy(source: Source, level: int, to_level: int) -> bool:
    """Copy bytecode where there is none yet; tell whether it was.

    What goes wrong is left to compileall to report.
    """
    path, to_path = (_find_bytecode(source, each)
                     for each in (level, to_level))
    if os.path.lexists(to_path):
        return False
    try:
        shutil.copy(path, to_path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(to_path)
        return False
    return True


def link_same(source: Source) -> None:
    """Link levels that are the same, by content, in the order given."""
    paths = dict.fromkeys(_find_bytecode(source, level)
                          for level in source.levels)
    for one, other in itertools.pairwise(paths):
        # two of one size may have been written in one tick of the clock
        if filecmp.cmp(one, other, shallow=False):
            os.unlink(other)
            os.symlink(os.path.basename(one), other)


def _find_bytecode(source: Source, level: int) -> str:
    return importlib.util.cache_from_source(source.path,
                                            optimization=level or "")


class _Capture(io.StringIO):
    """Stand in for a stream, whose encoding compileall asks for."""

    encoding = ""

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self.encoding = stream.encoding


@contextlib.contextmanager
def _replace(module: object, name: str, value: object) -> Iterator[None]:
    original = getattr(module, name)
    setattr(module, name, value)
    try:
        yield
    finally:
        setattr(module, name, original)
