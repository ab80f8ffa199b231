# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the profiles of backends."""

from pathlib import Path

import pytest

from gpep517_reuse.analysis.questions import ask
from gpep517_reuse.backends.profile import (
    Asked,
    NotUnderstood,
    Profile,
    ask_release,
)
from gpep517_reuse.backends.profiles import (
    PROFILES,
    find_all,
    find_by_module,
    find_by_path,
)
from gpep517_reuse.backends.settings import Settings
from gpep517_reuse.environment.distributions import normalize_name


OVERRIDE = "[[tool.scikit-build.overrides]]\n"
FEATURE = "[tool.maturin]\nfeatures = ["


@pytest.fixture
def pyproject(tmp_path: Path) -> Path:
    return tmp_path / "pyproject.toml"


def find_asked(name: str, pyproject: Path, text: str) -> list[str]:
    pyproject.write_text(text)
    return [item.question if isinstance(item, Asked) else item.what
            for item in PROFILES[name].find_asked(Settings(pyproject))]


@pytest.mark.parametrize("profile", PROFILES.values(),
                         ids=lambda profile: profile.name)
def test_profile(profile: Profile, pyproject: Path) -> None:
    assert normalize_name(profile.name) == profile.name
    assert profile.version
    assert [*profile.find_asked(Settings(pyproject))] == []
    assert all(find_by_module(f"{module}.x") is profile
               for module in profile.modules)


@pytest.mark.parametrize(("module", "name"), [
    ("setuptools.build_meta", "setuptools"),
    ("setuptools_scm", "setuptools-scm"),
    ("flit_core.buildapi", "flit-core"), ("pdm.backend", "pdm-backend"),
    ("poetry.core.masonry.api", "poetry-core"), ("uv_build", "uv-build"),
    ("pdm", None), ("setuptoolsx", None), ("enscons.api", None), ("", None)])
def test_find_by_module(module: str, name: str | None) -> None:
    found = find_by_module(module)
    assert (found and found.name) == name
    assert find_by_path(module.replace(".", "/") + ".py") is found


def test_find_all() -> None:
    assert [profile.name for profile in find_all(
        ["wheel", "setuptools", "unknown"])] == ["setuptools", "wheel"]


@pytest.mark.parametrize(("specifier", "questions"), [
    (">=3.13", ["sys.version_info[:2] >= (3, 13)"]),
    ("<3.12, >= 3.9", ["sys.version_info[:2] < (3, 12)",
                       "sys.version_info[:2] >= (3, 9)"]),
    ("==3", ["sys.version_info[:2] == (3, 0)"]),
    ("~=3.12", ["sys.version_info[:2]"]), ("==3.*", ["sys.version_info[:2]"]),
    (">=3.12.1", ["sys.version_info[:2]"]), ("", ["sys.version_info[:2]"])])
def test_ask_release(specifier: str, questions: list[str]) -> None:
    assert [*ask_release(specifier)] == questions
    for question in questions:
        assert "raises" not in ask(question)


@pytest.mark.parametrize(("condition", "asked"), [
    ('if.python-version = ">=3.13"', ["sys.version_info[:2] >= (3, 13)"]),
    ('if.implementation-name = "pypy"', ["sys.implementation.name"]),
    ('if.implementation-version = ">=3"', ["sys.implementation.version"]),
    ('if.platform-machine = "x"', ["platform.machine()"]),
    ('if.platform-system = "linux"', ["sys.platform"]),
    ('if.abi-flags = "t"', ["sys.abiflags"]),
    ("if.env.SAMPLE = true", []), ('if.state = "wheel"', []),
    ('if.any = {python-version = "<3.12", platform-system = "x"}',
     ["sys.version_info[:2] < (3, 12)", "sys.platform"]),
    ('if.not.all.implementation-name = "x"', ["sys.implementation.name"]),
    ("if.failed = true", ["has an override by failed"]),
    ('if.moon-phase = "full"', ["has an override by moon-phase"]),
    ("", ["has an override without a condition"]),
    ('if = "always"', ["has an override without a condition"]),
], ids=lambda value: value if isinstance(value, str) else "")
def test_overrides(pyproject: Path, condition: str, asked: list[str]) -> None:
    assert find_asked("scikit-build-core", pyproject,
                      OVERRIDE + condition) == asked


