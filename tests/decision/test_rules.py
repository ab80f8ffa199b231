# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the decision."""

import functools
import json
import random
import typing

from collections.abc import Mapping

import hypothesis
import hypothesis.strategies as st
import pytest

from gpep517_reuse.analysis.condition import Condition
from gpep517_reuse.decision.rules import (
    Build,
    Decision,
    Reason,
    Refusal,
    Requester,
    Reuse,
    decide,
    needs_tags,
    rank_name,
    rank_tags,
)
from gpep517_reuse.decision.serialize import parse_decision, render_decision
from gpep517_reuse.environment.interpreter import Interpreter, Target
from gpep517_reuse.store.entry import Candidate, Damaged, Given
from gpep517_reuse.wheel.filename import WheelName

from samples import (
    COLUMNS,
    PURE,
    TABLE,
    Choice,
    make_candidate,
    make_interpreter,
)


pytestmark = pytest.mark.once

PLATFORM = "linux_x86_64"
ABI3_311 = f"sample-1-cp311-abi3-{PLATFORM}.whl"
ABI3_312 = f"sample-1-cp312-abi3-{PLATFORM}.whl"

tags = pytest.importorskip("packaging.tags")


@functools.cache
def make_target(column: str) -> Target:
    """Make up a target by a column of the table."""
    version = column.removeprefix("pypy")
    if column != version:
        interpreter = make_interpreter(version, "pypy")
        short, abi = "pp311", "pypy311_pp73"
        known = tags.generic_tags(short, [abi], [PLATFORM])
    else:
        interpreter = make_interpreter(version)
        short = f"cp{interpreter.release[0]}{interpreter.release[1]}"
        known = tags.cpython_tags(
            python_version=interpreter.release[:2],
            abis=[short + interpreter.abiflags], platforms=[PLATFORM])
    return Target(interpreter, PLATFORM, (*map(str, known), *map(
        str, tags.compatible_tags(interpreter.release[:2], short,
                                  [PLATFORM]))))


def make_here(column: str = "3.12", directory: str = "/src",
              tools: Mapping[str, str] | None = None,
              plugins: Mapping[str, frozenset[str]] | None = None,
              answers: Mapping[str, str] | None = None) -> Requester:
    return Requester(
        make_target(column), directory=directory, tools=tools or {},
        plugins=plugins or {}, answers=answers or {})


def make_given(filename: str, *, built: int = 1,
               faults: tuple[str, ...] = (),
               interpreter_names: tuple[str, ...] = ()) -> Given:
    return Given(name=WheelName.parse(filename), wheel=filename,
                 built=built, interpreter_names=interpreter_names,
                 faults=faults)


def name_chosen(decision: Decision) -> str | None:
    match decision:
        case Reuse(candidate=candidate):
            return candidate.name.filename
        case Build():
            return None


def list_refusals(decision: Decision) -> list[tuple[str, Reason, str]]:
    return [(refusal.title, refusal.reason, refusal.sentence)
            for refusal in decision.refusals]


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("choice", TABLE.values(), ids=TABLE)
def test_table(choice: Choice, column: str) -> None:
    faults = tuple(f"{member} is for cpython-314t alone"
                   for member in choice.members if member.endswith(".so"))
    given = [make_given(name, faults=faults)
             for name in choice.name_wheels(PLATFORM)]
    here = Requester(make_target(column),
                expect_extension=choice.expect_extension)
    expected = choice.name_chosen(column, PLATFORM)
    for candidates in (given, given[::-1]):
        decision = decide(candidates, here)
        assert name_chosen(decision) == expected
        assert len(decision.refusals) == len(given) - (expected is not None)


def test_nothing_to_choose_from() -> None:
    assert decide((), make_here()) == Build()


def refuse(filename: str, column: str, *, expect_extension: bool = False
           ) -> tuple[Reason, str]:
    """Return why a wheel is refused for its name."""
    (refusal,) = decide(
        [make_given(filename)],
        Requester(make_target(column), expect_extension=expect_extension)
    ).refusals
    assert refusal.title == filename
    return refusal.reason, refusal.sentence


