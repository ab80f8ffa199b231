# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Generated build scripts, run by every interpreter for real."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import typing

from collections.abc import Iterator

import pytest

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st


pytestmark = pytest.mark.interpreters

HERE = pathlib.Path(__file__).resolve().parent
NAMES = ("python3.11", "python3.12", "python3.13", "python3.14",
         "python3.15", "pypy3.11")


class Worker:
    """Hold a process of one interpreter, with a variable of its own."""

    def __init__(self, python: str, number: int) -> None:
        self.implementation = pathlib.Path(python).name.rstrip("0123456789.")
        environment = {
            **os.environ, "PYTHONPATH": str(HERE.parent.parent),
            "PYTHONHASHSEED": "0", "DEMO_PARITY": str(number % 2)}
        if number % 3 == 0:
            environment["DEMO_THIRD"] = "1"
        self._process = subprocess.Popen(
            (python, "-P", HERE / "script_worker.py"), text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)

    def ask(self, task: str, argument: object) -> typing.Any:
        """Have one task done."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps([task, argument]) + "\n")
        stdin.flush()
        return json.loads(stdout.readline())

    def close(self) -> None:
        """End the process."""
        self._process.communicate()


@pytest.fixture(scope="module")
def workers() -> Iterator[list[Worker]]:
    found = [path for name in NAMES if (path := shutil.which(name))
             and subprocess.run(
                 (path, "-c", "pass"), check=False,
                 stderr=subprocess.DEVNULL).returncode == 0]
    if len(found) < 2:
        pytest.skip(f"fewer than two of {', '.join(NAMES)} are on PATH")
    running = [Worker(path, number) for number, path in enumerate(found)]
    yield running
    for worker in running:
        worker.close()


VERSIONS = st.sampled_from(["(3, 11)", "(3, 12)", "(3, 13)", "(3, 14)",
                            "(3, 15)", "(3,)", "(3, 13, 0)", "(4,)"])
COMPARISONS = st.sampled_from([">=", "<", "==", "!=", ">", "<="])
PREAMBLE = """\
import importlib.util, os, platform, struct, sys, sysconfig
import sys as s
from os import environ, getenv
from sys import version_info as v
env = os.environ
"""
# what a script begins with if it uses the name
DEFINITIONS = {
    "ver": "ver = sys.version_info[:2]\n",
    "NEW": "NEW = sys.version_info >= (3, 13)\n",
    "both": "both = 1\nboth = sys.version_info[1]\n",
    "old": ("def old(limit=(3, 13)):\n"
            "    if sys.version_info >= limit:\n        return False\n"
            "    return True\n"),
}
VALUES = st.sampled_from([
    "sys.version_info[:2]", "v.minor", "sys.version_info[1] % 2", "ver",
    "ver[1]", "'%d.%d' % ver", "both", "NEW", "sys.hexversion >> 16",
    "platform.python_implementation()", "sys.implementation.name",
    "sys.implementation.version[:2]", "platform.python_version_tuple()[1]",
    "f'{sys.version_info.minor}'", "'.'.join(map(str, v[:2]))",
    "sys.version.split()[0]", "sys.version[:4]", "s.version_info.micro",
    "environ.get('DEMO_PARITY')", "env.get('DEMO_THIRD', '0')",
    "getenv('DEMO_THIRD')", "os.environ['DEMO_PARITY']",
    "env.get('DEMO_' + 'THIRD')", "len(os.environ.get('DEMO_THIRD', ''))",
    "getattr(sys, 'pypy_version_info', None)",
    "sysconfig.get_config_var('Py_GIL_DISABLED')",
    "sysconfig.get_config_var('EXT_SUFFIX')", "struct.calcsize('P')",
    "sysconfig.get_python_version()", "sorted(sys.stdlib_module_names)[:9]",
    "{(3, 11): 'a', (3, 13): 'b'}.get(ver, 'c')", "old()",
    "[v >= (3, n) for n in (11, 12, 13)]", "max(ver)", "sys.api_version",
    "(lambda: v[1])()", "globals()['ver']", "eval('sys.version_info[1]')",
    "repr(sys.version_info[:2])", "importlib.util.MAGIC_NUMBER[0]",
    "vars(sys)['version_info'][1]", "sys.modules['sys'].hexversion",
    "getattr(sys, 'hex' + 'version')", "dict(os.environ).get('DEMO_THIRD')",
    "__import__('sys').version_info[1]", "os.path.expandvars('$DEMO_THIRD')",
    "sys.executable == ''", "type(ver).__name__", "unicode",
])
TRUTHS = st.one_of(
    st.builds("sys.version_info {} {}".format, COMPARISONS, VERSIONS),
    st.builds("ver {} {}".format, COMPARISONS, VERSIONS),
    st.builds("{} {} v".format, VERSIONS, COMPARISONS),
    st.builds("(3, 12) <= v {} {}".format, COMPARISONS, VERSIONS),
    st.builds("v[:2] in ({}, {})".format, VERSIONS, VERSIONS),
    st.sampled_from([
        "NEW", "not NEW", "both > 12", "sys.hexversion >= 0x030d0000",
        "hasattr(sys, 'pypy_version_info')", "old()", "old((3, 12))",
        "'__pypy__' in sys.builtin_module_names",
        "platform.python_implementation() == 'PyPy'",
        "sys.implementation.name == 'cpython'",
        "importlib.util.find_spec('distutils')",
        "importlib.util.find_spec('annotationlib') is not None",
        "'DEMO_THIRD' in env", "environ.get('DEMO_PARITY') == '1'",
        "sysconfig.get_config_var('Py_GIL_DISABLED')",
        "sysconfig.get_config_var('Py_GIL_DISABLED') is None",
        "'annotationlib' in sys.stdlib_module_names",
        "sys.version.startswith('3.12')", "False", "True",
    ]))
CONDITIONS = st.recursive(TRUTHS, lambda inner: st.one_of(
    st.builds("not ({})".format, inner),
    st.builds("({}) and ({})".format, inner, inner),
    st.builds("({}) or ({})".format, inner, inner)), max_leaves=3)
TRIES = st.sampled_from([
    ("from distutils import log", "ImportError"),
    ("import annotationlib", "ImportError"), ("import nope", "ImportError"),
    ("from typing import TypeForm", "ImportError"),
    ("from collections import nope", "Exception"),
    ("unicode", "NameError"), ("PythonFinalizationError", "NameError"),
    ("sys.getobjects", "AttributeError"),
    ("os.process_cpu_count", "AttributeError"), ("import imp", ""),
    ("env['DEMO_THIRD']", "KeyError"), ("1 / (v[1] - 12)", "ArithmeticError"),
])


def indent(block: str) -> str:
    return "".join(f"    {line}\n" for line in block.splitlines())


def make_branch(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds(lambda test, body: f"if {test}:\n{indent(body)}",
                  CONDITIONS, inner),
        st.builds(lambda test, body, other: (
            f"if {test}:\n{indent(body)}else:\n{indent(other)}"),
            CONDITIONS, inner, inner),
        st.builds(lambda test, body: f"while {test}:\n{indent(body)}"
                  "    break\n", CONDITIONS, inner),
        st.builds(lambda what, body: (
            f"try:\n    {what[0]}\n    decide('tried')\n"
            f"except{' ' + what[1] if what[1] else ''}:\n{indent(body)}"),
            TRIES, inner),
        st.builds(lambda test, body: (
            f"def f():\n    if {test}:\n        return\n{indent(body)}f()\n"),
            CONDITIONS, inner))


STATEMENTS = st.one_of(
    st.builds("decide({})\n".format, VALUES),
    st.builds("decide(1 if {} else {})\n".format, CONDITIONS, VALUES),
    st.builds("decide(({}) and {})\n".format, CONDITIONS, VALUES),
    st.builds("both = {}\ndecide(both)\n".format, VALUES),
    st.builds("local = {}\nif local: decide(2)\n".format, VALUES),
    st.builds("name = {}\nif name == (3, 12): decide(3)\n".format, VALUES),
    st.builds("if {}: sys.exit()\n".format, CONDITIONS),
    st.just("env['DEMO_PARITY'] = '7'\n"), st.just("decide(0)\n"))


def complete(blocks: list[str]) -> str:
    body = "".join(blocks)
    return PREAMBLE + "".join(
        text for name, text in DEFINITIONS.items()
        if re.search(rf"\b{name}\b", body)) + body


SCRIPTS = st.lists(st.recursive(STATEMENTS, make_branch, max_leaves=4),
                   min_size=1, max_size=3).map(complete)


# how a value of demo_p/a.py is taken: what the package holds, what the
# script begins with, and the value's name
WAYS = [
    ("", "from demo_p.a import X", "X"),
    ("", "from demo_p.a import *", "X"),
    ("", "from demo_p import a", "a.X"),
    ("", "import demo_p.a", "demo_p.a.X"),
    ("", "import demo_p.a as m", "m.X"),
    ("from . import a", "import demo_p", "demo_p.a.X"),
    ("from . import a as b", "from demo_p import *", "b.X"),
    ("from .a import X", "from demo_p import X", "X"),
    ("from .a import X as Y", "import demo_p", "demo_p.Y"),
    ("from . import a\ndef get(): return a.X", "from demo_p import get",
     "get()"),
    ("", "from demo_p.a import get", "get()"),
    ("", "from demo_p import a", "a.get()"),
    ("", "import demo_p.a as m", "vars(m)['X']"),
    ("", "import demo_p.a as m", "m.__dict__['X']"),
    ("", "import demo_p.a as m", "getattr(m, 'X')"),
    ("", "m = importlib.import_module('demo_p.a')", "m.X"),
    ("", "m = importlib.import_module(name='demo_p.a')", "m.X"),
    ("", "m = __import__('demo_p.a').a", "m.X"),
    ("", "import runpy\nm = runpy.run_path('demo_p/a.py')", "m['X']"),
    ("", "m = {}\nexec(open('demo_p/a.py').read(), m)", "m['X']"),
    ("", "m = {}\nexec(compile(open('demo_p/a.py').read(), 'demo_p/a.py', "
     "'exec'), m)", "m['X']"),
]
USES = st.sampled_from([
    "decide({})\n", "if {}:\n    decide(1)\n", "decide(not {})\n",
    "def f():\n    x = {}\n    return '%(x)s' % locals()\ndecide(f())\n",
    "def f():\n    x = {}\n    return eval('x')\ndecide(f())\n",
    "def f():\n    x = {}\n    return bool(x)\ndecide(f())\n",
    "try:\n    decide(str({}))\nexcept Exception:\n    decide('none')\n",
])


@st.composite
def make_projects(draw: st.DrawFn) -> dict[str, str]:
    """Make a script that takes a value from a module of its own."""
    package, beginning, name = draw(st.sampled_from(WAYS))
    value = draw(st.one_of(VALUES, CONDITIONS))
    # who returns it asks for it
    getter = "def get(): return X\n" if "get()" in name else ""
    return {
        "hook.py": complete([f"{beginning}\n", draw(USES).format(name)]),
        "demo_p/__init__.py": f"{package}\n",
        "demo_p/a.py": complete([f"X = {value}\n{getter}"])}


PROJECTS = st.one_of(
    SCRIPTS.map(lambda script: {"hook.py": script}), make_projects())


@settings(max_examples=int(os.environ.get("GPEP517_REUSE_EXAMPLES", "150")),
          deadline=None, suppress_health_check=list(HealthCheck))
@given(PROJECTS)
def test_same_answers_same_decisions(workers: list[Worker],
                                     project: dict[str, str]) -> None:
    """Where all answers are the same, a script decides the same.

    Another implementation is a reason of its own.
    """
    decided = [worker.ask("run", project) for worker in workers]
    for number, builder in enumerate(workers):
        conditions, obstacles, variables = builder.ask("read", project)
        if obstacles:
            event("obstacle")
            continue
        questions = [question for question, _ in conditions]
        for other, user in enumerate(workers):
            if user.implementation != builder.implementation:
                continue
            answers = user.ask("answer", questions)
            if answers == [answer for _, answer in conditions] and (
                    user.ask("describe", variables)
                    == builder.ask("describe", variables)):
                event("reused" if other != number else "own")
                assert decided[number] == decided[other], (
                    f"{NAMES[number]} -> {NAMES[other]}: {questions}")
