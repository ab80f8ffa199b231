# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Isolation: a build base that no two builds share.

Without one, setuptools packs what the last interpreter left in build/lib.
"""

import contextlib
import itertools
import os
import tempfile

from collections.abc import Iterator
from pathlib import Path

from gpep517_reuse.sources import distutils_config as extra_config
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
    options = extra_config.read_extra_config(
        Path(os.environ.get(extra_config.VARIABLE, "/nonexistent")))
    with tempfile.TemporaryDirectory(
            prefix="gpep517-reuse-", ignore_cleanup_errors=True) as temporary:
        if build_dir is None or not _is_utf8(build_dir):
            # setuptools reads the file as UTF-8
            build_dir = Path(temporary)
        build_base = _make_build_base(build_dir.absolute())
        config = Path(temporary) / "distutils.cfg"
        extra_config.write_extra_config(config, build_base, options)
        with _restore_process():
            os.environ[extra_config.VARIABLE] = str(config)
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
