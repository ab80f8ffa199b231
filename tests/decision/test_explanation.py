# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the explanation, and of the advice in it."""

import pytest

from gpep517_reuse.analysis.condition import Condition
from gpep517_reuse.decision.advice import (
    ADVICE,
    advise_on_obstacle,
    advise_on_question,
)
from gpep517_reuse.decision.explanation import (
    choose_refused,
    render_explanation,
)
from gpep517_reuse.decision.rules import (
    Reason,
    Requester,
    decide,
    list_findings,
)
from gpep517_reuse.environment.interpreter import Target

from samples import PURE, make_candidate, make_interpreter


pytestmark = pytest.mark.once

OLD = "sys.version_info < (3, 13)"


def make_here(version: str = "3.13") -> Requester:
    return Requester(
        Target(make_interpreter(version), "linux_x86_64"), directory="/src",
        answers={OLD: "False", "sys.platform": "'linux'"})


def read_line(path: str, line: int) -> str:
    return f"line {line} of {path}"


def test_all_reasons() -> None:
    candidate = make_candidate(
        ran=("setup.py",), tools={"a": "1"},
        conditions=(Condition("setup.py", 1, "sys.platform", "'linux'"),
                    Condition("setup.py", 3, OLD, "True")),
        obstacles=("setup.py:6 uses sys.modules", "a.so ran"),
        interpreter_names=tuple(f"{name} names 3.12" for name in "abcd"),
        generated=("a.txt",))
    assert render_explanation(candidate, make_here(), read_line) == f"""\
{PURE}, built by CPython 3.12.1, is not reused by CPython 3.13.1:

interpreter-name: it names an interpreter
  a names 3.12
  b names 3.12
  c names 3.12
  d names 3.12
  what helps: install nothing that is named after a version, as a script
    pip3.12 or the -nspkg.pth of namespace_packages is

script: project code ran that cannot be told to ask nothing
  setup.py:6: line 6 of setup.py
  uses sys.modules
  what helps: have the build script not look at the interpreter there, or move
    what it says to pyproject.toml

script: project code ran that cannot be told to ask nothing
  a.so ran
  what helps: have the build script not look at the interpreter there, or move
    what it says to pyproject.toml

generated: its build wrote files that are not in the sources
  its build wrote a.txt
  what helps: ship the file in the sources, or write it when it is first
    needed

condition: a build script gets another answer here
  setup.py:3: line 3 of setup.py
  asks {OLD}
  CPython 3.12.1: True
  CPython 3.13.1: False
  what helps: use an environment marker ("foo; python_version < '3.11'") or
    requires-python in place of asking for the version

asked as well, with the same answer for both:
  setup.py:1: sys.platform: 'linux'
"""


def test_a_text_that_ran() -> None:
    candidate = make_candidate(
        ran=("setup.py",),
        obstacles=("setup.py (text that it ran):3 uses sys.modules",))
    lines = render_explanation(candidate, make_here(), read_line).splitlines()
    assert lines[3:5] == [
        "  setup.py (text that it ran):3: (it is in no file)",
        "  uses sys.modules"]


def test_not_read() -> None:
    read = make_candidate(ran=("setup.py",), generated=("a",),
                          obstacles=("setup.py:6 uses sys.modules",))
    unread = make_candidate(ran=("setup.py",), built=2, is_read=False,
                            obstacles=("setup.py:6 uses sys.modules",))
    here = make_here("3.13")
    refusals = decide([unread, read], here).refusals
    assert choose_refused(refusals, here) == (read,)
    for place in (here, make_here()):
        lines = render_explanation(unread, place, read_line).splitlines()
        assert lines[2] == (
            "script: project code ran that cannot be told to ask nothing")
        assert lines[-1] == ("an earlier build met the same, so what else is "
                             "asked was not read")


def test_faults_of_what_was_not_read() -> None:
    candidate = make_candidate(ran=("setup.py",), faults=("a",),
                               is_read=False)
    assert render_explanation(
        candidate, make_here(), read_line) == render_explanation(
            candidate._replace(entry=candidate.entry._replace(is_read=True)),
            make_here(), read_line)
    own = make_here("3.12")
    assert [reason for reason, _ in list_findings(candidate, own)] == [
        Reason.FAULT, Reason.SCRIPT]
    assert "an earlier build" not in render_explanation(
        candidate, own, read_line)


def test_the_nearest_one() -> None:
    far = make_candidate(ran=("setup.py",), generated=("a",),
                         obstacles=("b",), built=3)
    near = make_candidate(ran=("setup.py",), generated=("a",), built=1)
    newer = near._replace(entry=near.entry._replace(built=2))
    tied = make_candidate("sample-1-cp312-cp312-linux_x86_64.whl", built=4)
    here = make_here()
    refusals = decide([far, near, newer, tied], here).refusals
    assert choose_refused(refusals, here) == (newer,)
    assert choose_refused(refusals, here, PURE) == (far, near, newer)
    assert choose_refused(refusals, here, near.wheel) == (far, near, newer)
    assert choose_refused(refusals, here, "other.whl") == ()
    assert choose_refused(decide([tied], here).refusals, here) == (tied,)
    assert choose_refused((), here) == ()


def test_advice_for_each_reason() -> None:
    assert ADVICE.keys() == set(Reason)
    assert [reason for reason, advice in ADVICE.items() if not advice] == [
        Reason.OUTRANKED]


@pytest.mark.parametrize(("question", "advice"), [
    ("sys.version_info >= (3, 12)", "use an environment marker"),
    ("sys.version_info[:2]", "compare the version with a constant"),
    ("sys.implementation.name", "use an environment marker"),
    ("importable('dill')", "require the module"),
    ("compiles('setup.py')", "keep files of a newer grammar out"),
    ("hasattr(os, 'fork')", "try the name when the package runs"),
    ("sysconfig.get_config_var('Py_GIL_DISABLED')",
     "ask this when the package runs"),
    ("locale.getpreferredencoding()", "have the build script not ask"),
])
def test_advice_on_questions(question: str, advice: str) -> None:
    assert advise_on_question(question).startswith(advice)


@pytest.mark.parametrize(("obstacle", "advice"), [
    ("setup.py:3 uses sys.version", "compare with a constant, as in"),
    ("setup.py:3 uses Distribution.use_2to3", "drop use_2to3"),
    ("setup.py:3 uses sysconfig.get_config_vars", "compare with a constant,"),
    ("its build took the environment as a whole", "read the variables"),
    ("a.so ran, and cannot be read", "put the code into a file"),
    ("setup.py:3 uses sys.modules", "have the build script not look"),
])
def test_advice_on_obstacles(obstacle: str, advice: str) -> None:
    assert advise_on_obstacle(obstacle).startswith(advice)
