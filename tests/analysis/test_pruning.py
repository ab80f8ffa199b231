# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""A tree without the statements that did not run."""

import ast

import pytest

from gpep517_reuse.analysis.pruning import NotRun, prune


def prune_text(text: str, *lines: int) -> tuple[str, list[tuple[int, int]]]:
    """Return what is left of a text, and the lines that were left out."""
    tree = ast.parse(text)
    before = ast.dump(tree, include_attributes=True)
    pruned = prune(tree, frozenset(lines))
    assert ast.dump(tree, include_attributes=True) == before
    left_out = [(node.lineno, node.end_lineno or 0)
                for node in ast.walk(pruned) if isinstance(node, NotRun)]
    for node in ast.walk(pruned):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list) and block:
                setattr(node, name, [
                    statement for statement in block
                    if not isinstance(statement, NotRun)] or [ast.Pass()])
    return ast.unparse(pruned), left_out


@pytest.mark.parametrize(("text", "lines", "left", "left_out"), [
    pytest.param("a\nb\nc\nd", {1, 4}, "a\nd", [(2, 3)], id="neighbours"),
    pytest.param("if a:\n    b\nelse:\n    c", {1, 4},
                 "if a:\n    pass\nelse:\n    c", [(2, 2)], id="branch"),
    pytest.param("def f():\n    'x'\n    global a\n    a = 1", {1},
                 "def f():\n    pass", [(2, 4)], id="function"),
    pytest.param("def f():\n    'x'\n    global a\n    a = 1\n    b", {1, 4},
                 'def f():\n    """x"""\n    global a\n    a = 1',
                 [(5, 5)], id="no code"),
    pytest.param("class C:\n    x: int", {1}, "class C:\n    x: int", [],
                 id="annotation"),
    pytest.param("try:\n    a\nexcept E as e:\n    b", {1, 2},
                 "try:\n    a\nexcept E:\n    pass", [(3, 4)],
                 id="handler that is not reached"),
    pytest.param("try:\n    a\nexcept E as e:\n    b\nexcept F:\n    c",
                 {1, 2, 3, 5, 6},
                 "try:\n    a\nexcept E as e:\n    pass\nexcept F:\n    c",
                 [(4, 4)], id="handler of another failure"),
    pytest.param("match a:\n    case 1:\n        b\n    case 2:\n        c",
                 {1, 2, 4, 5}, "match a:\n    case 1:\n        pass\n"
                 "    case 2:\n        c", [(3, 3)], id="match"),
    pytest.param("class C:\n    def __eq__(self, other):\n        a",
                 {1, 2}, "class C:\n\n    def __eq__(self, other):\n"
                 "        a", [], id="called by the interpreter"),
    pytest.param("@a\ndef f():\n    b", {1}, "@a\ndef f():\n    pass",
                 [(3, 3)], id="decorator"),
])
def test_prune(text: str, lines: set[int], left: str,
               left_out: list[tuple[int, int]]) -> None:
    assert prune_text(text, *lines) == (left, left_out)
