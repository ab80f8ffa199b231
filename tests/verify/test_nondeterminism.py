# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of what is unstable between builds."""

import pytest

from gpep517_reuse.verify.nondeterminism import (
    Builds,
    find_unexplained,
    mask_unstable,
)


def make_builds(builder: str, here: str, *controls: str
                ) -> Builds[tuple[str, ...]]:
    """Make a value of each word."""
    return Builds(builder=builder, here=here, controls=controls).map(
        lambda text: tuple(text.split()))


@pytest.mark.parametrize(("texts", "expected"), [
    (("a b", "b a"), ("", "")),
    (("a a b", "a b"), ("a", "")),
    (("a x", "a y"), ("x", "y")),
    (("a x", "a y", "a z"), ("", "")),
    (("a x", "a y", "a y"), ("x", "y")),
    (("a built1 py11", "a built2 py12", "a built3 py12"), ("py11", "py12")),
    (("a built1 py11", "a built2", "a built3"), ("py11", "")),
    (("a py11", "a built2", "a built3"), ("", "")),
    (("a", "a built2", "a built3"), ("", "built2")),
    (("a x", "a", "a x"), ("", "")),
    (("a py11", "a", "a x"), ("py11", "")),
    (("", "x", ""), ("", "")),
], ids=["order", "twice", "other", "excused", "same-controls", "planted",
        "one-more", "in-its-place", "one-less", "seen", "never-seen",
        "sometimes"])
def test_find_unexplained(texts: tuple[str, ...], expected: tuple[str, str]
                          ) -> None:
    assert find_unexplained(make_builds(*texts)) == tuple(
        tuple(text.split()) for text in expected)


@pytest.mark.parametrize(("texts", "expected"), [
    (("a x b", "a y b"), "a x b"),
    (("a x b", "a y b", "a z b"), "a y b"),
    (("a x b", "a y b", "a y b"), "a x b"),
    (("a built1 py11 b", "a built2 py12 b", "a built3 py12 b"),
     "a built2 py11 b"),
    (("a py11 built1 b", "a built2 b", "a built3 b"), "a py11 built2 b"),
    (("a built1 b", "a py12 built2 b", "a py12 built3 b"), "a built2 b"),
    # one control tells that the order varies, though c stays in place
    (("c a b z", "a b c z", "b a c z"), "a b c z"),
    (("c a d z", "a b c z", "b a c z"), "a c d z"),
    # a stable order is none that varies, whatever else does
    (("b a built1", "a b built2", "a b built3"), "b a built2"),
    # the number of lines varies, the one that is gone does not
    (("tick", "tick py12 tick", "py12 tick tick tick"), "tick"),
    # b stays in place by chance, and parts the lines of a set
    (("a b cc1 ee1", "a b cc2 ee2", "e cc2 b z"), "a b cc1 ee2"),
], ids=["differs", "excused", "same-controls", "planted", "only-builder",
        "only-here", "set", "set-member", "order", "count", "parted"])
def test_settle(texts: tuple[str, ...], expected: str) -> None:
    assert mask_unstable(make_builds(*texts)) == tuple(expected.split())


def test_large_texts() -> None:
    """Thousands of lines without one that stands alone take no time."""
    def write(name: str, python: str) -> tuple[str, ...]:
        lines = [f"line {number % 50}" for number in range(5_000)]
        lines[::100] = [f"built in {name} as {number}" for number in range(50)]
        lines[2_525] = python
        return tuple(lines)

    here = write("/b/2", "3.12")
    masked = mask_unstable(Builds(
        builder=write("/b/1", "3.11"), here=here,
        controls=(write("/b/3", "3.12"),)))
    assert [(old, new) for old, new in zip(masked, here, strict=True)
            if old != new] == [("3.11", "3.12")]
