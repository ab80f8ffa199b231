# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the isolation."""

import configparser
import contextlib
import os
import sys

from pathlib import Path

import pytest

from gpep517_reuse.backends.settings import Settings
from gpep517_reuse.build.backend import isolate
from gpep517_reuse.errors import UsageError
from gpep517_reuse.sources.tree import BUILD_BASE_PREFIX


VARIABLE = "DIST_EXTRA_CONFIG"


@pytest.fixture(autouse=True)
def no_extra_config(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)


def read_config() -> configparser.ConfigParser:
    """Read the file that setuptools would read now."""
    parser = configparser.ConfigParser()
    assert parser.read(os.environ[VARIABLE], encoding="utf-8")
    return parser


def isolate_here(build_dir: Path | None
                 ) -> contextlib.AbstractContextManager[Path]:
    """Isolate a build in the current directory."""
    return isolate(build_dir, Settings("pyproject.toml"))


def test_fresh_build_base(tmp_path: Path) -> None:
    with isolate_here(tmp_path) as build_base:
        assert build_base == tmp_path / f"{BUILD_BASE_PREFIX}1"
        assert os.listdir(build_base) == []
        assert read_config()["build"]["build_base"] == str(build_base)


def test_counted_and_kept(tmp_path: Path) -> None:
    build_dir = tmp_path / "not" / "there"
    names = []
    for _ in range(3):
        with isolate_here(build_dir) as build_base:
            names.append(build_base.name)
            (build_base / "lib").mkdir()
    assert names == [f"{BUILD_BASE_PREFIX}{number}" for number in (1, 2, 3)]
    assert sorted(os.listdir(build_dir)) == names


def test_unused_build_base_is_removed(tmp_path: Path) -> None:
    with isolate_here(tmp_path):
        pass
    assert os.listdir(tmp_path) == []


@pytest.mark.skipif(sys.platform != "linux", reason="names are UTF-8")
def test_build_dir_that_setuptools_cannot_read(tmp_path: Path) -> None:
    with isolate_here(tmp_path / "\udcff") as build_base:
        assert not build_base.is_relative_to(tmp_path)
        assert read_config()["build"]["build_base"] == str(build_base)


def test_never_shared(tmp_path: Path) -> None:
    with isolate_here(tmp_path) as one:
        with isolate_here(tmp_path) as other:
            assert one != other
            assert read_config()["build"]["build_base"] == str(other)
        assert read_config()["build"]["build_base"] == str(one)


def test_what_lies_in_the_way_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / f"{BUILD_BASE_PREFIX}1").write_text("mine")
    (tmp_path / f"{BUILD_BASE_PREFIX}2").symlink_to("nowhere")
    with isolate_here(tmp_path) as build_base:
        assert build_base.name == f"{BUILD_BASE_PREFIX}3"


def test_temporary_without_build_dir() -> None:
    with isolate_here(None) as build_base:
        (build_base / "lib").mkdir()
        config = Path(os.environ[VARIABLE])
        assert build_base.is_dir()
    assert not build_base.exists()
    assert not config.exists()


def test_relative_build_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch
                            ) -> None:
    (tmp_path / "a").mkdir()
    monkeypatch.chdir(tmp_path)
    with isolate_here(Path("a")) as build_base:
        assert build_base == Path.cwd() / "a" / f"{BUILD_BASE_PREFIX}1"


def test_no_directory_is_made_in_the_tree(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture) -> None:
    """find_namespace_packages() would take it for a package."""
    monkeypatch.chdir(tmp_path)
    caplog.set_level("INFO")
    with isolate_here(Path("build")) as build_base:
        assert os.listdir(".") == []
        assert not build_base.is_relative_to(tmp_path)
    assert caplog.messages == [
        "build lies in the sources, where a build could take it for a part "
        "of them: a temporary directory is used"]
    (tmp_path.parent / "beside").mkdir(exist_ok=True)
    with isolate_here(Path("../beside/new")) as build_base:
        assert os.path.realpath(build_base).startswith(
            f"{tmp_path.parent}/beside/new/")


def test_percent_sign(tmp_path: Path) -> None:
    with isolate_here(tmp_path / "100%") as build_base:
        assert read_config()["build"]["build_base"] == str(build_base)


def test_callers_options_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch
                              ) -> None:
    path = tmp_path / "mine.cfg"
    text = "[build]\nbuild-base = /a\n[build_ext]\ndebug = 1\n"
    path.write_text(text)
    monkeypatch.setenv(VARIABLE, str(path))
    with isolate_here(tmp_path / "b") as build_base:
        parser = read_config()
        assert {name: dict(parser[name]) for name in parser.sections()} == {
            "build": {"build_base": str(build_base)},
            "build_ext": {"debug": "1"}}
    assert os.environ[VARIABLE] == str(path)
    assert path.read_text() == text


@pytest.mark.parametrize("value", ["", "/nonexistent/gpep517-reuse"])
def test_variable_that_names_no_file(
        monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(VARIABLE, value)
    with isolate_here(None) as build_base:
        assert read_config()["build"]["build_base"] == str(build_base)
    assert os.environ[VARIABLE] == value


def test_unusable_extra_config(tmp_path: Path,
                               monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "mine.cfg"
    path.write_text("no section")
    monkeypatch.setenv(VARIABLE, str(path))
    with pytest.raises(UsageError), isolate_here(tmp_path / "b"):
        pass
    assert not (tmp_path / "b").exists()


@pytest.mark.parametrize("fails", [False, True])
def test_environment_is_restored(
        monkeypatch: pytest.MonkeyPatch, fails: bool) -> None:
    monkeypatch.setenv("SAMPLE", "a")
    monkeypatch.setenv("SAMPLE_REMOVED", "b")

    def build() -> None:
        with isolate_here(None):
            os.environ["SAMPLE"] = "c"
            os.environ["SAMPLE_ADDED"] = "d"
            del os.environ["SAMPLE_REMOVED"]
            if fails:
                raise RuntimeError("the backend fails")

    if fails:
        with pytest.raises(RuntimeError, match="the backend fails"):
            build()
    else:
        build()
    assert os.environ["SAMPLE"] == "a"
    assert os.environ["SAMPLE_REMOVED"] == "b"
    assert "SAMPLE_ADDED" not in os.environ
    assert VARIABLE not in os.environ
