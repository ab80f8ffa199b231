# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""What build scripts are read to ask."""

import sys
import textwrap

from collections.abc import Mapping

import pytest

from gpep517_reuse.analysis.analyze import read_conditions
from gpep517_reuse.analysis.condition import Condition, Conditions
from gpep517_reuse.analysis.import_graph import Scripts


#: What a made-up builder answers: CPython 3.12.
ANSWERS = {
    "sys.version_info >= (3, 8)": "True",
    "sys.version_info < (3, 8)": "False",
    "not sys.version_info >= (3, 8)": "False",
    "sys.version_info[:2] >= (3, 8)": "True",
    "sys.implementation.name == 'pypy'": "False",
    "bool(os.environ.get('A'))": "True",
}


def answer(question: str) -> str:
    """Answer as the made-up builder."""
    return ANSWERS.get(question, "unknown")


def read(text: str, files: Mapping[str, str] | None = None) -> Conditions:
    """Read a setup.py, and other files by their paths."""
    texts = {"setup.py": text, **(files or {})}
    return read_conditions(Scripts(
        files={path: textwrap.dedent(content).encode()
               for path, content in texts.items()},
        packages=frozenset(path for path in texts
                           if path.endswith("__init__.py"))), answer)


def list_questions(found: Conditions) -> list[str]:
    """Return the questions, in the order of the lines."""
    assert not found.obstacles
    return [condition.question for condition in found.conditions]


