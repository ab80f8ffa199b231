# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the usual build bases."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from gpep517_reuse.backends.settings import Settings
from gpep517_reuse.build.bases import find_bases, mirror_directories
from gpep517_reuse.build.watch import Observation

from samples import take


SETUP_CFG = "[build]\nbuild-base = base\n[build_py]\nbuild_lib = _lib\n"
TOML = '[tool.distutils.build]\nbuild-base = "base"\n'


@pytest.fixture(autouse=True)
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    top = tmp_path.resolve() / "tree"
    top.mkdir()
    monkeypatch.chdir(top)
    return top


def read_settings() -> Settings:
    return Settings("pyproject.toml")


def observe(*written: Path, unexpected: tuple[str, ...] = (),
            setuptools: bool = True) -> Observation:
    observation = Observation()
    observation.unexpected = unexpected
    for path in written:
        take(observation, "open", (str(path), "w", 0))
    if setuptools:
        observation.executed.add("/site/setuptools/__init__.py")
    return observation


@pytest.mark.parametrize(("settings", "path", "is_used"), [
    ({}, "build/lib/a.py", True), ({}, "build/lib.linux-x86_64/a.py", True),
    ({}, "build/scripts-3.12/a", True), ({}, "build/bdist.linux/a", True),
    ({}, "build/cython/a.c", False), ({}, "build", False),
    ({}, "other/build/lib/a.py", False), ({}, "base/lib/a.py", False),
    ({"setup.cfg": SETUP_CFG}, "base/lib/a.py", True),
    ({"setup.cfg": SETUP_CFG}, "_lib/a.py", True),
    ({"pyproject.toml": TOML}, "base/lib/a.py", True),
    ({"setup.cfg": "[build_sphinx]\nbuild-dir = doc"}, "doc/a", False),
    ({"setup.cfg": "no section"}, "build/lib/a.py", True),
], ids=str)
def test_find_use(tree: Path, settings: Mapping[str, str], path: str,
                  is_used: bool) -> None:
    for name, text in settings.items():
        Path(name).write_text(text)
    bases = find_bases(read_settings())
    found = bases.find_use(observe(tree / path,
                                   unexpected=bases.packed))
    assert found == (str(tree / path) if is_used else "")
    assert not bases.find_use(observe(
        tree / path, unexpected=bases.packed, setuptools=False))


def test_what_is_read_before_anything_was_built(tree: Path) -> None:
    """There is nothing to be seen there, isolated or not."""
    bases = find_bases(read_settings())
    observation = observe(unexpected=bases.packed)
    observation.replacement = str(tree.parent / "base")
    take(observation, "os.listdir", ("build/lib",))
    assert not bases.find_use(observation)
    (tree.parent / "base/lib").mkdir(parents=True)
    take(observation, "os.listdir", ("build/lib",))
    assert bases.find_use(observation) == str(tree / "build/lib")


def test_what_programs_made(tree: Path) -> None:
    bases = find_bases(read_settings())
    (tree / "build/lib").mkdir(parents=True)
    (tree / "build/temp").mkdir()
    assert bases.find_use(observe()) == str(tree / "build/lib")
    # what was there before is nobody's use
    assert not find_bases(read_settings()).find_use(observe())


def test_find_named(tree: Path) -> None:
    bases = find_bases(read_settings())
    assert bases.find_named("No such file: 'build/lib/a.py'")
    assert bases.find_named(f"No such file: '{tree}/build/scripts-3.12'")
    assert not bases.find_named("No such file: 'build/a.py'")


def test_remove_new(tree: Path) -> None:
    (tree / "build/lib").mkdir(parents=True)
    (tree / "build/old").write_text("")
    Path("setup.cfg").write_text(SETUP_CFG)
    bases = find_bases(read_settings())
    (tree / "build/scripts").mkdir()
    (tree / "build/new").symlink_to(tree)
    (tree / "base").mkdir()
    (tree / "base/a").write_text("")
    bases.remove_new()
    assert sorted(path.name for path in tree.rglob("*")) == [
        "build", "lib", "old", "setup.cfg"]


def test_mirror_directories(tree: Path) -> None:
    Path("setup.cfg").write_text(
        "[build]\nbuild_base = base\nbuild_lib = base/lib\n"
        "[install_lib]\nbuild-dir = _lib\n[build_py]\nbuild-lib = /opt/lib\n"
        "[bdist_rpm]\nbuild_dir = x\n")
    assert mirror_directories(read_settings(), Path("/ours")) == {
        "build": {"build_lib": "/ours/lib"},
        "install_lib": {"build_dir": f"/ours/other{tree}/_lib"},
        "build_py": {"build_lib": "/ours/other/opt/lib"}}
