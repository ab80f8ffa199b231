# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The recipe: all but the sources that decides what a wheel is."""

from __future__ import annotations

import itertools
import json
import os
import re
import sys
import types

from gpep517_reuse.files import hash_bytes, read_regular
from gpep517_reuse.values import TYPE_CHECKING, NamedTuple


if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from typing import Any

    from gpep517_reuse.files import StrPath


#: What setuptools reads from the home directory, as part of the recipe.
USER_CONFIG = "~/.pydistutils.cfg"
# part of the recipe option by option, as distutils_config reads it
_EXTRA_CONFIG = "DIST_EXTRA_CONFIG"

# a path begins a word, or follows a one-letter option such as -I
_PATH_START = r"""((?:^|[\s=:;,"'(\[{])(?:-[A-Za-z])?)"""
_PATH_END = r"""(?=[/\s:;,"')\]}]|$)"""

# of a value in a log, so many characters
_MOST_SHOWN = 60


class BuildOptions(NamedTuple):
    """What gpep517's build_wheel_impl() reads from its ``args``."""

    allow_compressed: bool
    backend: str | None
    config_json: Mapping[str, object] | None
    fallback_backend: str | None
    prefix: str | None
    pyproject_toml: str
    sysroot: str | None


def make_arguments(values: Mapping[str, Any], paths: Collection[str]
                   ) -> types.SimpleNamespace:
    """Make of values what gpep517 takes for its arguments: those by the names
    of ``paths``, where they are given, are a Path.
    """
    # a reuse calls nothing of gpep517
    from pathlib import Path

    return types.SimpleNamespace(**{
        name: Path(value) if name in paths and value is not None else value
        for name, value in values.items()})


class Recipe(NamedTuple):
    """The settings, each by the name that its user knows it by.

    Of those that may be a secret there is a SHA-256 in hexadecimal.
    """

    settings: Mapping[str, str]

    @property
    def digest(self) -> str:
        """Name the recipe: a SHA-256, in hexadecimal."""
        text = json.dumps(dict(self.settings), sort_keys=True)
        return hash_bytes(text.encode())

    def find_differences(self, other: Recipe) -> tuple[str, ...]:
        """Find the names, sorted, of the settings that are not the same."""
        return tuple(sorted(
            name for name in self.settings.keys() | other.settings.keys()
            if self.settings.get(name) != other.settings.get(name)))

    def render_differences(self, other: Recipe) -> str:
        """Render the settings that are not the same, with the values of
        those that may be shown.
        """
        return ", ".join(
            "{} ({}, here {})".format(name, *show_values(
                self.settings.get(name), other.settings.get(name)))
            if _may_be_shown(name) else name
            for name in self.find_differences(other))


def _may_be_shown(name: str) -> bool:
    """Return True if a setting holds no secret: it is an option."""
    return name.startswith(("--", _EXTRA_CONFIG))


def show_values(one: str | None, other: str | None) -> Iterator[str]:
    """Yield what to show of values that differ: of long ones, the place, and
    "not set" for None.
    """
    common = sum(1 for _ in itertools.takewhile(
        lambda pair: pair[0] == pair[1],
        zip(one or "", other or "", strict=False)))
    for value in (one, other):
        if value is None:
            yield "not set"
            continue
        begin = max(0, min(common, len(value) - 1) - _MOST_SHOWN // 2)
        end = begin + _MOST_SHOWN
        yield (("..." if begin else "") + repr(value[begin:end])
               + ("..." if value[end:] else ""))


class Placeholders(NamedTuple):
    """Replace paths that differ per interpreter by design.

    ``paths`` are pairs of an absolute path and the name that stands for it.
    """

    paths: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, named: Iterable[tuple[str, StrPath]]) -> Placeholders:
        """Take pairs of a name and a path."""
        pairs = {(location, f"{{{name}}}") for name, path in named
                 for location in (os.path.abspath(path),
                                  os.path.realpath(path))}
        # of two that overlap, the longer says more
        return cls(tuple(sorted(
            pairs, key=lambda pair: (-len(pair[0]), pair))))

    def replace_in(self, text: str) -> str:
        """Replace the paths, where they stand whole or begin a path."""
        for path, name in self.paths:
            if path in text:
                text = re.sub(_PATH_START + re.escape(path) + _PATH_END,
                              rf"\g<1>{name}", text)
        return text


