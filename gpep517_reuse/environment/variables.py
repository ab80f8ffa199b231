# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Environment variables: what their values are, and what may differ."""

from __future__ import annotations

import os
import sys

from gpep517_reuse.files import hash_bytes
from gpep517_reuse.sources.recipe import (
    Placeholders,
    select_names,
    show_values,
)
from gpep517_reuse.values import TYPE_CHECKING


if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


#: The name under which the environment as a whole is described.
WHOLE = "*"
#: What is read by programs that builds start: names, and beginnings of names
#: with a ``*`` after them.
PROGRAM_VARIABLES = (
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
    "CARGO", "CARGO_*", "PYO3_*", "RUSTC", "RUSTC_*", "RUSTFLAGS",
    # git
    "GIT_*",
    # Python, started as a program
    "PYTHONHASHSEED", "PYTHONOPTIMIZE", "PYTHONUTF8",
    # the platform that is built for
    "AUDITWHEEL_PLAT", "MACOSX_DEPLOYMENT_TARGET", "_PYTHON_HOST_PLATFORM",
    "_PYTHON_SYSCONFIGDATA_NAME",
    # reproducible builds
    "SOURCE_DATE_EPOCH",
)
#: What cannot shape a wheel: where temporary files go, what a terminal shows,
#: and when.
HARMLESS_VARIABLES = frozenset({
    "CLICOLOR", "CLICOLOR_FORCE", "COLORTERM", "COLUMNS", "FORCE_COLOR",
    "LINES", "NO_COLOR", "PYTHONUNBUFFERED", "PYTHON_COLORS", "TEMP", "TERM",
    "TMP", "TMPDIR",
})
#: Variables that differ between interpreters by design, where the environment
#: is taken as a whole.
VARYING_VARIABLES = HARMLESS_VARIABLES | {
    "BUILD_DIR", "DIST_EXTRA_CONFIG", "EPYTHON", "MULTIBUILD_VARIANT",
    "OLDPWD", "PATH", "PKG_CONFIG_PATH", "PWD", "PYTHON", "PYTHONPATH",
    "SHLVL", "VIRTUAL_ENV", "VIRTUAL_ENV_PROMPT", "WHEEL_BUILD_DIR", "_",
}

# these hold no secret
_SHOWN = frozenset(PROGRAM_VARIABLES)


def list_program_variables(environ: Mapping[str, str],
                           more: Iterable[str] = ()) -> frozenset[str]:
    """List the variables that are set and that programs read.

    ``more`` are further names, or beginnings of names with a ``*``.
    """
    return frozenset(select_names(environ, (*PROGRAM_VARIABLES, *more)))


def describe_variables(names: Iterable[str], environ: Mapping[str, str],
                       placeholders: Placeholders) -> Mapping[str, str]:
    """Describe the values of variables, by name.

    A description is empty where a variable is not set, "=" and the value
    where that may be shown, else a SHA-256 in hexadecimal.
    """
    return {name: _describe(name, environ, placeholders) for name in names}


def _describe(name: str, environ: Mapping[str, str],
              placeholders: Placeholders) -> str:
    if name == WHOLE:
        return _digest("\0".join(
            f"{key}={placeholders.replace_in(value)}"
            for key, value in sorted(environ.items())
            if key not in VARYING_VARIABLES))
    if name not in environ:
        return ""
    value = placeholders.replace_in(environ[name])
    return f"={value}" if name in _SHOWN else _digest(value)


def _digest(text: str) -> str:
    return hash_bytes(text.encode(errors="surrogateescape"))


def find_programs(names: Iterable[str], placeholders: Placeholders
                  ) -> Mapping[str, str]:
    """Find where programs are, by the names that they are looked for by.

    One that is not there is at an empty path, as is what is not looked for.
    """
    return {name: placeholders.replace_in(_find_program(name))
            for name in names}


def _find_program(name: str) -> str:
    if "/" in name:
        return ""
    # few wheels come from builds that started any, and shutil costs as much
    # as to read one
    import shutil

    path = shutil.which(name) or ""
    prefix = os.path.join(sys.prefix, "")
    if path.startswith(prefix) and not "/usr/local/".startswith(prefix):
        # what is installed for one interpreter alone
        return os.path.join("{prefix}", path[len(prefix):])
    return path


def render_difference(name: str, builder: str, here: str) -> str:
    """Say how two descriptions of a variable differ."""
    if name == WHOLE:
        return ("its build took the environment as a whole, which is another "
                "one here")
    if name in _SHOWN:
        shown = show_values(*(description[1:] if description else None
                              for description in (builder, here)))
    elif builder and here:
        return f"{name} has another value here"
    else:
        shown = ("set" if description else "not set"
                 for description in (builder, here))
    return "{} was {} for its builder, is {} here".format(name, *shown)
