# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""What one build leaves behind, and what the next one must not see."""

from pathlib import Path

import pytest

from integration.environments import Environment, Environments
from integration.harness import Workshop


pytestmark = pytest.mark.interpreters

LEAVES_GARBAGE = """\
from flit_core import buildapi
class Log:
    def __init__(self):
        self.itself = self
    def __del__(self):
        with open("build.log", "w") as file:
            file.write("all that was done")
def build_wheel(*args):
    name = buildapi.build_wheel(*args)
    Log()
    return name
"""
BACKENDS = ("setuptools.build_meta", "setuptools.build_meta:__legacy__")


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("build_dir", ["", "outside", "tree/inside"])
@pytest.mark.parametrize("second", ["python3.11", "pypy3.11"])
def test_no_build_sees_the_base_of_another(
        workshop: Workshop, environments: Environments, backend: str,
        build_dir: str, second: str) -> None:
    tree = workshop.unpack("setuptools-pure")
    (tree / "sample/old.py").write_text("")
    options = ["--backend", backend]
    if build_dir:
        options += ["--build-dir", str(workshop.directory / build_dir)]
    first = workshop.build(environments["python3.11"], *options)
    assert "sample/old.py" in first.members

    (tree / "sample/old.py").unlink()
    result = workshop.build(environments[second], *options)

    assert result.built
    assert "sample/old.py" not in result.members
    assert not any("lib" in name.split("/") for name in result.members)
    assert not (tree / "build").exists()


def test_what_a_plain_build_left_is_not_packed(
        workshop: Workshop, older: Environment, newer: Environment) -> None:
    tree = workshop.unpack("setuptools-pure")
    (tree / "sample/old.py").write_text("")
    plain = workshop.run(older, "build-wheel", "--wheel-dir", "dist")
    assert plain.status == 0
    assert (tree / "build/lib/sample/old.py").exists()

    (tree / "sample/old.py").unlink()
    result = workshop.build(newer)

    assert "sample/old.py" not in result.members


def test_garbage_of_a_build_is_collected(
        workshop: Workshop, newer: Environment) -> None:
    """What nobody holds any more comes to its end, as with gpep517."""
    tree = workshop.unpack("in-tree-backend")
    (tree / "backend/own_backend.py").write_text(LEAVES_GARBAGE)
    workshop.build(newer)
    assert (tree / "build.log").read_text() == "all that was done"


def test_extensions_of_another_interpreter_are_not_packed(
        workshop: Workshop, environments: Environments) -> None:
    """With one build directory for all, which the eclass never does."""
    workshop.unpack("regular-extension")
    turn = environments.pick("python3.11", "python3.12", "pypy3.11")

    for result in workshop.build_in_turn(turn, "--build-dir", "work"):
        assert result.built
        assert len(result.extensions) == 1


def test_build_bases_are_no_packages(
        workshop: Workshop, environments: Environments) -> None:
    """find_namespace: finds packages in whatever lies in the tree."""
    tree = workshop.unpack("setuptools-pure")
    setup_cfg = tree / "setup.cfg"
    setup_cfg.write_text(setup_cfg.read_text().replace(
        "packages = sample", "packages = find_namespace:"))
    results = [
        workshop.build(environment, "--no-reuse", "--build-dir", ".")
        for environment in environments.pick(
            "python3.11", "python3.12", "python3.13")]

    assert {name for result in results for name in result.members
            if "dist-info" not in name} == {
                "sample/__init__.py", "sample/data.txt"}
    for result in results:
        assert result.members["sample-1.dist-info/top_level.txt"] == (
            b"sample\n")


def test_build_dir_keeps_a_base_of_each_build(
        workshop: Workshop, environments: Environments, tmp_path: Path
        ) -> None:
    workshop.unpack("setuptools-setup-py")
    for name in ("python3.11", "pypy3.11"):
        workshop.build(environments[name], "--build-dir", tmp_path / "kept")

    bases = sorted((tmp_path / "kept").iterdir())

    assert [base.name for base in bases] == [
        ".gpep517-reuse-build-1", ".gpep517-reuse-build-2"]
    for base in bases:
        assert (base / "lib/sample/__init__.py").exists()


@pytest.mark.parametrize("backend", BACKENDS)
def test_extra_config_of_the_caller_keeps_its_effect(
        workshop: Workshop, older: Environment, backend: str) -> None:
    workshop.unpack("setuptools-setup-py")
    config = workshop.directory / "100% extra.cfg"
    config.write_text("[DEFAULT]\nverbose = 1\n"
                      "[build]\nbuild-base = /proc/nonexistent\n"
                      "[bdist_wheel]\nbuild_number = 7_%%\n")

    result = workshop.build(older, "--backend", backend,
                            environ={"DIST_EXTRA_CONFIG": str(config)})

    assert result.name == "sample-1-7_%-py3-none-any.whl"
    assert "build-base = /proc/nonexistent" in config.read_text()


@pytest.mark.parametrize("project", ["flit-pure", "setuptools-pure",
                                     "limited-api"])
def test_odd_paths(
        workshop: Workshop, older: Environment, newer: Environment,
        project: str) -> None:
    odd = Workshop(workshop.directory / "50%(home)s à la\tcarte \u4e2d '\"")
    odd.unpack(project)
    options = ("--build-dir", odd.directory / "build %d")
    wheel_dir = odd.directory / "wheels %s"

    built = odd.build(older, *options, wheel_dir=wheel_dir)
    reused = odd.build(newer, *options, wheel_dir=wheel_dir)

    assert built.built
    assert reused.reused
    assert reused.sha256 == built.sha256


def test_a_path_that_is_no_utf8(
        workshop: Workshop, older: Environment, newer: Environment) -> None:
    odd = Workshop(workshop.directory / "latin1-\udce9")
    odd.unpack("flit-pure")
    (odd.tree / "\udce9.txt").write_text("")

    assert odd.build(older, cwd=odd.tree).built
    assert odd.build(newer, cwd=odd.tree).reused
