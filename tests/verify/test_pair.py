# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of verifying here."""

import contextlib
import logging
import re
import shutil
import sys

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from gpep517_reuse.environment.interpreter import read_interpreter
from gpep517_reuse.errors import ReuseError
from gpep517_reuse.reuse import build_wheel as remember_wheel, try_look_up
from gpep517_reuse.sources.recipe import Request
from gpep517_reuse.verify.findings import Verification
from gpep517_reuse.verify.pair import (
    Terms,
    _guess_prefixes,
    build_fresh,
    compare_subjects,
    compare_wheels,
    read_subject,
    verify_fresh,
)
from gpep517_reuse.verify.rebuild import Builder, Controls

from samples import OPTIONS, PURE, make_interpreter
from wheels import build_wheel


# integration/test_verify.py has it with each interpreter
pytestmark = pytest.mark.once

TERMS = Terms()
HERE = read_interpreter().name
# builds the wheel that is prepared for the seed
SCRIPT = """\
import os, shutil, sys
if not os.path.isdir("wheels"):
    sys.exit("no wheels to choose from")
directory = sys.argv[sys.argv.index("--wheel-dir") + 1]
os.makedirs(directory)
wheels = sorted(os.listdir("wheels"))
seed = wheels[int(os.environ["PYTHONHASHSEED"]) % len(wheels)]
name, = os.listdir(os.path.join("wheels", seed))
shutil.copy(os.path.join("wheels", seed, name), directory)
"""


def make_request(directory: Path, *, no_reuse: bool = False) -> Request:
    return Request(options=OPTIONS, reuse_dir=str(directory / "reuse"),
                   wheel_dir=str(directory / "dist"), no_reuse=no_reuse)


def list_codes(verification: Verification) -> list[tuple[str, str]]:
    return [(difference.code.code, difference.severity.name)
            for comparison in verification.comparisons
            for difference in comparison.differences]


class Sample:
    """Compare a builder's wheel with one here, and prepared controls."""

    def __init__(self, directory: Path, controls: Sequence[Mapping[str, str]]
                 ) -> None:
        self._directory = directory
        tree = directory / "tree"
        tree.mkdir()
        for number, members in enumerate(controls):
            build_wheel(tree / f"wheels/{number}", PURE, members)
        script = directory / "script.py"
        script.write_text(SCRIPT)
        self._builder = Builder(command=(sys.executable, str(script)),
                                options=(), current=tree, directories=(tree,),
                                log_dir=directory / "logs")

    def compare(self, builder: Mapping[str, str], here: Mapping[str, str]
                ) -> list[str]:
        """Return severity, code and what the builder has."""
        old, new = (
            read_subject(name, build_wheel(
                self._directory / name, PURE, members), None)
            for name, members in (("builder", builder), ("here", here)))
        with contextlib.closing(Controls(self._builder)) as controls:
            comparison = compare_subjects(old, new, TERMS, controls)
        return [f"{difference.severity.name.lower()}: "
                f"{difference.code.code}: {' '.join(difference.old)}"
                for difference in comparison.differences]


def test_same(tmp_path: Path) -> None:
    """What is the same takes no control build, here one that fails."""
    assert Sample(tmp_path, ()).compare({"a.py": "1"}, {"a.py": "1"}) == []


def test_unstable(tmp_path: Path) -> None:
    sample = Sample(tmp_path, [{"a.py": "DATE = 3\n"}, {"a.py": "DATE = 4\n"}])
    assert sample.compare({"a.py": "DATE = 1\n"}, {"a.py": "DATE = 2\n"}) == [
        "unstable: text: DATE = 1"]


def test_a_finding_next_to_what_is_unstable(tmp_path: Path) -> None:
    sample = Sample(tmp_path, [{"a.py": f"DATE = {date}\n", "b.py": "12"}
                               for date in (3, 4)])
    assert sample.compare(
        {"a.py": "DATE = 1\n", "b.py": "11"},
        {"a.py": "DATE = 2\n", "b.py": "12"}) == [
            "unstable: text: DATE = 1", "finding: text: 11"]


def test_an_order_that_shows_late(tmp_path: Path) -> None:
    """A set of two strings may come out the same way a few times."""
    same, other = {"a.py": "x\ny\n"}, {"a.py": "y\nx\n"}
    # the seeds are 1, 2, ...: it is the fifth build that differs
    sample = Sample(tmp_path, [same, same, same, same, same, other])
    assert sample.compare(other, same) == ["unstable: text: x"]


def test_what_is_no_order_takes_two_builds(tmp_path: Path) -> None:
    """An empty line more is seen soon enough to be here to stay."""
    same, other = {"a.py": "x\n"}, {"a.py": "x\n\n"}
    # the third build, which would excuse it, is not made
    sample = Sample(tmp_path, [same, same, same, other])
    assert sample.compare(other, same) == ["finding: text: "]