@pytest.mark.parametrize(("filename", "column", "reason", "sentence"), [
    (f"a-1-cp312-cp312-{PLATFORM}.whl", "3.12", Reason.TAG,
     "cp312 is the ABI of one interpreter"),
    (f"a-1-cp312-cp312.abi3-{PLATFORM}.whl", "3.12", Reason.TAG,
     "abi3.cp312 is the ABI of one interpreter"),
    ("a-1-py39-none-any.whl", "3.12", Reason.TAG,
     "py39-none-any is not for CPython 3.12.1 on linux_x86_64"),
    ("a-1-py3-none-win_amd64.whl", "3.12", Reason.TAG,
     "py3-none-win_amd64 is not for CPython 3.12.1 on linux_x86_64"),
    (ABI3_312, "3.11", Reason.TAG,
     f"cp312-abi3-{PLATFORM} is not for CPython 3.11.1 on linux_x86_64"),
    (ABI3_312, "3.15t", Reason.TAG,
     f"cp312-abi3-{PLATFORM} is not for CPython 3.15.1t on linux_x86_64"),
    (ABI3_312, "pypy3.11", Reason.TAG,
     f"cp312-abi3-{PLATFORM} is not for PyPy 3.11.1 on linux_x86_64"),
])
def test_refused_by_name(filename: str, column: str, reason: Reason,
                         sentence: str) -> None:
    assert refuse(filename, column) == (reason, sentence)


def test_extension_expected() -> None:
    assert refuse(PURE, "3.12", expect_extension=True) == (
        Reason.EXTENSION,
        "it is pure, and the package is expected to build extensions")
    assert isinstance(decide([make_given(ABI3_312)], Requester(
        make_target("3.12"), expect_extension=True)), Reuse)


def test_without_packaging() -> None:
    here = Requester(make_target("3.12")._replace(tags=None))
    decision = decide([make_given(ABI3_312), make_given(PURE)], here)
    assert name_chosen(decision) == PURE
    assert list_refusals(decision) == [(
        ABI3_312, Reason.PACKAGING,
        "it is for a stable ABI, and without packaging installed for "
        "CPython 3.12.1 that cannot be judged")]


@pytest.mark.parametrize(("filename", "needs"), [
    (PURE, False), ("a-1-py2.py3-none-any.whl", False),
    (f"a-1-py3-none-{PLATFORM}.whl", False), ("a-1-py312-none-any.whl", False),
    ("a-1-py3-none-manylinux1_x86_64.whl", True),
    (ABI3_312, True), (f"a-1-cp312-cp312-{PLATFORM}.whl", False)])
def test_needs_tags(filename: str, needs: bool) -> None:
    target = make_target("3.12")._replace(tags=None)
    assert needs_tags(WheelName.parse(filename), target) is needs


@pytest.mark.parametrize("better_and_worse", [
    (f"sample-1-cp313-abi3-{PLATFORM}.whl", ABI3_312),
    (ABI3_312, PURE),
    (f"sample-1-py3-none-{PLATFORM}.whl", PURE),
    ("sample-1-py313-none-any.whl", PURE),
    ("sample-1-cp313-none-any.whl", "sample-1-py313-none-any.whl"),
])
def test_better_tag_wins(better_and_worse: tuple[str, str]) -> None:
    better, worse = (make_given(name, built=built)
                     for built, name in enumerate(better_and_worse))
    target = make_target("3.13")
    assert rank_name(better.name, target) < rank_name(worse.name, target)
    decision = decide([worse, better], Requester(target))
    assert name_chosen(decision) == better.title
    assert list_refusals(decision) == [(
        worse.title, Reason.OUTRANKED, f"{better.title} is preferred")]
    assert decision.refusals[0].candidate == worse


def test_newer_wins_among_equal_tags() -> None:
    older, newer = (make_candidate(built=built) for built in (1, 2))
    for candidates in ((older, newer), (newer, older)):
        decision = decide(candidates, make_here())
        assert isinstance(decision, Reuse)
        assert decision.candidate is newer


def test_rank_tags_has_no_exact_abi() -> None:
    for column in COLUMNS:
        assert {tag.split("-")[1] for tag in rank_tags(
            make_target(column))} <= {"abi3", "abi3t", "none"}