@pytest.mark.parametrize(("text", "questions"), [
    # sys.version_info
    ("f().read()\nhasattr(f(), 'name')\ngetattr(f(), name)", []),
    ("import importlib\nimportlib.import_module(name='sys').version_info",
     ["sys.version_info"]),
    ("import importlib\nimportlib.import_module('.x', __name__)", []),
    ("import importlib\nimportlib.import_module('.' + x, __name__)", []),
    ("import importlib\nimportlib.import_module(f'.{x}', __name__)", []),
    ("import sys\nsys.modules.pop('x', None)", []),
    ("import sys\nx = sys.version_info >= (3, 12)\nprint(x)",
     ["sys.version_info >= (3, 12)"]),
    ("import sys\nif sys.version_info[0] == 2: pass",
     ["sys.version_info[0] == 2"]),
    ("import sys\nif sys.version_info[:2] == (3, 12): pass",
     ["sys.version_info[:2] == (3, 12)"]),
    ("import sys\nif sys.version_info.major > 2: pass",
     ["sys.version_info.major > 2"]),
    ("import sys\nif (3, 8) <= sys.version_info: pass",
     ["(3, 8) <= sys.version_info"]),
    ("import sys\nif (3, 8) <= sys.version_info < (3, 13): pass",
     ["(3, 8) <= sys.version_info < (3, 13)"]),
    ("import sys\nif not sys.version_info >= (3, 12): pass",
     ["not sys.version_info >= (3, 12)"]),
    ("import sys\nif sys.version_info[:2] in ((3, 11), (3, 12)): pass",
     ["sys.version_info[:2] in ((3, 11), (3, 12))"]),
    ("import sys\nprint(sys.version_info[0])", ["sys.version_info[0]"]),
    ("import sys\nprint('%d.%d' % sys.version_info[:2])",
     ["'%d.%d' % sys.version_info[:2]"]),
    ("import sys\nprint(f'{sys.version_info.minor}')",
     ["sys.version_info.minor"]),
    ("import sys\nprint('.'.join(map(str, sys.version_info[:2])))",
     ["sys.version_info[:2]"]),
    ("import sys\nprint({(3, 12): 'a'}.get(sys.version_info[:2]))",
     ["sys.version_info[:2]"]),
    ("import sys\nif sys.hexversion >= 0x030c0000: pass",
     ["sys.hexversion >= 51118080"]),
    # other names for it
    ("from sys import version_info as v\nif v >= (3, 12): pass",
     ["sys.version_info >= (3, 12)"]),
    ("import sys as s\nif s.version_info >= (3, 12): pass",
     ["sys.version_info >= (3, 12)"]),
    ("if __import__('sys').version_info >= (3, 12): pass",
     ["sys.version_info >= (3, 12)"]),
    ("import sys\nNEW = sys.version_info >= (3, 12)\nif NEW: pass",
     ["sys.version_info >= (3, 12)"]),
    ("import sys\nver = sys.version_info[:2]\nif ver >= (3, 12): pass\n"
     "print('%d.%d' % ver)",
     ["sys.version_info[:2] >= (3, 12)", "'%d.%d' % sys.version_info[:2]"]),
    ("import sys\nMIN = (3, 12)\nif sys.version_info >= MIN: pass",
     ["sys.version_info >= (3, 12)"]),
    ("import sys\nver = sys.version_info\nver = ver[:2]\nprint(ver)",
     ["sys.version_info"]),
    ("import sys\ndef f():\n ver = sys.version_info[:2]\n"
     " return ver >= (3, 12)",
     ["sys.version_info[:2] >= (3, 12)"]),
    ("import sys\ndef f(ver=sys.version_info[:2]): pass",
     ["sys.version_info[:2]"]),
    # by several names, one after the other
    ("import sys\na = sys.version_info[:2]\nb = a\nc = b\nprint(c >= (3, 12))",
     ["sys.version_info[:2] >= (3, 12)"]),
    # truths
    ("import sys\nx = 1 if sys.version_info >= (3, 12) else 2",
     ["sys.version_info >= (3, 12)"]),
    ("import sysconfig\nif sysconfig.get_config_var('Py_GIL_DISABLED'): pass",
     ["bool(sysconfig.get_config_var('Py_GIL_DISABLED'))"]),
    ("import sysconfig\nx = bool(sysconfig.get_config_var('A'))\nprint(x)",
     ["bool(sysconfig.get_config_var('A'))"]),
    ("import sysconfig\nprint(not sysconfig.get_config_var('A'))",
     ["not sysconfig.get_config_var('A')"]),
    ("import sysconfig\nprint(sysconfig.get_config_var('A'))",
     ["sysconfig.get_config_var('A')"]),
    ("from distutils import sysconfig\n"
     "print(sysconfig.get_config_var('A'))",
     ["sysconfig.get_config_var('A')"]),
    ("import sys\nif not sys.version: pass", ["not sys.version"]),
    ("import sys\nif bool(sys.version): pass", ["bool(sys.version)"]),
    ("import sys\nif str(sys.version): pass", ["bool(str(sys.version))"]),
    ("import sys\nif '%d' % sys.hexversion: pass",
     ["bool('%d' % sys.hexversion)"]),
    ("import sysconfig\nprint(bool(x and sysconfig.get_config_var('A')))",
     ["bool(sysconfig.get_config_var('A'))"]),
    # what is below these tells
    ("import importlib.metadata\nprint(importlib.metadata)", []),
    ("import tokenize\ntokenize.open('a')", ["hasattr(tokenize, 'open')"]),
    ("import sys\nif -sys.maxsize: pass", ["bool(-sys.maxsize)"]),
    ("from numpy.distutils import sysconfig\n"
     "print(sysconfig.get_config_var('A'))",
     ["sysconfig.get_config_var('A')"]),
    ("import sys\nsys.path = ['a'] + sys.path[1:]", []),
    ("import warnings\nwarnings.simplefilter('ignore')", []),
    ("from sys import path\npath += ['a']", []),
    ("import pathlib\npathlib.Path().glob('**')",
     ["sys.version_info >= (3, 12)", "sys.version_info >= (3, 13)"]),
    ("import pathlib\npathlib.Path().rglob('a')",
     ["sys.version_info >= (3, 12)", "sys.version_info >= (3, 13)"]),
    ("import pathlib\npathlib.Path().glob('*/a-?.py')", []),
    ("import pathlib\npathlib.Path().glob(x)",
     ["sys.version_info >= (3, 12)", "sys.version_info >= (3, 13)"]),
    ("import ast\nast.get_docstring(f())", ["sys.version_info >= (3, 13)"]),
    ("import csv\ncsv.DictWriter(f())", ["sys.version_info >= (3, 13)"]),
    # annotations
    ("def f(x: g('a')): pass", ["sys.version_info >= (3, 14)"]),
    ("def f(*x: (y := 1)): pass", ["sys.version_info >= (3, 14)"]),
    ("def f() -> [1 for _ in x]: pass", ["sys.version_info >= (3, 14)"]),
    ("def f(x: 'A' | None): pass", ["sys.version_info >= (3, 14)"]),
    ("class A:\n x: g('a')", ["sys.version_info >= (3, 14)"]),
    ("x: g('a') = 1", ["sys.version_info >= (3, 14)"]),
    ("def f():\n x: g('a') = 1", []),
    ("from __future__ import annotations\ndef f(x: g('a')): pass", []),
    ("import typing as t\nclass A: pass\ndef f(a: int | None, *b: t.Any, "
     "c: list[str, 'A'], **d: t.Literal[-1]) -> A: pass", []),
    ("def f(x):\n def g(y: x): pass", []),
    # what leaves may not be alone
    ("import sys\nif sys.version_info >= (3, 8):\n print(1)\n sys.exit()\n"
     "sys.version", ["sys.version_info >= (3, 8)"]),
    # implementation
    ("import sys\nprint(sys.implementation.name)",
     ["sys.implementation.name"]),
    ("import platform\nprint(platform.python_implementation() == 'PyPy')",
     ["platform.python_implementation() == 'PyPy'"]),
    ("import platform\nprint(platform.python_version_tuple()[1])",
     ["platform.python_version_tuple()[1]"]),
    ("import sys\nif hasattr(sys, 'pypy_version_info'): pass",
     ["hasattr(sys, 'pypy_version_info')"]),
    ("import sys\nif '__pypy__' in sys.builtin_module_names: pass",
     ["'__pypy__' in sys.builtin_module_names"]),
    ("import sys\nprint(getattr(sys, 'abiflags', ''))",
     ["getattr(sys, 'abiflags', '')"]),
    ("import sys\nif sys.version.startswith('3.12'): pass",
     ["sys.version.startswith('3.12')"]),
    ("import sys\nprint(sys.version.split()[0])",
     ["sys.version.split()[0]"]),
    ("import struct\nif struct.calcsize('P') == 8: pass",
     ["struct.calcsize('P') == 8"]),
    ("import importlib.util\nprint(importlib.util.MAGIC_NUMBER)",
     ["importlib.util.MAGIC_NUMBER"]),
    ("import sys\nprint(sys.prefix)", ["sys.prefix"]),
    ("g.__doc__ = f.__doc__", []),
    ("g.__doc__ = getattr(f, '__doc__')", []),
    ("print(f.__doc__)", ["sys.version_info >= (3, 13)"]),
    ("'a'\nprint(__doc__)", []),
    ('"""a\n  b"""\nprint(__doc__)', ["sys.version_info >= (3, 13)"]),
    ("import sys\nif sys.platform == 'win32': pass",
     ["sys.platform == 'win32'"]),
    ("import os\nprint(os.sys.prefix)", ["sys.prefix"]),
    ("import platform\nprint(platform.system())", ["platform.system()"]),
    ("import sys\nif 'tomllib' in sys.stdlib_module_names: pass",
     ["'tomllib' in sys.stdlib_module_names"]),
    # what is known to be harmless
    *((code, []) for code in (
        "print(sum(len(x) for x in y))", "print(sum(y, []))",
        "print(sum(1 for x in y))", "print(sum(x > 1 for x in y))",
        "try:\n    x[0]\nexcept TypeError:\n    pass",
        "import os\nos.path.join('..', 'a')", "x().strip().split()",
        "import datetime\nprint(datetime.timezone.utc)",
        "import collections\np = collections.namedtuple('p', 'zig, zag')\n"
        "print(p(1, 2).zag)", "x(blue=1).blue", "x('blue').blue",
        "from pathlib import Path\nPath('a').read_text()",
        "def f(self): self.__dict__['a'] = self.__dict__['b']",
        "import importlib.metadata", "import collections.abc",
        "from setuptools.command.build_py import build_py\n"
        "class C(build_py):\n    def run(self):\n        build_py.run(self)",
        "import pkg_resources\nprint([str(item) for item in "
        "pkg_resources.parse_requirements(x)])")),
    ("try:\n    import configparser\nexcept ImportError:\n"
     "    import ConfigParser as configparser\nconfigparser.ConfigParser()",
     ["importable('configparser')"]),
    # variables are seen to be read
    *((f"import os\n{code}", []) for code in (
        "if os.environ.get('A'): pass", "print(os.environ['A'])",
        "if 'A' in os.environ: pass", "print(os.getenv('A', '1'))",
        "get = os.environ.get\nprint(get('A'))", "run(env=dict(os.environ))",
        "env = os.environ.copy()", "print(os.path.expandvars('$A'))",
        "os.environ['A'] = 'b'", "os.environ.setdefault('A', 'b')")),
    # what may be missing
    ("try:\n import numpy\nexcept ImportError:\n pass",
     ["importable('numpy')"]),
    ("try:\n from collections import Mapping\nexcept Exception:\n pass",
     ["importable('collections', 'Mapping')"]),
    ("import contextlib\nwith contextlib.suppress(ImportError):\n"
     " import numpy", ["importable('numpy')"]),
    ("def f():\n import numpy\ntry:\n f()\nexcept ImportError:\n pass",
     ["importable('numpy')"]),
    ("try:\n unicode\nexcept NameError:\n pass",
     ["hasattr(builtins, 'unicode')"]),
    ("import typing\ntry:\n typing.Some\nexcept AttributeError:\n"
     " pass", ["hasattr(typing, 'Some')"]),
    ("import typing\ntyping.override", ["hasattr(typing, 'override')"]),
    ("from typing import override", ["importable('typing', 'override')"]),
    ("import imp", ["importable('imp')"]), ("import json", []),
    ("from importlib.util import find_spec\nif find_spec('numpy'): pass",
     ["importable('numpy')"]),
    ("import importlib.util\n"
     "if importlib.util.find_spec('numpy') is None: pass",
     ["not importable('numpy')"]),
    # nothing of the interpreter's
    ("import numpy", []),
    ("import sys\nsys.path.insert(0, '.')", []),
    ("import sys\nsys.path = ['.'] + sys.path", []),
    ("import sys\nsys.exit(len(sys.argv))", []),
    ("import sys\nprint('x', file=sys.stderr)", []),
    ("import six\nif six.PY2: import sys; print(sys.modules)", []),
    ("try:\n from setuptools import setup\nexcept ImportError:\n"
     " from distutils.core import setup", []),
    ("import subprocess, sys\nsubprocess.call([sys.executable, 'x.py'])",
     []),
    ("class C:\n version = 1\n version_info = 2\n"
     "print(C.version, C().version_info)", []),
    ("def f(sys):\n return sys.version", []),
])
def test_questions(text: str, questions: list[str]) -> None:
    assert sorted(list_questions(read(text))) == sorted(questions)