def test_controls_that_fail_excuse_nothing(
        tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """What it printed is kept."""
    sample = Sample(tmp_path, ())
    assert sample.compare({"a.py": "DATE = 1\n"}, {"a.py": "DATE = 2\n"}) == [
        "finding: text: DATE = 1"]
    assert caplog.messages[-1] == (
        "A control build failed, so nothing is excused: it built no wheel, "
        "status 1: no wheels to choose from\nno wheels to choose from\n"
        f"The whole log is {tmp_path}/logs/build-control-1.log")
    assert (tmp_path / "logs/build-control-1.log").read_text() == (
        "no wheels to choose from\n")


@pytest.mark.parametrize(("paths", "names"), [
    (("a/x-1-py3-none-any.whl", "b/x-1-py3-none-any.whl"),
     ("a/x-1-py3-none-any.whl", "b/x-1-py3-none-any.whl")),
    (("x-1-py3-none-any.whl", "x-2-py3-none-any.whl"),
     ("x-1-py3-none-any.whl", "x-2-py3-none-any.whl")),
    (("x-1-py3-none-any.whl", "x-1-py3-none-any.whl"),
     ("x-1-py3-none-any.whl", "x-1-py3-none-any.whl")),
    (("x-1-py3-none-any.whl", "b/x-1-py3-none-any.whl"),
     ("x-1-py3-none-any.whl", "b/x-1-py3-none-any.whl")),
], ids=["directories", "names", "one", "deeper"])
def test_given_wheels_are_told_apart(
        tmp_path: Path, paths: Sequence[str], names: Sequence[str]) -> None:
    """Without absolute paths, which say nothing to others."""
    wheels = [build_wheel((tmp_path / path).parent, Path(path).name,
                          {"a.py": ""}) for path in paths]
    comparison, = compare_wheels(wheels[0], wheels[1], TERMS).comparisons
    assert (comparison.builder, comparison.here) == names


def test_given_wheels(tmp_path: Path) -> None:
    wheels = [build_wheel(tmp_path / name, PURE, {f"{name}.py": "", "c": ""})
              for name in ("a", "b")]
    verification = compare_wheels(wheels[0], wheels[1], TERMS)
    assert list_codes(verification) == [
        ("file-removed", "FINDING"), ("file-added", "FINDING")]
    assert [len(contents.files) for contents in verification.contents] == [
        4, 4]
    ignored = compare_wheels(
        wheels[0], wheels[1], Terms(ignore=("sitedir/?.py",)))
    assert ignored.verdict.code == "same"


def test_given_what_is_no_wheel(tmp_path: Path) -> None:
    wheel = build_wheel(tmp_path, PURE)
    other = tmp_path / "other-1-py3-none-any.whl"
    other.write_text("")
    with pytest.raises(ReuseError, match=f"^{other} cannot be read"):
        compare_wheels(wheel, other, TERMS)


@pytest.mark.usefixtures("project")
def test_first_build(tmp_path: Path) -> None:
    """The first one has nothing to compare with, and is remembered."""
    fresh = build_fresh(make_request(tmp_path), tmp_path / "dist")
    assert fresh.wheel == tmp_path / "dist" / PURE
    assert verify_fresh(fresh, (), TERMS).verdict.code == "unchecked"
    again = build_fresh(make_request(tmp_path), tmp_path / "dist")
    verification = verify_fresh(again, (), TERMS)
    assert verification.verdict.code == "same"
    assert [contents.name for contents in verification.contents] == [
        HERE, HERE]


@pytest.mark.usefixtures("project")
def test_no_reuse_does_not_keep_it_from_comparing(tmp_path: Path) -> None:
    for verdict in ("unchecked", "same"):
        fresh = build_fresh(make_request(tmp_path, no_reuse=True),
                            tmp_path / "dist")
        assert verify_fresh(fresh, (), TERMS).verdict.code == verdict


@pytest.mark.usefixtures("project")
def test_damaged_entries_are_not_compared(
        tmp_path: Path, caplog: pytest.LogCaptureFixture
        ) -> None:
    caplog.set_level(logging.INFO)
    build_fresh(make_request(tmp_path), tmp_path / "dist")
    (wheel,) = (tmp_path / "reuse").rglob("*.whl")
    wheel.unlink()
    wheel.write_text("damaged")
    fresh = build_fresh(make_request(tmp_path), tmp_path / "dist")
    assert fresh.earlier == ()
    assert verify_fresh(fresh, (), TERMS).verdict.code == "unchecked"
    assert re.search("Not reusing .*: it has SHA-256", caplog.text)


@pytest.mark.usefixtures("project")
def test_an_entry_that_goes_meanwhile_is_a_failure(tmp_path: Path) -> None:
    request = make_request(tmp_path)
    build_fresh(request, tmp_path / "dist")
    fresh = build_fresh(request, tmp_path / "dist")
    shutil.rmtree(tmp_path / "reuse")
    failure, = verify_fresh(fresh, (), TERMS).failures
    assert failure.interpreter == HERE
    assert "cannot be read as a wheel" in failure.log


@pytest.mark.usefixtures("project")
def test_without_a_store(tmp_path: Path,
                         caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "reuse").write_text("a file")
    fresh = build_fresh(make_request(tmp_path), tmp_path / "dist")
    assert fresh.wheel.exists()
    assert verify_fresh(fresh, (), TERMS).verdict.code == "unchecked"
    assert caplog.messages[0].startswith(
        f"The reuse directory {tmp_path / 'reuse'} cannot be used: ")


def test_what_is_compared_is_what_would_be_reused(
        project: Path, tmp_path: Path) -> None:
    """An edit is another state: there is nothing to compare."""
    request = make_request(tmp_path)
    remember_wheel(request, tmp_path / "dist", try_look_up(request))
    (project / "sample.py").write_text("ANSWER = 43\n")
    fresh = build_fresh(request, tmp_path / "dist")
    assert verify_fresh(fresh, (), TERMS).verdict.code == "unchecked"


@pytest.mark.parametrize("is_edited", [False, True], ids=["same", "edited"])
def test_by_name(project: Path, tmp_path: Path, *, is_edited: bool) -> None:
    """A search by file name minds no edit; what we hand out is no other."""
    request = make_request(tmp_path)
    first = build_fresh(request, tmp_path / "dist", by_name=True)
    assert first.earlier == ()
    if is_edited:
        (project / "sample.py").write_text("ANSWER = 43\n")
    fresh = build_fresh(request, tmp_path / "dist", by_name=True)
    (earlier,) = fresh.earlier
    assert earlier.is_by_name
    verification = verify_fresh(fresh, (), TERMS)
    (comparison,) = verification.comparisons
    version = "{}.{}".format(*sys.version_info)
    program = rf"(python|pypy){version}t?"
    assert re.fullmatch(f"{program} <- {program}", comparison.by_name)
    assert (verification.verdict.code, comparison.verdict.code,
            comparison.refusal) == (
        ("unchecked", "differs",
         "it was built from other sources, or by another recipe")
        if is_edited else ("same", "same", ""))
    # the first one built is the one that such a search goes on to find
    assert len(list((tmp_path / "reuse" / "by-name").iterdir())) == 1


@pytest.mark.usefixtures("project")
def test_by_name_of_what_cannot_be_read(
        tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    request = make_request(tmp_path)
    build_fresh(request, tmp_path / "dist", by_name=True)
    shutil.rmtree(tmp_path / "reuse" / "by-name")
    (tmp_path / "reuse" / "by-name").write_text("a file")
    (earlier,) = build_fresh(request, tmp_path / "dist",
                             by_name=True).earlier
    assert not earlier.is_by_name
    assert "Nothing is compared by file name: " in caplog.text


@pytest.fixture
def diffoscope(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a place on PATH for the program."""
    program = tmp_path / "bin/diffoscope"
    program.parent.mkdir()
    monkeypatch.setenv("PATH", str(program.parent), prepend=":")
    return program


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script")
@pytest.mark.parametrize(("script", "text", "messages"), [
    ('for last; do :; done; echo "deeper: $last"; exit 1',
     f"deeper: here/{PURE}\n", []),
    ("echo oops >&2; exit 2", "", [
        "diffoscope failed, status 2: oops\nhint: leave out --diffoscope"]),
], ids=["works", "fails"])
def test_diffoscope(diffoscope: Path, caplog: pytest.LogCaptureFixture,
                    script: str, text: str, messages: list[str]) -> None:
    diffoscope.write_text(f"#!/bin/sh\n{script}\n")
    diffoscope.chmod(0o755)
    wheels = [build_wheel(diffoscope.parent / name, PURE, {"a.py": name})
              for name in "abb"]
    terms = Terms(diffoscope=True)
    differs, = compare_wheels(wheels[0], wheels[1], terms).comparisons
    assert differs.diffoscope == text
    assert caplog.messages == messages
    same, = compare_wheels(wheels[1], wheels[2], terms).comparisons
    assert same.diffoscope == ""


@pytest.mark.parametrize(("prefix", "expected"), [
    ("/opt/python3.12", "/opt/python3.11"),
    ("/opt/versions/3.12.1", "/opt/versions/3.11.1"),
    ("/usr", "/usr"),
])
def test_where_the_builder_lies(prefix: str, expected: str) -> None:
    """Many interpreters put their own directory into all that they link."""
    assert list(_guess_prefixes(
        [prefix], make_interpreter("3.12"), make_interpreter("3.11"))) == [
        expected]
