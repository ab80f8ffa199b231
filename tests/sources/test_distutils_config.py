# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of DIST_EXTRA_CONFIG."""

import configparser
import tempfile

from collections.abc import Mapping
from pathlib import Path

import hypothesis
import hypothesis.strategies as st
import pytest

from gpep517_reuse.errors import UsageError
from gpep517_reuse.sources.distutils_config import (
    read_extra_config,
    write_extra_config,
)


NAMES = st.text("abcAB_.%-", min_size=1).filter(
    lambda name: not name.startswith("-"))
VALUES = st.lists(st.text("ab% =:/\u00e9", max_size=5).map(str.strip),
                  min_size=1, max_size=3).map(
    lambda lines: "\n".join(filter(None, lines)))
OPTIONS = st.dictionaries(
    NAMES | st.just("DEFAULT"), st.dictionaries(NAMES, VALUES, max_size=3),
    max_size=3)


def read_back(path: Path) -> configparser.ConfigParser:
    """Read a file with %% for %, as distutils does in the end."""
    parser = configparser.ConfigParser()
    parser.read(path, encoding="utf-8")
    return parser


@pytest.mark.parametrize(("text", "expected"), [
    pytest.param("", {}, id="empty"),
    pytest.param("[build]\nbuild_base = /a\n", {"build": {}}, id="base"),
    pytest.param("[build]\nbuild-base = /a\n", {"build": {}},
                 id="base with a dash"),
    pytest.param("[build]\nbuild_lib = /a\nparallel=4\n",
                 {"build": {"build_lib": "/a", "parallel": "4"}},
                 id="other options of build"),
    pytest.param("[bdist]\nbuild_base = /a\n",
                 {"bdist": {"build_base": "/a"}}, id="another's base"),
    pytest.param("[build_ext]\ndefine = A=%%d\n",
                 {"build_ext": {"define": "A=%%d"}}, id="percent"),
    pytest.param("[build_ext]\nDebug = a\ndebug = b\n",
                 {"build_ext": {"Debug": "a", "debug": "b"}}, id="case"),
    pytest.param("[DEFAULT]\nx = 1\n[a]\n", {"DEFAULT": {"x": "1"}, "a": {}},
                 id="DEFAULT is a section"),
    pytest.param("# a\n; b\n[a]\nb = 1\n  2\n", {"a": {"b": "1\n2"}},
                 id="comments and continued lines"),
])
def test_read(tmp_path: Path, text: str,
              expected: Mapping[str, Mapping[str, str]]) -> None:
    path = tmp_path / "a.cfg"
    path.write_text(text)
    assert read_extra_config(path) == expected


@pytest.mark.parametrize("name", ["missing", "."])
def test_read_what_is_no_file(tmp_path: Path, name: str) -> None:
    assert read_extra_config(tmp_path / name) == {}


@pytest.mark.parametrize(("content", "message"), [
    pytest.param(b"a = 1\n",
                 "File contains no section headers. file: '{path}', line: 1 "
                 "'a = 1\\n'", id="no section"),
    pytest.param(b"[a]\n[a]\n",
                 "While reading from '{path}' [line 2]: section 'a' already "
                 "exists", id="section twice"),
    pytest.param(b"[a]\nb = 1\nb = 2\n",
                 "While reading from '{path}' [line 3]: option 'b' in "
                 "section 'a' already exists", id="option twice"),
    pytest.param(b"\xff",
                 "'utf-8' codec can't decode byte 0xff in position 0: "
                 "invalid start byte", id="no UTF-8"),
])
def test_read_what_does_not_parse(tmp_path: Path, content: bytes,
                                  message: str) -> None:
    path = tmp_path / "a.cfg"
    path.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        read_extra_config(path)
    assert str(caught.value) == (
        "DIST_EXTRA_CONFIG names a file that cannot be used: "
        f"{message.format(path=path)}\n"
        f"hint: correct {path}, or unset the variable")


@pytest.mark.parametrize("base", ["/a/b", "/a b", "/100%", "/%(x)s",
                                  "/\u00e9"])
def test_build_base_reads_back(tmp_path: Path, base: str) -> None:
    path = tmp_path / "a.cfg"
    write_extra_config(path, Path(base), {}, {})
    parser = read_back(path)
    assert parser.sections() == ["build"]
    assert dict(parser["build"]) == {"build_base": base}


def test_never_parallel(tmp_path: Path) -> None:
    write_extra_config(tmp_path / "a.cfg", Path("/a"), {}, {})
    assert "parallel" not in (tmp_path / "a.cfg").read_text()


def test_options_stay_beside_the_build_base(tmp_path: Path) -> None:
    path = tmp_path / "a.cfg"
    write_extra_config(path, Path("/b"), {
        "build": {"build_lib": "/a"}, "build_ext": {"define": "A=%%d"}},
        {"build": {"build_lib": "/c"}, "build_py": {"build_lib": "/100%"}})
    parser = read_back(path)
    assert dict(parser["build"]) == {"build_lib": "/a", "build_base": "/b"}
    assert dict(parser["build_ext"]) == {"define": "A=%d"}
    assert dict(parser["build_py"]) == {"build_lib": "/100%"}


@hypothesis.given(OPTIONS)
def test_options_survive(options: Mapping[str, Mapping[str, str]]) -> None:
    """All that the caller set is in force next to our build base."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "a.cfg"
        write_extra_config(path, Path("/base"), options, {})
        assert read_extra_config(path) == {
            "build": {}, **options}
