# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The request: what the caller asks for, besides the build options."""

import os
import typing

from pathlib import Path

from gpep517_reuse.sources.recipe import BuildOptions, Placeholders


class Request(typing.NamedTuple):
    """Hold what the caller asks for.

    ``reuse_dir`` is None where reuse is off; ``no_reuse`` builds all the
    same and remembers.  Relative paths are below the current directory.
    """

    options: BuildOptions
    wheel_dir: Path | None = None
    reuse_dir: Path | None = None
    no_reuse: bool = False
    build_dir: Path | None = None
    expect_extension: bool = False
    reuse_trees: tuple[Path, ...] = ()
    reuse_env: tuple[str, ...] = ()
    reuse_paths: tuple[Path, ...] = ()
    reuse_key: str = ""

    def name_paths(self) -> Placeholders:
        """Name the paths that differ per interpreter by design.

        $BUILD_DIR, which distutils-r1.eclass sets, is one of them.
        """
        named = [("build-dir", self.build_dir),
                 ("build-dir", os.environ.get("BUILD_DIR")),
                 ("wheel-dir", self.wheel_dir),
                 *((f"reuse-path-{number}", path) for number, path
                   in enumerate(self.reuse_paths, 1))]
        return Placeholders.of((name, path) for name, path in named if path)
