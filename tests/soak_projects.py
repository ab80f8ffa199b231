# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The small projects of the soak test: samples, and those that ask."""

import shutil
import textwrap
import typing

from collections.abc import Mapping
from pathlib import Path

from demo import HERE


# not those that need more than their directory, that are never the same
# twice, or that ask in a way that nobody can see
SAMPLES = (
    "abi3t", "demo", "flit-pure", "hatchling-pure", "in-tree-backend",
    "leaving-traces", "limited-api", "meson-abi3", "optional-extension",
    "optional-limited-api", "pdm-pure", "poetry-pure", "regular-extension",
    "setuptools-pure", "setuptools-setup-py", "shadowing", "twice",
    "version-choice", "version-requirement")
#: What a setup.py has above and in its call, by the project's name; its
#: modules are those of the directory sample, and more.py beside it.
_ASKING: Mapping[str, tuple[str, str]] = {
    "packs-by-version": (
        "more = ['more'] if sys.version_info < (3, 13) else []",
        "packages=['sample'], py_modules=more"),
    "requires-by-version": (
        "needs = ['typing-extensions'] if sys.version_info[:2] < (3, 15) "
        "else []", "packages=['sample'], install_requires=needs"),
    "version-by-version": (
        "version = '1' if sys.hexversion < 0x030e0000 else '2'",
        "packages=['sample'], version=version"),
    "packs-by-implementation": (
        "more = ['more'] if sys.implementation.name == 'pypy' else []",
        "packages=['sample'], py_modules=more"),
    "packs-by-gil": (
        "more = []\n"
        "if sysconfig.get_config_var('Py_GIL_DISABLED'):\n"
        "    more.append('more')", "packages=['sample'], py_modules=more"),
    "packs-by-module": (
        "try:\n    import telnetlib\n    more = []\n"
        "except ImportError:\n    more = ['more']",
        "packages=['sample'], py_modules=more"),
    "packs-by-attribute": (
        "more = ['more'] if hasattr(sys, 'monitoring') else []",
        "packages=['sample'], py_modules=more"),
    "packs-by-variable": (
        "more = ['more'] if os.environ.get('SAMPLE_MORE') else []",
        "packages=['sample'], py_modules=more"),
    "writes-by-version": (
        "with open('sample/_made.py', 'w') as file:\n"
        "    file.write('MADE = %r\\n' % sys.version.split()[0])",
        "packages=['sample']"),
    "writes-the-same": (
        "with open('sample/_made.py', 'w') as file:\n"
        "    file.write('MADE = True\\n')", "packages=['sample']"),
    "names-a-script": (
        "script = 'sample%d.%d = sample:main' % sys.version_info[:2]",
        "packages=['sample'], entry_points={'console_scripts': [script]}"),
    "asks-and-forgets": (
        "if sys.version_info < (3, 8):\n    sys.exit('too old')",
        "packages=['sample'], py_modules=['more']"),
    "packs-what-is-there": (
        "found = sorted(glob.glob('sample/*.py'))",
        "py_modules=[name[:-3].replace('/', '.') for name in found]"),
}
_HATCH_HOOK = """\
import sys
from hatchling.builders.hooks.plugin.interface import BuildHookInterface
class CustomBuildHook(BuildHookInterface):
    def initialize(self, version, build_data):
        if sys.version_info >= (3, 14):
            build_data["force_include"]["more.py"] = "sample/more.py"
"""


class Project(typing.NamedTuple):
    """A project to copy, and the file of it that edits change."""

    name: str
    directory: Path
    edited: str


def make_projects(directory: Path) -> list[Project]:
    """Write all projects below a directory."""
    for name in SAMPLES:
        shutil.copytree(HERE / "test-data" / name, directory / name,
                        ignore=shutil.ignore_patterns("__pycache__"))
    for name, (before, arguments) in _ASKING.items():
        _write(directory / name, {
            "pyproject.toml": _name_backend("setuptools",
                                            "setuptools.build_meta"),
            "setup.py": _write_setup(before, arguments)})
    _write(directory / "hook-by-version", {
        "pyproject.toml": _name_backend("hatchling", "hatchling.build")
        + '[project]\nname = "sample"\nversion = "1"\n'
        "[tool.hatch.build.targets.wheel.hooks.custom]\n",
        "hatch_build.py": _HATCH_HOOK})
    return [Project(path.name, path, _choose_edited(path))
            for path in sorted(directory.iterdir())]


def _write(top: Path, files: Mapping[str, str]) -> None:
    for name, text in {
            "sample/__init__.py": "def main():\n    pass\n",
            "more.py": "MORE = True\n", **files}.items():
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def _name_backend(requirement: str, backend: str) -> str:
    return textwrap.dedent(f"""\
        [build-system]
        requires = ["{requirement}"]
        build-backend = "{backend}"
        """)


def _write_setup(before: str, arguments: str) -> str:
    version = "" if "version=" in arguments else "version='1', "
    return ("import glob, os, sys, sysconfig\nfrom setuptools import setup\n"
            f"{before}\nsetup(name='sample', {version}{arguments})\n")


def _choose_edited(top: Path) -> str:
    """Choose a source that the wheel has, or is compiled from."""
    found = [path.relative_to(top) for pattern in ("*.c", "*.py")
             for path in sorted(top.rglob(pattern))
             if path.name not in {"setup.py", "hatch_build.py"}
             and path.parent.name != "backend"]
    return str(found[0])
