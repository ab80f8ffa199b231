# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Somebody other than the project's own code decides: never a wrong wheel.

Each sample is built by one interpreter after the other in one tree; what is
handed out is held against a plain build in a tree of its own.
"""

import dataclasses
import textwrap
import zipfile

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from integration.environments import Environments
from integration.harness import Workshop, read_installed


pytestmark = pytest.mark.interpreters

SETUPTOOLS = ('[build-system]\nrequires = ["setuptools"]\n'
              'build-backend = "setuptools.build_meta"\n')
FLIT = ('[build-system]\nrequires = ["flit_core"]\n'
        'build-backend = "flit_core.buildapi"\n'
        '[project]\nname = "sample"\nversion = "1"\ndescription = "x"\n')
LIMITED = """\
#define Py_LIMITED_API 0x030b0000
#include <Python.h>
static struct PyModuleDef m = {PyModuleDef_HEAD_INIT, "_x", NULL, -1, NULL};
PyMODINIT_FUNC PyInit__x(void) { return PyModule_Create(&m); }
"""
EXTENSION = ('ext_modules=[Extension("sample._x", ["x.c"], '
             'py_limited_api=True)], '
             'options={"bdist_wheel": {"py_limited_api": "cp311"}}')


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A project, and who builds it."""

    files: Mapping[str, str]
    #: Interpreters, the first one building.
    pythons: Sequence[str] = ("python3.11", "python3.12")
    #: The environment of each call.
    environ: Sequence[Mapping[str, str]] = ({}, {})
    #: Whether the second one gets the first one's wheel.
    is_reused: bool = False
    #: What its refusal says, in part.
    refusal: str = ""
    options: Sequence[str] = ()
    #: What others need, by path below the workshop.
    beside: Mapping[str, str] = dataclasses.field(default_factory=dict)


def make_setup(code: str, arguments: str = 'packages=["sample"]'
               ) -> dict[str, str]:
    return {"pyproject.toml": SETUPTOOLS, "sample/__init__.py": "",
            "setup.py": "from setuptools import Extension, setup\n"
            f"{textwrap.dedent(code)}\n"
            f'setup(name="sample", version="1", {arguments})\n'}


# takes the newer of two modules, if that is Python here
FALLS_BACK = {
    **make_setup("""
        import sys
        sys.path.insert(0, "")
        try:
            from sample import newer as chosen
        except SyntaxError:
            from sample import older as chosen
        """, 'packages=["sample"], description=chosen.NAME'),
    "sample/newer.py": "type A = int\nNAME = 'newer'\n",
    "sample/older.py": "NAME = 'older'\n"}

