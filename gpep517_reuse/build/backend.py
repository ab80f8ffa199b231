# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The backend: gpep517's way of calling it, isolated and watched."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import sys
import threading

from pathlib import Path

from gpep517.build import build_wheel_impl

from gpep517_reuse import log
from gpep517_reuse.backends.settings import Settings
from gpep517_reuse.build.bases import find_bases, mirror_directories
from gpep517_reuse.build.watch import Observation, observe
from gpep517_reuse.environment.interpreter import LENT_PACKAGING
from gpep517_reuse.errors import ReuseError, quote
from gpep517_reuse.sources import distutils_config
from gpep517_reuse.sources.recipe import BuildOptions, make_arguments
from gpep517_reuse.sources.tree import BUILD_BASE_PREFIX
from gpep517_reuse.temporary import make_temporary_directory
from gpep517_reuse.values import TYPE_CHECKING, NamedTuple


if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from gpep517_reuse.files import StrPath


logger = log.Logger(__name__)

# of what gpep517 reads, what it takes as a Path
_PATHS = ("prefix", "pyproject_toml", "sysroot")
# runs gpep517 with a search path, which ends at "--", and its arguments
_CALL = ("import sys; end = sys.argv.index('--'); "
         "sys.path[:] = sys.argv[1:end]; sys.argv[1:end + 1] = []; "
         "from gpep517.__main__ import main; sys.exit(main())")


@contextlib.contextmanager
def isolate(build_dir: StrPath | None, settings: Settings) -> Iterator[Path]:
    """Give setuptools a fresh build base; yield its path.

    It is made below ``build_dir``, where it stays, or below a temporary
    directory.  What the project's setup.cfg sets to lie elsewhere lies in it
    as well.  The caller's DIST_EXTRA_CONFIG keeps
    its effect in all other options.  The environment and the current
    directory are restored, whatever the build does to them.  Raises
    UsageError where DIST_EXTRA_CONFIG cannot be used.
    """
    options = distutils_config.read_extra_config(
        os.environ.get(distutils_config.VARIABLE, ""))
    with make_temporary_directory() as temporary:
        if build_dir is None or not _is_usable(build_dir):
            build_dir = temporary
        build_base = _make_build_base(Path(build_dir).absolute())
        config = temporary / "distutils.cfg"
        distutils_config.write_extra_config(
            config, build_base, options,
            mirror_directories(settings, build_base))
        with _restore_process():
            os.environ[distutils_config.VARIABLE] = str(config)
            try:
                yield build_base
            finally:
                with contextlib.suppress(OSError):
                    # of no use to most backends
                    build_base.rmdir()


def _is_usable(build_dir: StrPath) -> bool:
    """Return True if a build base can be made below a directory.

    setuptools reads its path as UTF-8, and a directory that is made in the
    tree may be taken for one of its packages.
    """
    path = os.path.realpath(build_dir)
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    is_new_in_tree = not os.path.isdir(path) and path.startswith(
        os.path.join(os.path.realpath(os.getcwd()), ""))
    if is_new_in_tree:
        logger.info("%s lies in the sources, where a build could take it for "
                    "a part of them: a temporary directory is used",
                    build_dir)
    return not is_new_in_tree


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


class Built(NamedTuple):
    """A wheel that was built, and what happened meanwhile.

    ``name`` is what the backend answered, ``wheel`` the path by it;
    ``threads`` are those that it left running.
    """

    name: str
    wheel: Path
    build_base: Path
    observation: Observation
    #: What the project said before the build.
    settings: Settings
    threads: tuple[str, ...] = ()
    #: The path by which the build uses the usual base, so that it was built
    #: without another one; else empty.
    usual_base: str = ""


