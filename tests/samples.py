# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Sample values: interpreters, entries, and what suits whom."""

import typing

from collections.abc import Mapping

from gpep517_reuse.build.watch import Observation
from gpep517_reuse.environment.interpreter import Interpreter
from gpep517_reuse.sources.recipe import BuildOptions, Recipe
from gpep517_reuse.store.entry import Candidate, Entry
from gpep517_reuse.wheel.filename import WheelName


STATE = "5a" * 32
SHA256 = "3e" * 32
PURE = "sample-1-py3-none-any.whl"
OPTIONS = BuildOptions(
    allow_compressed=False, backend=None, config_json=None,
    fallback_backend="setuptools.build_meta:__legacy__", prefix=None,
    pyproject_toml="pyproject.toml", sysroot=None)


def make_interpreter(version: str, implementation: str = "cpython"
                     ) -> Interpreter:
    """Make up an interpreter by its version, as in "3.15t"."""
    release = version.rstrip("td")
    abiflags = version.removeprefix(release)
    major, minor = map(int, release.split("."))
    return Interpreter(
        implementation=implementation, release=(major, minor, 1),
        version=f"{major}.{minor}.1 (main) [{abiflags}]",
        extension_suffix=(
            f".{implementation}-{major}{minor}{abiflags}"
            "-x86_64-linux-gnu.so"),
        abiflags=abiflags, pointer_size=8)


def make_entry(filename: str = PURE, builder: str = "3.12",
               **fields: typing.Any) -> Entry:
    """Make up an entry by the version of its builder."""
    return Entry(**{
        "wheel": WheelName.parse(filename), "sha256": SHA256,
        "state": STATE, "recipe": Recipe({"--backend": "flit_core"}),
        "builder": make_interpreter(builder), "built": 1_000,
        "directory": "/src", **fields})


def make_candidate(filename: str = PURE, builder: str = "3.12",
                   **fields: typing.Any) -> Candidate:
    """Make up an entry with a path of its wheel."""
    entry = make_entry(filename, builder, **fields)
    return Candidate(entry, f"/store/{entry.wheel.filename}")


class Choice(typing.NamedTuple):
    """Tell what is chosen from wheels, by interpreter.

    ``candidates`` are the ends of the wheels' names, with ``{platform}``
    in place of the machine's; each holds ``members``.  Not in ``chosen``
    stands where nothing is.
    """

    candidates: tuple[str, ...]
    chosen: Mapping[str, str]
    members: Mapping[str, str] = {"sample.py": ""}
    expect_extension: bool = False

    def name_wheels(self, platform: str) -> tuple[str, ...]:
        """Return the names of the wheels."""
        return tuple(f"sample-1-{tags}.whl".format(platform=platform)
                     for tags in self.candidates)

    def name_chosen(self, column: str, platform: str) -> str | None:
        """Return the name of the wheel for an interpreter of TABLE."""
        tags = self.chosen.get(column)
        return tags and f"sample-1-{tags}.whl".format(platform=platform)


#: The interpreters of the table.
COLUMNS = ("3.11", "3.12", "3.13", "3.14", "3.14t", "3.15", "3.15t",
           "pypy3.11")
_GIL = ("3.11", "3.12", "3.13", "3.14", "3.15")

_PURE = "py3-none-any"
_LINUX = "py3-none-{platform}"
_ABI3_310 = "cp310-abi3-{platform}"
_ABI3_312 = "cp312-abi3-{platform}"
_ABI3_313 = "cp313-abi3-{platform}"
_ABI3T = "cp315-abi3t-{platform}"
_BOTH = "cp315-abi3.abi3t-{platform}"

#: What is reused where.
TABLE: Mapping[str, Choice] = {
    "pure": Choice((_PURE,), dict.fromkeys(COLUMNS, _PURE)),
    "pure, extension expected": Choice((_PURE,), {}, expect_extension=True),
    "version-specific": Choice(
        ("cp312-cp312-{platform}", "cp313-cp313-{platform}"), {}),
    "abi3": Choice((_ABI3_312,), dict.fromkeys(_GIL[1:], _ABI3_312)),
    "abi3 twice": Choice(
        (_ABI3_312, _ABI3_313),
        {"3.12": _ABI3_312, **dict.fromkeys(_GIL[2:], _ABI3_313)}),
    "abi3, abi3.abi3t": Choice(
        (_ABI3_312, _BOTH),
        {**dict.fromkeys(_GIL[1:], _ABI3_312), "3.15": _BOTH,
         "3.15t": _BOTH}),
    "abi3, abi3t": Choice(
        (_ABI3_312, _ABI3T),
        {**dict.fromkeys(_GIL[1:], _ABI3_312), "3.15t": _ABI3T}),
    "an older version's": Choice(("py39-none-any",), {}),
    "one version's": Choice(("py312-none-any",), {"3.12": "py312-none-any"}),
    "pure for a platform": Choice((_LINUX,), dict.fromkeys(COLUMNS, _LINUX)),
    "abi3 in name only": Choice(
        (_ABI3_310,), {},
        members={"_x.cpython-314t-x86_64-linux-gnu.so": ""}),
}


def take(observation: Observation, event: str, args: tuple[object, ...]
         ) -> None:
    """Have an audit event observed, as the hook has it."""
    taker = observation.takers.get(event)
    if taker is not None:
        taker(*args)