@pytest.mark.parametrize(("given", "reason", "sentence"), [
    (make_given(PURE, faults=("a is broken",)), Reason.FAULT, "a is broken"),
    (make_given(PURE, interpreter_names=("a", "b", "c", "d", "e")),
     Reason.INTERPRETER_NAME, "a, b, c (+2)"),
    (make_given(PURE, faults=("a",), interpreter_names=("b",)),
     Reason.FAULT, "a"),
], ids=["fault", "interpreter name", "both"])
def test_given_is_refused_for_what_it_holds(given: Given, reason: Reason,
                                            sentence: str) -> None:
    decision = decide([given], make_here())
    assert isinstance(decision, Build)
    assert list_refusals(decision) == [(given.title, reason, sentence)]
    assert decision.refusals[0].candidate == given


def test_damaged_is_refused() -> None:
    damaged = Damaged("key/entry", "its entry.json is not valid: a")
    decision = decide([damaged, make_given(PURE)], make_here())
    assert name_chosen(decision) == PURE
    assert list_refusals(decision) == [(
        "key/entry", Reason.DAMAGED, "its entry.json is not valid: a")]
    assert decision.refusals[0].candidate is None
    assert str(decision.refusals[0]) == (
        "key/entry: its entry.json is not valid: a")


ASKED = Condition("setup.py", 31, "sys.version_info >= (3, 12)", "True")
RAN = "project code ran during its build (setup.py)"