def build(options: BuildOptions, wheel_dir: Path, build_dir: StrPath | None,
          known: Collection[str]) -> Built:
    """Build a wheel; raises whatever the backend raises.

    Isolation never changes a wheel: where a build uses the usual base by its
    name, the wheel is built anew with that, from the tree as it was.
    ``known`` are the paths of the tree's files, relative to the current
    directory.
    """
    settings = Settings(options.pyproject_toml)
    bases = find_bases(settings)
    search_path = tuple(sys.path)
    built: Built | None = None
    failure: BaseException | None = None
    with (isolate(build_dir, settings) as build_base,
          observe() as observation):
        observation.unexpected = bases.packed
        observation.replacement = str(build_base)
        try:
            name, threads = _call(options, wheel_dir)
            built = Built(name, wheel_dir / name, build_base, observation,
                          settings, threads)
        # setuptools ends by SystemExit
        except (Exception, SystemExit) as error:  # noqa: BLE001
            failure = error
    used = bases.find_use(observation) or (
        failure and bases.find_named(_format(failure)))
    if not used:
        if built is None:
            raise failure or AssertionError
        return built
    used = os.path.relpath(used)
    logger.warning(
        "Building again, without a build base of its own: the build uses %s "
        "by that name", quote(used))
    if built is not None:
        built.wheel.unlink(missing_ok=True)
    _remove_made(observation, known)
    bases.remove_new()
    try:
        name = _build_plainly(options, wheel_dir, search_path)
    finally:
        bases.remove_new()
    return Built(name, wheel_dir / name, Path("build"), observation, settings,
                 usual_base=used)


def _format(error: BaseException) -> str:
    """Return an exception and what led to it as Python prints them."""
    # most builds succeed
    import traceback

    return "".join(traceback.format_exception(error))


def _build_plainly(options: BuildOptions, wheel_dir: Path,
                   search_path: Sequence[str]) -> str:
    """Have gpep517 build in a process of its own, for nothing of the first
    build to be left; return the wheel's name.
    """
    # few builds come to that
    import subprocess

    reader, writer = os.pipe()
    with open(reader, encoding="utf-8") as answer:
        try:
            process = subprocess.run(
                (sys.executable, "-c", _CALL, *search_path, "--",
                 "build-wheel", "--output-fd", str(writer), "--wheel-dir",
                 wheel_dir, *_list_arguments(options)),
                pass_fds=(writer,), check=False)
        finally:
            os.close(writer)
        if process.returncode:
            raise ReuseError("the build fails without a build base of its "
                             "own as well")
        return answer.read().strip()


def _list_arguments(options: BuildOptions) -> Iterator[str]:
    """Yield the arguments by which gpep517 takes these options."""
    for name in ("backend", "fallback_backend", "prefix", "pyproject_toml",
                 "sysroot"):
        if (value := getattr(options, name)) is not None:
            yield f"--{name.replace('_', '-')}={value}"
    if options.fallback_backend is None:
        yield "--no-fallback-backend"
    if options.config_json is not None:
        yield f"--config-json={json.dumps(options.config_json)}"
    if options.allow_compressed:
        yield "--allow-compressed"


def _remove_made(observation: Observation, known: Collection[str]) -> None:
    """Remove the files that a build made in the tree."""
    top = os.path.join(os.getcwd(), "")
    for path in observation.written:
        if path.startswith(top) and path[len(top):] not in known:
            with contextlib.suppress(OSError):
                os.remove(path)
                os.removedirs(os.path.dirname(path))


def _call(options: BuildOptions, wheel_dir: Path
          ) -> tuple[str, tuple[str, ...]]:
    """Have gpep517 build; return what the backend answers, and the threads
    that it left running.
    """
    before = threading.enumerate()
    args = make_arguments(options._asdict(), _PATHS)
    with _forget_packaging():
        name: str = build_wheel_impl(args, wheel_dir)
    return name, tuple(thread.name for thread in threading.enumerate()
                       if thread not in before)


@contextlib.contextmanager
def _forget_packaging() -> Iterator[None]:
    """Hide the packaging that this tool imported, or was lent.

    A backend is to load the one that it finds, and to be seen doing so.
    """
    lent = [path for path in sys.path
            if os.path.basename(path) == LENT_PACKAGING]
    for path in lent:
        sys.path.remove(path)
    ours = {name: module for name, module in sys.modules.items()
            if name.partition(".")[0] == "packaging"}
    for name in ours:
        del sys.modules[name]
    try:
        yield
    finally:
        sys.path.extend(lent)
        sys.modules.update(ours)
