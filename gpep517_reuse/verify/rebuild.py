# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Rebuilding: builds by other processes, in copies of the sources."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import threading
import time

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gpep517_reuse.errors import ReuseError, explain
from gpep517_reuse.log import Logger
from gpep517_reuse.sources.tree import BUILD_BASE_PREFIX
from gpep517_reuse.temporary import make_temporary_directory
from gpep517_reuse.verify.build_log import explain_status, keep_log, summarize


class Processes:
    """Run processes in any number of threads, until all are to end."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[str]] = set()
        self._has_ended = False

    def run(self, command: Sequence[object], **options: Any
            ) -> "subprocess.CompletedProcess[str]":
        """Run one as subprocess.run() does, in text, without input.

        Raises OSError where it cannot be started, and ReuseError after
        end().
        """
        arguments = list(map(str, command))
        with self._lock:
            self._check()
            # a terminal's Ctrl-C reaches us alone, and they get one signal
            process = subprocess.Popen(
                arguments, stdin=subprocess.DEVNULL, text=True,
                errors="replace", process_group=0, **options)
            self._running.add(process)
        try:
            output, errors = process.communicate()
        except BaseException:
            # it cleans up, as this process does
            _signal_group(process, signal.SIGTERM)
            process.wait()
            _signal_group(process, signal.SIGKILL)
            raise
        finally:
            with self._lock:
                self._running.discard(process)
        self._check()
        return subprocess.CompletedProcess(
            arguments, process.returncode, output, errors)

    def _check(self) -> None:
        if self._has_ended:
            raise ReuseError("it was interrupted")

    def end(self) -> None:
        """Ask all to end, with what they started, and start no more."""
        with self._lock:
            self._has_ended = True
            for process in self._running:
                _signal_group(process, signal.SIGTERM)


def _signal_group(process: "subprocess.Popen[str]", number: int) -> None:
    """Send a signal to a process and what it started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


# so many seeds are tried: a set of two strings comes out in either order
_MOST_BUILDS = 8
_WHEEL_NAME_FD = 1
# two threads that copy at once hinder each other: together, thousands of
# small files take them four times as long as one after the other
_COPYING = threading.Lock()

logger = Logger(__name__)


class BuildError(ReuseError):
    """A build in a process of its own failed; ``log`` is its output, which
    ``path`` has as a whole, if anything does.
    """

    def __init__(self, message: str, log: str, path: Path | None = None
                 ) -> None:
        super().__init__(message)
        self.log = log
        self.path = path


def cut_log(error: Exception, most: int) -> str:
    """Return what a failing build printed, cut to its last lines but for
    what went wrong; empty where nothing is known of that.
    """
    if not isinstance(error, BuildError):
        return ""
    return summarize(error.log, error.path, most)