@pytest.mark.parametrize(("text", "obstacle"), [
    ("import sys\nprint(sys.modules)", "setup.py:2 uses sys.modules"),
    ("import sys\nprint(vars(sys))", "setup.py:2 uses sys"),
    ("import sys\nf(sys)", "setup.py:2 uses sys"),
    ("import sys\ngetattr(sys, name())", "setup.py:2 uses sys"),
    ("import sys\ngetattr(sys, 'getsize' + 'of')([])", "setup.py:2 uses sys"),
    ("import platform\ngetattr(platform, 'python_%s' % 'version')()",
     "setup.py:2 uses platform"),
    ("import tokenize\nprint(tokenize.open.__globals__['EXACT_TOKEN_TYPES'])",
     "setup.py:2 uses tokenize.open.__globals__"),
    ("from packaging.tags import Tag\nprint(Tag.__init__.__globals__)",
     "setup.py:2 uses packaging.tags.Tag.__init__.__globals__"),
    ("from sys import *", "setup.py:1 imports everything from sys"),
    ("import sys\nfor p in sys.path: print(p)", "setup.py:2 uses sys.path"),
    ("import site\nprint(site.getsitepackages())",
     "setup.py:2 uses site.getsitepackages"),
    ("import sysconfig\nprint(sysconfig.get_path('purelib'))",
     "setup.py:2 uses sysconfig.get_path"),
    ("from packaging.markers import Marker\nMarker('x').evaluate()",
     "setup.py:2 uses packaging.markers.Marker"),
    ("import pkg_resources\npkg_resources.require('x')",
     "setup.py:2 uses pkg_resources.require"),
    ("import pickle\npickle.dumps([])", "setup.py:2 uses pickle.dumps"),
    ("from pickle import dump\ndump([], f, 4)",
     "setup.py:2 uses pickle.dump"),
    ("import pickle\npickle.Pickler(f)", "setup.py:2 uses pickle.Pickler"),
    ("import unicodedata\nprint(unicodedata.unidata_version)",
     "setup.py:2 uses unicodedata.unidata_version"),
    ("import os\nprint(os.__file__)", "setup.py:2 uses os.__file__"),
    # what no row lists
    *((f"import {module}\nprint({name})",
       f"setup.py:2 uses {name}, which is not known") for module, name in (
        ("mimetypes", "mimetypes.guess_type"),
        ("locale", "locale.getpreferredencoding"), ("pydoc", "pydoc.render"),
        ("xml.parsers.expat", "xml.parsers.expat.version_info"),
        ("os", "os"), ("os", "os.sysconf"), ("random", "random.choice"),
        ("re", "re._compiler"), ("setuptools", "setuptools._shutil"),
        ("setuptools.nosuch", "setuptools.nosuch.name"),
        ("annotationlib", "annotationlib.get_annotations"))),
    ("x().format_help()", "setup.py:1 uses .format_help, which is not known"),
    ("print(x().__dict__)",
     "setup.py:1 uses .__dict__, which is not known"),
    ("import sys\nsys.__dict__['version']", "setup.py:2 uses sys.__dict__"),
    ("x()['a'].nosuch", "setup.py:1 uses .nosuch, which is not known"),
    ("def f(self): self.walk().a",
     "setup.py:1 uses .walk, which is not known"),
    # what setuptools' commands know of their interpreter
    ("from setuptools.command.build_ext import build_ext\n"
     "build_ext(x).get_ext_filename('a')",
     "setup.py:2 uses .get_ext_filename"),
    ("from setuptools.command.build_ext import build_ext as old\n"
     "class build_ext(old):\n    def get_ext_filename(self, name):\n"
     "        return old.get_ext_filename(self, name)",
     "setup.py:4 uses setuptools.command.build_ext.build_ext."
     "get_ext_filename"),
    ("class C(x):\n    def get_tag(self):\n"
     "        return super().get_tag()", "setup.py:3 uses .get_tag"),
    ("print(x().marker.evaluate())", "setup.py:1 uses .evaluate"),
    ("print(x().isprintable())", "setup.py:1 uses .isprintable"),
    ("import ast\nclass V(ast.NodeVisitor):\n"
     "    def visit_Str(self, node): pass",
     "setup.py:3 defines visit_Str, which not every version calls"),
    # what versions of the language do in another way
    ("import textwrap\nprint(textwrap.fill(x))",
     "setup.py:2 uses textwrap.fill"),
    ("from urllib.parse import urljoin\nprint(urljoin(x, y))",
     "setup.py:2 uses urllib.parse.urljoin"),
    ("import xml.sax\nxml.sax.parse(record=True)",
     "setup.py:2 uses xml.sax.parse, which is not known"),
    ("import builtins\nbuiltins.open = f", "setup.py:2 patches builtins.open"),
    ("import warnings\nwarnings.simplefilter('error')",
     "setup.py:2 turns warnings into errors"),
    ("print(sum([0.1, 0.2]))", "setup.py:1 uses sum"),
    ("print(sum(float(x) for x in y))", "setup.py:1 uses sum"),
    ("try:\n    open('a', x=1)\nexcept TypeError:\n    pass",
     "setup.py:1 catches that a call fails with TypeError"),
    ("import warnings\nwarnings.catch_warnings(record=True)",
     "setup.py:2 records warnings"),
    ("from enum import Enum\nclass E(Enum):\n    A = 1\n1 in E",
     "setup.py:4 asks what is in E, an enumeration"),
    ("import os\nos.path.exists('../a')",
     "setup.py:2 looks for a file above the tree"),
    ("import os\nos.path.isdir(os.path.join(os.pardir, 'a'))",
     "setup.py:2 looks for a file above the tree"),
    ("import os\nos.path.expanduser('~')",
     "setup.py:2 uses os.path.expanduser"),
    ("class C:\n    import sys", "setup.py:2 imports sys in a class"),
    ("import multiprocessing\nprint(multiprocessing)",
     "setup.py:1 imports multiprocessing, to start other processes"),
    ("from multiprocessing import pool\nprint(pool)",
     "setup.py:1 imports multiprocessing, to start other processes"),
    ("print(__cached__)", "setup.py:1 uses __cached__"),
    ("from pathlib import Path\nhasattr(Path('.'), 'walk')",
     "setup.py:2 asks whether something has 'walk'"),
    ("getattr(f(), 'is_junction', None)",
     "setup.py:1 asks whether something has 'is_junction'"),
    ("try:\n    f('.').walk()\nexcept AttributeError:\n    pass",
     "setup.py:2 asks whether something has 'walk'"),
    ("import importlib\nimportlib.import_module(x).python_version()",
     "setup.py:2 imports a module by a name that does not show"),
    ("__import__(name=x)",
     "setup.py:1 imports a module by a name that does not show"),
    ("import sys\nsys.modules.pop('platform', None).python_version()",
     "setup.py:2 uses sys.modules.pop"),
    ("try:\n import a as m\nexcept ImportError:\n import sysconfig as m\n"
     "print(m.get_path('x'))", "setup.py:5 uses sysconfig.get_path"),
])
def test_obstacle(text: str, obstacle: str) -> None:
    assert obstacle in read(text).obstacles


def test_no_python() -> None:
    (obstacle,) = read("print 'hello'").obstacles
    assert obstacle.startswith("setup.py:1 cannot be parsed: ")


@pytest.mark.parametrize("text", [
    "if sys.version_info < (3, 8):\n    print(sys.modules)",
    "if sys.version_info >= (3, 8):\n    pass\nelse:\n    print(sys.modules)",
    "if not sys.version_info >= (3, 8):\n    print(sys.modules)",
    "def f():\n    if sys.version_info >= (3, 8):\n        return\n"
    "    print(sys.modules)",
    "if sys.version_info >= (3, 8):\n    sys.exit()\nprint(sys.modules)",
    "OLD = sys.version_info < (3, 8)\nif OLD:\n    print(sys.modules)",
    "import six\nif six.PY2:\n    print(sys.modules)",
])
def test_hidden(text: str) -> None:
    found = read(f"import sys\n{text}")
    assert not found.obstacles
    assert found.passed_over


@pytest.mark.parametrize("text", [
    "if sys.version_info < (3, 8) and f(): print(sys.modules)",
    "if sys.version_info < (3, 8) and sys.modules: pass",
    "x = sys.version_info >= (3, 8) or sys.modules",
    "x = sys.modules if sys.version_info < (3, 8) else 1",
])
def test_an_expression_hides_nothing(text: str) -> None:
    assert read(f"import sys\n{text}").obstacles == (
        "setup.py:2 uses sys.modules",)


