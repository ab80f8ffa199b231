# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The backend: gpep517's way of calling it, isolated and observed."""

import contextlib
import sys
import threading
import typing

from collections.abc import Iterator
from pathlib import Path

from gpep517.build import build_wheel_impl

from gpep517_reuse.build.isolation import isolate
from gpep517_reuse.build.watch import Observation, observe
from gpep517_reuse.sources.recipe import BuildOptions


class Built(typing.NamedTuple):
    """Hold a wheel that was built, and what happened meanwhile.

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
