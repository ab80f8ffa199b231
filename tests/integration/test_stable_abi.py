# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Extension modules: reused for a stable ABI, else built for each."""

import json
import shutil
import subprocess
import textwrap

from pathlib import Path

import pytest

from integration.environments import (
    FREE_THREADED,
    NAMES,
    TOOL,
    Environment,
    Environments,
    derive,
)
from integration.harness import Result, Workshop


pytestmark = pytest.mark.interpreters

CPYTHON = [name for name in NAMES
           if name.startswith("python") and name not in FREE_THREADED]


def test_limited_api_is_reused_by_newer_interpreters(
        workshop: Workshop, environments: Environments) -> None:
    workshop.unpack("limited-api")

    built, *others = workshop.build_in_turn(environments.pick(*CPYTHON))

    assert built.built
    assert built.name.startswith("sample-1-cp311-abi3-linux_")
    for other in others:
        assert other.reused
        assert other.sha256 == built.sha256
    for environment in environments.pick(*CPYTHON):
        assert ask_for_answer(environment, built) == "42"


def test_limited_api_is_nothing_for_pypy(
        workshop: Workshop, environments: Environments) -> None:
    workshop.unpack("limited-api")
    for name in ("python3.11", "pypy3.11"):
        result = workshop.build(environments[name], "--expect-extension")

        assert result.built
        assert ask_for_answer(environments[name], result) == "42"
    assert "pypy311" in result.name


def test_not_reused_by_interpreters_older_than_the_builder(
        workshop: Workshop, environments: Environments) -> None:
    workshop.unpack("limited-api")
    first, second, third = workshop.build_in_turn(environments.pick(
        "python3.13", "python3.12", "python3.14"))

    assert first.name.startswith("sample-1-cp311-abi3-")
    assert second.built
    assert f"{first.builder} built it, with newer headers" in second.refusals
    assert second.name == first.name
    assert third.reused
    assert third.builder == second.builder, "of equal tags, the newest"
    oldest = workshop.build(environments["python3.11"])
    assert oldest.built
    assert first.builder in oldest.refusals
    assert second.builder in oldest.refusals


def test_the_best_tag_wins(workshop: Workshop, environments: Environments,
                           tmp_path: Path) -> None:
    workshop.unpack("limited-api")
    newest, older = environments.pick("python3.13", "python3.12")
    # this setuptools has a taste of its own
    newest = derive(newest, tmp_path / "newest", (
        *TOOL, "packaging", "setuptools", "setuptools-scm",
        "vcs-versioning"))
    with (newest.site_packages / "setuptools/command/bdist_wheel.py").open(
            "a") as file:
        file.write(textwrap.dedent("""
            _finalize = bdist_wheel.finalize_options
            def finalize_options(self):
                self.py_limited_api = "cp313"
                _finalize(self)
            bdist_wheel.finalize_options = finalize_options
            """))
    best = workshop.build(newest)
    other = workshop.build(older)
    assert best.name.startswith("sample-1-cp313-abi3-")
    assert other.name.startswith("sample-1-cp311-abi3-")

    chosen = workshop.build(environments["python3.14"])

    assert chosen.reused
    assert chosen.name == best.name, "though the other one is newer"
    again = workshop.build(older)
    assert (again.reused, again.name) == (True, other.name)


def test_regular_extension_is_built_for_each(
        workshop: Workshop, environments: Environments) -> None:
    workshop.unpack("regular-extension")
    turn = environments.pick("python3.11", "python3.12", "python3.13")

    for environment, result in zip(turn, workshop.build_in_turn(turn),
                                   strict=True):
        assert result.built
        assert result.refusals == "", "nobody can act on a tag"
        suffix = _ask(environment, "sysconfig.get_config_var('EXT_SUFFIX')",
                      "sysconfig")
        assert result.extensions == [f"sample{suffix}"]


def test_pypy_first_leaves_the_optional_extension_to_cpython(
        workshop: Workshop, environments: Environments) -> None:
    workshop.unpack("optional-extension")

    pure, result = workshop.build_in_turn(environments.pick(
        "pypy3.11", "python3.12"))

    assert pure.name == "sample-1-py3-none-any.whl"
    assert result.built
    assert pure.builder in result.refusals
    assert result.extensions


