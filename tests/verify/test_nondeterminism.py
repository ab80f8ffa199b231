# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of what is unstable between builds."""

import pytest

from gpep517_reuse.verify.nondeterminism import Builds, subtract


@pytest.mark.parametrize(("builds", "expected"), [
    (Builds(builder="a", here="b"), False),
    (Builds(builder="a", here="b", controls=("b", "b")), False),
    (Builds(builder="a", here="a", controls=("a", "b")), True),
], ids=["no-controls", "same-controls", "other-control"])
def test_is_unstable(builds: Builds[str], *, expected: bool) -> None:
    assert builds.is_unstable is expected


def test_map() -> None:
    """What is taken of each build is unstable on its own account."""
    builds = Builds(builder="ab", here="ba", controls=("ab",))
    assert builds.is_unstable
    assert builds.map(sorted) == Builds(
        builder=["a", "b"], here=["a", "b"], controls=(["a", "b"],))
    assert not builds.map(sorted).is_unstable


@pytest.mark.parametrize(("values", "others", "left"), [
    ("abc", "cab", ""), ("abc", "b", "ac"), ("aab", "ab", "a"),
    ("ab", "aabb", ""),
], ids=["order", "some", "twice", "more"])
def test_subtract(values: str, others: str, left: str) -> None:
    assert subtract(values, others) == tuple(left)
