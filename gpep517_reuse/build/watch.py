# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Observation: what a build runs, reads, writes and starts (PEP 578).

What a subprocess does is not seen, only that it was started.
"""

from __future__ import annotations

import contextlib
import functools
import os
import re
import shutil
import sys
import types


from gpep517_reuse.build.monitoring import LIBRARIES, Lines
from gpep517_reuse.build.variables import (
    Reads,
    is_of_library,
    watch_variables,
)
from gpep517_reuse.values import TYPE_CHECKING


if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any


# events of which an argument or two are paths that change: where these are,
# and where the descriptor is, if any, of a directory that they lie in
_CHANGES: dict[str, dict[int, int | None]] = {
    "os.chdir": {}, "os.chmod": {0: 2}, "os.link": {1: 3},
    "os.remove": {0: 1}, "os.rename": {0: 2, 1: 3}, "os.rmdir": {0: 1},
    "os.symlink": {1: 2}, "os.truncate": {0: None}, "shutil.rmtree": {0: 1},
    "tempfile.mkstemp": {0: None},
}
# events by which another process starts
_STARTS = frozenset({
    "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn",
    "os.startfile", "os.startfile/2", "os.system", "pty.spawn",
    "subprocess.Popen",
})
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# what PyPy does not raise an event for: the function, the event
_SILENT = {
    "chmod": "os.chmod", "execv": "os.exec", "execve": "os.exec",
    "fork": "os.fork", "forkpty": "os.forkpty", "link": "os.link",
    "listdir": "os.listdir", "scandir": "os.scandir",
    "posix_spawn": "os.posix_spawn",
    "posix_spawnp": "os.posix_spawn", "remove": "os.remove",
    "rename": "os.rename", "replace": "os.rename", "rmdir": "os.rmdir",
    "symlink": "os.symlink", "system": "os.system",
    "truncate": "os.truncate", "unlink": "os.remove",
}


_SHELLS = frozenset({"/bin/sh", "/system/bin/sh", "sh"})
# a program and words that a shell hands on as they are, and output that goes
# nowhere
_PLAIN_COMMAND = (
    r"[ \t]*([\w+./-]+)(?:[ \t]+(?:[\w@%+=:,./^-]+|'[^'\n]*'"
    r"|\"[\w@%+=:,./^ -]*\"))*[ \t]*\n?")
_QUIET = r"[ \t](?:[12]?>[ \t]*/dev/null|2>&1)(?=[ \t\n]|$)"
# not as in the name of a module
_LIMITED_API = r"Py_LIMITED_API|[/,\"' =]abi3(?=[-,\"' ]|$)"

# where code lies that is no project's
_INSTALLED = (*LIBRARIES, "<frozen ")
# what runs text of its own making, as namedtuple() does
_TEMPLATES = (os.path.join(os.path.dirname(os.__file__), ""), "<frozen ")


class Observation:
    """Collect what happened in this process during a build.

    All paths are absolute, as they were named, links not resolved.
    """

    def __init__(self) -> None:
        #: The files whose code ran.
        self.executed: set[str] = set()
        #: The files that were opened to be read.
        self.read: set[str] = set()
        #: What was opened to be written, made, renamed or removed.
        self.written: set[str] = set()
        #: The files, of no library, whose code did that, or had it done.
        self.writers: set[str] = set()
        self._has_scripts = False
        #: The first file of each path's writers that is not the standard
        #: library's.
        self.authors: dict[str, set[str]] = {}
        #: The programs, as they were given to be started.
        self.started: set[str] = set()
        #: Beginnings of paths that nobody is expected to use, what stands in
        #: their place, and the paths that were used all the same: written,
        #: or read when something stood in that place.
        self.unexpected: tuple[str, ...] = ()
        self.replacement = ""
        self.used: set[str] = set()
        #: Whether a program was told of the limited API.
        self.told_of_limited_api = False
        #: The variables that were read.
        self.variables = Reads()
        #: Code without a file, where the interpreter tells it (CPython does):
        #: the file that ran it, and its source.
        self.texts: list[tuple[str, str | bytes]] = []
        #: All files that ran code without a file.
        self.nameless: set[str] = set()
        #: The files that were compiled, or found to be no Python, where the
        #: interpreter tells it (CPython does).
        self.sources: set[str] = set()
        #: Texts that were compiled under the name of a file, but not to be
        #: imported.
        self.compiled: list[tuple[str, str | bytes]] = []
        #: The directories that were listed.
        self.listed: set[str] = set()
        #: The lines that ran, from the first code on that is not the
        #: interpreter's or a library's.
        self.lines = Lines()
        #: What takes an audit event, by its name.
        self.takers: Mapping[str, Callable[..., None]] = {
            "open": self._take_open, "exec": self._take_code,
            "compile": self._take_source, "import": self._take_import,
            "os.listdir": self._take_listed, "os.scandir": self._take_listed,
            **{event: functools.partial(self._take_change, places)
               for event, places in _CHANGES.items()},
            **{event: functools.partial(self._take_start, event)
               for event in _STARTS},
        }

    def _take_code(self, code: object = None, *_rest: object) -> None:
        self._take_executed(getattr(code, "co_filename", None))

    def _take_import(self, _module: object = None, filename: object = None,
                     *_rest: object) -> None:
        # an extension module, if there is a file
        self._take_executed(filename)

    def _take_listed(self, path: object = None, *_rest: object) -> None:
        self._add(self.listed, path)

    def _take_change(self, places: Mapping[int, int | None], *args: object
                     ) -> None:
        if not places:
            self._add_writer(None)
        for place, directory in places.items():
            descriptor = (args[directory] if directory is not None
                          and len(args) > directory else None)
            if type(descriptor) is not int or descriptor < 0:
                self._add_written(*args[place:place + 1])
            # rmtree() told beforehand what it removes
            elif sys._getframe(2).f_code.co_filename != shutil.__file__:
                self._add_written(_resolve(args[place], descriptor))

    def _add_written(self, path: object = None) -> None:
        location = self._add(self.written, path)
        # bytecode is nobody's doing, and a descriptor was opened before
        if not isinstance(path, int) and "__pycache__" not in str(path):
            frame = _find_frame(_OF_LIBRARY)
            if location:
                self.authors.setdefault(location, set()).add(
                    _name_file(frame))
            self._add_writer(frame)

    def _add_writer(self, frame: types.FrameType | None) -> None:
        """Add who writes, from a frame of no project's on."""
        # as long as no file of a project ran, none can have done it
        if self._has_scripts:
            self.writers.add(
                _name_file(_find_frame(_INSTALLED_FILES, frame)))

    def _take_start(self, event: str, *args: object) -> None:
        self.started.add(_name_program(event, args))
        if event == "subprocess.Popen" and re.search(
                _LIMITED_API, repr(args[1:2])):
            self.told_of_limited_api = True

    def _take_open(self, path: object = None, mode: object = None,
                   flags: object = None, *_rest: object) -> None:
        # io.open() gives a mode, os.open() flags
        writing = ((isinstance(mode, str) and not set("wax+").isdisjoint(mode))
                   or (mode is None and isinstance(flags, int)
                   and flags & _WRITING))
        if writing:
            self._add_written(path)
        else:
            self._add(self.read, path)

    def _take_executed(self, filename: object) -> None:
        if isinstance(filename, str) and not filename.startswith("<"):
            self._add(self.executed, filename)
            # children without an event, and interpreters that nobody watches
            if "/multiprocessing/popen_" in filename:
                self.started.add("multiprocessing")
            if "/concurrent/interpreters/" in filename:
                self.started.add("concurrent.interpreters")
            if not filename.startswith(LIBRARIES):
                self._has_scripts = True
                self.lines.begin()
        elif filename is not None:
            caller = _find_caller()
            self.nameless.add(caller)
            # as setuptools runs a setup.py
            if not caller.startswith(_TEMPLATES) or "-packages/" in caller:
                self.lines.begin()

    def _take_source(self, source: object = None, filename: object = None,
                     *_rest: object) -> None:
        if not isinstance(source, (str, bytes)):
            return
        name = os.fsdecode(filename) if isinstance(
            filename, (str, bytes)) else "<unknown>"
        caller = _find_caller()
        if name.startswith("<"):
            self.texts.append((caller, source))
            return
        location = _make_absolute(name)
        self.sources.add(location)
        if not caller.startswith("<frozen importlib"):
            self.compiled.append((location, source))

    def _add(self, paths: set[str], path: object = None) -> str:
        """Add a path, and return it made absolute; empty if it is none."""
        location = _make_absolute(path)
        if not location:
            return ""
        paths.add(location)
        if location.startswith(self.unexpected) and (
                paths is self.written or _holds_any(self.replacement)):
            self.used.add(location)
        return location


