# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of what is said of interpreters, held against these."""

import ast
import builtins
import sys

import pytest

from gpep517_reuse.analysis.interpreters import (
    BUILTINS,
    LASTING,
    LATER,
    STDLIB,
    UNSTEADY_ATTRIBUTES,
    UNSTEADY_NAMES,
)
from gpep517_reuse.analysis.introspection import is_importable

from demo import NAMES, find_interpreters
from generate_interpreters import OF_SCRIPTS, compare


def test_builtins() -> None:
    assert {*dir(builtins)} >= BUILTINS - OF_SCRIPTS


@pytest.mark.skipif(sys.version_info >= (3, 12)
                    or sys.implementation.name != "cpython",
                    reason="the oldest CPython alone")
def test_standard_library() -> None:
    assert {name for name in sys.stdlib_module_names
                      if not name.startswith("_")} == STDLIB


@pytest.mark.parametrize("name", sorted(LASTING))
def test_modules_that_last(name: str) -> None:
    assert is_importable(name)


@pytest.mark.parametrize("name", ["s", "n"])
def test_attributes_of_constants(name: str) -> None:
    """Those that went with CPython 3.14."""
    assert hasattr(ast.Constant, name) is (sys.version_info < (3, 14))
    assert name in UNSTEADY_ATTRIBUTES


@pytest.mark.interpreters
def test_nothing_is_missing() -> None:
    """Run tests/generate_interpreters.py where this fails."""
    found = find_interpreters()
    missing = {*NAMES} - {item.name for item in found}
    if missing:
        pytest.skip(f"not on PATH: {', '.join(sorted(missing))}")
    names = compare(found)
    assert names.stdlib == STDLIB
    assert names.later - LATER == set()
    assert LASTING - names.lasting == set()
    assert names.unsteady_names - UNSTEADY_NAMES == set()
    assert names.builtins == BUILTINS
    assert names.unsteady_attributes - UNSTEADY_ATTRIBUTES == set()
