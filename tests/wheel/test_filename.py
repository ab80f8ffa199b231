# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the name of a wheel."""

import contextlib

import hypothesis
import hypothesis.strategies as st
import pytest

from gpep517_reuse.wheel.filename import WheelName


PARTS = st.text("abz019_", min_size=1, max_size=4)
SETS = st.lists(PARTS, min_size=1, max_size=3).map(".".join)


@pytest.mark.parametrize(("filename", "tags", "kind"), [
    ("a-1-py3-none-any.whl", {"py3-none-any"}, "pure"),
    ("a-1-py2.py3-none-any.whl", {"py2-none-any", "py3-none-any"}, "pure"),
    ("a-1-py3-none-linux_x86_64.whl", {"py3-none-linux_x86_64"}, "pure"),
    ("a-1-2b-py3-none-any.whl", {"py3-none-any"}, "pure"),
    ("a-1-cp312-abi3-linux_x86_64.whl", {"cp312-abi3-linux_x86_64"},
     "stable"),
    ("a-1-cp315-abi3.abi3t-a.b.whl",
     {"cp315-abi3-a", "cp315-abi3t-a", "cp315-abi3-b", "cp315-abi3t-b"},
     "stable"),
    ("a-1-cp315-abi3t-a.whl", {"cp315-abi3t-a"}, "stable"),
    ("a-1-cp312-cp312-a.whl", {"cp312-cp312-a"}, "neither"),
    ("a-1-cp312-abi3.cp312-a.whl", {"cp312-abi3-a", "cp312-cp312-a"},
     "neither"),
    ("a-1-cp312-abi3.none-a.whl", {"cp312-abi3-a", "cp312-none-a"},
     "neither"),
    ("a-1-pp311-pypy311_pp73-a.whl", {"pp311-pypy311_pp73-a"}, "neither"),
])
def test_parse(filename: str, tags: set[str], kind: str) -> None:
    name = WheelName.parse(filename)
    assert name.filename == filename
    assert (name.distribution, name.version) == ("a", "1")
    assert name.tags == tags
    assert name.is_pure is (kind == "pure")
    assert name.is_stable is (kind == "stable")


@pytest.mark.parametrize("filename", [
    "", ".whl", "a.whl", "a-1.whl", "a-1-none-any.whl", "a-1.tar.gz",
    "a-1-py3-none-any", "a-1-py3-none-any.WHL", "a-1-py3-none-any.whl/",
    "a--py3-none-any.whl", "-1-py3-none-any.whl", "a-1-py3-none-.whl",
    "a-1-2-3-py3-none-any.whl", "../a-1-py3-none-any.whl",
    "/a-1-py3-none-any.whl", "a-1-py3-none-any.whl\n",
    "a\0-1-py3-none-any.whl",
], ids=ascii)
def test_no_name_of_a_wheel(filename: str) -> None:
    with pytest.raises(ValueError, match="is not the name of a wheel") as (
            caught):
        WheelName.parse(filename)
    assert str(caught.value) == f"{filename!r} is not the name of a wheel"


@hypothesis.given(PARTS, st.sampled_from(["1", "1-2b"]), SETS, SETS, SETS)
def test_tags_are_the_product(distribution: str, version: str,
                              interpreters: str, abis: str, platforms: str
                              ) -> None:
    """A name stands for every combination of its three sets, no more."""
    name = WheelName.parse(
        f"{distribution}-{version}-{interpreters}-{abis}-{platforms}.whl")
    assert (name.distribution, name.version) == (distribution, "1")
    assert name.abis == set(abis.split("."))
    assert name.tags == {
        f"{interpreter}-{abi}-{platform}"
        for interpreter in interpreters.split(".")
        for abi in abis.split(".") for platform in platforms.split(".")}
    assert not (name.is_pure and name.is_stable)


@hypothesis.given(st.text())
@hypothesis.example("\0")
@hypothesis.example("..")
def test_a_name_stays_in_its_directory(text: str) -> None:
    """Whatever parses is the name of one file, not a way elsewhere."""
    try:
        name = WheelName.parse(f"{text}-1-py3-none-any.whl")
    except ValueError:
        return
    assert "/" not in name.filename
    assert "\0" not in name.filename
    assert name.filename not in {".", ".."}


@hypothesis.given(st.text())
def test_any_text_parses_or_is_refused(text: str) -> None:
    """No text leads to another error than ValueError."""
    with contextlib.suppress(ValueError):
        assert WheelName.parse(text).filename == text