@contextlib.contextmanager
def observe() -> Iterator[Observation]:
    """Collect into an Observation what this process does meanwhile."""
    observation = Observation()
    with watch_variables() as observation.variables, _raise_missing_events():
        takers = _hook()
        takers.update(observation.takers)
        try:
            yield observation
        finally:
            takers.clear()
            observation.lines.end()


@functools.cache
def _hook() -> dict[str, Callable[..., None]]:
    """Return what the audit hook passes events on to, by their names.

    A hook cannot be removed, so there is one per process.  It is called for
    each of half a million events, of which a few matter.
    """
    takers: dict[str, Callable[..., None]] = {}
    find = takers.get

    def take(event: str, args: tuple[Any, ...]) -> None:
        taker = find(event)
        if taker is not None:
            # one that a script made up harms nothing
            taker(*args)

    sys.addaudithook(take)
    return takers


@contextlib.contextmanager
def _raise_missing_events() -> Iterator[None]:
    """Have os raise, on PyPy, the events that CPython raises."""
    if sys.implementation.name == "cpython":
        yield
        return
    originals = {name: getattr(os, name) for name in _SILENT
                 if hasattr(os, name)}
    for name, function in originals.items():
        setattr(os, name, _audited(function, _SILENT[name]))
    try:
        yield
    finally:
        for name, function in originals.items():
            setattr(os, name, function)


