# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Code of the project that runs during the build, and decides."""

import pytest

from integration.environments import Environment, Environments
from integration.harness import Workshop, write_files


pytestmark = pytest.mark.interpreters


def test_files_chosen_by_the_version(
        workshop: Workshop, environments: Environments) -> None:
    workshop.unpack("version-choice")
    for name, module in (("python3.12", "sample_3_12.py"),
                         ("python3.11", "sample_3_11.py"),
                         ("pypy3.11", "sample_3_11.py"),
                         ("python3.13", "sample_3_13.py")):
        result = workshop.build(environments[name])

        assert result.built
        assert [member for member in result.members
                if "dist-info" not in member] == [module]


def test_the_same_interpreter_reuses_what_it_built(
        workshop: Workshop, environments: Environments) -> None:
    workshop.unpack("version-choice")
    for name in ("python3.12", "pypy3.11"):
        assert workshop.build(environments[name]).built
    for name in ("python3.12", "pypy3.11"):
        assert workshop.build(environments[name]).reused


@pytest.mark.parametrize("project", ["setuptools-setup-py",
                                     "in-tree-backend"])
def test_pypy_first_is_nothing_for_cpython(
        workshop: Workshop, environments: Environments, project: str
        ) -> None:
    workshop.unpack(project)
    first, second = environments.pick("pypy3.11", "python3.11")
    built = workshop.build(first)

    result = workshop.build(second)

    assert result.built
    assert built.builder in result.refusals


_COMPUTED = {
    "setuptools": ("setuptools-pure", {
        "setup.cfg": """\
            [metadata]
            name = sample
            version = attr: sample.version.VERSION
            [options]
            packages = sample
            """}),
    "hatchling": ("hatchling-pure", {
        "pyproject.toml": """\
            [build-system]
            requires = ["hatchling"]
            build-backend = "hatchling.build"
            [project]
            name = "sample"
            dynamic = ["version"]
            [tool.hatch.version]
            source = "code"
            path = "src/sample/version.py"
            expression = "VERSION"
            """}),
    "hatch hook": ("hatchling-pure", {
        "pyproject.toml": """\
            [build-system]
            requires = ["hatchling"]
            build-backend = "hatchling.build"
            [project]
            name = "sample"
            dynamic = ["version"]
            [tool.hatch.metadata.hooks.custom]
            """,
        "hatch_build.py": """\
            import sys
            from hatchling.metadata.plugin.interface import (
                MetadataHookInterface)
            class Hook(MetadataHookInterface):
                def update(self, metadata):
                    metadata["version"] = "%d.%d" % sys.version_info[:2]
            """}),
    "pdm": ("pdm-pure", {
        "pyproject.toml": """\
            [build-system]
            requires = ["pdm-backend"]
            build-backend = "pdm.backend"
            [project]
            name = "sample"
            dynamic = ["version"]
            [tool.pdm.version]
            source = "call"
            getter = "version:get"
            """,
        "version.py": """\
            import sys
            def get():
                return "%d.%d" % sys.version_info[:2]
            """}),
    "flit": ("flit-pure", {
        "pyproject.toml": """\
            [build-system]
            requires = ["flit_core"]
            build-backend = "flit_core.buildapi"
            [project]
            name = "sample"
            dynamic = ["version", "description"]
            """,
        "sample/__init__.py": '''\
            """A sample."""
            import sys
            __version__ = "%d.%d" % sys.version_info[:2]
            '''}),
}


@pytest.mark.parametrize("second", ["python3.12", "pypy3.11"])
@pytest.mark.parametrize("case", _COMPUTED)
def test_version_computed_by_the_project(
        workshop: Workshop, environments: Environments, case: str,
        second: str) -> None:
    """A declarative backend that runs code of the project all the same."""
    project, files = _COMPUTED[case]
    tree = workshop.unpack(project)
    (package,) = tree.glob("**/sample")
    (package / "version.py").write_text(
        'import sys\nVERSION = "%d.%d" % sys.version_info[:2]\n')
    write_files(tree, files)
    versions = {"python3.13": "3.13", "python3.12": "3.12",
                "pypy3.11": "3.11"}
    for name in ("python3.13", second):
        result = workshop.build(environments[name])

        assert result.built
        assert result.name.startswith(f"sample-{versions[name]}-")


@pytest.mark.parametrize(("project", "files"), [
    pytest.param("setuptools-pure", {"setup.py": """\
        import sys
        from setuptools import setup
        with open("sample/generated.py", "w") as file:
            file.write(repr(sys.version))
        setup()
        """}, id="setuptools"),
    pytest.param("pdm-pure", {"pdm_build.py": """\
        import sys
        def pdm_build_initialize(context):
            path = context.ensure_build_dir() / "sample/generated.py"
            path.parent.mkdir()
            path.write_text(repr(sys.version))
        """}, id="pdm"),
    pytest.param("hatchling-pure", {"hatch_build.py": """\
        import sys
        from hatchling.builders.hooks.plugin.interface import (
            BuildHookInterface)
        class Hook(BuildHookInterface):
            def initialize(self, version, build_data):
                with open("src/sample/generated.py", "w") as file:
                    file.write(repr(sys.version))
        """}, id="hatchling"),
])
def test_what_a_script_writes_is_written_for_each(
        workshop: Workshop, environments: Environments, project: str,
        files: dict[str, str]) -> None:
    tree = workshop.unpack(project)
    write_files(tree, files)
    if project == "hatchling-pure":
        with (tree / "pyproject.toml").open("a") as file:
            file.write("[tool.hatch.build.hooks.custom]\n")
    written = []
    for name in ("python3.12", "python3.11", "pypy3.11"):
        result = workshop.build(environments[name])
        assert result.built
        written.append(result.members["sample/generated.py"])

    assert len(set(written)) == 3


def test_a_program_that_decides(
        workshop: Workshop, older: Environment) -> None:
    """Not even the builder itself reuses what a program had a say in."""
    tree = workshop.unpack("setuptools-pure")
    write_files(tree, {"setup.py": """\
        import subprocess
        from setuptools import setup
        output = subprocess.run(["cat", "/proc/sys/kernel/random/uuid"],
                                capture_output=True, text=True).stdout
        setup(description=output.strip())
        """})
    first, second = workshop.build_in_turn((older, older))

    assert (first.built, second.built) == (True, True)
    assert "its build started cat" in second.refusals
    assert first.members != second.members


def test_a_directory_that_a_script_can_tell(
        workshop: Workshop, older: Environment) -> None:
    """One copy of the tree per interpreter, and setup.py asks where it is."""
    for name in ("one", "two"):
        copy = workshop.unpack("setuptools-setup-py", name)
        setup = copy / "setup.py"
        setup.write_text(setup.read_text().replace(
            'version="1"',
            'version="1", description=__import__("os").getcwd()'))

        result = workshop.build(older, cwd=copy)

        assert result.built
        assert f"Summary: {copy}\n" in (
            result.members["sample-1.dist-info/METADATA"].decode())
