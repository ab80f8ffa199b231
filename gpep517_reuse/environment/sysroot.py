# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The sysroot: the platform that a wheel is built for, by sysconfig."""

from __future__ import annotations

import contextlib

from gpep517_reuse.errors import UsageError
from gpep517_reuse.values import TYPE_CHECKING


if TYPE_CHECKING:
    from collections.abc import Iterator

    from gpep517_reuse.sources.recipe import BuildOptions


@contextlib.contextmanager
def target_platform(options: BuildOptions) -> Iterator[None]:
    """Let sysconfig answer for the platform of a sysroot, as gpep517 does.

    Raises UsageError where the directory is no sysroot.
    """
    if options.sysroot is None:
        yield
        return
    # only a build for another platform needs gpep517 here
    from pathlib import Path

    from gpep517.build import patch_sysconfig

    with contextlib.ExitStack() as stack:
        prefix = None if options.prefix is None else Path(options.prefix)
        try:
            stack.enter_context(
                patch_sysconfig(Path(options.sysroot), prefix))
        except RuntimeError as error:
            raise UsageError(
                f"--sysroot {options.sysroot} cannot be built for: {error}",
                hint="name one that has this version of Python") from error
        yield