@pytest.mark.parametrize(("candidate", "here", "finding"), [
    pytest.param(make_candidate(), make_here("3.13"), None,
                 id="declarative"),
    pytest.param(make_candidate(), make_here("pypy3.11"), None,
                 id="declarative, another implementation"),
    pytest.param(make_candidate(), make_here(directory="/other"), None,
                 id="declarative, another directory"),
    pytest.param(make_candidate(ABI3_311, "3.13"), make_here("3.12"),
                 (Reason.OLDER, "CPython 3.13.1 built it, with newer headers "
                  "than those of CPython 3.12.1"), id="older"),
    pytest.param(make_candidate(ABI3_311, "3.12"), make_here("3.13"), None,
                 id="newer"),
    pytest.param(make_candidate(ABI3_311, "3.11", ran=("setup.py",)),
                 make_here("3.13"), None,
                 id="stable ABI, with project code"),
    pytest.param(make_candidate(ABI3_311, "3.11", ran=("setup.py",)),
                 make_here("3.13", directory="/other"),
                 (Reason.DIRECTORY, f"it was built in /src, and {RAN}"),
                 id="stable ABI, another directory"),
    pytest.param(make_candidate(ABI3_311, "3.11", ran=("setup.py",),
                                generated=("a.json",)), make_here("3.13"), (
                     Reason.GENERATED, "its build wrote a.json, which may "
                     "depend on the interpreter"),
                 id="stable ABI, generated"),
    pytest.param(make_candidate(ABI3_311, "3.11", ran=("setup.py",),
                                obstacles=("a",)), make_here("3.13"),
                 (Reason.SCRIPT, "a"), id="stable ABI, obstacles"),
    pytest.param(make_candidate(unknown_tools=("enscons",)), make_here(),
                 None, id="unknown backend, its own builder"),
    pytest.param(make_candidate(unknown_tools=("enscons",)),
                 make_here("3.13"), (
                     Reason.BACKEND, "enscons took part in its build, and "
                     "nothing is known of that; --trust-backend vouches for "
                     "it"),
                 id="unknown backend"),
    pytest.param(make_candidate(unknown_tools=("enscons",)),
                 make_here("3.13")._replace(
                     trusted_backends=frozenset({"enscons"})), None,
                 id="trusted backend"),
    pytest.param(make_candidate(variables={"A": "1"}),
                 make_here()._replace(variables={"A": "2"}),
                 (Reason.VARIABLE, "A has another value here"),
                 id="variable"),
    pytest.param(make_candidate(variables={"A": ""}),
                 make_here()._replace(variables={"A": "2"}),
                 (Reason.VARIABLE,
                  "A was not set for its builder, is set here"),
                 id="variable that was not set"),
    pytest.param(make_candidate(variables={"A": "1"}),
                 make_here()._replace(variables={"A": "1", "B": "2"},
                                      program_variables=frozenset({"B"})),
                 None, id="same variable"),
    pytest.param(make_candidate(started={"cc": "/usr/bin/cc"}),
                 make_here()._replace(variables={"CC": "=a"},
                                      program_variables=frozenset({"CC"})),
                 (Reason.VARIABLE,
                  "CC was not set for its builder, is 'a' here"),
                 id="variable of programs"),
    pytest.param(make_candidate(started={"cc": "/usr/bin/cc"}),
                 make_here()._replace(programs={"cc": "/opt/cc"}),
                 (Reason.TOOLS, "its build started cc, which was "
                  "/usr/bin/cc, and is /opt/cc here"), id="program"),
    pytest.param(make_candidate(started={"cc": ""}),
                 make_here()._replace(programs={"cc": "/opt/cc"}),
                 (Reason.TOOLS, "its build started cc, which was "
                  "not there, and is /opt/cc here"), id="new program"),
    pytest.param(make_candidate(faults=("a",)), make_here(),
                 (Reason.FAULT, "a"), id="fault, its own builder"),
    pytest.param(make_candidate(interpreter_names=("a names 3.12",)),
                 make_here(), None, id="interpreter name, its own builder"),
    pytest.param(make_candidate(interpreter_names=("a names 3.12",)),
                 make_here("3.13"), (Reason.INTERPRETER_NAME, "a names 3.12"),
                 id="interpreter name"),
    pytest.param(make_candidate(ran=("setup.py",), generated=("a.py",)),
                 make_here(), None, id="made up, its own builder"),
    pytest.param(make_candidate(ran=("setup.py",), generated=("a.py",)),
                 make_here("3.13"), (
                     Reason.GENERATED, "its build wrote a.py, which may "
                     "depend on the interpreter"), id="generated"),
    pytest.param(make_candidate(generated=("a.py",)), make_here("3.13"), None,
                 id="made up by a declarative build"),
    pytest.param(make_candidate(ran=("setup.py",)), make_here("pypy3.11"), (
        Reason.IMPLEMENTATION,
        f"{RAN}, by CPython 3.12.1, another implementation"),
        id="another implementation"),
    pytest.param(make_candidate(ran=("setup.py",), tools={"a": "1"}),
                 make_here("pypy3.11", tools={"a": "2"}), (
        Reason.IMPLEMENTATION,
        f"{RAN}, by CPython 3.12.1, another implementation"),
        id="another implementation, before other tools"),
    pytest.param(make_candidate(ran=("setup.py",)),
                 make_here(directory="/other"),
                 (Reason.DIRECTORY, f"it was built in /src, and {RAN}"),
                 id="directory"),
    pytest.param(make_candidate(names_directory=True),
                 make_here(directory="/other"),
                 (Reason.DIRECTORY, "it was built in /src, and its metadata "
                  "names the directory"), id="metadata names the directory"),
    pytest.param(make_candidate(names_directory=True), make_here("3.13"), None,
                 id="metadata names the same directory"),
    pytest.param(make_candidate(undistributed={"a.py": "1"}),
                 make_here()._replace(undistributed={"a.py": "2"}),
                 (Reason.TOOLS, "it was built with another a.py than is "
                  "here"), id="another undistributed module"),
    pytest.param(make_candidate(undistributed={"a.py": "1"}), make_here(),
                 None, id="undistributed module that is not here"),
    pytest.param(make_candidate(ran=("setup.py",)), make_here("3.13"), None,
                 id="project code that asks nothing"),
    pytest.param(make_candidate(ran=("setup.py",), obstacles=("a", "b")),
                 make_here("3.13"), (Reason.SCRIPT, "a, b"), id="obstacles"),
    pytest.param(make_candidate(ran=("setup.py",), obstacles=("a",)),
                 make_here(), None, id="obstacles, its own builder"),
    pytest.param(make_candidate(ran=("setup.py",), obstacles=("a",),
                                conditions=(ASKED,)),
                 make_here("3.13"), (Reason.SCRIPT, "a"),
                 id="obstacles, not asked"),
    pytest.param(make_candidate(ran=("setup.py",), obstacles=("a", "b"),
                                is_read=False), make_here("3.13"),
                 (Reason.SCRIPT, "a, b"), id="not read"),
    pytest.param(make_candidate(ran=("setup.py",), obstacles=("a", "b"),
                                is_read=False), make_here(),
                 (Reason.SCRIPT, "what project code asks was not read, since "
                  "nobody else is served: a, b"),
                 id="not read, its own builder"),
    pytest.param(make_candidate(conditions=(ASKED,)),
                 make_here("3.13", answers={ASKED.question: "True"}), None,
                 id="same answer"),
    pytest.param(make_candidate(conditions=(ASKED,)),
                 make_here("3.11", answers={ASKED.question: "False"}),
                 (Reason.CONDITION,
                  "setup.py:31 asks sys.version_info >= (3, 12): True for "
                  "its builder, False here"), id="another answer"),
    pytest.param(make_candidate(conditions=(ASKED,)), make_here(),
                 (Reason.CONDITION,
                  "setup.py:31 asks sys.version_info >= (3, 12): True for "
                  "its builder, not asked here"), id="no answer"),
])
def test_entry(candidate: Candidate, here: Requester,
               finding: tuple[Reason, str] | None) -> None:
    decision = decide([candidate], here)
    assert list_refusals(decision) == (
        [] if finding is None else [(candidate.title, *finding)])
    assert isinstance(decision, Reuse) is (finding is None)


