# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the request."""

from pathlib import Path

import pytest

from gpep517_reuse.sources.recipe import Request

from samples import OPTIONS


@pytest.fixture(autouse=True)
def no_build_dir(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BUILD_DIR", raising=False)


@pytest.mark.parametrize(("request_", "paths"), [
    pytest.param(Request(OPTIONS), (), id="none"),
    pytest.param(Request(OPTIONS, build_dir="/b"),
                 (("/b", "{build-dir}"),), id="build_dir"),
    pytest.param(Request(OPTIONS, wheel_dir="/w/heels"),
                 (("/w/heels", "{wheel-dir}"),), id="wheel_dir"),
    pytest.param(
        Request(OPTIONS, reuse_paths=("/one", "/two/")),
        (("/one", "{reuse-path-1}"), ("/two", "{reuse-path-2}")),
        id="reuse_paths"),
    pytest.param(Request(OPTIONS, reuse_dir="/reuse",
                         reuse_trees=("/include",)), (), id="others"),
])
def test_name_paths(request_: Request, paths: tuple[tuple[str, str], ...]
                    ) -> None:
    assert request_.name_paths().paths == paths


@pytest.mark.parametrize(("value", "paths"), [
    ("/b", (("/b", "{build-dir}"),)), ("", ())])
def test_build_dir_of_the_eclass(
        monkeypatch: pytest.MonkeyPatch, value: str,
        paths: tuple[tuple[str, str], ...]) -> None:
    monkeypatch.setenv("BUILD_DIR", value)
    assert Request(OPTIONS).name_paths().paths == paths


def test_relative_paths_are_below_the_current_directory(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert Request(OPTIONS, build_dir="b").name_paths().paths == (
        (str(Path.cwd() / "b"), "{build-dir}"),)


@pytest.mark.parametrize(("programs", "key"), [
    ((), "first"), (("sh", "gcc", "sh"), "first trusting gcc sh")],
    ids=["none", "some"])
def test_whom_it_trusts_keeps_apart(programs: tuple[str, ...], key: str
                                    ) -> None:
    """Who does not vouch for a program gets nothing of who does."""
    assert Request(options=OPTIONS, reuse_key="first",
                   trusted_programs=programs).key == key
