# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of installed distributions."""

import hashlib
import importlib.metadata
import os
import sys

from collections.abc import Mapping
from pathlib import Path

import hypothesis
import hypothesis.strategies as st
import pytest

from gpep517_reuse.environment.distributions import (
    Distribution,
    Loaded,
    find_loaded,
    find_plugins,
    list_site_directories,
    normalize_name,
    read_distributions,
    read_undistributed,
)


EMPTY = hashlib.sha256(b"").hexdigest()


def install(directory: Path, metadata: str, **files: str) -> None:
    """Make a metadata directory; in the files' names, __ is a dot."""
    (directory / metadata).mkdir(parents=True)
    for name, text in files.items():
        (directory / metadata / name.replace("__", ".")).write_text(text)


@pytest.mark.parametrize(("name", "normalized"), [
    ("a", "a"), ("Foo.Bar_baz", "foo-bar-baz"), ("a-_.-b", "a-b"),
    ("FOO", "foo")])
def test_normalize_name(name: str, normalized: str) -> None:
    assert normalize_name(name) == normalized


@hypothesis.given(st.text("aB1._-"))
def test_normalize_name_as_pep_503(name: str) -> None:
    """A name is normalized as packaging and PEP 503 do it, and once is
    enough.
    """
    utils = pytest.importorskip("packaging.utils")
    assert normalize_name(name) == utils.canonicalize_name(name)
    assert normalize_name(normalize_name(name)) == normalize_name(name)


@pytest.mark.parametrize(("metadata", "name", "version"), [
    ("foo-1.0.dist-info", "foo", "1.0"),
    ("Foo.Bar-1.0.post1.dist-info", "foo-bar", "1.0.post1"),
    ("foo_bar-2!1+local.dist-info", "foo-bar", "2!1+local"),
    ("foo-1.0-py3.12.egg-info", "foo", "1.0"),
    ("foo-1.0.egg-info", "foo", "1.0"),
    ("foo.egg-info", "foo", ""),
])
def test_read_distributions(tmp_path: Path, metadata: str, name: str,
                            version: str) -> None:
    install(tmp_path, metadata)
    found = read_distributions([str(tmp_path)])
    assert found == {name: Distribution(
        name, version, str(tmp_path), metadata)}
    assert found[name].path == str(tmp_path / metadata)


def test_the_first_one_counts(tmp_path: Path) -> None:
    for directory, version in (("a", "1"), ("b", "2")):
        install(tmp_path / directory, f"foo-{version}.dist-info")
    found = read_distributions([
        str(tmp_path / "missing"), str(tmp_path / "b"), str(tmp_path / "a")])
    assert {name: item.version for name, item in found.items()} == {
        "foo": "2"}


def test_others_are_none(tmp_path: Path) -> None:
    (tmp_path / "foo").mkdir()
    (tmp_path / "foo.py").write_text("")
    assert read_distributions([str(tmp_path), str(tmp_path / "foo.py")]) == {}


def test_site_directories() -> None:
    library = os.path.dirname(os.__file__)
    assert list_site_directories([
        "", "/zip/python312.zip", library, f"{library}/lib-dynload",
        f"{library}/site-packages", "/other/./site"]) == (
            f"{library}/site-packages", "/other/site")


def test_like_importlib_metadata() -> None:
    found = {name: item.version
             for name, item in read_distributions(
                 list_site_directories(sys.path)).items()}
    for name in ("hypothesis", "pytest", "gpep517", "installer"):
        assert found.get(name) == importlib.metadata.version(name)


@pytest.mark.parametrize(("metadata", "files", "loaded", "owns"), [
    ("foo-1.dist-info", {"RECORD": "foo/a.py,,\nfoo.py,sha256=x,1\n"},
     ("foo/a.py",), True),
    ("foo-1.dist-info", {"RECORD": "foo/a.py,,\n"}, ("foo/b.py",), False),
    ("foo-1.dist-info", {"RECORD": "_foo_hack/__init__.py,,\n"},
     ("_foo_hack/__init__.py",), True),
    ("foo-1.egg-info", {"top_level__txt": "bar\n_bar\n"},
     ("_bar.cpython-312-x86_64-linux-gnu.so",), True),
    ("foo-1.egg-info", {"top_level__txt": "bar\n"}, ("foo/a.py",), False),
    ("foo_bar-1.egg-info", {}, ("foo_bar/a.py",), True),
    ("foo_bar-1.egg-info", {}, ("foo_bar2/a.py",), False),
    ("foo-1.dist-info", {}, (), False),
], ids=["RECORD", "not in RECORD", "other name", "top_level",
        "not in top_level", "by name", "not by name", "nothing loaded"])
