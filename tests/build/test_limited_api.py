# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of what shows that a module is for the limited API."""

import zipfile

from collections.abc import Mapping
from pathlib import Path

import pytest

from gpep517_reuse.backends.profiles import find_all
from gpep517_reuse.backends.settings import Settings
from gpep517_reuse.build.limited_api import find_broken_promises
from gpep517_reuse.build.paths import Scene
from gpep517_reuse.build.watch import Observation
from gpep517_reuse.sources.tree import Roots, scan

from samples import take
from shared_objects import build, needs_compiler


ABI3 = "sample-1-cp311-abi3-linux_x86_64.whl"
# in the stable ABI since 3.2; never in it; nothing of Python's
STABLE = "extern void PyList_New(void); void f(void) { PyList_New(); }"
UNSTABLE = "extern void PyCode_New(void); void f(void) { PyCode_New(); }"
SILENT = "void PyInit__x(void) {}"
NOT_SHOWN = ("it is for a stable ABI, and nothing shows that _x.abi3.so was "
             "compiled for it, with Py_LIMITED_API")


def find(tree: Path, source: str, files: Mapping[str, str],
         tools: tuple[str, ...] = (), *, told: bool = False) -> list[str]:
    for name, text in files.items():
        (tree / name).write_text(text)
    wheel = tree.parent / ABI3
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("_x.abi3.so", build(source))
    roots = Roots.of(tree, ())
    found = scan(roots, is_known_wheel=lambda _: False)
    observation = Observation()
    observation.told_of_limited_api = told
    return [*find_broken_promises(
        wheel, observation,
        Scene(roots=roots, before=found.tree, after=found.tree,
              began=found.began, own=()),
        Settings(tree / "pyproject.toml"), find_all(tools))]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    pytest.importorskip("elftools")
    pytest.importorskip("abi3info")
    (tmp_path / "tree").mkdir()
    return tmp_path / "tree"


@needs_compiler
@pytest.mark.parametrize(("files", "tools", "is_shown"), [
    ({}, (), False), ({"a.c": "#define  Py_LIMITED_API 1"}, (), True),
    ({"a.hpp": "# define Py_LIMITED_API"}, (), True),
    ({"a.txt": "#define Py_LIMITED_API"}, (), False),
    ({"a.c": "#ifdef Py_LIMITED_API"}, (), False),
    # it means nothing to what is tagged for abi3 alone
    ({"a.c": "#define Py_TARGET_ABI3T 1"}, (), False),
    ({"a.c": "#define Py_TARGET_ABI3T\n#define Py_LIMITED_API"}, (), True),
    ({"Cargo.toml": 'features = ["abi3-py311"]'}, (), True),
    ({"Cargo.toml": 'features = ["extension-module"]'}, (), False),
    ({}, ("cffi",), True), ({}, ("setuptools", "maturin"), False),
    ({"pyproject.toml": "[tool.meson-python]\nlimited-api = true"},
     ("meson-python",), True),
    ({"pyproject.toml": "[tool.meson-python]\nlimited-api = true"}, (),
     False),
], ids=str)
def test_what_shows_it(tree: Path, files: Mapping[str, str],
                       tools: tuple[str, ...], is_shown: bool) -> None:
    assert find(tree, STABLE, files, tools) == (
        [] if is_shown else [NOT_SHOWN])


@needs_compiler
def test_a_program_was_told(tree: Path) -> None:
    assert find(tree, STABLE, {}, told=True) == []


@needs_compiler
def test_what_takes_nothing_from_python(tree: Path) -> None:
    assert find(tree, SILENT, {}) == []


@needs_compiler
def test_what_the_stable_abi_does_not_have(tree: Path) -> None:
    assert find(tree, UNSTABLE, {}, told=True) == [
        "it is for a stable ABI, and _x.abi3.so uses PyCode_New, which that "
        "does not have"]


@pytest.mark.parametrize(("command", "told"), [
    (["cc", "-DPy_LIMITED_API=0x030b0000"], True),
    (["cargo", "--features", "pyo3/abi3-py311"], True),
    (["cargo", "--features=abi3"], True),
    (["cc", "-c", "a.c"], False), (["cc", "-o", "lib/_x.abi3.so"], False)])
def test_told_on_the_command_line(command: list[str], told: bool) -> None:
    observation = Observation()
    take(observation, "subprocess.Popen", (command[0], command, None, None))
    assert observation.told_of_limited_api is told
