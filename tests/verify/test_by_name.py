# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the reuse by file name."""

import json
import shutil

from pathlib import Path

import pytest

from gpep517_reuse.environment.interpreter import Interpreter
from gpep517_reuse.errors import StoreError
from gpep517_reuse.verify.by_name import (
    Kept,
    count_changes,
    find_kept,
    keep,
    name_reuse,
)
from gpep517_reuse.verify.findings import (
    Code,
    Comparison,
    Difference,
    Severity,
)

from samples import PURE, make_interpreter
from wheels import build_wheel


OLD, NEW, FREE = (make_interpreter(version)
                  for version in ("3.11", "3.13", "3.14t"))
PYPY = make_interpreter("3.11", "pypy")


@pytest.mark.parametrize(("path", "takers"), [
    ("/build/a/wheel/a-1-py3-none-any.whl", {OLD, NEW, FREE, PYPY}),
    ("/build/a/wheel/a-1-py2.py3-none-any.whl", {OLD, NEW, FREE, PYPY}),
    ("/build/a/wheel/a-1-py3-none-linux_x86_64.whl", {OLD, NEW, FREE, PYPY}),
    ("/build/a/wheel/a-1-py311-none-any.whl", set()),
    ("/build/a/wheel/a-1-cp313-abi3-linux_x86_64.whl", {OLD, NEW}),
    ("/build/a/wheel/a-1-cp311-cp311-linux_x86_64.whl", set()),
    # the pattern sees the whole path
    ("/build/name-abi3-regular-1/wheel/a-1-cp311-cp311-linux_x86_64.whl",
     {OLD, NEW}),
], ids=lambda value: value.rpartition("/")[2] if isinstance(value, str)
   else "")
def test_whose_path_matches(path: str, takers: set[Interpreter]) -> None:
    kept = Kept(wheel=Path(path), path=path, directory="/build/a", builder=OLD)
    for expected in (False, True):
        assert {here for here in (OLD, NEW, FREE, PYPY) if kept.is_for(
            here, "/build/a", expect_extension=expected)} == (
            set() if expected and "none" in path else takers)
    assert not any(kept.is_for(here, "/build/b", expect_extension=False)
                   for here in (OLD, NEW, FREE, PYPY))


def test_the_first_that_matches(tmp_path: Path,
                                monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_kept(tmp_path, NEW, expect_extension=False) is None
    for directory, builder in (("a-abi3-b", OLD), ("plain", OLD),
                               ("plain", PYPY)):
        keep(tmp_path, build_wheel(tmp_path / directory, PURE, {}), builder)
    found = find_kept(tmp_path, NEW, expect_extension=False)
    assert found is not None
    assert (found.path, found.builder) == (
        str(tmp_path / "a-abi3-b" / PURE), OLD)
    assert found.wheel.read_bytes() == Path(found.path).read_bytes()
    found = find_kept(tmp_path, FREE, expect_extension=True)
    assert found is None


def test_what_is_kept_is_broken(tmp_path: Path) -> None:
    wheel = build_wheel(tmp_path / "dist", PURE, {})
    keep(tmp_path, wheel, OLD)
    (tmp_path / "by-name" / "1" / "record.json").write_text(json.dumps({}))
    with pytest.raises(StoreError, match=r"by-name cannot be read: 'wheel'"):
        find_kept(tmp_path, NEW, expect_extension=False)
    shutil.rmtree(tmp_path / "by-name")
    (tmp_path / "by-name").write_text("a file")
    with pytest.raises(StoreError, match=r"cannot be kept in .*by-name: "):
        keep(tmp_path, wheel, OLD)


@pytest.mark.parametrize(("builder", "here", "name"), [
    (OLD, NEW, "python3.13 <- python3.11"),
    (FREE, PYPY, "pypy3.11 <- python3.14t"),
], ids=["cpython", "other"])
def test_name(builder: Interpreter, here: Interpreter, name: str) -> None:
    assert name_reuse(builder, here) == name


@pytest.mark.parametrize(("differences", "text"), [
    ((), ""),
    (((Code.TEXT, "a"), (Code.MODE, "a")), "1 file changed"),
    (((Code.FILE_ADDED, "a"), (Code.FILE_ADDED, "b"), (Code.TEXT, "c"),
      (Code.FILE_REMOVED, "d")), "2 files added, 1 changed, 1 removed"),
], ids=["none", "one", "all"])
def test_count(differences: tuple[tuple[Code, str], ...], text: str) -> None:
    assert count_changes(Comparison(
        builder="a", here="b", wheel=PURE, differences=(
            Difference(code=Code.WHEEL, path="x", severity=Severity.NOTE),
            Difference(code=Code.TEXT, path="y", severity=Severity.UNSTABLE),
            *(Difference(code=code, path=path)
              for code, path in differences)))) == text
