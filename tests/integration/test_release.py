# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The release: what we hand over, built by ourselves."""

import email
import json
import os
import shutil
import subprocess
import sys
import tarfile

from pathlib import Path

import pytest

from integration.environments import (
    CHECKOUT,
    MOST_DIFFERENT,
    TOOL,
    Environment,
    Environments,
    derive,
)
from integration.harness import Workshop


pytestmark = pytest.mark.interpreters

_NAME = "gpep517_reuse-2"
_TOP = {"COPYING", "PKG-INFO", "README.rst", "pyproject.toml", "tox.ini",
        "data", "docs", "gentoo", "gpep517_reuse", "test-data", "tests"}
_LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__")
_EPOCH = "1700000000"
_BUILD = """\
import sys
from flit_core.buildapi import build_sdist
print(build_sdist(sys.argv[1]))
"""


def build_sdist(environment: Environment, tree: Path, directory: Path
                ) -> Path:
    directory.mkdir()
    process = subprocess.run(
        (environment.python, "-c", _BUILD, directory), cwd=tree, check=True,
        stdout=subprocess.PIPE, text=True,
        env={**os.environ, "SOURCE_DATE_EPOCH": _EPOCH})
    return directory / process.stdout.strip()


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Copy what is tracked, more or less."""
    return shutil.copytree(CHECKOUT, tmp_path / "checkout",
                           ignore=_LEFT_OUT, symlinks=True)


def test_sdist(tree: Path, older: Environment, tmp_path: Path) -> None:
    """Hold all that the tests and Gentoo need, and be the same each time."""
    sdist = build_sdist(older, tree, tmp_path / "dist")
    assert sdist.name == f"{_NAME}.tar.gz"
    with tarfile.open(sdist) as archive:
        names = archive.getnames()
    paths = {name.removeprefix(f"{_NAME}/") for name in names}
    assert {path.partition("/")[0] for path in paths} == _TOP
    sources = {path.relative_to(tree).as_posix()
               for path in tree.rglob("*") if path.is_file()}
    assert paths == sources | {"PKG-INFO"}
    os.utime(tree / "README.rst")
    again = build_sdist(older, tree, tmp_path / "again")
    assert again.read_bytes() == sdist.read_bytes()


def test_wheel(tree: Path, workshop: Workshop, older: Environment,
               tmp_path: Path) -> None:
    """Hold the package and its data, the same from sdist and tree."""
    environ = {"SOURCE_DATE_EPOCH": _EPOCH}
    built = workshop.build(older, environ=environ, cwd=tree)
    package = {str(path.relative_to(CHECKOUT))
               for path in (CHECKOUT / "gpep517_reuse").rglob("*")
               if path.is_file() and path.suffix != ".pyc"}
    info = {f"{_NAME}.dist-info/{name}" for name in (
        "METADATA", "RECORD", "WHEEL", "entry_points.txt",
        "licenses/COPYING")}
    assert built.name == f"{_NAME}-py3-none-any.whl"
    data = {f"{_NAME}.data/data/{path.relative_to(CHECKOUT / 'data')}"
            for path in (CHECKOUT / "data").rglob("*") if path.is_file()}
    assert len(data) == 3
    assert built.members.keys() == package | info | data
    # by a program: CPython 3.11.2 cannot do so safely, 3.14 not otherwise
    subprocess.run(("tar", "xzf", build_sdist(older, tree, tmp_path / "d"),
                    "-C", tmp_path), check=True)
    other = workshop.build(older, "--no-reuse", environ=environ,
                           cwd=tmp_path / _NAME)
    assert other.sha256 == built.sha256


def test_metadata(tree: Path, workshop: Workshop, older: Environment
                  ) -> None:
    wheel = workshop.build(older, cwd=tree)
    metadata = email.message_from_bytes(
        wheel.members[f"{_NAME}.dist-info/METADATA"])
    assert metadata["Name"] == "gpep517-reuse"
    assert metadata["Version"] == "2"
    assert metadata["License-Expression"] == "GPL-2.0-or-later"
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["Summary"]
    assert set(metadata.get_all("Provides-Extra", ())) == {"elf", "test"}
    assert metadata.get_all("Project-URL")


@pytest.mark.parametrize("name", MOST_DIFFERENT)
def test_installed_by_pip(
        tree: Path, workshop: Workshop, environments: Environments,
        tmp_path: Path, name: str) -> None:
    wheel = workshop.build(environments["python3.11"], cwd=tree).wheel
    fresh = derive(environments[name], tmp_path / "fresh",
                   (*TOOL, "packaging"))
    (fresh.site_packages / "gpep517-reuse.pth").unlink()
    fresh.script.unlink()
    # without what it depends on, it is not installed
    subprocess.run(
        (sys.executable, "-m", "pip", "-q", "--python", fresh.python,
         "install", "--no-index", wheel), check=True)
    for command in ([fresh.script], [fresh.python, "-m", "gpep517_reuse"]):
        process = subprocess.run(
            (*command, "find-wheel", "--json", wheel), cwd=tmp_path,
            stdout=subprocess.PIPE, check=True)
        assert json.loads(process.stdout)["chosen"] == str(wheel)