def test_all_findings_are_told() -> None:
    candidate = make_candidate(
        ABI3_311, "3.13", faults=("a",), interpreter_names=("b",),
        tools={"c": "1"})
    (refusal,) = decide([candidate], make_here(tools={"c": "2"})).refusals
    assert refusal.reason is Reason.OLDER
    assert refusal.others == (
        Reason.FAULT, Reason.TOOLS, Reason.INTERPRETER_NAME)
    assert refusal.candidate == candidate


def test_conditions_of_what_is_refused() -> None:
    """Of these, nothing need be asked."""
    candidate = make_candidate(ran=("setup.py",), obstacles=("a",),
                               conditions=(ASKED,))
    for answers, others in (({}, ()), ({ASKED.question: "True"}, ()),
                            ({ASKED.question: "False"}, (Reason.CONDITION,))):
        (refusal,) = decide(
            [candidate], make_here("3.13", answers=answers)).refusals
        assert refusal.reason is Reason.SCRIPT
        assert refusal.others == others


@pytest.mark.parametrize("other", ["3.12t", "3.12d"])
@pytest.mark.parametrize("fields", [
    {"interpreter_names": ("a names 3.12",)},
    {"ran": ("setup.py",), "generated": ("a.py",)},
    {"ran": ("setup.py",), "obstacles": ("a",)},
], ids=["interpreter name", "generated", "obstacles"])
def test_another_build_of_the_same_version_is_not_exact(
        other: str, fields: Mapping[str, typing.Any]) -> None:
    candidate = make_candidate(**fields)
    same = make_here("3.12")
    assert isinstance(decide([candidate], same), Reuse)
    target = same.target._replace(interpreter=make_interpreter(other))
    assert isinstance(decide([candidate], same._replace(target=target)),
                      Build)


@pytest.mark.parametrize("change", [
    {"version": "3.12.1 (other)"}, {"release": (3, 12, 2)},
    {"extension_suffix": ".cpython-312-aarch64-linux-gnu.so"},
    {"abiflags": "d"}, {"pointer_size": 4}], ids=str)
def test_each_part_of_the_identity_counts(change: Mapping[str, object]
                                          ) -> None:
    candidate = make_candidate(interpreter_names=("a names 3.12",))
    interpreter = Interpreter(**{
        **make_interpreter("3.12")._asdict(), **change})
    here = Requester(make_target("3.12")._replace(interpreter=interpreter),
                directory="/src")
    assert isinstance(decide([candidate], here), Build)


@pytest.mark.parametrize(("fields", "tools", "plugins", "sentence"), [
    pytest.param({"tools": {"a": "1"}}, {"a": "1"}, {}, "", id="same"),
    pytest.param({"tools": {"a": "1"}}, {"a": "2"}, {},
                 "it was built with a 1, here is 2", id="other version"),
    pytest.param({"tools": {"a": "1"}}, {}, {}, "", id="not here"),
    pytest.param({"tools": {}}, {"a": "1"}, {}, "", id="not there"),
    pytest.param({"plugins": {"a": "1"}, "groups": ("g",)}, {"a": "2"},
                 {"g": frozenset({"a"})},
                 "it was built with a 1, here is 2", id="other plug-in"),
    pytest.param({"plugins": {"a": "1"}, "groups": ("g",)}, {}, {}, "",
                 id="plug-in is not here"),
    pytest.param({"plugins": {"a": "1"}, "groups": ("g",)}, {"a": "2"},
                 {"g": frozenset()}, "", id="other plug-in without a use"),
    pytest.param({"groups": ("g",)}, {"a": "2"}, {"g": frozenset({"a"})},
                 "it was built without a 2, which is a plug-in of its build "
                 "tools here", id="new plug-in"),
    pytest.param({"groups": ("g",)}, {"a": "2"}, {"h": frozenset({"a"})}, "",
                 id="plug-in of another tool"),
])
def test_tools(fields: Mapping[str, typing.Any], tools: Mapping[str, str],
               plugins: Mapping[str, frozenset[str]], sentence: str) -> None:
    candidate = make_candidate(**fields)
    decision = decide([candidate], make_here(tools=tools, plugins=plugins))
    assert isinstance(decision, Build) is bool(sentence)
    assert list_refusals(decision) == (
        [(candidate.title, Reason.TOOLS, sentence)] if sentence else [])


