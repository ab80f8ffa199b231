# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of which optimization levels cannot differ."""

import ast
import marshal
import sys
import textwrap

from types import CodeType

import hypothesis
import pytest

from hypothesis import strategies as st

from gpep517_reuse.bytecode.levels import (
    find_repeated,
    has_docstring,
    may_assert,
)


STATEMENTS = st.sampled_from([
    '"a docstring, or not"', '""', 'b"bytes"', 'f"{x}"', '"a" "b"', "...",
    "None", "pass", "assert x", 'assert x, "a docstring, or not"',
    "assert True", "x = __debug__", "x = __doc__", '__doc__ = "set"',
    'x = "a docstring, or not"', "y = lambda z: x", 'y = lambda: ("s", x)',
    "x = [y for y in x if y]", "x = None", "from a import b as x",
    "1 if x else 2",
])
BLOCKS = ("def f(x): {}", "class C: {}", "async def g(): {}", "if x: {}",
          "if __debug__: {}", "if 0: {}", "while 0: {}", "for x in y: {}",
          "try: {}\nexcept E: pass", "with x: {}")


def nest(blocks: st.SearchStrategy[list[str]]
         ) -> st.SearchStrategy[list[str]]:
    def fill(block: str, body: list[str]) -> str:
        return block.format("\n" + textwrap.indent("\n".join(body), "    "))

    statement = STATEMENTS | st.builds(fill, st.sampled_from(BLOCKS), blocks)
    return st.lists(statement, min_size=1, max_size=4)


BODIES = st.recursive(st.lists(STATEMENTS, min_size=1, max_size=4), nest,
                      max_leaves=12)


def compile_at(level: int, text: str) -> CodeType:
    code: CodeType = compile(text, "sample.py", "exec", dont_inherit=True,
                             optimize=level)
    return code


def dump(code: CodeType) -> bytes:
    """Write what code is, and nothing of what else the process knows.

    Later versions of the format tell interned strings, and what else refers
    to a constant, from others.
    """
    return marshal.dumps(code, 0)


def read_docstrings(text: str) -> list[str]:
    return [docstring for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef
                          | ast.AsyncFunctionDef)
            and (docstring := ast.get_docstring(node, clean=False))
            is not None]


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
@hypothesis.given(BODIES)
def test_a_level_without_docstrings_is_the_next(body: list[str]) -> None:
    """Code that has no docstring is, byte for byte, that of level 2."""
    text = "\n".join(body)
    if not has_docstring(compile_at(1, text)):
        assert dump(compile_at(1, text)) == dump(
            compile_at(2, text))


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
@hypothesis.given(BODIES)
def test_no_docstring_is_missed(body: list[str]) -> None:
    """Code has a docstring wherever its syntax tree has one that runs."""
    text = "\n".join(body)
    if "if 0" not in text and "while 0" not in text and (
            "__debug__" not in text) and read_docstrings(text):
        assert has_docstring(compile_at(1, text))


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
@hypothesis.given(BODIES, st.sampled_from(["\n", "\r\n", "\r"]))
def test_no_assertion_is_missed(body: list[str], newline: str) -> None:
    """Wherever the syntax tree has one, the text is told to have one."""
    text = "\n".join(body)
    if any(isinstance(node, ast.Assert)
           or (isinstance(node, ast.Name) and node.id == "__debug__")
           for node in ast.walk(ast.parse(text))):
        assert may_assert(text.replace("\n", newline).encode())


@pytest.mark.parametrize("text", [
    '"doc"', '""', 'class C: "doc"', 'def f(): "doc"',
    'async def f(): "doc"', 'def f():\n def g(): "doc"',
    'def f(x):\n class C:\n  def g(self):\n   "doc"\n   return x'])
def test_docstrings(text: str) -> None:
    assert has_docstring(compile_at(0, text))
    assert has_docstring(compile_at(1, text))
    assert not has_docstring(compile_at(2, text))


@pytest.mark.parametrize("text", [
    "", "1", 'b"doc"', 'f"{x}"', 'x = "s"', 'def f(): return "s"',
    'def f(x):\n  "s".join(x)', 'lambda: "s"', "class C: pass",
    'if x: "s"', "def f(x):\n def g(): return x"])
def test_no_docstrings(text: str) -> None:
    assert not has_docstring(compile_at(1, text))


@pytest.mark.skipif(
    sys.implementation.name == "cpython" and sys.version_info >= (3, 13),
    reason="here, code tells whether it has a docstring")
def test_what_the_interpreter_takes_for_one() -> None:
    # compiled in vain, which does no harm
    assert has_docstring(compile_at(1, 'set("s" for x in y)'))


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
@hypothesis.given(BODIES, st.integers(0, 2))
def test_a_repeated_level_is_the_one_before(body: list[str], level: int
                                            ) -> None:
    """What is not compiled is, byte for byte, what it would have been."""
    text = "\n".join(body)
    for repeated in find_repeated(level, compile_at(level, text),
                                  text.encode()):
        assert repeated > level
        assert dump(compile_at(repeated, text)) == dump(
            compile_at(repeated - 1, text))


@pytest.mark.skipif(
    sys.version_info[:2] == (3, 12),
    reason="here, the first compilation is special")
@pytest.mark.parametrize(("source", "levels"), [
    ("x = 1", {0: [1, 2], 1: [2], 2: []}),
    ('"doc"', {0: [1], 1: [], 2: []}),
    ("assert x", {0: [2], 1: [2], 2: []}),
    ('"doc"\nassert x', {0: [], 1: [], 2: []}),
])
def test_find_repeated(source: str, levels: dict[int, list[int]]) -> None:
    for level, repeated in levels.items():
        assert [*find_repeated(level, compile_at(level, source),
                               source.encode())] == repeated


@pytest.mark.parametrize("source", [
    b"assert x", b"if 0: assert x", b"x = __debug__", b"# :assert",
    "x = __\uff44ebug__".encode(), "x = __debu\uff47__".encode(),
    b"# coding: utf-7\nif 0:\n +AGEAcwBzAGUAcgB0- x",
    b"\xef\xbb\xbfassert x", b"x\r__debug__", b"x\rassert x", b"\fassert x",
    b"x;assert x", b"x ;\t assert x", b"class C:assert x", b"\\\nassert x",
    b"if x: \\\n assert x", b"if x:\r\n\tassert x", b"{1:\nassert_}",
    b"if x:  # why\n  # so\n\n  assert(x)",
    b"match x:\n case 1: assert not x",
])
def test_what_may_assert(source: bytes) -> None:
    """The words are found however they are written."""
    assert ast.parse(source)
    assert may_assert(source)


@pytest.mark.parametrize("source", [
    # an assertion for CPython's compiler alone
    b"# a\r# b\r# coding: cp037\rassert x\r",
    # no encoding for some versions' importlib
    b"# Jos\xe9\n# coding: latin-1\nx = __debug__", b"# coding: rot13\n",
])
def test_what_is_read_in_several_ways(source: bytes) -> None:
    assert may_assert(source)


@pytest.mark.parametrize("source", [
    b"KEYWORDS = 'as', 'assert'", b"self.assertTrue(x)", b"x = 1  # assert",
    b"def assert_(): no_assert = y.assert_(x)",
])
def test_what_cannot_assert(source: bytes) -> None:
    assert ast.parse(source)
    assert not may_assert(source)
