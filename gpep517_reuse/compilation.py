# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Byte-compilation: what installer would do, once it has installed.

The standard library's compileall does it, so that messages, headers,
modes and what is passed over are what they are without this module.
"""

import compileall
import contextlib
import filecmp
import importlib.machinery
import importlib.util
import io
import itertools
import logging
import os
import shutil
import signal
import sys
import typing

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from types import CodeType

from gpep517_reuse.levels import find_repeated


logger = logging.getLogger(__name__)

# Below so many bytes of source, at three levels, one more worker takes longer
# to start than it saves.
_LEAST_SHARE = 250_000


class Source(typing.NamedTuple):
    """Name an installed file, and how compileall is to be called for it.

    ``calls`` are keyword arguments, one mapping a level.
    """

    path: str
    calls: Sequence[Mapping[str, typing.Any]]


class Messages(typing.NamedTuple):
    """Hold what compiling a file prints to the standard streams."""

    output: str
    errors: str


@contextlib.contextmanager
def defer() -> Iterator[list[Source]]:
    """Note what is to be compiled, in place of compiling it."""
    sources: dict[str, Source] = {}

    def note(fullname: str | os.PathLike[str], **options: typing.Any) -> bool:
        path = os.fspath(fullname)
        if path.endswith(".py"):
            source = sources.setdefault(path, Source(path, []))
            typing.cast("list[typing.Any]", source.calls).append(options)
        return True

    noted: list[Source] = []
    with _replace(compileall, "compile_file", note):
        yield noted
    noted.extend(sources.values())


def compile_sources(sources: Sequence[Source], *, jobs: int, symlink: bool
                    ) -> Iterator[Messages]:
    """Compile files with up to so many workers, as far as these pay; yield
    what they print, in order.

    With ``symlink``, bytecode that is the same at two levels is linked,
    which fails where a file could not be compiled, as in gpep517.
    """
    for source, messages in zip(sources, _run(sources, jobs), strict=True):
        yield messages
        if symlink:
            _link_same(source)


def _run(sources: Sequence[Source], jobs: int) -> Iterator[Messages]:
    if not sources:
        return
    size = sum(map(_measure, sources))
    jobs = min(jobs, len(sources), 1 + size // _LEAST_SHARE)
    logger.info("Byte-compiling %d files, %d at once", len(sources), jobs)
    executor = _fork(jobs) if jobs > 1 else None
    if executor is None:
        yield from map(_compile, sources)
    else:
        with executor:
            yield from executor.map(_compile, sources, chunksize=4)


def _measure(source: Source) -> int:
    try:
        return os.path.getsize(source.path)
    except OSError:
        # compileall says so
        return 0


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
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)


def _compile(source: Source) -> Messages:
    output, errors = _Capture(sys.stdout), _Capture(sys.stderr)
    repeated: set[int] = set()
    with (contextlib.redirect_stdout(output),
          contextlib.redirect_stderr(errors), _look(repeated)):
        for options in source.calls:
            level: int = options["optimize"]
            if level not in repeated or not _copy(source, level - 1, level):
                compileall.compile_file(source.path, **options)
    return Messages(output.getvalue(), errors.getvalue())


@contextlib.contextmanager
def _look(repeated: set[int]) -> Iterator[None]:
    """Note the levels whose bytecode will be that of the level before.

    The code itself is not kept: bytecode tells whether something else
    refers to what is in it.
    """
    original = importlib.machinery.SourceFileLoader
    compile_source: typing.Any = original.source_to_code

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


def _link_same(source: Source) -> None:
    """Link levels that are the same, by content, in the order given."""
    paths = dict.fromkeys(_find_bytecode(source, options["optimize"])
                          for options in source.calls)
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

    def __init__(self, stream: typing.TextIO) -> None:
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
