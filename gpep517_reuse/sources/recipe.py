# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The recipe: all but the sources that decides what a wheel is."""

import itertools
import json
import os
import re
import typing

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from gpep517_reuse.files import hash_bytes, read_regular


#: Environment variables that are part of every recipe: names, and
#: beginnings of names with a ``*`` after them.
TRACKED_VARIABLES = (
    # compilers and their companions
    "AR", "AS", "CC", "CPP", "CXX", "F77", "FC", "LD", "LDSHARED",
    "LDCXXSHARED", "NM", "OBJC", "RANLIB", "STRIP",
    # flags
    "ARCHFLAGS", "ARFLAGS", "CFLAGS", "CPPFLAGS", "CXXFLAGS", "FCFLAGS",
    "FFLAGS", "LDFLAGS", "OPT",
    # where compilers look
    "CPATH", "CPLUS_INCLUDE_PATH", "C_INCLUDE_PATH", "LD_LIBRARY_PATH",
    "LIBRARY_PATH", "SDKROOT", "SYSROOT",
    # pkg-config and CMake
    "CMAKE_*", "PKG_CONFIG", "PKG_CONFIG_*",
    # Rust
    "CARGO", "CARGO_BUILD_*", "CARGO_TARGET_*", "PYO3_*", "RUSTC",
    "RUSTC_*", "RUSTFLAGS",
    # the platform that is built for
    "AUDITWHEEL_PLAT", "MACOSX_DEPLOYMENT_TARGET", "_PYTHON_HOST_PLATFORM",
    "_PYTHON_SYSCONFIGDATA_NAME",
    # reproducible builds
    "SOURCE_DATE_EPOCH",
    # what the known backends take from the environment
    "CYTHON_*", "DISTUTILS_DEBUG", "DISTUTILS_USE_SDK", "FLIT_*", "HATCH_*",
    "MATURIN_*", "MESONPY_*", "NPY_*", "PBR_*", "PDM_BUILD_*", "POETRY_*",
    "SCIKIT_BUILD_*", "SETUPTOOLS_*", "SKBUILD_*", "VCS_VERSIONING_*",
    "VERSIONEER_*",
)

#: What setuptools reads from the home directory, as part of the recipe.
USER_CONFIG = "~/.pydistutils.cfg"
# part of the recipe option by option, as distutils_config reads it
_EXTRA_CONFIG = "DIST_EXTRA_CONFIG"

# a path begins a word, or follows a one-letter option such as -I
_PATH_START = r"""((?:^|[\s=:;,"'(\[{])(?:-[A-Za-z])?)"""
_PATH_END = r"""(?=[/\s:;,"')\]}]|$)"""

_NAMED_VARIABLE = re.compile(
    rb"""(?:\{(?:env:)?|\bvariable *= *["'])([A-Za-z_]\w*)""")

# of a value in a log, so many characters
_MOST_SHOWN = 60


class BuildOptions(typing.NamedTuple):
    """What gpep517's build_wheel_impl() reads from its ``args``."""

    allow_compressed: bool
    backend: str | None
    config_json: Mapping[str, object] | None
    fallback_backend: str | None
    prefix: Path | None
    pyproject_toml: Path
    sysroot: Path | None


class Recipe(typing.NamedTuple):
    """The settings, each by the name that its user knows it by.

    Of those that may be a secret there is a SHA-256 in hexadecimal.
    """

    settings: Mapping[str, str]

    @property
    def digest(self) -> str:
        """Name the recipe: a SHA-256, in hexadecimal."""
        text = json.dumps(dict(self.settings), sort_keys=True)
        return hash_bytes(text.encode())

    def find_differences(self, other: "Recipe") -> tuple[str, ...]:
        """Find the names, sorted, of the settings that are not the same."""
        return tuple(sorted(
            name for name in self.settings.keys() | other.settings.keys()
            if self.settings.get(name) != other.settings.get(name)))

    def render_differences(self, other: "Recipe") -> str:
        """Render the settings that are not the same, with the values of
        those that may be shown.
        """
        return ", ".join(
            "{} ({}, here {})".format(name, *_show_values(
                self.settings.get(name), other.settings.get(name)))
            if _may_be_shown(name) else name
            for name in self.find_differences(other))


def _may_be_shown(name: str) -> bool:
    """Return True if a setting holds no secret: it is an option, a compiler or
    its flags.
    """
    return name in TRACKED_VARIABLES or name.startswith(
        ("--", _EXTRA_CONFIG))


def _show_values(one: str | None, other: str | None) -> Iterator[str]:
    """Yield what to show of values that differ: of long ones, the place."""
    common = sum(1 for _ in itertools.takewhile(
        lambda pair: pair[0] == pair[1],
        zip(one or "", other or "", strict=False)))
    for value in (one, other):
        if value is None:
            yield "unset"
            continue
        begin = max(0, min(common, len(value) - 1) - _MOST_SHOWN // 2)
        end = begin + _MOST_SHOWN
        yield (("..." if begin else "") + repr(value[begin:end])
               + ("..." if value[end:] else ""))


class Placeholders(typing.NamedTuple):
    """Replace paths that differ per interpreter by design.

    ``paths`` are pairs of an absolute path and the name that stands for it.
    """

    paths: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, named: Iterable[tuple[str, Path | str]]) -> "Placeholders":
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
        "--prefix": None if options.prefix is None else str(options.prefix),
        "--sysroot": None if options.sysroot is None else str(
            options.sysroot),
        "--allow-compressed": "yes" if options.allow_compressed else None,
        "--reuse-key": key or None,
        USER_CONFIG: _describe_user_config(),
    }
    settings.update(_select_variables(environ, {
        *reuse_env, *_find_named_variables(options.pyproject_toml)}))
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
                Path(path)).items()
            for option, value in options.items()}


def _describe_pyproject(path: Path) -> str | None:
    """Return None for the usual file, else where or what it is."""
    relative = os.path.relpath(path)
    if relative == "pyproject.toml":
        return None
    try:
        content = read_regular(path)
    except OSError as error:
        return f"{relative}: {error.strerror}"
    return f"{relative}: {hash_bytes(content)}"


def _find_named_variables(pyproject: Path) -> Iterator[str]:
    """Yield the variables that hatchling's and pdm-backend's metadata name:
    {env:NAME} and ${NAME}.
    """
    for path in (pyproject, Path(pyproject).with_name("hatch.toml")):
        try:
            content = read_regular(path)
        except OSError:
            continue
        for name in _NAMED_VARIABLE.findall(content):
            yield name.decode()


def _describe_user_config() -> str | None:
    """Return what setuptools reads from the home directory, if at all."""
    try:
        content = read_regular(Path(USER_CONFIG).expanduser())
    except (OSError, RuntimeError):
        return None
    return content.decode(errors="surrogateescape")


def _select_variables(environ: Mapping[str, str], more: Iterable[str]
                      ) -> Mapping[str, str]:
    names = {*TRACKED_VARIABLES, *more}
    prefixes = tuple(name[:-1] for name in names if name.endswith("*"))
    return {name: value for name, value in environ.items()
            if name in names or name.startswith(prefixes)}


class Request(typing.NamedTuple):
    """What the caller asks for; relative paths are below the current one."""

    options: BuildOptions
    wheel_dir: Path | None = None
    #: None where reuse is off.
    reuse_dir: Path | None = None
    #: Whether to build all the same, and remember it.
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
