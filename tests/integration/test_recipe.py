# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""What the caller decides, and the tools: another one, another build."""

import typing

from collections.abc import Mapping
from pathlib import Path

import pytest

from integration.environments import (
    TOOL,
    Environment,
    Environments,
    derive,
)
from integration.harness import Workshop


pytestmark = pytest.mark.interpreters


class Call(typing.NamedTuple):
    """Hold options and variables of a call."""

    options: tuple[str, ...] = ()
    environ: Mapping[str, str] = {}


@pytest.mark.parametrize(("first", "second", "named"), [
    pytest.param(Call(("--config-json", '{"a": "1"}')),
                 Call(("--config-json", '{"a": "2"}')),
                 "--config-json", id="config-json"),
    pytest.param(Call(), Call(("--config-json", "{}")), "--config-json",
                 id="config-json or none"),
    pytest.param(Call(), Call(("--backend", "hatchling.build")),
                 "--backend", id="backend"),
    pytest.param(Call(("--reuse-env", "WITH")),
                 Call(("--reuse-env", "WITH"), {"WITH": "ssl"}), "WITH",
                 id="reuse-env"),
    pytest.param(Call(("--reuse-env", "USE_*")),
                 Call(("--reuse-env", "USE_*"), {"USE_SSL": "1"}), "USE_SSL",
                 id="reuse-env with a star"),
    pytest.param(Call(("--reuse-key", "a")), Call(("--reuse-key", "b")),
                 "--reuse-key", id="reuse-key"),
    pytest.param(Call(), Call(("--prefix", "/opt")), "--prefix",
                 id="prefix"),
    pytest.param(Call(), Call(("--allow-compressed",)), "--allow-compressed",
                 id="allow-compressed"),
])
def test_another_recipe_is_built_again(
        workshop: Workshop, older: Environment, newer: Environment,
        *, first: Call, second: Call, named: str) -> None:
    workshop.unpack("flit-pure")
    built = workshop.build(older, *first.options, environ=first.environ)

    other = workshop.build(newer, *second.options, environ=second.environ)

    assert other.built
    # what could be a secret has no value there
    shown = named if named in {"WITH", "USE_SSL"} else f"{named} ("
    assert other.refusals.startswith(
        f"{built.name} of {built.builder}: another recipe: {shown}")
    assert other.refusals.count(", here ") == (shown != named)
    # and by the first one still
    same = workshop.build(newer, *first.options, environ=first.environ)
    assert same.reused
    assert same.builder == built.builder


def test_a_variable_that_was_read_counts(
        workshop: Workshop, older: Environment, newer: Environment) -> None:
    """The backend writes dates by it."""
    workshop.unpack("flit-pure")
    built = workshop.build(older)

    other = workshop.build(newer, environ={"SOURCE_DATE_EPOCH": "1000000000"})

    assert other.built
    assert other.refusals == (
        f"{built.name} of {built.builder}: SOURCE_DATE_EPOCH was not set for "
        "its builder, is '1000000000' here")
    assert workshop.build(newer).reused


def test_a_variable_that_nobody_read_does_not(
        workshop: Workshop, older: Environment, newer: Environment) -> None:
    workshop.unpack("flit-pure")
    workshop.build(older, environ={"CFLAGS": "-O1", "HATCH_VERBOSE": "1"})

    assert workshop.build(newer, environ={"CFLAGS": "-O2"}).reused


def test_variables_that_are_not_tracked_do_not_count(
        workshop: Workshop, older: Environment, newer: Environment) -> None:
    workshop.unpack("flit-pure")
    workshop.build(older, environ={"EPYTHON": "python3.11", "WITH": "1"})

    assert workshop.build(newer, environ={
        "EPYTHON": "python3.12", "WITH": "2"}).reused


def test_dist_extra_config_counts_but_for_the_build_base(
        workshop: Workshop, older: Environment, newer: Environment) -> None:
    workshop.unpack("setuptools-pure")
    config = workshop.directory / "distutils.cfg"
    environ = {"DIST_EXTRA_CONFIG": str(config)}
    config.write_text("[bdist_wheel]\nbuild_number = 1\n"
                      "[build]\nbuild_base = /nonexistent/1\n")
    first = workshop.build(older, environ=environ)
    assert first.name == "sample-1-1-py3-none-any.whl"
    # another file, and another build base
    config = config.rename(config.with_name("other.cfg"))
    config.write_text(config.read_text().replace("nent/1", "nent/2"))
    environ = {"DIST_EXTRA_CONFIG": str(config)}
    assert workshop.build(newer, environ=environ).reused

    config.write_text(config.read_text().replace("number = 1", "number = 2"))
    result = workshop.build(newer, environ=environ)

    assert result.built
    assert result.name == "sample-1-2-py3-none-any.whl"
    assert ("another recipe: DIST_EXTRA_CONFIG [bdist_wheel] build_number "
            "('1', here '2')" in result.refusals)


@pytest.mark.parametrize(("project", "backend"), [
    ("flit-pure", "flit-core"), ("setuptools-pure", "setuptools")])
