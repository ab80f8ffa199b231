# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of what an import names."""

import pytest

from gpep517_reuse.analysis.imports import make_absolute


@pytest.mark.parametrize(("path", "package", "absolute"), [
    ("x", "a.b", "x"), (".x", "a.b", "a.b.x"), ("..x", "a.b", "a.x"),
    ("..", "a.b", "a"), (".", "a.b", "a.b"), (".x.y", "a", "a.x.y"),
    (".x", "", "x"),
])
def test_absolute(path: str, package: str, absolute: str) -> None:
    assert make_absolute(path, package) == absolute