def test_pure_because_the_compiler_failed_is_not_kept(
        workshop: Workshop, newer: Environment, tmp_path: Path) -> None:
    workshop.unpack("optional-extension")
    compiler = tmp_path / "cc"
    compiler.symlink_to("/bin/false")
    environ = {"CC": str(compiler)}
    pure = workshop.build(newer, environ=environ)
    assert pure.name == "sample-1-py3-none-any.whl"

    # the same recipe, and a compiler that works
    compiler.unlink()
    compiler.symlink_to(shutil.which("cc") or "/usr/bin/cc")
    result = workshop.build(newer, environ=environ)

    assert result.built
    assert "its build started cc" in result.refusals
    assert result.extensions


def test_stable_abi_without_its_extension_is_not_reused(
        workshop: Workshop, older: Environment, newer: Environment) -> None:
    workshop.unpack("optional-limited-api")
    lacking = workshop.build(older)
    assert lacking.name.startswith("sample-1-cp311-abi3-")
    assert not lacking.extensions

    result = workshop.build(newer)

    assert result.extensions
    assert result.built


def test_without_packaging_no_stable_abi_is_reused(
        workshop: Workshop, older: Environment, newer: Environment,
        tmp_path: Path) -> None:
    workshop.unpack("limited-api")
    workshop.build(older)
    bare = derive(newer, tmp_path / "bare", (*TOOL, "setuptools"))

    result = workshop.build(bare)

    assert result.built
    assert ("it is for a stable ABI, and without packaging installed for "
            f"{result.builder} that cannot be judged") in result.refusals
    # nor what it built itself
    assert workshop.build(newer).builder != result.builder


def test_meson_as_the_eclass_calls_it(
        workshop: Workshop, environments: Environments) -> None:
    workshop.unpack("meson-abi3")
    results = [_build_with_meson(workshop, environment) for environment
               in environments.pick("python3.11", "python3.12", "python3.13")]

    built, *others = results
    assert built.built
    assert built.name.startswith("sample-1-cp311-abi3-linux_")
    for other in others:
        assert other.reused, other.refusals
        assert other.sha256 == built.sha256
    assert ask_for_answer(environments["python3.13"], built) == "42"


def test_meson_with_another_setup_argument_is_built_again(
        workshop: Workshop, older: Environment, newer: Environment) -> None:
    workshop.unpack("meson-abi3")
    _build_with_meson(workshop, older)

    result = _build_with_meson(workshop, newer, "-Dbuildtype=debug")

    assert result.built
    assert "another recipe: --config-json" in result.refusals


def _build_with_meson(workshop: Workshop, environment: Environment,
                      *arguments: str) -> Result:
    """Build as distutils_pep517_install does, a directory per interpreter."""
    build_dir = workshop.directory / f"tree-{environment.name}"
    temporary = workshop.directory / "temp" / environment.name
    config = {
        "builddir": str(build_dir),
        "setup-args": ["--pkg-config-path", f"{temporary}/pkgconfig",
                       *arguments],
        "compile-args": ["-v", "-j2", "-l0"],
    }
    build_dir.mkdir()
    (temporary / "pkgconfig").mkdir(parents=True)
    return workshop.build(
        environment, "--config-json", json.dumps(config),
        "--prefix", "/usr", "--build-dir", build_dir,
        "--reuse-path", temporary, wheel_dir=build_dir / "wheel",
        environ={"BUILD_DIR": str(build_dir), "EPYTHON": environment.name,
                 "PYTHON": str(environment.python),
                 "PKG_CONFIG_PATH": f"{temporary}/pkgconfig"})


def ask_for_answer(environment: Environment, result: Result) -> str:
    """Import the wheel's extension module and call it."""
    directory = result.wheel.parent / f"unpacked-{environment.name}"
    for name, content in result.members.items():
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_bytes(content)
    return _ask(environment, "sample.answer()", "sample", directory)


def _ask(environment: Environment, expression: str, module: str,
         path: Path | None = None) -> str:
    process = subprocess.run(
        (environment.python, "-I", "-c", "import sys; "
         f"sys.path[:0] = [{str(path or '')!r}]; "
         f"import {module}; print({expression}, end='')"),
        stdout=subprocess.PIPE, text=True, check=True)
    return process.stdout