SAMPLES: Mapping[str, Sample] = {
    # a backend's own settings
    "pattern for directories": Sample(
        files={"pyproject.toml": FLIT + 'license-files = ["legal/**"]\n',
               "sample/__init__.py": "", "legal/x/b.txt": "1",
               "legal/a.txt": "1"},
        pythons=("python3.13", "python3.14"), is_reused=True),
    # a grammar that older versions do not have
    "unpacking in a comprehension": Sample(
        files=make_setup("packages = [*names for names in [['sample']]]"),
        pythons=("python3.15", "python3.14"),
        refusal="asks compiles('setup.py'): True for its builder, False"),
    "unpacking in a text that runs": Sample(
        files=make_setup("exec('names = [*x for x in []]')"),
        pythons=("python3.15", "python3.14"),
        refusal="is of a grammar that not every version has"),
    "module that only newer versions import": Sample(
        files=FALLS_BACK,
        refusal="asks compiles('sample/newer.py'): False for its builder"),
    "module that older versions do not import": Sample(
        files=FALLS_BACK, pythons=("python3.12", "python3.11"),
        refusal="asks compiles('sample/newer.py'): True for its builder"),
    "module that is written, and only newer versions import": Sample(
        files={"newer.txt" if name == "sample/newer.py" else name: text
               for name, text in FALLS_BACK.items()} | {
            "setup.py": "import shutil\n"
            "shutil.copy('newer.txt', 'sample/newer.py')\n"
            + FALLS_BACK["setup.py"]},
        refusal="sample/newer.py was tried to run, and is not of the sources"),
    "texts that are parsed under any name": Sample(
        files=make_setup("import ast\nfor name in ('', 'names', 'a/b.py'):\n"
                         "    ast.parse('[]', name)"), is_reused=True),
    "annotation that is called": Sample(
        files={**make_setup("NAMES = ['sample']\n"
                            "def f(x: NAMES.append('other')): pass",
                            "packages=NAMES"), "other/__init__.py": ""},
        pythons=("python3.13", "python3.14"),
        refusal="asks sys.version_info >= (3, 14)"),
    "annotation that fails": Sample(
        files=make_setup("def f(x: Later): pass\nclass Later: pass"),
        pythons=("python3.14", "python3.13"),
        refusal="asks sys.version_info >= (3, 14)"),
    "names of a class": Sample(
        files=make_setup("class Meta: author = 'a'",
                         'packages=["sample"], '
                         'description=" ".join(vars(Meta))'),
        pythons=("python3.12", "python3.13"),
        refusal="asks sys.version_info >= (3, 13)"),
    # variables
    "variable of a helper": Sample(
        files={**make_setup("import sys; sys.path.insert(0, '.')\n"
                            "import helper",
                            "packages=helper.list_packages()"),
               "helper.py": "import os\ndef list_packages():\n"
               "    return os.environ.get('SAMPLE', 'sample').split()\n",
               "other/__init__.py": ""},
        environ=({}, {"SAMPLE": "sample other"}),
        refusal="SAMPLE was not set for its builder, is set here"),
    "variable that nobody reads": Sample(
        files=make_setup("import os"), environ=({}, {"SAMPLE": "1"}),
        is_reused=True),
    "environment as a whole": Sample(
        files=make_setup("import os\nv = dict(os.environ)"),
        environ=({}, {"SAMPLE": "1"}),
        refusal="its build took the environment as a whole"),
    # the stable ABI
    "limited API": Sample(
        files={**make_setup("", f'packages=["sample"], {EXTENSION}'),
               "x.c": LIMITED}, is_reused=True),
    "no limited API": Sample(
        files={**make_setup("", f'packages=["sample"], {EXTENSION}'),
               "x.c": LIMITED.partition("\n")[2]},
        refusal="nothing shows that sample/_x.abi3.so was compiled for it"),
    "packages by version, stable ABI": Sample(
        files={**make_setup(
            "import sysconfig\n"
            "old = sysconfig.get_config_vars()['py_version_nodot'] == '311'",
            'packages=["sample"] + ["sample_old"] * old, ' + EXTENSION),
            "x.c": LIMITED, "sample_old/__init__.py": ""},
        refusal="uses sysconfig.get_config_vars"),
    "data of the interpreter, stable ABI": Sample(
        files={**make_setup("""\
            import json, os, sys
            from setuptools.command.build_py import build_py
            class Build(build_py):
                def run(self):
                    super().run()
                    path = os.path.join(self.build_lib, "sample", "a.json")
                    with open(path, "w") as file:
                        json.dump([1], file)
            """, 'packages=["sample"], cmdclass={"build_py": Build}, '
            + EXTENSION), "x.c": LIMITED},
        refusal="which may have written sample/a.json"),
    # isolation
    "usual base by its name": Sample(
        files={**make_setup("""\
            import os
            from setuptools.command.build_py import build_py
            class Build(build_py):
                def run(self):
                    super().run()
                    os.makedirs("build/lib/sample", exist_ok=True)
                    with open("build/lib/sample/a.txt", "w") as file:
                        file.write("a")
            """, 'packages=["sample"], cmdclass={"build_py": Build}')}),
    "usual base by its name, read": Sample(
        files={**make_setup("""\
            import os, shutil
            from setuptools.command.build_py import build_py
            class Build(build_py):
                def run(self):
                    super().run()
                    shutil.copy("build/lib/sample/__init__.py",
                                os.path.join(self.build_lib, "copy.py"))
            """, 'packages=["sample"], cmdclass={"build_py": Build}')}),
    "usual base, before there is anything": Sample(
        files=make_setup("import os\nif os.path.isdir('build'):\n"
                         "    os.listdir('build/lib')\n"
                         "try:\n    os.listdir('build/lib')\n"
                         "except FileNotFoundError:\n    pass"),
        is_reused=True),
    "usual base by its name, and failing": Sample(
        files={**make_setup("""\
            from setuptools.command.build_py import build_py
            class Build(build_py):
                def run(self):
                    super().run()
                    open("build/lib/sample/no")
            """, 'packages=["sample"], cmdclass={"build_py": Build}')}),
    "base of the project's own": Sample(
        files={**make_setup("import sys", 'py_modules=["new" if '
                            'sys.version_info >= (3, 12) else "old"]'),
               "setup.cfg": "[build]\nbuild_lib = _lib\n",
               "new.py": "", "old.py": ""},
        refusal="asks sys.version_info >= (3, 12)"),
    "base in pyproject.toml": Sample(
        files={**make_setup("import sys", 'py_modules=["new" if '
                            'sys.version_info >= (3, 12) else "old"]'),
               "pyproject.toml": SETUPTOOLS + "[tool.distutils.build]\n"
               'build-base = "_base"\n', "new.py": "", "old.py": ""}),
    "base in the tree": Sample(
        files=make_setup("from setuptools import find_namespace_packages",
                         "packages=find_namespace_packages()"),
        options=("--build-dir", "build"), is_reused=True),
    # code that runs
    "module of no distribution": Sample(
        files=make_setup("import elsewhere", "packages=elsewhere.PACKAGES"),
        beside={"modules/elsewhere.py": "import sys\nPACKAGES = ['sample']\n"
                "if sys.version_info >= (3, 12): PACKAGES = []\n"},
        environ=({"PYTHONPATH": "../modules"}, {"PYTHONPATH": "../modules"}),
        refusal="elsewhere.py:3 asks sys.version_info >= (3, 12)"),
    "module of an archive": Sample(
        files=make_setup("import elsewhere", "packages=elsewhere.PACKAGES"),
        beside={"modules.zip": "elsewhere.py:import sys\n"
                "PACKAGES = ['sample']\n"
                "if sys.version_info >= (3, 12): PACKAGES = []\n"},
        environ=({"PYTHONPATH": "../modules.zip"},
                 {"PYTHONPATH": "../modules.zip"}),
        refusal="modules.zip"),
    "module of two purposes": Sample(
        files={"pyproject.toml": SETUPTOOLS + textwrap.dedent("""\
            [project]
            name = "sample"
            dynamic = ["version"]
            [tool.setuptools]
            packages = ["sample"]
            [tool.setuptools.dynamic]
            version = {attr = "sample.build.VERSION"}
            [tool.setuptools.cmdclass]
            build_py = "sample.build.Build"
            """), "sample/__init__.py": "", "sample/new.py": "",
            "sample/build.py": textwrap.dedent("""\
                import sys
                from setuptools.command.build_py import build_py
                VERSION = "1"
                class Build(build_py):
                    def find_package_modules(self, *args):
                        found = super().find_package_modules(*args)
                        if sys.version_info >= (3, 12):
                            return found
                        return [item for item in found if item[1] != "new"]
                """)},
        refusal="sample/build.py:7 asks sys.version_info >= (3, 12)"),
    "in-tree backend with a version": Sample(
        files={"pyproject.toml": '[build-system]\nrequires = []\n'
               'build-backend = "sample"\nbackend-path = ["."]\n'
               '[project]\nname = "sample"\ndynamic = ["version"]\n'
               'description = "x"\n', "old/__init__.py": "",
               "sample.py": textwrap.dedent("""\
                '''x'''
                import sys
                from flit_core import buildapi
                __version__ = "1"
                def build_wheel(*args):
                    name = buildapi.build_wheel(*args)
                    if sys.version_info >= (3, 12):
                        import zipfile
                        with zipfile.ZipFile(f"{args[0]}/{name}", "a") as file:
                            file.writestr("new.py", "")
                    return name
                """)},
        refusal="sample.py:7 asks sys.version_info >= (3, 12)"),
    "literal of a module that writes": Sample(
        files={**make_setup("import sys; sys.path.insert(0, '.')\n"
                            "from sample import VERSION",
                            'packages=["sample"], description=VERSION'),
               "sample/__init__.py": "import sys\nVERSION = '1'\n"
               "if sys.version_info >= (3, 12):\n"
               "    open(__file__[:-11] + 'new.py', 'w').close()\n"}),
    **{f"literal of a module that runs another one {how}": Sample(
        files={**make_setup("import sys; sys.path.insert(0, '.')\n"
                            "from sample import VERSION",
                            'packages=["sample"], description=VERSION'),
               "sample/__init__.py": "import importlib, sys\n"
               "VERSION = '1'\n"
               f"if sys.version_info >= (3, 13):\n    {statement}\n",
               "sample/other.py":
               "open(__file__[:-8] + 'new.py', 'w').close()\n"},
        pythons=(older, "python3.13"))
        for how, older, statement in (
            ("then", "python3.12", "import sample.other"),
            ("that is seen", "python3.11", "from . import other"),
            ("by its name", "python3.12",
             "importlib.import_module('sample.other')"))},
    **{f"literal of a module that registers {how}": Sample(
        files={**make_setup("import sys; sys.path.insert(0, '.')\n"
                            "from plugins import VERSION\nimport registry",
                            'py_modules=registry.names, description=VERSION'),
               "registry.py": "names = ['registry']\n"
               "def register(function):\n"
               "    names.append(function.__name__)\n",
               "plugins.py": f"import sys\n{first}\nVERSION = '1'\n"
               f"if sys.version_info >= (3, 13):\n{statement}",
               "new.py": ""},
        pythons=("python3.12", "python3.13"))
        for how, first, statement in (
            ("a function by decorating it", "from registry import register",
             "    @register\n    def new(): pass\n"),
            ("by what it imports all of", "from registry import *",
             "    def new(): pass\n    register(new)\n"),
            ("in a function", "def add(new):\n"
             "    from registry import register\n    register(new)",
             "    def new(): pass\n    add(new)\n"))},
    "literal that is bound by its text": Sample(
        files={**make_setup("import sys; sys.path.insert(0, '.')\n"
                            "from sample import VERSION",
                            'packages=["sample"], description=VERSION'),
               "sample/__init__.py": "import sys\nVERSION = '1'\n"
               "if sys.version_info >= (3, 13):\n"
               "    globals()['VERSION'] = '2'\n"},
        pythons=("python3.12", "python3.13")),
    "literal handed on": Sample(
        files={**make_setup("import sys; sys.path.insert(0, '.')\n"
                            "from sample import VERSION",
                            'packages=["sample"], description=VERSION'),
               "sample/__init__.py": "try:\n    from typing import override\n"
               "except ImportError:\n    override = None\n"
               "from sample._version import VERSION\n",
               "sample/_version.py": "VERSION = '1'\n"}, is_reused=True),
    # the vocabulary
    "name of an extension module": Sample(
        files=make_setup("""\
            from setuptools import Distribution
            from setuptools.command.build_ext import build_ext
            command = build_ext(Distribution())
            command.finalize_options()
            NAME = command.get_ext_filename("a")
            """, 'packages=["sample"], description=NAME'),
        refusal="uses .get_ext_filename"),
    "name that no row lists": Sample(
        files=make_setup("import mimetypes\nmimetypes.guess_type('a.webp')"),
        refusal="uses mimetypes.guess_type, which is not known"),
    # failing builds
    "module that is gone": Sample(
        files=make_setup("import imp"), refusal="asks importable('imp')"),
    "name that is gone": Sample(
        files=make_setup("from typing import override"),
        pythons=("python3.12", "python3.11"),
        refusal="asks importable('typing', 'override')"),
    "grammar of a newer version": Sample(
        files=make_setup("type A = int"), pythons=("python3.12", "python3.11"),
        refusal="asks compiles('setup.py')"),
    "strings of a newer version": Sample(
        files=make_setup("""print(f"{"a"}")"""),
        pythons=("python3.12", "python3.11"),
        refusal="asks compiles('setup.py')"),
    # plug-ins
    "plug-in of an interpreter's own": Sample(
        files={"pyproject.toml": SETUPTOOLS, "sample/__init__.py": "",
               "setup.cfg": "[metadata]\nname = sample\nversion = 1\n"
               "[options]\npackages = sample\ncffi_modules = make.py:ffi\n",
               "make.py": "from cffi import FFI\nffi = FFI()\n"
               "ffi.cdef('int f(int);')\nffi.set_source('sample._f', None)\n"},
        pythons=("python3.12", "pypy3.11"),
        refusal="it was built without cffi "),
    # programs
    "git by way of a shell": Sample(
        files=make_setup(
            "import subprocess\n"
            "subprocess.call('git --version >/dev/null', shell=True)"),
        is_reused=True),
    "git and more by way of a shell": Sample(
        files=make_setup("import subprocess\n"
                         "subprocess.call('git --version; true', shell=True)"),
        refusal="its build started sh"),
    "git of the tree": Sample(
        files={**make_setup("import subprocess\n"
                            "subprocess.call(['sh', './git'])"),
               "git": "true\n"}, refusal="its build started sh"),
    "program that is vouched for": Sample(
        files=make_setup("import subprocess\nsubprocess.call(['env'])"),
        options=("--trust-program", "env"), is_reused=True),
    "another program than is vouched for": Sample(
        files=make_setup("import subprocess\nsubprocess.call(['env'])"),
        options=("--trust-program", "git"),
        refusal="its build started env, which may have decided anything; "
        "--trust-program vouches for it"),
    "log in the tree": Sample(
        files=make_setup("import sys\nprint('a', file=sys.stderr)"),
        is_reused=True),
}


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_sample(workshop: Workshop, environments: Environments,
                sample: Sample) -> None:
    workshop.tree.mkdir()
    _write(workshop.tree, sample.files)
    _write(workshop.directory, sample.beside)
    log = ""
    for number, (environment, environ) in enumerate(zip(
            environments.pick(*sample.pythons), sample.environ,
            strict=True)):
        finished = workshop.run(
            environment, "build-wheel", "--wheel-dir",
            workshop.directory / f"own-{number}", "--reuse-dir",
            workshop.reuse_dir, *sample.options, environ=environ)
        log += finished.stderr
        plain = workshop.directory / f"plain-{number}"
        _write(plain, sample.files)
        # without an option of ours, gpep517 builds
        expected = workshop.run(
            environment, "build-wheel", "--wheel-dir",
            plain.parent / f"dist-{number}", cwd=plain, environ=environ)
        assert finished.status == expected.status, finished.stderr
        assert read_installed(
            workshop.directory / f"own-{number}") == read_installed(
                plain.parent / f"dist-{number}"), environment.name
        if number:
            refusals = "\n".join(finished.refusals)
            reused = any(message.startswith("Reusing ")
                         for message in finished.messages)
            assert reused is sample.is_reused, log
            assert sample.refusal in refusals


def _write(top: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".zip":
            member, _, content = text.partition(":")
            with zipfile.ZipFile(path, "w") as archive:
                archive.writestr(member, content)
        else:
            path.write_text(text)