def test_continue_hides_the_rest_of_the_body_alone() -> None:
    found = read("import sys\nwhile f():\n"
                 "    if sys.version_info >= (3, 8):\n        continue\n"
                 "    print(sys.path)\nelse:\n    print(sys.modules)")
    assert found.obstacles == ("setup.py:7 uses sys.modules",)


def test_environment_hides_nothing() -> None:
    """A script may set a variable before it asks for it."""
    found = read("import os, sys\nos.environ['A'] = ''\n"
                 "if os.environ.get('A'):\n    pass\n"
                 "else:\n    print(sys.modules)")
    assert found.obstacles == ("setup.py:6 uses sys.modules",)


def test_passed_over_says_why() -> None:
    found = read("import sys\nif sys.version_info < (3, 8):\n    sys.exit()")
    assert found.passed_over == (
        "setup.py:3-3 did not run, by sys.version_info < (3, 8)",)


@pytest.mark.parametrize(("text", "module", "is_read"), [
    ("from a import VERSION", "VERSION = '1'", False),
    ("import a\nprint(a.VERSION)", "VERSION = '1'", False),
    ("from a import VERSION", "VERSION = str(1)", True),
    ("from a import VERSION", "VERSION = '1'\nVERSION = '2'", True),
    ("from a import VERSION", "if 1:\n    VERSION = '1'", True),
    ("from a import VERSION, f", "VERSION = '1'", True),
    ("import a\nprint(a)", "VERSION = '1'", True),
    ("try:\n    from a import VERSION\nexcept ImportError:\n    pass",
     "VERSION = '1'", True),
    ("from a import *", "VERSION = '1'", True),
    ("from a import VERSION\nexec(x)", "VERSION = '1'", True),
    ("from a import VERSION", "from b import *\nVERSION = '1'", True),
])
def test_module_for_a_constant(text: str, module: str, is_read: bool
                               ) -> None:
    found = read(text, {
        "a.py": f"{module}\nimport sys\nprint(sys.modules)\n"})
    assert any(obstacle.startswith("a.py:")
               for obstacle in found.obstacles) is is_read


@pytest.mark.parametrize(("version", "is_read"), [
    ("from .data import __version__", False),
    ("from p.data import __version__", False),
    # flit has not imported it for that
    ("__version__ = '1'", True),
    ("__version__ = str(1)", True),
    ("from .data import VERSION as __version__", True),
    ("import sys\nsys.x = 1\n__version__ = '1'", True),
])
def test_module_that_flit_takes_the_version_from(version: str, is_read: bool
                                                 ) -> None:
    found = read_conditions(Scripts(files={
        "p/__init__.py": f"{version}\nfrom . import core".encode(),
        "p/core.py": b"from . import data\nimport unicodedata as u\nu.x",
        "p/data.py": b"__version__ = '1'\nVERSION = str(1)",
    }, packages=frozenset({"p/__init__.py"}), by_flit=True), answer)
    assert bool(found.obstacles) is is_read


@pytest.mark.parametrize(("statement", "is_read"), [
    ("sys.modules[__name__] = 1", True),
    ("setattr(object(), 'a', 1)", False),
    ("setattr(sys, 'a', 1)", True),
    ("sys.stdout = None", True),
    ("sys.path.insert(0, 'a')", True),
    ("def f():\n    sys.path.insert(0, 'a')\nf()", True),
    ("def f():\n    sys.path.insert(0, 'a')", False),
    ("def f():\n    sys.path.insert(0, 'a')\n"
     "if __name__ == '__main__':\n    f()", False),
    ("def f():\n    sys.path.insert(0, 'a')\n"
     "if __name__ == '__main__':\n    pass\nelse:\n    f()", True),
    ("__name__ = '__main__'\n"
     "if __name__ == '__main__':\n    sys.path.insert(0, 'a')", True),
])
def test_module_that_patches_others(statement: str, is_read: bool) -> None:
    found = read("from a import VERSION", {
        "a.py": f"import sys\nVERSION = '1'\n{statement}\nsys.version"})
    assert bool(found.conditions or found.obstacles) is is_read


@pytest.mark.parametrize(("text", "question"), [
    ("import textwrap\ntextwrap.dedent(x)", (3, 14)),
    ("from textwrap import dedent\nlist(map(dedent, x))", (3, 14)),
    ("from textwrap import dedent\ndedent(' a\\r\\n')", (3, 14)),
    ("from textwrap import dedent\ndedent(' a\\u2003')", (3, 14)),
    ("from textwrap import dedent\ndedent(' a\\n\\t\\u00e9')", None),
    ("import inspect\ninspect.cleandoc(x)", (3, 13)),
    ("import fnmatch\nfnmatch.translate(x)", (3, 14)),
    ("import fnmatch\nfnmatch.fnmatch(x, y)", None),
])
def test_function_that_returns_something_else(
        text: str, question: tuple[int, int] | None) -> None:
    found = read(text)
    assert not found.obstacles
    asked = {item.question for item in found.conditions}
    assert asked == ({f"sys.version_info >= {question}"}
                     if question else set())


@pytest.mark.parametrize("statement", [
    "VERSION += '2'",
    "import a; a.VERSION = '2'",
    "sys.modules[__name__].VERSION = '2'",
    "setattr(sys.modules[__name__], 'VERSION', '2')",
    "sys.modules[__name__].__dict__['VERSION'] = '2'",
    "sys.modules[__name__] = x",
    "sys.modules['a'] = x",
    "globals()['VERSION'] = '2'",
    "globals().update(VERSION='2')",
    "vars()['VERSION'] = '2'",
    "exec('VERSION = 2')",
    "g = globals; g()['VERSION'] = '2'",
    "import builtins; builtins.globals()['VERSION'] = '2'",
    "(lambda: globals())()['VERSION'] = '2'",
    "sys._getframe().f_globals['VERSION'] = '2'",
    "f.__globals__['VERSION'] = '2'",
    "f()\ndef f():\n    global VERSION\n    VERSION = '2'",
    "f()\ndef f():\n    globals()['VERSION'] = '2'",
    pytest.param("type VERSION = int", marks=pytest.mark.skipif(
        sys.version_info < (3, 12), reason="without type aliases")),
])
def test_literal_that_is_bound_in_another_way(statement: str) -> None:
    first, *others = statement.split("\n")
    found = read_conditions(Scripts(files={
        "setup.py": b"from a import VERSION",
        "a.py": "\n".join((
            "import sys", *others, "VERSION = '1'",
            f"if sys.version_info >= (3, 13): {first}")).encode(),
    }), answer)
    assert not [note for note in found.passed_over if "literal" in note]


@pytest.mark.parametrize(("statement", "is_read"), [
    # what setup.py uses as well may keep what it is given
    ("from registry import add\n@add\ndef f(): pass", True),
    ("import registry\n@registry.add\ndef f(): pass", True),
    ("import registry\n@registry.add()\nclass C: pass", True),
    ("from registry import add\ndef f(x=add(1)): pass", True),
    ("from registry import add\nx = lambda x=add(1): x", True),
    ("from registry import *\nadd(1)", True),
    ("def f():\n    from registry import add\n    add(1)\nf()", True),
    ("from registry import add\nalso = add\nalso(1)", True),
    ("from registry import add\nlist(map(add, 'ab'))", True),
    ("from registry import add\nclass C:\n    def __init__(self):\n"
     "        add(self)\nC()", True),
    ("from registry import add\nclass Meta(type):\n"
     "    def __new__(cls, *args):\n        add(args)\n"
     "class C(metaclass=Meta): pass", True),
    ("from registry import x\nx @ 1", True),
    ("from registry import NAME\nx = NAME + 'b'", False),
    ("import registry", False),
    # files
    ("import os\n@os.remove\ndef f(): pass", True),
    ("def f():\n    from os import remove\n    remove('a')\nf()", True),
    ("def f():\n    from shutil import copy\n    copy('a', 'b')\n"
     "g = f\ng()", True),
    ("def write():\n    open('a', 'w')\n@write\ndef f(): pass", True),
    ("def write():\n    open('a', 'w')\nclass C:\n    write()", True),
    ("if x:\n    def write(): open('a', 'w')\n"
     "else:\n    def write(): pass\nwrite()", True),
    ("def write(): open('a', 'w')\nlist(map(write, 'ab'))", True),
    ("write = lambda: open('a', 'w')\nwrite()", True),
    ("def write(): open('a', 'w')\nalso = write", False),
    ("def write(): open('a', 'w')\nif write is None: x = 1", False),
    # others
    ("def f():\n    from sys import path as p\n    p.append('a')\nf()",
     True),
    ("def f():\n    from importlib import import_module as i\n"
     "    i(x)\nf()", True),
])
def test_module_that_uses_others(statement: str, is_read: bool) -> None:
    found = read_conditions(Scripts(files={
        "setup.py": b"import registry\nfrom a import VERSION",
        "registry.py": b"NAME = 'a'\nfound = []\ndef add(x):\n"
                       b"    found.append(x)",
        "a.py": f"import sys\nVERSION = '1'\n{statement}\nsys.version"
        .encode()}), answer)
    notes = [note for note in found.passed_over if "literal" in note]
    assert bool(notes) is not is_read