def test_find_loaded(tmp_path: Path, metadata: str,
                     files: Mapping[str, str], loaded: tuple[str, ...],
                     owns: bool) -> None:
    install(tmp_path, metadata, **files)
    distributions = read_distributions([str(tmp_path)])
    for path in loaded:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(b"")
    found = find_loaded(distributions, [str(tmp_path)],
                        {str(tmp_path / path) for path in loaded})
    assert list(found.tools.values()) == (["1"] if owns else [])
    # what belongs to nobody counts by itself
    assert found.undistributed == dict.fromkeys(() if owns else loaded, EMPTY)


def test_loaded_from_the_standard_library(tmp_path: Path) -> None:
    """Modules of no distribution are the interpreter's there."""
    install(tmp_path, "foo-1.dist-info", top_level__txt="foo\n")
    install(tmp_path / "site", "bar-1.dist-info", RECORD="bar.py,,\n")
    (tmp_path / "site" / "other.py").write_bytes(b"")
    distributions = read_distributions([
        str(tmp_path), str(tmp_path / "site")])
    assert find_loaded(distributions, [str(tmp_path / "site")], {
        str(tmp_path / path) for path in (
            "foo/__init__.py", "os.py", "site/bar.py", "site/other.py")
    }) == Loaded({"foo": "1", "bar": "1"}, {"other.py": EMPTY})


def test_loaded_from_elsewhere(tmp_path: Path) -> None:
    install(tmp_path / "site", "foo-1.dist-info", RECORD="foo.py,,\n")
    distributions = read_distributions([str(tmp_path / "site")])
    assert find_loaded(distributions, [str(tmp_path / "site")], {
        str(tmp_path / "foo.py"), str(tmp_path / "site2" / "foo.py")
    }) == Loaded({}, {})


def test_directory_in_another_one(tmp_path: Path) -> None:
    below = tmp_path / "below"
    install(tmp_path, "foo-1.dist-info", RECORD="below/foo.py,,\n")
    install(below, "bar-2.dist-info", RECORD="foo.py,,\n")
    directories = [str(tmp_path), str(below)]
    found = find_loaded(read_distributions(directories), directories,
                        {str(below / "foo.py")})
    assert found == Loaded({"bar": "2"}, {})


def test_loose_modules(tmp_path: Path) -> None:
    for number, name in enumerate(("a", "b")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "foo.py").write_bytes(b"" if number else b"1")
    (tmp_path / "b" / "bar.py").write_bytes(b"")
    found = read_undistributed([str(tmp_path / "a"), str(tmp_path / "b")],
                       ["foo.py", "bar.py", "gone.py"])
    assert found == {"bar.py": EMPTY,
                     "foo.py": hashlib.sha256(b"1").hexdigest()}


@pytest.mark.parametrize(("text", "groups"), [
    ("[distutils.commands]\na = b:c\n", {"distutils."}),
    ("[setuptools.finalize_distribution_options]\na = b\n",
     {"setuptools."}),
    ("[hatch]\na = b\n", {"hatch"}),
    ("[hatchling]\n[console_scripts]\n", set()),
    ("[pytest11]\nhatch = a\n", set()),
    ("", set()),
    ("[hatch]\n[egg_info.writers]\n", {"hatch", "egg_info.writers"}),
])
def test_find_plugins(tmp_path: Path, text: str, groups: set[str]) -> None:
    install(tmp_path, "foo-1.dist-info", entry_points__txt=text)
    install(tmp_path, "other-1.dist-info")
    wanted = ("distutils.", "setuptools.", "egg_info.writers", "hatch")
    assert find_plugins(read_distributions([str(tmp_path)]), wanted) == {
        group: frozenset({"foo"} if group in groups else ())
        for group in wanted}


def test_no_groups_no_plugins(tmp_path: Path) -> None:
    install(tmp_path, "foo-1.dist-info", entry_points__txt="[hatch]\n")
    assert find_plugins(read_distributions([str(tmp_path)]), ()) == {}


@pytest.mark.parametrize(("used", "offers"), [
    (set(), False), ({"sample_modules"}, True), ({"other"}, False)])
def test_keywords_that_nobody_uses(tmp_path: Path, used: set[str],
                                   offers: bool) -> None:
    install(tmp_path, "foo-1.dist-info", entry_points__txt=(
        "[distutils.setup_keywords]\nsample_modules = foo:add\n"))
    install(tmp_path, "bar-1.dist-info", entry_points__txt=(
        "[distutils.setup_keywords]\nbar = bar:add\n"
        "[distutils.commands]\nbar = bar:Bar\n"))
    found = find_plugins(read_distributions([str(tmp_path)]), ["distutils."],
                         used.__contains__)
    assert found == {"distutils.": frozenset(
        {"bar", "foo"} if offers else {"bar"})}
