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

from gpep517_reuse.levels import find_same, has_docstring, is_telling


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
        assert marshal.dumps(compile_at(1, text)) == marshal.dumps(
            compile_at(2, text))


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
@hypothesis.given(BODIES)
def test_no_docstring_is_missed(body: list[str]) -> None:
    """Code has a docstring wherever its syntax tree has one that runs."""
    text = "\n".join(body)
    if "if 0" not in text and "while 0" not in text and (
            "__debug__" not in text) and read_docstrings(text):
        assert has_docstring(compile_at(1, text))


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


@pytest.mark.parametrize(("level", "known", "same"), [
    (0, {1}, None), (1, {0}, None), (2, {1}, 1), (2, set(), None),
    (2, {0}, None), (-1, {1}, None)])
def test_find_same(level: int, known: set[int], same: int | None) -> None:
    assert find_same(level, known) == same
    assert same is None or is_telling(same)
