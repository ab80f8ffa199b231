# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The limited API: what shows that extension modules were compiled for it.

A tag with "abi3" in it is a promise that any setup.py can make, also for
modules that import, and then crash or return garbage (PEP 384, PEP 652).
"""

import contextlib
import re

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from gpep517_reuse.backends.profile import Profile
from gpep517_reuse.backends.settings import Settings
from gpep517_reuse.build.paths import Scene
from gpep517_reuse.build.watch import Observation
from gpep517_reuse.errors import ReuseError, quote, sum_up
from gpep517_reuse.files import read_regular
from gpep517_reuse.wheel.archive import is_extension, open_wheel
from gpep517_reuse.wheel.elf import Module, find_abi_violations, read_module
from gpep517_reuse.wheel.filename import WheelName


# where a source says so
_DEFINITION = re.compile(
    rb"define[ \t]+Py_(?P<api>LIMITED_API|TARGET_ABI3T)\b")
_FEATURE = re.compile(rb"\babi3\b")
_SOURCES = (".c", ".cc", ".cpp", ".cxx", ".h", ".hh", ".hpp", ".pxd", ".pyx")
_MANIFEST = "Cargo.toml"


def find_broken_promises(
        path: Path, observation: Observation, scene: Scene,
        settings: Settings, profiles: Iterable[Profile]) -> Iterator[str]:
    """Yield why the extension modules of a wheel, which is for a stable ABI,
    may not be.

    What they import is looked at where pyelftools and abi3info are there.
    """
    name, modules = _read_modules(path)
    unfit = [f"{quote(member)} uses {sum_up(symbols)}" for member, module
             in modules.items() if module and (
                 symbols := _find_violations(module, name, modules))]
    if unfit:
        yield (f"it is for a stable ABI, and {sum_up(unfit)}, which that "
               "does not have")
    if not (observation.told_of_limited_api
            or any(profile.promises_limited_api(settings)
                   for profile in profiles)
            or any(_says_so(path, scene, name)
                   for path in scene.before.files)):
        # one that takes nothing from Python fits all of them
        silent = [quote(member) for member, module in modules.items()
                  if module is None or any(map(_is_of_python, module.imports))]
        if silent:
            yield ("it is for a stable ABI, and nothing shows that "
                   f"{sum_up(silent)} was compiled for it, with "
                   "Py_LIMITED_API")


def _read_modules(path: Path) -> tuple[WheelName, Mapping[str, Module | None]]:
    """Read the extension modules of a wheel, None for those that cannot
    be read.
    """
    modules: dict[str, Module | None] = {}
    with open_wheel(path) as (name, archive):
        for member in archive.namelist():
            if is_extension(member):
                modules[member] = None
                with contextlib.suppress(ReuseError):
                    modules[member] = read_module(archive.read(member))
    return name, modules


def _find_violations(module: Module, name: WheelName,
                     modules: Mapping[str, Module | None]
                     ) -> tuple[str, ...]:
    own = frozenset().union(*(other.exports for other in modules.values()
                              if other))
    found: set[str] = set()
    with contextlib.suppress(ReuseError):
        for tag in name.tags:
            found.update(find_abi_violations(module, tag, own=own))
    return tuple(sorted(found))


def _is_of_python(symbol: str) -> bool:
    return symbol.startswith(("Py", "_Py"))


def _says_so(path: str, scene: Scene, name: WheelName) -> bool:
    """Return True if a source of the tree is for the limited API.

    Py_TARGET_ABI3T says so where it has a meaning, to headers of 3.15 and
    later (PEP 803), and these alone make what is tagged so.
    """
    is_manifest = path.rpartition("/")[2] == _MANIFEST
    if not (is_manifest or path.endswith(_SOURCES)):
        return False
    try:
        content = read_regular(scene.roots.locate(path))
    except OSError:
        return False
    if is_manifest:
        return _FEATURE.search(content) is not None
    wanted = {b"LIMITED_API", b"TARGET_ABI3T"} if "abi3t" in name.abis else {
        b"LIMITED_API"}
    return any(found["api"] in wanted
               for found in _DEFINITION.finditer(content))
