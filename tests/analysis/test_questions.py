# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the questions, asked of the interpreter that runs them."""

import importlib.machinery
import os
import platform
import sys
import sysconfig

from pathlib import Path

import hypothesis
import hypothesis.strategies as st
import pytest

from gpep517_reuse.analysis.questions import QuestionError, ask


@pytest.mark.parametrize(("question", "answer"), [
    ("sys.version_info >= (3, 11)", True),
    ("sys.version_info[:2]", sys.version_info[:2]),
    ("(3, 11) <= sys.version_info < (4,)", True),
    ("'%d.%d' % sys.version_info[:2]",
     f"{sys.version_info[0]}.{sys.version_info[1]}"),
    ("sys.version_info.major", 3),
    ("sys.implementation.name in ('cpython', 'pypy')", True),
    ("not sys.hexversion", False),
    ("platform.python_implementation()", platform.python_implementation()),
    ("sysconfig.get_config_var('SOABI')", sysconfig.get_config_var("SOABI")),
    ("bool(sysconfig.get_config_var('no such'))", False),
    ("hasattr(sys, 'version_info') or hasattr(sys, 'no')", True),
    ("getattr(sys, 'no such', 'x')", "x"),
    ("sys.version.split()[0]", sys.version.split()[0]),
    ("os.name", os.name),
])
def test_answer(question: str, answer: object) -> None:
    assert ask(question) == repr(answer)


@pytest.mark.parametrize(("module", "is_there"), [
    ("'sys'", True), ("'os'", True), ("'os.path'", True),
    ("'os.path', 'join'", True), ("'os.path', 'no_such'", False),
    # without a file of its own since CPython 3.14
    ("'collections.abc'", True), ("'collections.abc', 'Mapping'", True),
    ("'collections.abc', 'no_such'", False),
    ("'collections', 'Mapping'", False), ("'xml.etree.ElementTree'", True),
    ("'xml.no_such'", False), ("'no_such'", False),
    ("'no_such.collections.abc'", False), ("'os.path.no_such'", False),
])
def test_importable(module: str, is_there: bool) -> None:
    """Tell what the import statement would find."""
    assert ask(f"importable({module})") == repr(is_there)


@pytest.mark.parametrize(("question", "name"), [
    ("sys.maxsize % 0", "ZeroDivisionError"),
    ("sys.version_info > 3", "TypeError"),
])
def test_errors(question: str, name: str) -> None:
    """An error is an answer."""
    assert ask(question) == f"raises {name}"


@pytest.mark.parametrize("question", [
    "sys.implementation._multiarch", "sys.name", "sys.version_info.name"])
def test_fields_that_are_not_known(question: str) -> None:
    with pytest.raises(QuestionError):
        ask(question)


def test_modules_below_a_package(tmp_path: Path,
                                 monkeypatch: pytest.MonkeyPatch) -> None:
    """Found where the package is, and never imported."""
    (tmp_path / "unloaded/inside").mkdir(parents=True)
    for path in "unloaded", "unloaded/inside":
        (tmp_path / path / "__init__.py").write_text("raise OSError\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert ask("importable('unloaded.inside')") == "True"
    assert ask("importable('unloaded.other')") == "False"


class Finder:
    """Find one module, which has no file."""

    @staticmethod
    def find_spec(name: str, *_: object
                  ) -> importlib.machinery.ModuleSpec | None:
        return (importlib.machinery.ModuleSpec(name, None)
                if name == "found_by_us" else None)


def test_modules_of_a_finder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as one for what is installed to be edited."""
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, Finder])
    assert ask("importable('found_by_us')") == "True"
    assert ask("importable('found_by_none')") == "False"


def test_nothing_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert ask("hasattr(this, 's')") == "True"
    assert ask("hasattr(antigravity, 'geohash')") == "True"
    assert not {"this", "antigravity"} & sys.modules.keys()
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(("content", "compiles"), [
    (b"x = 1\n", True), (b"print 'x'\n", False), (b"\0", False),
    (b"# coding: no such\n", False), ("é = 1".encode(), True),
])
def test_compiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                  content: bytes, compiles: bool) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.py").write_bytes(content)
    monkeypatch.chdir(tmp_path)
    assert ask("compiles('a/b.py')") == repr(compiles)


@pytest.mark.parametrize("path", ["/dev/zero", "../a.py", "a", "pipe", ""])
def test_compiles_no_other_file(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    """What an entry names is not to be read unless it lies in the tree."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a.py").write_text("")
    os.mkfifo(tmp_path / "a" / "pipe")
    monkeypatch.chdir(tmp_path / "a")
    assert ask(f"compiles({path!r})") == "False"


@pytest.mark.parametrize("question", [
    "", "1 +", "sys.modules", "open('a')", "__import__('os')",
    "os.system('true')", "sys.version_info.__class__", "x", "[x for x in 1]",
    "lambda: 1", "'%9999d' % 1", "'a' * 100", "sys.exit()",
    "getattr(sys, 'version_info', x=1)", "(" * 1000, "1" * 3000,
    "''.join(['a'])", "''.format(1)",
])
def test_what_is_no_question(question: str) -> None:
    with pytest.raises(QuestionError):
        ask(question)


@hypothesis.given(st.text(max_size=60))
def test_any_text_is_answered_or_no_question(text: str) -> None:
    """An entry that was damaged makes no trouble."""
    try:
        answer = ask(text)
    except QuestionError:
        return
    assert isinstance(answer, str)