@dataclass(frozen=True, slots=True, kw_only=True)
class Builder:
    """Build one tree with one interpreter, in copies.

    ``command`` runs our command line in it, ``options`` are build-wheel's;
    ``directories`` make up the tree, ``current`` is the one to build in.
    A config setting that is ``build_dir`` names another one in a copy.
    What runs is one of ``processes``, with ``environment`` besides ours.
    The whole logs are kept in ``log_dir``, by ``name``; without it, those of
    builds that failed.
    """

    command: Sequence[str]
    options: Sequence[str]
    current: Path
    directories: Sequence[Path]
    excluded: Sequence[Path] = ()
    build_dir: Path | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    name: str = "build"
    log_dir: Path | None = None
    processes: Processes = field(default_factory=Processes, compare=False)

    def build_copy(self, top: Path, *options: str,
                   environment: Mapping[str, str] | None = None) -> Path:
        """Copy the tree below a directory and build; return the wheel.

        Raises BuildError, and OSError where no process can be started.
        """
        copied = self.copy(top)
        wheel_dir = top / "wheel"
        # what the programs of a build leave when they are ended goes as well
        temporary = top / "tmp"
        temporary.mkdir(exist_ok=True)
        process = self.processes.run(
            (*self.command, "build-wheel", *self._name_options(top),
             *options, "--output-fd", _WHEEL_NAME_FD,
             "--wheel-dir", wheel_dir, "--build-dir", top / "build"),
            # unbuffered: in the order in which it was printed
            cwd=copied, env={
                **os.environ, "PYTHONUNBUFFERED": "1",
                "TMPDIR": str(temporary), **self.environment,
                **(environment or {})},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        wheels = list(wheel_dir.glob("*.whl"))
        has_failed = process.returncode != 0 or len(wheels) != 1
        log = process.stdout
        path = self._keep_log(log, top) if has_failed or self.log_dir else None
        if has_failed:
            raise BuildError(explain_status(process.returncode, log), log,
                             path)
        return wheels[0]

    def _keep_log(self, log: str, top: Path) -> Path | None:
        name = f"{self.name}-{top.name}"
        try:
            return keep_log(log, self.log_dir, name)
        except OSError as error:
            logger.warning("The log of %s cannot be kept: %s", name,
                           explain(error))
            return None

    def _name_options(self, top: Path) -> Iterator[str]:
        """Yield the options, with the build directory of a copy.

        meson-python is told its own as a config setting, and would else
        build where the wheel in question was built.
        """
        if self.build_dir is None:
            yield from self.options
            return
        old, new = (json.dumps(str(path))
                    for path in (self.build_dir, top / "build"))
        for option in self.options:
            yield option.replace(old, new)

    def copy(self, top: Path) -> Path:
        """Copy the tree below a directory; return the one to build in.

        Raises BuildError.
        """
        base = os.path.commonpath([self.current, *self.directories])
        with _COPYING:
            for directory in self.directories:
                copy_tree(directory,
                          top / "tree" / directory.relative_to(base),
                          symlinks=True, ignore=self._ignore)
        return top / "tree" / self.current.relative_to(base)

    def _ignore(self, directory: str, names: list[str]) -> list[str]:
        return [name for name in names if name.startswith(BUILD_BASE_PREFIX)
                or Path(directory, name) in self.excluded]


def copy_tree(source: Path, target: Path, **options: Any) -> None:
    """Copy a directory as shutil.copytree() does, also into another one.

    Raises BuildError, with the first of the reasons.
    """
    try:
        shutil.copytree(source, target, dirs_exist_ok=True, **options)
    except shutil.Error as error:
        # a full disk has one for each file
        _, _, reason = error.args[0][0]
        raise BuildError(f"{source} cannot be copied: {reason}", "") from error
    except OSError as error:
        raise BuildError(f"{source} cannot be copied: {explain(error)}", ""
                         ) from error


class Controls:
    """Make control builds as far as they are asked for, and keep them.

    Make it after the build that they are to be held against.
    """

    def __init__(self, builder: Builder) -> None:
        self._builder = builder
        self._began = int(time.time())
        self._wheels: list[Path] = []
        self._stack = contextlib.ExitStack()
        self._top = self._stack.enter_context(make_temporary_directory())

    def build_until(self, are_enough: Callable[[Sequence[Path]], bool]
                    ) -> None:
        """Build ever more wheels until these are enough.

        Raises BuildError, and OSError as build_copy() does.
        """
        for number in range(1, _MOST_BUILDS + 1):
            if len(self._wheels) < number:
                self._wheels.append(self._build(number))
            if are_enough(self._wheels[:number]):
                return

    def close(self) -> None:
        """Remove all of them."""
        self._stack.close()

    def _build(self, number: int) -> Path:
        while int(time.time()) == self._began:
            # a build date in seconds is to come out as unstable
            time.sleep(0.01)
        logger.info("Something differs: control build %d with %s", number,
                    self._builder.command[0])
        return self._builder.build_copy(
            self._top / f"control-{number}",
            environment={"PYTHONHASHSEED": str(number)})