def test_codes() -> None:
    assert Reason.INTERPRETER_NAME.code == "interpreter-name"
    assert len({reason.value for reason in Reason}) == len(Reason)


@pytest.mark.parametrize(("decision", "expected"), [
    (Build(), {"version": 1, "chosen": None, "reading": None,
               "refused": []}),
    (Reuse(make_given(PURE), (Refusal(
        "a", Reason.GENERATED, "b", (Reason.TOOLS,),
        make_given(PURE)._replace(wheel="other.whl")),)),
     {"version": 1, "chosen": PURE, "reading": None, "refused": [
         {"candidate": "a", "reason": "generated", "sentence": "b",
          "others": ["tools"], "reading": None, "wheel": "other.whl"}]}),
], ids=["build", "reuse"])
def test_render(decision: Decision, expected: dict[str, object]) -> None:
    here = make_here("3.12")
    expected["interpreter"] = json.loads(json.dumps(
        here.target.interpreter.to_json()))
    text = render_decision(decision, here)
    assert json.loads(text) == expected
    assert text == json.dumps(expected, indent=2, sort_keys=True) + "\n"
    # another process learns all of it but for the candidates
    told = parse_decision(json.loads(text))
    assert told.interpreter == here.target.interpreter
    assert told.chosen == (decision.candidate.wheel if isinstance(
        decision, Reuse) else None)
    assert [refusal for _, refusal in told.refused] == [
        refusal._replace(candidate=None) for refusal in decision.refusals]
    assert [wheel for wheel, _ in told.refused] == [
        refusal.candidate.wheel if refusal.candidate else ""
        for refusal in decision.refusals]


def test_render_reading() -> None:
    condition = Condition("setup.py", 3, "sys.platform", "'linux'")
    candidate = make_candidate(conditions=(condition,),
                               obstacles=("setup.py:4 uses sys",),
                               passed_over=("setup.py:5-6 did not run",))
    here = make_here("3.12")._replace(answers={"sys.platform": "'aix'"})
    (refused,) = json.loads(render_decision(
        decide([candidate], here), here))["refused"]
    assert refused["reading"] == {
        "conditions": [{"path": "setup.py", "line": 3, "here": "'aix'",
                        "question": "sys.platform", "answer": "'linux'"}],
        "is_read": True, "obstacles": ["setup.py:4 uses sys"],
        "passed_over": ["setup.py:5-6 did not run"]}


FILENAMES = st.builds(
    "sample-1-{}-{}.whl".format,
    st.sampled_from([
        "py3-none", "py2.py3-none", "py312-none", "cp311-abi3",
        "cp312-abi3", "cp313-abi3", "cp315-abi3.abi3t", "cp315-abi3t",
        "cp312-cp312"]),
    st.sampled_from(["any", PLATFORM, "win_amd64"]))
TEXTS = st.lists(st.sampled_from("ab"), max_size=1).map(tuple)
CANDIDATES = st.builds(
    make_candidate, FILENAMES,
    st.sampled_from(["3.11", "3.12", "3.13", "3.15", "3.15t"]),
    built=st.integers(0, 3), sha256=st.sampled_from(["a", "b"]), ran=TEXTS,
    interpreter_names=TEXTS, generated=TEXTS, obstacles=TEXTS, faults=TEXTS,
    conditions=st.lists(st.builds(
        Condition, st.just("setup.py"), st.just(1), st.just("sys.platform"),
        st.sampled_from("12")), max_size=1).map(tuple),
    directory=st.sampled_from(["/src", "/other"]),
    tools=st.dictionaries(st.just("tool"), st.sampled_from("12")))