def test_line(pyproject: Path) -> None:
    pyproject.write_text(f'\n{OVERRIDE}if.abi-flags = "t"\n')
    assert [*PROFILES["scikit-build-core"].find_asked(
        Settings(pyproject))] == [Asked(3, "sys.abiflags")]
    pyproject.write_text(f'\n\n{OVERRIDE}if.moon = "t"\n')
    assert [*PROFILES["scikit-build-core"].find_asked(
        Settings(pyproject))] == [NotUnderstood(4, "has an override by moon")]


@pytest.mark.parametrize(("features", "asked"), [
    ('"one", "two"', []),
    ('{feature = "a", python-version = ">=3.13"}',
     ["sys.version_info[:2] >= (3, 13)"]),
    ('{feature = "a", python-version = ">=3.13.1"}',
     ["sys.version_info[:3]"]),
    ('{feature = "a", python-implementation = "pypy"}',
     ["sys.implementation.name"]),
    ('{feature = "a", moon = "full"}', ["has a feature by moon"]),
])
def test_features(pyproject: Path, features: str, asked: list[str]) -> None:
    assert find_asked("maturin", pyproject, f"{FEATURE}{features}]") == asked


@pytest.mark.parametrize("name", ["flit-core", "pdm-backend", "poetry-core",
                                  "scikit-build-core"])
@pytest.mark.parametrize(("pattern", "asks"), [
    ("legal/**", True), ("legal/**/", True), ("**/*.txt", False),
    ("legal/*", False)])
def test_patterns(pyproject: Path, name: str, pattern: str, asks: bool
                  ) -> None:
    found = find_asked(name, pyproject,
                       f'[project]\nlicense-files = ["A", "{pattern}"]')
    assert found == ["sys.version_info >= (3, 13)"] * asks


@pytest.mark.parametrize(("name", "table", "asks"), [
    ("flit-core", "flit.sdist", False), ("poetry-core", "poetry", True),
    ("pdm-backend", "pdm.build", True), ("scikit-build-core",
                                         "scikit-build.wheel", True),
    ("poetry-core", "ruff", False)])
def test_patterns_of_tools(pyproject: Path, name: str, table: str, asks: bool
                           ) -> None:
    found = find_asked(name, pyproject, f'[tool.{table}]\na = ["b/**"]')
    assert found == ["sys.version_info >= (3, 13)"] * asks


@pytest.mark.parametrize(("name", "text", "promised"), [
    ("meson-python", "[tool.meson-python]\nlimited-api = true", True),
    ("meson-python", "[tool.meson-python]\nlimited-api = false", False),
    ("scikit-build-core", '[tool.scikit-build]\nwheel.py-api = "cp312"', True),
    ("scikit-build-core", '[tool.scikit-build]\nwheel.py-api = "py3"', False),
    ("scikit-build-core", '[tool.scikit-build]\nwheel = 1', False),
    ("scikit-build-core",
     f'{OVERRIDE}if.state = "wheel"\nwheel.py-api = "cp312"', True),
    ("setuptools", "", False), ("cffi", "", True),
])
def test_limited_api(pyproject: Path, name: str, text: str, promised: bool
                     ) -> None:
    pyproject.write_text(text)
    assert PROFILES[name].promises_limited_api(Settings(pyproject)
                                               ) is promised


@pytest.mark.parametrize("text", ["", "[[", "tool = 1", "[tool]\nmaturin = 1",
                                  "[tool.maturin]\nfeatures = 1"])
def test_anything_may_stand_there(pyproject: Path, text: str) -> None:
    pyproject.write_text(text)
    for profile in PROFILES.values():
        assert [*profile.find_asked(Settings(pyproject))] == []
