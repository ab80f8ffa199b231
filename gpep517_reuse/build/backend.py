# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The backend: gpep517's way of calling it, isolated and watched."""

import contextlib
import itertools
import os
import sys
import tempfile
import threading
import typing

from collections.abc import Iterator
from pathlib import Path

from gpep517.build import build_wheel_impl

from gpep517_reuse.build.watch import Observation, observe
from gpep517_reuse.sources import distutils_config
from gpep517_reuse.sources.recipe import BuildOptions
from gpep517_reuse.sources.tree import BUILD_BASE_PREFIX


@contextlib.contextmanager
def isolate(build_dir: Path | None) -> Iterator[Path]:
    """Give setuptools a fresh build base; yield its path.

    It is made below ``build_dir``, where it stays, or below a temporary
    directory.  The caller's DIST_EXTRA_CONFIG keeps its effect in all
    other options.  The environment and the current directory are
    restored, whatever the build does to them.  Raises UsageError where
    DIST_EXTRA_CONFIG cannot be used.
    """
    options = distutils_config.read_extra_config(
        Path(os.environ.get(distutils_config.VARIABLE, "/nonexistent")))
    with tempfile.TemporaryDirectory(
            prefix="gpep517-reuse-", ignore_cleanup_errors=True) as temporary:
        if build_dir is None or not _is_utf8(build_dir):
            # setuptools reads the file as UTF-8
            build_dir = Path(temporary)
        build_base = _make_build_base(build_dir.absolute())
        config = Path(temporary) / "distutils.cfg"
        distutils_config.write_extra_config(config, build_base, options)
        with _restore_process():
            os.environ[distutils_config.VARIABLE] = str(config)
            try:
                yield build_base
            finally:
                with contextlib.suppress(OSError):
                    # of no use to most backends
                    build_base.rmdir()


def _is_utf8(path: Path) -> bool:
    try:
        str(path.absolute()).encode()
    except UnicodeEncodeError:
        return False
    return True


def _make_build_base(build_dir: Path) -> Path:
    """Make the first build base that is free.

    Counted, not random: compilers write the path into debug information
    and ccache into its keys.
    """
    build_dir.mkdir(parents=True, exist_ok=True)
    for number in itertools.count(1):
        build_base = build_dir / f"{BUILD_BASE_PREFIX}{number}"
        with contextlib.suppress(FileExistsError):
            build_base.mkdir()
            break
    return build_base


@contextlib.contextmanager
def _restore_process() -> Iterator[None]:
    saved = dict(os.environ)
    current = os.getcwd()
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            # a build that deleted it goes on to fail elsewhere
            os.chdir(current)
        for name in os.environ.keys() - saved.keys():
            del os.environ[name]
        os.environ.update(saved)


class Built(typing.NamedTuple):
    """A wheel that was built, and what happened meanwhile.

    ``name`` is what the backend answered, ``wheel`` the path by it;
    ``threads`` are those that it left running.
    """

    name: str
    wheel: Path
    build_base: Path
    observation: Observation
    threads: tuple[str, ...] = ()


def build(options: BuildOptions, wheel_dir: Path, build_dir: Path | None
          ) -> Built:
    """Build a wheel; raises whatever the backend raises."""
    before = threading.enumerate()
    with (_forget_packaging(), isolate(build_dir) as build_base,
          observe() as observation):
        name = build_wheel_impl(options, wheel_dir)
    return Built(name, wheel_dir / name, build_base, observation, tuple(
        thread.name for thread in threading.enumerate()
        if thread not in before))


@contextlib.contextmanager
def _forget_packaging() -> Iterator[None]:
    """Hide the packaging that this tool imported.

    A backend is to load the one that it finds, and to be seen doing so.
    """
    ours = {name: module for name, module in sys.modules.items()
            if name.partition(".")[0] == "packaging"}
    for name in ours:
        del sys.modules[name]
    try:
        yield
    finally:
        sys.modules.update(ours)