@pytest.mark.parametrize(("statement", "is_read"), [
    ("import other", True),
    ("if x():\n    from other import y", True),
    ("def f():\n    import other\nf()", True),
    ("def f():\n    import other", False),
    ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import other",
     False),
    ("if TYPE_CHECKING:\n    import other", True),
    ("import json", False),
    ("def f():\n    exec(x)\nf()", True),
    ("def f():\n    exec('exec a in b')\nf()", False),
    ("def f():\n    exec('a()')\nf()", True),
    ("def f():\n    exec('import a')\nf()", True),
    ("from importlib import import_module\nimport_module(x)", True),
    ("__import__('other')", True),
    ("def f():\n    exec(x)", False),
])
def test_module_that_may_run_what_did_not_run(statement: str, is_read: bool
                                              ) -> None:
    found = read_conditions(Scripts(files={
        "setup.py": b"from a import VERSION",
        "a.py": f"import sys\nVERSION = '1'\n{statement}\nsys.version"
        .encode(),
    }, others=frozenset({"other.py"}),
        lines={"a.py": frozenset({1, 2})}), answer)
    notes = [note for note in found.passed_over if "literal" in note]
    assert bool(notes) is not is_read


@pytest.mark.parametrize(("name", "is_asked"), [
    ("VERSION", True), ("__version__", True), ("OTHER", False)])
def test_literal_of_a_module_of_which_a_backend_takes_more(
        name: str, is_asked: bool) -> None:
    found = read_conditions(Scripts(files={
        "setup.py": b"from data import NAME",
        "data.py": f"import sys\nNAME = 'a'\n{name} = sys.version".encode(),
    }, words=frozenset({"attr", "VERSION"})), answer)
    assert bool(list_questions(found)) is is_asked


def test_attribute_of_a_module_behind_another_one() -> None:
    found = read_conditions(Scripts(files={
        "p/__init__.py": b"from . import data\nNAME = 'p'",
        "p/data.py": b"import sys\nVERSION = sys.version",
    }, packages=frozenset({"p/__init__.py"}),
        words=frozenset({"p", "data", "NAME", "VERSION"}),
        attributes=frozenset({("p", "NAME"), ("p.data", "VERSION")})),
        answer)
    assert list_questions(found) == ["sys.version"]


@pytest.mark.parametrize(("attribute", "is_read"), [
    ("VERSION", False), ("OTHER", True)])
def test_module_that_setuptools_takes_an_attribute_from(
        attribute: str, is_read: bool) -> None:
    found = read_conditions(Scripts(files={
        "setup.py": b"from setuptools import setup\nsetup()",
        "p/__init__.py": b"from .data import VERSION, OTHER\nfrom . import c",
        "p/c.py": b"from . import data\nimport unicodedata as u\nu.x",
        "p/data.py": b"VERSION = '1'\nOTHER = str(1)",
    }, packages=frozenset({"p/__init__.py"}),
        attributes=frozenset({("p", attribute)})), answer)
    assert bool(found.obstacles) is is_read


def test_attribute_of_one_of_two_modules_of_a_name() -> None:
    """Which of them is imported does not show."""
    found = read_conditions(Scripts(files={
        "setup.py": b"", "a/data.py": b"VERSION = '1'\nimport b",
        "b/data.py": b"VERSION = str(1)", "b.py": ASKING.encode()},
        attributes=frozenset({("data", "VERSION")})), answer)
    assert "b.py:4 uses sys.modules" in found.obstacles


def test_modules_behind_a_constant() -> None:
    found = read("from p import VERSION",
                 {"p/__init__.py": "VERSION = '1'\nfrom p import q",
                  "p/q.py": "import sys\nprint(sys.modules)"})
    assert not found.obstacles
    assert [note.partition(":")[0] for note in found.passed_over] == [
        "p/__init__.py", "p/q.py"]


def test_name_for_another_module() -> None:
    """A value that a module exports counts where it is assigned."""
    found = read("from a import ver\nif ver >= (3, 8): pass\n",
                 {"a.py": "import sys\nver = sys.version_info[:2]\n"})
    assert list_questions(found) == ["sys.version_info[:2]"]


NEW = "import sys\nNEW = sys.version_info >= (3, 12)\n"


@pytest.mark.parametrize(("text", "words", "is_asked"), [
    ("from a import f", (), False),
    ("from a import NEW", (), True),
    ("import a\nprint(a.NEW)", (), True),
    ("import a\nprint(a.f)", (), False),
    ("import a\nprint(a)", (), True),
    ("from a import *", (), True),
    ("import a.b", (), True),
    # setup.cfg has: version = attr: a.NEW
    ("from a import f", ("attr", "a", "NEW"), True),
])
def test_name_that_nobody_takes(text: str, words: tuple[str, ...],
                                is_asked: bool) -> None:
    found = read_conditions(Scripts(
        files={"setup.py": text.encode(), "a.py": NEW.encode()},
        words=frozenset(words)), answer)
    assert bool(list_questions(found)) is is_asked


@pytest.mark.parametrize(("text", "package", "is_asked"), [
    ("from p import a\na.f()", "", True),
    ("import p.a\np.a.f()", "", True),
    ("import p.a as a\na.f()", "", False),
    ("import p.a as a\na.NEW", "", True),
    ("import p.a as a\na.__dict__['NEW']", "", True),
    ("from p.a import f", "", False),
    ("from p import *", "", True),
    ("import p\np.a.NEW", "from . import a", True),
    ("import p\np.f()", "from . import a\ndef f(): return a.f()", True),
    ("import p\np.f()", "import p.a as a\ndef f(): return a.f()", False),
    ("import p\np.a.NEW", "import p.a as a\ndef f(): return a.f()", True),
    ("import p\np.b.NEW", "import p.a as b", True),
    # what loads scripts by their paths or texts
    ("import p.a as a\nexec(open('p/a.py').read(), x)", "", True),
    ("import p.a as a\nimport runpy\nrunpy.run_path('p/a.py')['NEW']", "",
     True),
    ("import importlib\nimportlib.import_module('p.a').NEW", "", True),
    ("__import__('p.a').a.NEW", "", True),
])
def test_name_of_a_module_in_a_package(text: str, package: str,
                                       is_asked: bool) -> None:
    found = read(text, {"p/__init__.py": package,
                        "p/a.py": f"{NEW}def f(): pass\n"})
    assert bool(list_questions(found)) is is_asked


@pytest.mark.parametrize(("text", "is_asked"), [
    ("print(x)", False), ("return '%(v)s' % locals()", True),
    ("return '{v}'.format(**vars())", True), ("eval('v')", True),
    ("return locals()['w']", False), ("return locals()['v']", True),
    ("def g():\n        return v\n    return g, locals()", True),
])
def test_variable_of_a_function_that_is_reached_by_its_text(
        text: str, is_asked: bool) -> None:
    found = read(f"import sys\ndef f():\n    v = sys.version\n    {text}\n")
    assert ("sys.version" in list_questions(found)) is is_asked