HERES = st.builds(make_here, st.sampled_from(COLUMNS),
                  tools=st.dictionaries(st.just("tool"),
                                        st.sampled_from("12")),
                  answers=st.dictionaries(st.just("sys.platform"),
                                          st.sampled_from("12")))


def place(candidates: list[Candidate]) -> list[Candidate]:
    """Give each candidate a path of its own, as a store does."""
    return [candidate._replace(
        wheel=f"/store/{number}/{candidate.name.filename}")
        for number, candidate in enumerate(candidates)]


@hypothesis.given(st.lists(CANDIDATES, max_size=5), HERES)
def test_never_older_than_the_builder(candidates: list[Candidate],
                                      here: Requester) -> None:
    """A stable-ABI wheel never serves an interpreter older than the one
    that built it, whatever its tags say.
    """
    match decide(candidates, here):
        case Reuse(candidate=Candidate(entry=entry)) if (
                entry.wheel.is_stable):
            assert here.target.interpreter.release >= entry.builder.release


@hypothesis.given(st.lists(CANDIDATES, max_size=5), HERES)
def test_chosen_fits(candidates: list[Candidate], here: Requester) -> None:
    """What is chosen has no faults, has a tag of the interpreter, asked
    nothing that has another answer here, and is no other interpreter's own.
    """
    match decide(candidates, here):
        case Reuse(candidate=Candidate(entry=entry)):
            assert entry.faults == ()
            assert not entry.wheel.tags.isdisjoint(here.target.tags or ())
            assert entry.wheel.abis <= {"none", "abi3", "abi3t"}
            assert all(here.answers[condition.question] == condition.answer
                       for condition in entry.conditions)
            if entry.builder != here.target.interpreter:
                assert entry.interpreter_names == ()
                assert not (entry.ran and entry.wheel.is_pure and (
                    entry.generated or entry.obstacles))


@hypothesis.given(st.lists(CANDIDATES, max_size=5), HERES,
                  st.randoms(use_true_random=False))
@hypothesis.example([make_candidate(), make_candidate()], make_here(),
                    random.Random(1))
def test_order_does_not_matter(candidates: list[Candidate], here: Requester,
                               source: random.Random) -> None:
    """However the candidates are ordered, the choice is the same."""
    placed = place(candidates)
    shuffled = source.sample(placed, len(placed))
    chosen = [decision.candidate if isinstance(decision, Reuse) else None
              for decision in (decide(placed, here), decide(shuffled, here),
                               decide(placed[::-1], here))]
    assert chosen[1:] == chosen[:1] * 2


@hypothesis.given(st.lists(CANDIDATES, max_size=5), HERES)
def test_each_other_is_refused_once(candidates: list[Candidate],
                                    here: Requester) -> None:
    """Everyone who is not chosen hears why."""
    placed = place(candidates)
    decision = decide(placed, here)
    chosen = [decision.candidate] if isinstance(decision, Reuse) else []
    assert sorted(refusal.title for refusal in decision.refusals) == sorted(
        candidate.title for candidate in placed if candidate not in chosen)


@hypothesis.given(st.lists(CANDIDATES, max_size=4), CANDIDATES, HERES)
def test_another_candidate_harms_nobody(candidates: list[Candidate],
                                        another: Candidate, here: Requester
                                        ) -> None:
    """With one candidate more, there is a reuse where there was one, of
    the same wheel or of the new one.
    """
    *placed, new = place([*candidates, another])
    before, after = decide(placed, here), decide([*placed, new], here)
    if isinstance(before, Reuse):
        assert isinstance(after, Reuse)
        assert after.candidate in (before.candidate, new)


@hypothesis.given(st.lists(CANDIDATES, max_size=4), HERES)
def test_expecting_extensions_only_refuses(candidates: list[Candidate],
                                           here: Requester) -> None:
    """Where an extension is expected, no pure wheel is chosen, and the
    others are judged as before.
    """
    placed = place(candidates)
    expecting = decide(placed, here._replace(expect_extension=True))
    others = [item for item in placed if not item.name.is_pure]
    assert name_chosen(expecting) == name_chosen(decide(others, here))
