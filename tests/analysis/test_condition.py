# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the condition."""

import pytest

from gpep517_reuse.analysis.condition import split_obstacle


pytestmark = pytest.mark.once


@pytest.mark.parametrize(("obstacle", "expected"), [
    ("setup.py:3 uses sys.version", ("setup.py", 3, "uses sys.version")),
    ("a/b.py (text that it ran):12 uses a, whatever: that is",
     ("a/b.py (text that it ran)", 12, "uses a, whatever: that is")),
    ("a.so ran, and cannot be read", ("", 0, "a.so ran, and cannot be read")),
    ("a:b.py:3 uses c", ("", 0, "a:b.py:3 uses c")),
    ("a.py:\N{SUPERSCRIPT TWO} b", ("", 0, "a.py:\N{SUPERSCRIPT TWO} b")),
    ("a.py:3", ("", 0, "a.py:3")),
    ("", ("", 0, "")),
])
def test_split_obstacle(obstacle: str, expected: tuple[str, int, str]) -> None:
    assert split_obstacle(obstacle) == expected