@pytest.mark.parametrize(("text", "is_asked"), [
    ("print('__file__' in globals())", False),
    ("globals()['x'] = 1", False),
    ("globals().get('x')", False),
    ("print(globals()['NEW'])", True),
    ("print('NEW' in vars())", True),
    ("print(globals())", True),
    ("print('x' in globals(), locals())", True),
    ("f = globals\nf()", True),
    ("exec(x)", True),
])
def test_name_that_is_reached_by_its_text(text: str, is_asked: bool) -> None:
    assert bool(list_questions(read(NEW + text))) is is_asked


def test_name_that_a_backend_always_takes() -> None:
    found = read_conditions(Scripts(files={
        "a.py": b"import sys\n__version__ = sys.version_info[:2]\n"}), answer)
    assert list_questions(found) == ["sys.version_info[:2]"]


def test_failing_import_of_a_module_that_is_imported_in_a_try() -> None:
    found = read("try:\n    import a\nexcept ImportError:\n    pass\n"
                 "import scipy\n", {"a.py": "import numpy\n"})
    assert list_questions(found) == ["importable('numpy')"]


@pytest.mark.parametrize(("text", "is_hindered"), [
    ("try:\n    import b\nexcept ImportError:\n    pass\n", True),
    ("import b\n", False),
    ("try:\n    import a\nexcept ImportError:\n    pass\n", True),
    ("import a\n", False),
])
def test_import_of_what_is_in_the_tree_and_did_not_run(
        text: str, is_hindered: bool) -> None:
    """Whether it is there, and why it failed, is the build's own affair."""
    found = read_conditions(Scripts(
        files={"setup.py": text.encode(), "a.py": b"import b\n"},
        others=frozenset({"b.py"})), answer)
    assert any("imports b, which is in the tree and did not run" in obstacle
               for obstacle in found.obstacles) is is_hindered


def test_module_of_the_tree_with_a_known_name() -> None:
    found = read("import six, sys\nif not six.PY3:\n    print(sys.modules)",
                 {"six.py": "import os\nPY3 = bool(os.environ.get('X'))"})
    assert found.obstacles == ("setup.py:3 uses sys.modules",)


def test_attribute_of_a_class() -> None:
    """Who takes it does not show."""
    found = read("import sys\nclass C:\n    V = sys.version\nprint(C)")
    assert list_questions(found) == ["sys.version"]


@pytest.mark.parametrize("text", [
    "OLD = sys.version_info < (3, 8)\ndef f():\n    global OLD\n"
    "    OLD = True\nif OLD:\n    print(sys.modules)\n",
    "def f():\n    old = sys.version_info < (3, 8)\n    def g():\n"
    "        nonlocal old\n        old = True\n    if old:\n"
    "        print(sys.modules)\n",
], ids=["global", "nonlocal"])
def test_name_that_a_function_inside_binds(text: str) -> None:
    assert "uses sys.modules" in str(read(f"import sys\n{text}").obstacles)


@pytest.mark.parametrize(("text", "questions"), [
    ("1 + 1", []), ("(v := 1)", ["sys.version_info >= (3, 13)"])])
def test_text_that_a_function_evaluates(text: str, questions: list[str]
                                        ) -> None:
    """It only reads the function's variables, if it assigns none."""
    found = read_conditions(Scripts(
        files={"setup.py": b"def f(text, v):\n    return eval(text)"},
        texts=(("setup.py", text),)), answer)
    assert list_questions(found) == questions


def test_what_is_nested_too_deeply() -> None:
    found = read("x = " + "+".join(["f()"] * 1500))
    assert found.obstacles == ("setup.py:1 is nested too deeply",)


def test_text_that_was_run() -> None:
    found = read_conditions(Scripts(
        files={"setup.py": b"exec(x)"},
        texts=(("setup.py", "import sys\nver = sys.version_info\n"
                "sys.modules"),)), answer)
    # not a line that setup.py does not have
    path = "setup.py (text that it ran)"
    assert found.conditions == (
        Condition(path, 2, "sys.version_info", "unknown"),)
    assert found.obstacles == (f"{path}:3 uses sys.modules",)


@pytest.mark.parametrize(("text", "is_asked"), [
    ("vars(A)", True),
    ("dir(A)", True),
    ("for k in vars(A):\n    f(k)", True),
    ("[k for k in vars(A) if k]", True),
    ("[k for k in vars(A) if k.startswith('_')]", True),
    ("[k for k in vars(A) if k or not k.startswith('_')]", True),
    ("[v for v in vars(A).values() if isinstance(v, int)]", True),
    ("for k in dir(A):\n    if k.startswith('_'):\n        f(k)", True),
    ("for k in dir(A):\n    if not k.startswith('_'):\n        continue\n"
     "    f(k)", True),
    ("[k for k in vars(A) if not k.startswith('__')]", False),
    ("{k: v for k, v in vars(A).items() if v and not k.startswith('_')}",
     False),
    ("[v for v in vars(A).values() if isinstance(v, A)]", False),
    ("for k in dir(A):\n    if not k.startswith('_'):\n        f(k)", False),
    ("for k in dir(A):\n    if not k or k.startswith('_'):\n"
     "        continue\n    f(k)", False),
    ("def g(self):\n    return vars(self)", False),
])
def test_names_of_a_class(text: str, *, is_asked: bool) -> None:
    """Later versions put more into it, all of which begins with "__"."""
    found = read(f"class A: pass\ndef f(x): pass\n{text}\n")
    assert list_questions(found) == [
        "sys.version_info >= (3, 13)", "sys.version_info >= (3, 14)"
    ] * is_asked


@pytest.mark.parametrize("text", [
    "def f(x: later): pass\nlater = 1",
    "def f(x: undefined): pass",
    "def f():\n    global A\n    A = 1\ndef g(x: A): pass",
    "class A:\n    def f(self) -> A: pass",
    "if x.y:\n    import a\nwith b as c:\n    pass\nv: list[c] = 1",
])
def test_annotation_that_may_fail(text: str) -> None:
    """It has not, where it was evaluated."""
    assert list_questions(read(text)) == ["sys.version_info >= (3, 14)"] * (
        sys.version_info >= (3, 14))


@pytest.mark.skipif(sys.version_info < (3, 12), reason="it cannot parse that")
def test_text_of_a_newer_grammar() -> None:
    found = read_conditions(Scripts(
        files={"setup.py": b"exec(x)"},
        texts=(("setup.py", "x = 1\ntype y = int"),)), answer)
    assert found.obstacles == (
        "setup.py (text that it ran):2 is of a grammar that not every version "
        "has",)


def read_ran(text: str, *lines: int) -> Conditions:
    """Read a setup.py of which these lines ran."""
    return read_conditions(Scripts(
        files={"setup.py": text.encode()},
        lines={"setup.py": frozenset(lines)}), answer)


ASKING = "import sys\n@f\ndef g(x=sys.version):\n    print(sys.modules)\n"


def test_function_that_was_not_called() -> None:
    found = read_ran(ASKING, 1, 2, 3)
    assert list_questions(found) == ["sys.version"]
    assert found.passed_over == ("setup.py:4-4 did not run",)


def test_function_that_was_called() -> None:
    assert read_ran(ASKING, 1, 2, 3, 4).obstacles == (
        "setup.py:4 uses sys.modules",)


def test_what_python_itself_may_call() -> None:
    found = read_ran("import sys\nclass C:\n"
                     "    def __set_name__(self, owner, name):\n"
                     "        print(sys.modules)\n", 1, 2, 3)
    assert found.obstacles == ("setup.py:4 uses sys.modules",)


