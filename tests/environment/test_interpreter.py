# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the interpreter."""

import importlib.machinery
import json
import struct
import sys
import sysconfig

import hypothesis
import hypothesis.strategies as st
import pytest

from gpep517_reuse.environment.interpreter import (
    Interpreter,
    read_interpreter,
    read_target,
)

from samples import make_interpreter


INTERPRETERS = st.builds(
    Interpreter, implementation=st.text(),
    release=st.tuples(st.integers(), st.integers(), st.integers()),
    version=st.text(), extension_suffix=st.text(), abiflags=st.text(),
    pointer_size=st.integers())


@pytest.mark.parametrize(("interpreter", "name"), [
    (make_interpreter("3.12"), "CPython 3.12.1"),
    (make_interpreter("3.15t"), "CPython 3.15.1t"),
    (make_interpreter("3.11", "pypy"), "PyPy 3.11.1"),
    (make_interpreter("3.12", "graalpy"), "GraalPy 3.12.1"),
    (make_interpreter("3.12", "other"), "other 3.12.1"),
], ids=["CPython", "free-threaded", "PyPy", "GraalPy", "other"])
def test_names(interpreter: Interpreter, name: str) -> None:
    assert interpreter.name == name


@pytest.mark.parametrize("other", ["3.15t", "3.15d", "3.15td"])
def test_another_build_is_another_interpreter(other: str) -> None:
    assert make_interpreter("3.15") == make_interpreter("3.15")
    assert make_interpreter("3.15") != make_interpreter(other)


@hypothesis.given(INTERPRETERS)
def test_json_round_trip(interpreter: Interpreter) -> None:
    """What JSON has kept is the same interpreter, exactly."""
    text = json.dumps(interpreter.to_json())
    assert Interpreter.from_json(json.loads(text)) == interpreter


def test_running_interpreter() -> None:
    assert read_interpreter() == Interpreter(
        implementation=sys.implementation.name,
        release=sys.version_info[:3], version=sys.version,
        extension_suffix=importlib.machinery.EXTENSION_SUFFIXES[0],
        abiflags=getattr(sys, "abiflags", ""),
        pointer_size=struct.calcsize("P"))


def test_extension_suffix_is_that_of_sysconfig() -> None:
    assert read_interpreter().extension_suffix == (
        sysconfig.get_config_var("EXT_SUFFIX"))


def test_target_without_tags() -> None:
    interpreter = read_interpreter()
    target = read_target(interpreter, with_tags=False)
    assert target.interpreter == interpreter
    assert target.tags is None


def test_target_with_tags() -> None:
    tags = pytest.importorskip("packaging.tags")
    target = read_target(read_interpreter(), with_tags=True)
    assert target.tags == tuple(map(str, tags.sys_tags()))
    assert f"py3-none-{target.platform}" in target.tags


@pytest.mark.parametrize(("platform", "tag"), [
    ("linux-x86_64", "linux_x86_64"),
    ("macosx-11.0-arm64", "macosx_11_0_arm64"),
    ("odd name", "odd_name")])
def test_platform_is_that_of_sysconfig(monkeypatch: pytest.MonkeyPatch,
                                       platform: str, tag: str) -> None:
    # as gpep517's patch_sysconfig() does for --sysroot
    monkeypatch.setattr(sysconfig, "get_platform", lambda: platform)
    assert read_target(read_interpreter(), with_tags=False).platform == tag


def test_without_packaging(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [])
    for name in [*sys.modules]:
        if name.partition(".")[0] == "packaging":
            monkeypatch.delitem(sys.modules, name)
    assert read_target(read_interpreter(), with_tags=True).tags is None