def _audited(function: Callable[..., object], event: str
             ) -> Callable[..., object]:
    descriptors = (("src_dir_fd", "dst_dir_fd")
                   if event in {"os.link", "os.rename"} else ("dir_fd",))

    @functools.wraps(function)
    def audited(*args: object, **kwargs: object) -> object:
        # these are given by name alone
        sys.audit(event, *args, *map(kwargs.get, descriptors))
        return function(*args, **kwargs)

    return audited


def _make_absolute(path: object) -> str:
    """Return an absolute path; empty if it is none."""
    # tens of thousands are so already
    if type(path) is str and path.startswith("/") and not (
            "//" in path or "/./" in path or "/../" in path
            or path.endswith(("/", "/.", "/.."))):
        return path
    if not isinstance(path, (str, bytes, os.PathLike)):
        return ""
    try:
        return os.path.abspath(os.fsdecode(path))
    except (OSError, ValueError):
        # a current directory that is gone makes no path
        return ""


def _resolve(path: object, descriptor: int) -> object:
    """Return the path of what lies in a directory that is open, None where
    the system does not tell.
    """
    try:
        directory = os.readlink(f"/proc/self/fd/{descriptor}")
    except OSError:
        return None
    return os.path.join(directory, os.fsdecode(path)) if isinstance(
        path, (str, bytes, os.PathLike)) else None


def _holds_any(directory: str) -> bool:
    """Return True if there is something in a directory."""
    try:
        with os.scandir(directory) as entries:
            return any(entries)
    except OSError:
        return False


class _Passed(dict[str, bool]):
    """Whether files are passed over, besides this one; asked once of each.

    A stack has dozens of frames, and is looked through for each file that is
    written.
    """

    def __init__(self, *, is_passed: Callable[[str], bool]) -> None:
        super().__init__({__file__: True})
        self._is_passed = is_passed

    def __missing__(self, file: str) -> bool:
        self[file] = passed = self._is_passed(file)
        return passed


_NOTHING = _Passed(is_passed=lambda _file: False)
_OF_LIBRARY = _Passed(is_passed=is_of_library)
_INSTALLED_FILES = _Passed(is_passed=lambda file: file.startswith(_INSTALLED))


def _find_caller() -> str:
    """Return the file whose code raised the event that is being taken."""
    return _name_file(_find_frame(_NOTHING))


def _find_frame(passed: _Passed, frame: types.FrameType | None = None
                ) -> types.FrameType | None:
    """Find what raised the event that is being taken, or had files that are
    passed over do it, from a frame on or from here.
    """
    frame = frame or sys._getframe()
    while frame is not None and passed[frame.f_code.co_filename]:
        frame = frame.f_back
    return frame


def _name_file(frame: types.FrameType | None) -> str:
    return frame.f_code.co_filename if frame is not None else ""


def _name_program(event: str, args: tuple[object, ...]) -> str:
    program = args[0] if args else event
    if event == "os.system":
        return _name_in_shell(program if args else None)
    given = args[1] if len(args) > 1 else event
    if event == "subprocess.Popen":
        match given:
            case [_, "-c" | b"-c", command] if program in _SHELLS:
                return _name_in_shell(command)
        program = given if program is None else program
    if isinstance(program, (list, tuple)):
        program = program[0] if program else event
    if isinstance(program, (str, bytes, os.PathLike)):
        return os.fsdecode(program) or event
    return event


def _name_in_shell(command: object) -> str:
    """Return the program that a command starts, "sh" if the shell does more
    than to start it.
    """
    text = os.fsdecode(command) if isinstance(command, (str, bytes)) else "|"
    match = re.fullmatch(_PLAIN_COMMAND, re.sub(_QUIET, " ", text))
    return match[1] if match else "sh"