def test_module_that_is_imported_by_what_was_not_called() -> None:
    files = {"setup.py": b"def f():\n    import a\n",
             "a.py": b"import sys\nprint(sys.version)\n"}
    found = read_conditions(Scripts(
        files=files, lines={"setup.py": frozenset({1}),
                            "a.py": frozenset({1, 2})}), answer)
    # something else imported it
    assert [condition.path for condition in found.conditions] == ["a.py"]


# a text, the lines of it that ran, and those that did not
@pytest.mark.parametrize(("text", "ran", "hidden"), [
    ("if x():\n    print(sys.copyright)\nelse:\n    b = 1", {1, 4}, ["2-2"]),
    ("if x():\n    a = 1\nelse:\n    print(sys.copyright)", {1, 2}, ["4-4"]),
    ("try:\n    a = 1\nexcept sys.copyright:\n    print(sys.copyright)",
     {1, 2}, ["3-4"]),
    ("for i in x():\n    print(sys.copyright)\n    print(sys.copyright)", {1},
     ["2-3"]),
    ("while x():\n    a = 1\nelse:\n    print(sys.copyright)", {1, 2},
     ["4-4"]),
    ("with x():\n    raise y\n    print(sys.copyright)", {1, 2}, ["3-3"]),
    ("match x():\n    case 1:\n        print(sys.copyright)\n    case 2:\n"
     "        b = 1", {1, 2, 4, 5}, ["3-3"]),
    ("x(\n    1)\nprint(sys.copyright)", {2}, ["3-3"]),
    ("def f():\n    def g():\n        return sys.copyright\n    return g",
     {1, 2, 4}, ["3-3"]),
], ids=lambda value: value if isinstance(value, str) else "")
def test_lines_that_did_not_run(text: str, ran: set[int], hidden: list[str]
                                ) -> None:
    """They ask nothing, and do not stand in the way."""
    text += "\nimport sys"
    found = read_ran(text, *ran, text.count("\n") + 1)
    assert (found.obstacles, list_questions(found)) == ((), [])
    assert found.passed_over == tuple(
        f"setup.py:{lines} did not run" for lines in hidden)
    assert list_questions(read(text))


def test_an_annotation_runs_in_some_versions() -> None:
    found = read_ran("import sys\nx: sys.copyright\n", 1)
    assert list_questions(found) == ["sys.copyright"]


@pytest.mark.parametrize(("docstring", "is_asked"), [
    ("A.", False),
    ("A.\nB.\n", False),
    ("A.\n\n    B.\nC.", False),
    ("A.\n\n    B.\n  C.", True),
    (" A.\nB.", True),
    ("A.\tB.", True),
])
def test_docstring_that_compilers_change(docstring: str, is_asked: bool
                                         ) -> None:
    """CPython 3.13 and later remove what indents all of its lines."""
    module = f'"""{docstring}"""'
    questions = ["sys.version_info >= (3, 13)"] if is_asked else []
    for text, path in (("import a.b\nprint(a.b.__doc__)", "a/b.py"),
                       ("import b\nprint(b.__doc__)", "src/b.py")):
        assert list_questions(read(text, {path: module})) == questions
    assert list_questions(read(f"{module}\nprint(__doc__)")) == questions


def test_docstring_of_a_module_of_the_same_name() -> None:
    found = read("import b.a\nprint(b.a.__doc__)", {"a.py": '"""A."""'})
    assert list_questions(found) == ["sys.version_info >= (3, 13)"]


@pytest.mark.parametrize(("module", "asked"), [
    ("b = 1", []),
    # of a grammar that not every version has
    ("type b = int", [("a.py", 1, "compiles('a.py')")]),
])
@pytest.mark.skipif(sys.version_info < (3, 12), reason="it cannot parse that")
def test_syntax_errors_of_the_trees_modules(
        module: str, asked: list[tuple[str, int, str]]) -> None:
    found = read("try:\n    from a import b\nexcept SyntaxError:\n    exit()",
                 {"a.py": module})
    assert [(condition.path, condition.line, condition.question)
            for condition in found.conditions] == asked


@pytest.mark.parametrize("body", ["import a, z", "from a import b; b()"])
def test_syntax_errors_of_others(body: str) -> None:
    found = read(f"try:\n    {body}\nexcept SyntaxError:\n    exit()",
                 {"a.py": "b = 1"})
    assert found.obstacles == ("setup.py:3 catches syntax errors",)


def test_module_that_did_not_compile() -> None:
    paths = frozenset({"a/b.py", "a/c.py", "d.py", "e.py"})
    found = read_conditions(Scripts(
        files={"setup.py": b"try:\n from a import b\nexcept Exception:\n 0",
               "a/__init__.py": b""},
        packages=frozenset({"a/__init__.py"}), others=paths,
        tried=paths - {"a/c.py"}),
        lambda question: str(question == "compiles('d.py')"))
    assert list_questions(found) == ["compiles('a/b.py')", "compiles('e.py')"]


@pytest.mark.parametrize("text", [
    "from compat import NEW\nprint(NEW)", "from .compat import NEW",
    "import compat, __init__"])
def test_tree_that_is_a_package(text: str) -> None:
    found = read_conditions(Scripts(
        files={"setup.py": text.encode(), "compat.py": ATTRIBUTE.encode(),
               "__init__.py": b"from .compat import NEW"},
        packages=frozenset({"__init__.py", "a/__init__.py"}),
        others=frozenset({"other.py", "a/b.py"})), answer)
    assert list_questions(found) == ["sys.version"]


def read_presence(text: str, script: str = "setup.py") -> Conditions:
    """Read what asks for modules: "own" ran, "beside" did not."""
    answers = {"importable('missing')": "False",
               "importable('beside')": "False", "importable('there')": "True"}
    return read_conditions(Scripts(
        files={script: f"import sys, own\n{text}".encode(), "own.py": b""},
        packages=frozenset(), others=frozenset({"beside.py"})),
        lambda question: answers.get(question, "unknown"))


@pytest.mark.parametrize(("text", "questions"), [
    ("if 'missing' in sys.modules: pass", ["importable('missing')"]),
    ("if 'missing.sub' not in sys.modules: pass", ["importable('missing')"]),
    ("if 'own' in sys.modules: del sys.modules['own']", []),
    ("if 'setuptools' in sys.modules: pass", []),
    ("if 'distutils' not in sys.modules: pass", []),
])
def test_presence_of_a_module(text: str, questions: list[str]) -> None:
    assert list_questions(read_presence(text)) == questions


@pytest.mark.parametrize("text", [
    "'there' in sys.modules", "'pkg_resources' in sys.modules",
    "'setuptools.dist' in sys.modules", "'beside' in sys.modules",
    "own.name in sys.modules", "'' in sys.modules",
    "'missing' in 'there' in sys.modules", "'own' == sys.modules",
    "del sys.modules['there']", "sys.modules['own']"])
def test_presence_that_is_not_known(text: str) -> None:
    assert read_presence(text).obstacles == ("setup.py:2 uses sys.modules",)


def test_presence_without_setuptools() -> None:
    assert read_presence("'setuptools' in sys.modules", "backend.py"
                         ).obstacles == ("backend.py:2 uses sys.modules",)


@pytest.mark.parametrize("text", [
    "from a import __doc__ as d\nprint(d)", "import a\ngetattr(a, '__doc__')",
    "globals()['__doc__']", 'class C:\n  """A.\n    B"""\n  d = __doc__',
    "def f():\n    exec(x)\n    return locals()", "def f():\n    vars()",
    "def f():\n    return locals()",
    "def f():\n    exec('a = 1')", "def f():\n    eval('(a := 1)')",
    "def f():\n    return '%(a)s' % locals()",
])
def test_what_changed_in_3_13(text: str) -> None:
    found = read(text, {"a.py": '"""A.\n  B"""'})
    assert "sys.version_info >= (3, 13)" in [
        condition.question for condition in found.conditions]