def test_another_version_of_the_backend_is_a_refusal(
        workshop: Workshop, older: Environment, newer: Environment,
        tmp_path: Path, *, project: str, backend: str) -> None:
    workshop.unpack(project)
    built = workshop.build(older)
    other = derive(newer, tmp_path / "other", (*TOOL, backend),
                   versions={backend: "99.0"})

    result = workshop.build(other)

    assert result.built
    assert f"it was built with {backend} " in result.refusals
    assert ", here is 99.0" in result.refusals
    assert f"{built.name} of {built.builder}" in result.refusals


@pytest.mark.parametrize("scm_first", [True, False])
def test_setuptools_scm_for_one_interpreter_only(
        workshop: Workshop, older: Environment, environments: Environments,
        tmp_path: Path, *, scm_first: bool) -> None:
    """It changes what setuptools packs by being installed."""
    workshop.unpack("setuptools-pure")
    names = (*TOOL, "packaging", "setuptools")
    without = derive(environments["python3.12"], tmp_path / "without", names)
    if scm_first:
        workshop.build(older)
        # what is not here cannot veto
        assert workshop.build(without).reused
        return
    workshop.build(without)

    result = workshop.build(environments["python3.13"])

    assert result.built
    assert "it was built without" in result.refusals
    assert "a plug-in of its build tools" in result.refusals


def test_backend_that_no_distribution_owns_is_never_stale(
        workshop: Workshop, older: Environment, newer: Environment) -> None:
    """Whoever finds tools by PYTHONPATH has no version to tell by."""
    workshop.unpack("flit-pure")
    tools = workshop.directory / "tools"
    tools.mkdir()
    backend = tools / "wrapping_backend.py"
    backend.write_text(
        "from flit_core import buildapi\n"
        "def build_wheel(directory, settings=None):\n"
        "    return buildapi.build_wheel(directory, settings)\n")
    options = ("--backend", "wrapping_backend")
    environ = {"PYTHONPATH": str(tools)}
    workshop.build(older, *options, environ=environ)

    backend.write_text(backend.read_text().replace(
        "    return", "    import os\n"
        "    os.rename('sample/data.txt', 'sample/moved.txt')\n    return"))
    result = workshop.build(newer, *options, environ=environ)

    assert "sample/moved.txt" in result.members


def test_settings_of_the_user_count(
        workshop: Workshop, older: Environment, newer: Environment) -> None:
    """setuptools reads ~/.pydistutils.cfg, wherever HOME leads."""
    workshop.unpack("setuptools-pure")
    assert workshop.build(older).name == "sample-1-py3-none-any.whl"
    (workshop.home / ".pydistutils.cfg").write_text(
        "[bdist_wheel]\nbuild_number = 3\n")

    result = workshop.build(newer)

    assert result.name == "sample-1-3-py3-none-any.whl"


_POETRY = """\
[tool.poetry]
name = "sample"
version = "1"
description = ""
authors = []
packages = [{include = "sample", from = "src"}]

[tool.poetry.dependencies]
part = {path = "part"}

[build-system]
requires = ["poetry-core"]
build-backend = "poetry.core.masonry.api"
"""


@pytest.mark.parametrize(("project", "pyproject"), [
    pytest.param("poetry-pure", _POETRY, id="poetry"),
    pytest.param("hatchling-pure", """
dependencies = ["part @ {root:uri}/part"]

[tool.hatch.metadata]
allow-direct-references = true
""", id="hatchling"),
    pytest.param("pdm-pure", """
dependencies = ["part @ file:///${PROJECT_ROOT}/part"]
""", id="pdm"),
])
def test_a_directory_in_the_metadata_is_the_present_one(
        workshop: Workshop, older: Environment, newer: Environment,
        project: str, pyproject: str) -> None:
    """One copy of the tree per interpreter, and the metadata tell which."""
    for environment in (older, newer):
        copy = workshop.unpack(project, f"copy-{environment.name}")
        _add_part(copy, pyproject)

        result = workshop.build(environment, cwd=copy)

        metadata = result.members["sample-1.dist-info/METADATA"].decode()
        assert f"/copy-{environment.name}/part" in metadata


@pytest.mark.parametrize(("project", "pyproject"), [
    pytest.param("hatchling-pure", """
dependencies = ["part @ https://example.org/{env:WHICH}"]

[tool.hatch.metadata]
allow-direct-references = true
""", id="hatchling"),
    pytest.param("pdm-pure", """
dependencies = ["part @ https://example.org/${WHICH}"]
""", id="pdm"),
])
def test_a_variable_in_the_metadata_is_the_present_one(
        workshop: Workshop, older: Environment, newer: Environment,
        project: str, pyproject: str) -> None:
    _add_part(workshop.unpack(project), pyproject)
    for environment in (older, newer):
        result = workshop.build(environment,
                                environ={"WHICH": environment.name})

        metadata = result.members["sample-1.dist-info/METADATA"].decode()
        assert f"https://example.org/{environment.name}" in metadata


def _add_part(tree: Path, pyproject: str) -> None:
    path = tree / "pyproject.toml"
    if pyproject.startswith("["):
        path.write_text(pyproject)
    else:
        path.write_text(path.read_text() + pyproject.lstrip("\n"))
    (tree / "part").mkdir()
    (tree / "part/pyproject.toml").write_text(
        '[project]\nname = "part"\nversion = "1"\n')