def read_recipe(options: BuildOptions, *, key: str,
                placeholders: Placeholders,
                reuse_env: Iterable[str] = (),
                environ: Mapping[str, str] | None = None) -> Recipe:
    """Read the recipe from the build options and the environment.

    The contents of pyproject.toml are not part of it, unless it lies
    elsewhere: in the source tree they count with the tree.  Raises
    UsageError where DIST_EXTRA_CONFIG names a file that does not parse.
    """
    environ = os.environ if environ is None else environ
    settings = {
        "--backend": options.backend,
        "--fallback-backend": options.fallback_backend,
        "--pyproject-toml": _describe_pyproject(options.pyproject_toml),
        "--config-json": None if options.config_json is None else json.dumps(
            options.config_json, sort_keys=True),
        "--prefix": options.prefix, "--sysroot": options.sysroot,
        "--allow-compressed": "yes" if options.allow_compressed else None,
        "--reuse-key": key or None,
        USER_CONFIG: _describe_config(os.path.expanduser(USER_CONFIG)),
        **{f"distutils.cfg of {owner}": _describe_config(path)
           for owner, path in _list_own_configs()},
    }
    settings.update({name: environ[name]
                     for name in select_names(environ, reuse_env)})
    settings.update(_read_extra_config(environ.get(_EXTRA_CONFIG)))
    replaced = {name: placeholders.replace_in(value)
                for name, value in settings.items() if value is not None}
    return Recipe({
        name: (value if _may_be_shown(name)
               else hash_bytes(value.encode(errors="surrogateescape")))
        for name, value in replaced.items()})


def _read_extra_config(path: str | None) -> Mapping[str, str]:
    """Return the options by section and name, but for the build base."""
    if not path:
        return {}
    # most callers set none, and configparser costs an eighth of a bare
    # interpreter start
    from gpep517_reuse.sources import distutils_config

    return {f"{_EXTRA_CONFIG} [{section}] {option}": value
            for section, options in distutils_config.read_extra_config(
                path).items()
            for option, value in options.items()}


def _describe_pyproject(path: str) -> str | None:
    """Return None for the usual file, else where or what it is."""
    relative = os.path.relpath(path)
    if relative == "pyproject.toml":
        return None
    try:
        content = read_regular(path)
    except OSError as error:
        return f"{relative}: {error.strerror}"
    return f"{relative}: {hash_bytes(content)}"


def _list_own_configs() -> Iterator[tuple[str, str]]:
    """Yield where distutils keeps settings of its own: the interpreter's, and
    setuptools' copy, which lies on the search path.
    """
    name = os.path.join("distutils", "distutils.cfg")
    yield "Python", os.path.join(os.path.dirname(os.__file__), name)
    for directory in sys.path:
        if os.path.isdir(os.path.join(directory, "setuptools")):
            yield "setuptools", os.path.join(
                directory, "setuptools", f"_{name}")
            return


def _describe_config(path: str) -> str | None:
    """Return what setuptools reads besides the project's, if it is there."""
    try:
        content = read_regular(path)
    except OSError:
        return None
    return content.decode(errors="surrogateescape")


def select_names(names: Iterable[str], patterns: Iterable[str]
                 ) -> Iterator[str]:
    """Yield the names that are among the patterns, or that begin as one does
    that ends in ``*``.
    """
    wanted = frozenset(patterns)
    prefixes = tuple(pattern[:-1] for pattern in wanted
                     if pattern.endswith("*"))
    return (name for name in names
            if name in wanted or name.startswith(prefixes))


class Request(NamedTuple):
    """What the caller asks for; relative paths are below the current one."""

    options: BuildOptions
    wheel_dir: str | None = None
    #: None where reuse is off.
    reuse_dir: str | None = None
    #: Whether to build all the same, and remember it.
    no_reuse: bool = False
    build_dir: str | None = None
    expect_extension: bool = False
    reuse_trees: tuple[str, ...] = ()
    reuse_env: tuple[str, ...] = ()
    reuse_paths: tuple[str, ...] = ()
    reuse_key: str = ""
    #: Backends, by their modules, and plug-ins, by their distributions,
    #: that the caller vouches for.
    trusted_backends: tuple[str, ...] = ()
    #: Programs, by their names, that the caller vouches for.
    trusted_programs: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Return what keeps entries apart: none is for a caller that does not
        vouch for the programs that it was kept by.
        """
        if not self.trusted_programs:
            return self.reuse_key
        names = " ".join(sorted(set(self.trusted_programs)))
        return f"{self.reuse_key} trusting {names}"

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