@pytest.mark.parametrize("text", [
    "globals().update(VERSION=x)", "if x: exec('VERSION = 2')",
    "import os\nos.environ.setdefault('A', 'b')",
    "import shutil\nshutil.copy('a', 'b')",
])
def test_module_for_a_constant_that_does_more(text: str) -> None:
    found = read("from a import VERSION", {
        "a.py": f"import sys\nVERSION = '1'\nif sys.version: pass\n{text}\n"})
    assert "a.py" in [condition.path for condition in found.conditions]


@pytest.mark.parametrize(("text", "is_read"), [
    ('"""A."""\nV = "1"\n__version__ = V', False),
    ('"""A.\tB."""\nV = "1"\n__version__ = V', True),
    ('"""A."""\nV = "1"\n__version__ = V\n__doc__ = "B"', True),
])
def test_docstring_that_flit_takes(text: str, is_read: bool) -> None:
    found = read_conditions(Scripts(
        files={"a.py": f"{text}\nimport sys\nprint(sys.modules)".encode()},
        by_flit=True), answer)
    assert bool(found.obstacles) is is_read
    asked = [condition.question for condition in found.conditions]
    assert ("sys.version_info >= (3, 13)" in asked) is ("\t" in text)


@pytest.mark.parametrize(("text", "obstacles", "questions"), [
    ("compile(x, 'a', 'exec')", ("setup.py:2 catches syntax errors",), []),
    ("import importlib; importlib.import_module('a.b')", (),
     ["compiles('a/b.py')"]),
])
def test_syntax_errors_of_calls(text: str, obstacles: tuple[str, ...],
                                questions: list[str]) -> None:
    tried = frozenset({"a/b.py"})
    found = read_conditions(Scripts(
        files={"setup.py": f"try:\n {text}\nexcept Exception:\n 0".encode()},
        others=tried, tried=tried), answer)
    assert found.obstacles == obstacles
    assert [condition.question for condition in found.conditions
            if condition.question.startswith("compiles")] == questions


@pytest.mark.parametrize("text", [
    "import multiprocessing", "import multiprocessing.util as _",
    "try:\n    import multiprocessing\nexcept ImportError:\n    pass"])
def test_multiprocessing_that_nobody_uses(text: str) -> None:
    """What setup.py files import for the sake of old bugs starts nothing."""
    assert not read(text).obstacles


def test_multiprocessing_that_another_script_uses() -> None:
    found = read("import a\nprint(a.mp)", {
        "a.py": "import multiprocessing as mp"})
    assert "a.py:1 imports multiprocessing, to start other processes" in (
        found.obstacles)


ATTRIBUTE = "import sys\nNEW = sys.version\n"


@pytest.mark.parametrize(("files", "packages"), [
    ({"setup.py": "from helpers.compat import NEW",
      "helpers/compat.py": ATTRIBUTE}, ()),
    ({"setup.py": "import helpers.one", "helpers/compat.py": ATTRIBUTE,
      "helpers/one.py": "from .compat import NEW"}, ()),
    ({"setup.py": "import sys; sys.path.insert(0, 'p')\n"
      "from compat import NEW", "p/compat.py": ATTRIBUTE}, ("p",)),
    ({"setup.py": "from src.p.compat import NEW",
      "src/p/compat.py": ATTRIBUTE}, ("src/p",)),
    ({"_build/backend.py": "from compat import NEW",
      "_build/compat.py": ATTRIBUTE}, ("_build",)),
    ({"setup.py": "from importlib.machinery import SourceFileLoader as L\n"
      "L('compat', 'p/compat.py').load_module().NEW",
      "p/compat.py": ATTRIBUTE}, ("p",)),
    ({"setup.py": "import pkgutil\npkgutil.resolve_name('p.compat:NEW')",
      "p/compat.py": ATTRIBUTE}, ("p",)),
    ({"p/__init__.py": "from ._compat import version\n__version__ = version",
      "p/_compat.py": "from sys import version"}, ("p",)),
    ({"src/p/__init__.py": "from .a import *\n__version__ = version",
      "src/p/a.py": "from ._compat import *",
      "src/p/_compat.py": "from sys import version"}, ("src/p",)),
    ({"setup.py": "from p import version\nprint(version)",
      "p/__init__.py": "from p.b import version",
      "p/b.py": "try:\n    from sys import version\nexcept Exception:\n"
      "    version = None"}, ("p",)),
    ({"setup.py": "class Settings:\n    NEW = NEW\nprint(Settings.NEW)",
      "p/a.py": ""}, ()),
    ({"setup.py": "import shutil\nshutil.which('cython')"}, ()),
    ({"setup.py": "from setuptools.command.egg_info import PY_MAJOR\n"
      "print(PY_MAJOR)"}, ()),
    ({"setup.py": "from setuptools.distutils import sysconfig\n"
      "print(sysconfig.get_python_version())"}, ()),
    ({"setup.py": "import sysconfig\nprint(sysconfig.get_paths())",
      "tools/sysconfig.py": ""}, ()),
], ids=str)
def test_way_to_an_answer(files: dict[str, str], packages: tuple[str, ...]
                          ) -> None:
    """By whatever name a module is imported, and whoever hands it on."""
    if "NEW = NEW" in files.get("setup.py", ""):
        files = {"setup.py": ATTRIBUTE + files["setup.py"]}
    inits = {f"{package}/__init__.py": "" for package in packages}
    found = read_conditions(Scripts(
        files={path: text.encode() for path, text in {
            **inits, **files}.items()}, packages=frozenset(inits)), answer)
    assert found.obstacles or [
        condition.question for condition in found.conditions
        if "version" in condition.question]


@pytest.mark.parametrize("text", [
    "import typing\ndef f():\n    return typing.override\n"
    "try:\n    f()\nexcept AttributeError:\n    pass",
    "from contextlib import suppress\ndef f():\n"
    "    from typing import override\nwith suppress(ImportError):\n    f()",
], ids=["attribute", "suppress"])
def test_failure_that_is_caught_elsewhere(text: str) -> None:
    assert any("'override'" in question
               for question in list_questions(read(text)))


def test_module_for_a_constant_that_may_fail() -> None:
    found = read("try:\n    from a import VERSION\nexcept RuntimeError:\n"
                 "    VERSION = '0'",
                 {"a.py": "import sys\nVERSION = '1'\n"
                  "if sys.version:\n    raise RuntimeError"})
    assert list_questions(found) == ["bool(sys.version)"]


def test_module_for_a_constant_that_edits_the_search_path() -> None:
    found = read("from a import VERSION\nimport b",
                 {"a.py": "import sys\nVERSION = '1'\nif sys.version:\n"
                  "    sys.path.insert(0, 'c')"})
    assert list_questions(found) == ["bool(sys.version)"]


@pytest.mark.parametrize(("text", "is_asked"), [
    # by three names, and no more
    ("x = 1\ny = x\nz = y\nV = z", False),
    ("w = 1\nx = w\ny = x\nz = y\nV = z", True),
    # what is printed is written to no file
    ("import sys\nsys.stdout.write('a')\nV = 1", False),
    ("file.write('a')\nV = 1", True),
    ("from writing import f\nf(sys.version)\nV = 1", True),
    ("from printing import f\nf(sys.version)\nV = 1", False),
])
def test_imported_for_a_constant(text: str, *, is_asked: bool) -> None:
    """What such a script asks does not count, unless it has an effect."""
    found = read("from sample import V\nprint(V)", {
        "sample.py": f"import sys\nsys.version\n{text}\n",
        "writing.py": "def f(x):\n    open('a', 'w').write(x)\n",
        "printing.py": "def f(x):\n    print(x)\n"})
    assert list_questions(found) == ["sys.version"] * is_asked


@pytest.mark.skipif(sys.version_info < (3, 12), reason="it cannot parse that")
def test_quotes_in_an_f_string() -> None:
    """They are an error before CPython 3.12 (PEP 701)."""
    assert list_questions(read("print(f'{x['a']}')")) == [
        "compiles('setup.py')"]
